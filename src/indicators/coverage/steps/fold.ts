/** What teams publish, folded into the prepared steps; and everything made anew out of the rosters. */
import { sql } from 'kysely';
import { touch } from '../../../platform/cache/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import { coverageTag, everyCoverageTag } from '../tags.ts';
import { addPeople, addStarts, addSums, addWithTeam, emptyChanges, readValues } from './changes.ts';
import { readColumns } from './columns.ts';
import { layGround, table } from './frame.ts';
import { buildMap, lockCoverage, ownDays, preparedMaps, workMap } from './maps.ts';
import { pendingEvents, type RosterEvent, readPending } from './pending.ts';
import { rawFigures } from './raw.ts';
import { addStanding, replaceSteps, sumUp } from './write.ts';

/** Stands where an event is counted already though nothing of it was added: no unit has this id. */
const nobody = '00000000-0000-0000-0000-000000000000';

/** What came in bulk is folded in pieces, so that none of them holds the others up for long. */
const mostAtOnce = 100;

/**
 * The reaction to `teams.roster-changed`: folds the event in, and with it all others that are on their way. Where many change at
 * once, one piece of work follows all of them; whoever comes for the others finds them counted.
 */
export async function foldRosterChange(tx: Tx, event: RosterEvent): Promise<void> {
  await lockCoverage(tx);
  if ((await unknown(tx, [event])).length === 0) return;
  const others = await readPending(tx, mostAtOnce);
  await foldEvents(tx, [event, ...others.filter((other) => other.id !== event.id)]);
}

async function unknown(tx: Tx, events: readonly RosterEvent[]): Promise<readonly RosterEvent[]> {
  const ids = events.map((event) => event.id);
  const { rows } = await sql<{
    event_id: string;
  }>`select distinct event_id from indicators.coverage_delta where event_id = any(${ids}::uuid[])`.execute(tx.rows());
  return events.filter((event) => !rows.some((row) => row.event_id === event.id));
}

/**
 * Folds events into the deltas and the steps of all prepared maps: of the units whose teams changed, and of those above them, on
 * every map. Each counts once, in whatever order they arrive. Everything in the caller's transaction.
 */
export async function foldEvents(tx: Tx, given: readonly RosterEvent[]): Promise<void> {
  await lockCoverage(tx);
  const events = await unknown(tx, given);
  if (events.length === 0) return;
  const ids = events.map((event) => event.id);
  const payloads = JSON.stringify(events.map(({ id, payload: { teams = [], deltas = [] } }) => ({ id, teams, deltas })));
  await sql`insert into indicators.coverage_delta (event_id, unit_id, day, figure, delta)
    select e.id, (one ->> 0)::uuid, (one ->> 1)::date, one ->> 2, sum((one ->> 3)::int)
    from jsonb_to_recordset(${payloads}::jsonb) as e (id uuid, deltas jsonb) cross join lateral jsonb_array_elements(e.deltas) one
    group by 1, 2, 3, 4 having sum((one ->> 3)::int) <> 0`.execute(tx.rows());
  await sql`insert into indicators.coverage_delta (event_id, unit_id, day, figure, delta)
    select id, ${nobody}::uuid, 'infinity', '', 0 from unnest(${ids}::uuid[]) id`.execute(tx.rows());
  const maps = await preparedMaps(tx);
  const [first] = maps;
  if (!first) return;
  const columns = await readColumns(tx);
  await layGround(tx, first.version, await Promise.all(maps.map((map) => workMap(tx, map))));
  // Persons may come and go without any figure moving: the seats of all teams that changed count too.
  await table(
    tx,
    'touched',
    sql`select unit_id from indicators.coverage_delta where event_id = any(${ids}::uuid[]) and unit_id <> ${nobody}::uuid
      union
      select unit_id from teams.team_days where team_id in (
          select team::uuid from jsonb_to_recordset(${payloads}::jsonb) as e (teams jsonb) cross join lateral jsonb_array_elements_text(e.teams) team)`,
  );
  // What has a team depends on all units that share land with it, so these are read too.
  const targets = sql`select r.map_id, r.target_id from cov_related r join cov_touched using (unit_id)`;
  await readValues(
    tx,
    columns,
    sql`select signs.sign, d.unit_id, d.figure, d.day, d.delta
      from indicators.coverage_delta d cross join (values (1), (-1)) as signs (sign)
      where d.unit_id in (
          select unit_id from cov_touched
          union select r.unit_id from cov_related r where (r.map_id, r.target_id) in (${targets})
        ) and d.delta <> 0 and (signs.sign = 1 or d.event_id <> all(${ids}::uuid[]))`,
  );
  await emptyChanges(tx, columns);
  await addSums(tx, columns, sql`select unit_id from cov_touched`);
  await addWithTeam(tx, targets);
  await table(
    tx,
    'affected',
    sql`select map_id, unit_id from cov_change
      union
      select p.map_id, a.ancestor_id from cov_touched t join cov_part p using (unit_id)
        join cov_above a on a.map_id = p.map_id and a.unit_id = p.target_id where p.placed
      union
      select w.map_id, w.subject_id from cov_touched t join cov_whole w using (unit_id)`,
  );
  const affected = sql`select map_id, unit_id from cov_affected`;
  await addPeople(tx, affected);
  await addStanding(tx, columns);
  await addStarts(tx, affected);
  await sumUp(tx, columns);
  await replaceSteps(tx);
  const units = await sql<{ unit_id: string }>`select distinct unit_id from cov_affected`.execute(tx.rows());
  await touch(tx, [everyCoverageTag, ...units.rows.map((row) => coverageTag(row.unit_id))]);
}

