/** Persons to whom a role could be given: those of the actor's place, each look recorded. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import type { Db, Tx } from '../../platform/db/index.ts';
import { type Actor, type RowState, rowState } from '../../platform/session/index.ts';
import { fold } from '../../platform/text/index.ts';
import { peopleRights } from '../contract.ts';
import { placesOfGiving } from './givers.ts';

export interface SeenPerson {
  readonly id: string;
  readonly name: string;
  readonly birthYear: number | null;
  /** Unit or organisation, by name. */
  readonly place: string | null;
}

/** Opens the persons to whom the actor could give a role: also those of units that a People's Committee in reach governs. */
async function stateOfGiving(db: Db, actor: Actor, today: string): Promise<RowState> {
  const { units } = await placesOfGiving(db, actor, today);
  const state = rowState(actor, peopleRights.grant);
  return units === 'everywhere' ? state : { ...state, 'yenbai.units': `{${units.join(',')}}` };
}

const columns = sql`details.person_id as id, details.full_name as name, details.birth_year as "birthYear",
  coalesce(
    (select short_name from people.organisation_version version where version.organisation_id = details.organisation_id order by lower(valid) desc limit 1),
    (select name from territory.unit_versions version where version.unit_id = details.unit_id order by lower(valid) desc limit 1)) as place`;

async function seen(tx: Tx, actor: Actor, persons: readonly SeenPerson[]): Promise<readonly SeenPerson[]> {
  if (persons.length > 0)
    await record(tx, actor, {
      action: 'people.see-persons',
      subject: { kind: 'people.person', id: persons.length === 1 ? (persons[0]?.id ?? '') : 'list' },
      fields: ['full-name', 'birth-year'],
      persons: persons.map(({ id }) => id),
      purpose: 'grant-role',
      right: peopleRights.grant,
    });
  return persons;
}

/** Active persons of the actor's place whose name has these words, at most 20. */
export async function findPersons(db: Db, actor: Actor, text: string, today: string): Promise<readonly SeenPerson[]> {
  const words = fold(text).split(' ').filter(Boolean);
  if (words.length === 0) return [];
  return db.transaction(
    async (tx) => {
      const found = await sql<SeenPerson>`select ${columns} from people.person_details details
        join people.person on person.id = details.person_id and person.state = 'active'
        where ${sql.join(
          words.map((word) => sql`details.search_name like ${`%${word.replace(/[\\%_]/g, '')}%`}`),
          sql` and `,
        )} order by details.full_name, details.person_id limit 20`.execute(tx.rows<unknown>());
      return seen(tx, actor, found.rows);
    },
    { state: await stateOfGiving(db, actor, today) },
  );
}

/** One active person of the actor's place; null for anybody else. */
export async function personInPlace(db: Db, actor: Actor, personId: string, today: string): Promise<SeenPerson | null> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(personId)) return null;
  return db.transaction(
    async (tx) => {
      const found = await sql<SeenPerson>`select ${columns} from people.person_details details
        join people.person on person.id = details.person_id and person.state = 'active' where details.person_id = ${personId}::uuid`.execute(
        tx.rows<unknown>(),
      );
      return (await seen(tx, actor, found.rows))[0] ?? null;
    },
    { state: await stateOfGiving(db, actor, today) },
  );
}
