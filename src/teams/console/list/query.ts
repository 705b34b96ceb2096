/** The teams of an actor's places on a day: a page of them, and how many there are of each kind. */
import { type RawBuilder, sql } from 'kysely';
import { lastValidDay } from '../../../platform/calendar/index.ts';
import type { Reader } from '../../../platform/db/index.ts';
import { fold } from '../../../platform/text/index.ts';
import { staleAfterDays, type TeamLevel } from '../../contract.ts';
import { inSight, type Sight } from '../access.ts';

/** What a list is narrowed to. Without one: all that have not ended. */
export const teamFilters = ['leaderless', 'stale', 'to-confirm', 'suspended', 'ended'] as const;
export type TeamFilter = (typeof teamFilters)[number];

export interface TeamsAsked {
  /** The day, ISO. */
  readonly on: string;
  readonly today: string;
  readonly level: TeamLevel | null;
  /** Seats to keep to; null for all. */
  readonly units: readonly string[] | null;
  readonly only: TeamFilter | null;
  readonly words: string;
  /** Only this team. */
  readonly teamId?: string;
}

/** How a team stands on the day. */
type TeamState = 'active' | 'suspended' | 'ended';

export interface TeamLine {
  readonly id: string;
  readonly level: TeamLevel;
  readonly name: string;
  readonly unitId: string;
  readonly state: TeamState;
  readonly toConfirm: boolean;
  readonly leaderless: boolean;
  readonly stale: boolean;
  readonly members: number;
  /** The person who leads; null without one. */
  readonly leaderId: string | null;
  /** The day on which somebody last changed the roster or said that it is right. */
  readonly lookedOn: string | null;
  /** The last day of a team that has ended. */
  readonly endedOn: string | null;
}

export interface TeamCounts {
  readonly standing: number;
  readonly members: number;
  readonly leaderless: number;
  readonly stale: number;
  readonly toConfirm: number;
  readonly suspended: number;
  readonly ended: number;
}

/** A text as a part of LIKE: its own percent signs and underscores mean themselves. */
const likeWord = (word: string): string => `%${word.replace(/[\\%_]/g, '\\$&')}%`;

/**
 * The last day up to `on` on which somebody changed or confirmed the roster of a team, as src/teams/rosters counts it: confirmations, what
 * a person recorded, and for old lists the days on which service or states began and ended. Following a unit is nobody's look.
 */
const looked = sql`greatest(confirmed.at, served.at, happened.at)`;

/** The teams that are asked for, each with its last state until the day and what is to be done about it. */
function standing(sight: Sight, asked: TeamsAsked): RawBuilder<unknown> {
  const words = fold(asked.words).split(' ').filter(Boolean).slice(0, 8).map(likeWord);
  const on = sql`${asked.on}::date`;
  // What is known by now counts for today, whatever the clock of whoever recorded it said.
  const known = asked.on < asked.today ? on : sql`'infinity'::date`;
  const near =
    asked.teamId !== undefined
      ? sql`every_state.team_id = ${asked.teamId}::uuid`
      : sight.units === 'everywhere' && asked.units === null
        ? sql`true`
        : sql`every_state.team_id in (select seen.team_id from teams.team_version seen where ${inSight(sight, 'seen', asked.today)}
          and ${asked.units === null ? sql`true` : sql`seen.unit_id = any (${asked.units}::uuid[])`})`;
  return sql`(with seat as materialized (
      select distinct on (every_state.team_id) every_state.team_id, every_state.unit_id, every_state.name, every_state.search, every_state.status,
        every_state.to_confirm, every_state.valid
      from teams.team_version every_state where lower(every_state.valid) <= ${on} and ${near}
      order by every_state.team_id, lower(every_state.valid) desc
    ), confirmed as (
      select c.team_id, max(c.confirmed_at)::date as at from teams.confirmation c
      where c.team_id in (select team_id from seat) and c.confirmed_at::date <= ${known} group by c.team_id
    ), served as (
      select m.team_id, count(*) filter (where m.valid @> ${on})::integer as members,
        (array_agg(m.person_id) filter (where m.role = 'leader' and m.valid @> ${on}))[1] as leader_id,
        greatest(max(m.recorded_at::date) filter (where m.recorded_by is not null and m.recorded_at::date <= ${known}),
          max(lower(m.valid)) filter (where lower(m.valid) <= ${on}), max(upper(m.valid)) filter (where upper(m.valid) <= ${on})) as at
      from teams.membership m where m.team_id in (select team_id from seat) group by m.team_id
    ), happened as (
      select w.team_id, greatest(max(e.recorded_at::date) filter (where e.recorded_by is not null and e.recorded_at::date <= ${known}),
          max(e.on_day) filter (where e.on_day <= ${on})) as at
      from teams.team_version w join teams.team_event e on e.id = w.event_id and e.kind <> 'followed-unit'
      where w.team_id in (select team_id from seat) group by w.team_id
    ), stand as (
      select v.team_id, t.level_id, v.name, v.unit_id, v.to_confirm, upper(v.valid) as until, served.leader_id,
        coalesce(served.members, 0) as members, ${looked} as looked_on,
        case when upper(v.valid) <= ${on} then 'ended' else v.status end as state
      from seat v join teams.team t on t.id = v.team_id
      left join confirmed on confirmed.team_id = v.team_id left join served on served.team_id = v.team_id
      left join happened on happened.team_id = v.team_id
      where ${inSight(sight, 'v', asked.today)}
        and ${asked.units === null ? sql`true` : sql`v.unit_id = any (${asked.units}::uuid[])`}
        and ${asked.level === null ? sql`true` : sql`t.level_id = ${asked.level}`}
        and v.search like all (${words}::text[])
    ), judged as (
      select stand.*, state = 'active' and leader_id is null as leaderless,
        state = 'active' and coalesce(looked_on < ${on} - ${staleAfterDays}::integer, true) as stale
      from stand
    )
    select judged.*, case when state = 'active' and (leaderless or stale or to_confirm) then 0 when state = 'active' then 1
      when state = 'suspended' then 2 else 3 end as urgency
    from judged)`;
}

