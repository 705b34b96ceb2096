import { cellPlace, cellRange, columnName, mostColumns } from '../cells.ts';
import type { OwnFill } from '../own-marks.ts';
import type { Mark } from '../types.ts';
import { textElement } from '../xml/encode.ts';
import { type Edit, withAttribute } from './parts.ts';
import type { RowSpan, SheetMap } from './sheet-map.ts';
import type { StyleSheet } from './style-sheet.ts';

/** What is found in one sheet, by place. */
export interface SheetFindings {
  readonly cells: ReadonlyMap<
    string,
    { readonly column: number; readonly row: number; readonly kind: Mark['kind']; readonly texts: string[] }
  >;
  /** By row, in the order of the marks. */
  readonly rows: ReadonlyMap<number, string[]>;
}

const weight = { fault: 2, proposal: 1, note: 0 } as const;

/** Gathers a sheet's marks; one on a merged range's inner cell goes to the cell that is seen. */
export function gather(marks: readonly Mark[], map: SheetMap): SheetFindings {
  const cells = new Map<string, { column: number; row: number; kind: Mark['kind']; texts: string[] }>();
  const rows = new Map<number, string[]>();
  for (const { ref, kind, text } of marks) {
    const place = cellPlace(ref);
    const row = place?.row ?? Number(ref);
    if (!Number.isInteger(row) || row < 1) throw new Error(`no cell or row: ${ref}`);
    const texts = rows.get(row) ?? [];
    if (!texts.includes(text)) texts.push(text);
    rows.set(row, texts);
    if (!place) continue;
    const inside = map.merges.find(
      ({ from, to }) => place.row >= from.row && place.row <= to.row && place.column >= from.column && place.column <= to.column,
    );
    const seen = inside?.from ?? place;
    const key = `${columnName(seen.column)}${seen.row}`;
    const known = cells.get(key);
    if (!known) cells.set(key, { ...seen, kind, texts: [text] });
    else {
      if (!known.texts.includes(text)) known.texts.push(text);
      if (weight[kind] > weight[known.kind]) known.kind = kind;
    }
  }
  return { cells, rows };
}

/** The edits of a sheet's XML: earlier marks out, these in. Without findings nothing is added. */
export function sheetEdits(
  text: string,
  map: SheetMap,
  findings: SheetFindings,
  styles: StyleSheet,
  column: { readonly title: string; readonly headerRow: number | undefined },
): Edit[] {
  const isOwnColumn = (own: OwnFill | null) => own === 'column-title' || own === 'column-text';
  if (findings.rows.size === 0) return map.rows.flatMap((row) => rowEdits(text, map, row, new Map(), styles, isOwnColumn));
  const at = freeColumn(map, styles, isOwnColumn);
  const headerRow = column.headerRow ?? Math.max(1, Math.min(...findings.rows.keys()) - 1);
  const wanted = new Map<number, Map<number, NewCell>>();
  const want = (row: number, col: number, cell: NewCell) => wanted.set(row, (wanted.get(row) ?? new Map<number, NewCell>()).set(col, cell));
  for (const { row, column: col, kind } of findings.cells.values()) want(row, col, { kind });
  for (const [row, texts] of findings.rows) want(row, at, { kind: 'column-text', text: texts.join('; ') });
  const inHeader = findings.rows.get(headerRow);
  want(headerRow, at, { kind: 'column-title', text: [column.title, ...(inHeader ?? [])].join(': ') });

  const edits: Edit[] = [];
  for (const row of map.rows) {
    edits.push(...rowEdits(text, map, row, wanted.get(row.number) ?? new Map(), styles, isOwnColumn));
    wanted.delete(row.number);
  }
  const fresh = [...wanted].sort(([a], [b]) => a - b);
  const rows = fresh.map(([row, cells]) => {
    const next = map.rows.find(({ number }) => number > row);
    return { at: next?.start ?? map.data.closeStart, text: newRow(map, row, cells, styles) };
  });
  edits.push(
    ...dataEdits(text, map, rows),
    ...columnEdits(text, map, at),
    ...dimensionEdits(map, at, [headerRow, ...findings.rows.keys()]),
  );
  return edits;
}

interface NewCell {
  readonly kind: OwnFill;
  readonly text?: string;
}

/** The column after the last one that holds something; one more to the right where borders were drawn in it. */
function freeColumn(map: SheetMap, styles: StyleSheet, isOwnColumn: (own: OwnFill | null) => boolean): number {
  let last = 0;
  const styled = new Set<number>();
  for (const row of map.rows) {
    for (const cell of row.cells) {
      if (cell.style > 0 && isOwnColumn(styles.ownOf(cell.style))) continue;
      if (cell.filled) last = Math.max(last, cell.column);
      else styled.add(cell.column);
    }
  }
  for (const { to } of map.merges) if (to.column < mostColumns) last = Math.max(last, to.column);
  for (let column = last + 1; column <= last + 10; column++) if (!styled.has(column)) return Math.min(column, mostColumns);
  return Math.min(last + 1, mostColumns);
}

