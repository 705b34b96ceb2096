/** An administrator of the place says whether a role goes on at the unit that followed. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import { formatDate } from '../../platform/calendar/index.ts';
import type { Reader, Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { peopleRights } from '../contract.ts';
import { lockPersons } from '../persons/lock.ts';
import { type Role, readRoles } from '../roles/catalogue.ts';
import { giversOf } from '../roles/givers.ts';
import { mayGiveAt } from '../roles/model.ts';
import { writeGrant } from '../roles/write.ts';
import { moveTo } from './follow.ts';
import { texts } from './messages.gen.ts';

export interface Succession {
  readonly id: string;
  readonly grantId: string;
  readonly personId: string;
  readonly role: string;
  readonly fromUnitId: string;
  readonly fromUnit: string;
  readonly toUnitId: string;
  readonly toUnit: string;
  readonly effectiveOn: string;
  readonly proposedAt: Temporal.Instant;
  /** Day after the last of the grant; null for no end. */
  readonly to: string | null;
}

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const open = (
  today: string,
) => sql`select succession.id, succession.grant_id as "grantId", g.person_id as "personId", g.role, g.unit_id as "fromUnitId",
    (select name from territory.unit_versions where unit_id = g.unit_id order by lower(valid) desc limit 1) as "fromUnit",
    succession.to_unit_id as "toUnitId",
    (select name from territory.unit_versions where unit_id = succession.to_unit_id order by lower(valid) desc limit 1) as "toUnit",
    succession.effective_on as "effectiveOn", succession.proposed_at as "proposedAt", upper(g.valid) as "to"
  from people.succession join people.role_grant g on g.id = succession.grant_id
  join people.person on person.id = g.person_id and person.state = 'active'
  where succession.state = 'proposed' and g.ended_at is null and coalesce(upper(g.valid) > ${today}::date, true)`;

/** The open proposals that the actor may decide: what one could give at the unit that followed, never one's own role. */
export async function openSuccessions(reader: Reader, actor: Actor, today: string): Promise<readonly Succession[]> {
  const found = await sql<Succession>`${open(today)} order by succession.effective_on, succession.id`.execute(reader.rows<unknown>());
  if (found.rows.length === 0) return [];
  const [roles, givers] = [await readRoles(reader), await giversOf(reader, actor, today)];
  return found.rows.filter((row) => mayDecide(actor, givers, roles.get(row.role), row));
}

function mayDecide(actor: Actor, givers: Parameters<typeof mayGiveAt>[0], role: Role | undefined, row: Succession): boolean {
  return (
    row.personId !== actor.id &&
    role !== undefined &&
    mayGiveAt(givers, role, { unit: { id: row.toUnitId, root: false }, organisation: null })
  );
}

/**
 * Confirms or declines a proposal. A confirmed role holds from the unit's first day, or from today where that has passed, for as long as
 * the old one would have; the person goes along where they belonged to the unit that ended. Refusals: `people.succession-unknown`.
 */
export async function decideSuccession(
  tx: Tx,
  context: Context,
  actor: Actor,
  input: { readonly successionId: string; readonly answer: 'confirm' | 'decline' },
): Promise<Outcome<{ grantId: string | null }>> {
  const unknown: Refusal = { code: 'people.succession-unknown', status: 404 };
  const { successionId, answer } = input;
  if (!uuidForm.test(successionId)) return refused(unknown);
  const today = tx.clock.today().toString();
  const found = await sql<Succession>`${open(today)} and succession.id = ${successionId}::uuid for update of succession`.execute(
    tx.rows<unknown>(),
  );
  const [row, roles] = [found.rows[0], await readRoles(tx)];
  const role = row && roles.get(row.role);
  if (!row || !role || !mayDecide(actor, await giversOf(tx, actor, today), role, row)) return refused(unknown);
  // Roles of one person are given one after the other: two units that went into one would give the same role there twice.
  await lockPersons(tx, [row.personId]);
  const grantId = answer === 'confirm' ? await carryOn(tx, context, actor, row, role) : null;
  await sql`update people.succession set state = ${answer === 'confirm' ? 'confirmed' : 'declined'}, decided_at = ${tx.clock.now().toString()}::timestamptz,
      decided_by = ${actor.id}::uuid, new_grant_id = ${grantId}::uuid where id = ${successionId}::uuid`.execute(tx.rows<unknown>());
  await record(tx, actor, {
    action: answer === 'confirm' ? 'people.confirm-succession' : 'people.decline-succession',
    subject: { kind: 'people.succession', id: successionId },
    places: [row.fromUnitId, row.toUnitId],
    persons: [row.personId],
    right: peopleRights.grant,
  });
  return accepted({ grantId });
}

async function carryOn(tx: Tx, context: Context, actor: Actor, row: Succession, role: Role): Promise<string> {
  const today = tx.clock.today().toString();
  const from = row.effectiveOn > today ? row.effectiveOn : today;
  const there = await sql<{ id: string }>`select id from people.role_grant where person_id = ${row.personId}::uuid and role = ${row.role}
    and unit_id = ${row.toUnitId}::uuid and ended_at is null and valid && daterange(${from}::date, ${row.to}::date) limit 1`.execute(
    tx.rows<unknown>(),
  );
  const belongs = await sql`select from people.person where id = ${row.personId}::uuid and unit_id = ${row.fromUnitId}::uuid`.execute(
    tx.rows<unknown>(),
  );
  if (belongs.rows.length > 0 && row.effectiveOn <= today) await moveTo(tx, [row.personId], row.toUnitId);
  const known = there.rows[0];
  if (known) return known.id;
  return writeGrant(tx, context, actor, {
    personId: row.personId,
    role,
    unitId: row.toUnitId,
    organisationId: null,
    from,
    to: row.to,
    grantedBy: actor.id,
    basis: texts.vi.basis({ from: row.fromUnit, to: row.toUnit, day: formatDate(row.effectiveOn) }),
    documentId: null,
    succeeds: row.grantId,
  });
}
