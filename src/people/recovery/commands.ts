/** What the proposing official does: propose, and, once another has confirmed, fetch the code. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { openAttempt } from '../attempts/attempts.ts';
import { peopleRights } from '../contract.ts';
import { propose } from '../decisions/commands.ts';
import type { Decision } from '../decisions/kinds.ts';
import { loadDecision } from '../decisions/store.ts';
import { makeCode } from '../enrolment/handed-code.ts';
import { underDuty } from '../persons/duty.ts';
import { opensWayIn } from '../persons/gather.ts';
import { type Person, personInPlace } from '../persons/queries.ts';
import { reservation } from './decision.ts';
import { type Check, CODE_MINUTES, type Ending, recoveryDecision } from './model.ts';

/** Why this actor can't give the person a way back; null when it can. The person is in the actor's place already. */
export async function refusalToRecover(tx: Tx, context: Pick<Context, 'clock'>, actor: Actor, person: Person): Promise<Refusal | null> {
  if (actor.id === person.id) return { code: 'people.way-in-oneself', status: 403 };
  if (person.state !== 'active') return { code: 'people.way-in-closed', status: 409 };
  return (await opensWayIn(tx, context, actor, peopleRights.recover, person)) ? null : { code: 'people.way-in-above', status: 403 };
}

/**
 * Proposes to give the person a way back in. Refuses oneself, whoever holds as much or more, a proposal without a check of who the
 * person is, and a person elsewhere as unknown. Runs under `rowState(actor, 'people.recover')`.
 */
export async function proposeRecovery(
  tx: Tx,
  context: Context,
  actor: Actor,
  input: { readonly personId: string; readonly checked: readonly Check[]; readonly ends: readonly Ending[]; readonly reason: string },
): Promise<Outcome<{ decisionId: string }>> {
  const person = await personInPlace(tx, actor, peopleRights.recover, input.personId);
  if (!person) return refused({ code: 'http.not-found', status: 404 });
  const refusal = await refusalToRecover(tx, context, actor, person);
  if (refusal) return refused(refusal);
  if (input.checked.length === 0) return refused({ code: 'people.recovery-check-missing', field: 'checked' });
  return propose(tx, context, actor, {
    kind: recoveryDecision,
    subject: { kind: 'people.person', id: person.id },
    persons: [person.id],
    unitId: person.unitId,
    organisationId: person.organisationId,
    payload: { checked: [...input.checked], ends: [...input.ends] },
    reason: input.reason,
  });
}

export interface RecoveryState {
  /** The latest proposal; null where there was none. */
  readonly decision: Decision | null;
  /** Whether its code can still be fetched. */
  readonly codeWaits: boolean;
}

/** How far the way back of a person is. */
export async function recoveryOf(tx: Tx, context: Pick<Context, 'vault'>, personId: string): Promise<RecoveryState> {
  const found = await sql<{ id: string }>`select id from people.decision
    where kind = ${recoveryDecision} and subject_kind = 'people.person' and subject_id = ${personId} order by proposed_at desc, id desc limit 1`.execute(
    tx.rows<unknown>(),
  );
  const decision = found.rows[0] ? await loadDecision(tx, found.rows[0].id) : null;
  return { decision, codeWaits: decision?.state === 'confirmed' && (await codeWaits(tx, context, decision.id)) };
}

/** Whether the code of a confirmed decision was not fetched yet and still can be. */
export async function codeWaits(tx: Tx, { vault }: Pick<Context, 'vault'>, decisionId: string): Promise<boolean> {
  return underDuty(tx, 'identity', async () => (await openAttempt(tx, vault, 'handed-code', reservation(decisionId))) !== null);
}

/**
 * Gives the proposer the code, once. Judged anew: whoever was given more in the meantime is out of the proposer's hands. Anybody
 * else, and a second time, is refused. Runs under `rowState(actor, 'people.recover')`.
 */
export async function fetchCode(
  tx: Tx,
  context: Context,
  actor: Actor,
  personId: string,
): Promise<Outcome<{ person: Person; code: string; expiresAt: Temporal.Instant }>> {
  const person = await personInPlace(tx, actor, peopleRights.recover, personId);
  if (!person) return refused({ code: 'http.not-found', status: 404 });
  const refusal = await refusalToRecover(tx, context, actor, person);
  if (refusal) return refused(refusal);
  const { decision } = await recoveryOf(tx, context, person.id);
  const gone = refused({ code: 'people.recovery-code-gone', status: 409 });
  if (decision?.state !== 'confirmed' || decision.proposedBy !== actor.id) return gone;
  const made = await underDuty(tx, 'identity', async () => {
    const waiting = await openAttempt(tx, context.vault, 'handed-code', reservation(decision.id));
    if (!waiting) return null;
    return makeCode(tx, context.vault, {
      kind: 'handed-code',
      personId: person.id,
      minutes: CODE_MINUTES,
      data: { decision: decision.id },
    });
  });
  if (!made) return gone;
  await record(tx, actor, {
    action: 'people.issue-recovery-code',
    subject: { kind: 'people.decision', id: decision.id },
    places: person.unitId === null ? [] : [person.unitId],
    persons: [person.id],
    right: peopleRights.recover,
  });
  return accepted({ person, ...made });
}
