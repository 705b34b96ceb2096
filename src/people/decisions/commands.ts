/** What is done with decisions: propose, confirm, refuse, withdraw; and what time does. Lock, decide, write, record: in one transaction. */

import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import { momentText } from '../../platform/calendar/index.ts';
import type { JsonObject, Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../platform/outcome/index.ts';
import { type Actor, type Grant, type Right, system } from '../../platform/session/index.ts';
import { covers, decidingGrant, maySee } from './access.ts';
import { namesOfDeciders } from './deciders.ts';
import { publishDecisionMade } from './events.ts';
import { type Decision, type DecisionKind, decisionKind } from './kinds.ts';
import { type DecisionAct, firstStep, isOver, life } from './model.ts';
import { insertDecision, loadDecision, loadOpenOn, lockDue, writeEnd, writeStep } from './store.ts';

export { mayDecide } from './access.ts';

const LONGEST_WORDS = 500;
const HOUR = 60 * 60 * 1000;

export interface Proposal {
  readonly kind: string;
  /** What it is about; one thing is proposed once at a time. */
  readonly subject: { readonly kind: string; readonly id: string };
  /** Persons it is about: they never decide it. */
  readonly persons?: readonly string[];
  /** Where the second person must hold the right. Without a place only who holds it everywhere decides. */
  readonly unitId?: string | null;
  readonly organisationId?: string | null;
  /** What will be done: ids and codes only. */
  readonly payload?: JsonObject;
  /** Why, in words. */
  readonly reason: string;
}

const trail = { kind: 'people.decision' } as const;
const placesOf = ({ unitId }: Pick<Decision, 'unitId'>): string[] => (unitId === null ? [] : [unitId]);

/** The role in which the actor proposes: one that holds the kind's first right in the place, before others. */
function proposingGrant(actor: Actor, right: Right, place: Pick<Decision, 'unitId' | 'organisationId'>): Grant | undefined {
  const score = (grant: Grant) => (grant.rights.has(right) ? 4 : 0) + (covers(grant, place) ? 2 : 0) + (grant.actingFor === null ? 1 : 0);
  return [...actor.grants].sort((a, b) => score(b) - score(a))[0];
}

/**
 * Proposes something that another person has to confirm. Whether the actor may propose it is judged by whoever calls. Repeated by the same
 * person it gives the same answer. Refusals: `people.decision-reason`, `people.decision-proposed` (somebody has proposed it already).
 */
export async function propose(tx: Tx, _context: Context, actor: Actor, input: Proposal): Promise<Outcome<{ decisionId: string }>> {
  const kind = decisionKind(input.kind);
  if (!kind) throw new Error(`No module registers the decision kind ${input.kind}`);
  const reason = input.reason.trim();
  if (reason === '' || reason.length > LONGEST_WORDS)
    return refused({ code: 'people.decision-reason', field: 'reason', params: { most: LONGEST_WORDS } });
  const place = { unitId: input.unitId ?? null, organisationId: input.organisationId ?? null };
  const grant = proposingGrant(actor, kind.approvers[0].right, place);
  if (actor.id === null || !grant) return refused({ code: 'people.decision-no-right', status: 403 });

  const open = await loadOpenOn(tx, kind.kind, input.subject);
  if (open && !isOver(open.expiresAt.epochMilliseconds, tx.clock.now().epochMilliseconds)) {
    if (open.proposedBy === actor.id) return accepted({ decisionId: open.id });
    return refused({ code: 'people.decision-proposed', status: 409 });
  }
  if (open) await expire(tx, open);

  const now = tx.clock.now();
  const { until } = firstStep(kind.approvers, now.epochMilliseconds);
  const id = tx.ids.next();
  const added = await insertDecision(tx, {
    id,
    kind: kind.kind,
    subject: input.subject,
    persons: input.persons ?? [],
    ...place,
    payload: input.payload ?? {},
    proposedBy: actor.id,
    proposedRole: grant.role,
    reason,
    stepUntil: until === null ? null : Temporal.Instant.fromEpochMilliseconds(until),
    expiresAt: now.add({ milliseconds: kind.expiresHours * HOUR }),
  });
  if (!added) return refused({ code: 'people.decision-proposed', status: 409 });
  await record(tx, actor, {
    action: 'people.propose-decision',
    subject: { ...trail, id },
    fields: ['state', 'reason'],
    places: placesOf(place),
    persons: input.persons ?? [],
    actingFor: grant.actingFor,
  });
  return accepted({ decisionId: id });
}

/** The decision, locked and open, or why it cannot be ended in this way now. Somebody who may not see it is told that there is none. */
async function open(tx: Tx, context: Context, actor: Actor, id: string, act: DecisionAct): Promise<Outcome<Decision>> {
  const decision = await loadDecision(tx, id, 'lock');
  if (!decision || !maySee(actor, decision)) return refused({ code: 'http.not-found', status: 404 });
  if (life[decision.state][act] === undefined) return refused(await ended(tx, context, decision));
  if (isOver(decision.expiresAt.epochMilliseconds, tx.clock.now().epochMilliseconds))
    return refused({ code: 'people.decision-expired', status: 409 });
  return accepted(decision);
}

/** Says who ended it and when: of two who decide at once, one is told this. */
async function ended(tx: Tx, context: Context, decision: Decision): Promise<Refusal> {
  if (decision.state === 'expired' || decision.decidedAt === null) return { code: 'people.decision-expired', status: 409 };
  const names = await namesOfDeciders(tx, decision.decidedBy === null ? [] : [decision.decidedBy]);
  const who = names.get(decision.decidedBy ?? '') ?? '';
  return {
    code: `people.decision-${decision.state}`,
    status: 409,
    params: { who, at: momentText(decision.decidedAt, context.config.TIME_ZONE) },
  };
}

/** Confirms: what was proposed is done at once, or, where that turns out impossible, nothing at all is. */
export async function confirmDecision(tx: Tx, context: Context, actor: Actor, id: string): Promise<Outcome<null>> {
  const found = await open(tx, context, actor, id, 'confirm');
  if (!found.ok) return found;
  const decision = found.value;
  const kind = decisionKind(decision.kind);
  const deciding = decidingGrant(actor, decision);
  if (!('grant' in deciding)) return refused(deciding);
  if (!kind) return refused({ code: 'people.decision-no-right', status: 403 });
  return whole(tx, async () => {
    await end(tx, actor, decision, 'confirm', { grant: deciding.grant, why: null });
    return kind.carryOut(tx, context, actor, { ...decision, state: 'confirmed', decidedBy: actor.id, decidedRole: deciding.grant.role });
  });
}

/** Refuses, with the reason for whoever proposed it. */
export async function refuseDecision(tx: Tx, context: Context, actor: Actor, id: string, why: string): Promise<Outcome<null>> {
  const found = await open(tx, context, actor, id, 'refuse');
  if (!found.ok) return found;
  const deciding = decidingGrant(actor, found.value);
  if (!('grant' in deciding)) return refused(deciding);
  const words = why.trim();
  if (words === '' || words.length > LONGEST_WORDS)
    return refused({ code: 'people.decision-why', field: 'why', params: { most: LONGEST_WORDS } });
  await end(tx, actor, found.value, 'refuse', { grant: deciding.grant, why: words });
  return accepted(null);
}

/** Takes back one's own proposal. */
export async function withdrawDecision(tx: Tx, context: Context, actor: Actor, id: string): Promise<Outcome<null>> {
  const found = await open(tx, context, actor, id, 'withdraw');
  if (!found.ok) return found;
  if (found.value.proposedBy !== actor.id) return refused({ code: 'people.decision-not-own', status: 403 });
  await end(tx, actor, found.value, 'withdraw', { grant: null, why: null });
  return accepted(null);
}

/** Takes back open decisions without asking who proposed them: for the demonstration's way back to its start. */
export async function withdrawAll(tx: Tx, actor: Actor, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const decision = await loadDecision(tx, id, 'lock');
    if (decision?.state === 'proposed') await end(tx, actor, decision, 'withdraw', { grant: null, why: null });
  }
}

