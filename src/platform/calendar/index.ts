/**
 * Civil days as ISO strings (`2025-07-01`), shown as `01/07/2025`. No JavaScript `Date`, so no time zone can move a day.
 * Runs in a browser. The calendar is the Gregorian one, years 1 to 9999.
 */
import type { Lang } from '../i18n/index.ts';

const isoForm = /^(\d{4})-(\d{2})-(\d{2})$/;
const typedForm = /^(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4})$/;
const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** What was wrong with a typed day: nothing typed, not the form of a day, or a day that the calendar doesn't have. */
type DateProblem = 'empty' | 'form' | 'no-such-day';
export type ReadDate = { readonly ok: true; readonly iso: string } | { readonly ok: false; readonly problem: DateProblem };

/** The number of days of a month (1 to 12) of a year. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)) return 29;
  return monthLengths[month - 1] ?? 0;
}

/** Whether the text is an ISO day that exists. */
export function isDay(iso: string): boolean {
  const found = isoForm.exec(iso);
  return found !== null && exists(Number(found[1]), Number(found[2]), Number(found[3]));
}

/** Reads a day typed as `31/05/2022` (also with dots, hyphens or single digits) or ISO, and says what is wrong where it fails. */
export function readDate(typed: string): ReadDate {
  const s = typed.trim();
  if (s === '') return { ok: false, problem: 'empty' };
  const iso = isoForm.exec(s);
  const civil = iso ? null : typedForm.exec(s);
  const [year, month, day] = iso ? [iso[1], iso[2], iso[3]].map(Number) : civil ? [civil[3], civil[2], civil[1]].map(Number) : [];
  if (year === undefined || month === undefined || day === undefined) return { ok: false, problem: 'form' };
  return exists(year, month, day) ? { ok: true, iso: write(year, month, day) } : { ok: false, problem: 'no-such-day' };
}

/** As `readDate`, for callers that need no reason: the ISO day, or `null`. */
export function parseDate(typed: string): string | null {
  const read = readDate(typed);
  return read.ok ? read.iso : null;
}

/** `dd/mm/yyyy`, the same in both languages. Throws for anything but an ISO day: what is shown comes from us, never from typing. */
export function formatDate(iso: string, _lang?: Lang): string {
  parts(iso);
  return `${iso.slice(8)}/${iso.slice(5, 7)}/${iso.slice(0, 4)}`;
}

/**
 * A range of days, both ends included; `null` is an open end: `từ 01/07/2025`, `đến 30/06/2025`, `01/01/2022–30/06/2025`;
 * an empty text when both ends are open.
 */
export function formatDateRange(from: string | null, lastDay: string | null, lang: Lang): string {
  if (from !== null && lastDay !== null) return from === lastDay ? formatDate(from) : `${formatDate(from)}–${formatDate(lastDay)}`;
  if (from !== null) return `${lang === 'vi' ? 'từ' : 'from'} ${formatDate(from)}`;
  if (lastDay !== null) return `${lang === 'vi' ? 'đến' : 'until'} ${formatDate(lastDay)}`;
  return '';
}

const civilTimes = new Map<string, Intl.DateTimeFormat>();

/**
 * A moment in civil time as people read it: `10:00 22/11/2026`, with `seconds` `10:00:05 22/11/2026`; the same in both languages. `at` is
 * anything that knows its milliseconds since 1970: a `Temporal.Instant`, where there is one. Throws for an unknown time zone.
 */
export function momentText(
  at: { readonly epochMilliseconds: number },
  timeZone: string,
  { seconds = false }: { readonly seconds?: boolean } = {},
): string {
  let format = civilTimes.get(timeZone);
  if (!format) {
    const parts = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
    // Sweden writes days as ISO does, and hours up to 23.
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, ...parts });
    civilTimes.set(timeZone, format);
  }
  const [day = '', time = ''] = format.format(at.epochMilliseconds).split(' ');
  return `${seconds ? time : time.slice(0, 5)} ${formatDate(day.padStart(10, '0'))}`;
}

/** The day `days` later (earlier when negative). */
export function addDays(iso: string, days: number): string {
  const [year, month, day] = parts(iso);
  return fromDayNumber(toDayNumber(year, month, day) + days);
}

export function dayAfter(iso: string): string {
  return addDays(iso, 1);
}

export function dayBefore(iso: string): string {
  return addDays(iso, -1);
}

/** The last valid day of a range `[from, to)`: what people and programs are shown. `null` (no end) stays `null`. */
export function lastValidDay(to: string): string;
export function lastValidDay(to: string | null): string | null;
export function lastValidDay(to: string | null): string | null {
  return to === null ? null : dayBefore(to);
}

/** Days from one day to another: positive when the second is later. */
export function daysBetween(from: string, to: string): number {
  return toDayNumber(...parts(to)) - toDayNumber(...parts(from));
}

function exists(year: number, month: number, day: number): boolean {
  return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

function parts(iso: string): [number, number, number] {
  const [year, month, day] = isoForm.test(iso) ? [Number(iso.slice(0, 4)), Number(iso.slice(5, 7)), Number(iso.slice(8))] : [0, 0, 0];
  if (!exists(year, month, day)) throw new RangeError(`not an ISO day: ${JSON.stringify(iso)}`);
  return [year, month, day];
}

function write(year: number, month: number, day: number): string {
  return `${four(year)}-${two(month)}-${two(day)}`;
}

const two = (n: number) => String(n).padStart(2, '0');
const four = (n: number) => String(n).padStart(4, '0');

/** Days since 0000-03-01; counting from March puts the leap day at the end of the year. */
function toDayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const m = month <= 2 ? month + 9 : month - 3;
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + Math.floor((153 * m + 2) / 5) + day - 1;
}

function fromDayNumber(n: number): string {
  const era = Math.floor(n / 146_097);
  const dayOfEra = n - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const m = Math.floor((5 * dayOfYear + 2) / 153);
  const month = m < 10 ? m + 3 : m - 9;
  const year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
  if (year < 1 || year > 9999) throw new RangeError('the day is outside the years 1 to 9999');
  return write(year, month, dayOfYear - Math.floor((153 * m + 2) / 5) + 1);
}
