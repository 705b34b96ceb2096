/** Signed changes of figures by unit and day, out of what happened to the teams. They are summed along time into steps. */
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../../platform/db/index.ts';
import { type Columns, names, sumsByFigure } from './columns.ts';
import { run, table } from './frame.ts';

/**
 * What to compute with: rows of sign, unit_id, figure, day, delta. A whole build has the sign 1; when an event is folded in, what
 * was before it stands there with the sign -1, so that all that did not change falls out.
 */
export type Deltas = RawBuilder<unknown>;

/**
 * The figures of each source over ranges of days: side by side in cov_wide, and one by one in cov_value for those that are divided,
 * because each figure is apportioned by itself.
 */
export async function readValues(tx: Tx, columns: Columns, deltas: Deltas): Promise<void> {
  await table(tx, 'delta', sql`select sign, unit_id, figure, day, sum(delta) as delta from (${deltas}) d group by 1, 2, 3, 4`);
  const running = columns.summed.map((name) => sql`sum(${sql.ref(name)}) over w as ${sql.ref(name)}`);
  await table(
    tx,
    'wide',
    sql`with by_day (sign, unit_id, day, ${names(columns.summed)}) as (
        select sign, unit_id, day, ${sumsByFigure(columns)} from cov_delta group by 1, 2, 3
      )
      select sign, unit_id, day as from_day, lead(day, 1, 'infinity') over w as to_day, ${sql.join(running)} from by_day
      window w as (partition by sign, unit_id order by day)`,
  );
  await table(
    tx,
    'value',
    sql`select sign, unit_id, figure, day as from_day, lead(day, 1, 'infinity') over w as to_day, sum(delta) over w as value
      from cov_delta where unit_id in (select unit_id from cov_part where placed and parts > 1)
      window w as (partition by sign, unit_id, figure order by day)`,
  );
}

/** An empty table of changes. `starts` marks the first day of a unit's steps, which stays though nothing changes on it. */
export async function emptyChanges(tx: Tx, columns: Columns): Promise<void> {
  const figures = sql.join(columns.all.map((name) => sql`${sql.ref(name)} integer not null default 0`));
  await run(
    tx,
    sql`create temporary table cov_change (map_id bigint not null, unit_id uuid not null, day date not null, starts boolean not null default false, ${figures})
      on commit drop`,
  );
}

const cut = (a: string, b: string): RawBuilder<unknown> =>
  sql`greatest(${sql.ref(`${a}.from_day`)}, ${sql.ref(`${b}.from_day`)}) as from_day, least(${sql.ref(`${a}.to_day`)}, ${sql.ref(`${b}.to_day`)}) as to_day`;
const meet = (a: string, b: string): RawBuilder<unknown> =>
  sql`${sql.ref(`${a}.unit_id`)} = ${sql.ref(`${b}.unit_id`)} and ${sql.ref(`${a}.from_day`)} < ${sql.ref(`${b}.to_day`)} and ${sql.ref(`${b}.from_day`)} < ${sql.ref(`${a}.to_day`)}`;

/**
 * Teams, members and teams without a leader, of the sources in `only` (a query of unit_id; all when null). The figures of a divided
 * source are apportioned by largest remainder, each by itself, so that the parts always add up to it.
 */
