/** How many units of which kind there are on a day. */
import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';
import type { Names } from './rows.ts';

export interface TypeCount {
  readonly type: string;
  readonly typeName: Names;
  readonly units: number;
  /** Units among them that are made up for the demonstration. */
  readonly demonstration: number;
}

export interface LevelCount {
  readonly level: string;
  readonly levelName: Names;
  readonly rank: number;
  readonly units: number;
  readonly demonstration: number;
  /** The most frequent type first. */
  readonly types: readonly TypeCount[];
}

interface CountRow {
  level_id: string;
  level_vi: string;
  level_en: string;
  rank: number;
  type_id: string;
  type_vi: string;
  type_en: string;
  units: number;
  demonstration: number;
}

/** The units within `parent` (not itself) on the day by level and type, the highest level first; of everything when `parent` is null. */
export async function countsOf(reader: Reader, parent: string | null, on: string): Promise<LevelCount[]> {
  const scope =
    parent === null
      ? sql`select v.unit_id, v.type_id, v.level_id from territory.unit_version v where v.valid @> ${on}::date`
      : sql`
        select v.unit_id, v.type_id, v.level_id from territory.unit_version v where v.parent_id = ${parent} and v.valid @> ${on}::date
        union all
        select v.unit_id, v.type_id, v.level_id from territory.unit_version v join under on v.parent_id = under.unit_id
        where v.valid @> ${on}::date`;
  const { rows } = await sql<CountRow>`
    with recursive under as (${scope})
    select l.id as level_id, l.name_vi as level_vi, l.name_en as level_en, l.rank, t.id as type_id, t.name_vi as type_vi, t.name_en as type_en,
      count(*)::int as units, (count(*) filter (where u.origin = 'demonstration'))::int as demonstration
    from under join territory.unit u on u.id = under.unit_id
    join territory.unit_type t on t.id = under.type_id join territory.level l on l.id = under.level_id
    group by l.id, t.id
    order by l.rank, units desc, t.id desc`.execute(reader.rows());
  return group(rows);
}

function group(rows: readonly CountRow[]): LevelCount[] {
  const levels = new Map<string, LevelCount & { types: TypeCount[] }>();
  for (const row of rows) {
    const before = levels.get(row.level_id);
    const type = { type: row.type_id, typeName: { vi: row.type_vi, en: row.type_en }, units: row.units, demonstration: row.demonstration };
    levels.set(row.level_id, {
      level: row.level_id,
      levelName: { vi: row.level_vi, en: row.level_en },
      rank: row.rank,
      units: (before?.units ?? 0) + row.units,
      demonstration: (before?.demonstration ?? 0) + row.demonstration,
      types: [...(before?.types ?? []), type],
    });
  }
  return [...levels.values()];
}
