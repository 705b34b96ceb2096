import { type CellRange, cellPlace, cellRange } from '../cells.ts';
import { damaged } from '../refuse.ts';
import { XmlScan } from '../xml/scan.ts';

export interface CellSpan {
  readonly column: number;
  readonly start: number;
  readonly tagEnd: number;
  readonly end: number;
  readonly style: number;
  /** Whether something is in it. */
  readonly filled: boolean;
}

export interface RowSpan {
  readonly number: number;
  readonly start: number;
  readonly tagEnd: number;
  readonly closeStart: number;
  readonly end: number;
  readonly selfClosing: boolean;
  /** Style of the row's cells that aren't written. */
  readonly style: number | null;
  readonly spans: { readonly from: number; readonly to: number } | null;
  readonly cells: readonly CellSpan[];
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface ColumnSpan extends Span {
  readonly min: number;
  readonly max: number;
  readonly style: number;
}

/** Where everything stands in the XML of a sheet that an edit may touch. */
export interface SheetMap {
  readonly prefix: string;
  readonly rootTag: string;
  readonly rootClose: number;
  readonly rows: readonly RowSpan[];
  readonly merges: readonly CellRange[];
  readonly columns: readonly ColumnSpan[];
  readonly columnsClose: number | null;
  readonly dimension: (Span & { readonly ref: string }) | null;
  readonly data: Span & { readonly tagEnd: number; readonly closeStart: number; readonly selfClosing: boolean };
  /** First element after which a `legacyDrawing` may not stand. */
  readonly afterNotes: number | null;
  readonly hasNotes: boolean;
}

const afterLegacyDrawing = ['legacyDrawingHF', 'drawingHF', 'picture', 'oleObjects', 'controls', 'webPublishItems', 'tableParts', 'extLst'];

type Draft = { -readonly [K in keyof SheetMap]: SheetMap[K] } & { rows: RowSpan[]; merges: CellRange[]; columns: ColumnSpan[] };

/** Reads the places of a sheet's XML. */
export function mapSheet(text: string, part: string): SheetMap {
  const scan = new XmlScan(text, part);
  const nowhere = { start: -1, end: -1, tagEnd: -1, closeStart: -1, selfClosing: false };
  const map: Draft = {
    prefix: '',
    rootTag: '',
    rootClose: 0,
    rows: [],
    merges: [],
    columns: [],
    columnsClose: null,
    dimension: null,
    data: nowhere,
    afterNotes: null,
    hasNotes: false,
  };
  while (scan.next()) {
    if (scan.depth === 0) map.rootClose = scan.start;
    if (scan.kind !== 'open') continue;
    if (scan.depth === 1) {
      map.prefix = scan.prefix;
      map.rootTag = text.slice(scan.start, scan.end);
      if (scan.name !== 'worksheet' || scan.selfClosing) damaged(part);
    }
    if (scan.depth === 2) element(scan, map, part);
  }
  if (map.data === nowhere) damaged(part);
  return map;
}

function element(scan: XmlScan, map: Draft, part: string): void {
  const { name, start, end } = scan;
  if (name === 'dimension') map.dimension = { start, end, ref: scan.attr('ref') ?? '' };
  if (name === 'legacyDrawing') map.hasNotes = true;
  if (afterLegacyDrawing.includes(name)) map.afterNotes ??= start;
  if (name === 'sheetData') {
    const { selfClosing } = scan;
    map.rows = readRows(scan, part);
    map.data = { start, tagEnd: end, closeStart: scan.start, end: scan.end, selfClosing };
  } else if (name === 'cols') {
    children(scan, 'col', () => {
      map.columns.push({
        min: number(scan, 'min'),
        max: number(scan, 'max'),
        style: number(scan, 'style'),
        start: scan.start,
        end: scan.end,
      });
    });
    map.columnsClose = scan.start;
  } else if (name === 'mergeCells') {
    children(scan, 'mergeCell', () => map.merges.push(cellRange(scan.attr('ref') ?? '') ?? damaged(part)));
  } else scan.skip();
}

function children(scan: XmlScan, name: string, found: () => void): void {
  const { depth } = scan;
  while (scan.next() && scan.depth >= depth) if (scan.kind === 'open' && scan.depth === depth + 1 && scan.name === name) found();
}

function number(scan: XmlScan, name: string): number {
  return Number(scan.attr(name) ?? 0);
}

function readRows(scan: XmlScan, part: string): RowSpan[] {
  const rows: RowSpan[] = [];
  children(scan, 'row', () => {
    const { start, end: tagEnd, selfClosing } = scan;
    const named = scan.attr('r');
    const last = rows.at(-1)?.number ?? 0;
    const row = named === undefined ? last + 1 : Number(named);
    if (!Number.isInteger(row) || row <= last) damaged(part);
    const style = scan.attr('customFormat') === undefined ? null : number(scan, 's');
    const spans = scan.attrSpan('spans') ?? null;
    const cells: CellSpan[] = [];
    children(scan, 'c', () => cells.push(readCell(scan, cells.at(-1)?.column ?? 0, row, part)));
    rows.push({ number: row, start, tagEnd, closeStart: scan.start, end: scan.end, selfClosing, style, spans, cells });
  });
  return rows;
}

function readCell(scan: XmlScan, last: number, row: number, part: string): CellSpan {
  const { start, end: tagEnd } = scan;
  const ref = scan.attr('r');
  const place = ref === undefined ? { column: last + 1, row } : cellPlace(ref);
  if (!place || place.row !== row || place.column <= last) damaged(part);
  const style = number(scan, 's');
  let filled = false;
  const { depth } = scan;
  while (scan.next() && scan.depth >= depth) if (scan.kind === 'open') filled = true;
  return { column: place.column, start, tagEnd, end: scan.end, style, filled };
}
