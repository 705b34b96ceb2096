/** Everything on the page of one team, with the place judged and the sight recorded. */
import { sql } from 'kysely';
import { record } from '../../../audit/index.ts';
import { peopleRights, type RosterPerson } from '../../../people/index.ts';
import type { Reader, Tx } from '../../../platform/db/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import { type Context, nameActors } from '../../../platform/module/index.ts';
import { type Actor, may } from '../../../platform/session/index.ts';
import {
  type CoreForce,
  type Membership,
  type RosterMember,
  type TeamHistory,
  type TeamLevel,
  type TeamVersion,
  teamsRights,
} from '../../contract.ts';
import { coreForces, rosterOf, teamHistory } from '../../rosters/index.ts';
import { holdsPlace, inSight, sightOf } from '../access.ts';
import { isId } from '../form-values.ts';
import { listTeams } from '../list/query.ts';
import { personsOf } from '../people.ts';
import { seatNames } from '../units.ts';

/** A team of which the actor may see something, as it stood on a day or last before it. */
export interface OpenTeam {
  readonly id: string;
  readonly level: TeamLevel;
  readonly history: TeamHistory;
  /** The state of the day; the last one of a team that had ended, the first one of a team yet to come. */
  readonly version: TeamVersion;
  readonly state: 'active' | 'suspended' | 'ended' | 'to-come';
  /** Where it sits now, or sat last: by it the right is judged. */
  readonly place: string;
  readonly mayManage: boolean;
}

/**
 * The team, where the actor holds `teams.see` at its latest seat or leads it; null for everybody else, for ids that no team has and
 * for those that are none: from outside they all look the same.
 */
export async function openTeam(reader: Reader, actor: Actor, teamId: string, on: string, today: string): Promise<OpenTeam | null> {
  if (!isId(teamId)) return null;
  const seen = await sql<{ unit_id: string; level_id: TeamLevel }>`select v.unit_id, t.level_id from (
      select distinct on (team_id) team_id, unit_id from teams.team_version where team_id = ${teamId}::uuid order by team_id, lower(valid) desc
    ) v join teams.team t on t.id = v.team_id where ${inSight(sightOf(actor), 'v', today)}`.execute(reader.rows<unknown>());
  const [row] = seen.rows;
  const history = row && (await teamHistory(reader, teamId));
  if (!row || !history) return null;
  const begun = history.versions.filter((version) => version.from <= on).toSorted((a, b) => (a.from < b.from ? -1 : 1));
  const version = begun.at(-1) ?? history.versions[0];
  if (!version) return null;
  const state = begun.length === 0 ? 'to-come' : version.to !== null && version.to <= on ? 'ended' : version.status;
  const mayManage = holdsPlace(actor, teamsRights.manage, row.unit_id);
  return { id: teamId, level: row.level_id, history, version, state, place: row.unit_id, mayManage };
}

export interface TeamContent {
  readonly team: OpenTeam;
  readonly on: string;
  readonly today: string;
  readonly members: readonly RosterMember[];
  readonly persons: ReadonlyMap<string, RosterPerson>;
  /** Who served at other times than the day, the latest first. */
  readonly others: readonly Membership[];
  readonly forces: ReadonlyMap<string, string>;
  readonly seats: ReadonlyMap<string, string>;
  /** Names of the teams that it came from and went into; those that the actor may open have an address. */
  readonly related: ReadonlyMap<string, { readonly name: string; readonly open: boolean }>;
  readonly recorders: ReadonlyMap<string, string>;
  /** The day on which somebody last changed the roster or said that it is right; null without one. */
  readonly lookedOn: string | null;
  readonly stale: boolean;
  readonly mayOpenPersons: boolean;
  readonly mayCards: boolean;
}

/** Core forces by their names. */
export async function forceNames(reader: Reader, lang: Lang): Promise<ReadonlyMap<string, string>> {
  return new Map((await coreForces(reader)).map((force: CoreForce) => [force.code, force.names[lang]]));
}

/** The page's content. Runs under `rowState(actor, 'teams.see')`. */
export async function teamContent(
  tx: Tx,
  context: Context,
  actor: Actor,
  team: OpenTeam,
  { on, lang }: { readonly on: string; readonly lang: Lang },
): Promise<TeamContent> {
  const today = context.clock.today().toString();
  const members = await rosterOf(tx, team.id, on);
  const present = new Set(members.map((member) => member.id));
  const others = (await everyMembership(tx, team.id)).filter((one) => !present.has(one.id));
  const persons = await personsOf(
    tx,
    context.vault,
    [...members, ...others].map((one) => one.personId),
  );
  await recordSight(tx, actor, team, [...persons.keys()]);
  const asked = { on, today, level: null, units: null, only: null, words: '', teamId: team.id };
  const [line] = await listTeams(tx, { units: 'everywhere', leaders: [] }, asked, { limit: 1, after: null });
  const { events, versions } = team.history;
  const relatedIds = events.flatMap((event) => [...event.fromTeams, ...event.toTeams]).filter((id) => id !== team.id);
  const seatIds = [...versions.map((version) => version.unitId), team.place];
  return {
    team,
    on,
    today,
    members,
    persons,
    others,
    forces: await forceNames(tx, lang),
    seats: await seatNames(tx, seatIds, on, lang),
    related: await relatedTeams(tx, actor, relatedIds, today),
    recorders: await nameActors(
      context,
      events.map((event) => event.recordedBy).filter((id) => id !== null),
    ),
    lookedOn: line?.lookedOn ?? null,
    stale: line?.stale ?? false,
    mayOpenPersons: may(actor, peopleRights.see),
    mayCards: holdsPlace(actor, teamsRights.cards, team.place),
  };
}

/** Tells the trail that the actor saw who serves in the team. */
export async function recordSight(tx: Tx, actor: Actor, team: Pick<OpenTeam, 'id' | 'place'>, persons: readonly string[]): Promise<void> {
  await record(tx, actor, {
    action: 'teams.see-roster',
    subject: { kind: 'teams.team', id: team.id },
    places: [team.place],
    persons,
    right: teamsRights.see,
  });
}

async function everyMembership(reader: Reader, teamId: string): Promise<readonly Membership[]> {
  const found = await sql<Membership>`select id, team_id as "teamId", person_id as "personId", role, core_force as "coreForce",
      lower(valid) as "from", upper(valid) as "to", term_until as "termUntil", ended_why as "endedWhy", succeeds
    from teams.membership where team_id = ${teamId}::uuid order by lower(valid) desc, id`.execute(reader.rows<unknown>());
  return found.rows;
}

async function relatedTeams(reader: Reader, actor: Actor, ids: readonly string[], today: string): Promise<TeamContent['related']> {
  const found = await sql<{
    team_id: string;
    name: string;
    open: boolean;
  }>`select v.team_id, v.name, ${inSight(sightOf(actor), 'v', today)} as open from (
      select distinct on (team_id) team_id, name, unit_id from teams.team_version where team_id = any (${[...new Set(ids)]}::uuid[])
      order by team_id, lower(valid) desc
    ) v`.execute(reader.rows<unknown>());
  return new Map(found.rows.map(({ team_id, name, open }) => [team_id, { name, open }]));
}