export async function addSums(tx: Tx, columns: Columns, only: RawBuilder<unknown> | null): Promise<void> {
  const chosen = only === null ? sql`` : sql`and v.unit_id in (${only})`;
  const summed = names(columns.summed);
  const each = (write: (name: RawBuilder<unknown>) => RawBuilder<unknown>) => sql.join(columns.summed.map((name) => write(sql.ref(name))));
  // What lies in one unit of the map, with all its figures side by side; then it counts in every unit above.
  await run(
    tx,
    sql`with piece as (
        select p.map_id, p.target_id, ${cut('v', 'p')}, ${each((name) => sql`v.sign * v.${name} as ${name}`)}
        from cov_wide v join cov_part p on ${meet('v', 'p')} where p.placed and p.parts = 1 ${chosen}
      ), change as (
        select map_id, target_id, from_day as day, ${summed} from piece
        union all
        select map_id, target_id, to_day, ${each((name) => sql`-${name}`)} from piece where to_day < 'infinity'
      ), leaf as (
        select map_id, target_id, day, ${each((name) => sql`sum(${name}) as ${name}`)} from change group by 1, 2, 3
      )
      insert into cov_change (map_id, unit_id, day, ${summed})
      select leaf.map_id, a.ancestor_id, leaf.day, ${each((name) => sql`sum(leaf.${name})`)}
      from leaf join cov_above a on a.map_id = leaf.map_id and a.unit_id = leaf.target_id
      group by 1, 2, 3`,
  );
  await run(
    tx,
    sql`with floors as (
        select p.map_id, p.source_no, p.part_no, p.target_id, v.figure, v.sign, ${cut('v', 'p')}, v.value,
          div(abs(v.value)::numeric * p.num, p.den) as floor_part, mod(abs(v.value)::numeric * p.num, p.den) as rest
        from cov_value v join cov_part p on ${meet('v', 'p')} where p.placed and p.parts > 1 ${chosen}
      ), shared as (
        select *, row_number() over (partition by map_id, source_no, sign, figure, from_day order by rest desc, part_no) as turn,
          abs(value) - sum(floor_part) over (partition by map_id, source_no, sign, figure, from_day) as over
        from floors
      ), piece as (
        select map_id, target_id, figure, from_day, to_day, sign * sign(value) * (floor_part + case when turn <= over then 1 else 0 end) as value from shared
      ), change as (
        select map_id, target_id, from_day as day, figure, value as delta from piece
        union all
        select map_id, target_id, to_day, figure, -value from piece where to_day < 'infinity'
      ), leaf (map_id, target_id, day, ${summed}) as (
        select map_id, target_id, day, ${sumsByFigure(columns)} from change group by 1, 2, 3
      )
      insert into cov_change (map_id, unit_id, day, ${summed})
      select leaf.map_id, a.ancestor_id, leaf.day, ${each((name) => sql`sum(leaf.${name})`)}
      from leaf join cov_above a on a.map_id = leaf.map_id and a.unit_id = leaf.target_id
      group by 1, 2, 3`,
  );
  await run(
    tx,
    sql`with piece as (
        select w.map_id, w.subject_id, ${cut('v', 'w')}, ${each((name) => sql`v.sign * v.${name} as ${name}`)}
        from cov_wide v join cov_whole w on ${meet('v', 'w')} where true ${chosen}
      ), change as (
        select map_id, subject_id, from_day as day, ${summed} from piece
        union all
        select map_id, subject_id, to_day, ${each((name) => sql`-${name}`)} from piece where to_day < 'infinity'
      )
      insert into cov_change (map_id, unit_id, day, ${summed})
      select map_id, subject_id, day, ${each((name) => sql`sum(${name})`)} from change group by 1, 2, 3`,
  );
}

const countColumn = (kind: 'total' | 'with_team'): RawBuilder<unknown> =>
  sql.ref(kind === 'total' ? 'communes_total' : 'communes_with_team');
const villageColumn = (kind: 'total' | 'with_team'): RawBuilder<unknown> =>
  sql.ref(kind === 'total' ? 'villages_total' : 'villages_with_team');

/** Adds +sign on the first day of each range and -sign after its last. `ranges` has map_id, unit_id, level_id, sign, one (daterange). */
function countRanges(kind: 'total' | 'with_team', ranges: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`with ranges as (${ranges}), change as (
      select map_id, unit_id, level_id, lower(one) as day, sign as delta from ranges
      union all
      select map_id, unit_id, level_id, upper(one), -sign from ranges where upper(one) < 'infinity'
    )
    insert into cov_change (map_id, unit_id, day, ${countColumn(kind)}, ${villageColumn(kind)})
    select map_id, unit_id, day, coalesce(sum(delta) filter (where level_id = 'commune'), 0), coalesce(sum(delta) filter (where level_id = 'village'), 0)
    from change group by 1, 2, 3`;
}

const counted = sql`level_id in ('commune', 'village')`;

/** For units that are not on the map: over which days which unit of the map has land of theirs. */
const landOfEnded = sql`select w.map_id, w.subject_id, r.target_id, r.level_id,
    range_agg(daterange(greatest(w.from_day, r.from_day), least(w.to_day, r.to_day))) as days
  from cov_whole w join cov_related r on r.map_id = w.map_id and ${meet('w', 'r')}
  where w.ended and r.${counted}`;

/**
 * Which communes and villages of the map have a team: those that share land with a unit in which an active team of their level
 * sits. Only targets in `only` (a query of map_id, target_id), all when null.
 */
