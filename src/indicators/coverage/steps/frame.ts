/**
 * The ground on which steps are made, as tables of one transaction: for each map where the sources (a unit over a range of days) lie,
 * which units stand above, and which units have steps at all.
 *
 * Besides the maps of fixed days there is the reading "each day on its own map": it has no unit of its own day, every unit is read
 * over its life by the parents of each day. It serves all requests without another map, however often the map changes.
 */
import { sql } from 'kysely';
import type { Tx } from '../../../platform/db/index.ts';
import { originsSql } from '../../../territory/index.ts';

/** A map for which steps are made. */
export interface WorkMap {
  readonly id: bigint;
  /** The closure of the territory; null for "each day on its own map". */
  readonly closureId: bigint | null;
  /** First day of the map; `infinity` for "each day on its own map". */
  readonly from: string;
}

const tables = [
  'map',
  'reported',
  'above',
  'part',
  'origin',
  'related',
  'whole',
  'subject',
  'touched',
  'affected',
  'delta',
  'wide',
  'value',
  'place',
  'serving',
  'flag',
  'change',
  'step',
] as const;

/** The name of a table of this work; they end with the transaction. */
type WorkTable = (typeof tables)[number];

export async function run(tx: Tx, statement: ReturnType<typeof sql>): Promise<void> {
  await statement.execute(tx.rows());
}

/** From this size on the planner is told what is in a table; for a few pages its guesses do, and telling costs more than it saves. */
const analysedBytes = 4_000_000n;

/** Makes the table, to be read by the statements after it. */
export async function table(tx: Tx, name: WorkTable, query: ReturnType<typeof sql>): Promise<void> {
  const as = sql.ref(`cov_${name}`);
  await run(tx, sql`create temporary table ${as} on commit drop as ${query}`);
  const { rows } = await sql<{ bytes: bigint }>`select pg_relation_size(${`pg_temp.cov_${name}`}::regclass) as bytes`.execute(tx.rows());
  if ((rows[0]?.bytes ?? 0n) > analysedBytes) await run(tx, sql`analyze ${as}`);
}

async function dropTables(tx: Tx): Promise<void> {
  await run(tx, sql`drop table if exists ${sql.join(tables.map((name) => sql.ref(`pg_temp.cov_${name}`)))}`);
}

/** Makes the ground for the maps, all of the same version of the structure. */
export async function layGround(tx: Tx, version: bigint, maps: readonly WorkMap[]): Promise<void> {
  await dropTables(tx);
  await table(
    tx,
    'map',
    sql`select * from unnest(${maps.map((map) => String(map.id))}::bigint[], ${maps.map((map) => (map.closureId === null ? null : String(map.closureId)))}::bigint[],
      ${maps.map((map) => map.from)}::date[]) as m (map_id, closure_id, from_day)`,
  );
  // Who belongs to whom on any day; a unit is its own ancestor at its own level.
  await table(
    tx,
    'reported',
    sql`select a.unit_id, l.level_id, a.from_day, a.to_day, a.ancestor_id
      from (select distinct level_id from territory.unit_versions) l
      cross join lateral territory.map_ancestors(${String(version)}::bigint, l.level_id) a`,
  );
  await table(
    tx,
    'above',
    sql`select m.map_id, r.unit_id, r.level_id, r.ancestor_id
      from cov_map m join cov_reported r on m.from_day >= r.from_day and m.from_day < r.to_day where m.closure_id is not null`,
  );
  await table(
    tx,
    'part',
    sql`select m.map_id, p.source_no, p.part_no, p.unit_id, p.from_day, p.to_day, p.target_unit_id as target_id, p.num, p.den, p.parts, p.placed,
        row_number() over (partition by m.map_id, p.source_no order by p.num desc, p.part_no) = 1 as biggest
      from cov_map m cross join lateral territory.map_parts(m.closure_id) p where m.closure_id is not null`,
  );
  await table(
    tx,
    'origin',
    sql`select m.map_id, o.unit_id, o.from_day, o.to_day, o.origin_id, o.complete
      from ${originsSql(maps.flatMap((map) => map.closureId ?? []))} o join cov_map m on m.closure_id = o.map_id`,
  );
  await relate(tx);
  await table(
    tx,
    'subject',
    sql`select a.map_id, a.unit_id, (select min(r.from_day) from cov_reported r) as from_day, 'infinity'::date as to_day
      from cov_above a where a.ancestor_id = a.unit_id
      union all
      select life.map_id, life.unit_id, lower(one), upper(one)
      from (
        select m.map_id, r.unit_id, range_agg(daterange(r.from_day, r.to_day)) as days
        from cov_map m cross join cov_reported r
        where r.ancestor_id = r.unit_id and not exists (select from cov_above a where a.map_id = m.map_id and a.unit_id = r.unit_id)
        group by m.map_id, r.unit_id
      ) life cross join lateral unnest(life.days) one`,
  );
}

