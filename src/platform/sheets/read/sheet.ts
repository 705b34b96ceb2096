import { cellPlace, cellRange, columnName, mostColumns, mostRows } from '../cells.ts';
import type { SheetPart } from '../package.ts';
import { isTrue } from '../package.ts';
import { damaged, refuse } from '../refuse.ts';
import type { Cell, CellValue, Limits, Merge, PlainValue, Row } from '../types.ts';
import { unescapeCell } from '../xml/encode.ts';
import { XmlScan } from '../xml/scan.ts';
import { serialDay, serialTime } from './days.ts';
import { showDigits } from './formats.ts';
import { spreadMerges } from './merges.ts';
import { keptText, readText, sharedText } from './strings.ts';
import type { CellStyle } from './styles.ts';

/** What all sheets of a workbook share, and what is left of the limits. */
export interface Reading {
  readonly strings: readonly PlainValue[];
  readonly styles: readonly CellStyle[];
  readonly from1904: boolean;
  readonly limits: Limits;
  rowsLeft: number;
  cellsLeft: number;
}

export interface ReadSheet {
  readonly rows: Row[];
  readonly findingsColumn?: number;
  /** The first cell is one of our summary. */
  readonly summary: boolean;
}

const empty: PlainValue = { kind: 'empty' };
const plain: CellStyle = { format: { kind: 'number' }, own: null };

/** The rows of a sheet that hold something. */
export function readSheet(text: string, sheet: SheetPart, reading: Reading): ReadSheet {
  return new SheetReader(text, sheet, reading).read();
}

class SheetReader {
  private readonly scan: XmlScan;
  private readonly sheet: SheetPart;
  private readonly reading: Reading;
  private readonly merges: Omit<Merge, 'first' | 'value'>[] = [];
  private readonly rows: Row[] = [];
  private findingsColumn: number | undefined;
  private summary = false;
  private lastRow = 0;

  constructor(text: string, sheet: SheetPart, reading: Reading) {
    this.scan = new XmlScan(text, sheet.part);
    this.sheet = sheet;
    this.reading = reading;
  }

  read(): ReadSheet {
    const { scan } = this;
    while (scan.next()) {
      if (scan.kind !== 'open') continue;
      if (scan.depth === 1 && scan.name !== 'worksheet') damaged(this.sheet.part);
      if (scan.depth === 3 && scan.name === 'row') this.row();
      else if (scan.name === 'mergeCell' && scan.depth === 3) this.merge(scan.attr('ref') ?? '');
    }
    const rows = spreadMerges(this.rows, this.merges, this.reading);
    return { rows, summary: this.summary, ...(this.findingsColumn !== undefined && { findingsColumn: this.findingsColumn }) };
  }

  private merge(range: string): void {
    if (!cellRange(range)) damaged(this.sheet.part);
    this.merges.push({ range });
    if (this.merges.length > this.reading.limits.cells) refuse('sheets.too-many-cells', { most: this.reading.limits.cells });
  }

  private row(): void {
    const { scan, reading } = this;
    const named = scan.attr('r');
    const number = named === undefined ? this.lastRow + 1 : Number(named);
    if (!Number.isInteger(number) || number <= this.lastRow || number > mostRows) damaged(this.sheet.part);
    this.lastRow = number;
    const hidden = isTrue(scan.attr('hidden'));
    const cells: Cell[] = [];
    const depth = scan.depth;
    let column = 0;
    while (scan.next() && scan.depth >= depth) {
      if (scan.kind !== 'open' || scan.name !== 'c') continue;
      const ref = scan.attr('r');
      const place = ref === undefined ? { column: column + 1, row: number } : cellPlace(ref);
      if (!place || place.row !== number || place.column <= column || place.column > mostColumns) damaged(this.sheet.part);
      column = place.column;
      const cell = this.cell(ref ?? `${columnName(column)}${number}`, column);
      if (cell) cells.push(cell);
    }
    if (cells.every((cell) => isBlank(cell.value))) return;
    if (--reading.rowsLeft < 0) refuse('sheets.too-many-rows', { most: reading.limits.rows });
    this.rows.push({ number, cells, ...(hidden && { hidden: true as const }) });
  }

  /** The cell at whose opening tag the scan stands; `null` if it holds nothing or what we had written. */
  private cell(ref: string, column: number): Cell | null {
    const { scan, reading } = this;
    const style = reading.styles[Number(scan.attr('s') ?? 0)] ?? plain;
    const value = this.value(scan.attr('t') ?? 'n', style);
    if (style.own === 'column-title' || style.own === 'column-text') {
      this.findingsColumn ??= column;
      return null;
    }
    if (style.own === 'summary' && this.rows.length === 0) this.summary = true;
    if (value.kind === 'empty') return null;
    if (column > reading.limits.columns) refuse('sheets.too-many-columns', { most: reading.limits.columns, sheet: this.sheet.name });
    if (--reading.cellsLeft < 0) refuse('sheets.too-many-cells', { most: reading.limits.cells });
    return style.font === undefined ? { ref, column, value } : { ref, column, value, font: style.font };
  }

  private value(type: string, style: CellStyle): CellValue {
    const { scan } = this;
    const depth = scan.depth;
    let written: string | null = null;
    let inline: PlainValue | null = null;
    let formula: string | null = null;
    while (scan.next() && scan.depth >= depth) {
      if (scan.kind !== 'open' || scan.depth !== depth + 1) continue;
      if (scan.name === 'v') written = type === 'str' ? keptText(scan) : scan.textOf();
      else if (scan.name === 'f') formula = scan.textOf();
      else if (scan.name === 'is') inline = readText(scan);
      else scan.skip();
    }
    const value = type === 'inlineStr' ? (inline ?? empty) : this.plain(type, written, style);
    return formula === null ? value : { kind: 'formula', formula, value };
  }

  private plain(type: string, written: string | null, style: CellStyle): PlainValue {
    if (written === null || written === '') return empty;
    const { part } = this.sheet;
    switch (type) {
      case 's':
        return sharedText(this.reading.strings, written.trim(), part);
      case 'str':
        return { kind: 'text', text: written };
      case 'b':
        return { kind: 'boolean', boolean: isTrue(written.trim()) };
      case 'e':
        return { kind: 'error', error: unescapeCell(written).slice(0, 40) };
      case 'd':
        return isoValue(written.trim()) ?? damaged(part);
      default:
        return this.number(Number(written), style);
    }
  }

  private number(number: number, { format }: CellStyle): PlainValue {
    if (!Number.isFinite(number)) damaged(this.sheet.part);
    if (format.kind === 'day') {
      const day = serialDay(number, this.reading.from1904);
      const time = serialTime(number);
      if (day !== null) return { kind: 'day', day, shows: format.shows, ...(time !== null && { time }) };
    }
    const shown = format.kind === 'digits' ? showDigits(number, format.pattern) : null;
    return shown === null ? { kind: 'number', number } : { kind: 'number', number, shown };
  }
}

/** A day as text, in the strict form of the format. */
function isoValue(written: string): PlainValue | null {
  const found = /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?:T(\d{2}:\d{2}:\d{2})[.\d]*Z?)?$/.exec(written);
  if (!found) return null;
  const [, day = '', time] = found;
  return { kind: 'day', day, shows: 'day', ...(time && time !== '00:00:00' && { time }) };
}

/** Whether a person sees nothing there. */
function isBlank(value: CellValue): boolean {
  if (value.kind === 'formula') return isBlank(value.value);
  return value.kind === 'empty' || (value.kind === 'text' && value.text.trim() === '');
}