export async function addWithTeam(tx: Tx, only: RawBuilder<unknown> | null): Promise<void> {
  const chosen = only === null ? sql`` : sql`and (r.map_id, r.target_id) in (${only})`;
  await table(
    tx,
    'flag',
    sql`select v.sign, r.map_id, r.target_id, r.level_id,
        range_agg(daterange(greatest(v.from_day, r.from_day), least(v.to_day, r.to_day))) as days
      from cov_wide v join cov_related r on ${meet('v', 'r')}
      where case r.level_id when 'commune' then v.commune_teams when 'village' then v.village_teams end > 0 ${chosen}
      group by 1, 2, 3, 4`,
  );
  await run(
    tx,
    countRanges(
      'with_team',
      sql`select f.map_id, a.ancestor_id as unit_id, f.level_id, f.sign, one
        from cov_flag f join cov_above a on a.map_id = f.map_id and a.unit_id = f.target_id cross join lateral unnest(f.days) one`,
    ),
  );
  await run(
    tx,
    countRanges(
      'with_team',
      sql`select land.map_id, land.subject_id as unit_id, land.level_id, f.sign, one
        from (${landOfEnded} ${chosen} group by 1, 2, 3, 4) land
        join cov_flag f on f.map_id = land.map_id and f.target_id = land.target_id cross join lateral unnest(land.days * f.days) one`,
    ),
  );
}

/** How many communes and villages of the map there are in each unit, and the first day of all its steps. */
export async function addTotals(tx: Tx): Promise<void> {
  await run(
    tx,
    countRanges(
      'total',
      sql`select a.map_id, a.ancestor_id as unit_id, self.level_id, 1 as sign, daterange(s.from_day, s.to_day) as one
        from cov_above a
        join cov_above self on self.map_id = a.map_id and self.unit_id = a.unit_id and self.ancestor_id = a.unit_id
        join cov_subject s on s.map_id = a.map_id and s.unit_id = a.ancestor_id
        where self.${counted}`,
    ),
  );
  await run(
    tx,
    countRanges(
      'total',
      sql`select land.map_id, land.subject_id as unit_id, land.level_id, 1 as sign, one
        from (${landOfEnded} group by 1, 2, 3, 4) land cross join lateral unnest(land.days) one`,
    ),
  );
}

/** Distinct persons in force, of the units in `only` (a query of map_id, unit_id; all when null). What is divided counts where its largest part is. */
export async function addPeople(tx: Tx, only: RawBuilder<unknown> | null): Promise<void> {
  const chosen = (column: string) => (only === null ? sql`` : sql`and (map_id, ${sql.ref(column)}) in (${only})`);
  await table(
    tx,
    'place',
    sql`select p.map_id, p.unit_id, p.from_day, p.to_day, a.ancestor_id as subject_id
      from cov_part p join cov_above a using (map_id) where a.unit_id = p.target_id and p.placed and p.biggest ${chosen('ancestor_id')}
      union all
      select map_id, unit_id, from_day, to_day, subject_id from cov_whole where true ${chosen('subject_id')}`,
  );
  await table(
    tx,
    'serving',
    sql`select r.unit_id, r.person_id, lower(r.valid) as from_day, coalesce(upper(r.valid), 'infinity') as to_day,
        count(*) over (partition by r.person_id) > 1 as again
      from teams.roster_days r where r.unit_id in (select unit_id from cov_place)`,
  );
  // Who serves once counts as what he is; only for those who serve more than once days have to be laid over one another.
  await run(
    tx,
    sql`with once as (
        select p.map_id, p.subject_id, ${cut('s', 'p')} from cov_serving s join cov_place p on ${meet('s', 'p')} where not s.again
      ), more as (
        select p.map_id, p.subject_id, range_agg(daterange(greatest(s.from_day, p.from_day), least(s.to_day, p.to_day))) as days
        from cov_serving s join cov_place p on ${meet('s', 'p')} where s.again
        group by p.map_id, p.subject_id, s.person_id
      ), range as (
        select map_id, subject_id, from_day, to_day from once
        union all
        select map_id, subject_id, lower(one), upper(one) from more cross join lateral unnest(days) one
      ), change as (
        select map_id, subject_id, from_day as day, 1 as delta from range
        union all
        select map_id, subject_id, to_day, -1 from range where to_day < 'infinity'
      )
      insert into cov_change (map_id, unit_id, day, people)
      select map_id, subject_id, day, sum(delta) from change group by 1, 2, 3`,
  );
}

/** The first days of the units in `only` (a query of map_id, unit_id; all when null): each has a step from then on, be it of zeros. */
export async function addStarts(tx: Tx, only: RawBuilder<unknown> | null): Promise<void> {
  const chosen = only === null ? sql`` : sql`where (map_id, unit_id) in (${only})`;
  await run(
    tx,
    sql`insert into cov_change (map_id, unit_id, day, starts) select map_id, unit_id, from_day, true from cov_subject ${chosen}`,
  );
}
