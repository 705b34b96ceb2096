/** Which facts belong to a list: the same unit, day and map as the figure that it stands behind. */
import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '../../../../platform/db/index.ts';
import { ensureClosure, originsSql, reexpressRows } from '../../../../territory/index.ts';
import type { CoverageView } from '../../read.ts';

/** What lists are made of: one part of a coverage view. */
export type Listed = Pick<CoverageView, 'on' | 'map' | 'mapFrom' | 'mapTo' | 'reading' | 'unit'>;

export interface Scope {
  /** Puts facts (fact_id, unit_id, day, value) on the map: a query in brackets with fact_id, unit_id, num, value, placed. */
  readonly onMap: (facts: RawBuilder<unknown>) => RawBuilder<unknown>;
  /** Whether a part on the map, `p`, of a fact, `f`, belongs to the unit. */
  readonly inside: RawBuilder<unknown>;
  /** Whether where something happened, `d.unit_id`, can be in the unit at all: spares reading the facts of everywhere. */
  readonly near: RawBuilder<unknown>;
  /** Units of the map (unit_id) that share land with a unit of the day (from_id), besides the parts of `onMap`. */
  readonly origins: RawBuilder<unknown>;
}

/** Ids of the unit and all below it on the day. */
export function withinSql(unit: string, day: string): RawBuilder<unknown> {
  return sql`(
    with recursive below as (
      select ${unit}::uuid as unit_id
      union all
      select v.unit_id from territory.unit_versions v join below on v.parent_id = below.unit_id where v.valid @> ${day}::date
    ) select below.unit_id from below)`;
}

const nowhere = sql`(select null::uuid as from_id, null::uuid as unit_id, false as complete where false)`;

/** Prepares the map that the list is on. */
async function scopeOf(reader: Tx, of: Listed): Promise<Scope> {
  const { on, map, mapFrom, mapTo, unit, reading } = of;
  // Between two changes of units every day has the same map: what happened on one of them needs no carrying over.
  if (on >= mapFrom && (mapTo === null || on <= mapTo)) {
    const inside = unit === null ? sql`true` : sql`p.unit_id in ${withinSql(unit.id, on)}`;
    return {
      onMap: (facts) => sql`(select facts.*, 1::bigint as num, true as placed from (${facts}) facts)`,
      inside,
      near: unit === null ? sql`true` : sql`d.unit_id in ${withinSql(unit.id, on)}`,
      origins: nowhere,
    };
  }
  const closure = await ensureClosure(reader, map);
  const origins = sql`(select o.unit_id as from_id, o.origin_id as unit_id, o.complete from ${originsSql([closure.mapId])} o
    where o.from_day <= ${on}::date and ${on}::date < o.to_day)`;
  return {
    onMap: (facts) => reexpressRows(facts, closure),
    inside: unit === null ? sql`true` : reading === 'ended' ? sql`f.unit_id in ${withinSql(unit.id, on)}` : onTheMap(unit, of, origins),
    near: sql`true`,
    origins,
  };
}

/** What was placed in the unit; what could not be placed but came from nowhere else; and for a root what nobody else has of its own. */
function onTheMap(unit: NonNullable<Listed['unit']>, { on, map }: Listed, origins: RawBuilder<unknown>): RawBuilder<unknown> {
  const within = withinSql(unit.id, map);
  const common = sql`f.unit_id in (select o.from_id from ${origins} o group by o.from_id having bool_and(o.complete and o.unit_id in ${within}))`;
  const homeless = unit.parent === null ? sql`or f.unit_id in ${withinSql(unit.id, on)}` : sql``;
  return sql`((p.placed and p.unit_id in ${within}) or (not p.placed and (${common} ${homeless})))`;
}

/**
 * Runs a query over a whole list. Every table in it is gone through once: without nested loops, which the planner takes to be cheap
 * as long as nobody has told it how many rows there are.
 */
export function inOnePass<T>(reader: Db, of: Listed, read: (tx: Tx, scope: Scope) => Promise<T>): Promise<T> {
  return reader.transaction(async (tx) => {
    const scope = await scopeOf(tx, of);
    await sql`select set_config('enable_nestloop', 'off', true)`.execute(tx.rows());
    return read(tx, scope);
  });
}
