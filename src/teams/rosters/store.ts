/** Rows of teams as the rules see them, locked, and the writing of what the rules decided. */
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db/index.ts';
import { type Outcome, refused } from '../../platform/outcome/index.ts';
import { type Actor, mayAt } from '../../platform/session/index.ts';
import { fold } from '../../platform/text/index.ts';
import { deniedAt } from '../access.ts';
import { type Decision, type Membership, type TeamEventKind, type TeamLevel, type TeamVersion, teamsRights } from '../contract.ts';
import type { RosterChange, TeamState, UnitFacts } from './model/state.ts';

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether the text can be an id at all: others never reach the database. */
export const isId = (text: unknown): text is string => typeof text === 'string' && uuidForm.test(text);

/** Columns of a version as `TeamVersion`. */
export const versionColumns = sql`v.id, v.team_id as "teamId", lower(v.valid) as "from", upper(v.valid) as "to", v.name, v.unit_id as "unitId",
  v.status, v.to_confirm as "toConfirm", v.event_id as "eventId"`;

/** Columns of a membership as `Membership`. */
export const membershipColumns = sql`m.id, m.team_id as "teamId", m.person_id as "personId", m.role, m.core_force as "coreForce",
  lower(m.valid) as "from", upper(m.valid) as "to", m.term_until as "termUntil", m.ended_why as "endedWhy", m.succeeds`;

/** Teams, locked in the order of their ids so that two changes wait for each other and never for ever, with all their rows. Unknown ones are left out. */
async function lockTeams(tx: Tx, teamIds: readonly string[]): Promise<readonly TeamState[]> {
  const ids = [...new Set(teamIds)].filter(isId);
  const rows = tx.rows<unknown>();
  const teams = await sql<{ id: string; level: TeamLevel }>`select id, level_id as level from teams.team
    where id = any (${ids}::uuid[]) order by id for update`.execute(rows);
  const versions = await sql<TeamVersion>`select ${versionColumns} from teams.team_version v
    where v.team_id = any (${ids}::uuid[]) order by v.valid`.execute(rows);
  const memberships = await sql<Membership>`select ${membershipColumns} from teams.membership m
    where m.team_id = any (${ids}::uuid[]) order by m.valid, m.id`.execute(rows);
  const byTeam = Map.groupBy(versions.rows, (row) => row.teamId);
  const served = Map.groupBy(memberships.rows, (row) => row.teamId);
  return teams.rows.map(({ id, level }) => ({ id, level, versions: byTeam.get(id) ?? [], memberships: served.get(id) ?? [] }));
}

/** The seat by which it is judged who may change a team: where it sits last. */
export const seatOf = (team: TeamState): string => team.versions.at(-1)?.unitId ?? '';

/**
 * The teams that the actor may change, locked; a refusal that doesn't tell somebody else's team from an unknown one, for persons who see no
 * rosters there at all.
 */
export async function teamsToChange(tx: Tx, actor: Actor, teamIds: readonly string[]): Promise<Outcome<readonly TeamState[]>> {
  const teams = await lockTeams(tx, teamIds);
  const unseen = actor.kind !== 'system' && teams.some((team) => !mayAt(actor, teamsRights.see, seatOf(team)));
  if (teams.length < new Set(teamIds).size || unseen) return refused({ code: 'teams.team-unknown', status: 404 });
  const denied = deniedAt(actor, teamsRights.manage, teams.map(seatOf));
  if (denied) return denied;
  return { ok: true, value: teams };
}

/** The team of a membership; null for an unknown one. */
export async function teamOfMembership(reader: Reader, membershipId: string): Promise<string | null> {
  if (!isId(membershipId)) return null;
  const found = await sql<{ team_id: string }>`select team_id from teams.membership where id = ${membershipId}::uuid`.execute(
    reader.rows<unknown>(),
  );
  return found.rows[0]?.team_id ?? null;
}

/** The days of units in the record. */
export async function unitFacts(reader: Reader, unitIds: readonly string[]): Promise<ReadonlyMap<string, UnitFacts>> {
  const found =
    await sql<UnitFacts>`select unit_id as id, (array_agg(level_id order by valid desc))[1] as level, min(lower(valid)) as "from",
      case when bool_or(upper_inf(valid)) then null else max(upper(valid)) end as "to"
    from territory.unit_versions where unit_id = any (${unitIds.filter(isId)}::uuid[]) group by unit_id`.execute(reader.rows<unknown>());
  return new Map(found.rows.map((row) => [row.id, row]));
}

/** Events among these by which seats followed their units. */
export async function automaticEvents(reader: Reader, teams: readonly TeamState[]): Promise<ReadonlySet<string>> {
  const ids = teams.flatMap((team) => team.versions.map((one) => one.eventId));
  const found = await sql<{
    id: string;
  }>`select id from teams.team_event where id = any (${ids}::uuid[]) and kind = 'followed-unit'`.execute(reader.rows<unknown>());
  return new Set(found.rows.map((row) => row.id));
}

const blank = (text: string | null | undefined): string | null => text?.trim() || null;

export async function writeEvent(
  tx: Tx,
  actor: Actor,
  event: { readonly id: string; readonly kind: TeamEventKind; readonly on: string; readonly decision?: Decision | undefined },
): Promise<void> {
  const { id, kind, on, decision } = event;
  await sql`insert into teams.team_event (id, kind, on_day, decision_number, decided_on, issuer, file_hash, file_name, recorded_at, recorded_by)
    values (${id}::uuid, ${kind}, ${on}::date, ${blank(decision?.number)}, ${blank(decision?.decidedOn)}::date, ${blank(decision?.issuer)},
      ${decision?.file?.hash ?? null}, ${decision?.file?.name ?? null}, ${tx.clock.now().toString()}::timestamptz, ${actor.id}::uuid)`.execute(
    tx.rows<unknown>(),
  );
}

