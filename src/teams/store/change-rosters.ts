/**
 * The one way in which teams and memberships change: lock the teams, do it, and publish by how much the figures moved. The figures
 * are read from the rows before and after, so no command has to know which of them it moves.
 */
import { sql } from 'kysely';
import { touch } from '../../platform/cache/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { FigureDelta } from '../contract.ts';
import { publishRosterChanged } from '../events.ts';
import { teamsInBulkTag, teamsTag, teamTag } from '../tags.ts';

/** More teams than this aren't named one by one to the cache. */
const MOST_TAGS = 50;

/** Locks teams in the order of their ids, so that two changes of the same teams wait for each other and never for ever. */
async function lockTeams(tx: Tx, teamIds: readonly string[]): Promise<void> {
  await sql`select id from teams.team where id = any (${teamIds}::uuid[]) order by id for update`.execute(tx.rows<unknown>());
}

async function figuresOf(tx: Tx, teamIds: readonly string[]): Promise<readonly FigureDelta[]> {
  const found = await sql<FigureDelta>`select unit_id as unit, day, figure, sum(delta)::integer as delta
    from teams.figure_deltas where team_id = any (${teamIds}::uuid[]) group by unit_id, day, figure`.execute(tx.rows<unknown>());
  return found.rows;
}

/** What has to be added to `before` to get `after`; without what stays the same. */
function difference(before: readonly FigureDelta[], after: readonly FigureDelta[]): FigureDelta[] {
  const sums = new Map<string, FigureDelta>();
  const add = (one: FigureDelta, sign: 1 | -1) => {
    const key = `${one.unit} ${one.day} ${one.figure}`;
    sums.set(key, { ...one, delta: (sums.get(key)?.delta ?? 0) + sign * one.delta });
  };
  for (const one of before) add(one, -1);
  for (const one of after) add(one, 1);
  return [...sums.values()].filter((one) => one.delta !== 0);
}

/**
 * Runs `change` on the teams, which are locked first; new ones that it makes are added to the list that it returns.
 * Publishes `teams.roster-changed` and forgets kept answers. Everything in the caller's transaction.
 */
export async function changeRosters<T>(
  tx: Tx,
  teamIds: readonly string[],
  change: () => Promise<{ readonly made?: readonly string[]; readonly value: T }>,
): Promise<T> {
  await lockTeams(tx, teamIds);
  const before = await figuresOf(tx, teamIds);
  const { made = [], value } = await change();
  const all = [...new Set([...teamIds, ...made])];
  await publishRosterChanged(tx, all, difference(before, await figuresOf(tx, all)));
  await touch(tx, [teamsTag, ...(all.length > MOST_TAGS ? [teamsInBulkTag] : all.map(teamTag))]);
  return value;
}
