/** What becomes of a membership: another role, core force or term; its end; the leader's hand-over. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import type { ChangeMember, EndMember, HandOver, Membership } from '../contract.ts';
import { refusalOfExpected } from './change-team.ts';
import { commit } from './commit.ts';
import { changeOf, endOf, handOverOf } from './model/members.ts';
import type { RosterChange, TeamState } from './model/state.ts';
import { refusalOfForce } from './newcomers.ts';
import { teamOfMembership, teamsToChange } from './store.ts';

const unknown: Refusal = { code: 'teams.membership-unknown', status: 404 };

/** The membership with its team, locked, where the actor may change it. */
export async function membershipToChange(
  tx: Tx,
  actor: Actor,
  membershipId: string,
): Promise<Outcome<{ readonly team: TeamState; readonly row: Membership }>> {
  const teamId = await teamOfMembership(tx, membershipId);
  if (teamId === null) return refused(unknown);
  const found = await teamsToChange(tx, actor, [teamId]);
  if (!found.ok) return found.refusal.status === 404 ? refused(unknown) : found;
  const [team] = found.value;
  const row = team?.memberships.find((one) => one.id === membershipId);
  return team && row ? accepted({ team, row }) : refused(unknown);
}

const isEmpty = (change: RosterChange): boolean => change.putMemberships.length + change.dropMemberships.length === 0;

/**
 * Another role or core force from a day on (the row ends and the next carries it on; on its first day it is set right in place), or another
 * term. Refuses a day outside the service (`teams.day-outside-service`), a second leader, a suspended team, an unknown core force.
 */
export async function changeMember(
  tx: Tx,
  context: Context,
  actor: Actor,
  input: ChangeMember,
): Promise<Outcome<{ readonly membershipId: string }>> {
  const found = await membershipToChange(tx, actor, input.membershipId);
  if (!found.ok) return found;
  const { team, row } = found.value;
  const decided = changeOf(team, row, input, { today: tx.clock.today().toString(), newId: () => tx.ids.next() });
  if (!decided.ok) return decided;
  const { change, row: next } = decided.value;
  if (isEmpty(change)) return accepted({ membershipId: row.id });
  const force = next.coreForce === row.coreForce ? null : await refusalOfForce(tx, next.coreForce, input.from);
  if (force) return refused(force);
  await commit(tx, context, actor, {
    teams: [{ state: team, change }],
    action: 'teams.change-member',
    subject: { kind: 'teams.membership', id: next.id },
    fields: [
      ...(next.role === row.role ? [] : ['role']),
      ...(next.coreForce === row.coreForce ? [] : ['core_force']),
      ...(next.termUntil === row.termUntil ? [] : ['term_until']),
    ],
  });
  return accepted({ membershipId: next.id });
}

/**
 * Ends a membership with a last day and a reason; `lastDay: null` with the reason `mistake` takes back one that never was. Refuses an end before
 * the beginning, service that is over already, and taking back what a card was issued on or what came of an offer.
 */
export async function endMember(
  tx: Tx,
  context: Context,
  actor: Actor,
  input: EndMember,
): Promise<Outcome<{ readonly membershipId: string }>> {
  const found = await membershipToChange(tx, actor, input.membershipId);
  if (!found.ok) return found;
  const { team, row } = found.value;
  const decided = endOf(row, input, { today: tx.clock.today().toString(), newId: () => tx.ids.next() });
  if (!decided.ok) return decided;
  const change = decided.value;
  if (isEmpty(change)) return accepted({ membershipId: row.id });
  if (change.dropMemberships.length > 0 && (await standsOn(tx, row.id)))
    return refused({ code: 'teams.service-left-traces', field: 'last_day', status: 409 });
  await commit(tx, context, actor, {
    teams: [{ state: team, change }],
    action: 'teams.end-member',
    subject: { kind: 'teams.membership', id: row.id },
    fields: ['valid', 'ended_why'],
  });
  return accepted({ membershipId: row.id });
}

/** Whether a card was issued on the membership, or an offer led to it. */
async function standsOn(tx: Tx, membershipId: string): Promise<boolean> {
  const found = await sql`select from teams.card where membership_id = ${membershipId}::uuid
    union all select from teams.offer where membership_id = ${membershipId}::uuid limit 1`.execute(tx.rows<unknown>());
  return found.rows.length > 0;
}

/**
 * The leader of the day hands over to a member of the team; the leader stays as deputy or member, or leaves. Both new rows carry on the
 * leader's. Refuses a team without a leader, somebody who is no member that day, a leader who began that very day, a suspended team.
 */
export async function handOver(
  tx: Tx,
  context: Context,
  actor: Actor,
  input: HandOver,
): Promise<Outcome<{ readonly membershipId: string }>> {
  const found = await teamsToChange(tx, actor, [input.teamId]);
  if (!found.ok) return found;
  const [team] = found.value;
  if (!team) return refused({ code: 'teams.team-unknown', status: 404 });
  const changed = refusalOfExpected(team, input.on, input.expected);
  if (changed) return refused(changed);
  const decided = handOverOf(team, input, { today: tx.clock.today().toString(), newId: () => tx.ids.next() });
  if (!decided.ok) return decided;
  const { change, row } = decided.value;
  await commit(tx, context, actor, {
    teams: [{ state: team, change }],
    action: 'teams.hand-over',
    subject: { kind: 'teams.team', id: team.id },
    fields: ['role'],
  });
  return accepted({ membershipId: row.id });
}
