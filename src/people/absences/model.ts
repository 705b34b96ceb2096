/** Being away: which roles may be lent to whom, for which days. Pure: everything is handed in. */
import { daysBetween } from '../../platform/calendar/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';

/** The longest absence; who is away for longer has a successor, not a deputy. */
const longestDays = 183;

/** A role that somebody holds by a grant of their own. Days are `[from, to)`. */
export interface OwnGrant {
  readonly id: string;
  readonly role: string;
  readonly holdsAt: 'unit' | 'organisation' | 'everywhere';
  readonly secondFactor: boolean;
  readonly powerful: boolean;
  readonly unitId: string | null;
  readonly organisationId: string | null;
  readonly from: string;
  readonly to: string | null;
}

/** A role of the deputy's own, with the units in which it holds. */
export interface DeputyGrant extends OwnGrant {
  readonly units: readonly string[];
}

export interface Wish {
  readonly today: string;
  /** First and last day. */
  readonly from: string;
  readonly until: string;
  readonly personId: string;
  readonly deputyId: string;
  /** Who records it. */
  readonly actorId: string | null;
  /** The grants to be lent: the absent person's own ones, found in the record. */
  readonly lent: readonly OwnGrant[];
  /** How many were asked for: one that is not the person's own is not found. */
  readonly asked: number;
  readonly deputy: readonly DeputyGrant[];
}

/** A role that holds everywhere and needs two persons to be given is not handed over by one. */
export const isLendable = ({ powerful, holdsAt }: Pick<OwnGrant, 'powerful' | 'holdsAt'>): boolean =>
  !(powerful && holdsAt === 'everywhere');

/** Whether the deputy belongs to the place of a lent role: holds a role there, for all the days, with the same need of a second factor. */
function fitsFor(deputy: readonly DeputyGrant[], lent: OwnGrant, days: { readonly from: string; readonly until: string }): boolean {
  return deputy.some(
    (own) =>
      own.from <= days.from &&
      (own.to === null || own.to > days.until) &&
      (own.secondFactor || !lent.secondFactor) &&
      ((lent.holdsAt === 'everywhere' && own.holdsAt === 'everywhere') ||
        (lent.unitId !== null && own.units.includes(lent.unitId)) ||
        (lent.organisationId !== null && own.organisationId === lent.organisationId)),
  );
}

/** Why these roles can't be lent to this deputy for these days; null when they can. */
export function refusalToLend(wish: Wish): Refusal | null {
  const { today, from, until, personId, deputyId, lent } = wish;
  if (from < today) return { code: 'people.absence-past', field: 'from' };
  if (until < from) return { code: 'people.absence-until', field: 'until' };
  if (daysBetween(from, until) >= longestDays) return { code: 'people.absence-long', field: 'until', params: { most: longestDays } };
  if (wish.asked === 0) return { code: 'people.absence-nothing', field: 'grants' };
  if (lent.length !== wish.asked || lent.some((grant) => grant.from > until || (grant.to !== null && grant.to <= from)))
    return { code: 'people.absence-not-own', field: 'grants', status: 403 };
  if (!lent.every(isLendable)) return { code: 'people.absence-powerful', field: 'grants', status: 403 };
  if (deputyId === personId) return { code: 'people.absence-deputy', field: 'deputy' };
  if (deputyId === wish.actorId) return { code: 'people.absence-to-oneself', field: 'deputy', status: 403 };
  return lent.every((grant) => fitsFor(wish.deputy, grant, wish)) ? null : { code: 'people.absence-deputy', field: 'deputy' };
}
