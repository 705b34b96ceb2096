import { sql } from 'kysely';
import type { Tx } from '../db/index.ts';
import type { JsonObject } from '../jobs/index.ts';
import { wakeDispatchers } from './wake.ts';

/**
 * Writes an event in the transaction of the change: reactions see it if and when that commits.
 * The payload holds ids and facts, never personal values.
 */
export async function publish(tx: Tx, event: { name: string; version: number; payload: JsonObject }): Promise<void> {
  await sql`insert into platform.outbox (id, name, version, payload, created_at)
    values (${tx.ids.next()}::uuid, ${event.name}, ${event.version}::int, ${JSON.stringify(event.payload)}::jsonb, ${tx.clock.now().toString()}::timestamptz)`.execute(
    tx.rows<unknown>(),
  );
  tx.afterCommit(wakeDispatchers);
}
