/** What becomes of a team: another name or seat, suspended, revived, dissolved, set right. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { tidy } from '../../platform/text/index.ts';
import { deniedAt } from '../access.ts';
import { type ChangeTeam, type TeamEventKind, type TeamVersion, teamsRights } from '../contract.ts';
import { commit } from './commit.ts';
import { refusalOfDecision, refusalOfRepeated } from './decision.ts';
import { type TeamState, type UnitFacts, versionOn } from './model/state.ts';
import { stepOf, type TeamStep } from './model/teams.ts';
import { automaticEvents, linkEvent, teamsToChange, unitFacts, writeEvent } from './store.ts';

const eventKinds: Readonly<Record<ChangeTeam['kind'], TeamEventKind>> = {
  rename: 'renamed',
  move: 'moved',
  'confirm-seat': 'moved',
  suspend: 'suspended',
  revive: 'revived',
  dissolve: 'dissolved',
  correct: 'corrected',
};

const fieldsOf: Readonly<Record<ChangeTeam['kind'], readonly string[]>> = {
  rename: ['name'],
  move: ['unit'],
  'confirm-seat': ['unit'],
  suspend: ['status'],
  revive: ['status'],
  dissolve: ['valid', 'members'],
  correct: ['name', 'unit', 'valid'],
};

function stepFor(input: ChangeTeam, unit: UnitFacts | null): TeamStep {
  switch (input.kind) {
    case 'rename':
      return { kind: 'rename', name: tidy(input.name) };
    case 'move':
      return { kind: 'move', unit };
    case 'correct':
      return {
        kind: 'correct',
        ...(input.name === undefined ? {} : { name: tidy(input.name) }),
        ...(input.unitId === undefined ? {} : { unit }),
        ...(input.begins === undefined ? {} : { begins: input.begins }),
      };
    default:
      return { kind: input.kind };
  }
}

/** The state that the actor saw is no longer that of the day. */
export function refusalOfExpected(team: TeamState, on: string, expected: string | undefined) {
  const at = versionOn(team, on);
  return expected === undefined || at === null || at.id === expected ? null : ({ code: 'teams.changed-meanwhile', status: 409 } as const);
}

/**
 * Renames, moves, suspends, revives, dissolves or corrects a team from a day on. Refuses a day on which the team is not, a unit that can't be its
 * seat, what is so already (`teams.team-suspended`, `teams.team-active`, `teams.seat-confirmed`), later changes that stand in the way of an end
 * (`teams.something-later`), the same decision twice, a state that somebody changed meanwhile, and teams or seats of other places.
 */
export async function changeTeam(tx: Tx, context: Context, actor: Actor, input: ChangeTeam): Promise<Outcome<{ readonly teamId: string }>> {
  const { teamId, on, decision, kind } = input;
  const found = await teamsToChange(tx, actor, [teamId]);
  if (!found.ok) return found;
  const [team] = found.value;
  if (!team) return refused({ code: 'teams.team-unknown', status: 404 });
  const today = tx.clock.today().toString();
  const unitId = 'unitId' in input ? input.unitId : undefined;
  const unit = unitId === undefined ? null : ((await unitFacts(tx, [unitId])).get(unitId) ?? null);
  const denied = unit && deniedAt(actor, teamsRights.manage, [unit.id]);
  if (denied) return denied;
  const eventId = tx.ids.next();
  const automatic = await automaticEvents(tx, [team]);
  const step = stepOf(team, on, stepFor(input, unit), { today, newId: () => tx.ids.next(), eventId, automatic });
  const wrong =
    refusalOfExpected(team, on, input.expected) ??
    refusalOfDecision(decision, today) ??
    (step.ok && kind !== 'correct' ? await refusalOfRepeated(tx, eventKinds[kind], decision, { teamIds: [teamId] }) : null);
  if (!step.ok) return refused(wrong?.code === 'teams.changed-meanwhile' ? wrong : step.refusal);
  if (wrong) return refused(wrong);
  const change = step.value;
  if (change.putVersions.length + change.dropVersions.length === 0 && !(kind === 'correct' && decision)) return accepted({ teamId });
  const begins = change.putVersions.some((one) => one.eventId === eventId);
  await commit(tx, context, actor, {
    teams: [{ state: team, change }],
    first: async () => {
      await writeEvent(tx, actor, { id: eventId, kind: eventKinds[kind], on, decision: kind === 'correct' ? undefined : decision });
      if (!begins) await linkEvent(tx, eventId, teamId);
    },
    last: async () => {
      const at = kind === 'correct' ? versionOn(team, on) : null;
      if (at && input.kind === 'correct') await correctEvent(tx, at, input);
    },
    action: `teams.${kind}`,
    subject: { kind: 'teams.team', id: teamId },
    fields: [...fieldsOf[kind], ...(decision ? ['decision'] : [])],
    moves: true,
  });
  return accepted({ teamId });
}

/** What was recorded wrongly about the event by which the state began: its day, its decision. */
async function correctEvent(tx: Tx, at: TeamVersion, { begins, decision }: Extract<ChangeTeam, { kind: 'correct' }>): Promise<void> {
  const rows = tx.rows<unknown>();
  if (begins !== undefined && begins !== at.from)
    await sql`update teams.team_event set on_day = ${begins}::date where id = ${at.eventId}::uuid`.execute(rows);
  if (decision)
    await sql`update teams.team_event set decision_number = ${decision.number}, decided_on = ${decision.decidedOn}::date, issuer = ${decision.issuer},
        file_hash = coalesce(${decision.file?.hash ?? null}, file_hash), file_name = coalesce(${decision.file?.name ?? null}, file_name)
      where id = ${at.eventId}::uuid`.execute(rows);
}
