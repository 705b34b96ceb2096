import { addDays, daysInMonth, formatDate, isDay, parseDate } from '../../../platform/calendar/index.ts';
import { fold } from '../../../platform/text/index.ts';
import { type Cell, type Field, finding, type Read } from '../model.ts';

/** Day 0 of a workbook's serial numbers (with the year 1900 that it takes for a leap year). */
const EPOCH = '1899-12-30';
const FIRST_SERIAL = 16_000;
const LAST_SERIAL = 73_000;
const FIRST_YEAR = 1930;
const LAST_YEAR = 2099;

const two = (n: number): string => String(n).padStart(2, '0');
const plausibleYear = (year: number): boolean => Number.isInteger(year) && year >= FIRST_YEAR && year <= LAST_YEAR;

/** A day, or the month or year that stands for its first or last day. */
interface Period {
  readonly first: string;
  readonly last: string;
}

const whole = (day: string): Period => ({ first: day, last: day });
const month = (year: number, number: number): Period | null =>
  plausibleYear(year) && number >= 1 && number <= 12
    ? { first: `${year}-${two(number)}-01`, last: `${year}-${two(number)}-${two(daysInMonth(year, number))}` }
    : null;
const wholeYear = (year: number): Period | null => (plausibleYear(year) ? { first: `${year}-01-01`, last: `${year}-12-31` } : null);

function ofSerial(number: number): Period | null {
  const days = Math.floor(number);
  return days >= FIRST_SERIAL && days <= LAST_SERIAL ? whole(addDays(EPOCH, days)) : null;
}

function ofDay(day: string, shows: Cell['shows']): Period | null {
  const [year, monthNumber] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
  if (!plausibleYear(year)) return null;
  return shows === 'year' ? wholeYear(year) : shows === 'month' ? month(year, monthNumber) : whole(day);
}

function ofParts(day: number, monthNumber: number, year: number): Period | null {
  const full = year < 100 ? 2000 + year : year;
  const iso = `${full}-${two(monthNumber)}-${two(day)}`;
  return plausibleYear(full) && isDay(iso) ? whole(iso) : null;
}

/** `15/3/2022`, `ngày 15 tháng 3 năm 2022`, `15.3.22`, `3/2022`, `tháng 3 năm 2022`, `2022`, ISO with or without a time. */
function ofText(text: string): Period | null {
  const iso = /^(\d{4}-\d{2}-\d{2})(?:[T ].*)?$/.exec(text)?.[1];
  if (iso !== undefined) return isDay(iso) ? whole(iso) : null;
  const plain = fold(text)
    .replace(/^(?:tu|den|het)\s+/, '')
    .replace(/\b(?:ngai|thang|nam|t)\b/g, ' ')
    .replace(/\bt(?=\d)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const three = /^(\d{1,2}) (\d{1,2}) (\d{4}|\d{2})(?: \d{1,2} \d{2}(?: \d{2})?)?$/.exec(plain);
  if (three) return ofParts(Number(three[1]), Number(three[2]), Number(three[3]));
  const pair = /^(\d{1,2}) (\d{4})$/.exec(plain);
  if (pair) return month(Number(pair[2]), Number(pair[1]));
  const year = /^(\d{4})$/.exec(plain);
  if (year) return wholeYear(Number(year[1]));
  const serial = /^\d{5}$/.exec(plain);
  if (serial) return ofSerial(Number(plain));
  const typed = parseDate(text);
  return typed === null ? null : whole(typed);
}

/**
 * A day, however it was written; a month or a year alone stand for their first day, at the end of a range for their last, and that is
 * said. `05/31/2022` is refused: whether 05/06 is June or May nobody can tell.
 */
export function readDay(cell: Cell | undefined, field: Field, end: 'first' | 'last'): Read<string | null> {
  if (cell === undefined || (cell.text === '' && cell.number === null && cell.day === null)) return { value: null, findings: [] };
  const { number } = cell;
  const period =
    cell.day !== null ? ofDay(cell.day, cell.shows) : number === null ? ofText(cell.text) : (wholeYear(number) ?? ofSerial(number));
  if (period === null) return { value: null, findings: [finding('E-DAY', field, { value: cell.text.slice(0, 40) })] };
  const value = period[end];
  const guessed = period.first !== period.last || (number !== null && cell.day === null);
  return { value, findings: guessed ? [finding('P-DAY', field, { value: cell.text.slice(0, 40), read: formatDate(value) })] : [] };
}

/** The year of birth; of a whole day only the year is kept. */
export function readBirthYear(cell: Cell | undefined, asOf: string): Read<number | null> {
  if (cell === undefined || /^[-–.\s]*$/.test(cell.text)) return { value: null, findings: [] };
  const wrong = { value: null, findings: [finding('E-BIRTH', 'birth', { value: cell.text.slice(0, 40) })] };
  const year = birthYearOf(cell);
  return year !== null && year >= 1900 && year <= Number(asOf.slice(0, 4)) ? { value: year, findings: [] } : wrong;
}

function birthYearOf({ day, number, text }: Cell): number | null {
  if (day !== null) {
    // A bare year typed into a cell that is formatted as a day becomes a day of 1905: its serial number is the year.
    const serial = day < '1906-01-01' ? Math.round((Date.parse(day) - Date.parse(EPOCH)) / 86_400_000) : null;
    return serial !== null && serial >= 1900 && serial <= LAST_YEAR ? serial : Number(day.slice(0, 4));
  }
  if (number !== null && number >= 1900 && number <= LAST_YEAR) return Number.isInteger(number) ? number : null;
  if (number !== null) return number > 3000 && number < LAST_SERIAL ? Number(addDays(EPOCH, Math.floor(number)).slice(0, 4)) : null;
  const bare = /(?:^|\D)(\d{4})$/.exec(text.trim())?.[1] ?? /^(\d{4})-\d{2}-\d{2}/.exec(text)?.[1];
  return bare === undefined ? null : Number(bare);
}

/** Whether the last day lies before the first. */
export function outOfOrder(from: string | null, to: string | null): boolean {
  return from !== null && to !== null && to < from;
}
