/** `/teams`: which teams there are. Counts only; names of members are for those who hold the right. */
import { formatDate } from '../../platform/calendar/index.ts';
import {
  Answer,
  ButtonLink,
  Chips,
  DataTable,
  EmptyState,
  type Page,
  PageHeading,
  Pager,
  Pill,
  QuietLinks,
  SearchForm,
  type View,
} from '../../platform/ui/index.ts';
import { titleName, type UnitItem } from '../../territory/index.ts';
import { type ListedTeam, teamLevels } from '../contract.ts';
import { type Asked, addressOf } from './asked.ts';
import { texts } from './messages.gen.ts';

export interface ListContent {
  readonly asked: Asked;
  /** The unit asked for; null for everywhere. */
  readonly unit: UnitItem | null;
  readonly teams: readonly ListedTeam[];
  readonly next: string | null;
  readonly total: { readonly teams: number; readonly members: number };
  /** Where the teams of this page sit, by unit. */
  readonly seats: ReadonlyMap<string, UnitItem>;
}

export function listPage(view: Pick<View, 'lang'>, { asked, unit, teams, next, total, seats }: ListContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const day = formatDate(asked.on);
  const where = unit === null ? t.everywhere() : titleName(unit, lang);
  const hidden = {
    ...(asked.given ? { on: asked.on } : {}),
    ...(unit === null ? {} : { unit: unit.id }),
    ...(asked.level === null ? {} : { level: asked.level }),
  };
  const seatName = (team: ListedTeam) => {
    const seat = seats.get(team.unitId);
    return seat ? titleName(seat, lang) : team.unitName;
  };
  const href = (team: ListedTeam) => `/teams/${team.id}${asked.given ? `?on=${asked.on}` : ''}`;
  return {
    title: unit === null ? t.list_title() : t.list_title_of({ unit: where }),
    description: t.list_description(),
    unlisted: asked.text !== '' || asked.after !== null,
    sharing: { text: t.list_sharing({ teams: total.teams, members: total.members, where, day }) },
    help: [
      { part: t.help_search(), text: t.help_search_text(), target: 'search' },
      { part: t.help_table(), text: t.help_table_text(), target: 'table' },
    ],
    body: (
      <>
        <PageHeading eyebrow={t.eyebrow({ where, day })} title={unit === null ? t.list_title() : t.list_title_of({ unit: where })} />
        <Answer underHeading text={t.list_answer({ teams: total.teams, members: total.members, day })} />
        <SearchForm lang={lang} action="/teams" label={t.search_label()} hint={t.search_hint()} value={asked.text} hidden={hidden} />
        <Chips
          label={t.level_label()}
          items={[
            { label: t.level_all(), href: addressOf({ ...asked, level: null }), current: asked.level === null },
            ...teamLevels.map((level) => ({
              label: t.level({ level }),
              href: addressOf({ ...asked, level }),
              current: asked.level === level,
            })),
          ]}
        />
        {teams.length === 0 ? (
          <EmptyState icon="people" title={t.none()} why={asked.text === '' ? t.none_why() : t.none_found({ text: asked.text })}>
            <ButtonLink href={addressOf({ ...asked, text: '', level: null })} kind="secondary">
              {t.none_next()}
            </ButtonLink>
          </EmptyState>
        ) : (
          <DataTable
            caption={t.list_title()}
            captionHidden
            columns={[
              { label: t.column_name(), cell: (team: ListedTeam) => <a href={href(team)}>{team.name}</a> },
              { label: t.column_seat(), cell: (team: ListedTeam) => <a href={`/units/${team.unitId}?on=${asked.on}`}>{seatName(team)}</a> },
              { label: t.column_level(), cell: (team: ListedTeam) => t.level({ level: team.level }) },
              { label: t.column_members(), cell: (team: ListedTeam) => t.number({ value: team.members }), kind: 'number' },
              {
                label: t.column_state(),
                cell: (team: ListedTeam) =>
                  team.status === 'suspended' ? (
                    <Pill>{t.suspended()}</Pill>
                  ) : team.led ? (
                    <Pill tone="good">{t.active()}</Pill>
                  ) : (
                    <Pill tone="waiting">{t.leaderless()}</Pill>
                  ),
              },
            ]}
            rows={teams}
          />
        )}
        {next !== null && <Pager lang={lang} next={addressOf(asked, { after: next })} />}
        <p class="actions">
          <ButtonLink href="/teams/join" kind="secondary" icon="helping">
            {t.join_link()}
          </ButtonLink>
          <ButtonLink href="/check" kind="secondary" icon="question">
            {t.check_link()}
          </ButtonLink>
        </p>
        <QuietLinks
          lang={lang}
          print
          links={[
            {
              href: `/coverage${unit === null && !asked.given ? '' : `?${new URLSearchParams({ on: asked.on, ...(unit === null ? {} : { unit: unit.id }) })}`}`,
              label: t.coverage_link(),
            },
            { href: `/api/v1${addressOf({ ...asked, given: true })}`, label: 'JSON' },
          ]}
        />
      </>
    ),
  };
}
