/** Answering, refusing, taking back and carrying out what persons ask about their data. Each step is in the trail with the person. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import { type Actor, type Right, system } from '../../platform/session/index.ts';
import { fold, tidy } from '../../platform/text/index.ts';
import { holdsAt } from '../access.ts';
import { peopleRights } from '../contract.ts';
import { propose } from '../decisions/commands.ts';
import { underDuty } from '../persons/duty.ts';
import { EARLIEST_BIRTH_YEAR, LONGEST_NAME } from '../persons/persons.ts';
import { withdrawAllConsents } from './consents.ts';
import { eraseEverywhere } from './erasure.ts';
import { afterStep, LONGEST_WORDS, type RequestStep } from './model.ts';
import { type PrivacyRequest, type RequestContext, requestById } from './requests.ts';
import { tellMoved } from './telling.ts';

/** What is set right about a person. */
export interface Correction {
  readonly fullName: string;
  readonly birthYear: number | null;
}

/** The kind of decision by which two officials carry out a deletion; erasure-decision.ts registers it. */
export const erasureDecision = 'people.erasure';

/** The open request, locked, if the actor may answer it there. Somebody else's place looks like no request at all. */
async function lockFor(tx: Tx, actor: Actor, id: string, step: RequestStep): Promise<Outcome<PrivacyRequest>> {
  const request = await requestById(tx, id, true);
  if (!request) return refused({ code: 'people.request-unknown', status: 404 });
  if (step === 'withdraw') {
    if (actor.id !== request.personId) return refused({ code: 'people.request-unknown', status: 404 });
  } else if (actor.kind !== 'system') {
    if (!holdsAt(actor, peopleRights.privacy, request)) return refused({ code: 'people.request-unknown', status: 404 });
    // Nobody answers for the office what they asked for themselves.
    if (actor.id === request.personId) return refused({ code: 'people.request-own', status: 403 });
  }
  if (afterStep(request.state, step) === null) return refused({ code: 'people.request-over', status: 409 });
  return accepted(request);
}

async function move(
  tx: Tx,
  actor: Actor,
  request: PrivacyRequest,
  step: RequestStep,
  more: { answer?: string | null; fields?: readonly string[]; right?: Right } = {},
): Promise<void> {
  const now = tx.clock.now().toString();
  const { answer = null, fields = [], right } = more;
  const state = afterStep(request.state, step);
  const ends = state !== 'answered';
  const byOffice = step !== 'withdraw';
  await sql`update people.privacy_request set state = ${state}, ended_at = ${ends ? now : null}::timestamptz,
      answered_at = case when ${byOffice} then coalesce(answered_at, ${now}::timestamptz) else answered_at end,
      answered_by = case when ${byOffice} then ${actor.id}::uuid else answered_by end,
      answer = coalesce(${answer}, answer)
    where id = ${request.id}::uuid`.execute(tx.rows<unknown>());
  await record(tx, actor, {
    action: `people.${step}-privacy-request`,
    subject: { kind: 'people.privacy-request', id: request.id },
    fields: [request.kind, ...fields],
    places: request.unitId === null ? [] : [request.unitId],
    persons: [request.personId],
    purpose: 'data-request',
    ...(right === undefined ? {} : { right }),
  });
}

function checkedWords(text: string, field: string): Outcome<string> {
  const words = text.normalize('NFC').trim();
  if (words === '') return refused({ code: 'people.answer-missing', field });
  if (words.length > LONGEST_WORDS) return refused({ code: 'people.request-too-long', params: { most: LONGEST_WORDS }, field });
  return accepted(words);
}

/** Tells the person how it goes on: with it the two-day clock is kept. Runs with the rows of the actor's places. */
export async function answerRequest(
  tx: Tx,
  context: RequestContext,
  actor: Actor,
  input: { id: string; answer: string },
): Promise<Outcome<null>> {
  const found = await lockFor(tx, actor, input.id, 'answer');
  if (!found.ok) return found;
  const words = checkedWords(input.answer, 'answer');
  if (!words.ok) return words;
  await move(tx, actor, found.value, 'answer', { answer: words.value, right: peopleRights.privacy });
  await tellMoved(tx, context, found.value, 'answered');
  return accepted(null);
}

/** Refuses, with the reason that the person reads. */
export async function refuseRequest(
  tx: Tx,
  context: RequestContext,
  actor: Actor,
  input: { id: string; why: string },
): Promise<Outcome<null>> {
  const found = await lockFor(tx, actor, input.id, 'refuse');
  if (!found.ok) return found;
  const words = checkedWords(input.why, 'why');
  if (!words.ok) return words;
  await move(tx, actor, found.value, 'refuse', { answer: words.value, right: peopleRights.privacy });
  await tellMoved(tx, context, found.value, 'refused');
  return accepted(null);
}

