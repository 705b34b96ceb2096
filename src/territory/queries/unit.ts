/** One unit and what stands around it on a day. */
import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';
import { collator } from '../../platform/text/index.ts';
import { type ItemRow, itemColumns, itemJoins, type Names, toItem, type UnitItem } from './rows.ts';

/**
 * The unit as it was on the day; when it didn't exist on it, in the state nearest to the day (see `holdsOn`).
 * Null for an id that the record doesn't know.
 */
export async function getUnit(reader: Reader, id: string, on: string): Promise<UnitItem | null> {
  const { rows } = await sql<ItemRow>`
    select ${itemColumns} from territory.unit_version s ${itemJoins(on)}
    where s.unit_id = ${id}
    order by s.valid @> ${on}::date desc, lower(s.valid) > ${on}::date, abs(lower(s.valid) - ${on}::date)
    limit 1`.execute(reader.rows());
  return rows[0] ? toItem(rows[0]) : null;
}

/** Several units as they were on the day (or nearest to it), by id. */
export async function getUnits(reader: Reader, ids: readonly string[], on: string): Promise<ReadonlyMap<string, UnitItem>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<ItemRow>`
    select distinct on (s.unit_id) ${itemColumns} from territory.unit_version s ${itemJoins(on)}
    where s.unit_id = any(${ids}::uuid[])
    order by s.unit_id, s.valid @> ${on}::date desc, lower(s.valid) > ${on}::date, abs(lower(s.valid) - ${on}::date)`.execute(
    reader.rows(),
  );
  return new Map(rows.map((row) => [row.id, toItem(row)]));
}

/** The units above on the day, the root first. Empty when the unit doesn't exist on the day. */
export async function ancestorsOf(reader: Reader, id: string, on: string): Promise<UnitItem[]> {
  const { rows } = await sql<ItemRow & { height: number }>`
    with recursive above as (
      select v.parent_id as unit_id, 1 as height from territory.unit_version v where v.unit_id = ${id} and v.valid @> ${on}::date
      union all
      select v.parent_id, above.height + 1 from above join territory.unit_version v on v.unit_id = above.unit_id and v.valid @> ${on}::date
    )
    select ${itemColumns}, above.height
    from above join territory.unit_version s on s.unit_id = above.unit_id and s.valid @> ${on}::date ${itemJoins(on)}
    order by above.height desc`.execute(reader.rows());
  return rows.map(toItem);
}

/** A unit in a table: with its latest figure of people, and how many units of each level lie within it. */
export interface UnitLine extends UnitItem {
  readonly people: { readonly value: bigint; readonly day: string } | null;
  readonly within: ReadonlyMap<string, number>;
  /** The unit above in the state before this one, where it was another: it tells apart units of one name that came together. */
  readonly formerParent: { readonly name: string; readonly typeName: Names } | null;
}

interface LineRow extends ItemRow {
  people: bigint | null;
  people_day: string | null;
  former_name: string | null;
  former_type_vi: string | null;
  former_type_en: string | null;
}

/**
 * The units directly under `parent` on the day, in the order of names; the roots when `parent` is null. With `level`
 * everything of that level within the parent.
 */
export async function childrenOf(reader: Reader, parent: string | null, on: string, level?: string): Promise<UnitLine[]> {
  const within = await insideOf(reader, parent, on, level);
  if (within.size === 0) return [];
  const { rows } = await sql<LineRow>`
    select ${itemColumns}, people.value as people, people.on_day as people_day,
      former.name as former_name, former.type_vi as former_type_vi, former.type_en as former_type_en
    from territory.unit_version s ${itemJoins(on)}
    left join lateral (
      select f.value, f.on_day from territory.population f where f.unit_id = s.unit_id and f.on_day <= ${on}::date order by f.on_day desc limit 1
    ) as people on true
    left join lateral (
      select fp.name, ft.name_vi as type_vi, ft.name_en as type_en
      from territory.unit_version o
      join territory.unit_version fp on fp.unit_id = o.parent_id and fp.valid @> upper(o.valid) - 1
      join territory.unit_type ft on ft.id = fp.type_id
      where o.unit_id = s.unit_id and upper(o.valid) = lower(s.valid) and o.parent_id <> s.parent_id
    ) as former on true
    where s.unit_id = any(${[...within.keys()]}::uuid[]) and s.valid @> ${on}::date`.execute(reader.rows());
  return rows
    .map((row) => ({
      ...toItem(row),
      people: row.people === null || row.people_day === null ? null : { value: row.people, day: row.people_day },
      within: within.get(row.id) ?? new Map<string, number>(),
      formerParent:
        row.former_name === null || row.former_type_vi === null || row.former_type_en === null
          ? null
          : { name: row.former_name, typeName: { vi: row.former_type_vi, en: row.former_type_en } },
    }))
    .sort(byName);
}

/** The ids of `childrenOf`, each with how many units of each level lie within it. */
async function insideOf(
  reader: Reader,
  parent: string | null,
  on: string,
  level?: string,
): Promise<Map<string, ReadonlyMap<string, number>>> {
  const children = sql`select v.unit_id, v.level_id, 0 as depth from territory.unit_version v
    where v.valid @> ${on}::date and ${parent === null ? sql`v.parent_id is null` : sql`v.parent_id = ${parent}`}`;
  const under = sql`${children}
    union all
    select v.unit_id, v.level_id, under.depth + 1 from territory.unit_version v join under on v.parent_id = under.unit_id
    where v.valid @> ${on}::date`;
  const { rows } = await sql<{ id: string; within: Record<string, number> | null }>`
    with recursive under as (${level === undefined ? children : under}),
    inside as (
      select u.unit_id as top, u.unit_id, u.level_id, 0 as depth from under u where ${level === undefined ? sql`true` : sql`u.level_id = ${level}`}
      union all
      select inside.top, v.unit_id, v.level_id, inside.depth + 1 from territory.unit_version v join inside on v.parent_id = inside.unit_id
      where v.valid @> ${on}::date
    ), counted as (
      select top, level_id, count(*) filter (where depth > 0)::int as units from inside group by top, level_id
    )
    select top as id, json_object_agg(level_id, units) filter (where units > 0) as within from counted group by top`.execute(reader.rows());
  return new Map(rows.map((row) => [row.id, new Map(Object.entries(row.within ?? {}))]));
}

/** The order of names for people, with numbers inside names by their value; equal names by id. */
function byName(a: { name: string; id: string }, b: { name: string; id: string }): number {
  return collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1);
}

/** A boundary as imported, GeoJSON. */
export interface BoundaryOf {
  readonly unit: string;
  readonly geometry: unknown;
  readonly source: string;
}

/** The imported boundaries of the units that hold on the day, by unit. */
export async function boundariesOf(reader: Reader, ids: readonly string[], on: string): Promise<ReadonlyMap<string, BoundaryOf>> {
  const { rows } = await sql<{ unit_id: string; geometry: unknown; source: string }>`
    select b.unit_id, b.geometry, b.source from territory.unit_boundary b
    where b.unit_id = any(${ids}::uuid[]) and b.valid @> ${on}::date`.execute(reader.rows());
  return new Map(rows.map((row) => [row.unit_id, { unit: row.unit_id, geometry: row.geometry, source: row.source }]));
}
