/** Persons as the console's pages need them. Every query has its scope; row-level security repeats it. */
import { type RawBuilder, sql } from 'kysely';
import type { Vault } from '../../platform/crypto/index.ts';
import type { Reader, Tx } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { Actor, Right } from '../../platform/session/index.ts';
import { fold } from '../../platform/text/index.ts';
import { holdsAt, scopeOf } from '../access.ts';
import type { HelpLanguage } from '../contract.ts';
import { consentsOf } from '../privacy/consents.ts';
import type { Place } from './access.ts';
import { underDuty } from './duty.ts';
import { digestsOf, identifiersOf, masked } from './identifiers.ts';

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether the text can be an id at all. */
export const isId = (text: unknown): text is string => typeof text === 'string' && uuidForm.test(text);

export interface Person extends Place {
  readonly id: string;
  readonly state: 'active' | 'closed';
  readonly fullName: string;
  readonly birthYear: number | null;
  readonly languageOfHelp: HelpLanguage;
  /** Since when the person's data may only be kept. */
  readonly restrictedAt: Temporal.Instant | null;
}

interface PersonRow {
  readonly id: string;
  readonly state: 'active' | 'closed';
  readonly unit_id: string | null;
  readonly organisation_id: string | null;
  readonly full_name: string;
  readonly birth_year: number | null;
  readonly language_of_help: HelpLanguage;
  readonly restricted_at: Temporal.Instant | null;
}

const shaped = (row: PersonRow): Person => ({
  id: row.id,
  state: row.state,
  unitId: row.unit_id,
  organisationId: row.organisation_id,
  fullName: row.full_name,
  birthYear: row.birth_year,
  languageOfHelp: row.language_of_help,
  restrictedAt: row.restricted_at,
});

const columns = sql`person.id, person.state, person.unit_id, person.organisation_id, person.language_of_help, person.restricted_at,
  details.full_name, details.birth_year`;
const joined = sql`people.person join people.person_details details on details.person_id = person.id`;
const scope = (actor: Actor, right: Right): RawBuilder<boolean> =>
  scopeOf(actor, right, { unit: 'details.unit_id', organisation: 'details.organisation_id' });

/**
 * The person, where the actor holds the right there; null for everybody else, for ids that nobody has and for those that are none:
 * from outside they all look the same. Runs under `rowState(actor, right)`.
 */
export async function personInPlace(reader: Reader, actor: Actor, right: Right, id: string): Promise<Person | null> {
  if (!isId(id)) return null;
  const found = await sql<PersonRow>`select ${columns} from ${joined} where person.id = ${id}::uuid and person.state <> 'erased'`.execute(
    reader.rows<unknown>(),
  );
  const row = found.rows[0];
  if (!row) return null;
  const person = shaped(row);
  return holdsAt(actor, right, person) ? person : null;
}

/** Which persons a list shows: all, those without a role, the teams, the offices. */
export const kindsOfPersons = ['all', 'citizens', 'teams', 'officials'] as const;
export type KindOfPersons = (typeof kindsOfPersons)[number];

const holding = (today: string) =>
  sql`select from people.role_grant g where g.person_id = person.id and g.ended_at is null and g.valid @> ${today}::date`;

function ofKind(kind: KindOfPersons, today: string): RawBuilder<boolean> {
  switch (kind) {
    case 'all':
      return sql<boolean>`true`;
    case 'citizens':
      return sql<boolean>`not exists (${holding(today)})`;
    case 'teams':
      return sql<boolean>`exists (${holding(today)} and g.role in ('team-member', 'team-leader'))`;
    case 'officials':
      return sql<boolean>`exists (${holding(today)} and g.role not in ('team-member', 'team-leader', 'citizen'))`;
  }
}

/** A text as a part of LIKE: its own percent signs and underscores mean themselves. */
const likeWord = (word: string): string => `%${word.replace(/[\\%_]/g, '\\$&')}%`;

/** Persons of the actor's place whose name has all these words, in any spelling, by name. `after` is the id of the last one shown. */
export async function findPersons(
  reader: Reader,
  actor: Actor,
  right: Right,
  ask: {
    readonly words: string;
    readonly kind: KindOfPersons;
    readonly today: string;
    readonly limit: number;
    readonly after?: string | null;
  },
): Promise<readonly Person[]> {
  const words = fold(ask.words).split(' ').filter(Boolean).slice(0, 8).map(likeWord);
  const after = isId(ask.after) ? ask.after : null;
  const found = await sql<PersonRow>`select ${columns} from ${joined}
    where person.state <> 'erased' and person.restricted_at is null and ${scope(actor, right)} and details.search_name like all (${words}::text[]) and ${ofKind(ask.kind, ask.today)}
      and ${
        after === null
          ? sql`true`
          : sql`(details.full_name, person.id) > (select full_name, person_id from people.person_details where person_id = ${after}::uuid)`
      }
    order by details.full_name, person.id limit ${ask.limit}`.execute(reader.rows<unknown>());
  return found.rows.map(shaped);
}

