import { type Expression, type RawBuilder, sql } from 'kysely';
import type { AsReported, MapDay } from './map-day.ts';

/** A row of a re-expressed table, besides the group columns. */
export interface ReexpressedRow {
  unit_id: string;
  /** The sum, exact; the values of all rows add up to the values of all facts. */
  value: bigint;
  /** False where the record does not say what the facts' unit became or was: they stay on their own unit. */
  placed: boolean;
  /** Whether the unit is of the level asked for; false where there is none above. Always true without a level. */
  at_level: boolean;
}

export interface ReexpressOptions {
  /** Roll every unit up to its ancestor of this level: on the target day, or on the fact's day for facts as reported. */
  readonly level?: string;
  /** Further columns of the facts by which the result is kept apart. */
  readonly groupBy?: readonly string[];
}

/** The largest denominator for which a product of two numbers below it fits int8. */
const plainDenominator = 3_037_000_499n;

/**
 * Any table on any map. `facts` is a query with the columns unit_id (uuid), day (date), value (bigint, not null) and those of
 * `groupBy`; `map` says the reading (`ensureClosure`, `ensureAncestry`). The result is a query in brackets with the columns
 * of `ReexpressedRow` and of `groupBy`, to be executed or used inside another. Every fact is apportioned by itself
 * (largest remainder; ties by code, then id), so that totals stay equal to the last unit.
 */
export function reexpressSql(
  facts: Expression<unknown>,
  map: MapDay | AsReported,
  options: ReexpressOptions = {},
): RawBuilder<ReexpressedRow> {
  const groups = (options.groupBy ?? []).map((name) => sql.ref(name));
  return map.reading === 'map' ? onMap(facts, map, options.level, groups) : asReported(facts, map, options.level, groups);
}

/**
 * As `reexpressSql`, row by row: the facts also have the column fact_id; the result has, for each fact and part, fact_id,
 * unit_id, num and den (the part's share), value (the part, apportioned), placed and at_level.
 */
export function reexpressRows(
  facts: Expression<unknown>,
  map: MapDay,
  options: { readonly level?: string } = {},
): RawBuilder<ReexpressedPart> {
  return sql`(
    with parts as materialized (
      select f.fact_id, f.value, coalesce(p.target_unit_id, f.unit_id) as unit_id, coalesce(p.num, 1) as num, coalesce(p.den, 1) as den,
        coalesce(p.part_no, 1) as part_no, coalesce(p.placed, false) as placed
      from (${facts}) f
      left join territory.map_parts(${map.mapId}::bigint) p on ${coversFact}
    ), floors as (
      select *, sign(value % den)::bigint as direction, ${floorOf(sql`abs(value % den)`)} as floor_part,
        row_number() over (partition by fact_id order by ${restOf(sql`abs(value % den)`)} desc, part_no) as turn
      from parts
    ), shared as (
      select *, value / den * num + direction * (floor_part
        + case when turn <= abs(value % den) - sum(floor_part) over (partition by fact_id) then 1 else 0 end) as part from floors
    )
    select s.fact_id, ${rolledUp(options.level)} as unit_id, s.num, s.den, s.part::bigint as value, s.placed, ${atLevel(options.level)} as at_level
    from shared s ${ancestorsOn(map, options.level)}
  )`;
}

/** A part of one fact. */
export interface ReexpressedPart extends ReexpressedRow {
  fact_id: string;
  num: bigint;
  den: bigint;
}

const coversFact = sql`p.unit_id = f.unit_id and f.day >= p.from_day and f.day < p.to_day`;

/** The whole units of a part of `amount` (not negative, less than den). */
function floorOf(amount: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`case when den <= ${sql.lit(plainDenominator)} then ${amount} * num / den else div(${amount}::numeric * num, den)::bigint end`;
}

/** What is left over of a part after its whole units, in units of 1/den. */
function restOf(amount: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`case when den <= ${sql.lit(plainDenominator)} then ${amount} * num % den else mod(${amount}::numeric * num, den)::bigint end`;
}

