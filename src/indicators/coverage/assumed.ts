/** Days that are only assumed for texts of which the day is not known: data/indicators/assumed-dates.csv. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { dayAfter, isDay } from '../../platform/calendar/index.ts';
import type { AssumedDay } from '../contract.ts';

const FILE = join('data', 'indicators', 'assumed-dates.csv');

/** The shipped file: above this one, in the sources and in what is built of them. Null where the installation has none. */
function shippedFile(): string | null {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, FILE);
    if (existsSync(file)) return file;
  }
  return null;
}

/** Reads the file's text. Throws on a row without a day, a reason in both languages, or a source. */
export function readAssumedDays(text: string): AssumedDay[] {
  const rows: Readonly<Record<string, string>>[] = parse(text, { columns: true, skip_empty_lines: true, bom: true, trim: true });
  return rows.map((row, index) => {
    const { day = '', what_vi = '', what_en = '', why_vi = '', why_en = '', source = '' } = row;
    if (!isDay(day) || [what_vi, what_en, why_vi, why_en, source].includes(''))
      throw new Error(`${FILE}, row ${index + 1}: a day, what and why in both languages, and a source are needed`);
    return { day, what: { vi: what_vi, en: what_en }, why: { vi: why_vi, en: why_en }, source };
  });
}

let loaded: Promise<readonly AssumedDay[]> | null = null;

function assumedDays(): Promise<readonly AssumedDay[]> {
  const file = shippedFile();
  loaded ??= file === null ? Promise.resolve([]) : readFile(file, 'utf8').then(readAssumedDays);
  return loaded;
}

/** The assumption that the day is, if it is one. */
export async function assumedDay(day: string): Promise<AssumedDay | null> {
  return (await assumedDays()).find((one) => one.day === day) ?? null;
}

/** The assumed days and the days after them: an answer that says so is none for the days around. */
export async function assumedBounds(): Promise<string[]> {
  return (await assumedDays()).flatMap(({ day }) => [day, dayAfter(day)]);
}
