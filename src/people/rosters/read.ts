/** Reading persons of rosters, many at once. */
import { sql } from 'kysely';
import type { Vault } from '../../platform/crypto/index.ts';
import type { Reader } from '../../platform/db/index.ts';
import type { Actor, Right } from '../../platform/session/index.ts';
import { holdsAt } from '../access.ts';
import type { HelpLanguage } from '../contract.ts';
import { identifierPlace } from './phones.ts';

/** What lists show of somebody. */
export interface RosterPerson {
  readonly id: string;
  readonly unitId: string | null;
  readonly fullName: string;
  readonly birthYear: number | null;
  readonly languageOfHelp: HelpLanguage;
  /** The person's data may only be kept, not used: lists leave them out. */
  readonly restricted: boolean;
  /** Numbers in force in full (`+84...`), empty without a vault. Whoever shows them masks them or records the look. */
  readonly phones: readonly string[];
}

/** The persons among these whom the transaction may see, by id. The caller records the sight. */
export async function rosterPersons(
  reader: Reader,
  vault: Vault | null,
  ids: readonly string[],
): Promise<ReadonlyMap<string, RosterPerson>> {
  const rows = reader.rows<unknown>();
  const found = await sql<
    Omit<RosterPerson, 'phones'>
  >`select p.id, p.unit_id as "unitId", d.full_name as "fullName", d.birth_year as "birthYear",
      p.language_of_help as "languageOfHelp", p.restricted_at is not null as restricted
    from people.person_details d join people.person p on p.id = d.person_id and p.state <> 'erased'
    where d.person_id = any (${[...ids]}::uuid[])`.execute(rows);
  const phones = vault === null ? new Map<string, string[]>() : await phonesOf(reader, vault, ids);
  return new Map(found.rows.map((row) => [row.id, { ...row, phones: phones.get(row.id) ?? [] }]));
}

async function phonesOf(reader: Reader, vault: Vault, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await sql<{ id: string; person_id: string; sealed: string }>`select id, person_id, sealed from people.identifier
    where person_id = any (${[...ids]}::uuid[]) and kind = 'phone' and ended_at is null order by added_at, id`.execute(
    reader.rows<unknown>(),
  );
  const phones = new Map<string, string[]>();
  for (const row of found.rows) {
    const known = phones.get(row.person_id) ?? [];
    phones.set(row.person_id, [...known, vault.open(row.sealed, identifierPlace(row.id))]);
  }
  return phones;
}

/** Which of these are persons, not erased, whose data may be used, in the actor's places; tells nothing about them. Works in any transaction. */
export async function peopleKnown(reader: Reader, actor: Actor, right: Right, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await sql<{
    id: string;
    unitId: string | null;
    organisationId: string | null;
  }>`select id, unit_id as "unitId", organisation_id as "organisationId"
    from people.person where id = any (${[...ids]}::uuid[]) and state <> 'erased' and restricted_at is null`.execute(
    reader.rows<unknown>(),
  );
  return new Set(found.rows.filter((person) => holdsAt(actor, right, person)).map((person) => person.id));
}
