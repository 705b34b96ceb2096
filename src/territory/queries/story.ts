/** How the number of units changed over the years: counted from the record. */
import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';
import type { LevelCount } from './counts.ts';
import { countsOf } from './counts.ts';

export interface Chapter {
  /** First day of the map. */
  readonly day: string;
  readonly counts: readonly LevelCount[];
  /** Units of each level that existed the day before or came from units that did. The others came from outside the record. */
  readonly continued: ReadonlyMap<string, number>;
}

/** One chapter for each of the days, in their order. */
export async function storyOf(reader: Reader, days: readonly string[]): Promise<Chapter[]> {
  const chapters: Chapter[] = [];
  for (const day of days) {
    const [counts, { rows }] = await Promise.all([
      countsOf(reader, null, day),
      sql<{ level_id: string; units: number }>`
        select v.level_id, count(*)::int as units from territory.unit_version v
        where v.valid @> ${day}::date and (
          exists (select from territory.unit_version b where b.unit_id = v.unit_id and b.valid @> ${day}::date - 1)
          or exists (
            select from territory.unit_edge e join territory.unit_event n on n.id = e.event_id
            where e.to_unit_id = v.unit_id and n.effective_on = ${day}::date
          ))
        group by v.level_id`.execute(reader.rows()),
    ]);
    chapters.push({ day, counts, continued: new Map(rows.map((row) => [row.level_id, row.units])) });
  }
  return chapters;
}

/** How many events of a day are not verified. */
export async function unverifiedOn(reader: Reader, day: string): Promise<number> {
  if (day === '') return 0;
  const { rows } = await sql<{ events: number }>`
    select count(*)::int as events from territory.unit_event n where n.effective_on = ${day}::date and not n.verified`.execute(
    reader.rows(),
  );
  return rows[0]?.events ?? 0;
}
