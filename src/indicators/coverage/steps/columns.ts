/** The columns of a step, as the statements that make steps write them. */
import { type RawBuilder, sql } from 'kysely';
import type { Reader } from '../../../platform/db/index.ts';

/** Counts of units: they follow from the map and from which units have a team, not from sums over sources. */
const unitCounts = ['communes_total', 'communes_with_team', 'villages_total', 'villages_with_team'] as const;

/** Figures that are sums over the teams of a unit, and which figures of the teams they sum. */
const sums: Readonly<Record<string, RawBuilder<unknown>>> = {
  commune_teams: sql`figure = 'commune.teams'`,
  village_teams: sql`figure = 'village.teams'`,
  commune_leaderless: sql`figure = 'commune.leaderless'`,
  village_leaderless: sql`figure = 'village.leaderless'`,
  commune_members: sql`figure like 'commune.members.%'`,
  village_members: sql`figure like 'village.members.%'`,
};

/** What the columns are for the core forces that there are; made once for a piece of work. */
export interface Columns {
  /** Codes of core forces; the column of the n-th is `force_n`. */
  readonly forces: readonly string[];
  /** Names of the columns that are sums over teams. */
  readonly summed: readonly string[];
  /** All columns of a change, `people` last. */
  readonly all: readonly string[];
}

/** The core forces of the list and of what was ever counted. */
export async function readColumns(reader: Reader): Promise<Columns> {
  const { rows } = await sql<{ code: string }>`select code from teams.core_force union
    select split_part(figure, '.', 3) from indicators.coverage_delta where figure like '%.members.%' order by 1`.execute(reader.rows());
  const forces = rows.map((row) => row.code);
  const summed = [...Object.keys(sums), ...forces.map((_, index) => `force_${index}`)];
  return { forces, summed, all: [...unitCounts, ...summed, 'people'] };
}

export const names = (list: readonly string[]): RawBuilder<unknown> => sql.join(list.map((name) => sql.ref(name)));

/** `sum(delta) filter (…)` for each summed column, over rows with figure and delta. */
export function sumsByFigure(columns: Columns): RawBuilder<unknown> {
  return sql.join([
    ...Object.values(sums).map((condition) => sql`coalesce(sum(delta) filter (where ${condition}), 0)`),
    ...columns.forces.map((code) => {
      const figures = sql`figure in (${sql.lit(`commune.members.${code}`)}, ${sql.lit(`village.members.${code}`)})`;
      return sql`coalesce(sum(delta) filter (where ${figures}), 0)`;
    }),
  ]);
}

/** by_core_force out of the columns force_n: only forces with somebody. */
export function forcesToJson({ forces }: Columns): RawBuilder<unknown> {
  if (forces.length === 0) return sql`'{}'::jsonb`;
  const pairs = forces.map((code, index) => sql`${sql.lit(code)}, nullif(${sql.ref(`force_${index}`)}, 0)`);
  return sql`jsonb_strip_nulls(jsonb_build_object(${sql.join(pairs)}))`;
}

/** The columns force_n out of by_core_force. */
export function forcesFromJson({ forces }: Columns): RawBuilder<unknown>[] {
  return forces.map((code, index) => sql`coalesce((by_core_force ->> ${sql.lit(code)})::int, 0) as ${sql.ref(`force_${index}`)}`);
}
