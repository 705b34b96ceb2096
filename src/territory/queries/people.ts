/** Figures of people in three readings: as reported, on the map of a chosen day, on today's map. */
import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import { ensureClosure } from '../reexpress/map-day.ts';
import { reexpressRows } from '../reexpress/reexpress.ts';
import type { Figure } from './population.ts';
import type { UnitItem } from './rows.ts';
import { getUnits } from './unit.ts';

/** A part of a figure on some map. */
export interface PeoplePart {
  readonly unit: UnitItem;
  readonly value: bigint;
  /** False where the record does not say where the people belong on that map: the figure stays on its own unit. */
  readonly placed: boolean;
}

/** The readings of a unit's figures, and every unit whose figures would be among them. */
export interface People {
  readonly readings: readonly FigureReadings[];
  readonly related: readonly string[];
}

export interface FigureReadings {
  readonly figure: Figure;
  readonly reported: UnitItem;
  readonly onDay: readonly PeoplePart[];
  readonly onToday: readonly PeoplePart[];
}

interface FigureRow {
  id: string;
  unit_id: string;
  on_day: string;
  value: bigint;
  basis: string;
  source: string;
}

/**
 * Every figure that concerns a unit: its own, and those of units of the same level that share its past or future, where a part
 * of them lies in it on the map of `on` or on today's. The parts of a figure always add up to it.
 */
export async function peopleOf(db: Db, unit: Pick<UnitItem, 'id' | 'level'>, on: string, today: string): Promise<People> {
  const related = await relatedTo(db, unit);
  const { rows } = await sql<FigureRow>`
    select f.id, f.unit_id, f.on_day, f.value, f.basis, f.source from territory.population f
    where f.unit_id = any(${related}::uuid[]) order by f.on_day, f.unit_id`.execute(db.rows());
  if (rows.length === 0) return { readings: [], related };
  const ids = rows.map((row) => row.id);
  const [onDay, onToday] = [await partsOn(db, ids, on), on === today ? null : await partsOn(db, ids, today)];
  const concerned = rows.filter(
    (row) => row.unit_id === unit.id || [onDay, onToday].some((parts) => parts?.get(row.id)?.some((part) => part.unit.id === unit.id)),
  );
  const reported = new Map<string, UnitItem>();
  for (const row of concerned) {
    const found = (await getUnits(db, [row.unit_id], row.on_day)).get(row.unit_id);
    if (found) reported.set(row.id, found);
  }
  const readings = concerned.flatMap((row) => {
    const own = reported.get(row.id);
    const figure = { unit: row.unit_id, day: row.on_day, value: row.value, basis: row.basis, source: row.source };
    return own ? [{ figure, reported: own, onDay: onDay.get(row.id) ?? [], onToday: (onToday ?? onDay).get(row.id) ?? [] }] : [];
  });
  return { readings, related };
}

/** The unit, and the units of its level that share its past or future. */
async function relatedTo(db: Db, unit: Pick<UnitItem, 'id' | 'level'>): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive before as (
      select ${unit.id}::uuid as id union select e.from_unit_id from territory.unit_edge e join before b on e.to_unit_id = b.id
    ), after as (
      select id from before union select e.to_unit_id from territory.unit_edge e join after a on e.from_unit_id = a.id
    )
    select after.id from after
    where exists (select from territory.unit_version v where v.unit_id = after.id and v.level_id = ${unit.level})`.execute(db.rows());
  return rows.map((row) => row.id);
}

async function partsOn(db: Db, ids: readonly string[], day: string): Promise<ReadonlyMap<string, PeoplePart[]>> {
  const map = await ensureClosure(db, day);
  const facts = sql`select f.id as fact_id, f.unit_id, f.on_day as day, f.value from territory.population f where f.id = any(${ids}::uuid[])`;
  const { rows } = await sql<{ fact_id: string; unit_id: string; value: bigint; placed: boolean }>`
    select r.fact_id, r.unit_id, r.value, r.placed from ${reexpressRows(facts, map)} r order by r.fact_id, r.value desc, r.unit_id`.execute(
    db.rows(),
  );
  const units = await getUnits(db, [...new Set(rows.map((row) => row.unit_id))], day);
  const parts = new Map<string, PeoplePart[]>();
  for (const row of rows) {
    const unit = units.get(row.unit_id);
    if (!unit) continue;
    const list = parts.get(row.fact_id) ?? [];
    parts.set(row.fact_id, list);
    list.push({ unit, value: row.value, placed: row.placed });
  }
  return parts;
}