const kept = (only: TeamFilter | null): RawBuilder<unknown> => {
  switch (only) {
    case null:
      return sql`team.state <> 'ended'`;
    case 'leaderless':
      return sql`team.leaderless`;
    case 'stale':
      return sql`team.stale`;
    case 'to-confirm':
      return sql`team.to_confirm and team.state <> 'ended'`;
    case 'suspended':
      return sql`team.state = 'suspended'`;
    case 'ended':
      return sql`team.state = 'ended'`;
  }
};

/** How many of the teams stand how, whatever `only` says. */
export async function countTeams(reader: Reader, sight: Sight, asked: TeamsAsked): Promise<TeamCounts> {
  const found = await sql<TeamCounts>`select count(*) filter (where team.state <> 'ended')::integer as standing,
      count(*) filter (where team.leaderless)::integer as leaderless, count(*) filter (where team.stale)::integer as stale,
      count(*) filter (where team.to_confirm and team.state <> 'ended')::integer as "toConfirm",
      count(*) filter (where team.state = 'suspended')::integer as suspended, count(*) filter (where team.state = 'ended')::integer as ended,
      coalesce(sum(team.members) filter (where team.state = 'active'), 0)::integer as members
    from ${standing(sight, asked)} team`.execute(reader.rows<unknown>());
  const [counts] = found.rows;
  if (!counts) throw new Error('counting gave no row');
  return counts;
}

interface TeamRow {
  readonly id: string;
  readonly level: TeamLevel;
  readonly name: string;
  readonly unit_id: string;
  readonly state: TeamState;
  readonly to_confirm: boolean;
  readonly leaderless: boolean;
  readonly stale: boolean;
  readonly members: number;
  readonly looked_on: string | null;
  readonly until: string | null;
  readonly leader_id: string | null;
}

/** Teams to be looked after first, then the others by name, suspended and ended ones last. `after` is the id of the last one shown. */
export async function listTeams(
  reader: Reader,
  sight: Sight,
  asked: TeamsAsked,
  page: { readonly limit: number; readonly after: string | null },
): Promise<readonly TeamLine[]> {
  const found = await sql<TeamRow>`with team as materialized (select * from ${standing(sight, asked)} every_team)
    select team.team_id as id, team.level_id as level, team.name, team.unit_id, team.state, team.to_confirm, team.leaderless, team.stale,
      team.looked_on, team.until, team.leader_id, team.members
    from team where ${kept(asked.only)} and ${
      page.after === null
        ? sql`true`
        : sql`(team.urgency, team.name collate "vi-x-icu", team.team_id)
            > (select last.urgency, last.name collate "vi-x-icu", last.team_id from team last where last.team_id = ${page.after}::uuid)`
    }
    order by team.urgency, team.name collate "vi-x-icu", team.team_id limit ${page.limit}`.execute(reader.rows<unknown>());
  return found.rows.map((row) => ({
    id: row.id,
    level: row.level,
    name: row.name,
    unitId: row.unit_id,
    state: row.state,
    toConfirm: row.to_confirm,
    leaderless: row.leaderless,
    stale: row.stale,
    members: row.members,
    leaderId: row.leader_id,
    lookedOn: row.looked_on,
    endedOn: row.state === 'ended' ? lastValidDay(row.until) : null,
  }));
}
