import { sql } from 'kysely';
import { type Db, inTransaction, type Reader, type Tx } from '../../platform/db/index.ts';
import { ancestryOf } from '../model/ancestry.ts';
import { type ClosureSource, closureOf, periodOf } from '../model/closure.ts';
import type { TerritoryState } from '../model/state.ts';
import type { TerritoryRows } from '../rows.gen.ts';
import { loadState, structureVersion } from '../store.ts';

/** The map of a day, materialised: what `reexpressSql` joins facts with. Made by `ensureClosure` only. */
export interface MapDay {
  readonly reading: 'map';
  readonly day: string;
  readonly mapId: bigint;
  readonly version: bigint;
  /** First day of the period: every day of it has this map. */
  readonly from: string;
  /** Day after the period; null while it is open. */
  readonly to: string | null;
}

/** Facts as they were reported: on their own unit and day, rolled up by the parents of that day. Made by `ensureAncestry`. */
export interface AsReported {
  readonly reading: 'reported';
  readonly version: bigint;
}

/** Stale maps are kept this long, so that a query that has just been given one finds it whole. */
const keptMinutes = 60;

/**
 * Makes sure that the map of the target day is materialised and current, and names it. Many may ask at once: one builds,
 * the others wait for it. All days between two changes of the record share one map. With a `Tx` the build belongs to that
 * transaction, which must be able to write when the map is not built yet.
 * Throws `ShareTooFine` where composed shares leave 64 bits: commands refuse such events.
 */
export async function ensureClosure(reader: Db | Tx, targetDay: string): Promise<MapDay> {
  const built = await builtMap(reader, targetDay);
  if (built) return built;
  return await within(reader, async (tx) => {
    await lockMaps(tx);
    const meanwhile = await builtMap(tx, targetDay);
    if (meanwhile) return meanwhile;
    const { state, version } = await steadyState(tx);
    await buildAncestry(tx, state, version);
    const built = await buildMap(tx, state, version, targetDay);
    await dropStale(tx, version);
    return built;
  });
}

/** Makes sure that the ancestry of all units is materialised and current, for roll-ups of facts as reported. */
export async function ensureAncestry(reader: Db | Tx): Promise<AsReported> {
  const version = await builtAncestry(reader);
  if (version !== null) return { reading: 'reported', version };
  return await within(reader, async (tx) => {
    await lockMaps(tx);
    const meanwhile = await builtAncestry(tx);
    if (meanwhile !== null) return { reading: 'reported', version: meanwhile };
    const { state, version: current } = await steadyState(tx);
    await buildAncestry(tx, state, current);
    await dropStale(tx, current);
    return { reading: 'reported', version: current };
  });
}

async function within<T>(reader: Db | Tx, fn: (tx: Tx) => Promise<T>): Promise<T> {
  return inTransaction in reader ? await fn(reader) : await reader.transaction(fn);
}

async function lockMaps(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('territory.map', 0))`.execute(tx.rows());
}

async function builtMap(reader: Reader, day: string): Promise<MapDay | null> {
  const row = await reader
    .rows<TerritoryRows>()
    .selectFrom('territory.map_closure_day as d')
    .innerJoin('territory.map_state as s', 's.version', 'd.version')
    .select(['d.id', 'd.version', 'd.target_day', 'd.to_day'])
    .where('d.target_day', '<=', day)
    .where('d.to_day', '>', day)
    .executeTakeFirst();
  if (!row) return null;
  const to = row.to_day === 'infinity' ? null : row.to_day;
  return { reading: 'map', day, mapId: row.id, version: row.version, from: row.target_day, to };
}

async function builtAncestry(reader: Reader): Promise<bigint | null> {
  const row = await reader
    .rows<TerritoryRows>()
    .selectFrom('territory.map_ancestor_version as a')
    .innerJoin('territory.map_state as s', 's.version', 'a.version')
    .select('a.version')
    .executeTakeFirst();
  return row?.version ?? null;
}

/** The record and its version, read without holding up writers: read again when somebody wrote in between. */
async function steadyState(tx: Tx): Promise<{ state: TerritoryState; version: bigint }> {
  for (;;) {
    const version = await structureVersion(tx);
    const state = await loadState(tx);
    if ((await structureVersion(tx)) === version) return { state, version };
  }
}

async function buildMap(tx: Tx, state: TerritoryState, version: bigint, day: string): Promise<MapDay> {
  const period = periodOf(state, day);
  const sources = closureOf(state, period.from);
  const { id } = await tx
    .rows<TerritoryRows>()
    .insertInto('territory.map_closure_day')
    .values({ target_day: period.from, to_day: period.to ?? 'infinity', version, built_at: tx.clock.now() })
    .returning('id')
    .executeTakeFirstOrThrow();
  await sql`insert into territory.map_closure
      (map_id, source_no, part_no, unit_id, from_day, to_day, target_unit_id, num, den, parts, placed)
    select ${id}::bigint, * from jsonb_to_recordset(${JSON.stringify(sources.flatMap(partRows))}::jsonb) as part (source_no integer,
      part_no integer, unit_id uuid, from_day date, to_day date, target_unit_id uuid, num bigint, den bigint, parts integer,
      placed boolean)`.execute(tx.rows());
  return { reading: 'map', day, mapId: id, version, from: period.from, to: period.to };
}

function partRows(source: ClosureSource, index: number): object[] {
  return source.parts.map((part, place) => ({
    source_no: index + 1,
    part_no: place + 1,
    unit_id: source.unit,
    from_day: source.from,
    to_day: source.to ?? 'infinity',
    target_unit_id: part.target,
    num: String(part.num),
    den: String(source.den),
    parts: source.parts.length,
    placed: source.placed,
  }));
}

async function buildAncestry(tx: Tx, state: TerritoryState, version: bigint): Promise<void> {
  if ((await builtAncestry(tx)) === version) return;
  const rows = ancestryOf(state).map((row) => ({
    unit_id: row.unit,
    level_id: row.level,
    from_day: row.from,
    to_day: row.to ?? 'infinity',
    ancestor_id: row.ancestor,
  }));
  await sql`insert into territory.map_ancestor (version, unit_id, level_id, from_day, to_day, ancestor_id)
    select ${version}::bigint, * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as row (unit_id uuid, level_id text, from_day date, to_day date, ancestor_id uuid)`.execute(tx.rows());
  await tx.rows<TerritoryRows>().insertInto('territory.map_ancestor_version').values({ version, built_at: tx.clock.now() }).execute();
}

async function dropStale(tx: Tx, version: bigint): Promise<void> {
  const before = tx.clock.now().subtract({ minutes: keptMinutes });
  const db = tx.rows<TerritoryRows>();
  await db.deleteFrom('territory.map_closure_day').where('version', '<', version).where('built_at', '<', before).execute();
  const gone = await db
    .deleteFrom('territory.map_ancestor_version')
    .where('version', '<', version)
    .where('built_at', '<', before)
    .returning('version')
    .execute();
  for (const row of gone) await db.deleteFrom('territory.map_ancestor').where('version', '=', row.version).execute();
}
