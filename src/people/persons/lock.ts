import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';

/**
 * Whatever else is being changed about these persons (roles, sessions, ways in) is finished first or waits until the transaction ends; what is read after
 * it is as it stands. Works in any transaction.
 */
export async function lockPersons(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`select from people.person where id = any (${[...ids]}::uuid[]) order by id for update`.execute(tx.rows<unknown>());
}
