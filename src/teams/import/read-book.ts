/** From the bytes of a file to its lines. */
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import { readWorkbook } from '../../platform/sheets/index.ts';
import { columnsOf } from './columns.ts';
import { gridsOf } from './grid.ts';
import { bookLimits, MOST_ROWS } from './limits.ts';
import type { RawRow, SheetColumns } from './model.ts';
import { rowsOf } from './rows.ts';

export interface Book {
  readonly sheets: readonly SheetColumns[];
  readonly rows: readonly RawRow[];
}

/**
 * Reads every sheet with a line of headers; hidden sheets are left alone. `chosen` is what somebody said about columns. Refuses what is no
 * sound workbook (`sheets.*`), one without a table of names (`teams.import-no-table`), without people, or with too many.
 */
export function readBook(bytes: Uint8Array, chosen: readonly SheetColumns[]): Outcome<Book> {
  const workbook = readWorkbook(bytes, bookLimits);
  if (!workbook.ok) return workbook;
  const sheets: SheetColumns[] = [];
  const rows: RawRow[] = [];
  for (const grid of gridsOf(workbook.value)) {
    if (grid.hidden) continue;
    const columns = columnsOf(
      grid,
      chosen.find((one) => one.sheet === grid.name),
    );
    sheets.push(columns);
    rows.push(...rowsOf(grid, columns, rows.length + 1));
    if (rows.length > MOST_ROWS) return refused({ code: 'teams.import-too-many-rows', params: { most: MOST_ROWS } });
  }
  if (sheets.every(({ headerRow }) => headerRow === null)) return refused({ code: 'teams.import-no-table' });
  if (rows.length === 0) return refused({ code: 'teams.import-no-people' });
  return accepted({ sheets, rows });
}
