/** Changes summed along time into steps, and steps written where they differ from what stands there. */
import { type RawBuilder, sql } from 'kysely';
import type { JsonValue, Tx } from '../../../platform/db/index.ts';
import { type Columns, forcesFromJson, forcesToJson, names } from './columns.ts';
import { run, table } from './frame.ts';

const plain = [
  'communes_total',
  'communes_with_team',
  'villages_total',
  'villages_with_team',
  'commune_teams',
  'village_teams',
  'commune_leaderless',
  'village_leaderless',
  'commune_members',
  'village_members',
] as const;
const stored = ['to_day', ...plain, 'by_core_force', 'people'] as const;

/** Steps out of the changes: one on the first day of each unit, and on each day on which any of its figures changes. */
export async function sumUp(tx: Tx, columns: Columns): Promise<void> {
  const all = names(columns.all);
  const sums = sql.join(columns.all.map((name) => sql`sum(${sql.ref(name)})::int as ${sql.ref(name)}`));
  const changes = sql.join(
    columns.all.map((name) => sql`sum(${sql.ref(name)}) <> 0`),
    sql` or `,
  );
  const running = sql.join(columns.all.map((name) => sql`sum(${sql.ref(name)}) over w as ${sql.ref(name)}`));
  await table(
    tx,
    'step',
    sql`with total as (
        select map_id, unit_id, day, ${sums} from cov_change group by map_id, unit_id, day having bool_or(starts) or ${changes}
      ), run as (
        select map_id, unit_id, day, lead(day, 1, 'infinity') over w as next, ${running} from total
        window w as (partition by map_id, unit_id order by day)
      )
      select r.map_id, r.unit_id, r.day as from_day, least(r.next, s.to_day) as to_day,
        ${sql.join(plain.map((name) => sql`r.${sql.ref(name)}::int`))}, ${forcesToJson(columns)} as by_core_force, r.people::int
      from (select map_id, unit_id, day, next, ${all} from run) r
      join cov_subject s on s.map_id = r.map_id and s.unit_id = r.unit_id and r.day >= s.from_day and r.day < s.to_day`,
  );
}

/** What stands there of the units in cov_affected, as changes; without people, who are counted anew. */
export async function addStanding(tx: Tx, columns: Columns): Promise<void> {
  const kept = columns.all.filter((name) => name !== 'people');
  const before = (name: string) => sql`case when joined then lag(${sql.ref(name)}) over w else 0 end`;
  await run(
    tx,
    sql`with old as (
        select s.map_id, s.unit_id, s.from_day, s.to_day, ${names(plain)}, ${sql.join([sql`null::int as nothing`, ...forcesFromJson(columns)])}
        from indicators.coverage_step s join cov_affected a on a.map_id = s.map_id and a.unit_id = s.unit_id
      ), placed as (
        select *, coalesce(lag(to_day) over w = from_day, false) as joined, lead(from_day) over w as next from old
        window w as (partition by map_id, unit_id order by from_day)
      )
      insert into cov_change (map_id, unit_id, day, ${names(kept)})
      select map_id, unit_id, from_day, ${sql.join(kept.map((name) => sql`${sql.ref(name)} - ${before(name)}`))} from placed
      window w as (partition by map_id, unit_id order by from_day)
      union all
      select map_id, unit_id, to_day, ${sql.join(kept.map((name) => sql`-${sql.ref(name)}`))} from placed
      where to_day < 'infinity' and next is distinct from to_day`,
  );
}

/** Makes the steps of the units in cov_affected what cov_step says, touching only rows that differ. */
export async function replaceSteps(tx: Tx): Promise<void> {
  await run(
    tx,
    sql`delete from indicators.coverage_step s using cov_affected a
      where s.map_id = a.map_id and s.unit_id = a.unit_id
        and not exists (select from cov_step n where n.map_id = s.map_id and n.unit_id = s.unit_id and n.from_day = s.from_day)`,
  );
  const all = names(['map_id', 'unit_id', 'from_day', ...stored]);
  const row = (of: RawBuilder<unknown>) => sql`(${sql.join(stored.map((name) => sql`${of}.${sql.ref(name)}`))})`;
  await run(
    tx,
    sql`insert into indicators.coverage_step as s (${all}) select ${all} from cov_step
      on conflict (map_id, unit_id, from_day) do update set ${sql.join(stored.map((name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`))}
      where ${row(sql`s`)} is distinct from ${row(sql`excluded`)}`,
  );
}

/** Writes the steps of maps that have none yet. */
export async function insertSteps(tx: Tx): Promise<void> {
  const all = names(['map_id', 'unit_id', 'from_day', ...stored]);
  await run(tx, sql`insert into indicators.coverage_step (${all}) select ${all} from cov_step`);
}

/** A step that stands there and one made anew that are not the same; null where one of them is missing. */
interface Difference {
  readonly map_id: bigint;
  readonly unit_id: string;
  readonly from_day: string;
  readonly stands: JsonValue;
  readonly anew: JsonValue;
}

/** Compares what stands there for the maps in cov_map with cov_step: at most `limit` differences, and how many steps were compared. */
export async function compareSteps(tx: Tx, limit: number): Promise<{ compared: bigint; differences: readonly Difference[] }> {
  const all = names(['map_id', 'unit_id', 'from_day', ...stored]);
  const counts = await sql<{ n: bigint }>`select count(*) as n from cov_step`.execute(tx.rows());
  const stands = sql`select ${all} from indicators.coverage_step where map_id in (select map_id from cov_map)`;
  const found = await sql<Difference>`
    with stands as (select * from (${stands}) s except select ${all} from cov_step),
      anew as (select ${all} from cov_step except select * from (${stands}) s)
    select map_id, unit_id, from_day, to_jsonb(s) - 'map_id' as stands, to_jsonb(n) - 'map_id' as anew
    from stands s full join anew n using (map_id, unit_id, from_day) order by map_id, unit_id, from_day limit ${limit}`.execute(tx.rows());
  return { compared: counts.rows[0]?.n ?? 0n, differences: found.rows };
}
