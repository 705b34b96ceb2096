/** Members who are away for some days, and who stands in. The membership goes on. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import { touch } from '../../platform/cache/index.ts';
import { addDays, dayAfter } from '../../platform/calendar/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { type EndLeave, type Leave, type Membership, type RecordLeave, teamsRights } from '../contract.ts';
import { teamTag } from '../tags.ts';
import { membershipToChange } from './change-member.ts';
import { overlap, refusalOfDay, type TeamState } from './model/state.ts';
import { isId, seatOf } from './store.ts';

export const leaveColumns = sql`l.id, l.membership_id as "membershipId", lower(l.valid) as "from", upper(l.valid) as "to", l.stand_in_id as "standIn"`;

async function leavesOf(tx: Tx, memberships: readonly string[]): Promise<readonly Leave[]> {
  const found = await sql<Leave>`select ${leaveColumns} from teams.leave l where l.membership_id = any (${[...memberships]}::uuid[])
    order by l.valid`.execute(tx.rows<unknown>());
  return found.rows;
}

const within = (days: { from: string; to: string | null }, row: Membership): boolean =>
  days.from >= row.from && (row.to === null || (days.to !== null && days.to <= row.to));

function refusalOfStandIn(
  team: TeamState,
  row: Membership,
  standIn: string,
  days: { from: string; to: string | null },
  leaves: readonly Leave[],
): Refusal | null {
  const other = team.memberships.find((one) => one.id === standIn);
  if (!other || other.personId === row.personId) return { code: 'teams.stand-in-unknown', field: 'stand_in' };
  if (!within(days, other)) return { code: 'teams.stand-in-not-there', field: 'stand_in', params: { from: other.from } };
  return leaves.some((one) => one.membershipId === standIn && overlap(one, days))
    ? { code: 'teams.stand-in-away', field: 'stand_in' }
    : null;
}

/**
 * Records that a member is away, with a stand-in of the same team. Refuses days outside the service, leave that is recorded already
 * (`teams.leave-overlap`), a stand-in who is not in the team or away in these days.
 */
export async function recordLeave(
  tx: Tx,
  _context: Context,
  actor: Actor,
  input: RecordLeave,
): Promise<Outcome<{ readonly leaveId: string }>> {
  const { from, until, standIn = null } = input;
  const found = await membershipToChange(tx, actor, input.membershipId);
  if (!found.ok) return found;
  const { team, row } = found.value;
  const today = tx.clock.today().toString();
  const strange = refusalOfDay(from, 'from', today) ?? (until === null ? null : refusalOfDay(until, 'until', today));
  if (strange) return refused(strange);
  if (until !== null && until < from) return refused({ code: 'teams.end-before-begin', field: 'until', params: { day: from } });
  const days = { from, to: until === null ? row.to : dayAfter(until) };
  if (!within(days, row)) {
    const params = row.to === null ? { from: row.from } : { from: row.from, until: addDays(row.to, -1) };
    return refused({ code: 'teams.day-outside-service', field: 'from', status: 409, params });
  }
  const leaves = await leavesOf(
    tx,
    team.memberships.map((one) => one.id),
  );
  const there = leaves.find((one) => one.membershipId === row.id && overlap(one, days));
  if (there) return refused({ code: 'teams.leave-overlap', field: 'from', status: 409, params: { day: there.from } });
  const wrong = standIn === null ? null : refusalOfStandIn(team, row, standIn, days, leaves);
  if (wrong) return refused(wrong);
  const leaveId = tx.ids.next();
  await sql`insert into teams.leave (id, membership_id, valid, stand_in_id, recorded_at, recorded_by)
    values (${leaveId}::uuid, ${row.id}::uuid, daterange(${days.from}::date, ${days.to}::date), ${standIn}::uuid, ${tx.clock.now().toString()}::timestamptz,
      ${actor.id}::uuid)`.execute(tx.rows<unknown>());
  const standing = team.memberships.find((one) => one.id === standIn);
  await trail(tx, actor, 'teams.record-leave', { leaveId, team, persons: [row.personId, ...(standing ? [standing.personId] : [])] });
  return accepted({ leaveId });
}

/** Ends leave early or later within the service, or takes it back (`lastDay: null`). Refuses unknown leave, and an end before the beginning. */
export async function endLeave(tx: Tx, _context: Context, actor: Actor, input: EndLeave): Promise<Outcome<null>> {
  const { leaveId, lastDay } = input;
  const unknown: Refusal = { code: 'teams.leave-unknown', status: 404 };
  if (!isId(leaveId)) return refused(unknown);
  const rows = tx.rows<unknown>();
  const known = await sql<Leave>`select ${leaveColumns} from teams.leave l where l.id = ${leaveId}::uuid`.execute(rows);
  const [leave] = known.rows;
  if (!leave) return refused(unknown);
  const found = await membershipToChange(tx, actor, leave.membershipId);
  if (!found.ok) return found.refusal.status === 404 ? refused(unknown) : found;
  const { team, row } = found.value;
  if (lastDay === null) await sql`delete from teams.leave where id = ${leaveId}::uuid`.execute(rows);
  else {
    const strange = refusalOfDay(lastDay, 'last_day', tx.clock.today().toString());
    if (strange) return refused(strange);
    if (lastDay < leave.from) return refused({ code: 'teams.end-before-begin', field: 'last_day', params: { day: leave.from } });
    const days = { from: leave.from, to: dayAfter(lastDay) };
    if (!within(days, row))
      return refused({ code: 'teams.day-outside-service', field: 'last_day', status: 409, params: { from: row.from } });
    const others = (await leavesOf(tx, [row.id])).filter((one) => one.id !== leaveId);
    const next = others.find((one) => overlap(one, days));
    if (next) return refused({ code: 'teams.leave-overlap', field: 'last_day', status: 409, params: { day: next.from } });
    await sql`update teams.leave set valid = daterange(${days.from}::date, ${days.to}::date) where id = ${leaveId}::uuid`.execute(rows);
  }
  await trail(tx, actor, lastDay === null ? 'teams.cancel-leave' : 'teams.end-leave', { leaveId, team, persons: [row.personId] });
  return accepted(null);
}

async function trail(
  tx: Tx,
  actor: Actor,
  action: string,
  done: { readonly leaveId: string; readonly team: TeamState; readonly persons: readonly string[] },
): Promise<void> {
  await touch(tx, [teamTag(done.team.id)]);
  await record(tx, actor, {
    action,
    subject: { kind: 'teams.leave', id: done.leaveId },
    fields: ['valid', 'stand_in'],
    places: [seatOf(done.team)],
    persons: done.persons,
    right: teamsRights.manage,
  });
}
