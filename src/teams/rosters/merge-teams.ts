/** Several teams become one, or one becomes several. */
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { tidy } from '../../platform/text/index.ts';
import { deniedAt } from '../access.ts';
import { type MergeTeams, type SplitTeam, teamsRights } from '../contract.ts';
import { refusalOfExpected } from './change-team.ts';
import { commit } from './commit.ts';
import { refusalOfDecision, refusalOfRepeated } from './decision.ts';
import { divided, merged } from './model/merge.ts';
import { nothing, type TeamState } from './model/state.ts';
import { formed, unborn } from './model/teams.ts';
import { automaticEvents, insertTeam, teamsToChange, unitFacts, writeEdges, writeEvent } from './store.ts';

/**
 * Several teams become one from a day on: they end, their members serve in an existing team or a new one, somebody in several once. Refuses
 * fewer than two teams, teams of different levels, a leader who is not among the members, what stands later in a team that ends, the same
 * decision twice, places of others.
 */
export async function mergeTeams(tx: Tx, context: Context, actor: Actor, input: MergeTeams): Promise<Outcome<{ readonly teamId: string }>> {
  const { on, leaderId, decision, into } = input;
  const ending = [...new Set(input.teamIds)];
  const kept = 'teamId' in into ? [into.teamId] : [];
  if (ending.length + kept.length < 2 || ending.length === 0 || kept.some((id) => ending.includes(id)))
    return refused({ code: 'teams.merge-two', field: 'teams' });
  const found = await teamsToChange(tx, actor, [...ending, ...kept]);
  if (!found.ok) return found;
  const teams = found.value;
  const sources = teams.filter((team) => ending.includes(team.id));
  const level = sources[0]?.level ?? 'village';
  if (teams.some((team) => team.level !== level)) return refused({ code: 'teams.merge-levels', field: 'teams' });
  const today = tx.clock.today().toString();
  const ground = { today, newId: () => tx.ids.next(), automatic: await automaticEvents(tx, teams) };
  const eventId = tx.ids.next();
  const target = await targetOf(tx, actor, teams, { into, level, on, eventId, ground });
  if (!target.ok) return target;
  const outcome = merged(sources, target.value, { on, leaderId }, ground);
  if (!outcome.ok) return outcome;
  const wrong = refusalOfDecision(decision, today) ?? (await refusalOfRepeated(tx, 'merged', decision, { teamIds: ending }));
  if (wrong) return refused(wrong);
  const changeOf = (id: string) => outcome.value.find((one) => one.teamId === id)?.change ?? nothing;
  const isNew = kept.length === 0;
  const receiving = target.value;
  await commit(tx, context, actor, {
    teams: teams
      .toSorted((a, b) => Number(a.id === receiving.id) - Number(b.id === receiving.id))
      .map((state) => ({ state, change: changeOf(state.id) })),
    made: isNew ? [{ ...receiving, memberships: changeOf(receiving.id).putMemberships }] : [],
    first: async () => {
      if (isNew) await insertTeam(tx, receiving);
      await writeEvent(tx, actor, { id: eventId, kind: 'merged', on, decision });
      await writeEdges(
        tx,
        eventId,
        ending.map((from) => ({ from, to: receiving.id })),
      );
    },
    action: 'teams.merge',
    subject: { kind: 'teams.team', id: receiving.id },
    fields: ['members', ...(decision ? ['decision'] : [])],
    moves: true,
  });
  return accepted({ teamId: receiving.id });
}

interface TargetWish {
  readonly into: MergeTeams['into'];
  readonly level: TeamState['level'];
  readonly on: string;
  readonly eventId: string;
  readonly ground: { readonly today: string; readonly newId: () => string };
}

async function targetOf(tx: Tx, actor: Actor, teams: readonly TeamState[], wish: TargetWish): Promise<Outcome<TeamState>> {
  const { into, level, on, eventId, ground } = wish;
  if ('teamId' in into) {
    const there = teams.find((team) => team.id === into.teamId);
    return there ? accepted(there) : refused({ code: 'teams.team-unknown', status: 404 });
  }
  const unit = (await unitFacts(tx, [into.unitId])).get(into.unitId) ?? null;
  const denied = unit && deniedAt(actor, teamsRights.manage, [unit.id]);
  if (denied) return denied;
  return formed(unborn(tx.ids.next(), level), { name: tidy(into.name), unit, on, eventId }, ground);
}

/**
 * A team is divided from a day on: each part is a new team with the members named for it; the team itself goes on with the rest, or ends.
 * Refuses no parts, a member named twice or not serving that day, members left over where the team ends, a leader outside the part.
 */
export async function splitTeam(
  tx: Tx,
  context: Context,
  actor: Actor,
  input: SplitTeam,
): Promise<Outcome<{ readonly teamIds: readonly string[] }>> {
  const { teamId, on, goesOn, decision } = input;
  const found = await teamsToChange(tx, actor, [teamId]);
  if (!found.ok) return found;
  const [team] = found.value;
  if (!team) return refused({ code: 'teams.team-unknown', status: 404 });
  const today = tx.clock.today().toString();
  const ground = { today, newId: () => tx.ids.next(), automatic: await automaticEvents(tx, [team]) };
  const eventId = tx.ids.next();
  const changed = refusalOfExpected(team, on, input.expected);
  if (changed) return refused(changed);
  const units = await unitFacts(
    tx,
    input.parts.map((part) => part.unitId),
  );
  const denied = deniedAt(actor, teamsRights.manage, [...units.keys()]);
  if (denied) return denied;
  const parts: { state: TeamState; wish: SplitTeam['parts'][number] }[] = [];
  for (const [index, wish] of input.parts.entries()) {
    const unit = units.get(wish.unitId) ?? null;
    const born = formed(unborn(tx.ids.next(), team.level), { name: tidy(wish.name), unit, on, eventId }, ground);
    if (!born.ok) return refused(inPart(born.refusal, index));
    parts.push({ state: born.value, wish });
  }
  const outcome = divided(team, parts, { on, goesOn }, ground);
  if (!outcome.ok) return outcome;
  const wrong = refusalOfDecision(decision, today) ?? (await refusalOfRepeated(tx, 'split', decision, { teamIds: [teamId] }));
  if (wrong) return refused(wrong);
  const made = parts.map(({ state }, index) => ({ ...state, memberships: outcome.value.rows[index] ?? [] }));
  await commit(tx, context, actor, {
    teams: [{ state: team, change: outcome.value.change }],
    made,
    first: async () => {
      for (const part of made) await insertTeam(tx, part);
      await writeEvent(tx, actor, { id: eventId, kind: 'split', on, decision });
      await writeEdges(
        tx,
        eventId,
        made.map((part) => ({ from: teamId, to: part.id })),
      );
    },
    action: 'teams.split',
    subject: { kind: 'teams.team', id: teamId },
    fields: ['members', ...(decision ? ['decision'] : [])],
    moves: true,
  });
  return accepted({ teamIds: made.map((part) => part.id) });
}

const inPart = (refusal: Refusal, index: number): Refusal => ({ ...refusal, field: `parts.${index}.${refusal.field ?? 'name'}` });