/** Persons of the actor's place who have this number (in its international form), proved or not. */
export async function findByPhone(reader: Reader, vault: Vault, actor: Actor, right: Right, phone: string): Promise<readonly Person[]> {
  const digests = digestsOf(vault, 'phone', phone);
  const found = await sql<PersonRow>`select distinct ${columns} from ${joined} join people.identifier on identifier.person_id = person.id
    where identifier.digest = any (${digests}::bytea[]) and identifier.kind = 'phone' and identifier.ended_at is null
      and person.state <> 'erased' and ${scope(actor, right)}
    order by details.full_name, person.id limit 20`.execute(reader.rows<unknown>());
  return found.rows.map(shaped);
}

/** Whether anybody at all, in whatever place, has this number. Says nothing about who. */
export async function someoneHasPhone(tx: Tx, vault: Vault, phone: string): Promise<boolean> {
  const digests = digestsOf(vault, 'phone', phone);
  return underDuty(tx, 'identity', async () => {
    const found =
      await sql`select from people.identifier where digest = any (${digests}::bytea[]) and kind = 'phone' and ended_at is null limit 1`.execute(
        tx.rows<unknown>(),
      );
    return found.rows.length > 0;
  });
}

/** Persons of the actor's place with the same name in any spelling and no other year of birth. */
export async function findNamesakes(
  reader: Reader,
  actor: Actor,
  right: Right,
  like: { readonly fullName: string; readonly birthYear: number | null },
): Promise<readonly Person[]> {
  const found = await sql<PersonRow>`select ${columns} from ${joined}
    where person.state <> 'erased' and ${scope(actor, right)} and details.search_name = ${fold(like.fullName)}
      and (${like.birthYear}::integer is null or details.birth_year is null or details.birth_year = ${like.birthYear}::integer)
    order by details.full_name, person.id limit 10`.execute(reader.rows<unknown>());
  return found.rows.map(shaped);
}

/** The numbers and addresses of persons, masked, by person. */
export async function maskedContacts(reader: Reader, vault: Vault, persons: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const contacts = await Promise.all(
    persons.map(async (id) => {
      const known = (await identifiersOf(reader, vault, id)).filter((one) => one.kind === 'phone');
      return [id, known.map((one) => masked(one.kind, one.value)).join(', ')] as const;
    }),
  );
  return new Map(contacts);
}

export interface HeldRole {
  readonly role: string;
  readonly name: string;
  readonly unitId: string | null;
  readonly organisationId: string | null;
  readonly from: string;
  /** The first day on which it holds no more; null for no end. */
  readonly to: string | null;
}

/** The roles of persons that hold today or later, by person. */
export async function rolesOf(
  reader: Reader,
  persons: readonly string[],
  today: string,
  lang: Lang,
): Promise<ReadonlyMap<string, readonly HeldRole[]>> {
  const found = await sql<{
    person_id: string;
    role: string;
    name_vi: string;
    name_en: string;
    unit_id: string | null;
    organisation_id: string | null;
    from_day: string;
    to_day: string | null;
  }>`select g.person_id, g.role, role.name_vi, role.name_en, g.unit_id, g.organisation_id, lower(g.valid)::text as from_day, upper(g.valid)::text as to_day
    from people.role_grant g join people.role on role.code = g.role
    where g.person_id = any (${persons}::uuid[]) and g.ended_at is null and coalesce(upper(g.valid) > ${today}::date, true)
    order by role.sort_order, lower(g.valid)`.execute(reader.rows<unknown>());
  const byPerson = new Map<string, HeldRole[]>();
  for (const row of found.rows) {
    const role = {
      role: row.role,
      name: lang === 'vi' ? row.name_vi : row.name_en,
      unitId: row.unit_id,
      organisationId: row.organisation_id,
      from: row.from_day,
      to: row.to_day,
    };
    byPerson.set(row.person_id, [...(byPerson.get(row.person_id) ?? []), role]);
  }
  return byPerson;
}

export interface WaysIn {
  /** Known phones and computers, and how many of them were enrolled. */
  readonly devices: number;
  readonly enrolled: number;
  /** Purposes to which the person agrees, in the words of the day, with the ISO day. */
  readonly consents: readonly { readonly words: string; readonly givenOn: string }[];
}

/** How many devices a person has and what the person agreed to: counts and words, no secret. */
export async function waysInOf(tx: Tx, personId: string, lang: Lang, timeZone: string): Promise<WaysIn> {
  const counts = await underDuty(tx, 'identity', async () => {
    const devices = await sql<{
      devices: number;
      enrolled: number;
    }>`select count(*)::int as devices, count(*) filter (where kind = 'enrolled')::int as enrolled
      from people.device where person_id = ${personId}::uuid and ended_at is null`.execute(tx.rows<unknown>());
    return devices.rows[0];
  });
  const consents = (await underDuty(tx, 'privacy', () => consentsOf(tx, personId))).filter((consent) => consent.withdrawnAt === null);
  return {
    devices: counts?.devices ?? 0,
    enrolled: counts?.enrolled ?? 0,
    consents: consents.map((consent) => ({
      words: consent.titles[lang],
      givenOn: consent.givenAt.toZonedDateTimeISO(timeZone).toPlainDate().toString(),
    })),
  };
}
