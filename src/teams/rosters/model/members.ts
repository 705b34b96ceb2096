/** Who serves from when to when: joining, another role, leaving, handing over. Pure. */
import { addDays, dayAfter, isDay } from '../../../platform/calendar/index.ts';
import { accepted, type Outcome, refused } from '../../../platform/outcome/index.ts';
import type { ChangeMember, EndMember, MemberRole, Membership } from '../../contract.ts';
import {
  covers,
  type Ground,
  lifeAround,
  membersOn,
  nothing,
  type RosterChange,
  refusalOfDay,
  refusalOfLeader,
  refusalOfLife,
  refusalOfOverlap,
  type TeamState,
  versionOn,
} from './state.ts';

/** Somebody who is to serve. Days: first and, for service that is over or will be, last. */
export interface Joining {
  readonly personId: string;
  readonly role: MemberRole;
  readonly coreForce: string;
  readonly from: string;
  readonly until: string | null;
  readonly termUntil: string | null;
}

const suspendedOn = (state: TeamState, day: string) => versionOn(state, day)?.status === 'suspended';

function refusalOfTerm(termUntil: string | null | undefined, from: string) {
  if (termUntil == null) return null;
  if (!isDay(termUntil)) return { code: 'teams.day-strange', field: 'term' } as const;
  return termUntil < from ? ({ code: 'teams.term-before-begin', field: 'term', params: { day: from } } as const) : null;
}

/** Somebody joins. Service without an end goes on until the team's own end, where that is known. */
export function join(state: TeamState, joining: Joining, { today, newId }: Ground): Outcome<{ change: RosterChange; row: Membership }> {
  const { personId, role, coreForce, from, until, termUntil } = joining;
  const day =
    refusalOfDay(from, 'from', today) ?? (until === null ? null : refusalOfDay(until, 'until', today)) ?? refusalOfTerm(termUntil, from);
  if (day) return refused(day);
  if (until !== null && until < from) return refused({ code: 'teams.end-before-begin', field: 'until', params: { day: from } });
  const life = lifeAround(state, from);
  if (!life) return refused(refusalOfLife(state, from, 'from') ?? { code: 'teams.team-not-yet', field: 'from', params: { day: from } });
  if (suspendedOn(state, from)) return refused({ code: 'teams.team-suspended', field: 'from', params: { day: from }, status: 409 });
  const wished = until === null ? null : dayAfter(until);
  if (life.to !== null && wished !== null && wished > life.to)
    return refused({ code: 'teams.team-ended', field: 'until', params: { day: addDays(life.to, -1) } });
  const days = { from, to: wished ?? life.to };
  const taken =
    refusalOfOverlap(state.memberships, personId, days) ?? (role === 'leader' ? refusalOfLeader(state.memberships, days) : null);
  if (taken) return refused(taken);
  const row: Membership = {
    id: newId(),
    teamId: state.id,
    personId,
    role,
    coreForce,
    ...days,
    termUntil,
    endedWhy: wished === null && life.to !== null ? 'team-ended' : null,
    succeeds: null,
  };
  return accepted({ change: { ...nothing, putMemberships: [row] }, row });
}

/** Several who join at once, as at a formation: each is judged with those before. */
export function joinAll(state: TeamState, joining: readonly Joining[], ground: Ground): Outcome<readonly Membership[]> {
  const rows: Membership[] = [];
  let now = state;
  for (const [index, one] of joining.entries()) {
    const found = join(now, one, ground);
    if (!found.ok) return refused({ ...found.refusal, field: `members.${index}.${found.refusal.field ?? 'person'}` });
    rows.push(found.value.row);
    now = { ...now, memberships: [...now.memberships, found.value.row] };
  }
  return accepted(rows);
}

const lastDay = (to: string) => addDays(to, -1);

