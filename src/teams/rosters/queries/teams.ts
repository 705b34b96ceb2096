/** Teams as they are asked for. */
import { type RawBuilder, sql } from 'kysely';
import type { Reader } from '../../../platform/db/index.ts';
import { fold } from '../../../platform/text/index.ts';
import {
  type CoreForce,
  type Decision,
  type ListedTeam,
  staleAfterDays,
  type TeamEventKind,
  type TeamHappening,
  type TeamHistory,
  type TeamOnDay,
  type TeamsAsked,
  type TeamsPage,
  type TeamVersion,
} from '../../contract.ts';
import { isId, versionColumns } from '../store.ts';

/** Columns of a team with its state `v`, on the day of the unit's name. */
export const onDayColumns = (day: string): RawBuilder<unknown> => sql`v.team_id as id, t.level_id as level, v.name, v.unit_id as "unitId",
  coalesce((select u.name from territory.unit_versions u where u.unit_id = v.unit_id and u.valid @> ${day}::date),
    (select u.name from territory.unit_versions u where u.unit_id = v.unit_id order by u.valid desc limit 1), '') as "unitName",
  v.status, v.to_confirm as "toConfirm", v.id as "versionId", lower(v.valid) as "from", upper(v.valid) as "to", t.origin`;

/** The team as it is on a day; null where it is not. */
export async function teamOn(reader: Reader, teamId: string, day: string): Promise<TeamOnDay | null> {
  if (!isId(teamId)) return null;
  const found = await sql<TeamOnDay>`select ${onDayColumns(day)} from teams.team_version v join teams.team t on t.id = v.team_id
    where v.team_id = ${teamId}::uuid and v.valid @> ${day}::date`.execute(reader.rows<unknown>());
  return found.rows[0] ?? null;
}

interface EventRow {
  readonly eventId: string;
  readonly kind: TeamEventKind;
  readonly on: string;
  readonly number: string | null;
  readonly decidedOn: string | null;
  readonly issuer: string | null;
  readonly fileHash: string | null;
  readonly fileName: string | null;
  readonly recordedAt: Temporal.Instant;
  readonly recordedBy: string | null;
  readonly fromTeams: readonly string[];
  readonly toTeams: readonly string[];
}

const decisionOf = (row: EventRow): Decision => ({
  number: row.number,
  decidedOn: row.decidedOn,
  issuer: row.issuer,
  file: row.fileHash === null || row.fileName === null ? null : { hash: row.fileHash, name: row.fileName },
});

/** Every state of a team and what happened to it, oldest first; null for an unknown team. */
export async function teamHistory(reader: Reader, teamId: string): Promise<TeamHistory | null> {
  if (!isId(teamId)) return null;
  const rows = reader.rows<unknown>();
  const versions =
    await sql<TeamVersion>`select ${versionColumns} from teams.team_version v where v.team_id = ${teamId}::uuid order by v.valid`.execute(
      rows,
    );
  // A team is in an event by a state that the event began, or by an edge: to itself where the event only concerns it.
  const events = await sql<EventRow>`with own as (
      select event_id from teams.team_version where team_id = ${teamId}::uuid
      union select event_id from teams.team_edge where from_team_id = ${teamId}::uuid or to_team_id = ${teamId}::uuid)
    select e.id as "eventId", e.kind, e.on_day as "on", e.decision_number as number, e.decided_on as "decidedOn", e.issuer, e.file_hash as "fileHash",
      e.file_name as "fileName", e.recorded_at as "recordedAt", e.recorded_by as "recordedBy",
      array(select d.from_team_id from teams.team_edge d where d.event_id = e.id and d.to_team_id = ${teamId}::uuid and d.from_team_id <> d.to_team_id
        order by 1) as "fromTeams",
      array(select d.to_team_id from teams.team_edge d where d.event_id = e.id and d.from_team_id = ${teamId}::uuid and d.from_team_id <> d.to_team_id
        order by 1) as "toTeams"
    from own join teams.team_event e on e.id = own.event_id order by e.on_day, e.recorded_at, e.id`.execute(rows);
  if (versions.rows.length === 0) return null;
  return {
    versions: versions.rows,
    events: events.rows.map(
      (row): TeamHappening => ({
        eventId: row.eventId,
        kind: row.kind,
        on: row.on,
        decision: decisionOf(row),
        recordedAt: row.recordedAt.toString(),
        recordedBy: row.recordedBy,
        fromTeams: row.fromTeams,
        toTeams: row.toTeams,
      }),
    ),
  };
}

/**
 * The last day on which somebody changed or confirmed the roster of `v`: confirmations; what a person recorded; and, for what came without one
 * (lists of old), the days on which service or states began and ended. Following a unit is nobody's look at a roster.
 */
const touchedOn = (today: string): RawBuilder<unknown> => sql`greatest(
  (select max(c.confirmed_at)::date from teams.confirmation c where c.team_id = v.team_id),
  (select greatest(max(m.recorded_at::date) filter (where m.recorded_by is not null), max(lower(m.valid)) filter (where lower(m.valid) <= ${today}::date),
      max(upper(m.valid)) filter (where upper(m.valid) <= ${today}::date)) from teams.membership m where m.team_id = v.team_id),
  (select greatest(max(e.recorded_at::date) filter (where e.recorded_by is not null), max(e.on_day) filter (where e.on_day <= ${today}::date))
    from teams.team_version w join teams.team_event e on e.id = w.event_id and e.kind <> 'followed-unit' where w.team_id = v.team_id))`;

