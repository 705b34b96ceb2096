import type { DayRange } from '../contract.ts';

/**
 * Days as ISO strings in the order of the calendar: years have four digits, so comparing the text compares the days.
 * An open end is null and lies after every day.
 */

/** Whether the range holds the day. */
export function holds(range: DayRange, day: string): boolean {
  return range.from <= day && (range.to === null || day < range.to);
}

/** Whether the first end lies before the second; null lies after every day. */
export function endsBefore(a: string | null, b: string | null): boolean {
  return a !== null && (b === null || a < b);
}

export function earlierEnd(a: string | null, b: string | null): string | null {
  return endsBefore(a, b) ? a : b;
}

export function overlap(a: DayRange, b: DayRange): boolean {
  return (b.to === null || a.from < b.to) && (a.to === null || b.from < a.to);
}

/** The range as PostgreSQL writes it: `[2022-01-01,2025-07-01)`, open end `[2022-01-01,)`. */
export function rangeText({ from, to }: DayRange): string {
  return `[${from},${to ?? ''})`;
}

/** Reads a range as PostgreSQL writes it. Throws a RangeError for another form. */
export function readRange(text: string): DayRange {
  const found = /^\[(\d{4}-\d\d-\d\d),(\d{4}-\d\d-\d\d)?\)$/.exec(text);
  if (!found?.[1]) throw new RangeError(`not a range of days: ${text}`);
  return { from: found[1], to: found[2] ?? null };
}
