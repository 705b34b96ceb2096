import { formatDate } from '../../../platform/calendar/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import { formatInteger } from '../../../platform/numbers/index.ts';
import {
  Answer,
  ButtonLink,
  Chips,
  DataTable,
  DateField,
  EmptyState,
  ErrorSummary,
  Field,
  type FieldProblem,
  type Page,
  Pager,
  Pill,
  problemOf,
  QuietLinks,
  SelectField,
  type View,
  WhatIsThis,
} from '../../../platform/ui/index.ts';
import type { TeamLevel } from '../../contract.ts';
import { texts } from '../messages.gen.ts';
import type { SeatChoice } from '../units.ts';
import { levelName } from '../words.ts';
import { type TeamCounts, type TeamFilter, type TeamLine, teamFilters } from './query.ts';

/** What the address of a list says; empty texts are left out of it. */
export interface Choice {
  /** The day as typed or ISO; empty for today. */
  readonly on: string;
  readonly level: TeamLevel | '';
  readonly unit: string;
  readonly only: TeamFilter | '';
  readonly q: string;
}

interface TeamList {
  readonly choice: Choice;
  /** The day shown, ISO. */
  readonly on: string;
  readonly counts: TeamCounts;
  readonly staleMonths: number;
  readonly teams: readonly TeamLine[];
  /** Names of leaders by person, as far as they may be seen. */
  readonly leaders: ReadonlyMap<string, string>;
  readonly seats: ReadonlyMap<string, string>;
  /** Communes or seats to narrow the list to; none where there is only one. */
  readonly units: readonly SeatChoice[];
  readonly next: string | null;
  readonly may: { readonly manage: boolean; readonly import: boolean };
  /** A team leader sees the own team and no list of a place. */
  readonly ownOnly: boolean;
  readonly problems: readonly FieldProblem[];
}

export const listAddress = '/console/teams';

/** The address with these choices. */
export function addressOf(path: string, choice: Partial<Choice>, more: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams(Object.entries({ ...choice, ...more }).filter(([, value]) => value !== '')).toString();
  return query === '' ? path : `${path}?${query}`;
}

/** `/console/teams`: how the teams of my place stand, what needs looking after first. */
export function listPage(view: View, list: TeamList): Page {
  const { lang } = view;
  const t = texts[lang];
  const { counts, choice } = list;
  const past = choice.on !== '';
  const answer = t.list_answer({
    teams: counts.standing,
    members: counts.members,
    leaderless: counts.leaderless,
    stale: counts.stale,
    months: list.staleMonths,
  });
  return {
    title: t.list_title(),
    unlisted: true,
    body: (
      <>
        <ErrorSummary lang={lang} problems={list.problems} />
        <Answer
          eyebrow={past ? t.list_eyebrow_on({ day: formatDate(list.on) }) : t.list_title()}
          text={list.ownOnly ? t.list_own_answer({ teams: counts.standing }) : answer}
          links={{
            leaderless: addressOf(listAddress, { ...choice, only: 'leaderless' }),
            stale: addressOf(listAddress, { ...choice, only: 'stale' }),
          }}
        />
        {!list.ownOnly && (
          <>
            <div class="actions">
              {list.may.manage && (
                <ButtonLink href="/console/teams/new" icon="people">
                  {t.list_new()}
                </ButtonLink>
              )}
              {list.may.import && (
                <ButtonLink kind="secondary" href="/console/teams/import" icon="upload">
                  {t.list_import()}
                </ButtonLink>
              )}
            </div>
            <Narrow lang={lang} list={list} />
          </>
        )}
        <Found lang={lang} list={list} />
        {!list.ownOnly && (
          <QuietLinks
            lang={lang}
            links={[
              { href: addressOf('/console/teams/export.xlsx', choice), label: t.export_xlsx(), download: true },
              { href: addressOf('/console/teams/export.csv', choice), label: t.export_csv(), download: true },
            ]}
            print
          />
        )}
        <WhatIsThis lang={lang} term={t.stale_term()}>
          <p>{t.stale_explained({ months: list.staleMonths })}</p>
        </WhatIsThis>
      </>
    ),
  };
}

