/** A team over time as the rules see it, and what a change does to it. Pure; days are ISO strings, ranges [from,to). */
import { addDays, isDay } from '../../../platform/calendar/index.ts';
import type { Refusal } from '../../../platform/outcome/index.ts';
import { type Membership, mostDaysAhead, type TeamLevel, type TeamVersion } from '../../contract.ts';

export interface TeamState {
  readonly id: string;
  readonly level: TeamLevel;
  /** By their first day. */
  readonly versions: readonly TeamVersion[];
  /** By their first day. */
  readonly memberships: readonly Membership[];
}

/** Rows to write (new ones and those that change) and rows to take away. */
export interface RosterChange {
  readonly putVersions: readonly TeamVersion[];
  readonly dropVersions: readonly string[];
  readonly putMemberships: readonly Membership[];
  readonly dropMemberships: readonly string[];
}

export const nothing: RosterChange = { putVersions: [], dropVersions: [], putMemberships: [], dropMemberships: [] };

/** What every rule needs to know besides the rows. */
export interface Ground {
  readonly today: string;
  readonly newId: () => string;
}

/** The days of a unit in the record; `to: null` while it exists. */
export interface UnitFacts {
  readonly id: string;
  readonly level: string;
  readonly from: string;
  readonly to: string | null;
}

interface Days {
  readonly from: string;
  readonly to: string | null;
}

export const covers = ({ from, to }: Days, day: string): boolean => from <= day && (to === null || day < to);
export const overlap = (a: Days, b: Days): boolean => (b.to === null || a.from < b.to) && (a.to === null || b.from < a.to);
/** The earlier of two ends; null is no end. */
export const earlier = (a: string | null, b: string | null): string | null => (a === null ? b : b === null || a < b ? a : b);
export const later = (a: string | null, b: string | null): string | null => (a === null || b === null ? null : a > b ? a : b);

const byDay = <T extends Days>(rows: readonly T[]): readonly T[] =>
  rows.toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));

function put<T extends Days & { readonly id: string }>(
  rows: readonly T[],
  changed: readonly T[],
  dropped: readonly string[],
): readonly T[] {
  const away = new Set([...dropped, ...changed.map((row) => row.id)]);
  return byDay([...rows.filter((row) => !away.has(row.id)), ...changed]);
}

/** The team as it is once the change is written. */
export function applied(state: TeamState, change: RosterChange): TeamState {
  return {
    ...state,
    versions: put(state.versions, change.putVersions, change.dropVersions),
    memberships: put(state.memberships, change.putMemberships, change.dropMemberships),
  };
}

export const versionOn = (state: TeamState, day: string): TeamVersion | null => state.versions.find((one) => covers(one, day)) ?? null;
export const membersOn = (state: TeamState, day: string): readonly Membership[] => state.memberships.filter((one) => covers(one, day));

/** The unbroken days of the team around a day: a team that was dissolved and revived has two stretches. */
export function lifeAround(state: TeamState, day: string): Days | null {
  const at = versionOn(state, day);
  if (!at) return null;
  let { from, to } = at;
  for (const one of state.versions) if (one.from === to) to = one.to;
  for (const one of state.versions.toReversed()) if (one.to === from) from = one.from;
  return { from, to };
}

/** The version of a day, or why there is none. */
export function refusalOfLife(state: TeamState, day: string, field: string): Refusal | null {
  if (versionOn(state, day)) return null;
  const before = state.versions.findLast((one) => one.to !== null && one.to <= day);
  if (before?.to) return { code: 'teams.team-ended', field, params: { day: addDays(before.to, -1) } };
  return { code: 'teams.team-not-yet', field, params: { day: state.versions[0]?.from ?? day } };
}

/** Why this can't be a day of a change; null when it can. */
export function refusalOfDay(day: string, field: string, today: string): Refusal | null {
  if (!isDay(day)) return { code: 'teams.day-strange', field };
  const last = addDays(today, mostDaysAhead);
  return day > last ? { code: 'teams.day-too-far', field, params: { day: last } } : null;
}

/** Why a team of this level can't sit in the unit on the day; null when it can. */
export function refusalOfUnit(unit: UnitFacts | null, level: TeamLevel, day: string, field = 'unit'): Refusal | null {
  if (!unit) return { code: 'teams.unit-unknown', field };
  if (unit.level !== level) return { code: 'teams.unit-level', field, params: { level } };
  if (day < unit.from) return { code: 'teams.unit-not-yet', field, params: { day: unit.from } };
  return unit.to !== null && day >= unit.to ? { code: 'teams.unit-ended', field, params: { day: addDays(unit.to, -1) } } : null;
}

/** Somebody else leads during these days: who, and from which of these days on. */
export function refusalOfLeader(rows: readonly Membership[], days: Days, except: readonly string[] = []): Refusal | null {
  const other = rows.find((one) => one.role === 'leader' && !except.includes(one.id) && overlap(one, days));
  if (!other) return null;
  return {
    code: 'teams.second-leader',
    field: 'role',
    status: 409,
    params: { day: other.from > days.from ? other.from : days.from, person: other.personId, membership: other.id },
  };
}

/** The person serves in the team already during these days. */
export function refusalOfOverlap(
  rows: readonly Membership[],
  personId: string,
  days: Days,
  except: readonly string[] = [],
): Refusal | null {
  const other = rows.find((one) => one.personId === personId && !except.includes(one.id) && overlap(one, days));
  if (!other) return null;
  return {
    code: 'teams.member-overlap',
    field: 'person',
    status: 409,
    params: { day: other.from > days.from ? other.from : days.from, person: personId, membership: other.id },
  };
}

/** What a roster must never be: overlaps, two leaders, service outside the team's life. Null for a sound one. */
export function breachOf(state: TeamState): Refusal | null {
  for (const [index, one] of state.versions.entries()) {
    const next = state.versions[index + 1];
    if (next && overlap(one, next)) return { code: 'teams.something-later', field: 'on', status: 409, params: { day: next.from } };
  }
  for (const [index, one] of state.memberships.entries()) {
    const rest = state.memberships.slice(index + 1);
    const twice = refusalOfOverlap(rest, one.personId, one) ?? (one.role === 'leader' ? refusalOfLeader(rest, one) : null);
    if (twice) return twice;
    const life = lifeAround(state, one.from);
    if (!life) return refusalOfLife(state, one.from, 'on');
    if (life.to !== null && (one.to === null || one.to > life.to))
      return { code: 'teams.team-ended', field: 'on', params: { day: addDays(life.to, -1) } };
  }
  return null;
}
