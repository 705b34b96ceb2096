import { type RawBuilder, sql } from 'kysely';

/**
 * All figures of all teams, straight from who served where: a query in brackets with unit_id, figure, day and delta. It says the same
 * as `teams.figure_deltas`, from which events are made, and is written apart from it: for everything at once, where that view looks
 * team by team, and so that the nightly comparison doesn't repeat a mistake of what it compares.
 */
export const rawFigures: RawBuilder<unknown> = sql`(
    with led as (
      select team_id, range_agg(valid) as days from teams.roster_days where role = 'leader' group by team_id
    ), piece as (
      select unit_id, level_id || '.teams' as figure, valid from teams.team_days where status = 'active'
      union all
      select unit_id, level_id || '.members.' || core_force, valid from teams.roster_days
      union all
      select d.unit_id, d.level_id || '.leaderless', unnest(datemultirange(d.valid) - coalesce(led.days, '{}'))
      from teams.team_days d left join led on led.team_id = d.team_id where d.status = 'active'
    )
    select unit_id, figure, day, sum(delta)::integer as delta from (
      select unit_id, figure, lower(valid) as day, 1 as delta from piece
      union all
      select unit_id, figure, upper(valid), -1 from piece where not upper_inf(valid)
    ) change group by unit_id, figure, day having sum(delta) <> 0
  )`;
