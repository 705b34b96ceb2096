import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';
import { underDuty } from '../persons/duty.ts';

/**
 * The names of officials who proposed or decided, by id: only of those who hold or held a role, because who acted in an office
 * is no secret inside the administration.
 */
export async function namesOfDeciders(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const found = await underDuty(tx, 'identity', () =>
    sql<{
      person_id: string;
      full_name: string;
    }>`select person_id, full_name from people.person_details where person_id = any (${wanted}::uuid[])
      and exists (select from people.role_grant where role_grant.person_id = person_details.person_id)`.execute(tx.rows<unknown>()),
  );
  return new Map(found.rows.map((row) => [row.person_id, row.full_name]));
}
