/** Who may see, record, enrol and help whom. Pure; the database's row-level security repeats what is about places. */
import { type Actor, type Grant, mayAt, type Right, reachOfOrganisations } from '../../platform/session/index.ts';
import { holdsAt } from '../access.ts';
import { peopleRights } from '../contract.ts';

/** Where a person belongs: where they live or serve, and where an official works. */
export interface Place {
  readonly unitId: string | null;
  readonly organisationId: string | null;
}

/**
 * Whether the actor may record somebody in this place, or move somebody there from `before`. Each part that is new has to lie inside
 * the actor's reach: one's own unit does not open another's organisation, nor the reverse.
 */
export function mayRecordAt(
  actor: Actor,
  { unitId, organisationId }: Place,
  { right = peopleRights.enrol, before = { unitId: null, organisationId: null } }: { readonly right?: Right; readonly before?: Place } = {},
): boolean {
  if (unitId === null && organisationId === null) return false;
  const organisations = reachOfOrganisations(actor, right);
  const unitFits = unitId === before.unitId || unitId === null || mayAt(actor, right, unitId);
  const organisationFits =
    organisationId === before.organisationId ||
    organisationId === null ||
    organisations === 'everywhere' ||
    organisations.includes(organisationId);
  return unitFits && organisationFits;
}

/** A role that a person holds, will hold, or uses for somebody who is away. */
export interface Held {
  readonly role: string;
  readonly unitId: string | null;
  /** The organisation where it is held, or those that govern the unit where it is held. */
  readonly organisationIds: readonly string[];
  readonly everywhere: boolean;
}

/** Who may give which role: pairs `granter role` of people.role_granter. */
export type Givers = ReadonlySet<string>;

/** Roles that may help those below them back in although they don't give roles: the commune's officer the team, the leader the members. */
const helps: Readonly<Record<string, readonly string[]>> = {
  'team-leader': ['team-member'],
  'commune-officer': ['team-member', 'team-leader'],
};

const outranks = (givers: Givers, mine: string, theirs: string): boolean =>
  givers.has(`${mine} ${theirs}`) || (helps[mine]?.includes(theirs) ?? false);

function covers(grant: Grant, held: Held): boolean {
  if (grant.units === 'everywhere') return true;
  if (held.everywhere) return false;
  if (held.unitId !== null && grant.units.includes(held.unitId)) return true;
  return grant.organisations === 'everywhere' || held.organisationIds.some((id) => grant.organisations.includes(id));
}

/**
 * Whether the actor may open a way in for the person: holds the right where the person belongs, and everything that the person holds
 * is below a role with which the actor holds the right, in a place inside it. So nobody takes over the account of somebody who holds
 * as much or more. A citizen without roles can be helped by whoever sees them or gives roles; a team leader only enrols members.
 */
export function mayOpenWayIn(
  actor: Actor,
  right: Right,
  person: Place & { readonly id: string; readonly held: readonly Held[] },
  givers: Givers,
): boolean {
  if (actor.id === null || actor.id === person.id) return false;
  if (!holdsAt(actor, right, person)) return false;
  const usable = actor.grants.filter((grant) => grant.rights.has(right));
  if (person.held.length === 0) return usable.some((grant) => grant.rights.has(peopleRights.see) && inside(grant, person));
  return person.held.every((held) => usable.some((grant) => outranks(givers, grant.role, held.role) && covers(grant, held)));
}

function inside(grant: Grant, { unitId, organisationId }: Place): boolean {
  if (grant.units === 'everywhere' || grant.organisations === 'everywhere') return true;
  return (unitId !== null && grant.units.includes(unitId)) || (organisationId !== null && grant.organisations.includes(organisationId));
}
