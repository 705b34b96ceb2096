/** Somebody joins a team. */
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import type { AddMember } from '../contract.ts';
import { refusalOfExpected } from './change-team.ts';
import { commit } from './commit.ts';
import { join } from './model/members.ts';
import { refusalOfDay } from './model/state.ts';
import { newcomers } from './newcomers.ts';
import { seatOf, teamsToChange } from './store.ts';

/**
 * Adds a known person or a new one from a day on. Refuses somebody who serves there already in these days (`teams.member-overlap`), a second leader
 * (`teams.second-leader`: `day`, and by id who leads), days outside the team's life, a suspended team, a person who is unknown, erased or of
 * another place (`teams.person-unknown`), and what can't name a new person (codes of people).
 */
export async function addMember(
  tx: Tx,
  context: Context,
  actor: Actor,
  input: AddMember,
): Promise<Outcome<{ readonly membershipId: string; readonly personId: string }>> {
  const { teamId, from, until = null, role, coreForce, termUntil = null } = input;
  const found = await teamsToChange(tx, actor, [teamId]);
  if (!found.ok) return found;
  const [team] = found.value;
  if (!team) return refused({ code: 'teams.team-unknown', status: 404 });
  const ground = { today: tx.clock.today().toString(), newId: () => tx.ids.next() };
  const wrong = refusalOfDay(from, 'from', ground.today) ?? refusalOfExpected(team, from, input.expected);
  if (wrong) return refused(wrong);
  const people = await newcomers(tx, context, actor, [input], { unitId: seatOf(team), day: from });
  if (!people.ok) return people;
  const [personId = ''] = people.value.ids;
  const joined = join(team, { personId, role, coreForce, from, until, termUntil }, ground);
  if (!joined.ok) return joined;
  const recorded = await people.value.record();
  if (!recorded.ok) return recorded;
  const { change, row } = joined.value;
  await commit(tx, context, actor, {
    teams: [{ state: team, change }],
    action: 'teams.add-member',
    subject: { kind: 'teams.membership', id: row.id },
    fields: ['person', 'role', 'core_force', 'valid'],
  });
  return accepted({ membershipId: row.id, personId });
}
