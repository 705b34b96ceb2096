/** What a request asks for, resolved: which unit, which map, which units are shown below it. */
import { sql } from 'kysely';
import { isDay } from '../../../platform/calendar/index.ts';
import type { Db, Reader, Tx } from '../../../platform/db/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../../platform/outcome/index.ts';
import { collator } from '../../../platform/text/index.ts';
import {
  ensureClosure,
  epochOf,
  getUnit,
  getUnits,
  holdsOn,
  isId,
  originsSql,
  refusalCodes,
  titleName,
  type UnitItem,
} from '../../../territory/index.ts';
import { coverageRefusals } from '../../contract.ts';
import type { CoverageAsked } from '../read.ts';
import { ownDays } from '../steps/maps.ts';

/** The days between which the map stays the same, and the name of this list. */
export interface MapDays {
  readonly days: readonly string[];
  /** First day of the record. */
  readonly first: string | null;
  readonly mark: string;
}

export async function readMapDays(reader: Reader): Promise<MapDays> {
  // Read first: a change in between then shows as another mark the next time.
  const mark = await readMapMark(reader);
  const { rows } = await sql<{ day: string }>`select day from (
      select lower(valid) as day from territory.unit_versions union select upper(valid) from territory.unit_versions
    ) changes where day is not null order by day`.execute(reader.rows());
  const days = rows.map((row) => row.day);
  return { days, first: days[0] ?? null, mark };
}

/** What must be the same for a list of map days to be still right; one cheap look. */
export async function readMapMark(reader: Reader): Promise<string> {
  const { rows } = await sql<{ version: bigint }>`select version from territory.map_state`.execute(reader.rows());
  return String(rows[0]?.version ?? '');
}

/** First day of the period of the map, and the day after it (null while open). */
export function periodOf(days: readonly string[], day: string): { readonly from: string; readonly to: string | null } {
  const from = epochOf(days, day);
  return { from, to: days.find((one) => one > day) ?? null };
}

export interface Resolved {
  readonly reading: 'on-map' | 'ended' | 'all';
  readonly on: string;
  readonly map: string;
  /** Null where several roots are shown together. */
  readonly unit: UnitItem | null;
  /** What `ensureCoverage` is asked for. */
  readonly steps: string;
  /** Units shown below, in the order of names. */
  readonly children: readonly UnitItem[];
  /** Every unit of which an answer may show figures: the unit, its children and all communes in it. */
  readonly shown: readonly string[];
}

/** The days asked for, if they are days of the record. */
export function checkDays({ on, map = on }: CoverageAsked, { first }: MapDays): Refusal | null {
  for (const [field, day] of [
    ['on', on],
    ['map', map],
  ] as const) {
    if (!isDay(day)) return { code: refusalCodes.bad_day, params: { day: day.slice(0, 40), field }, field, status: 400 };
    if (first === null) return { code: 'territory.no-record', status: 404 };
    if (day < first) return { code: 'territory.day-before-record', params: { day, first }, field, status: 422 };
  }
  return null;
}

/** Finds the unit, its map and its children. Refuses what the record doesn't know. */
export async function resolve(reader: Db | Tx, asked: CoverageAsked, mapDays: MapDays): Promise<Outcome<Resolved>> {
  const wrong = checkDays(asked, mapDays);
  if (wrong) return refused(wrong);
  const { on, map = on } = asked;
  const same = epochOf(mapDays.days, on) === epochOf(mapDays.days, map);
  const steps = same ? ownDays : map;
  const found = asked.unit === undefined ? await theRoots(reader, on) : await theUnit(reader, asked.unit, on, map, asked.lang ?? 'vi');
  if (!found.ok) return found;
  const { unit, roots } = found.value;
  if (unit === null) {
    return accepted({ reading: 'all', on, map, unit, steps, children: roots, shown: roots.map((one) => one.id) });
  }
  if (holdsOn(unit, map)) {
    const children = await childrenOn(reader, unit.id, map);
    const communes = unit.level === 'village' ? [] : await communesIn(reader, unit.id, map);
    return accepted({ reading: 'on-map', on, map, unit, steps, children, shown: distinct([unit, ...children], communes) });
  }
  const children = await heirsOf(reader, unit, on, map);
  return accepted({ reading: 'ended', on, map, unit, steps, children, shown: distinct([unit, ...children], []) });
}

function distinct(units: readonly UnitItem[], ids: readonly string[]): string[] {
  return [...new Set([...units.map((unit) => unit.id), ...ids])];
}

interface Found {
  readonly unit: UnitItem | null;
  readonly roots: readonly UnitItem[];
}

