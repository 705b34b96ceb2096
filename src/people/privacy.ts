/** What the people module holds about persons; its export, and its part of an erasure. */
import { type RawBuilder, sql } from 'kysely';
import type { Vault } from '../platform/crypto/index.ts';
import type { JsonObject, Tx } from '../platform/db/index.ts';
import type { Context, PrivacySource } from '../platform/module/index.ts';
import { texts } from './privacy/messages.gen.ts';

/** Secrets and search columns of no use to the person are left out; what is sealed is opened. */
const selections: Readonly<Record<string, (personId: string) => RawBuilder<{ row: JsonObject }>>> = {
  'people.person': (id) => sql`select to_jsonb(t) as row from people.person t where id = ${id}::uuid`,
  'people.person_details': (id) =>
    sql`select to_jsonb(t) - 'search_name' as row from people.person_details t where person_id = ${id}::uuid`,
  'people.identifier': (id) => sql`select to_jsonb(t) - 'digest' - 'digest_key' as row from people.identifier t
    where person_id = ${id}::uuid order by added_at`,
  'people.device': (id) =>
    sql`select to_jsonb(t) - 'token_digest' as row from people.device t where person_id = ${id}::uuid order by enrolled_at`,
  'people.credential': (id) => sql`select to_jsonb(t) - 'secret' - 'counter' - 'public_id' as row from people.credential t
    where person_id = ${id}::uuid order by created_at`,
  'people.session': (id) =>
    sql`select to_jsonb(t) - 'token_digest' as row from people.session t where person_id = ${id}::uuid order by created_at`,
  'people.attempt': (id) => sql`select to_jsonb(t) - 'binding_digest' - 'code_digest' - 'sealed_data' as row from people.attempt t
    where person_id = ${id}::uuid order by created_at`,
  'people.consent': (id) => sql`select to_jsonb(t) || jsonb_build_object('words_vi', purpose.words_vi) as row from people.consent t
    join people.consent_purpose purpose on purpose.code = t.purpose and purpose.version = t.version
    where person_id = ${id}::uuid order by given_at`,
  'people.privacy_request': (id) =>
    sql`select to_jsonb(t) as row from people.privacy_request t where person_id = ${id}::uuid order by received_at`,
  'people.role_grant': (id) => sql`select to_jsonb(t) as row from people.role_grant t where person_id = ${id}::uuid order by granted_at`,
  'people.absence': (id) =>
    sql`select to_jsonb(t) as row from people.absence t where person_id = ${id}::uuid or deputy_id = ${id}::uuid order by recorded_at`,
  'people.decision': (id) => sql`select to_jsonb(t) as row from people.decision t
    where persons @> array[${id}::uuid] or proposed_by = ${id}::uuid or decided_by = ${id}::uuid order by proposed_at`,
};

async function exportPerson(tx: Tx, vault: Vault, personId: string): Promise<Record<string, readonly JsonObject[]>> {
  const found: Record<string, readonly JsonObject[]> = {};
  for (const [table, select] of Object.entries(selections)) {
    const { rows } = await select(personId).execute(tx.rows<unknown>());
    found[table] = rows.map(({ row }) => opened(row, vault));
  }
  return found;
}

/** A number or address in full: it is the person's own. */
function opened(row: JsonObject, vault: Vault): JsonObject {
  const { sealed, ...rest } = row;
  return typeof sealed === 'string' ? { ...rest, value: vault.open(sealed, `people.identifier/${String(row.id)}`) } : row;
}

/** What is left where a name or words about a person stood in a text that has to stand. */
const REMOVED = '…';

async function erasePerson(tx: Tx, personId: string): Promise<Record<string, number>> {
  const rows = tx.rows<unknown>();
  const id = sql`${personId}::uuid`;
  const now = sql`${tx.clock.now().toString()}::timestamptz`;
  const named = await sql<{ full_name: string }>`select full_name from people.person_details where person_id = ${id}`.execute(rows);
  const name = named.rows[0]?.full_name ?? null;
  const removed: Record<string, number> = {};
  const step = async (table: string, statement: RawBuilder<unknown>) => {
    removed[table] = Number((await statement.execute(rows)).numAffectedRows ?? 0n);
  };
  // Secrets first: devices are referred to by sessions and PINs.
  await step('people.session', sql`delete from people.session where person_id = ${id}`);
  await step('people.credential', sql`delete from people.credential where person_id = ${id}`);
  await step('people.device', sql`delete from people.device where person_id = ${id}`);
  await step('people.attempt', sql`delete from people.attempt where person_id = ${id}`);
  await step('people.identifier', sql`delete from people.identifier where person_id = ${id}`);
  await step('people.person_details', sql`delete from people.person_details where person_id = ${id}`);
  await step('people.consent', sql`update people.consent set withdrawn_at = ${now} where person_id = ${id} and withdrawn_at is null`);
  await step(
    'people.privacy_request',
    sql`update people.privacy_request set words = null, answer = null where person_id = ${id} and (words is not null or answer is not null)`,
  );
  // Who decided what stays; words about the person go. The database asks for a reason, so a mark stands in its place.
  await step(
    'people.decision',
    sql`update people.decision set reason = ${REMOVED}, decided_why = case when decided_why is null then null else ${REMOVED} end
      where persons @> array[${id}] and (reason <> ${REMOVED} or decided_why <> ${REMOVED})`,
  );
  if (name !== null)
    await step(
      'people.role_grant',
      sql`update people.role_grant set basis = replace(basis, ${name}, ${REMOVED}) where person_id = ${id} and strpos(basis, ${name}) > 0`,
    );
  // The language of help goes too: in a small commune it says much.
  await step(
    'people.person',
    sql`update people.person set state = 'erased', erased_at = ${now}, restricted_at = null, language_of_help = 'vi' where id = ${id} and state <> 'erased'`,
  );
  return removed;
}

/** The people module's answer to a person who asks what is held, for all of it, or to be forgotten. */
export function peoplePrivacy({ vault }: Pick<Context, 'vault'>): PrivacySource {
  return {
    holds: (lang) => {
      const t = texts[lang];
      return [
        { what: t.holds_who(), why: t.holds_who_why(), basis: t.holds_basis_law() },
        { what: t.holds_numbers(), why: t.holds_numbers_why(), basis: t.holds_basis_law() },
        { what: t.holds_ways_in(), why: t.holds_ways_in_why(), basis: t.holds_basis_safety() },
        { what: t.holds_choices(), why: t.holds_choices_why(), basis: t.holds_basis_law() },
        { what: t.holds_roles(), why: t.holds_roles_why(), basis: t.holds_basis_office() },
      ];
    },
    exportPerson: (tx, personId) => exportPerson(tx, vault, personId),
    erasePerson,
  };
}