/** Units changed: steps are prepared for the maps of the new record, and those of the old one go. */
export async function followStructure(tx: Tx): Promise<void> {
  await lockCoverage(tx);
  const stale = await sql<{ from_day: string }>`delete from indicators.coverage_map
    where structure_version <> (select version from territory.map_state) returning from_day`.execute(tx.rows());
  await buildAll(
    tx,
    stale.rows.map((row) => row.from_day),
  );
  await touch(tx, ['*']);
}

/**
 * Makes deltas and steps anew out of the rosters: for the seed, after a restored archive, and where the nightly comparison found
 * something wrong. Events that are still on their way are in the rosters already; they are noted, so that they count once.
 */
export async function rebuildCoverage(tx: Tx): Promise<void> {
  await lockCoverage(tx);
  await sql`delete from indicators.coverage_delta`.execute(tx.rows());
  const event = tx.ids.next();
  for (let before = await pendingEvents(tx); ; ) {
    await sql`insert into indicators.coverage_delta (event_id, unit_id, day, figure, delta)
      select ${event}::uuid, unit_id, day, figure, delta from ${rawFigures} raw`.execute(tx.rows());
    // A change that was committed in between is in the figures or not: nobody knows. Then they are read again.
    const after = await pendingEvents(tx);
    if (before.join() === after.join()) break;
    before = after;
    await sql`delete from indicators.coverage_delta`.execute(tx.rows());
  }
  await sql`insert into indicators.coverage_delta (event_id, unit_id, day, figure, delta)
    select id, ${nobody}::uuid, 'infinity', '', 0 from unnest(${await pendingEvents(tx)}::uuid[]) id`.execute(tx.rows());
  const maps = await sql<{ from_day: string }>`delete from indicators.coverage_map returning from_day`.execute(tx.rows());
  await buildAll(
    tx,
    maps.rows.map((row) => row.from_day),
  );
  await touch(tx, ['*']);
}

/** Builds "each day on its own map" and the maps that were prepared before, on the days on which they began. */
async function buildAll(tx: Tx, days: readonly string[]): Promise<void> {
  const present = new Set((await preparedMaps(tx)).map((map) => map.from));
  if (!present.has(ownDays)) await buildMap(tx, ownDays);
  for (const day of [...new Set(days)].filter((one) => one !== ownDays).sort((a, b) => (a < b ? -1 : 1))) {
    const built = await preparedMaps(tx);
    if (!built.some((map) => map.from !== ownDays && map.from <= day && day < map.to)) await buildMap(tx, day);
  }
}
