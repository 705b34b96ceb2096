/** The communes of a unit for its map, and what units of a level are called. */
import { sql } from 'kysely';
import type { Reader } from '../../../platform/db/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import { typeNames } from '../../../territory/index.ts';

interface Names {
  readonly vi: string;
  readonly en: string;
}

/** A unit as a map and its links need it. */
export interface Place {
  readonly id: string;
  readonly name: string;
  readonly typeName: Names;
  readonly type: string;
  readonly level: string;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly parentId: string | null;
}

interface PlaceRow {
  unit_id: string;
  name: string;
  type_id: string;
  name_vi: string;
  name_en: string;
  lat: number | null;
  lon: number | null;
  parent_id: string | null;
}

/** The communes in the unit on the day, whatever lies between. */
export async function communesIn(reader: Reader, unit: string, day: string): Promise<Place[]> {
  const { rows } = await sql<PlaceRow>`
    with recursive below as (
      select v.unit_id, v.level_id from territory.unit_versions v where v.parent_id = ${unit}::uuid and v.valid @> ${day}::date
      union all
      select v.unit_id, v.level_id from territory.unit_versions v join below on v.parent_id = below.unit_id
      where below.level_id <> 'commune' and v.valid @> ${day}::date
    )
    select v.unit_id, v.name, v.type_id, t.name_vi, t.name_en, v.lat, v.lon, v.parent_id
    from territory.unit_versions v join territory.unit_types t on t.id = v.type_id
    where v.valid @> ${day}::date and v.unit_id in (select below.unit_id from below where below.level_id = 'commune')
    order by v.code, v.unit_id`.execute(reader.rows());
  return rows.map((row) => ({
    id: row.unit_id,
    name: row.name,
    type: row.type_id,
    level: 'commune',
    typeName: { vi: row.name_vi, en: row.name_en },
    lat: row.lat,
    lon: row.lon,
    parentId: row.parent_id,
  }));
}

type TypesByLevel = Readonly<Record<string, readonly { readonly typeName: Names }[]>>;

const known = new Map<string, TypesByLevel>();
const mostKnown = 100;

/** What units of a level are called on a map, short words and the most frequent first: kept, because they change with the record of units only. */
export async function kindsOn(reader: Reader, day: string, mapFrom: string): Promise<(level: string, lang: Lang, units: number) => string> {
  const version = await sql<{ version: bigint }>`select version from territory.map_state`.execute(reader.rows());
  const key = `${version.rows[0]?.version} ${mapFrom}`;
  const types = known.get(key) ?? (await readTypes(reader, day));
  if (known.size >= mostKnown) known.clear();
  known.set(key, types);
  return (level, lang, units) => typeNames(types[level] ?? [], lang, units);
}

async function readTypes(reader: Reader, day: string): Promise<TypesByLevel> {
  const { rows } = await sql<{ level_id: string; name_vi: string; name_en: string }>`
    select v.level_id, t.name_vi, t.name_en from territory.unit_versions v join territory.unit_types t on t.id = v.type_id
    where v.valid @> ${day}::date group by v.level_id, t.id, t.name_vi, t.name_en order by position(' ' in t.name_vi) > 0, count(*) desc, t.id desc`.execute(
    reader.rows(),
  );
  const types: Record<string, { typeName: Names }[]> = {};
  for (const row of rows) {
    const level = types[row.level_id] ?? [];
    level.push({ typeName: { vi: row.name_vi, en: row.name_en } });
    types[row.level_id] = level;
  }
  return types;
}

/** What the given units are called, in the same order. */
export function kindsOf(places: readonly Place[], lang: Lang, units: number): string {
  const counted = new Map<string, { typeName: Names; count: number }>();
  for (const place of places) {
    const before = counted.get(place.type);
    counted.set(place.type, { typeName: place.typeName, count: (before?.count ?? 0) + 1 });
  }
  return typeNames(
    [...counted.values()].sort((a, b) => b.count - a.count),
    lang,
    units,
  );
}

/** The core forces in the order of lists. */
export async function readForces(reader: Reader): Promise<readonly { readonly code: string; readonly name: Names }[]> {
  const { rows } = await sql<{ code: string; name_vi: string; name_en: string }>`
    select code, name_vi, name_en from teams.core_force order by rank, code`.execute(reader.rows());
  return rows.map((row) => ({ code: row.code, name: { vi: row.name_vi, en: row.name_en } }));
}
