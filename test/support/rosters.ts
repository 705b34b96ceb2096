/** The demonstration without its ten thousand members, for tests that count the few persons whose part can be tried. */
import { sql } from 'kysely';
import { dutyState } from '../../src/platform/session/index.ts';
import type { TestDatabase } from './database.ts';
import { demonstrationPeople } from './people.ts';

/** Removes every team, and the names of all who are only in a roster. */
export async function withoutRosters({ db }: Pick<TestDatabase, 'db'>): Promise<void> {
  const kept = [...demonstrationPeople.values()].map(({ id }) => id);
  await db.transaction(
    async (tx) => {
      const rows = tx.rows<unknown>();
      for (const table of ['card', 'leave', 'membership', 'team_edge', 'confirmation', 'team_version', 'team_event', 'team'])
        await sql`delete from ${sql.table(`teams.${table}`)}`.execute(rows);
      for (const table of ['identifier', 'person_details'])
        await sql`delete from ${sql.table(`people.${table}`)} where person_id <> all (${kept}::uuid[])`.execute(rows);
      // Without a name and a place they are in nobody's sight; deleting them would ask every table that names persons.
      await sql`update people.person set unit_id = null where id <> all (${kept}::uuid[])`.execute(rows);
    },
    { state: dutyState('privacy') },
  );
}
