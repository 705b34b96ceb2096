import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../../platform/db/index.ts';

/** Two who write rosters of one commune wait for each other; in the order of the ids, so that nobody waits for ever. */
export async function lockCommunes(tx: Tx, communeIds: readonly string[]): Promise<void> {
  const ids: RawBuilder<unknown> = sql`select id from unnest(${[...new Set(communeIds)].toSorted()}::text[]) as c (id) order by id`;
  await sql`select pg_advisory_xact_lock(hashtextextended('teams.import/' || id, 0)) from (${ids} offset 0) c`.execute(tx.rows<unknown>());
}
