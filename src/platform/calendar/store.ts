/** The working calendar in the database: written from the shipped files, read by whoever counts working time. */
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import type { Reader, Tx } from '../db/index.ts';
import { isDay } from './index.ts';
import type { WorkingCalendar } from './working-day.ts';

export interface CalendarFiles {
  /** hours.csv */
  readonly hours: string;
  /** years.csv */
  readonly years: string;
  /** days.csv */
  readonly days: string;
}

type Row = Readonly<Record<string, string>>;
const rows = (text: string): Row[] => parse(text, { columns: true, skip_empty_lines: true });

/**
 * Makes the calendar what the files say. Throws a RangeError for a day that does not exist, and for a day of a year that years.csv
 * does not name: it would look known where it is not.
 */
export async function loadCalendar(tx: Tx, files: CalendarFiles): Promise<void> {
  const db = tx.rows<unknown>();
  const years = rows(files.years).map((row) => ({ ...row, announced: row.announced === 'yes' }));
  const known = new Set(years.map((row) => (row as unknown as Row).year));
  const days = rows(files.days);
  for (const { day = '' } of days) {
    if (!isDay(day)) throw new RangeError(`days.csv: ${JSON.stringify(day)} is not a day`);
    if (!known.has(day.slice(0, 4))) throw new RangeError(`days.csv: ${day} is in a year that years.csv does not name`);
  }
  // Two programs may start at once.
  await sql`select pg_advisory_xact_lock(hashtextextended('platform.calendar', 0))`.execute(db);
  await sql`delete from platform.calendar_hours`.execute(db);
  await sql`delete from platform.calendar_day`.execute(db);
  await sql`delete from platform.calendar_year`.execute(db);
  await sql`insert into platform.calendar_hours (weekday, opens_at, closes_at) select weekday, opens_at, closes_at
    from jsonb_to_recordset(${JSON.stringify(rows(files.hours))}::jsonb) as r (weekday integer, opens_at text, closes_at text)`.execute(db);
  await sql`insert into platform.calendar_year (year, announced, note, source) select year, announced, note, source
    from jsonb_to_recordset(${JSON.stringify(years)}::jsonb) as r (year integer, announced boolean, note text, source text)`.execute(db);
  await sql`insert into platform.calendar_day (day, kind, name_vi, name_en, source) select day, kind, name_vi, name_en, source
    from jsonb_to_recordset(${JSON.stringify(days)}::jsonb) as r (day date, kind text, name_vi text, name_en text, source text)`.execute(
    db,
  );
}

interface Found {
  readonly hours: readonly { readonly weekday: number; readonly opens_at: string; readonly closes_at: string }[] | null;
  readonly years: readonly { readonly year: number; readonly announced: boolean }[] | null;
  readonly days: readonly { readonly day: string; readonly kind: 'holiday' | 'make-up' }[] | null;
}

/** The calendar in force, in one query. Throws where none was loaded. */
export async function readCalendar(reader: Reader, timeZone: string): Promise<WorkingCalendar> {
  const found = await sql<Found>`select
      (select jsonb_agg(to_jsonb(h) order by weekday, opens_at) from platform.calendar_hours h) as hours,
      (select jsonb_agg(jsonb_build_object('year', year, 'announced', announced)) from platform.calendar_year) as years,
      (select jsonb_agg(jsonb_build_object('day', day::text, 'kind', kind)) from platform.calendar_day) as days`.execute(
    reader.rows<unknown>(),
  );
  const { hours, years, days } = found.rows[0] as Found;
  if (hours === null) throw new Error('The working calendar is not loaded (data/calendar)');
  return {
    timeZone,
    week: [1, 2, 3, 4, 5, 6, 7].map((weekday) =>
      hours.filter((row) => row.weekday === weekday).map((row) => ({ from: row.opens_at, to: row.closes_at })),
    ),
    days: Object.fromEntries((days ?? []).map(({ day, kind }) => [day, kind])),
    years: Object.fromEntries((years ?? []).map(({ year, announced }) => [String(year), announced ? 'announced' : 'expected'])),
  };
}
