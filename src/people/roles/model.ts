/** Giving roles: who may give what, to whom, where, from when to when. Pure: everything is handed in. */
import type { Refusal } from '../../platform/outcome/index.ts';
import type { Reach } from '../../platform/session/index.ts';

/** What a grant of the role names: nothing (`self`, `everywhere`), a unit, or an organisation. */
export type HoldsAt = 'self' | 'unit' | 'organisation' | 'everywhere';

/** One role of the giver's own by which roles may be given, and where. A lent role is none: what is lent is not passed on. */
export interface Giver {
  readonly role: string;
  /** Units in reach, and units that a People's Committee in reach governs. */
  readonly units: Reach;
  readonly organisations: Reach;
}

export interface GivenRole {
  readonly code: string;
  readonly holdsAt: HoldsAt;
  readonly granters: ReadonlySet<string>;
}

/** Where a role is to hold, as the record knows it on the first day of the grant. */
export interface GivenPlace {
  readonly unit: { readonly id: string; readonly root: boolean } | null;
  readonly organisation: { readonly id: string } | null;
}

/** The person who is to hold it, and where that person lives or works. */
export interface GivenPerson {
  readonly id: string;
  readonly unitId: string | null;
  readonly organisationId: string | null;
}

const inside = (reach: Reach, id: string | null): boolean => id !== null && (reach === 'everywhere' || reach.includes(id));

/** Whether the giver's role reaches the place: what holds everywhere is given only by who reaches everywhere. */
function reaches(giver: Giver, role: GivenRole, place: GivenPlace): boolean {
  if (role.holdsAt === 'everywhere') return giver.units === 'everywhere';
  if (role.holdsAt === 'unit') return inside(giver.units, place.unit?.id ?? null);
  return role.holdsAt === 'organisation' && inside(giver.organisations, place.organisation?.id ?? null);
}

function reachesPerson(giver: Giver, person: GivenPerson): boolean {
  return giver.units === 'everywhere' || inside(giver.units, person.unitId) || inside(giver.organisations, person.organisationId);
}

/** Whether any of the giver's roles may give this role at all, wherever. */
export function mayGiveSomewhere(givers: readonly Giver[], role: GivenRole): boolean {
  return (
    role.holdsAt !== 'self' &&
    givers.some((giver) => role.granters.has(giver.role) && (role.holdsAt !== 'everywhere' || giver.units === 'everywhere'))
  );
}

/** Whether one of the giver's roles may give, or take back, this role at this place. */
export function mayGiveAt(givers: readonly Giver[], role: GivenRole, place: GivenPlace): boolean {
  return givers.some((giver) => role.granters.has(giver.role) && reaches(giver, role, place));
}

/**
 * Why this role can't be given to this person at this place; null when it can. One and the same role of the giver must allow
 * all of it: what somebody may do in one place adds nothing to what they may do in another.
 */
export function refusalToGive(
  giverId: string,
  givers: readonly Giver[],
  wish: { readonly role: GivenRole; readonly place: GivenPlace; readonly person: GivenPerson },
): Refusal | null {
  const { role, place, person } = wish;
  if (person.id === giverId) return { code: 'people.grant-to-oneself', field: 'person', status: 403 };
  if (!mayGiveSomewhere(givers, role)) return { code: 'people.role-not-yours', field: 'role', status: 403 };
  const placed = refusalOfPlace(role, place);
  if (placed) return placed;
  const fitting = givers.filter((giver) => role.granters.has(giver.role) && reaches(giver, role, place));
  if (fitting.length === 0) return { code: 'people.grant-outside', field: 'place', status: 403 };
  // Said as of somebody unknown: ids of persons elsewhere can't be tried out.
  if (!fitting.some((giver) => reachesPerson(giver, person))) return { code: 'people.person-unknown', field: 'person', status: 404 };
  return null;
}

/** A role names exactly the kind of place that it holds at. At a root unit nothing is given: what holds for the whole province has roles of its own. */
function refusalOfPlace(role: GivenRole, place: GivenPlace): Refusal | null {
  const wrong: Refusal = { code: 'people.grant-place', field: 'place' };
  if (role.holdsAt === 'unit') {
    if (place.organisation !== null || place.unit === null) return wrong;
    return place.unit.root ? { code: 'people.grant-outside', field: 'place', status: 403 } : null;
  }
  if (role.holdsAt === 'organisation') return place.unit === null && place.organisation !== null ? null : wrong;
  return place.unit === null && place.organisation === null ? null : wrong;
}

/** The longest basis, as the table keeps it. */
const longestBasis = 300;

/** Why these days or this basis can't be; null when they can. Days are ISO; `until` is the last day, null for no end. */
export function refusalOfTerms(terms: {
  readonly today: string;
  readonly from: string;
  readonly until: string | null;
  readonly basis: string;
}): Refusal | null {
  const { today, from, until, basis } = terms;
  if (from < today) return { code: 'people.grant-from-past', field: 'from' };
  if (until !== null && until < from) return { code: 'people.grant-until-early', field: 'until' };
  if (basis.trim() === '') return { code: 'people.grant-basis-missing', field: 'basis' };
  return basis.length > longestBasis ? { code: 'people.grant-basis-long', field: 'basis', params: { most: longestBasis } } : null;
}

/** Why a grant was taken back. */
export const endReasons = ['moved', 'left', 'finished', 'mistake', 'misuse'] as const;
export type EndReason = (typeof endReasons)[number];

/** The reason with this code; null for anything else. */
export const asEndReason = (code: unknown): EndReason | null => endReasons.find((known) => known === code) ?? null;