const likeWord = (word: string): string => `%${word.replace(/[\\%_]/g, '\\$&')}%`;

function matching(asked: TeamsAsked & { readonly today: string }): RawBuilder<unknown> {
  const { on, unitIds, within, level, status, text = '', only, today } = asked;
  const conditions = [sql`v.valid @> ${on}::date`];
  if (unitIds) conditions.push(sql`v.unit_id = any (${unitIds.filter(isId)}::uuid[])`);
  if (within !== undefined) conditions.push(isId(within) ? sql`v.unit_id in (${unitsBelow(within, on)})` : sql`false`);
  if (level) conditions.push(sql`t.level_id = ${level}`);
  if (status) conditions.push(sql`v.status = ${status}`);
  for (const word of fold(text).split(' ').filter(Boolean).slice(0, 8)) conditions.push(sql`v.search like ${likeWord(word)}`);
  if (only === 'to-confirm') conditions.push(sql`v.to_confirm`);
  if (only === 'leaderless')
    // As a value and not as an anti-join: looked up team by team, also where the tables' statistics are not there yet.
    conditions.push(sql`v.status = 'active' and (select m.id from teams.membership m where m.team_id = v.team_id and m.role = 'leader'
      and m.valid @> ${on}::date limit 1) is null`);
  if (only === 'stale')
    conditions.push(sql`v.status = 'active' and coalesce(${touchedOn(today)} < ${today}::date - ${staleAfterDays}::integer, true)`);
  return sql.join(conditions, sql` and `);
}

/** A unit and all below it on a day's map. */
export const unitsBelow = (unitId: string, day: string): RawBuilder<unknown> => sql`with recursive below (unit_id) as (
    select ${unitId}::uuid union select u.unit_id from below join territory.unit_versions u on u.parent_id = below.unit_id and u.valid @> ${day}::date)
  select unit_id from below`;

const writeCursor = (team: ListedTeam): string => Buffer.from(JSON.stringify([team.name, team.id])).toString('base64url');

function readCursor(text: string | null | undefined): readonly [name: string, id: string] | null {
  if (!text) return null;
  try {
    const read: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(read)) return null;
    const [name, id] = read as unknown[];
    return typeof name === 'string' && isId(id) ? [name, id] : null;
  } catch {
    return null;
  }
}

/** A page of teams by name in Vietnamese order; an `after` that is none begins at the beginning. `today` is the day that staleness is counted from. */
export async function teamsIn(
  reader: Reader,
  asked: TeamsAsked & { readonly limit: number; readonly after?: string | null; readonly today: string },
): Promise<TeamsPage> {
  const { on, limit, today } = asked;
  const after = readCursor(asked.after);
  const from = after ? sql`and (v.name collate "vi-x-icu", v.team_id) > (${after[0]} collate "vi-x-icu", ${after[1]}::uuid)` : sql``;
  const found = await sql<ListedTeam>`with page as materialized (
      select v.* from teams.team_version v join teams.team t on t.id = v.team_id where ${matching(asked)} ${from}
      order by v.name collate "vi-x-icu", v.team_id limit ${limit + 1})
    select ${onDayColumns(on)}, roster.members, roster.led, ${touchedOn(today)} as "touchedOn"
    from page v join teams.team t on t.id = v.team_id left join lateral (
      select count(*)::integer as members, coalesce(bool_or(m.role = 'leader'), false) as led from teams.membership m
      where m.team_id = v.team_id and m.valid @> ${on}::date) roster on true
    order by v.name collate "vi-x-icu", v.team_id`.execute(reader.rows<unknown>());
  const teams = found.rows.slice(0, limit);
  const last = teams.at(-1);
  return { teams, next: found.rows.length > limit && last ? writeCursor(last) : null };
}

/** How many teams there are on all pages of such a list, and memberships in force in them. */
export async function teamsMatching(
  reader: Reader,
  asked: TeamsAsked & { readonly today: string },
): Promise<{ readonly teams: number; readonly members: number }> {
  const found = await sql<{ teams: number; members: number }>`with matching as materialized (
      select v.team_id from teams.team_version v join teams.team t on t.id = v.team_id where ${matching(asked)})
    select (select count(*) from matching)::integer as teams,
      (select count(*) from teams.membership m where m.valid @> ${asked.on}::date and m.team_id in (select team_id from matching))::integer as members`.execute(
    reader.rows<unknown>(),
  );
  return found.rows[0] ?? { teams: 0, members: 0 };
}

/** The core forces in the order of lists. */
export async function coreForces(reader: Reader): Promise<readonly CoreForce[]> {
  const found = await sql<{
    code: string;
    name_vi: string;
    name_en: string;
    from: string | null;
    to: string | null;
  }>`select code, name_vi, name_en,
      lower(valid) as "from", upper(valid) as "to" from teams.core_force order by rank`.execute(reader.rows<unknown>());
  return found.rows.map(({ code, name_vi, name_en, from, to }) => ({ code, names: { vi: name_vi, en: name_en }, from, to }));
}
