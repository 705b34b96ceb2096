/** What this module puts back: the made-up persons, their roles, numbers and ways in; what they proposed, asked and agreed to ends. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { fold } from '../../platform/text/index.ts';
import { withdrawAll } from '../decisions/commands.ts';
import { holderOf, recordIdentifier } from '../persons/identifiers.ts';
import type { DemonstrationRole } from './people.ts';

const WHY = 'demonstration-reset';
const BASIS = 'Dữ liệu dùng thử';

export async function resetPeople(tx: Tx, context: Context, actor: Actor, roles: readonly DemonstrationRole[]): Promise<void> {
  const persons = roles.map(({ id }) => id);
  await endWork(tx, actor, persons);
  await removeWaysIn(tx, persons, actor.session?.id ?? null);
  for (const role of roles) await putBack(tx, context, role);
}

/** Ends decisions, absences and successions, and removes consents and requests. */
async function endWork(tx: Tx, actor: Actor, persons: readonly string[]): Promise<void> {
  const rows = tx.rows<unknown>();
  const now = tx.clock.now().toString();
  const open = await sql<{ id: string }>`select id from people.decision
    where state = 'proposed' and (proposed_by = any (${persons}::uuid[]) or persons && ${persons}::uuid[]) order by id for update`.execute(
    rows,
  );
  await withdrawAll(
    tx,
    actor,
    open.rows.map(({ id }) => id),
  );
  await sql`update people.absence set ended_at = ${now}::timestamptz
    where ended_at is null and (person_id = any (${persons}::uuid[]) or deputy_id = any (${persons}::uuid[]))`.execute(rows);
  await sql`update people.succession set state = 'declined', decided_at = ${now}::timestamptz, decided_by = ${actor.id}::uuid
    where state = 'proposed' and grant_id in (select id from people.role_grant where person_id = any (${persons}::uuid[]))`.execute(rows);
  await sql`delete from people.consent where person_id = any (${persons}::uuid[])`.execute(rows);
  await sql`delete from people.privacy_request where person_id = any (${persons}::uuid[])`.execute(rows);
}

/** Ends sessions (but the one given) and devices, and removes secrets, codes and numbers. */
async function removeWaysIn(tx: Tx, persons: readonly string[], keep: string | null): Promise<void> {
  const rows = tx.rows<unknown>();
  const now = tx.clock.now().toString();
  await sql`update people.session set ended_at = ${now}::timestamptz, ended_why = ${WHY}
    where person_id = any (${persons}::uuid[]) and ended_at is null and (${keep}::uuid is null or id <> ${keep}::uuid)`.execute(rows);
  await sql`delete from people.credential where person_id = any (${persons}::uuid[])`.execute(rows);
  await sql`update people.device set ended_at = ${now}::timestamptz, ended_why = ${WHY}
    where person_id = any (${persons}::uuid[]) and ended_at is null`.execute(rows);
  await sql`delete from people.attempt where person_id = any (${persons}::uuid[])`.execute(rows);
  await sql`delete from people.identifier where person_id = any (${persons}::uuid[])`.execute(rows);
}

/** The person as the file says. A unit that has ended meanwhile leaves the person where they are: the territory is not reset. */
async function putBack(tx: Tx, context: Context, role: DemonstrationRole): Promise<void> {
  const rows = tx.rows<unknown>();
  const today = tx.clock.today().toString();
  const organisationId = role.organisation_id || null;
  const person = await sql<{ unit_id: string | null }>`update people.person set state = 'active', restricted_at = null, erased_at = null,
      organisation_id = ${organisationId}::uuid, language_of_help = ${role.language},
      unit_id = coalesce((select unit_id from territory.units_on(${today}::date) where code = ${role.unit_code || null} limit 1),
        case when ${role.unit_code} <> '' then unit_id end)
    where id = ${role.id}::uuid and origin = 'demonstration' returning unit_id`.execute(rows);
  const found = person.rows[0];
  if (!found) return;
  const unitId = found.unit_id;
  await sql`insert into people.person_details (person_id, unit_id, organisation_id, full_name, search_name, birth_year)
    values (${role.id}::uuid, ${unitId}::uuid, ${organisationId}::uuid, ${role.name}, ${fold(role.name)}, ${role.birth_year || null}::integer)
    on conflict (person_id) do update set unit_id = excluded.unit_id, organisation_id = excluded.organisation_id, full_name = excluded.full_name,
      search_name = excluded.search_name, birth_year = excluded.birth_year`.execute(rows);
  if (role.phone) await putBackPhone(tx, context, role, unitId, organisationId);
  await putBackRole(tx, role, unitId, organisationId);
}

/** The number is the file's: whoever took it while trying out loses it. */
async function putBackPhone(
  tx: Tx,
  context: Context,
  role: DemonstrationRole,
  unitId: string | null,
  organisationId: string | null,
): Promise<void> {
  const { vault } = context;
  const holder = await holderOf(tx, vault, 'phone', role.phone);
  if (holder !== null) {
    const digests = vault.keys.map((key) => vault.digest(role.phone, 'people.identifier/phone', key));
    await sql`update people.identifier set ended_at = ${tx.clock.now().toString()}::timestamptz
      where person_id = ${holder}::uuid and kind = 'phone' and ended_at is null and digest = any (${digests}::bytea[])`.execute(
      tx.rows<unknown>(),
    );
  }
  await recordIdentifier(tx, vault, { personId: role.id, unitId, organisationId, kind: 'phone', value: role.phone, verified: true });
}

/** Ends every role but the one of the start, and gives that one back where it was taken. */
async function putBackRole(tx: Tx, role: DemonstrationRole, unitId: string | null, organisationId: string | null): Promise<void> {
  const rows = tx.rows<unknown>();
  const now = tx.clock.now().toString();
  const today = tx.clock.today().toString();
  const wanted = sql`select case when holds_at = 'unit' then ${unitId}::uuid end as unit_id,
      case when holds_at = 'organisation' then ${organisationId}::uuid end as organisation_id
    from people.role where code = ${role.role} and holds_at <> 'self'`;
  const atStart = sql`held.role = ${role.role} and held.granted_by is null and held.valid @> ${today}::date and upper_inf(held.valid)
    and exists (select from (${wanted}) wanted where held.unit_id is not distinct from wanted.unit_id
      and held.organisation_id is not distinct from wanted.organisation_id)`;
  await sql`update people.role_grant held set ended_at = ${now}::timestamptz, ended_why = ${WHY}
    where held.person_id = ${role.id}::uuid and held.ended_at is null and not (${atStart})`.execute(rows);
  await sql`insert into people.role_grant (id, person_id, role, unit_id, organisation_id, valid, granted_at, basis)
    select ${tx.ids.next()}::uuid, ${role.id}::uuid, ${role.role}, unit_id, organisation_id, daterange('2025-07-01', null), ${now}::timestamptz, ${BASIS}
    from (${wanted}) wanted
    where not exists (select from people.role_grant held where held.person_id = ${role.id}::uuid and held.ended_at is null and ${atStart})`.execute(
    rows,
  );
}
