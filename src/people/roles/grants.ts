/** Giving and taking back roles: lock, judge by the rules of model.ts, write, record. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import { dayAfter } from '../../platform/calendar/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { peopleRights } from '../contract.ts';
import { propose } from '../decisions/commands.ts';
import { tellPerson } from '../persons/notify.ts';
import { type Role, readRoles } from './catalogue.ts';
import { giversOf, governingOrganisation, placesOfGiving } from './givers.ts';
import { texts } from './messages.gen.ts';
import { asEndReason, type GivenPerson, type GivenPlace, mayGiveAt, refusalOfTerms, refusalToGive } from './model.ts';
import { type NewGrant, writeGrant } from './write.ts';

/** The kind of decision by which a second person confirms a grant of a powerful role. */
export const grantDecision = 'people.grant-role';

/** A role to be given. Days are ISO; `until` is the last day, none for no end. */
export interface GrantInput {
  readonly personId: string;
  readonly role: string;
  readonly unitId?: string | null;
  readonly organisationId?: string | null;
  readonly from: string;
  readonly until?: string | null;
  /** On what basis, in words: number and date of a decision. */
  readonly basis: string;
  readonly documentId?: string | null;
}

interface Judged {
  readonly grant: NewGrant;
  readonly role: Role;
}

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const isId = (id: string | null | undefined): id is string => typeof id === 'string' && uuidForm.test(id);

/** The person, locked so that two grants to one person wait for each other; null for nobody active. */
async function lockPerson(tx: Tx, personId: string): Promise<GivenPerson | null> {
  if (!isId(personId)) return null;
  const found = await sql<{
    id: string;
    unit_id: string | null;
    organisation_id: string | null;
  }>`select id, unit_id, organisation_id from people.person
    where id = ${personId}::uuid and state = 'active' for update`.execute(tx.rows<unknown>());
  const row = found.rows[0];
  return row ? { id: row.id, unitId: row.unit_id, organisationId: row.organisation_id } : null;
}

/** The place as it stands on a day; a refusal where it does not stand then. */
async function placeOn(tx: Tx, input: GrantInput): Promise<Outcome<GivenPlace>> {
  const { unitId, organisationId, from } = input;
  const gone: Refusal = { code: 'people.grant-place-gone', field: 'place' };
  if ((unitId && !isId(unitId)) || (organisationId && !isId(organisationId))) return refused(gone);
  const unit = unitId
    ? (
        await sql<{ id: string; root: boolean }>`select unit_id as id, parent_id is null as root from territory.units_on(${from}::date)
          where unit_id = ${unitId}::uuid`.execute(tx.rows<unknown>())
      ).rows[0]
    : null;
  const organisation = organisationId
    ? (
        await sql<{ id: string }>`select organisation_id as id from people.organisation_version
          where organisation_id = ${organisationId}::uuid and valid @> ${from}::date`.execute(tx.rows<unknown>())
      ).rows[0]
    : null;
  return unit === undefined || organisation === undefined ? refused(gone) : accepted({ unit, organisation });
}

async function holdsAlready(tx: Tx, grant: NewGrant): Promise<boolean> {
  const found =
    await sql`select from people.role_grant where person_id = ${grant.personId}::uuid and role = ${grant.role.code} and ended_at is null
    and unit_id is not distinct from ${grant.unitId}::uuid and organisation_id is not distinct from ${grant.organisationId}::uuid
    and valid && daterange(${grant.from}::date, ${grant.to}::date)`.execute(tx.rows<unknown>());
  return found.rows.length > 0;
}

