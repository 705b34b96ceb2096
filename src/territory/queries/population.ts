/** Figures of people: as they were reported. */
import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';

export interface Figure {
  readonly unit: string;
  readonly day: string;
  readonly value: bigint;
  readonly basis: string;
  readonly source: string;
}

interface FigureRow {
  unit_id: string;
  on_day: string;
  value: bigint;
  basis: string;
  source: string;
}

/** All figures of a unit, the earliest first. */
export async function figuresOf(reader: Reader, id: string): Promise<Figure[]> {
  const { rows } = await sql<FigureRow>`
    select f.unit_id, f.on_day, f.value, f.basis, f.source from territory.population f
    where f.unit_id = ${id} order by f.on_day`.execute(reader.rows());
  return rows.map((row) => ({ unit: row.unit_id, day: row.on_day, value: row.value, basis: row.basis, source: row.source }));
}
