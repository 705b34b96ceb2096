import { sql } from 'kysely';
import type { Db } from '../platform/db/index.ts';
import { dutyState } from '../platform/session/index.ts';

/**
 * The names of persons who acted, by id, for lists that say who did what: only of those who hold or held a role, because who
 * acted in an office is no secret inside the administration. Others stay unnamed.
 */
export async function namesOfActors(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const persons = [...new Set(ids)].filter((id) => /^[0-9a-f-]{36}$/.test(id));
  if (persons.length === 0) return new Map();
  const found = await db.transaction(
    (tx) =>
      sql<{ person_id: string; full_name: string }>`select person_id, full_name from people.person_details
        where person_id = any (${persons}::uuid[]) and exists (select from people.role_grant where role_grant.person_id = person_details.person_id)`.execute(
        tx.rows<unknown>(),
      ),
    { state: dutyState('identity') },
  );
  return new Map(found.rows.map((row) => [row.person_id, row.full_name]));
}