/** Judges a grant by every rule, as it would be given by this actor now. The system itself (a command on the server's own console) may give anything. */
async function judge(tx: Tx, actor: Actor, input: GrantInput): Promise<Outcome<Judged>> {
  const role = (await readRoles(tx)).get(input.role);
  if (!role) return refused({ code: 'people.role-unknown', field: 'role' });
  const until = input.until ?? null;
  const today = tx.clock.today().toString();
  const terms = refusalOfTerms({ today, from: input.from, until, basis: input.basis });
  if (terms) return refused(terms);
  const [person, place] = [await lockPerson(tx, input.personId), await placeOn(tx, input)];
  if (!place.ok) return place;
  if (!person) return refused({ code: 'people.person-unknown', field: 'person', status: 404 });
  if (actor.kind !== 'system') {
    const refusal = refusalToGive(actor.id ?? '', await giversOf(tx, actor, today), { role, place: place.value, person });
    if (refusal) return refused(refusal);
  }
  const grant: NewGrant = {
    personId: person.id,
    role,
    unitId: place.value.unit?.id ?? null,
    organisationId: place.value.organisation?.id ?? null,
    from: input.from,
    to: until === null ? null : dayAfter(until),
    grantedBy: actor.id,
    basis: input.basis.trim(),
    documentId: isId(input.documentId) ? input.documentId : null,
  };
  if (await holdsAlready(tx, grant)) return refused({ code: 'people.grant-exists', field: 'role', status: 409 });
  return accepted({ grant, role });
}

/**
 * Gives a role to a person: at a unit, at an organisation, or everywhere, as the role demands. A powerful role is only proposed: it is
 * given when a second person confirms. Refusals: `people.grant-*`, `people.role-*`, `people.person-unknown`, and those of a proposal.
 */
export async function grantRole(
  tx: Tx,
  context: Context,
  actor: Actor,
  input: GrantInput,
): Promise<Outcome<{ grantId: string } | { decisionId: string }>> {
  const judged = await judge(tx, actor, input);
  if (!judged.ok) return judged;
  const { grant, role } = judged.value;
  if (!role.powerful || actor.kind === 'system') return accepted({ grantId: await writeGrant(tx, context, actor, grant) });
  return propose(tx, context, actor, {
    kind: grantDecision,
    // One open proposal a person, role and place.
    subject: { kind: 'people.role-grant', id: [grant.personId, role.code, grant.unitId ?? grant.organisationId ?? 'everywhere'].join('/') },
    persons: [grant.personId],
    unitId: grant.unitId,
    // Whoever manages the accounts of the People's Committee there may confirm too.
    organisationId: grant.organisationId ?? (await governingOrganisation(tx, grant.unitId, grant.from)),
    payload: {
      personId: grant.personId,
      role: role.code,
      unitId: grant.unitId,
      organisationId: grant.organisationId,
      from: input.from,
      until: input.until ?? null,
      documentId: grant.documentId,
    },
    reason: grant.basis,
  });
}

/**
 * Writes a grant that one person proposed and another confirmed: both must be able to give it, now. A first day that has passed
 * meanwhile becomes today.
 */
export async function writeConfirmedGrant(
  tx: Tx,
  context: Context,
  both: { readonly proposer: Actor; readonly confirmer: Actor },
  input: GrantInput,
): Promise<Outcome<null>> {
  const today = tx.clock.today().toString();
  const current = { ...input, from: input.from < today ? today : input.from };
  const second = await judge(tx, both.confirmer, current);
  if (!second.ok) return second;
  const first = await judge(tx, both.proposer, current);
  if (!first.ok) return first;
  await writeGrant(tx, context, both.confirmer, first.value.grant);
  return accepted(null);
}

interface OpenGrant {
  readonly id: string;
  readonly person_id: string;
  readonly role: string;
  readonly unit_id: string | null;
  readonly organisation_id: string | null;
}

/**
 * Takes a grant back from the next request on. Who could give it may take it back, where it holds; nobody takes back their own, so that
 * somebody is always left. `why` is one of `endReasons`. What the person did for somebody away ends with the last role of their own.
 */
