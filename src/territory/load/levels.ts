import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { dayAfter, isDay } from '../../platform/calendar/index.ts';
import type { Reader, Tx } from '../../platform/db/index.ts';
import type { TerritoryRows } from '../rows.gen.ts';

type Line = Readonly<Record<string, string>>;

function read(text: string): Line[] {
  return parse(text.normalize('NFC'), { columns: true, bom: true, skipEmptyLines: true, trim: true });
}

/**
 * Loads levels.csv. How long a level exists is left as recorded: its end comes from the event that abolishes it, and is only
 * compared afterwards (`checkLevelEnds`).
 */
export async function loadLevels(tx: Tx, text: string): Promise<number> {
  const lines = read(text);
  for (const line of lines) {
    const from = line.valid_from && isDay(line.valid_from) ? line.valid_from : null;
    await sql`insert into territory.level (id, rank, has_codes, name_vi, name_en, valid)
      values (${line.id}, ${line.rank}::int, ${line.has_codes !== 'no'}, ${line.name_vi}, ${line.name_en}, daterange(${from}::date, null))
      on conflict (id) do update set rank = excluded.rank, has_codes = excluded.has_codes, name_vi = excluded.name_vi, name_en = excluded.name_en
      where (level.rank, level.has_codes, level.name_vi, level.name_en)
        is distinct from (excluded.rank, excluded.has_codes, excluded.name_vi, excluded.name_en)`.execute(tx.rows());
  }
  return lines.length;
}

/** Loads unit-types.csv. */
export async function loadUnitTypes(tx: Tx, text: string): Promise<number> {
  const lines = read(text);
  for (const line of lines) {
    await sql`insert into territory.unit_type (id, level_id, name_vi, name_en)
      values (${line.id}, ${line.level}, ${line.name_vi}, ${line.name_en})
      on conflict (id) do update set level_id = excluded.level_id, name_vi = excluded.name_vi, name_en = excluded.name_en
      where (unit_type.level_id, unit_type.name_vi, unit_type.name_en) is distinct from (excluded.level_id, excluded.name_vi, excluded.name_en)`.execute(
      tx.rows(),
    );
  }
  return lines.length;
}

/** Throws when a level that levels.csv says has ended has no such end on record: the shipped events and levels then disagree. */
export async function checkLevelEnds(reader: Reader, text: string): Promise<void> {
  const ends = new Map(read(text).flatMap((line) => (line.id && line.valid_to ? [[line.id, dayAfter(line.valid_to)] as const] : [])));
  const rows = await reader
    .rows<TerritoryRows>()
    .selectFrom('territory.level')
    .select(['id', sql<string | null>`upper(valid)::text`.as('end')])
    .execute();
  for (const { id, end } of rows) {
    const expected = ends.get(id);
    if (expected !== undefined && end !== expected)
      throw new Error(`levels.csv ends the level ${id} before ${expected}, the events end it before ${end ?? 'never'}`);
  }
}
