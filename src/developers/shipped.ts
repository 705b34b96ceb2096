/** Files of data/developers: above this one, in the sources and in what is built of them. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'csv-parse/sync';

export type Row = Readonly<Record<string, string>>;

/** The rows of a shipped file; none where the installation has none. */
export function shippedRows(name: string): readonly Row[] {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'data', 'developers', name);
    if (existsSync(file)) return parse(readFileSync(file, 'utf8'), { columns: true, skip_empty_lines: true, bom: true, trim: true });
  }
  return [];
}