export async function endGrant(tx: Tx, context: Context, actor: Actor, grantId: string, why: string): Promise<Outcome<null>> {
  const unknown: Refusal = { code: 'people.grant-unknown', status: 404 };
  if (!isId(grantId)) return refused(unknown);
  const rows = tx.rows<unknown>();
  const [, found] = await Promise.all([
    // The person first, as whoever gives does: of two who take back the last two roles at once, each would see the other's.
    sql`select from people.person where id = (select person_id from people.role_grant where id = ${grantId}::uuid) for update`.execute(
      rows,
    ),
    sql<OpenGrant>`select id, person_id, role, unit_id, organisation_id from people.role_grant
      where id = ${grantId}::uuid and ended_at is null for update`.execute(rows),
  ]);
  const grant = found.rows[0];
  if (!grant || !(await maySee(tx, actor, grant))) return refused(unknown);
  const reason = asEndReason(why);
  if (!reason) return refused({ code: 'people.grant-end-why', field: 'why' });
  if (grant.person_id === actor.id) return refused({ code: 'people.grant-end-own', status: 403 });
  const role = (await readRoles(tx)).get(grant.role);
  if (!role) throw new Error(`The grant ${grantId} names the unknown role ${grant.role}`);
  if (!(await mayTakeBack(tx, actor, grant, role))) return refused({ code: 'people.role-not-yours', status: 403 });
  const now = tx.clock.now().toString();
  await sql`update people.role_grant set ended_at = ${now}::timestamptz, ended_by = ${actor.id}::uuid, ended_why = ${reason}
    where id = ${grantId}::uuid`.execute(tx.rows<unknown>());
  await endDeputising(tx, grant.person_id);
  await record(tx, actor, {
    action: 'people.end-grant',
    subject: { kind: 'people.role-grant', id: grantId },
    fields: ['ended'],
    places: grant.unit_id ? [grant.unit_id] : [],
    persons: [grant.person_id],
    purpose: reason,
    right: peopleRights.grant,
  });
  await tellPerson(tx, context, grant.person_id, {
    purpose: 'people.role-ended',
    key: `people.role-ended/${grantId}`,
    text: (lang) => texts[lang].told_ended({ role: role.names[lang] }),
    subject: (lang) => texts[lang].told_subject(),
  });
  return accepted(null);
}

/** Whether the grant lies in a place of the actor's: ids of grants elsewhere can't be tried out. */
async function maySee(tx: Tx, actor: Actor, grant: OpenGrant): Promise<boolean> {
  if (actor.kind === 'system') return true;
  const { units, organisations } = await placesOfGiving(tx, actor, tx.clock.today().toString());
  if (units === 'everywhere' || organisations === 'everywhere') return true;
  return (
    (grant.unit_id !== null && units.includes(grant.unit_id)) ||
    (grant.organisation_id !== null && organisations.includes(grant.organisation_id))
  );
}

/** Taking back may be done for somebody who is away too: it gives nobody anything. */
async function mayTakeBack(tx: Tx, actor: Actor, grant: OpenGrant, role: Role): Promise<boolean> {
  if (actor.kind === 'system') return true;
  const givers = await giversOf(
    tx,
    { ...actor, grants: actor.grants.map((one) => ({ ...one, actingFor: null })) },
    tx.clock.today().toString(),
  );
  const place: GivenPlace = {
    unit: grant.unit_id === null ? null : { id: grant.unit_id, root: false },
    organisation: grant.organisation_id === null ? null : { id: grant.organisation_id },
  };
  return mayGiveAt(givers, role, place);
}

/** Ends the absences in which the person stands in, when no role of their own is left: a deputy is somebody of the place. */
async function endDeputising(tx: Tx, personId: string): Promise<void> {
  const today = tx.clock.today().toString();
  await sql`update people.absence set ended_at = ${tx.clock.now().toString()}::timestamptz
    where deputy_id = ${personId}::uuid and ended_at is null and not exists (
      select from people.role_grant where person_id = ${personId}::uuid and ended_at is null and valid @> ${today}::date)`.execute(
    tx.rows<unknown>(),
  );
}
