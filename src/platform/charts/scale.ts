/** Marks along the axes of a chart over time. Days are ISO strings. */
import { daysBetween } from '../calendar/index.ts';

/** The round numbers up to which an axis goes, from nothing to at least `most`, in three to five steps. */
export function roundMarks(most: number): readonly number[] {
  const rough = Math.max(most, 1) / 4;
  const ten = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 2.5, 5, 10].map((times) => times * ten).find((one) => one >= rough && Number.isInteger(one)) ?? 10 * ten);
  const marks = [0];
  while ((marks.at(-1) ?? 0) < most || marks.length < 2) marks.push(marks.length * step);
  return marks;
}

export interface DayMark {
  readonly day: string;
  readonly label: string;
  /** 0 is the first day, 1 the last. */
  readonly at: number;
}

/** Marks closer than this share of the width would run into one another on a phone; half of it is kept free at both ends. */
const apart = { year: 0.16, month: 0.26 } as const;

/** First days of years, or of months where the time is short, as far apart as their words need. */
export function dayMarks(from: string, to: string): readonly DayMark[] {
  const span = daysBetween(from, to);
  if (span <= 0) return [];
  const kind = span > 550 ? 'year' : 'month';
  const marks: DayMark[] = [];
  for (const day of firstDays(from, to, kind)) {
    const at = daysBetween(from, day) / span;
    if (at - (marks.at(-1)?.at ?? -1) < apart[kind] || at < apart[kind] / 2 || at > 1 - apart[kind] / 2) continue;
    marks.push({ day, at, label: kind === 'year' ? day.slice(0, 4) : `${day.slice(5, 7)}/${day.slice(0, 4)}` });
  }
  return marks;
}

function firstDays(from: string, to: string, kind: 'year' | 'month'): string[] {
  const days: string[] = [];
  for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year += 1) {
    for (let month = 1; month <= (kind === 'year' ? 1 : 12); month += 1) {
      const day = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-01`;
      if (day >= from && day <= to) days.push(day);
    }
  }
  return days;
}