function rowEdits(
  text: string,
  map: SheetMap,
  row: RowSpan,
  wanted: ReadonlyMap<number, NewCell>,
  styles: StyleSheet,
  isOwnColumn: (own: OwnFill | null) => boolean,
): Edit[] {
  const edits: Edit[] = [];
  const left = new Map(wanted);
  let kept = 0;
  for (const cell of row.cells) {
    const own = cell.style > 0 ? styles.ownOf(cell.style) : null;
    const cellText = left.get(cell.column);
    left.delete(cell.column);
    if (cellText?.text !== undefined) {
      edits.push({ from: cell.start, to: cell.end, text: newCell(map, row.number, cell.column, cellText, styles, 0) });
    } else if (isOwnColumn(own)) edits.push({ from: cell.start, to: cell.end, text: '' });
    else {
      kept++;
      const before = own ? styles.restored(cell.style) : cell.style;
      const style = cellText ? styles.marked(before, cellText.kind) : before;
      if (style === cell.style) continue;
      const tag = withAttribute(text.slice(cell.start, cell.tagEnd), 's', String(style));
      edits.push({ from: cell.start, to: cell.tagEnd, text: tag });
    }
  }
  const added = [...left].sort(([a], [b]) => a - b);
  if (added.length === 0) return kept === 0 && edits.length > 0 && isOurs(text, row) && wanted.size === 0 ? whole(row) : edits;
  const made = added.map(([column, cell]) => {
    const next = row.cells.find((one) => one.column > column);
    const put = newCell(map, row.number, column, cell, styles, row.style ?? columnStyle(map, column));
    return { from: next?.start ?? row.closeStart, put };
  });
  const last = Math.max(...added.map(([column]) => column));
  const spans = row.spans && /^(\d+):(\d+)$/.exec(text.slice(row.spans.from, row.spans.to));
  const wider = spans && Number(spans[2]) < last ? `${spans[1]}:${last}` : null;
  if (row.selfClosing) {
    const tag = text.slice(row.start, row.tagEnd);
    const open = `${tag.slice(0, -2)}>`;
    const opened = wider === null ? open : withAttribute(open, 'spans', wider);
    return [{ from: row.start, to: row.end, text: `${opened}${made.map(({ put }) => put).join('')}</${map.prefix}row>` }];
  }
  if (row.spans && wider !== null) edits.push({ ...row.spans, text: wider });
  return [...edits, ...made.map(({ from, put }) => ({ from, to: from, text: put }))];
}

/** A row that only a mark had brought. */
function isOurs(text: string, row: RowSpan): boolean {
  return /^<\S+ r="\d+">$/.test(text.slice(row.start, row.tagEnd));
}

function whole(row: RowSpan): Edit[] {
  return [{ from: row.start, to: row.end, text: '' }];
}

function columnStyle(map: SheetMap, column: number): number {
  return map.columns.find(({ min, max }) => column >= min && column <= max)?.style ?? 0;
}

function newCell(map: SheetMap, row: number, column: number, cell: NewCell, styles: StyleSheet, base: number): string {
  const { prefix } = map;
  const ref = `${columnName(column)}${row}`;
  if (cell.text === undefined) return `<${prefix}c r="${ref}" s="${styles.marked(base, cell.kind)}"/>`;
  const style = styles.text(cell.kind, cell.kind === 'column-title' ? 'bold' : 'regular');
  return `<${prefix}c r="${ref}" s="${style}" t="inlineStr"><${prefix}is>${textElement(cell.text, prefix)}</${prefix}is></${prefix}c>`;
}

function newRow(map: SheetMap, row: number, cells: ReadonlyMap<number, NewCell>, styles: StyleSheet): string {
  const sorted = [...cells].sort(([a], [b]) => a - b);
  const inside = sorted.map(([column, cell]) => newCell(map, row, column, cell, styles, columnStyle(map, column))).join('');
  return `<${map.prefix}row r="${row}">${inside}</${map.prefix}row>`;
}

function dataEdits(text: string, map: SheetMap, rows: readonly { readonly at: number; readonly text: string }[]): Edit[] {
  if (!map.data.selfClosing) return rows.map((row) => ({ from: row.at, to: row.at, text: row.text }));
  const tag = text.slice(map.data.start, map.data.tagEnd).replace(/\s*\/>$/, '>');
  return [{ from: map.data.start, to: map.data.end, text: `${tag}${rows.map((row) => row.text).join('')}</${map.prefix}sheetData>` }];
}

/** Makes the added column wide enough to be read, apart from the columns that its neighbours' width was written with. */
function columnEdits(text: string, map: SheetMap, at: number): Edit[] {
  const { prefix } = map;
  const ours = `<${prefix}col min="${at}" max="${at}" width="60.7109375" customWidth="1"/>`;
  const covering = map.columns.find(({ min, max }) => at >= min && at <= max);
  if (covering) {
    const tag = text.slice(covering.start, covering.end);
    const pieces = [
      covering.min < at ? withAttribute(tag, 'max', String(at - 1)) : '',
      ours,
      covering.max > at ? withAttribute(tag, 'min', String(at + 1)) : '',
    ];
    return [{ from: covering.start, to: covering.end, text: pieces.join('') }];
  }
  if (map.columnsClose === null) return [{ from: map.data.start, to: map.data.start, text: `<${prefix}cols>${ours}</${prefix}cols>` }];
  const next = map.columns.find(({ min }) => min > at);
  const place = next?.start ?? map.columnsClose;
  return [{ from: place, to: place, text: ours }];
}

function dimensionEdits(map: SheetMap, column: number, rows: readonly number[]): Edit[] {
  const range = map.dimension && cellRange(map.dimension.ref);
  if (!map.dimension || !range) return [];
  const from = `${columnName(range.from.column)}${rows.reduce((a, b) => Math.min(a, b), range.from.row)}`;
  const to = `${columnName(Math.max(range.to.column, column))}${rows.reduce((a, b) => Math.max(a, b), range.to.row)}`;
  const { start, end } = map.dimension;
  return [{ from: start, to: end, text: `<${map.prefix}dimension ref="${from}:${to}"/>` }];
}
