/** Finds the line of headers of a sheet and what each column means, under any order and name. */
import { fold } from '../../platform/text/index.ts';
import { fieldOfHeader } from './field-words.ts';
import { asField, type Field, type Grid, type GridRow, type SheetColumns } from './model.ts';

/** Headers stand in the first rows; below that a sheet is something else. */
const ROWS_SEARCHED = 60;

/** What a row of headers says; null where it is none: a name and one more column that we know or look over, or without a name three that we know. */
function headersOf(row: GridRow, chosen: SheetColumns | undefined): ReadonlyMap<number, string> | null {
  const texts = new Map([...row.cells].map(([column, cell]) => [column, cell.text] as const));
  const known = [...texts].map(([column, text]) => ({ column, field: fieldOfHeader(text) })).filter(({ field }) => field !== undefined);
  // A title merged over the table shows in every column of it: one text is no line of headers.
  const distinct = new Set([...texts.values()].map(fold)).size;
  if (chosen !== undefined && chosen.headerRow !== null) return row.number === chosen.headerRow ? texts : null;
  const named = known.some(({ field }) => field === 'name');
  const others = known.filter(({ field }) => field !== null && field !== 'name').length;
  return distinct >= 2 && (named ? known.length >= 2 : others >= 3) ? texts : null;
}

/** A second line of headers under the first: what is not merged from above is a header too (`Nam`, `Nữ` under `Năm sinh`). */
function belowHeaders(above: ReadonlyMap<number, string>, row: GridRow | undefined): ReadonlyMap<number, string> | null {
  if (row === undefined || row.cells.size === 0) return null;
  const own = [...row.cells].filter(([column, cell]) => above.get(column) !== cell.text);
  const shared = (text: string | undefined) => [...above.values()].filter((one) => one === text).length > 1;
  // Headers of two lines stand under one that is merged across them; a title merged across everything doesn't.
  const headers =
    new Set(own.map(([, cell]) => cell.text)).size > 1 &&
    own.every(
      ([column, cell]) => shared(above.get(column)) && cell.number === null && cell.day === null && fieldOfHeader(cell.text) !== undefined,
    );
  if (!headers) return null;
  return new Map(own.map(([column, cell]) => [column, cell.text]));
}

/** `(1) (2) (3)` or `A B 1 2 3` under the headers. */
export function numbersColumns(row: GridRow): boolean {
  const texts = [...row.cells.values()].map((cell) => cell.text);
  return texts.length >= 3 && texts.every((text) => /^\(?(?:\d{1,2}|[A-Za-z])\)?$/.test(text));
}

/** Reads the headers of a sheet. `chosen` is what somebody said about its columns: it wins, header by header. */
export function columnsOf(grid: Grid, chosen?: SheetColumns): SheetColumns {
  const none: SheetColumns = { sheet: grid.name, headerRow: null, columns: [] };
  for (const [at, row] of grid.rows.entries()) {
    if (row.number > ROWS_SEARCHED) return none;
    const above = headersOf(row, chosen);
    if (above === null) continue;
    const next = grid.rows[at + 1];
    const below = belowHeaders(above, next);
    const texts = new Map(above);
    for (const [column, text] of below ?? []) texts.set(column, [above.get(column) ?? '', text].join(' ').trim());
    const headerRow = below !== null && next !== undefined ? next.number : row.number;
    const read = [...texts]
      .toSorted(([a], [b]) => a - b)
      .map(([column, header]) => ({ column, header, field: fieldOfHeader(header) ?? null }));
    return { sheet: grid.name, headerRow, columns: chosen === undefined ? settled(read) : asChosen(read, chosen) };
  }
  return none;
}

type ReadColumns = SheetColumns['columns'];

/** Of several columns of one meaning the first counts, but birth years may stand in two; of two roles the one in the team. */
function settled(read: ReadColumns): ReadColumns {
  const roles = read.filter(({ field }) => field === 'role');
  const inTeam = roles.find(({ header }) => /\b(?:trong to|vai tro|nhiem vu|phan cong)\b/.test(fold(header))) ?? roles[0];
  const hasForce = read.some(({ field }) => field === 'force');
  const seen = new Set<Field>();
  return read.map((one) => {
    let { field } = one;
    if (field === 'role' && one !== inTeam) field = hasForce ? null : 'force';
    if (field === null || (seen.has(field) && field !== 'birth')) return { ...one, field: null };
    seen.add(field);
    return { ...one, field };
  });
}

function asChosen(read: ReadColumns, chosen: SheetColumns): ReadColumns {
  const said = new Map(chosen.columns.map(({ column, field }) => [column, field]));
  return read.map((one) => ({ ...one, field: said.has(one.column) ? (said.get(one.column) ?? null) : one.field }));
}

/** Columns as they were stored; anything else than the shape is left out. */
export function readStoredColumns(stored: unknown): readonly SheetColumns[] {
  const sheets = Array.isArray(stored) ? stored : [];
  return sheets.map((sheet: { sheet?: unknown; headerRow?: unknown; columns?: unknown }) => ({
    sheet: String(sheet.sheet ?? ''),
    headerRow: typeof sheet.headerRow === 'number' ? sheet.headerRow : null,
    columns: (Array.isArray(sheet.columns) ? sheet.columns : []).map((one: { column?: unknown; header?: unknown; field?: unknown }) => ({
      column: Number(one.column),
      header: String(one.header ?? ''),
      field: typeof one.field === 'string' ? asField(one.field) : null,
    })),
  }));
}