/** The person takes the request back. */
export async function withdrawRequest(tx: Tx, context: RequestContext, actor: Actor, id: string): Promise<Outcome<null>> {
  const found = await lockFor(tx, actor, id, 'withdraw');
  if (!found.ok) return found;
  await move(tx, actor, found.value, 'withdraw');
  await tellMoved(tx, context, found.value, 'withdrawn');
  return accepted(null);
}

/**
 * Does what was asked: sets right, restricts, takes back every consent (objection), or notes that the data was shown or handed over.
 * A deletion is proposed to a second official. Runs with the rows of the actor's places.
 */
export async function carryOutRequest(
  tx: Tx,
  context: Context,
  actor: Actor,
  input: { id: string; correction?: Correction; reason?: string },
): Promise<Outcome<{ decisionId: string | null }>> {
  const found = await lockFor(tx, actor, input.id, 'carry-out');
  if (!found.ok) return found;
  const request = found.value;
  const right = peopleRights.privacy;
  if (request.kind === 'delete') {
    const proposed = await propose(tx, context, actor, {
      kind: erasureDecision,
      subject: { kind: 'people.privacy-request', id: request.id },
      persons: [request.personId],
      unitId: request.unitId,
      organisationId: request.organisationId,
      reason: input.reason ?? '',
    });
    return proposed;
  }
  let fields: readonly string[] = [];
  if (request.kind === 'correct') {
    const corrected = await correct(tx, request.personId, input.correction);
    if (!corrected.ok) return corrected;
    fields = corrected.value;
  }
  if (request.kind === 'restrict') await restrict(tx, request.personId, true);
  if (request.kind === 'object') await withdrawAllConsents(tx, actor, request.personId);
  await move(tx, actor, request, 'carry-out', { fields, right });
  await tellMoved(tx, context, request, 'carried-out');
  return accepted({ decisionId: null });
}

/** Carries out a deletion: by the decision of two officials, or by itself after the time to take it back. The request says so without words. */
export async function carryOutDeletion(tx: Tx, context: Context, actor: Actor, id: string): Promise<Outcome<null>> {
  return underDuty(tx, 'privacy', async () => {
    const request = await requestById(tx, id, true);
    if (request?.kind !== 'delete') return refused({ code: 'people.request-unknown', status: 404 });
    if (afterStep(request.state, 'carry-out') === null) return refused({ code: 'people.request-over', status: 409 });
    const erased = await eraseEverywhere(tx, context, actor, request.personId);
    if (!erased.ok) return erased;
    await move(tx, actor, request, 'carry-out', actor.kind === 'system' ? {} : { right: peopleRights.privacy });
    return accepted(null);
  });
}

/** A deletion whose time has come, but that can't be done: the person is told why, in the words of the refusal. Runs under the duty `privacy`. */
export async function refuseDeletion(tx: Tx, context: RequestContext, request: PrivacyRequest, why: string): Promise<void> {
  await move(tx, system, request, 'refuse', { answer: why });
  await tellMoved(tx, context, request, 'refused');
}

async function correct(tx: Tx, personId: string, correction: Correction | undefined): Promise<Outcome<readonly string[]>> {
  const fullName = tidy(correction?.fullName ?? '');
  const birthYear = correction?.birthYear ?? null;
  if (fullName === '' || !/\p{L}/u.test(fullName) || fullName.length > LONGEST_NAME)
    return refused({ code: 'people.name-strange', field: 'name' });
  if (birthYear !== null && !(Number.isInteger(birthYear) && birthYear >= EARLIEST_BIRTH_YEAR && birthYear <= tx.clock.today().year)) {
    return refused({ code: 'people.birth-year-strange', field: 'birth_year' });
  }
  const rows = tx.rows<unknown>();
  const before = await sql<{ full_name: string; birth_year: number | null }>`select full_name, birth_year from people.person_details
    where person_id = ${personId}::uuid for update`.execute(rows);
  const row = before.rows[0];
  if (!row) return refused({ code: 'people.request-unknown', status: 404 });
  const fields = [...(row.full_name === fullName ? [] : ['full_name']), ...(row.birth_year === birthYear ? [] : ['birth_year'])];
  await sql`update people.person_details set full_name = ${fullName}, search_name = ${fold(fullName)}, birth_year = ${birthYear}::integer
    where person_id = ${personId}::uuid`.execute(rows);
  return accepted(fields);
}

async function restrict(tx: Tx, personId: string, on: boolean): Promise<void> {
  await sql`update people.person set restricted_at = ${on ? tx.clock.now().toString() : null}::timestamptz
    where id = ${personId}::uuid and (restricted_at is null) = ${on}`.execute(tx.rows<unknown>());
}

/** The person lets their data be used again. */
export async function liftRestriction(tx: Tx, actor: Actor): Promise<void> {
  if (actor.id === null) return;
  await restrict(tx, actor.id, false);
  await record(tx, actor, {
    action: 'people.lift-restriction',
    subject: { kind: 'people.person', id: actor.id },
    fields: ['restricted_at'],
    persons: [actor.id],
  });
}
