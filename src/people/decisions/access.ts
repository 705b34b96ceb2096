/** Who may decide: a pure predicate, and the same as a condition of a query. */
import { type RawBuilder, sql } from 'kysely';
import type { Refusal } from '../../platform/outcome/index.ts';
import type { Actor, Grant, Right } from '../../platform/session/index.ts';
import { holdsAt, scopeOf } from '../access.ts';
import { type Decision, decisionKind, decisionKinds } from './kinds.ts';
import { rightsAt } from './model.ts';

/** Leaders' right to see all that waits in their place; whoever makes the officials' front page declares it. */
const placeRight: Right = 'site.place';

/** Whether the grant holds where the decision is made. What has no place is decided only by who holds the right everywhere. */
export function covers(grant: Grant, { unitId, organisationId }: Pick<Decision, 'unitId' | 'organisationId'>): boolean {
  if (grant.units === 'everywhere' || grant.organisations === 'everywhere') return true;
  return (unitId !== null && grant.units.includes(unitId)) || (organisationId !== null && grant.organisations.includes(organisationId));
}

/** The grant by which the actor decides; or why the actor can't, whatever the decision's state. */
export function decidingGrant(actor: Actor, decision: Decision): { readonly grant: Grant; readonly right: Right } | Refusal {
  const kind = decisionKind(decision.kind);
  const noRight: Refusal = { code: 'people.decision-no-right', status: 403 };
  if (!kind || actor.id === null) return noRight;
  // Whoever was away when a deputy proposed in their place is on the proposer's side too.
  const side = new Set([decision.proposedBy, ...decision.proposedFor]);
  if (side.has(actor.id)) return { code: 'people.decision-own', status: 403 };
  if (decision.persons.includes(actor.id)) return { code: 'people.decision-concerned', status: 403 };
  const rights = rightsAt(kind.approvers, decision.step);
  const held = actor.grants
    .filter((grant) => covers(grant, decision))
    .flatMap((grant) => {
      const right = rights.find((one) => grant.rights.has(one));
      return right === undefined ? [] : [{ grant, right }];
    });
  if (held.length === 0) return noRight;
  const independent = held.filter(
    ({ grant }) => grant.actingFor === null || !(side.has(grant.actingFor) || decision.persons.includes(grant.actingFor)),
  );
  if (independent.length === 0) return { code: 'people.decision-deputy', status: 403 };
  const fitting = kind.differentRole ? independent.filter(({ grant }) => grant.role !== decision.proposedRole) : independent;
  const own = fitting.find(({ grant }) => grant.actingFor === null) ?? fitting[0];
  return own ?? { code: 'people.decision-same-role', status: 403 };
}

/** Whether the actor is one of those who may confirm or refuse it now. */
export function mayDecide(actor: Actor, decision: Decision): boolean {
  return decision.state === 'proposed' && 'grant' in decidingGrant(actor, decision);
}

/** Whether the actor may open it: the proposer, whoever decides on such things in that place, and leaders of the place. */
export function maySee(actor: Actor, decision: Decision): boolean {
  if (actor.kind === 'system' || (actor.id !== null && actor.id === decision.proposedBy)) return true;
  if (actor.id !== null && decision.persons.includes(actor.id)) return false;
  const rights = decisionKind(decision.kind)?.approvers.map(({ right }) => right) ?? [];
  return [...rights, placeRight].some((right) => holdsAt(actor, right, decision));
}

const columns = { unit: 'decision.unit_id', organisation: 'decision.organisation_id' } as const;

/** Decisions of which the actor holds a deciding right in their place, not proposed by nor about the actor. `mayDecide` judges each in full. */
export function decidableScope(actor: Actor): RawBuilder<boolean> {
  const byKind = decisionKinds().flatMap(({ kind, approvers }) =>
    approvers
      .filter(({ right }) => actor.rights.has(right))
      .map(({ right }) => sql<boolean>`(decision.kind = ${kind} and ${scopeOf(actor, right, columns)})`),
  );
  if (byKind.length === 0) return sql<boolean>`false`;
  return sql<boolean>`(decision.proposed_by <> ${actor.id}::uuid and not ${actor.id}::uuid = any (decision.persons) and (${sql.join(byKind, sql` or `)}))`;
}

/** All decisions in the places of a leader, save those about the leader. */
export function placeScope(actor: Actor): RawBuilder<boolean> {
  if (!actor.rights.has(placeRight)) return sql<boolean>`false`;
  return sql<boolean>`(not ${actor.id}::uuid = any (decision.persons) and ${scopeOf(actor, placeRight, columns)})`;
}
