/** The units behind a figure: those with a team, those without, and those of which nothing is recorded on the day. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../../../platform/db/index.ts';
import type { TeamLevel } from '../../../../teams/index.ts';
import { inOnePass, type Listed, type Scope, withinSql } from './scope.ts';
import type { Slice } from './teams.ts';

interface Names {
  readonly vi: string;
  readonly en: string;
}

export interface UnitInList {
  readonly id: string;
  readonly name: string;
  readonly typeName: Names;
  readonly code: string | null;
  readonly parent: { readonly id: string; readonly name: string; readonly typeName: Names } | null;
  readonly teams: number;
  /** Whether the record has anything on the day of which the unit is made. */
  readonly recorded: boolean;
}

export type UnitsWanted = 'all' | 'with-team' | 'without-team';

interface UnitRow {
  unit_id: string;
  name: string;
  name_vi: string;
  name_en: string;
  code: string | null;
  parent_id: string | null;
  parent_name: string | null;
  parent_vi: string | null;
  parent_en: string | null;
  teams: number;
  recorded: boolean;
  all_units: bigint;
}

/** A part of the list of the map's units of a level in the unit, by place and name; `count` is that of all of it. */
export async function listUnits(
  reader: Db,
  of: Listed,
  level: TeamLevel,
  wanted: UnitsWanted,
  { limit, offset }: Slice,
): Promise<{ readonly rows: readonly UnitInList[]; readonly count: number }> {
  const rows = await inOnePass(reader, of, async (tx, scope) => {
    const found = await sql<UnitRow>`
    with before as materialized (
      select d.unit_id as fact_id, d.unit_id, ${of.on}::date as day, 1::bigint as value
      from territory.unit_versions d where d.valid @> ${of.on}::date and d.level_id = ${level} and ${scope.near}
    ), now as materialized (
      select p.fact_id, p.unit_id from ${scope.onMap(sql`select fact_id, unit_id, day, value from before`)} p where p.placed
      union
      select o.from_id, o.unit_id from ${scope.origins} o join before b on b.unit_id = o.from_id
    ), active as materialized (${activeTeams(of.on, level, scope)}),
    teams as (
      select unit_id, count(distinct fact_id)::int as teams from (
        select p.fact_id, p.unit_id from ${scope.onMap(sql`select * from active`)} p where p.placed
        union all
        select a.fact_id, o.unit_id from active a join ${scope.origins} o on o.from_id = a.unit_id
      ) land group by unit_id
    ), shown as (
      select v.unit_id, v.name, v.code, v.type_id, v.parent_id, coalesce(t.teams, 0) as teams,
        v.unit_id in (select now.unit_id from now) as recorded
      from territory.unit_versions v left join teams t on t.unit_id = v.unit_id
      where v.valid @> ${of.map}::date and v.level_id = ${level} and ${onMap(of)}
    )
    select s.unit_id, s.name, ty.name_vi, ty.name_en, s.code, above.unit_id as parent_id, above.name as parent_name, at.name_vi as parent_vi,
      at.name_en as parent_en, s.teams, s.recorded, count(*) over () as all_units
    from shown s join territory.unit_types ty on ty.id = s.type_id
    left join territory.unit_versions above on above.unit_id = s.parent_id and above.valid @> ${of.map}::date
    left join territory.unit_types at on at.id = above.type_id
    where ${wanted === 'all' ? sql`true` : wanted === 'with-team' ? sql`s.teams > 0` : sql`s.teams = 0`}
    order by above.name collate "vi-x-icu", s.name collate "vi-x-icu", s.unit_id
    limit ${limit} offset ${offset}`.execute(tx.rows());
    return found.rows;
  });
  return { rows: rows.map(toUnit), count: Number(rows[0]?.all_units ?? 0) };
}

function activeTeams(on: string, level: TeamLevel, scope: Scope): RawBuilder<unknown> {
  return sql`select d.team_id as fact_id, d.unit_id, ${on}::date as day, 1::bigint as value from teams.team_days d
    where d.valid @> ${on}::date and d.status = 'active' and d.level_id = ${level} and ${scope.near}`;
}

/** Whether the map's unit `v` lies in the unit: below it, or with land of a unit that has ended. */
function onMap({ unit, reading, on, map }: Listed): RawBuilder<unknown> {
  if (unit === null) return sql`v.unit_id in (select now.unit_id from now)`;
  if (reading === 'ended') return sql`v.unit_id in (select now.unit_id from now where now.fact_id in ${withinSql(unit.id, on)})`;
  return sql`v.unit_id in ${withinSql(unit.id, map)}`;
}

function toUnit(row: UnitRow): UnitInList {
  return {
    id: row.unit_id,
    name: row.name,
    typeName: { vi: row.name_vi, en: row.name_en },
    code: row.code,
    parent:
      row.parent_id === null || row.parent_name === null
        ? null
        : { id: row.parent_id, name: row.parent_name, typeName: { vi: row.parent_vi ?? '', en: row.parent_en ?? '' } },
    teams: row.teams,
    recorded: row.recorded,
  };
}

/** The communes of the map in the unit of which the record has nothing on the day. */
export function unrecordedCommunes(reader: Db, of: Listed): Promise<ReadonlySet<string>> {
  return inOnePass(reader, of, async (tx, scope) => {
    const before = sql`select d.unit_id as fact_id, d.unit_id, ${of.on}::date as day, 1::bigint as value
      from territory.unit_versions d where d.valid @> ${of.on}::date and d.level_id = 'commune'`;
    const { rows } = await sql<{ unit_id: string }>`
      with now as materialized (select p.unit_id from ${scope.onMap(before)} p where p.placed)
      select v.unit_id from territory.unit_versions v
      where v.valid @> ${of.map}::date and v.level_id = 'commune' and v.unit_id not in (select now.unit_id from now)
        and ${of.unit === null ? sql`true` : sql`v.unit_id in ${withinSql(of.unit.id, of.map)}`}`.execute(tx.rows());
    return new Set(rows.map((row) => row.unit_id));
  });
}
