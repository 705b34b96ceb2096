/** What a person sees of their own account. Runs for the person (`ownState`) unless it says otherwise. */
import { sql } from 'kysely';
import type { Vault } from '../../platform/crypto/index.ts';
import type { Reader, Tx } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { HelpLanguage } from '../contract.ts';
import { identifiersOf, masked } from '../persons/identifiers.ts';
import { placeNames, placeText } from '../persons/units.ts';
import { readRoles } from '../roles/catalogue.ts';

export interface OwnRole {
  readonly id: string;
  readonly name: string;
  readonly meaning: string;
  /** Where it holds, in words; empty where it names no place. */
  readonly place: string;
  readonly secondFactor: boolean;
  /** A volunteer's: the enrolled phone and its PIN are the two factors; no password, no app. */
  readonly volunteer: boolean;
}

const volunteers: readonly string[] = ['team-member', 'team-leader'];

export interface OwnAccount {
  readonly fullName: string;
  readonly birthYear: number | null;
  readonly language: HelpLanguage;
  readonly unitId: string | null;
  readonly place: string;
  /** The number in force, masked; null without one. */
  readonly phone: string | null;
  readonly roles: readonly OwnRole[];
  readonly hasPassword: boolean;
}

interface PersonRow {
  readonly full_name: string | null;
  readonly birth_year: number | null;
  readonly language_of_help: HelpLanguage;
  readonly unit_id: string | null;
  readonly organisation_id: string | null;
  readonly has_password: boolean;
}

interface GrantRow {
  readonly id: string;
  readonly role: string;
  readonly unit_id: string | null;
  readonly organisation_id: string | null;
}

/** The person's own account, whole. */
export async function ownAccount(tx: Tx, vault: Vault, personId: string, lang: Lang): Promise<OwnAccount> {
  const rows = tx.rows<unknown>();
  const today = tx.clock.today().toString();
  const person =
    await sql<PersonRow>`select details.full_name, details.birth_year, person.language_of_help, person.unit_id, person.organisation_id,
      exists (select from people.credential where credential.person_id = person.id and kind = 'password' and ended_at is null) as has_password
    from people.person left join people.person_details details on details.person_id = person.id
    where person.id = ${personId}::uuid`.execute(rows);
  const row = person.rows[0];
  if (!row) throw new Error('The signed-in person is not there');
  const grants = await sql<GrantRow>`select id, role, unit_id, organisation_id from people.role_grant
    where person_id = ${personId}::uuid and ended_at is null and valid @> ${today}::date order by role, id`.execute(rows);
  const place = { unitId: row.unit_id, organisationId: row.organisation_id };
  const placeOf = (grant: GrantRow) => ({ unitId: grant.unit_id, organisationId: grant.organisation_id });
  const names = await placeNames(tx, [place, ...grants.rows.map(placeOf)]);
  const roles = await readRoles(tx);
  const phone = (await identifiersOf(tx, vault, personId)).find((one) => one.kind === 'phone' && one.verified);
  return {
    fullName: row.full_name ?? '',
    birthYear: row.birth_year,
    language: row.language_of_help,
    unitId: row.unit_id,
    place: placeText(names, place),
    phone: phone ? masked('phone', phone.value) : null,
    hasPassword: row.has_password,
    roles: grants.rows.map((grant) => {
      const role = roles.get(grant.role);
      return {
        id: grant.id,
        name: role?.names[lang] ?? grant.role,
        meaning: role?.meanings[lang] ?? '',
        place: placeText(names, placeOf(grant)),
        secondFactor: role?.secondFactor ?? false,
        volunteer: volunteers.includes(grant.role),
      };
    }),
  };
}

export interface OwnDevice {
  readonly id: string;
  readonly name: string;
  readonly kind: 'remembered' | 'enrolled';
  readonly hasPin: boolean;
  readonly lastSeenAt: Temporal.Instant;
}

/** The person's known devices that are not ended, the last used first. */
export async function ownDevices(reader: Reader, personId: string): Promise<readonly OwnDevice[]> {
  const found = await sql<OwnDevice>`select id, name, kind, last_seen_at as "lastSeenAt",
      exists (select from people.credential where credential.device_id = device.id and credential.kind = 'pin' and credential.ended_at is null) as "hasPin"
    from people.device where person_id = ${personId}::uuid and ended_at is null order by last_seen_at desc, id desc`.execute(
    reader.rows<unknown>(),
  );
  return found.rows;
}