const acts: Readonly<Record<DecisionAct, string>> = {
  confirm: 'people.confirm-decision',
  refuse: 'people.refuse-decision',
  withdraw: 'people.withdraw-decision',
  expire: 'people.expire-decision',
};

async function end(
  tx: Tx,
  actor: Actor,
  decision: Decision,
  act: DecisionAct,
  how: { readonly grant: Grant | null; readonly why: string | null },
): Promise<void> {
  const state = life[decision.state][act];
  if (state === undefined) throw new Error(`A decision that is ${decision.state} can't ${act}`);
  await writeEnd(tx, decision.id, { state, by: actor.id, role: how.grant?.role ?? null, why: how.why });
  await record(tx, actor, {
    action: acts[act],
    subject: { ...trail, id: decision.id },
    fields: ['state'],
    places: placesOf(decision),
    persons: decision.persons,
    actingFor: how.grant?.actingFor ?? null,
  });
  await publishDecisionMade(tx, { id: decision.id, kind: decision.kind, state });
}

const expire = (tx: Tx, decision: Decision): Promise<void> => end(tx, system, decision, 'expire', { grant: null, why: null });

/** Does all or nothing: a refusal takes back what was written since, whatever the caller's transaction goes on with. */
async function whole(tx: Tx, work: () => Promise<Outcome<null>>): Promise<Outcome<null>> {
  const rows = tx.rows<unknown>();
  await sql`savepoint decision`.execute(rows);
  const outcome = await work();
  await (outcome.ok ? sql`release savepoint decision` : sql`rollback to savepoint decision`).execute(rows);
  return outcome;
}

/** What time does: passes on to the next approver, and ends what nobody has decided. Returns how many of each. */
export async function moveOn(tx: Tx, limit: number): Promise<{ passedOn: number; expired: number }> {
  const counts = { passedOn: 0, expired: 0 };
  for (const id of await lockDue(tx, limit)) {
    const decision = await loadDecision(tx, id);
    if (!decision) continue;
    if (isOver(decision.expiresAt.epochMilliseconds, tx.clock.now().epochMilliseconds)) {
      await expire(tx, decision);
      counts.expired += 1;
    } else {
      await passOn(tx, decision, decisionKind(decision.kind));
      counts.passedOn += 1;
    }
  }
  return counts;
}

async function passOn(tx: Tx, decision: Decision, kind: DecisionKind | undefined): Promise<void> {
  // Of a kind that no module registers any more nothing is known but when it expires.
  await writeStep(tx, kind ? decision : { ...decision, stepUntil: null });
  await record(tx, system, {
    action: 'people.pass-on-decision',
    subject: { ...trail, id: decision.id },
    fields: ['step'],
    places: placesOf(decision),
  });
}