/** Names a team in an event by which no state of it begins: an edge from the team to itself. */
export async function linkEvent(tx: Tx, eventId: string, teamId: string): Promise<void> {
  await writeEdges(tx, eventId, [{ from: teamId, to: teamId }]);
}

export async function writeEdges(tx: Tx, eventId: string, edges: readonly { readonly from: string; readonly to: string }[]): Promise<void> {
  await sql`insert into teams.team_edge (event_id, from_team_id, to_team_id)
    select ${eventId}::uuid, * from unnest(${edges.map((one) => one.from)}::uuid[], ${edges.map((one) => one.to)}::uuid[])
    on conflict do nothing`.execute(tx.rows<unknown>());
}

export async function insertTeam(tx: Tx, team: { readonly id: string; readonly level: TeamLevel }): Promise<void> {
  await sql`insert into teams.team (id, level_id, recorded_at) values (${team.id}::uuid, ${team.level}, ${tx.clock.now().toString()}::timestamptz)`.execute(
    tx.rows<unknown>(),
  );
}

/**
 * Writes a change of one team: what goes, then what becomes shorter, then the rest, so that no row is in the way of another. An event that
 * loses its last state stays linked to the team.
 */
export async function writeChange(tx: Tx, actor: Actor, team: TeamState, change: RosterChange): Promise<void> {
  const rows = tx.rows<unknown>();
  const { putVersions, dropVersions, putMemberships, dropMemberships } = change;
  const dropped = team.versions.filter((one) => dropVersions.includes(one.id)).map((one) => one.eventId);
  for (const eventId of dropped) await linkEvent(tx, eventId, team.id);
  if (dropVersions.length > 0) await sql`delete from teams.team_version where id = any (${[...dropVersions]}::uuid[])`.execute(rows);
  if (dropMemberships.length > 0) {
    await sql`delete from teams.leave where membership_id = any (${[...dropMemberships]}::uuid[]) or stand_in_id = any (${[...dropMemberships]}::uuid[])`.execute(
      rows,
    );
    await sql`update teams.membership set succeeds = null where succeeds = any (${[...dropMemberships]}::uuid[])`.execute(rows);
    await sql`delete from teams.membership where id = any (${[...dropMemberships]}::uuid[])`.execute(rows);
  }
  const wereVersions = new Map(team.versions.map((one) => [one.id, one]));
  for (const one of inOrder(putVersions, wereVersions)) await putVersion(tx, one);
  const wereMemberships = new Map(team.memberships.map((one) => [one.id, one]));
  await putMemberRows(tx, actor, inOrder(putMemberships, wereMemberships));
}

/** Rows that only become shorter first: they make room. */
function inOrder<T extends { readonly id: string; readonly from: string; readonly to: string | null }>(
  rows: readonly T[],
  before: ReadonlyMap<string, T>,
): readonly T[] {
  const shrinks = (row: T): boolean => {
    const was = before.get(row.id);
    return was !== undefined && row.from >= was.from && (was.to === null || (row.to !== null && row.to <= was.to));
  };
  return [...rows.filter(shrinks), ...rows.filter((row) => !shrinks(row))];
}

export async function putVersion(tx: Tx, one: TeamVersion): Promise<void> {
  await sql`insert into teams.team_version (id, team_id, valid, name, search, unit_id, status, to_confirm, event_id)
    values (${one.id}::uuid, ${one.teamId}::uuid, daterange(${one.from}::date, ${one.to}::date), ${one.name}, ${fold(one.name)}, ${one.unitId}::uuid,
      ${one.status}, ${one.toConfirm}, ${one.eventId}::uuid)
    on conflict (id) do update set valid = excluded.valid, name = excluded.name, search = excluded.search, unit_id = excluded.unit_id,
      status = excluded.status, to_confirm = excluded.to_confirm, event_id = excluded.event_id`.execute(tx.rows<unknown>());
}

async function putMemberRows(tx: Tx, actor: Actor, memberships: readonly Membership[]): Promise<void> {
  if (memberships.length === 0) return;
  const now = tx.clock.now().toString();
  await sql`insert into teams.membership (id, team_id, person_id, role, core_force, valid, term_until, ended_why, succeeds, recorded_at, recorded_by)
    select id, team, person, role, force, daterange("from", "to"), term, why, succeeds, ${now}::timestamptz, ${actor.id}::uuid
    from jsonb_to_recordset(${JSON.stringify(
      memberships.map((one) => ({
        id: one.id,
        team: one.teamId,
        person: one.personId,
        role: one.role,
        force: one.coreForce,
        from: one.from,
        to: one.to,
        term: one.termUntil,
        why: one.endedWhy,
        succeeds: one.succeeds,
      })),
    )}::jsonb) as r (id uuid, team uuid, person uuid, role text, force text, "from" date, "to" date, term date, why text, succeeds uuid)
    on conflict (id) do update set role = excluded.role, core_force = excluded.core_force, valid = excluded.valid, term_until = excluded.term_until,
      ended_why = excluded.ended_why, succeeds = excluded.succeeds`.execute(tx.rows<unknown>());
  // Leave doesn't outlast the service.
  await sql`delete from teams.leave l using teams.membership m where m.id = l.membership_id and m.id = any (${memberships.map((one) => one.id)}::uuid[])
    and not l.valid && m.valid`.execute(tx.rows<unknown>());
  await sql`update teams.leave l set valid = l.valid * m.valid from teams.membership m where m.id = l.membership_id
    and m.id = any (${memberships.map((one) => one.id)}::uuid[]) and not l.valid <@ m.valid`.execute(tx.rows<unknown>());
}
