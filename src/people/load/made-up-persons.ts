/** Invented persons in their thousands, for the rosters of a demonstration. */
import { sql } from 'kysely';
import type { Vault } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import { fold } from '../../platform/text/index.ts';
import type { HelpLanguage } from '../contract.ts';

export interface MadeUpPerson {
  readonly id: string;
  readonly name: string;
  readonly birthYear: number;
  readonly language: HelpLanguage;
  readonly unitId: string;
  /** In its international form; not proved, so that nobody signs in with it. */
  readonly phone: string | null;
}

/** Adds those that are missing, in a few statements. Runs under the duty `identity`. */
export async function loadMadeUpPersons(tx: Tx, vault: Vault, persons: readonly MadeUpPerson[]): Promise<void> {
  const rows = tx.rows<unknown>();
  const now = tx.clock.now().toString();
  const given = sql`jsonb_to_recordset(${JSON.stringify(persons.map((person) => ({ ...person, search: fold(person.name) })))}::jsonb)
    as given (id uuid, name text, search text, "birthYear" integer, language text, "unitId" uuid)`;
  await sql`with added as (
      insert into people.person (id, origin, unit_id, language_of_help, created_at)
      select id, 'demonstration', "unitId", language, ${now}::timestamptz from ${given} on conflict do nothing returning id
    ) insert into people.person_details (person_id, unit_id, full_name, search_name, birth_year)
      select given.id, "unitId", name, search, "birthYear" from ${given} join added on added.id = given.id`.execute(rows);
  const phones = persons.flatMap((person) => {
    if (person.phone === null) return [];
    const id = tx.ids.next();
    const digest = vault.digest(person.phone, 'people.identifier/phone').toString('hex');
    return [{ id, personId: person.id, unitId: person.unitId, sealed: vault.seal(person.phone, `people.identifier/${id}`), digest }];
  });
  await sql`insert into people.identifier (id, person_id, unit_id, kind, sealed, digest, digest_key, added_at)
    select id, "personId", "unitId", 'phone', sealed, decode(digest, 'hex'), ${vault.currentKey}, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(phones)}::jsonb) as given (id uuid, "personId" uuid, "unitId" uuid, sealed text, digest text)
    where not exists (select from people.identifier known where known.person_id = given."personId" and known.kind = 'phone')`.execute(rows);
}
