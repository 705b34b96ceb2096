import { CsvError, parse } from 'csv-parse/sync';
import type { Outcome } from '../../outcome/index.ts';
import { columnName } from '../cells.ts';
import { attempt, damaged, refuse } from '../refuse.ts';
import { defaultLimits, type Limits, type Row, type Workbook } from '../types.ts';
import { decodeText } from './encoding.ts';

/**
 * A CSV or tab-separated file as a workbook of one sheet named `name`, every cell a text. The encoding is found: UTF-8,
 * UTF-16 (with or without its mark), else Windows-1258 or a legacy font's bytes, which stay for `cellText`. Separator: comma,
 * semicolon or tab, whichever the first lines have most of. The apostrophe of `writeCsv` is taken off again. Refuses like `readWorkbook`.
 */
export function readCsv(bytes: Uint8Array, name: string, limits: Limits = defaultLimits): Outcome<Workbook> {
  return attempt(() => {
    if (bytes.length === 0) refuse('sheets.empty-file');
    if (bytes.length > limits.bytes) refuse('sheets.too-big', { megabytes: Math.floor(limits.bytes / 1_000_000) });
    const rows: Row[] = [];
    let cellsLeft = limits.cells;
    for (const [i, fields] of records(decodeText(bytes)).entries()) {
      const cells = fields.flatMap((field, at) => {
        if (field === '') return [];
        const text = /^'[=+\-@\t\r]/.test(field) ? field.slice(1) : field;
        return [{ ref: `${columnName(at + 1)}${i + 1}`, column: at + 1, value: { kind: 'text' as const, text } }];
      });
      if (cells.every((cell) => cell.value.text.trim() === '')) continue;
      if ((cells.at(-1)?.column ?? 0) > limits.columns) refuse('sheets.too-many-columns', { most: limits.columns, sheet: name });
      cellsLeft -= cells.length;
      if (cellsLeft < 0) refuse('sheets.too-many-cells', { most: limits.cells });
      rows.push({ number: i + 1, cells });
      if (rows.length > limits.rows) refuse('sheets.too-many-rows', { most: limits.rows });
    }
    return { sheets: [{ name, hidden: false, rows }], marked: false };
  });
}

function records(text: string): string[][] {
  const head = text.slice(0, 4000).split('\n', 5).join('\n');
  const count = (sign: string) => head.split(sign).length;
  const delimiter = [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
  try {
    return parse(text, { delimiter, relaxColumnCount: true, relaxQuotes: true, skipEmptyLines: false, maxRecordSize: 1_000_000 });
  } catch (error) {
    if (error instanceof CsvError) damaged('csv');
    throw error;
  }
}
