/** `/teams/:id`: one team on a day, what happened to it, and how to reach it. No names. */
import { formatDate, formatDateRange, lastValidDay } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import {
  Answer,
  Breadcrumb,
  ButtonLink,
  Card,
  DataTable,
  DefinitionList,
  Notice,
  type Page,
  PageHeading,
  Pill,
  QuietLinks,
  Timeline,
  type View,
} from '../../platform/ui/index.ts';
import { titleName, type UnitItem } from '../../territory/index.ts';
import type { TeamHappening, TeamHistory, TeamOnDay } from '../contract.ts';
import { texts } from './messages.gen.ts';
import type { ForceCount } from './queries.ts';

export interface TeamContent {
  readonly on: string;
  readonly given: boolean;
  /** The team on the day; null where it is not there then. */
  readonly team: TeamOnDay | null;
  readonly history: TeamHistory;
  readonly forces: readonly ForceCount[];
  readonly seat: UnitItem | null;
  readonly ancestors: readonly UnitItem[];
  /** Names of the teams before and after. */
  readonly names: ReadonlyMap<string, string>;
  /** Whether the reader may see who serves. */
  readonly maySee: boolean;
}

export function teamPage(view: Pick<View, 'lang'>, content: TeamContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { on, given, team, history, forces, seat, ancestors } = content;
  const last = history.versions.at(-1);
  const name = team?.name ?? last?.name ?? '';
  const id = last?.teamId ?? '';
  const day = formatDate(on);
  const members = forces.reduce((sum, force) => sum + force.members, 0);
  const query = given ? `?on=${on}` : '';
  return {
    title: `${name} · ${day}`,
    description: t.team_description({ name }),
    sharing: { text: t.team_sharing({ name, members, day }) },
    help: [
      { part: t.help_state(), text: t.help_state_text(), target: 'h1' },
      { part: t.help_history(), text: t.help_history_text(), target: '.timeline' },
    ],
    body: (
      <>
        <Breadcrumb
          lang={lang}
          steps={[
            { label: t.list_title(), href: `/teams${query}` },
            ...ancestors.map((unit) => ({
              label: titleName(unit, lang),
              href: `/teams?${new URLSearchParams({ ...(given ? { on } : {}), unit: unit.id })}`,
            })),
            { label: name },
          ]}
        />
        <PageHeading eyebrow={t.on_day({ day })} title={name}>
          <p class="flex flex-wrap gap-2">
            {team === null ? (
              <Pill>{t.not_there()}</Pill>
            ) : team.status === 'active' ? (
              <Pill tone="good">{t.active()}</Pill>
            ) : (
              <Pill>{t.suspended()}</Pill>
            )}
            {team?.origin === 'demonstration' && <Pill tone="waiting">{t.demonstration()}</Pill>}
          </p>
        </PageHeading>
        {team === null ? (
          <Notice tone="waiting" title={t.absent_title({ day })}>
            {t.absent_days({ days: formatDateRange(history.versions[0]?.from ?? null, lastValidDay(last?.to ?? null), lang) })}
          </Notice>
        ) : (
          <Answer underHeading text={t.team_answer({ members, status: team.status, day })} />
        )}
        <div class="side-by-side">
          <Card title={t.about()}>
            <DefinitionList
              rows={[
                {
                  term: t.column_seat(),
                  value: seat && <a href={`/units/${seat.id}${query}`}>{titleName(seat, lang)}</a>,
                },
                { term: t.column_level(), value: team && t.level({ level: team.level }) },
                { term: t.since(), value: history.versions[0] && formatDate(history.versions[0].from) },
                { term: t.state_days(), value: team && formatDateRange(team.from, lastValidDay(team.to), lang) },
              ]}
            />
            {team?.toConfirm && <Notice tone="waiting">{t.to_confirm()}</Notice>}
          </Card>
          <Card title={t.members_title()}>
            {forces.length === 0 ? (
              <p>{t.members_none()}</p>
            ) : (
              <DataTable
                caption={t.members_title()}
                captionHidden
                columns={[
                  { label: t.column_force(), cell: (force: ForceCount) => force.names[lang] },
                  { label: t.column_members(), cell: (force: ForceCount) => t.number({ value: force.members }), kind: 'number' },
                ]}
                rows={forces}
              />
            )}
            <p class="hint">{t.members_no_names()}</p>
            {content.maySee && (
              <p>
                <a href={`/console/teams/${id}${query}`}>{t.see_names()}</a>
              </p>
            )}
          </Card>
        </div>
        <Card title={t.history_title()}>
          <Timeline lang={lang} steps={history.events.map((event) => stepOf(event, content.names, on, lang))} />
        </Card>
        <p class="actions">
          {seat !== null && (
            <ButtonLink href={`/teams/join?unit=${seat.id}`} kind="secondary" icon="helping">
              {t.join_link()}
            </ButtonLink>
          )}
          <ButtonLink href="/check" kind="secondary" icon="question">
            {t.check_link()}
          </ButtonLink>
        </p>
        <QuietLinks lang={lang} print links={[{ href: `/api/v1/teams/${id}?on=${on}`, label: 'JSON' }]} />
      </>
    ),
  };
}

function stepOf(event: TeamHappening, names: ReadonlyMap<string, string>, on: string, lang: Lang) {
  const t = texts[lang];
  const { number, decidedOn, issuer } = event.decision;
  const paper =
    number === null
      ? null
      : t.decision({
          number,
          dated: decidedOn === null ? 'no' : 'yes',
          day: decidedOn === null ? '' : formatDate(decidedOn),
          issued: issuer === null ? 'no' : 'yes',
          issuer: issuer ?? '',
        });
  const others = [...event.fromTeams, ...event.toTeams];
  return {
    title: t.event({ kind: event.kind === 'followed-unit' ? 'followed' : event.kind }),
    when: formatDate(event.on),
    state: event.on <= on ? ('done' as const) : ('next' as const),
    detail: (
      <>
        {paper !== null && <p class="small">{paper}</p>}
        {others.length > 0 && (
          <ul class="small">
            {others.map((id) => (
              <li key={id}>
                <a href={`/teams/${id}?on=${event.on}`}>{names.get(id) ?? id}</a>
              </li>
            ))}
          </ul>
        )}
      </>
    ),
  };
}