/** Another role or core force from a day on is a new row that carries on the old; on the first day it sets right what was recorded. A term is agreed in place. */
export function changeOf(
  state: TeamState,
  row: Membership,
  input: Omit<ChangeMember, 'membershipId'>,
  ground: Ground,
): Outcome<{ change: RosterChange; row: Membership }> {
  const { from, role = row.role, coreForce = row.coreForce } = input;
  const termUntil = input.termUntil === undefined ? row.termUntil : input.termUntil;
  const strange = refusalOfDay(from, 'from', ground.today) ?? refusalOfTerm(input.termUntil, row.from);
  if (strange) return refused(strange);
  if (!covers(row, from))
    return refused({
      code: 'teams.day-outside-service',
      field: 'from',
      status: 409,
      params: row.to === null ? { from: row.from } : { from: row.from, until: lastDay(row.to) },
    });
  if (role === row.role && coreForce === row.coreForce) {
    if (termUntil === row.termUntil) return accepted({ change: nothing, row });
    const agreed = { ...row, termUntil };
    return accepted({ change: { ...nothing, putMemberships: [agreed] }, row: agreed });
  }
  if (suspendedOn(state, from)) return refused({ code: 'teams.team-suspended', field: 'from', params: { day: from }, status: 409 });
  if (role === 'leader') {
    const led = refusalOfLeader(state.memberships, { from, to: row.to }, [row.id]);
    if (led) return refused(led);
  }
  if (from === row.from) {
    const corrected = { ...row, role, coreForce, termUntil };
    return accepted({ change: { ...nothing, putMemberships: [corrected] }, row: corrected });
  }
  const next: Membership = { ...row, id: ground.newId(), role, coreForce, from, termUntil, succeeds: row.id };
  const cut: Membership = { ...row, to: from, endedWhy: 'role-changed' };
  return accepted({ change: { ...nothing, putMemberships: [cut, next] }, row: next });
}

/** Reasons by which something else went on: the end of such a row is not somebody's leaving. */
const carriedOn: ReadonlySet<string | null> = new Set(['role-changed', 'handed-over', 'team-changed', 'team-ended']);

/** Service ends with a last day, or was never (a mistake). Ending it again on the same day changes nothing. */
export function endOf(row: Membership, input: Omit<EndMember, 'membershipId'>, { today }: Ground): Outcome<RosterChange> {
  const { lastDay: last, why } = input;
  if (row.to !== null && carriedOn.has(row.endedWhy))
    return refused({ code: 'teams.service-over', field: 'last_day', status: 409, params: { day: lastDay(row.to) } });
  if (last === null) {
    if (why !== 'mistake') return refused({ code: 'teams.last-day-missing', field: 'last_day' });
    return accepted({ ...nothing, dropMemberships: [row.id] });
  }
  const strange = refusalOfDay(last, 'last_day', today);
  if (strange) return refused(strange);
  if (last < row.from) return refused({ code: 'teams.end-before-begin', field: 'last_day', params: { day: row.from } });
  const to = dayAfter(last);
  if (row.to !== null && row.to < to)
    return refused({ code: 'teams.service-over', field: 'last_day', status: 409, params: { day: lastDay(row.to) } });
  if (row.to === to && row.endedWhy === why) return accepted(nothing);
  return accepted({ ...nothing, putMemberships: [{ ...row, to, endedWhy: why }] });
}

/** The leader of the day hands over to a member; both new rows carry on the leader's. */
export function handOverOf(
  state: TeamState,
  input: { readonly on: string; readonly to: string; readonly leaderBecomes: 'deputy' | 'member' | null },
  ground: Ground,
): Outcome<{ change: RosterChange; row: Membership }> {
  const { on, leaderBecomes } = input;
  const strange = refusalOfDay(on, 'on', ground.today) ?? refusalOfLife(state, on, 'on');
  if (strange) return refused(strange);
  if (suspendedOn(state, on)) return refused({ code: 'teams.team-suspended', field: 'on', params: { day: on }, status: 409 });
  const serving = membersOn(state, on);
  const leader = serving.find((one) => one.role === 'leader');
  if (!leader) return refused({ code: 'teams.no-leader', field: 'on', status: 409, params: { day: on } });
  const taker = serving.find((one) => one.id === input.to);
  if (!taker || taker.id === leader.id) return refused({ code: 'teams.not-a-member', field: 'to', status: 409, params: { day: on } });
  if (leader.from === on) return refused({ code: 'teams.leader-since-that-day', field: 'on', params: { day: on } });
  const led = refusalOfLeader(state.memberships, { from: on, to: taker.to }, [leader.id]);
  if (led) return refused(led);
  const row: Membership = { ...taker, id: taker.from === on ? taker.id : ground.newId(), role: 'leader', from: on, succeeds: leader.id };
  const rows: Membership[] = [{ ...leader, to: on, endedWhy: 'handed-over' }];
  if (taker.from !== on) rows.push({ ...taker, to: on, endedWhy: 'role-changed' });
  if (leaderBecomes !== null) rows.push({ ...leader, id: ground.newId(), role: leaderBecomes, from: on, succeeds: leader.id });
  return accepted({ change: { ...nothing, putMemberships: [...rows, row] }, row });
}
