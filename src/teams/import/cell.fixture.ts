/** Cells and sheets for tests, as the reader of workbooks gives them. */
import type { Cell, Grid } from './model.ts';

export function cell(text: string, more: Partial<Cell> = {}): Cell {
  return { ref: 'A1', text, number: null, day: null, shows: 'day', formula: false, error: false, font: 'unicode', merged: false, ...more };
}

export const numberCell = (number: number): Cell => cell(String(number), { number });
export const dayCell = (day: string, shows: Cell['shows'] = 'day'): Cell => cell(day, { day, shows });

/** A sheet from lines of texts; numbers stay numbers; empty texts are blank cells; blank lines are left out as in a file. */
export function grid(name: string, lines: readonly (readonly (string | number)[])[]): Grid {
  return {
    name,
    hidden: false,
    rows: lines.flatMap((line, index) => {
      const cells = new Map(
        line.flatMap((value, at) => {
          if (value === '') return [];
          const ref = `${String.fromCharCode(65 + at)}${index + 1}`;
          return [[at + 1, { ...(typeof value === 'number' ? numberCell(value) : cell(value)), ref }] as const];
        }),
      );
      return cells.size === 0 ? [] : [{ number: index + 1, cells }];
    }),
  };
}

/** The same text in several cells of a row, as a merged title shows in each of them. */
export const across = (text: string, columns: number): readonly string[] => Array.from({ length: columns }, () => text);
