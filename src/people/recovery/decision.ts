/** The two officials' decision, and what is done once the second has confirmed. */

import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import { momentText } from '../../platform/calendar/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import { unregisterAllPush } from '../../platform/messaging/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { beginAttempt } from '../attempts/attempts.ts';
import { endDevice } from '../citizen-access/devices.ts';
import { peopleRights } from '../contract.ts';
import { type Decision, type DecisionKind, registerDecision } from '../decisions/kinds.ts';
import { underDuty } from '../persons/duty.ts';
import { addressesOf, tellPerson } from '../persons/notify.ts';
import { personName } from '../persons/persons.ts';
import { endSessions } from '../sessions/sessions.ts';
import { texts } from './messages.gen.ts';
import { checksIn, type Ending, endedCredentials, endingsIn, HOURS_TO_FETCH, recoveryDecision } from './model.ts';
import { stopAddress } from './stop.ts';
import { checkNames, endingNames } from './words.ts';

/** To what the right to fetch the code is bound until its proposer fetches it: no text that anybody could enter as a code. */
export const reservation = (decisionId: string): string => `people.recovery ${decisionId}`;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const kind: DecisionKind = {
  kind: recoveryDecision,
  label: (lang) => texts[lang].decision_label(),
  // The person waits at the counter: after four hours whoever gives roles in the place may confirm too.
  approvers: [
    { right: peopleRights.recover, afterHours: 4 },
    { right: peopleRights.grant, afterHours: 68 },
  ],
  expiresHours: 72,
  differentRole: true,
  async describe(tx, decision, lang) {
    const t = texts[lang];
    const name = await personName(tx, decision.subject.id);
    const checked = checkNames(checksIn(listOf(decision.payload.checked)), lang).join('; ');
    const ends = endingNames(endingsIn(listOf(decision.payload.ends)), lang).join('; ');
    return {
      title: name === null ? t.decision_title_unnamed() : t.decision_title({ name }),
      detail: ends === '' ? t.decision_detail({ checked }) : t.decision_detail_ends({ checked, ends }),
      href: `/console/people/${decision.subject.id}/recover`,
    };
  },
  carryOut,
};
registerDecision(kind);

/**
 * Closes every old way in and lets the proposer fetch the new code. Neither official alone gets into the account: who confirms never
 * sees a code, who proposed sees it only now, and the person is told wherever they could be reached before, with a way to stop it.
 */
async function carryOut(tx: Tx, context: Context, actor: Actor, decision: Decision): Promise<Outcome<null>> {
  const personId = decision.subject.id;
  const ends = endingsIn(listOf(decision.payload.ends));
  const before = await addressesOf(tx, context, personId);
  const person = await sql<{
    state: string;
    unit_id: string | null;
  }>`select state, unit_id from people.person where id = ${personId}::uuid for update`.execute(tx.rows<unknown>());
  const row = person.rows[0];
  if (row?.state !== 'active') return refused({ code: 'people.way-in-closed', status: 409 });
  await underDuty(tx, 'identity', async () => {
    await closeWaysIn(tx, actor, personId, ends);
    await beginAttempt(tx, context.vault, {
      kind: 'handed-code',
      personId,
      binding: reservation(decision.id),
      data: { decision: decision.id },
      minutes: HOURS_TO_FETCH * 60,
    });
  });
  await record(tx, actor, {
    action: 'people.recover',
    subject: { kind: 'people.person', id: personId },
    fields: ['session', 'device', 'pin', ...ends],
    places: row.unit_id === null ? [] : [row.unit_id],
    persons: [personId],
    right: peopleRights.recover,
  });
  const { config } = context;
  const params = {
    product: config.PRODUCT_NAME,
    at: momentText(tx.clock.now(), config.TIME_ZONE),
    address: `${config.PUBLIC_URL?.origin ?? ''}${stopAddress(context, decision.id)}`,
  };
  await tellPerson(
    tx,
    context,
    personId,
    {
      purpose: 'people.recovery',
      key: `people.recovery/${decision.id}`,
      subject: (lang) => texts[lang].tell_subject(params),
      text: (lang) => texts[lang].tell_text(params),
    },
    before,
  );
  return accepted(null);
}

/** Ends sessions, devices with their PINs, what is being tried, and what was asked to end. Runs under the duty `identity`. */
async function closeWaysIn(tx: Tx, actor: Actor, personId: string, ends: readonly Ending[]): Promise<void> {
  const rows = tx.rows<unknown>();
  const now = tx.clock.now().toString();
  await endSessions(tx, personId, { why: 'recovery' });
  // Whoever had the account may have had its notices sent to a browser of theirs.
  await unregisterAllPush(tx, personId);
  const devices = await sql<{ id: string }>`select id from people.device where person_id = ${personId}::uuid and ended_at is null`.execute(
    rows,
  );
  for (const { id } of devices.rows) await endDevice(tx, actor, id, 'recovery');
  await sql`update people.attempt set used_at = ${now}::timestamptz where person_id = ${personId}::uuid and used_at is null`.execute(rows);
  const credentials = ['pin', ...ends.flatMap((ending) => endedCredentials[ending])];
  await sql`update people.credential set ended_at = ${now}::timestamptz
    where person_id = ${personId}::uuid and ended_at is null and kind = any (${credentials}::text[])`.execute(rows);
  if (!ends.includes('phone')) return;
  await sql`update people.identifier set ended_at = ${now}::timestamptz
    where person_id = ${personId}::uuid and ended_at is null and kind = 'phone'`.execute(rows);
}
