/** The figures, summed from the published rows and from nothing else. */
import { type RawBuilder, sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';
import { answeredStates, endStates, states } from '../model.ts';
import { centre, untold } from './rows.ts';
import { fewest, type Interval, intervalOf } from './share.ts';

/** So many of so many, with the interval where they are not too few. */
export interface Share extends Partial<Interval> {
  readonly n: number;
  readonly of: number;
}

export interface Figures {
  /** Sent in the period, through all doors. */
  readonly received: number;
  readonly notAccepted: number;
  readonly merged: number;
  /** Given back at least once as not theirs: by anybody, or by the office that is asked for. */
  readonly returned: number;
  /** Taken in on time, of those that were or whose time is over. */
  readonly takenIn: Share;
  readonly answered: number;
  /** Every answer on time, of those whose time can be told: late ones without an answer count as late, at the office that had them when they became it. */
  readonly onTime: Share;
  /** Working minutes from sending to the first answer; null for fewer than ten. */
  readonly minutes: { readonly of: number; readonly median: number | null; readonly p90: number | null };
  /** Ever judged by their senders, of those that were answered. */
  readonly rated: Share;
  /** Of these, by the last judgement. */
  readonly satisfied: Share;
  /** Of these, at least once not satisfied. */
  readonly dissatisfied: Share;
  readonly reopened: number;
  /** Neither answered nor ended. */
  readonly waiting: number;
  /** Of these, those whose time is over or was in an earlier round. */
  readonly late: number;
  /** Of these, those whose time stands still now, and the whole working days of the longest; null for none. */
  readonly standing: { readonly n: number; readonly longest: number | null };
}

export const groupings = ['unit', 'category', 'office', 'month'] as const;
export type Grouping = (typeof groupings)[number];

/** What is asked of the rows. Months are ISO, `2026-11`, both included. */
export interface Wanted {
  readonly from: string | null;
  readonly to: string | null;
  /** The unit and those below it. */
  readonly units: readonly string[] | null;
  /** The category and those below it. */
  readonly categories: readonly string[] | null;
  readonly office: string | null;
}

interface Row {
  readonly key: string | null;
  readonly received: number;
  readonly notAccepted: number;
  readonly merged: number;
  readonly returned: number;
  readonly takenIn: number;
  readonly takenInOf: number;
  readonly answered: number;
  readonly onTime: number;
  readonly onTimeOf: number;
  readonly timed: number;
  readonly median: number | null;
  readonly p90: number | null;
  readonly rated: number;
  readonly satisfied: number;
  readonly dissatisfied: number;
  readonly reopened: number;
  readonly waiting: number;
  readonly late: number;
  readonly standing: number;
  readonly longest: number | null;
}

/** With more than this share of the rows lifted away from places, categories or offices, what is left there is no sample of what was: none is told by shares. */
export const mostLifted = 0.1;

/** `whole`: shares and percentiles are told; else counts alone. */
function figuresOf(row: Row, whole: boolean): Figures {
  const share = (n: number, of: number): Share => ({ n, of, ...(whole ? intervalOf(n, of) : null) });
  const told = whole && row.timed >= fewest;
  return {
    received: row.received,
    notAccepted: row.notAccepted,
    merged: row.merged,
    returned: row.returned,
    takenIn: share(row.takenIn, row.takenInOf),
    answered: row.answered,
    onTime: share(row.onTime, row.onTimeOf),
    minutes: { of: row.timed, median: told ? row.median : null, p90: told ? row.p90 : null },
    rated: share(row.rated, row.answered),
    satisfied: share(row.satisfied, row.rated),
    dissatisfied: share(row.dissatisfied, row.rated),
    reopened: row.reopened,
    waiting: row.waiting,
    late: row.late,
    standing: { n: row.standing, longest: row.longest },
  };
}

const waitingStates = states.filter((state) => !endStates.includes(state) && !answeredStates.includes(state));

const condition = ({ from, to, units, categories }: Wanted) => sql`
  (${from}::text is null or month >= (${from} || '-01')::date) and (${to}::text is null or month <= (${to} || '-01')::date)
  and (${units === null} or unit_id = any (${[...(units ?? [])]}::uuid[])) and (${categories === null} or category_code = any (${[...(categories ?? [])]}::text[]))`;

const keys = {
  unit: sql`unit_id::text`,
  category: sql`category_code`,
  office: sql`office`,
  month: sql`to_char(month, 'YYYY-MM')`,
} as const satisfies Record<Grouping, unknown>;

/** An office as a key of lines: empty where none is told. */
const officeKey = (office: RawBuilder<unknown>) => sql`case when ${office} in (${untold}, ${centre}) then '' else ${office} end`;

/**
 * What counts where. Each row once; or, where offices are told apart, once for each office that it says something of: the one that has it (`has`), the
 * one that had it when it became late (`timed`), those that gave it back (`gave`).
 */
function countedRows(wanted: Wanted, by: Grouping): RawBuilder<unknown> {
  const within = condition(wanted);
  if (wanted.office === null && by !== 'office')
    return sql`select r.*, '' as office, true as has, true as timed, returns > 0 as gave from reports.open_row r where ${within}`;
  const own = sql`coalesce(r.organisation_id::text, '')`;
  const alone = sql`(returned_by = '{}' and late_office is null)`;
  const all = sql`select r.*, ${own} as office, true as has, true as timed, false as gave from reports.open_row r where ${within} and ${alone}
    union all
    select r.*, one.office, one.has, one.timed, one.gave from reports.open_row r cross join lateral (
      select office, bool_or(has) as has, bool_or(timed) as timed, bool_or(gave) as gave from (
        select ${own}, true, r.late_office is null, false
        union all select ${officeKey(sql`r.late_office`)}, false, true, false where r.late_office is not null
        union all select ${officeKey(sql`given`)}, false, false, true from unnest(r.returned_by) given) role (office, has, timed, gave)
      group by office) one where ${within} and not ${alone}`;
  return wanted.office === null ? all : sql`select * from (${all}) every where office = ${wanted.office}`;
}

/** One line of a table; the key is an id, a code or a month, empty where no office is told. */
export interface Line {
  readonly key: string;
  readonly figures: Figures;
}

/** How many rows say too little to stand in a line, or to be found where it was asked for. */
export interface Lifted {
  /** Of what is shown (`of`), those that stand in no line of their own: their place, category or office is told one level above or not at all. */
  readonly n: number;
  readonly of: number;
  /** Of the period, those that may belong to what was asked for, which nobody can tell. */
  readonly elsewhere: number;
  /** There are so many of them that lines are told by counts alone. */
  readonly many: boolean;
}

/** By which columns of `coarsened` a grouping is told apart. */
const columnOf: Readonly<Record<Grouping, string | null>> = { unit: 'unit', category: 'category', office: 'organisation', month: null };

async function liftedRows(reader: Reader, wanted: Wanted, by: Grouping): Promise<Omit<Lifted, 'many'>> {
  const { units, categories, office } = wanted;
  const column = columnOf[by];
  const narrowed = [
    ...(units === null ? [] : ['unit']),
    ...(categories === null ? [] : ['category']),
    ...(office === null ? [] : ['organisation']),
  ];
  const inside = sql`(${condition({ ...wanted, from: null, to: null })} and (${office}::text is null or organisation_id::text = ${office}))`;
  const found = await sql<
    Omit<Lifted, 'many'>
  >`select count(*) filter (where ${inside} and coarsened && ${column === null ? [] : [column]}::text[])::int as n,
      count(*) filter (where ${inside})::int as of, count(*) filter (where not ${inside} and coarsened && ${narrowed}::text[])::int as elsewhere
    from reports.open_row where ${condition({ ...wanted, units: null, categories: null })}`.execute(reader.rows<unknown>());
  return found.rows[0] ?? { n: 0, of: 0, elsewhere: 0 };
}

/** The whole and its lines, by key, and how many rows of the period are told of no line (of no such place, category or office). Percentiles are values that occur (the smallest that so many do not exceed), so that anybody can recount them. */
export async function sumRows(
  reader: Reader,
  wanted: Wanted,
  by: Grouping,
): Promise<{ readonly total: Figures; readonly lines: readonly Line[]; readonly lifted: Lifted }> {
  const key = keys[by];
  const lifted = await liftedRows(reader, wanted, by);
  const whole = lifted.elsewhere <= mostLifted * (lifted.of + lifted.elsewhere);
  const linesWhole = whole && lifted.n <= mostLifted * lifted.of;
  const open = sql`has and state = any (${waitingStates}::text[])`;
  const rated = sql`has and judgements > 0 and answers > 0`;
  // What two offices gave back counts at both, and once in the whole.
  const returned = wanted.office === null ? sql`has and returns > 0` : sql`gave`;
  const found = await sql<Row>`select case when grouping(${key}) = 0 then ${key} end as key, count(*) filter (where has)::int as received,
      count(*) filter (where has and state = 'not-accepted')::int as "notAccepted", count(*) filter (where has and state = 'merged')::int as merged,
      case when grouping(${key}) = 0 then count(*) filter (where gave) else count(*) filter (where ${returned}) end::int as returned,
      count(*) filter (where has and received_on_time)::int as "takenIn", count(received_on_time) filter (where has)::int as "takenInOf",
      count(*) filter (where has and answers > 0)::int as answered,
      count(*) filter (where timed and answered_on_time)::int as "onTime", count(answered_on_time) filter (where timed)::int as "onTimeOf",
      count(answer_minutes) filter (where has)::int as timed, percentile_disc(0.5) within group (order by answer_minutes) filter (where has) as median,
      percentile_disc(0.9) within group (order by answer_minutes) filter (where has) as p90,
      count(*) filter (where ${rated})::int as rated, count(*) filter (where ${rated} and satisfied)::int as satisfied,
      count(*) filter (where ${rated} and not_satisfied > 0)::int as dissatisfied,
      count(*) filter (where has and reopens > 0)::int as reopened, count(*) filter (where ${open})::int as waiting,
      count(*) filter (where ${open} and (answered_on_time = false or (received_on_time = false and receive_minutes is null)))::int as late,
      count(standing_days) filter (where has)::int as standing, max(standing_days) filter (where has) as longest
    from (${countedRows(wanted, by)}) counted group by grouping sets ((), (${key}))`.execute(reader.rows<unknown>());
  const all = found.rows.find((row) => row.key === null);
  const lines = found.rows.flatMap((row) => (row.key === null ? [] : [{ key: row.key, figures: figuresOf(row, linesWhole) }]));
  return {
    total: figuresOf(all ?? nothing, whole),
    lines: lines.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    lifted: { ...lifted, many: !linesWhole },
  };
}

const nothing: Row = {
  key: null,
  received: 0,
  notAccepted: 0,
  merged: 0,
  returned: 0,
  takenIn: 0,
  takenInOf: 0,
  answered: 0,
  onTime: 0,
  onTimeOf: 0,
  timed: 0,
  median: null,
  p90: null,
  rated: 0,
  satisfied: 0,
  dissatisfied: 0,
  reopened: 0,
  waiting: 0,
  late: 0,
  standing: 0,
  longest: null,
};

export interface ActiveUse {
  readonly month: string;
  readonly what: string;
  /** Null where they are too few to be told. */
  readonly persons: number | null;
  readonly browsers: number | null;
}

/** Active use of a unit, the newest month first, at most a year. */
export async function activeUse(reader: Reader, unitId: string, { from, to }: Pick<Wanted, 'from' | 'to'>): Promise<readonly ActiveUse[]> {
  const found = await sql<ActiveUse>`select to_char(month, 'YYYY-MM') as month, what, persons, browsers from reports.active_use
    where unit_id = ${unitId}::uuid and (${from}::text is null or month >= (${from} || '-01')::date) and (${to}::text is null or month <= (${to} || '-01')::date)
      and month in (select distinct month from reports.active_use order by month desc limit 12)
    order by month desc, what`.execute(reader.rows<unknown>());
  return found.rows;
}
