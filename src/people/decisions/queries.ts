/** Decisions in words, for pages and lists. Every sight of a decision about persons is in the trail. */
import { record } from '../../audit/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { Actor, Right } from '../../platform/session/index.ts';
import { readRoles } from '../roles/catalogue.ts';
import { decidableScope, decidingGrant, mayDecide } from './access.ts';
import { namesOfDeciders } from './deciders.ts';
import { type Decision, decisionKind } from './kinds.ts';
import { texts } from './messages.gen.ts';
import { endOfTime, rightsAt } from './model.ts';
import { listOpen } from './store.ts';

/** A decision as somebody sees it. */
export interface Seen {
  readonly decision: Decision;
  readonly title: string;
  readonly detail: string | null;
  readonly href: string | null;
  readonly kindLabel: string;
  /** Names of officials who took part, as far as they are known. */
  readonly names: ReadonlyMap<string, string>;
  /** By when this person should decide; past where their time has run out and it went on to others as well. */
  readonly due: Temporal.Instant;
  readonly mayDecide: boolean;
}

/** Open decisions looked at to find those that somebody may decide: more at once would be a list that nobody reads. */
const MOST = 500;

/** What this actor can decide now, overdue first, then by time. */
export async function decidable(tx: Tx, actor: Actor): Promise<readonly Decision[]> {
  const found = (await listOpen(tx, decidableScope(actor), tx.clock.now(), MOST)).filter((decision) => mayDecide(actor, decision));
  return byDue(actor, found);
}

/** In the order of the time that is left for this actor. */
export function byDue(actor: Actor, decisions: readonly Decision[]): readonly Decision[] {
  return [...decisions].sort((a, b) => Temporal.Instant.compare(dueFor(actor, a), dueFor(actor, b)));
}

/** When the actor's own time for it ends; that of the present step for whoever does not decide. */
export function dueFor(actor: Actor, decision: Decision): Temporal.Instant {
  const deciding = decidingGrant(actor, decision);
  const kind = decisionKind(decision.kind);
  if (!('grant' in deciding) || !kind) return decision.stepUntil ?? decision.expiresAt;
  // Whoever holds the rights of several steps has it as long as the latest of them.
  const rights = rightsAt(kind.approvers, decision.step).filter((right) => deciding.grant.rights.has(right));
  const ends = endOfTime(kind.approvers, rights.at(-1) ?? deciding.right, decision.proposedAt.epochMilliseconds);
  return ends === null ? decision.expiresAt : Temporal.Instant.fromEpochMilliseconds(ends);
}

/** Puts decisions in words, with the rows that the transaction's state opens, and records the sight of those about persons. */
export async function see(tx: Tx, actor: Actor, lang: Lang, decisions: readonly Decision[]): Promise<readonly Seen[]> {
  const officials = decisions.flatMap(({ proposedBy, proposedFor, decidedBy }) => [
    proposedBy,
    ...proposedFor,
    ...(decidedBy ? [decidedBy] : []),
  ]);
  const names = await namesOfDeciders(tx, officials);
  const seen: Seen[] = [];
  for (const decision of decisions) {
    const kind = decisionKind(decision.kind);
    const described = kind ? await kind.describe(tx, decision, lang) : null;
    seen.push({
      decision,
      title: described?.title ?? texts[lang].kind_unknown(),
      detail: described?.detail ?? null,
      href: described?.href ?? null,
      kindLabel: kind?.label(lang) ?? texts[lang].kind_unknown(),
      names,
      due: dueFor(actor, decision),
      mayDecide: mayDecide(actor, decision),
    });
  }
  const persons = [...new Set(decisions.flatMap((decision) => decision.persons))].filter((id) => id !== actor.id);
  if (persons.length > 0) {
    await record(tx, actor, {
      action: 'people.see-decision',
      subject: { kind: 'people.decision', id: decisions.length === 1 ? (decisions[0]?.id ?? 'list') : 'list' },
      persons,
      purpose: 'decision',
    });
  }
  return seen;
}

/** For each step the names of the roles that decide at it. */
export async function rolesOfSteps(tx: Tx, rights: readonly Right[], lang: Lang): Promise<readonly string[]> {
  const roles = [...(await readRoles(tx)).values()];
  return rights.map((right) =>
    roles
      .filter((role) => role.rights.has(right))
      .map((role) => role.names[lang])
      .join(', '),
  );
}

/** The name of a role. */
export async function roleName(tx: Tx, role: string, lang: Lang): Promise<string> {
  return (await readRoles(tx)).get(role)?.names[lang] ?? role;
}
