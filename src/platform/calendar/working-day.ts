/**
 * Which days offices work, as plain data and ISO days. Runs in a browser; times of day and instants are in working-time.ts.
 */
import { addDays } from './index.ts';

/** Part of a working day in civil time, `HH:MM`. */
export interface WorkingSpan {
  readonly from: string;
  readonly to: string;
}

/** When offices work. What is not known about a year is said, never guessed. */
export interface WorkingCalendar {
  /** IANA name of the civil time zone. */
  readonly timeZone: string;
  /** The spans of each weekday, Monday first; seven lists. */
  readonly week: readonly (readonly WorkingSpan[])[];
  /** Days that are not what their weekday says, by ISO day. */
  readonly days: Readonly<Record<string, 'holiday' | 'make-up'>>;
  /** Years that are known, and whether their notices are out. */
  readonly years: Readonly<Record<string, 'announced' | 'expected'>>;
}

/** The weekday of an ISO day: 1 is Monday, 7 is Sunday. */
export function weekdayOf(day: string): number {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  // Zeller's congruence; January and February count as months 13 and 14 of the year before.
  const m = month < 3 ? month + 12 : month;
  const y = month < 3 ? year - 1 : year;
  const saturdayFirst = (date + Math.floor((13 * (m + 1)) / 5) + y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400)) % 7;
  return ((saturdayFirst + 5) % 7) + 1;
}

/** The spans in which the day is worked; none on a day off. A make-up day has those of a Monday. */
export function spansOf(day: string, calendar: WorkingCalendar): readonly WorkingSpan[] {
  const kind = calendar.days[day];
  if (kind === 'holiday') return [];
  return calendar.week[kind === 'make-up' ? 0 : weekdayOf(day) - 1] ?? [];
}

/** Whether offices work on the day. */
export function isWorkingDay(day: string, calendar: WorkingCalendar): boolean {
  return spansOf(day, calendar).length > 0;
}

/**
 * The `count`-th working day after the day (the day itself does not count, whatever hour it is). Throws a RangeError for a
 * count below 1, and for a calendar without any working hours.
 */
export function workingDayAfter(day: string, count: number, calendar: WorkingCalendar): string {
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`not a number of working days: ${count}`);
  if (calendar.week.every((spans) => spans.length === 0)) throw new RangeError('the calendar has no working hours');
  let at = day;
  for (let left = count; left > 0; ) {
    at = addDays(at, 1);
    if (isWorkingDay(at, calendar)) left -= 1;
  }
  return at;
}

/** The years of the range whose days off are not known for certain, ends included: where a deadline falls into one, its page says so. */
export function uncertainYears(from: string, to: string, calendar: WorkingCalendar): readonly number[] {
  const years: number[] = [];
  for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year += 1) {
    if (calendar.years[String(year)] !== 'announced') years.push(year);
  }
  return years;
}
