import { type CellRange, cellRange, columnName } from '../cells.ts';
import { refuse } from '../refuse.ts';
import type { Cell, CellValue, Row } from '../types.ts';
import type { Reading } from './sheet.ts';

interface Spread extends CellRange {
  readonly range: string;
  readonly value: CellValue;
  readonly font: string | undefined;
}

const empty: CellValue = { kind: 'empty' };

/** Gives each cell of a merged range its range's value, as far as the rows of the sheet go. */
export function spreadMerges(rows: readonly Row[], merges: readonly { readonly range: string }[], reading: Reading): Row[] {
  if (merges.length === 0) return [...rows];
  const byNumber = new Map(rows.map((row, i) => [row.number, i]));
  const numbers = rows.map((row) => row.number);
  const lastColumn = rows.reduce((most, row) => Math.max(most, row.cells.at(-1)?.column ?? 0), 0);
  const inRow = new Map<number, Spread[]>();
  for (const { range } of merges) {
    const found = cellRange(range);
    if (!found || (found.from.row === found.to.row && found.from.column === found.to.column)) continue;
    const first = rows[byNumber.get(found.from.row) ?? -1]?.cells.find((cell) => cell.column === found.from.column);
    const spread = { ...found, range, value: first?.value ?? empty, font: first?.font };
    for (let i = firstFrom(numbers, found.from.row); i < rows.length && (numbers[i] ?? 0) <= found.to.row; i++) {
      const list = inRow.get(i) ?? [];
      list.push(spread);
      inRow.set(i, list);
      if (--reading.cellsLeft < 0) refuse('sheets.too-many-cells', { most: reading.limits.cells });
    }
  }
  return rows.map((row, i) => {
    const spreads = inRow.get(i);
    return spreads ? { ...row, cells: merged(row, spreads, lastColumn, reading) } : row;
  });
}

function merged(row: Row, spreads: readonly Spread[], lastColumn: number, reading: Reading): Cell[] {
  const cells = new Map(row.cells.map((cell) => [cell.column, cell]));
  for (const { from, to, range, value, font } of spreads) {
    for (let column = from.column; column <= Math.min(to.column, lastColumn); column++) {
      const first = row.number === from.row && column === from.column;
      const own = cells.get(column);
      if (!own && --reading.cellsLeft < 0) refuse('sheets.too-many-cells', { most: reading.limits.cells });
      const cell: Cell = own ?? { ref: `${columnName(column)}${row.number}`, column, value: empty };
      // The range's text is read in the font of the cell that holds it.
      cells.set(column, { ...cell, ...(font !== undefined && { font }), merged: { range, first, value } });
    }
  }
  return [...cells.values()].sort((a, b) => a.column - b.column);
}

/** The place of the first number that is not below, in ascending numbers. */
function firstFrom(numbers: readonly number[], from: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
