import { type RawBuilder, sql } from 'kysely';

/**
 * Where on their maps the land of sources may have lain whose shares the record doesn't know: a query in brackets with map_id,
 * unit_id, from_day, to_day (days of facts that `territory.map_parts` can't place, after the map), origin_id (a unit of the map of
 * which something came to it; null where there is none) and complete (false where others took part too, outside the record).
 * `mapIds` are those of `ensureClosure`. Whoever counts things knows by it that they lie in what all origins have in common.
 */
export function originsSql(mapIds: readonly bigint[]): RawBuilder<unknown> {
  return sql`(
    with recursive unplaced as (
      select d.id as map_id, d.target_day, p.unit_id, p.from_day, p.to_day
      from territory.map_closure_day d cross join lateral territory.map_parts(d.id) p
      where d.id = any(${mapIds.map(String)}::bigint[]) and not p.placed and p.from_day > d.target_day
    ), cuts as (
      -- One source may go over several events of its unit: each brings further origins.
      select map_id, target_day, unit_id, from_day, to_day from unplaced
      union
      select u.map_id, u.target_day, u.unit_id, v.effective_on, u.to_day
      from unplaced u
      join territory.unit_edge e on e.to_unit_id = u.unit_id
      join territory.unit_event v on v.id = e.event_id and v.effective_on > u.from_day and v.effective_on < u.to_day
    ), lost as (
      select row_number() over () as no, map_id, target_day, unit_id, from_day,
        lead(from_day, 1, to_day) over (partition by map_id, unit_id, to_day order by from_day) as to_day
      from cuts
    ), back as (
      select no, target_day, unit_id as origin_id, from_day + 1 as before, false as outside from lost
      union
      select b.no, b.target_day, e.from_unit_id, v.effective_on, b.outside or v.outside is not null
      from back b
      join territory.unit_edge e on e.to_unit_id = b.origin_id
      join territory.unit_event v on v.id = e.event_id and v.effective_on > b.target_day and v.effective_on < b.before
    ), judged as (
      select b.no, b.origin_id, b.outside,
        exists (select from territory.unit_version s where s.unit_id = b.origin_id and s.valid @> b.target_day) as on_map,
        exists (
          select from territory.unit_edge e join territory.unit_event v on v.id = e.event_id
          where e.to_unit_id = b.origin_id and v.effective_on > b.target_day
            and v.effective_on = (select min(lower(s.valid)) from territory.unit_version s where s.unit_id = b.origin_id)
        ) as goes_back
      from back b
    ), complete as (
      select no, not bool_or(outside or not (on_map or goes_back)) as complete from judged group by no
    )
    select distinct l.map_id, l.unit_id, l.from_day, l.to_day, j.origin_id, c.complete
    from lost l
    join complete c on c.no = l.no
    left join judged j on j.no = l.no and j.on_map
  )`;
}
