/** What becomes of a team: formed, renamed, moved, suspended, revived, dissolved, corrected. Pure. */
import { accepted, type Outcome, refused } from '../../../platform/outcome/index.ts';
import type { TeamVersion } from '../../contract.ts';
import {
  covers,
  type Ground,
  nothing,
  type RosterChange,
  refusalOfDay,
  refusalOfLife,
  refusalOfUnit,
  type TeamState,
  type UnitFacts,
  versionOn,
} from './state.ts';

const LONGEST_NAME = 200;

/** Why this can't be the name of a team, already tidied; null when it can. */
function refusalOfName(name: string, field = 'name') {
  if (name === '' || !/\p{L}/u.test(name)) return { code: 'teams.name-missing', field } as const;
  return name.length > LONGEST_NAME ? ({ code: 'teams.name-long', field, params: { most: LONGEST_NAME } } as const) : null;
}

/** A team before its first day. */
export const unborn = (id: string, level: TeamState['level']): TeamState => ({ id, level, versions: [], memberships: [] });

/** The first state of a team. */
export function formed(
  state: TeamState,
  input: { readonly name: string; readonly unit: UnitFacts | null; readonly on: string; readonly eventId: string },
  { today, newId }: Ground,
): Outcome<TeamState> {
  const { name, unit, on, eventId } = input;
  const refusal = refusalOfName(name) ?? refusalOfDay(on, 'on', today) ?? refusalOfUnit(unit, state.level, on);
  if (refusal || !unit) return refused(refusal ?? { code: 'teams.unit-unknown', field: 'unit' });
  const version: TeamVersion = {
    id: newId(),
    teamId: state.id,
    from: on,
    to: null,
    name,
    unitId: unit.id,
    status: 'active',
    toConfirm: false,
    eventId,
  };
  return accepted({ ...state, versions: [version] });
}

type Told = Partial<Pick<TeamVersion, 'name' | 'unitId' | 'status'>>;

/**
 * Another name, seat or status from a day on. It carries into later states as long as these only had the old one too. A state that began
 * on that very day is replaced under a new id, so that whoever saw the old one is told.
 */
function told(
  state: TeamState,
  at: TeamVersion,
  on: string,
  patch: Told,
  { eventId, newId }: { eventId: string; newId: () => string },
): RosterChange {
  const now: TeamVersion = {
    ...at,
    ...patch,
    id: newId(),
    from: on,
    eventId,
    toConfirm: patch.unitId === undefined ? at.toConfirm : false,
  };
  const putVersions = at.from === on ? [now] : [{ ...at, to: on }, now];
  const keys = (Object.keys(patch) as (keyof Told)[]).filter((key) => patch[key] !== at[key]);
  let { to } = at;
  for (const next of state.versions) {
    if (next.from !== to || keys.length === 0 || keys.some((key) => next[key] !== at[key])) continue;
    putVersions.push({ ...next, ...patch });
    ({ to } = next);
  }
  return { ...nothing, putVersions, dropVersions: at.from === on ? [at.id] : [] };
}

export type TeamStep =
  | { readonly kind: 'rename'; readonly name: string }
  | { readonly kind: 'move'; readonly unit: UnitFacts | null }
  | { readonly kind: 'confirm-seat' | 'suspend' | 'revive' | 'dissolve' }
  | { readonly kind: 'correct'; readonly name?: string; readonly unit?: UnitFacts | null; readonly begins?: string };

interface StepGround extends Ground {
  readonly eventId: string;
  /** Events by which seats followed their units: states that they began are no one's doing. */
  readonly automatic: ReadonlySet<string>;
}

