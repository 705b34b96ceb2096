/** The teams behind a figure, with their members on the day as a number. Names of persons are not here. */
import { type RawBuilder, sql } from 'kysely';
import type { Db, Reader } from '../../../../platform/db/index.ts';
import type { TeamLevel } from '../../../../teams/index.ts';
import { inOnePass, type Listed, type Scope } from './scope.ts';

interface Names {
  readonly vi: string;
  readonly en: string;
}

export interface TeamInList {
  readonly id: string;
  readonly name: string;
  readonly level: string;
  /** Where it sits on the day; null where the record of units doesn't have the place on that day. */
  readonly seat: { readonly id: string; readonly name: string; readonly typeName: Names } | null;
  readonly parent: { readonly name: string; readonly typeName: Names } | null;
  /** Members counted here, and all that the team has on the day: they differ where its place was divided. */
  readonly members: number;
  readonly allMembers: number;
  readonly led: boolean;
}

export interface TeamsWanted {
  readonly level?: TeamLevel | undefined;
  /** Only members of this core force, and only teams that have some. */
  readonly force?: string | undefined;
  readonly only?: 'leaderless' | 'with-members' | undefined;
}

export interface Slice {
  readonly limit: number;
  readonly offset: number;
}

interface TeamRow {
  team_id: string;
  name: string;
  level_id: string;
  seat_id: string | null;
  seat_name: string | null;
  seat_vi: string | null;
  seat_en: string | null;
  parent_name: string | null;
  parent_vi: string | null;
  parent_en: string | null;
  members: bigint;
  all_members: bigint;
  led: boolean;
  all_teams: bigint;
  sum_members: bigint;
}

export interface TeamList {
  readonly rows: readonly TeamInList[];
  /** Of the whole list, not of this part of it. */
  readonly teams: number;
  readonly members: number;
}

/** A part of the list of active teams, by place and name; its sums are those of all of it. */
export async function listTeams(reader: Db, of: Listed, wanted: TeamsWanted, { limit, offset }: Slice): Promise<TeamList> {
  const rows = await inOnePass(reader, of, async (tx, scope) => {
    const found = await sql<TeamRow>`
    with facts as materialized (${teamFacts(of.on, scope, wanted)}),
    counted as (
      select f.team_id, sum(p.value) as members
      from ${scope.onMap(sql`select fact_id, unit_id, day, value from facts`)} p join facts f on f.fact_id = p.fact_id
      where ${scope.inside} group by f.team_id
    ), whole as (
      select team_id, sum(value) as all_members, bool_or(led) as led from facts group by team_id
    ), chosen as (
      select c.team_id, c.members, w.all_members, w.led from counted c join whole w on w.team_id = c.team_id where ${chosenBy(wanted)}
    )
    select c.team_id, d.name, d.level_id, seat.unit_id as seat_id, seat.name as seat_name, st.name_vi as seat_vi, st.name_en as seat_en,
      above.name as parent_name, at.name_vi as parent_vi, at.name_en as parent_en, c.members::bigint as members,
      c.all_members::bigint as all_members, c.led, count(*) over () as all_teams, (sum(c.members) over ())::bigint as sum_members
    from chosen c
    join teams.team_days d on d.team_id = c.team_id and d.valid @> ${of.on}::date
    left join territory.unit_versions seat on seat.unit_id = d.unit_id and seat.valid @> ${of.on}::date
    left join territory.unit_types st on st.id = seat.type_id
    left join territory.unit_versions above on above.unit_id = seat.parent_id and above.valid @> ${of.on}::date
    left join territory.unit_types at on at.id = above.type_id
    order by d.level_id, above.name collate "vi-x-icu", seat.name collate "vi-x-icu", d.name collate "vi-x-icu", c.team_id
    limit ${limit} offset ${offset}`.execute(tx.rows());
    return found.rows;
  });
  return { rows: rows.map(toTeam), teams: Number(rows[0]?.all_teams ?? 0), members: Number(rows[0]?.sum_members ?? 0) };
}