/** The unit on the map, else on the day. */
async function theUnit(reader: Reader, id: string, on: string, map: string, lang: Lang): Promise<Outcome<Found>> {
  const small = id.toLowerCase();
  const onMap = isId(small) ? await getUnit(reader, small, map) : null;
  if (onMap === null) return refused({ code: refusalCodes.unknown_unit, params: { id: id.slice(0, 60) }, field: 'unit', status: 404 });
  if (holdsOn(onMap, map)) return accepted({ unit: onMap, roots: [] });
  const onDay = on === map ? onMap : ((await getUnit(reader, small, on)) ?? onMap);
  if (holdsOn(onDay, on)) return accepted({ unit: onDay, roots: [] });
  if (on !== map) {
    return refused({
      code: coverageRefusals.notOnDayOrMap,
      params: { name: titleName(onDay, lang), day: on, map },
      field: 'unit',
      status: 404,
    });
  }
  const ended = onDay.existsTo !== null && on > onDay.existsTo;
  return refused({
    code: ended ? 'territory.ended-before' : 'territory.begun-after',
    params: { name: titleName(onDay, lang), day: on, from: onDay.existsFrom, to: onDay.existsTo ?? '' },
    field: 'on',
    status: 404,
  });
}

async function theRoots(reader: Reader, on: string): Promise<Outcome<Found>> {
  const { rows } = await sql<{ id: string }>`select unit_id as id from territory.unit_versions
    where parent_id is null and valid @> ${on}::date`.execute(reader.rows());
  const roots = await named(
    reader,
    rows.map((row) => row.id),
    on,
  );
  const [only, another] = roots;
  if (!only) return refused({ code: 'territory.no-record', status: 404 });
  return accepted({ unit: another ? null : only, roots });
}

/** Units with their names of the day, in the order of names. */
async function named(reader: Reader, ids: readonly string[], day: string): Promise<UnitItem[]> {
  const units = await getUnits(reader, ids, day);
  return [...units.values()].sort((a, b) => collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
}

async function childrenOn(reader: Reader, unit: string, map: string): Promise<UnitItem[]> {
  const { rows } = await sql<{ id: string }>`select unit_id as id from territory.unit_versions
    where parent_id = ${unit}::uuid and valid @> ${map}::date`.execute(reader.rows());
  return named(
    reader,
    rows.map((row) => row.id),
    map,
  );
}

async function communesIn(reader: Reader, unit: string, map: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`with recursive inside as (
      select v.unit_id, v.level_id from territory.unit_versions v where v.parent_id = ${unit}::uuid and v.valid @> ${map}::date
      union all
      select v.unit_id, v.level_id from inside i join territory.unit_versions v on v.parent_id = i.unit_id and v.valid @> ${map}::date
      where i.level_id <> 'commune'
    ) select unit_id as id from inside where level_id = 'commune'`.execute(reader.rows());
  return rows.map((row) => row.id);
}

/** The units of the map that have land of a unit which is not on it, as it was on the day: communes, of a village the villages. */
async function heirsOf(reader: Db | Tx, unit: UnitItem, on: string, map: string): Promise<UnitItem[]> {
  const { mapId, version } = await ensureClosure(reader, map);
  const level = unit.level === 'village' ? 'village' : 'commune';
  const { rows } = await sql<{ id: string }>`
    with own as (
      select a.unit_id from territory.map_ancestors(${String(version)}::bigint, ${unit.level}) a
      join territory.units_on(${on}::date) u on u.unit_id = a.unit_id and u.level_id = ${level}
      where a.ancestor_id = ${unit.id}::uuid and a.from_day <= ${on}::date and ${on}::date < a.to_day
    ), land as (
      select p.target_unit_id as id from territory.map_parts(${String(mapId)}::bigint) p join own using (unit_id)
      where p.placed and p.from_day <= ${on}::date and ${on}::date < p.to_day
      union
      select o.origin_id from ${originsSql([mapId])} o join own using (unit_id)
      where o.origin_id is not null and o.from_day <= ${on}::date and ${on}::date < o.to_day
    )
    select id from land join territory.units_on(${map}::date) u on u.unit_id = id and u.level_id = ${level}`.execute(reader.rows());
  return named(
    reader,
    rows.map((row) => row.id),
    map,
  );
}

/** Communes and villages of the map in the unit of which nothing can be known on an earlier day, because their record begins later. */
export async function unrecordedIn(
  reader: Db | Tx,
  unit: UnitItem,
  on: string,
  map: string,
): Promise<{ readonly communes: number; readonly villages: number }> {
  const { mapId, version, from } = await ensureClosure(reader, map);
  if (on >= from) return { communes: 0, villages: 0 };
  const { rows } = await sql<{ communes: number; villages: number }>`
    with inside as (
      select u.unit_id, u.level_id from territory.map_ancestors(${String(version)}::bigint, ${unit.level}) a
      join territory.units_on(${map}::date) u on u.unit_id = a.unit_id and u.level_id in ('commune', 'village')
      where a.ancestor_id = ${unit.id}::uuid and a.from_day <= ${map}::date and ${map}::date < a.to_day
    ), known as (
      select distinct p.target_unit_id as unit_id from territory.map_parts(${String(mapId)}::bigint) p
      where p.placed and p.from_day <= ${on}::date and ${on}::date < p.to_day
    )
    select count(*) filter (where level_id = 'commune')::int as communes, count(*) filter (where level_id = 'village')::int as villages
    from inside where unit_id not in (select unit_id from known)`.execute(reader.rows());
  return rows[0] ?? { communes: 0, villages: 0 };
}
