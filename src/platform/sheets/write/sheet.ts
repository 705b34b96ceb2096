import { isDay } from '../../calendar/index.ts';
import { columnName } from '../cells.ts';
import { mainNamespace, relationshipNamespace, xmlHead } from '../mark/parts.ts';
import type { Note } from '../notes.ts';
import { daySerial } from '../read/days.ts';
import type { CellToWrite, ColumnToWrite, SheetToWrite } from '../types.ts';
import { escapeXml } from '../xml/encode.ts';
import { styleOf } from './styles.ts';

/** Texts that cells share. */
export class SharedTexts {
  private readonly numbers = new Map<string, number>();
  count = 0;

  number(text: string): number {
    this.count++;
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.numbers.set(text, this.numbers.size);
    return this.numbers.size - 1;
  }

  get texts(): Iterable<string> {
    return this.numbers.keys();
  }

  get size(): number {
    return this.numbers.size;
  }
}

export interface WrittenSheet {
  readonly pieces: readonly string[];
  readonly notes: readonly Note[];
  /** Where the filter is, for its name in the workbook: `A2:F10`. */
  readonly filter: string;
}

/** The XML of a sheet. `listName` gives the name of a column's list of codes. */
export function sheetXml(
  sheet: SheetToWrite,
  shared: SharedTexts,
  listName: (column: ColumnToWrite) => string | undefined,
  selected: boolean,
): WrittenSheet {
  const { columns, above = [] } = sheet;
  const header = above.length + 1;
  const last = columnName(columns.length);
  const text = (ref: string, value: string, style: number) => `<c r="${ref}" s="${style}" t="s"><v>${shared.number(value)}</v></c>`;
  const body: string[] = [];
  for (const [i, line] of above.entries())
    body.push(`<row r="${i + 1}">${text(`A${i + 1}`, line, i === 0 ? styleOf.heading : styleOf.above)}</row>`);
  const titles = columns.map((column, i) =>
    text(`${columnName(i + 1)}${header}`, column.title, column.required ? styleOf.required : styleOf.title),
  );
  body.push(`<row r="${header}">${titles.join('')}</row>`);
  let row = header;
  for (const values of sheet.rows) {
    row++;
    body.push(
      `<row r="${row}">${columns.map((column, i) => cell(column, values[i] ?? null, `${columnName(i + 1)}${row}`, text)).join('')}</row>`,
    );
  }
  const lastFilled = row;
  for (let empty = sheet.emptyRows ?? 0; empty > 0; empty--) {
    row++;
    body.push(
      `<row r="${row}">${columns.map((column, i) => `<c r="${columnName(i + 1)}${row}" s="${styleOf[column.kind]}"/>`).join('')}</row>`,
    );
  }
  const lists =
    row > header
      ? columns.flatMap((column, i) => validation(column, `${columnName(i + 1)}${header + 1}:${columnName(i + 1)}${row}`, listName(column)))
      : [];
  const notes = columns.flatMap((column, i) => (column.note ? [{ ref: `${columnName(i + 1)}${header}`, text: column.note }] : []));
  const pieces = [
    `${xmlHead}<worksheet xmlns="${mainNamespace}" xmlns:r="${relationshipNamespace}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:${last}${row}"/>`,
    `<sheetViews><sheetView${selected ? ' tabSelected="1"' : ''} workbookViewId="0"><pane ySplit="${header}" topLeftCell="A${header + 1}" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="A${header + 1}" sqref="A${header + 1}"/></sheetView></sheetViews>`,
    `<sheetFormatPr defaultRowHeight="15"/><cols>${columns.map(width).join('')}</cols><sheetData>`,
    ...body,
    `</sheetData><autoFilter ref="A${header}:${last}${lastFilled}"/>`,
    lists.length > 0 ? `<dataValidations count="${lists.length}">${lists.join('')}</dataValidations>` : '',
    '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>',
    `${notes.length > 0 ? '<legacyDrawing r:id="rId1"/>' : ''}</worksheet>`,
  ];
  return { pieces, notes, filter: `$A$${header}:$${last}$${lastFilled}` };
}

function cell(column: ColumnToWrite, value: CellToWrite, ref: string, text: (ref: string, value: string, style: number) => string): string {
  const style = styleOf[column.kind];
  if (value === null || value === '') return `<c r="${ref}" s="${style}"/>`;
  if (column.kind === 'day') {
    if (typeof value !== 'string' || !isDay(value)) throw new Error(`no day for ${ref}: ${value}`);
    // Excel's calendar begins in 1900; what lies before stays readable as text.
    return value < '1900-03-01' ? text(ref, value, style) : `<c r="${ref}" s="${style}"><v>${daySerial(value)}</v></c>`;
  }
  if (column.kind === 'whole') {
    if (typeof value === 'string' || (typeof value === 'number' && !Number.isSafeInteger(value)))
      throw new Error(`no whole number for ${ref}: ${value}`);
    // Beyond 15 digits Excel would change the number.
    return value > 999_999_999_999_999 || value < -999_999_999_999_999
      ? text(ref, String(value), style)
      : `<c r="${ref}" s="${style}"><v>${value}</v></c>`;
  }
  return text(ref, String(value), style);
}

function width(column: ColumnToWrite, i: number): string {
  const wide = Math.min(60, Math.max(8, column.width ?? column.title.length + 4));
  return `<col min="${i + 1}" max="${i + 1}" width="${wide}.7109375" customWidth="1"/>`;
}

function validation(column: ColumnToWrite, range: string, list: string | undefined): string[] {
  const blank = column.required ? '' : ' allowBlank="1"';
  if (list !== undefined)
    return [
      `<dataValidation type="list"${blank} showInputMessage="1" showErrorMessage="1" sqref="${range}"><formula1>${escapeXml(list)}</formula1></dataValidation>`,
    ];
  // A warning only: a day may be typed as text and is judged at the import.
  if (column.kind === 'day')
    return [
      `<dataValidation type="date" errorStyle="warning" operator="between"${blank} showErrorMessage="1" sqref="${range}"><formula1>1</formula1><formula2>73050</formula2></dataValidation>`,
    ];
  return [];
}
