/** "Nghỉ, giao cho …": lending roles while somebody is away, and ending that early. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import { dayAfter, formatDate, lastValidDay } from '../../platform/calendar/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { peopleRights } from '../contract.ts';
import { tellPerson } from '../persons/notify.ts';
import { readRoles } from '../roles/catalogue.ts';
import { giversOf } from '../roles/givers.ts';
import { mayGiveAt } from '../roles/model.ts';
import { texts } from './messages.gen.ts';
import { type OwnGrant, refusalToLend } from './model.ts';
import { deputyGrants, lockAbsence, overlapping, ownGrants } from './store.ts';

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** An absence to be recorded. Days are ISO, `until` is the last day away. */
export interface AbsenceInput {
  readonly personId: string;
  readonly deputyId: string;
  readonly grantIds: readonly string[];
  readonly from: string;
  readonly until: string;
}

/** Whether the actor could take back each of these roles, and so may say who does the work: own roles only, what is lent is not passed on. */
export async function mayLendFor(tx: Tx, actor: Actor, grants: readonly OwnGrant[]): Promise<boolean> {
  if (grants.length === 0) return false;
  const [roles, givers] = [await readRoles(tx), await giversOf(tx, actor, tx.clock.today().toString())];
  return grants.every((grant) => {
    const role = roles.get(grant.role);
    const unit = grant.unitId === null ? null : { id: grant.unitId, root: false };
    const organisation = grant.organisationId === null ? null : { id: grant.organisationId };
    return role !== undefined && mayGiveAt(givers, role, { unit, organisation });
  });
}

/**
 * Records that a person is away and lends roles to a deputy, as they are: by the person, or by a leader of the place. The deputy is
 * somebody of the same place. Refusals: `people.absence-*`.
 */
export async function recordAbsence(tx: Tx, context: Context, actor: Actor, input: AbsenceInput): Promise<Outcome<{ absenceId: string }>> {
  const { personId, deputyId, from, until } = input;
  const grantIds = [...new Set(input.grantIds)].filter((id) => uuidForm.test(id));
  if (actor.id === null || !uuidForm.test(personId)) return refused({ code: 'people.absence-not-own', field: 'grants', status: 403 });
  if (!uuidForm.test(deputyId)) return refused({ code: 'people.absence-deputy', field: 'deputy' });
  // Two absences of one person wait for each other, so that nothing is lent twice.
  await sql`select from people.person where id = any (${[personId, deputyId]}::uuid[]) order by id for update`.execute(tx.rows<unknown>());
  const today = tx.clock.today().toString();
  const lent = (await ownGrants(tx, personId, today)).filter((grant) => grantIds.includes(grant.id));
  const own = personId === actor.id;
  // In a session without the second factor somebody's own roles can't be used, so they can't be lent from there either.
  const inHand = own
    ? lent.every((grant) => actor.grants.some((held) => held.id === grant.id && held.actingFor === null))
    : await mayLendFor(tx, actor, lent);
  if (lent.length > 0 && !inHand) return refused({ code: 'people.absence-not-own', field: 'grants', status: 403 });
  const deputy = await deputyGrants(tx, deputyId, today);
  const refusal = refusalToLend({ today, from, until, personId, deputyId, actorId: actor.id, lent, asked: grantIds.length, deputy });
  if (refusal) return refused(refusal);
  const to = dayAfter(until);
  const inTheWay = await overlapping(tx, { grantIds, deputyId, from, to });
  if (inTheWay === 'lent') return refused({ code: 'people.absence-twice', field: 'from', status: 409 });
  if (inTheWay === 'deputy-away') return refused({ code: 'people.absence-deputy-away', field: 'deputy', status: 409 });
  const id = tx.ids.next();
  await sql`insert into people.absence (id, person_id, deputy_id, grant_ids, valid, recorded_by, recorded_at)
    values (${id}::uuid, ${personId}::uuid, ${deputyId}::uuid, ${grantIds}::uuid[], daterange(${from}::date, ${to}::date), ${actor.id}::uuid,
      ${tx.clock.now().toString()}::timestamptz)`.execute(tx.rows<unknown>());
  await record(tx, actor, {
    action: 'people.record-absence',
    subject: { kind: 'people.absence', id },
    fields: ['deputy', 'grants', 'valid'],
    places: lent.flatMap((grant) => (grant.unitId === null ? [] : [grant.unitId])),
    persons: [personId, deputyId],
    right: own ? peopleRights.own : peopleRights.grant,
  });
  const days = { from: formatDate(from), until: formatDate(until) };
  const tell = (person: string, key: string, text: (lang: 'vi' | 'en') => string) =>
    tellPerson(tx, context, person, {
      purpose: 'people.absence',
      key: `people.absence/${id}/${key}`,
      text,
      subject: (lang) => texts[lang].told_subject(),
    });
  await tell(personId, 'absent', (lang) => texts[lang].told_absent(days));
  await tell(deputyId, 'deputy', (lang) => texts[lang].told_deputy(days));
  return accepted({ absenceId: id });
}

/** Ends an absence early, from the next request on: by the absent person, the deputy, or a leader of the place. */
export async function endAbsence(tx: Tx, context: Context, actor: Actor, absenceId: string): Promise<Outcome<null>> {
  const unknown: Refusal = { code: 'people.absence-unknown', status: 404 };
  if (actor.id === null || !uuidForm.test(absenceId)) return refused(unknown);
  const absence = await lockAbsence(tx, absenceId);
  if (!absence) return refused(unknown);
  const today = tx.clock.today().toString();
  const concerned = actor.id === absence.personId || actor.id === absence.deputyId;
  const lent = (await ownGrants(tx, absence.personId, absence.from)).filter((grant) => absence.grantIds.includes(grant.id));
  if (!concerned && !(await mayLendFor(tx, actor, lent))) return refused(unknown);
  if (absence.endedAt !== null || absence.to <= today) return refused({ code: 'people.absence-over', status: 409 });
  await sql`update people.absence set ended_at = ${tx.clock.now().toString()}::timestamptz where id = ${absenceId}::uuid`.execute(
    tx.rows<unknown>(),
  );
  await record(tx, actor, {
    action: 'people.end-absence',
    subject: { kind: 'people.absence', id: absenceId },
    fields: ['ended'],
    persons: [absence.personId, absence.deputyId],
    right: concerned ? peopleRights.own : peopleRights.grant,
  });
  const days = { from: formatDate(absence.from), until: formatDate(lastValidDay(absence.to)) };
  for (const person of [absence.personId, absence.deputyId])
    await tellPerson(tx, context, person, {
      purpose: 'people.absence-ended',
      key: `people.absence-ended/${absenceId}/${person}`,
      text: (lang) => texts[lang].told_ended(days),
      subject: (lang) => texts[lang].told_subject(),
    });
  return accepted(null);
}
