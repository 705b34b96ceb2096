/** A new team, with its decision and first members. */
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { tidy } from '../../platform/text/index.ts';
import { deniedAt } from '../access.ts';
import { type FormTeam, teamsRights } from '../contract.ts';
import { commit } from './commit.ts';
import { refusalOfDecision, refusalOfRepeated } from './decision.ts';
import { joinAll } from './model/members.ts';
import { formed, unborn } from './model/teams.ts';
import { newcomers } from './newcomers.ts';
import { insertTeam, unitFacts, writeEvent } from './store.ts';

/**
 * Forms a team at a unit of its level. Where the unit has ended since, the team's later states follow it. Refuses an unknown unit, one of another
 * level, one that had ended or not begun, a name that is none, a day more than a year ahead, the same decision for the same team twice
 * (`teams.decision-twice`), and what `addMember` refuses of each member (`members.<index>.<field>`).
 */
export async function formTeam(
  tx: Tx,
  context: Context,
  actor: Actor,
  input: FormTeam,
): Promise<Outcome<{ readonly teamId: string; readonly membershipIds: readonly string[] }>> {
  const { level, unitId, on, decision, members = [] } = input;
  const name = tidy(input.name);
  const ground = { today: tx.clock.today().toString(), newId: () => tx.ids.next() };
  const eventId = tx.ids.next();
  const unit = (await unitFacts(tx, [unitId])).get(unitId) ?? null;
  const born = formed(unborn(tx.ids.next(), level), { name, unit, on, eventId }, ground);
  // A unit of somebody else's looks like an unknown one only as far as it is: units are public.
  const denied = unit && deniedAt(actor, teamsRights.manage, [unitId]);
  if (denied) return denied;
  if (!born.ok) return born;
  const wrong = refusalOfDecision(decision, ground.today) ?? (await refusalOfRepeated(tx, 'formed', decision, { unitId, name }));
  if (wrong) return refused(wrong);
  const people = await newcomers(tx, context, actor, members, { unitId, day: on });
  if (!people.ok) return people;
  const joined = joinAll(
    born.value,
    members.map(({ role, coreForce, termUntil = null }, index) => ({
      personId: people.value.ids[index] ?? '',
      role,
      coreForce,
      from: on,
      until: null,
      termUntil,
    })),
    ground,
  );
  if (!joined.ok) return joined;
  const recorded = await people.value.record();
  if (!recorded.ok) return recorded;
  const team = { ...born.value, memberships: joined.value };
  await commit(tx, context, actor, {
    teams: [],
    made: [team],
    first: async () => {
      await insertTeam(tx, team);
      await writeEvent(tx, actor, { id: eventId, kind: 'formed', on, decision });
    },
    action: 'teams.form',
    subject: { kind: 'teams.team', id: team.id },
    fields: ['name', 'unit', ...(decision ? ['decision'] : []), ...(members.length > 0 ? ['members'] : [])],
    moves: true,
  });
  return accepted({ teamId: team.id, membershipIds: joined.value.map((row) => row.id) });
}
