/** Names of cells and columns, as Excel writes them. */

/** Columns that a sheet of Excel has. */
export const mostColumns = 16_384;
export const mostRows = 1_048_576;

/** 1 → A, 27 → AA. */
export function columnName(column: number): string {
  let name = '';
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  return name;
}

export interface CellPlace {
  readonly column: number;
  readonly row: number;
}

/** `B7` (also `$B$7`) → column 2, row 7; `null` if it is no cell of Excel. */
export function cellPlace(ref: string): CellPlace | null {
  const found = /^\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})$/.exec(ref);
  if (!found) return null;
  const letters = found[1] ?? '';
  let column = 0;
  // The last five bits of a letter are its place in the alphabet, small or large.
  for (let i = 0; i < letters.length; i++) column = column * 26 + (letters.charCodeAt(i) & 31);
  const row = Number(found[2]);
  return column <= mostColumns && row <= mostRows ? { column, row } : null;
}

export interface CellRange {
  readonly from: CellPlace;
  readonly to: CellPlace;
}

/** `A1:F2` or `A1`; `null` if it is no range of cells. */
export function cellRange(ref: string): CellRange | null {
  const [first = '', last = first] = ref.split(':');
  const from = cellPlace(first);
  const to = cellPlace(last);
  return from && to && from.column <= to.column && from.row <= to.row ? { from, to } : null;
}