/** What a step on a day does to the team; the memberships end with a team that is dissolved. */
export function stepOf(state: TeamState, on: string, step: TeamStep, ground: StepGround): Outcome<RosterChange> {
  const strange = refusalOfDay(on, 'on', ground.today);
  if (strange) return refused(strange);
  const at = versionOn(state, on);
  if (!at) {
    if (step.kind === 'revive') return revived(state, on, ground);
    return refused(refusalOfLife(state, on, 'on') ?? { code: 'teams.team-not-yet', field: 'on', params: { day: on } });
  }
  switch (step.kind) {
    case 'rename': {
      const refusal = refusalOfName(step.name);
      return refusal ? refused(refusal) : accepted(step.name === at.name ? nothing : told(state, at, on, { name: step.name }, ground));
    }
    case 'move': {
      const refusal = refusalOfUnit(step.unit, state.level, on);
      if (refusal || !step.unit) return refused(refusal ?? { code: 'teams.unit-unknown', field: 'unit' });
      return accepted(step.unit.id === at.unitId && !at.toConfirm ? nothing : told(state, at, on, { unitId: step.unit.id }, ground));
    }
    case 'confirm-seat':
      if (!at.toConfirm) return refused({ code: 'teams.seat-confirmed', status: 409 });
      return accepted({ ...nothing, putVersions: [{ ...at, toConfirm: false }] });
    case 'suspend':
      if (at.status === 'suspended') return refused({ code: 'teams.team-suspended', field: 'on', status: 409, params: { day: on } });
      return accepted(told(state, at, on, { status: 'suspended' }, ground));
    case 'revive':
      if (at.status === 'active') return refused({ code: 'teams.team-active', field: 'on', status: 409, params: { day: on } });
      return accepted(told(state, at, on, { status: 'active' }, ground));
    case 'dissolve':
      return ended(state, at, on, ground, 'team-ended');
    case 'correct':
      return corrected(state, at, step, ground);
  }
}

/** A dissolved team comes back as it was; the seat follows its unit afterwards. */
function revived(state: TeamState, on: string, { eventId, newId }: StepGround): Outcome<RosterChange> {
  const last = state.versions.findLast((one) => one.to !== null && one.to <= on);
  if (!last) return refused(refusalOfLife(state, on, 'on') ?? { code: 'teams.team-not-yet', field: 'on', params: { day: on } });
  const next = state.versions.find((one) => one.from > on);
  const version: TeamVersion = { ...last, id: newId(), from: on, to: next?.from ?? null, status: 'active', toConfirm: false, eventId };
  return accepted({ ...nothing, putVersions: [version] });
}

/** The team has no day from `on` on. Later states that nobody made go; what somebody recorded for later stands in the way. */
export function ended(
  state: TeamState,
  at: TeamVersion,
  on: string,
  { automatic }: Pick<StepGround, 'automatic'>,
  why: 'team-ended' | 'team-changed',
): Outcome<RosterChange> {
  const first = state.versions[0];
  const after = state.versions.filter((one) => one.from >= on);
  const inTheWay = [
    ...after.filter((one) => one.from > on && !automatic.has(one.eventId)),
    ...state.memberships.filter((one) => one.from >= on),
  ][0];
  if (inTheWay) return refused({ code: 'teams.something-later', field: 'on', status: 409, params: { day: inTheWay.from } });
  if (!first || first.from >= on) return refused({ code: 'teams.team-not-yet', field: 'on', params: { day: first?.from ?? on } });
  return accepted({
    putVersions: at.from < on ? [{ ...at, to: on }] : [],
    dropVersions: after.map((one) => one.id),
    putMemberships: state.memberships.filter((one) => covers(one, on)).map((one) => ({ ...one, to: on, endedWhy: why })),
    dropMemberships: [],
  });
}

/** Sets right what was recorded about a state; `begins` is for the first day of the team. */
function corrected(
  state: TeamState,
  at: TeamVersion,
  step: Extract<TeamStep, { kind: 'correct' }>,
  ground: StepGround,
): Outcome<RosterChange> {
  const { name = at.name, begins = at.from } = step;
  const first = state.versions[0];
  const refusal = refusalOfName(name) ?? refusalOfDay(begins, 'begins', ground.today);
  if (refusal) return refused(refusal);
  if (begins !== at.from) {
    if (first?.id !== at.id || (at.to !== null && begins >= at.to)) return refused({ code: 'teams.only-first-day', field: 'begins' });
    const early = state.memberships.find((one) => one.from < begins);
    if (early) return refused({ code: 'teams.served-before', field: 'begins', status: 409, params: { day: early.from } });
  }
  if (step.unit !== undefined) {
    const wrong = refusalOfUnit(step.unit, state.level, begins);
    if (wrong) return refused(wrong);
  }
  const unitId = step.unit?.id ?? at.unitId;
  const change = told(state, at, at.from, { name, unitId }, { newId: ground.newId, eventId: at.eventId });
  return accepted({ ...change, putVersions: change.putVersions.map((one) => (one.from === at.from ? { ...one, from: begins } : one)) });
}