/**
 * A value is q whole denominators and a rest: each part gets q times its numerator exactly, and how the rest is shared depends
 * on nothing but the rest. So facts are grouped by source and rest in one pass, and only the few groups are apportioned.
 */
function onMap(
  facts: Expression<unknown>,
  map: MapDay,
  level: string | undefined,
  groups: readonly RawBuilder<unknown>[],
): RawBuilder<ReexpressedRow> {
  const also = list(groups);
  return sql`(
    with grouped as materialized (
      select p.source_no, case when p.source_no is null then f.unit_id end as own_unit, f.value % coalesce(p.den, 1) as rest,
        sum(f.value / coalesce(p.den, 1)) as quotients, count(*) as times ${also}
      from (${facts}) f
      left join territory.map_parts(${map.mapId}::bigint) p on p.part_no = 1 and ${coversFact}
      group by 1, 2, 3 ${also}
    ), parts as (
      select coalesce(p.target_unit_id, g.own_unit) as unit_id, coalesce(p.placed, false) as placed, g.source_no, g.own_unit, g.rest,
        g.quotients, g.times, coalesce(p.num, 1) as num, coalesce(p.den, 1) as den, coalesce(p.part_no, 1) as part_no ${list(groups, 'g')}
      from grouped g
      left join territory.map_parts(${map.mapId}::bigint) p on p.source_no = g.source_no
    ), floors as (
      select *, ${floorOf(sql`abs(rest)`)} as floor_part,
        row_number() over (partition by source_no, own_unit, rest ${also} order by ${restOf(sql`abs(rest)`)} desc, part_no) as turn
      from parts
    ), shared as (
      select *, quotients * num + times::numeric * sign(rest)::bigint * (floor_part
        + case when turn <= abs(rest) - sum(floor_part) over (partition by source_no, own_unit, rest ${also}) then 1 else 0 end) as part
      from floors
    )
    select ${rolledUp(level)} as unit_id, sum(s.part)::bigint as value, s.placed, ${atLevel(level)} as at_level ${list(groups, 's')}
    from shared s ${ancestorsOn(map, level)}
    group by 1, 3, 4 ${list(groups, 's')}
  )`;
}

function asReported(
  facts: Expression<unknown>,
  map: AsReported,
  level: string | undefined,
  groups: readonly RawBuilder<unknown>[],
): RawBuilder<ReexpressedRow> {
  if (level === undefined) {
    return sql`(
      select f.unit_id, sum(f.value)::bigint as value, true as placed, true as at_level ${list(groups, 'f')}
      from (${facts}) f group by 1 ${list(groups, 'f')}
    )`;
  }
  return sql`(
    select coalesce(a.ancestor_id, f.unit_id) as unit_id, sum(f.value)::bigint as value, true as placed, a.ancestor_id is not null as at_level
      ${list(groups, 'f')}
    from (${facts}) f
    left join territory.map_ancestors(${map.version}::bigint, ${level}) a
      on a.unit_id = f.unit_id and f.day >= a.from_day and f.day < a.to_day
    group by 1, 4 ${list(groups, 'f')}
  )`;
}

function rolledUp(level: string | undefined): RawBuilder<unknown> {
  return level === undefined ? sql`s.unit_id` : sql`coalesce(a.ancestor_id, s.unit_id)`;
}

function atLevel(level: string | undefined): RawBuilder<unknown> {
  return level === undefined ? sql`true` : sql`a.ancestor_id is not null`;
}

/** A fact that could not be placed stays on its own unit, which may be no part of the target map. */
function ancestorsOn(map: MapDay, level: string | undefined): RawBuilder<unknown> {
  if (level === undefined) return sql``;
  return sql`left join territory.map_ancestors(${map.version}::bigint, ${level}) a
    on a.unit_id = s.unit_id and ${map.day}::date >= a.from_day and ${map.day}::date < a.to_day and s.placed`;
}

function list(groups: readonly RawBuilder<unknown>[], alias?: string): RawBuilder<unknown> {
  if (groups.length === 0) return sql``;
  const named = alias === undefined ? groups : groups.map((group) => sql`${sql.ref(alias)}.${group}`);
  return sql`, ${sql.join(named)}`;
}
