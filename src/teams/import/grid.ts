/** A workbook as the import reads it: every cell with its text in Unicode, blank ones left out. */
import { formatDate } from '../../platform/calendar/index.ts';
import {
  type Cell as BookCell,
  cellText,
  type LegacyEncoding,
  type PlainValue,
  type Sheet,
  type Workbook,
} from '../../platform/sheets/index.ts';
import { tidy } from '../../platform/text/index.ts';
import type { Cell, Grid } from './model.ts';

export function gridsOf(workbook: Workbook): readonly Grid[] {
  return workbook.sheets.map((sheet) => {
    const likely = encodingOf(sheet);
    return {
      name: sheet.name,
      hidden: sheet.hidden,
      rows: sheet.rows.map((row) => ({
        number: row.number,
        cells: new Map(row.cells.flatMap((cell) => entryOf(cell, likely))),
      })),
    };
  });
}

/** Cells looked at to learn in which old font a sheet is written. */
const SAMPLE = 400;

/** Short words can be read in two ways; the sheet around them says which. */
function encodingOf(sheet: Sheet): LegacyEncoding {
  const counts = { unicode: 0, tcvn3: 0, vni: 0 };
  let seen = 0;
  for (const row of sheet.rows) {
    for (const cell of row.cells) {
      const read = cell.merged && !cell.merged.first ? null : cellText(cell);
      if (read === null) continue;
      seen += 1;
      if (read.sure && /[^\p{ASCII}]/u.test(read.text)) counts[read.encoding] += 1;
    }
    if (seen > SAMPLE) break;
  }
  return counts.tcvn3 > counts.unicode ? 'tcvn3' : counts.vni > counts.unicode ? 'vni' : 'unicode';
}

function entryOf(cell: BookCell, likely: LegacyEncoding): (readonly [number, Cell])[] {
  const covered = cell.merged !== undefined && !cell.merged.first;
  const value = covered ? (cell.merged?.value ?? cell.value) : cell.value;
  const plain = value.kind === 'formula' ? value.value : value;
  const legacy = plain.kind !== 'text' ? null : plainAscii.test(plain.text) ? ascii(plain.text) : cellText(cell, likely);
  const text = legacy === null ? textOf(plain) : tidyLines(legacy.text);
  if (text === '' && plain.kind !== 'error') return [];
  const read: Cell = {
    ref: cell.ref,
    text,
    number: plain.kind === 'number' && plain.shown === undefined ? plain.number : null,
    day: plain.kind === 'day' ? plain.day : null,
    shows: plain.kind === 'day' ? plain.shows : 'day',
    formula: value.kind === 'formula',
    error: plain.kind === 'error',
    font: legacy === null || legacy.encoding === 'unicode' ? 'unicode' : legacy.sure ? 'converted' : 'unreadable',
    merged: covered,
  };
  return [[cell.column, read]];
}

/** Letters that every font writes alike. */
const plainAscii = /^[\x20-\x7e\r\n\t]*$/;
const ascii = (text: string) => ({ text, encoding: 'unicode', sure: true }) as const;

/** Line breaks stay: two numbers under each other are two numbers. */
const tidyLines = (text: string): string =>
  !/[\r\n]/.test(text)
    ? tidy(text)
    : text
        .split(/\r\n?|\n/)
        .map(tidy)
        .filter((line) => line !== '')
        .join('\n');

function textOf(value: PlainValue): string {
  if (value.kind === 'number') return value.shown ?? String(value.number);
  if (value.kind === 'day') return formatDate(value.day);
  if (value.kind === 'boolean') return value.boolean ? 'TRUE' : 'FALSE';
  return value.kind === 'error' ? value.error : '';
}
