/** What the record covers: its first days, and the days on which anything in it changes. */
import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';

/** The earliest day of units of each level, by level; empty before anything was loaded. */
export async function recordStarts(reader: Reader): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ level_id: string; first: string }>`
    select v.level_id, min(lower(v.valid)) as first from territory.unit_version v group by v.level_id`.execute(reader.rows());
  return new Map(rows.map((row) => [row.level_id, row.first]));
}

/**
 * The days on which something that pages show changes. Between two of them every day has the same answer, so one kept
 * answer serves all days of an epoch. Figures of people have days of their own: see `figureDays`.
 */
export interface Epochs {
  /** Sorted first days of epochs; the time before the first is an epoch too. */
  readonly days: readonly string[];
  /** Those among them on which the map changes: units begin, end or change. */
  readonly mapDays: readonly string[];
  /** The earliest day of any unit; null when the record is empty. */
  readonly start: string | null;
  /** The latest day on which a level with codes begins in the record: earlier maps are incomplete. */
  readonly completeFrom: string | null;
  /** Names this list: whenever the list may have become another, so has the mark. */
  readonly mark: string;
}

/** What must be the same for a list of epochs to be still right; one cheap look. */
export async function readMark(reader: Reader): Promise<string> {
  const { rows } = await sql<{ mark: string }>`
    select concat_ws('.', (select m.version from territory.map_state m), (select count(*) from territory.unit_boundary),
      (select max(b.id::text) from territory.unit_boundary b)) as mark`.execute(reader.rows());
  return rows[0]?.mark ?? '';
}

export async function readEpochs(reader: Reader): Promise<Epochs> {
  // Read first: a change in between then shows as another mark the next time.
  const mark = await readMark(reader);
  const { rows } = await sql<{ day: string; map: boolean }>`
    select day, bool_or(map) as map from (
      select lower(valid) as day, true as map from territory.unit_version
      union all select upper(valid), true from territory.unit_version
      union all select lower(valid), false from territory.unit_boundary
      union all select upper(valid), false from territory.unit_boundary
    ) as changes
    where day is not null group by day order by day`.execute(reader.rows());
  const starts = await sql<{ first: string | null; complete: string | null }>`
    select min(first) as first, max(first) filter (where has_codes) as complete from (
      select min(lower(v.valid)) as first, l.has_codes from territory.unit_version v join territory.level l on l.id = v.level_id group by l.id
    ) as levels`.execute(reader.rows());
  return {
    days: rows.map((row) => row.day),
    mapDays: rows.filter((row) => row.map).map((row) => row.day),
    start: starts.rows[0]?.first ?? null,
    completeFrom: starts.rows[0]?.complete ?? null,
    mark,
  };
}

/**
 * The days of all figures of people that the page of a unit can show: its own, those of units that share its past or future, and
 * those of units that were ever directly under it. With null, of all units.
 */
export async function figureDays(reader: Reader, unit: string | null): Promise<string[]> {
  const scope =
    unit === null
      ? sql`select f.on_day from territory.population f`
      : sql`
        select f.on_day from territory.population f
        where f.unit_id in (select after.id from after) or f.unit_id in (select v.unit_id from territory.unit_version v where v.parent_id = ${unit})`;
  const { rows } = await sql<{ day: string }>`
    with recursive before as (
      select ${unit}::uuid as id union select e.from_unit_id from territory.unit_edge e join before b on e.to_unit_id = b.id
    ), after as (
      select id from before union select e.to_unit_id from territory.unit_edge e join after a on e.from_unit_id = a.id
    )
    select distinct on_day as day from (${scope}) as figures order by on_day`.execute(reader.rows());
  return rows.map((row) => row.day);
}

/** The first day of the epoch that holds the day; an empty text for the time before the first. `days` is sorted. */
export function epochOf(days: readonly string[], day: string): string {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle] as string) <= day) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? '' : (days[low - 1] as string);
}

/** Ids of all levels, the highest first. */
export async function levelIds(reader: Reader): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select l.id from territory.level l order by l.rank`.execute(reader.rows());
  return rows.map((row) => row.id);
}

/** The first recorded day of the levels in which the code was ever used; null for a code that the record doesn't know. */
export async function codeKnownFrom(reader: Reader, code: string): Promise<string | null> {
  const { rows } = await sql<{ first: string | null }>`
    select min(lower(v.valid)) as first from territory.unit_version v
    where v.level_id in (select a.level_id from territory.unit_version a where a.code = ${code})`.execute(reader.rows());
  return rows[0]?.first ?? null;
}