function Narrow({ lang, list }: { lang: Lang; list: TeamList }) {
  const t = texts[lang];
  const { choice, counts } = list;
  const labels: Record<TeamFilter, string> = {
    leaderless: t.filter_leaderless({ count: counts.leaderless }),
    stale: t.filter_stale({ count: counts.stale }),
    'to-confirm': t.filter_to_confirm({ count: counts.toConfirm }),
    suspended: t.filter_suspended({ count: counts.suspended }),
    ended: t.filter_ended({ count: counts.ended }),
  };
  const states = (['', ...teamFilters] as const).map((only) => ({
    label: only === '' ? t.filter_all({ count: counts.standing }) : labels[only],
    href: addressOf(listAddress, { ...choice, only }),
    current: only === choice.only,
  }));
  const levels = (['', 'commune', 'village'] as const).map((level) => ({
    label: level === '' ? t.level_all() : levelName(level, lang),
    href: addressOf(listAddress, { ...choice, level }),
    current: level === choice.level,
  }));
  return (
    <>
      <search class="search">
        <form class="narrow" action={listAddress}>
          {choice.only !== '' && <input type="hidden" name="only" value={choice.only} />}
          {choice.level !== '' && <input type="hidden" name="level" value={choice.level} />}
          <Field
            lang={lang}
            name="q"
            label={t.search_label()}
            control={(wiring) => <input class="input" type="search" value={choice.q} maxLength={200} autoComplete="off" {...wiring} />}
          />
          {list.units.length > 1 && (
            <SelectField
              lang={lang}
              name="unit"
              label={t.search_unit()}
              value={choice.unit}
              options={[{ value: '', label: t.search_unit_all() }, ...list.units.map(({ id, name }) => ({ value: id, label: name }))]}
            />
          )}
          <DateField
            lang={lang}
            name="on"
            label={t.search_on()}
            hint={t.search_on_hint()}
            value={/^\d{4}-/.test(choice.on) ? formatDate(choice.on) : choice.on}
            error={problemOf(list.problems, 'on')}
          />
          <button class="button primary" type="submit">
            {t.search_button()}
          </button>
        </form>
      </search>
      <Chips label={t.filter_label()} items={states} shown />
      <Chips label={t.level_label()} items={levels} shown />
    </>
  );
}

function Found({ lang, list }: { lang: Lang; list: TeamList }) {
  const t = texts[lang];
  const { choice } = list;
  if (list.teams.length === 0) {
    const narrowed = choice.q !== '' || choice.only !== '' || choice.level !== '' || choice.unit !== '' || choice.on !== '';
    return (
      <EmptyState
        icon="people"
        title={list.ownOnly ? t.list_own_empty() : t.list_empty()}
        why={list.ownOnly ? t.list_own_empty_why() : narrowed ? t.list_empty_narrowed() : t.list_empty_why()}
      >
        {narrowed && !list.ownOnly && (
          <ButtonLink kind="secondary" href={listAddress}>
            {t.list_show_all()}
          </ButtonLink>
        )}
      </EmptyState>
    );
  }
  const day = choice.on === '' ? '' : list.on;
  const columns = [
    { label: t.column_team(), cell: (row: TeamLine) => <a href={addressOf(`/console/teams/${row.id}`, { on: day })}>{row.name}</a> },
    { label: t.column_seat(), cell: (row: TeamLine) => list.seats.get(row.unitId) ?? '–' },
    { label: t.column_state(), cell: (row: TeamLine) => <States lang={lang} row={row} /> },
    {
      label: t.column_leader(),
      cell: (row: TeamLine) => (row.leaderId === null ? '–' : (list.leaders.get(row.leaderId) ?? t.name_elsewhere())),
    },
    { label: t.column_members(), kind: 'number' as const, cell: (row: TeamLine) => formatInteger(row.members, lang) },
    { label: t.column_looked(), cell: (row: TeamLine) => (row.lookedOn === null ? t.never() : formatDate(row.lookedOn)) },
  ];
  return (
    <>
      <DataTable caption={t.list_caption()} captionHidden columns={columns} rows={list.teams} dense />
      {list.next !== null && <Pager lang={lang} summary={t.list_more({ count: list.teams.length })} next={list.next} />}
    </>
  );
}

function States({ lang, row }: { lang: Lang; row: TeamLine }) {
  const t = texts[lang];
  if (row.endedOn !== null) return <Pill>{t.state_ended_on({ day: formatDate(row.endedOn) })}</Pill>;
  if (row.state === 'suspended') return <Pill tone="waiting">{t.state_suspended()}</Pill>;
  return (
    <span class="pills">
      {row.leaderless && <Pill tone="danger">{t.state_leaderless()}</Pill>}
      {row.stale && <Pill tone="waiting">{t.state_stale()}</Pill>}
      {row.toConfirm && <Pill tone="waiting">{t.state_to_confirm()}</Pill>}
      {!row.leaderless && !row.stale && !row.toConfirm && t.state_active()}
    </span>
  );
}