/**
 * The active teams of the day as facts: where each sits, and how many members of which core force it has. Each force is a fact of its
 * own, as figures are carried over force by force; a team without members is one fact of nothing.
 */
function teamFacts(on: string, scope: Scope, { level, force }: TeamsWanted): RawBuilder<unknown> {
  return sql`
    select d.team_id::text || coalesce(r.core_force, '') as fact_id, d.team_id, d.unit_id, ${on}::date as day,
      ${force === undefined ? sql`coalesce(r.members, 0)` : sql`case when r.core_force = ${force} then r.members else 0 end`}::bigint as value,
      coalesce(r.led, false) as led
    from teams.team_days d
    left join (
      select team_id, core_force, count(*) as members, bool_or(role = 'leader') as led
      from teams.roster_days where valid @> ${on}::date group by team_id, core_force
    ) r on r.team_id = d.team_id
    where d.valid @> ${on}::date and d.status = 'active' and ${level === undefined ? sql`true` : sql`d.level_id = ${level}`} and ${scope.near}`;
}

function chosenBy({ only, force }: TeamsWanted): RawBuilder<unknown> {
  if (only === 'leaderless') return sql`not w.led`;
  return only === 'with-members' || force !== undefined ? sql`c.members > 0` : sql`true`;
}

function toTeam(row: TeamRow): TeamInList {
  return {
    id: row.team_id,
    name: row.name,
    level: row.level_id,
    seat:
      row.seat_id === null
        ? null
        : { id: row.seat_id, name: row.seat_name ?? '', typeName: { vi: row.seat_vi ?? '', en: row.seat_en ?? '' } },
    parent: row.parent_name === null ? null : { name: row.parent_name, typeName: { vi: row.parent_vi ?? '', en: row.parent_en ?? '' } },
    members: Number(row.members),
    allMembers: Number(row.all_members),
    led: row.led,
  };
}

/** In how many teams people of the unit serve: `people` persons serve in `teams` teams each. */
export async function listPeople(reader: Db, of: Listed): Promise<readonly { readonly teams: number; readonly people: number }[]> {
  return inOnePass(reader, of, async (tx, scope) => {
    const { rows } = await sql<{ teams: number; people: number }>`
    with facts as materialized (${teamFacts(of.on, scope, {})}),
    inside as (
      select distinct f.team_id
      from ${scope.onMap(sql`select fact_id, unit_id, day, value from facts`)} p join facts f on f.fact_id = p.fact_id
      where ${scope.inside} and p.value > 0
    ), person as (
      select r.person_id, count(*) as teams from teams.roster_days r
      where r.valid @> ${of.on}::date and r.team_id = any(array(select team_id from inside)) group by r.person_id
    )
    select teams::int as teams, count(*)::int as people from person group by teams order by teams`.execute(tx.rows());
    return rows;
  });
}

/** The teams that sit right in a unit on the day, as they were last called, and their numbers of members. */
export async function teamsHere(reader: Reader, unit: string, on: string): Promise<readonly TeamInList[]> {
  const { rows } = await sql<Pick<TeamRow, 'team_id' | 'name' | 'level_id' | 'members' | 'led'>>`
    select here.*, last.name from (
      select d.team_id, d.level_id, count(r.membership_id) as members, coalesce(bool_or(r.role = 'leader'), false) as led
      from teams.team_days d left join teams.roster_days r on r.team_id = d.team_id and r.valid @> ${on}::date
      where d.unit_id = ${unit}::uuid and d.valid @> ${on}::date and d.status = 'active'
      group by d.team_id, d.level_id
    ) here
    cross join lateral (select l.name from teams.team_days l where l.team_id = here.team_id order by lower(l.valid) desc limit 1) last
    order by here.level_id, last.name collate "vi-x-icu", here.team_id`.execute(reader.rows());
  return rows.map((row) => ({
    id: row.team_id,
    name: row.name,
    level: row.level_id,
    seat: null,
    parent: null,
    members: Number(row.members),
    allMembers: Number(row.members),
    led: row.led,
  }));
}
