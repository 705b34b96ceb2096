/** Reading and writing the small CSV files under data/. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

export type Row = Readonly<Record<string, string | undefined>>;

/** Reads a UTF-8 CSV file with a header row; empty cells are empty strings. */
export function readCsv(path: string): Row[] {
  return parse(readFileSync(path, 'utf8'), { columns: true, bom: true, skip_empty_lines: true });
}

function cell(value: string): string {
  return /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** Writes rows in the given column order, NFC, LF line ends; a missing column is empty, an unknown one an error. */
export function writeCsv(path: string, columns: readonly string[], rows: readonly Row[]): void {
  const lines = rows.map((row) => {
    const unknown = Object.keys(row).filter((key) => !columns.includes(key));
    if (unknown.length > 0) throw new Error(`${path}: unknown column ${unknown.join(', ')}`);
    return columns.map((column) => cell((row[column] ?? '').normalize('NFC'))).join(',');
  });
  writeFileSync(path, `${[columns.join(','), ...lines].join('\n')}\n`);
}
