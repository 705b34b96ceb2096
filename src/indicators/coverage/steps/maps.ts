/** Maps for which steps are prepared. One builds or folds at a time; who reads waits for nobody. */
import { sql } from 'kysely';
import { type Db, inTransaction, type Reader, type Tx } from '../../../platform/db/index.ts';
import { ensureAncestry, ensureClosure } from '../../../territory/index.ts';
import type { IndicatorsRows } from '../../rows.gen.ts';
import { addPeople, addStarts, addSums, addTotals, addWithTeam, type Deltas, emptyChanges, readValues } from './changes.ts';
import { readColumns } from './columns.ts';
import { layGround, type WorkMap } from './frame.ts';
import { insertSteps, sumUp } from './write.ts';

/** `from_day` of the reading "each day on its own map": no day, so that no day is ever looked up in it. */
export const ownDays = 'infinity';

/** More maps than these are not kept prepared: whoever asks for another one makes the one that was prepared first go. */
const mostMaps = 24;

interface PreparedMap {
  readonly id: bigint;
  readonly from: string;
  /** Day after the last; `infinity` while open. */
  readonly to: string;
  readonly version: bigint;
}

/** All steps as they follow from what was folded in so far. */
const allDeltas: Deltas = sql`select 1 as sign, unit_id, figure, day, delta from indicators.coverage_delta where delta <> 0`;

/** Builds and folds come one after the other, however many programs run. Held until the end of the transaction. */
export async function lockCoverage(tx: Tx): Promise<void> {
  // Work on all maps of a large record takes longer than a request may, and whoever waits for it waits that long.
  await sql`select set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true)`.execute(tx.rows());
  await sql`select pg_advisory_xact_lock(hashtextextended('indicators.coverage', 0))`.execute(tx.rows());
}

function current(reader: Reader) {
  return reader
    .rows<IndicatorsRows & { 'territory.map_state': { version: bigint } }>()
    .selectFrom('indicators.coverage_map as m')
    .innerJoin('territory.map_state as s', 's.version', 'm.structure_version')
    .select(['m.id', 'm.from_day as from', 'm.to_day as to', 'm.structure_version as version']);
}

/** The prepared maps that are current, the one prepared first first. */
export async function preparedMaps(reader: Reader): Promise<readonly PreparedMap[]> {
  return current(reader).orderBy('m.id').execute();
}

async function prepared(reader: Reader, day: string): Promise<PreparedMap | null> {
  const all = current(reader);
  const found = day === ownDays ? all.where('m.from_day', '=', ownDays) : all.where('m.from_day', '<=', day).where('m.to_day', '>', day);
  return (await found.executeTakeFirst()) ?? null;
}

/**
 * Makes sure that the steps of a day's map (or `ownDays`) are prepared, and names it. Many may ask at once: one builds, the others
 * wait for it. With a `Tx` the build belongs to that transaction, which must be able to write when the map is not prepared yet.
 */
export async function ensureCoverage(reader: Db | Tx, day: string): Promise<PreparedMap> {
  const found = await prepared(reader, day);
  if (found) return found;
  const build = async (tx: Tx): Promise<PreparedMap> => {
    await lockCoverage(tx);
    const meanwhile = await prepared(tx, day);
    if (meanwhile) return meanwhile;
    const extra = (await preparedMaps(tx)).filter((map) => map.from !== ownDays).length + 1 - mostMaps;
    if (extra > 0 && day !== ownDays) await dropFirst(tx, extra);
    return buildMap(tx, day);
  };
  return inTransaction in reader ? build(reader) : reader.transaction(build);
}

async function dropFirst(tx: Tx, count: number): Promise<void> {
  await sql`delete from indicators.coverage_map where id in (
    select m.id from indicators.coverage_map m where m.from_day <> 'infinity' order by m.id limit ${count})`.execute(tx.rows());
}

/** The closure of a prepared map, or none for "each day on its own map". */
export async function workMap(tx: Tx, map: Pick<PreparedMap, 'id' | 'from'>): Promise<WorkMap> {
  return { id: map.id, closureId: map.from === ownDays ? null : (await ensureClosure(tx, map.from)).mapId, from: map.from };
}

/** Builds the steps of a map that has none, in the caller's transaction, which holds the lock. */
export async function buildMap(tx: Tx, day: string): Promise<PreparedMap> {
  const { version } = await ensureAncestry(tx);
  const period = day === ownDays ? { from: ownDays, to: null } : await ensureClosure(tx, day);
  const to = period.to ?? 'infinity';
  const { id } = await tx
    .rows<IndicatorsRows>()
    .insertInto('indicators.coverage_map')
    .values({ from_day: period.from, to_day: to, structure_version: version, built_at: tx.clock.now() })
    .returning('id')
    .executeTakeFirstOrThrow();
  await computeSteps(tx, version, [await workMap(tx, { id, from: period.from })], allDeltas);
  await insertSteps(tx);
  return { id, from: period.from, to, version };
}

/** Leaves in cov_step all steps of the maps, out of the deltas and today's rosters. */
export async function computeSteps(tx: Tx, version: bigint, maps: readonly WorkMap[], deltas: Deltas): Promise<void> {
  const columns = await readColumns(tx);
  await layGround(tx, version, maps);
  await readValues(tx, columns, deltas);
  await emptyChanges(tx, columns);
  await addSums(tx, columns, null);
  await addWithTeam(tx, null);
  await addTotals(tx);
  await addPeople(tx, null);
  await addStarts(tx, null);
  await sumUp(tx, columns);
}