async function relate(tx: Tx): Promise<void> {
  // Units of the map that share land with a unit over some of its days: what makes a successor "have a team".
  await table(
    tx,
    'related',
    sql`select p.map_id, p.unit_id, p.from_day, p.to_day, p.target_id, a.level_id
      from cov_part p join cov_above a on a.map_id = p.map_id and a.unit_id = p.target_id and a.ancestor_id = a.unit_id where p.placed
      union all
      select o.map_id, o.unit_id, o.from_day, o.to_day, o.origin_id, a.level_id
      from cov_origin o join cov_above a on a.map_id = o.map_id and a.unit_id = o.origin_id and a.ancestor_id = a.unit_id
      union all
      select m.map_id, r.unit_id, r.from_day, r.to_day, r.unit_id, r.level_id
      from cov_map m cross join cov_reported r where m.closure_id is null and r.ancestor_id = r.unit_id`,
  );
  // Units that have the whole of a source over some of its days, without its being placed on the map:
  // - a unit that isn't on the map has what belonged to it on each day;
  // - what the record can't place belongs to every unit in which all its origins lie, and where they have nothing in common,
  //   or others took part too, to the root unit to which it belonged: nothing vanishes from the totals of roots.
  await table(
    tx,
    'whole',
    sql`with origins as (
        select map_id, unit_id, from_day, to_day, bool_and(complete) as complete, count(origin_id) as origins
        from cov_origin group by 1, 2, 3, 4
      ), common as (
        select o.map_id, o.unit_id, o.from_day, o.to_day, a.ancestor_id
        from origins o
        join cov_origin one on one.map_id = o.map_id and one.unit_id = o.unit_id and one.from_day = o.from_day and one.to_day = o.to_day
        join cov_above a on a.map_id = one.map_id and a.unit_id = one.origin_id
        where o.complete
        group by 1, 2, 3, 4, 5, o.origins having count(*) = o.origins
      ), homeless as (
        select o.map_id, o.unit_id, o.from_day, o.to_day from origins o
        where not exists (select from common c where c.map_id = o.map_id and c.unit_id = o.unit_id and c.from_day = o.from_day)
        union all
        select p.map_id, p.unit_id, p.from_day, p.to_day from cov_part p join cov_map m on m.map_id = p.map_id
        where not p.placed and p.from_day <= m.from_day
      )
      select m.map_id, r.unit_id, r.from_day, r.to_day, r.ancestor_id as subject_id, true as ended
      from cov_map m cross join cov_reported r
      where not exists (select from cov_above a where a.map_id = m.map_id and a.unit_id = r.ancestor_id)
      union all
      select map_id, unit_id, from_day, to_day, ancestor_id, false from common
      union all
      select h.map_id, h.unit_id, greatest(h.from_day, r.from_day, lower(v.valid)),
        least(h.to_day, r.to_day, coalesce(upper(v.valid), 'infinity')), r.ancestor_id, false
      from homeless h
      join cov_reported r on r.unit_id = h.unit_id and r.from_day < h.to_day and h.from_day < r.to_day
      join territory.unit_versions v on v.unit_id = r.ancestor_id and v.parent_id is null
        and lower(v.valid) < least(h.to_day, r.to_day) and coalesce(upper(v.valid), 'infinity') > greatest(h.from_day, r.from_day)
      where exists (select from cov_above a where a.map_id = h.map_id and a.unit_id = r.ancestor_id)`,
  );
}
