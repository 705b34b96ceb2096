/** The roles of team members and leaders: they follow a membership. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import type { Reader, Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import { type Actor, mayAt, type Right } from '../../platform/session/index.ts';
import { lockPersons } from '../persons/lock.ts';
import { tellPerson } from '../persons/notify.ts';
import { readRoles } from '../roles/catalogue.ts';
import { texts } from '../roles/messages.gen.ts';
import { writeGrant } from '../roles/write.ts';

/** A role that a membership gives. */
export interface RosterRole {
  readonly personId: string;
  readonly role: 'team-member' | 'team-leader';
  readonly unitId: string;
  /** Day after the last; null for no end. */
  readonly to: string | null;
  /** On what basis, in words, at most 300 characters. */
  readonly basis: string;
}

interface OpenGrant {
  readonly id: string;
  readonly person_id: string;
  readonly role: RosterRole['role'];
  readonly unit_id: string;
}

/** Everybody who holds a role of a team on a day. */
export async function holdersOfRosterRoles(reader: Reader, day: string): Promise<readonly string[]> {
  const found = await sql<{ id: string }>`select distinct person_id as id from people.role_grant
    where role in ('team-member', 'team-leader') and unit_id is not null and ended_at is null and valid @> ${day}::date order by 1`.execute(
    reader.rows<unknown>(),
  );
  return found.rows.map((row) => row.id);
}

/** The roles of teams that these persons hold today, locked. The persons are locked before. */
async function openGrants(tx: Tx, persons: readonly string[]): Promise<readonly OpenGrant[]> {
  const found = await sql<OpenGrant>`select id, person_id, role, unit_id from people.role_grant
    where person_id = any (${[...persons]}::uuid[]) and role in ('team-member', 'team-leader') and unit_id is not null and ended_at is null
      and valid @> ${tx.clock.today().toString()}::date order by id for update`.execute(tx.rows<unknown>());
  return found.rows;
}

/**
 * Gives the role from today on, unless the person holds it there already. The caller has seen that the membership is in force. Refusals:
 * `people.grant-outside` (the actor does not hold `right` there), `people.grant-to-oneself`, `people.person-unknown`.
 */
export async function giveRosterRole(
  tx: Tx,
  context: Context,
  actor: Actor,
  wanted: RosterRole,
  right: Right,
): Promise<Outcome<{ readonly grantId: string }>> {
  const { personId, unitId, to, basis } = wanted;
  if (actor.kind !== 'system' && !mayAt(actor, right, unitId))
    return refused({ code: 'people.grant-outside', field: 'place', status: 403 });
  if (personId === actor.id) return refused({ code: 'people.grant-to-oneself', field: 'person', status: 403 });
  const person = await sql`select from people.person where id = ${personId}::uuid and state = 'active' for update`.execute(
    tx.rows<unknown>(),
  );
  if (person.rows.length === 0) return refused({ code: 'people.person-unknown', field: 'person', status: 404 });
  const there = (await openGrants(tx, [personId])).find((grant) => grant.role === wanted.role && grant.unit_id === unitId);
  if (there) return accepted({ grantId: there.id });
  const role = (await readRoles(tx)).get(wanted.role);
  if (!role) throw new Error(`The roles have no ${wanted.role}`);
  const from = tx.clock.today().toString();
  const place = { personId, role, unitId, organisationId: null };
  const grantId = await writeGrant(tx, context, actor, { ...place, from, to, grantedBy: actor.id, basis, documentId: null });
  return accepted({ grantId });
}

/** Ends these roles of a person at a unit, from the next request on; returns how many. Nobody's other roles are touched. */
export async function endRosterRoles(
  tx: Tx,
  context: Context,
  actor: Actor,
  ended: { readonly personId: string; readonly unitId: string; readonly roles: readonly RosterRole['role'][] },
  right: Right,
): Promise<number> {
  await lockPersons(tx, [ended.personId]);
  const grants = (await openGrants(tx, [ended.personId])).filter(
    (grant) => grant.unit_id === ended.unitId && ended.roles.includes(grant.role),
  );
  for (const grant of grants) await endGrant(tx, context, actor, grant, right);
  return grants.length;
}

async function endGrant(tx: Tx, context: Context, actor: Actor, grant: OpenGrant, right: Right): Promise<void> {
  const now = tx.clock.now().toString();
  await sql`update people.role_grant set ended_at = ${now}::timestamptz, ended_by = ${actor.id}::uuid, ended_why = 'left'
    where id = ${grant.id}::uuid`.execute(tx.rows<unknown>());
  // A deputy is somebody of the place: what the person does for others ends with the last role of their own.
  await sql`update people.absence set ended_at = ${now}::timestamptz where deputy_id = ${grant.person_id}::uuid and ended_at is null and not exists (
      select from people.role_grant where person_id = ${grant.person_id}::uuid and ended_at is null and valid @> ${tx.clock.today().toString()}::date)`.execute(
    tx.rows<unknown>(),
  );
  await record(tx, actor, {
    action: 'people.end-grant',
    subject: { kind: 'people.role-grant', id: grant.id },
    fields: ['ended'],
    places: [grant.unit_id],
    persons: [grant.person_id],
    purpose: 'left',
    right,
  });
  const role = (await readRoles(tx)).get(grant.role);
  await tellPerson(tx, context, grant.person_id, {
    purpose: 'people.role-ended',
    key: `people.role-ended/${grant.id}`,
    text: (lang) => texts[lang].told_ended({ role: role?.names[lang] ?? grant.role }),
    subject: (lang) => texts[lang].told_subject(),
  });
}

/**
 * Brings roles in step with memberships: what a person holds at a unit where a membership gave it (`served`) and is not wanted any more ends; whoever
 * held a role of a team before gets those that are wanted now. Roles at other units, given by hand, stay. Repeating it changes nothing. The caller has
 * locked the persons (`lockPersons`) before it read their memberships.
 */
export async function alignRosterRoles(
  tx: Tx,
  context: Context,
  actor: Actor,
  {
    wanted,
    served,
  }: {
    readonly wanted: readonly RosterRole[];
    readonly served: readonly { readonly personId: string; readonly unitId: string }[];
  },
  right: Right,
): Promise<{ readonly ended: number; readonly given: number }> {
  const key = (personId: string, unitId: string, role = '') => `${personId} ${unitId} ${role}`;
  const places = new Set(served.map((one) => key(one.personId, one.unitId)));
  const asked = new Set(wanted.map((one) => key(one.personId, one.unitId, one.role)));
  const grants = (await openGrants(tx, [...new Set(served.map((one) => one.personId))])).filter((grant) =>
    places.has(key(grant.person_id, grant.unit_id)),
  );
  const over = grants.filter((grant) => !asked.has(key(grant.person_id, grant.unit_id, grant.role)));
  for (const grant of over) await endGrant(tx, context, actor, grant, right);
  const had = new Set(grants.map((grant) => grant.person_id));
  const held = new Set(grants.map((grant) => key(grant.person_id, grant.unit_id, grant.role)));
  let given = 0;
  for (const one of wanted) {
    if (!had.has(one.personId) || held.has(key(one.personId, one.unitId, one.role))) continue;
    // Whoever acts never gives themselves anything; what is out of reach waits for somebody of that place.
    given += (await giveRosterRole(tx, context, actor, one, right)).ok ? 1 : 0;
  }
  return { ended: over.length, given };
}
