/** Who may do what with which team: the place is the unit where the team sits. */
import { type Outcome, refused } from '../platform/outcome/index.ts';
import { type Actor, mayAt, type Right } from '../platform/session/index.ts';

/** The refusal for an actor who doesn't hold the right in one of the units; null when the actor holds it in all of them. */
export function deniedAt(actor: Actor, right: Right, unitIds: readonly string[]): Outcome<never> | null {
  if (actor.kind === 'system' || unitIds.every((unitId) => mayAt(actor, right, unitId))) return null;
  return refused({ code: 'teams.place-not-yours', status: 403 });
}
