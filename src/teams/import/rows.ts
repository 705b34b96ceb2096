/** The lines of a sheet that name somebody: without titles, running numbers, sums, signatures and the blank tail. */
import { fold } from '../../platform/text/index.ts';
import { numbersColumns } from './columns.ts';
import { fieldOfHeader } from './field-words.ts';
import type { Cell, Field, Grid, GridRow, RawRow, SheetColumns } from './model.ts';
import { looksLikeSection, noContext, readTitle } from './titles.ts';

/** What is said once for a group of rows. */
const groupFields: readonly Field[] = [
  'village',
  'commune',
  'district',
  'team',
  'level',
  'decision-number',
  'decision-day',
  'decision-issuer',
];
/** What makes a line more than a running number and a remark. */
const personFields: readonly Field[] = ['name', 'phone', 'birth', 'role', 'force', 'from', 'to', 'term'];

const sum = /^(?:tong|tong cong|tong so|cong|cong don|tong so nguoi|tong so thanh vien)(?:\s*\d+.*)?$/;
const mayBeSum = /^\s*(?:t[oổ]ng|c[oộ]ng)/iu;
const signature =
  /^(?:nguoi lap|nguoi tong hop|nguoi bao cao|noi nhan|tm |tl |kt |chu tich|pho chu tich|ki ten|xac nhan|luu |thu truong|can bo phu trach|ngai \d|to truong ki)/;

interface Table {
  readonly fieldsAt: ReadonlyMap<number, Field>;
  readonly nameColumns: readonly number[];
  /** The headers above names, in small letters: a long list repeats them. */
  readonly nameHeaders: ReadonlySet<string>;
  /** What the table has columns for. */
  readonly has: ReadonlySet<Field>;
  /** Group columns that are filled in on the first line of each group only. */
  readonly filledDown: ReadonlySet<Field>;
}

/** Reads all tables; `firstRowNo` is the number of the first line in the whole workbook. */
export function rowsOf(grid: Grid, columns: SheetColumns, firstRowNo: number): readonly RawRow[] {
  const { headerRow } = columns;
  if (headerRow === null) return [];
  const table = tableOf(grid, columns, headerRow);
  let context = readTitle(grid.name, noContext, false);
  const rows: RawRow[] = [];
  let above = new Map<Field, Cell>();
  for (const row of grid.rows) {
    const texts = new Set([...row.cells.values()].map((cell) => cell.text));
    if (row.number <= headerRow) {
      const headers = [...row.cells.values()].some((cell) => fieldOfHeader(cell.text) === 'name');
      if (!headers) for (const text of texts) context = readTitle(text, context, false);
      continue;
    }
    if (numbersColumns(row) || isHeaderAgain(row, table)) continue;
    const section = sectionOf(row, texts);
    if (section !== null) {
      context = readTitle(section, context, true);
      above = new Map();
      continue;
    }
    const cells = cellsOf(row, table);
    if (!namesSomebody(cells, texts)) continue;
    for (const field of table.filledDown) {
      const own = cells.get(field);
      const last = above.get(field);
      if (own !== undefined) above.set(field, own);
      else if (last !== undefined) cells.set(field, { ...last, merged: true });
    }
    rows.push({ rowNo: firstRowNo + rows.length, sheet: grid.name, sheetRow: row.number, cells, context, has: table.has });
  }
  return rows;
}

function tableOf(grid: Grid, { columns }: SheetColumns, headerRow: number): Table {
  const fieldsAt = new Map(columns.flatMap(({ column, field }) => (field === null ? [] : [[column, field] as const])));
  const nameColumns = columns.filter(({ field }) => field === 'name').map(({ column }) => column);
  const below = grid.rows.filter((row) => row.number > headerRow && nameColumns.some((column) => row.cells.has(column)));
  const filledDown = new Set<Field>();
  for (const [column, field] of fieldsAt) {
    if (!groupFields.includes(field)) continue;
    const filled = below.filter((row) => row.cells.has(column)).length;
    if (filled > 0 && filled * 2 < below.length) filledDown.add(field);
  }
  const nameHeaders = new Set(columns.filter(({ field }) => field === 'name').map(({ header }) => header.toLocaleLowerCase('vi')));
  return { fieldsAt, nameColumns, nameHeaders, has: new Set(fieldsAt.values()), filledDown };
}

function cellsOf(row: GridRow, table: Table): Map<Field, Cell> {
  const cells = new Map<Field, Cell>();
  for (const [column, cell] of row.cells) {
    const field = table.fieldsAt.get(column);
    // Two columns for years of birth: the one that is filled in.
    if (field !== undefined && !cells.has(field)) cells.set(field, cell);
  }
  return cells;
}

const isHeaderAgain = (row: GridRow, { nameColumns, nameHeaders }: Table): boolean =>
  nameColumns.some((column) => nameHeaders.has((row.cells.get(column)?.text ?? '').toLocaleLowerCase('vi')));

/** The one text of a row that is the title of what follows; null for any other row. */
function sectionOf(row: GridRow, texts: ReadonlySet<string>): string | null {
  const words = [...texts].filter((text) => !/^(?:[IVXLC]+|[A-Z]|\d{1,3})[.)]?$/.test(text));
  const [text] = words;
  if (words.length !== 1 || text === undefined) return null;
  const merged = row.cells.size > 1 && [...row.cells.values()].some((cell) => cell.merged && cell.text === text);
  return looksLikeSection(text) || (merged && /^(?:[IVXLC]+|[A-Z]|\d{1,3})\s*[.)]/.test(text)) ? text : null;
}

function namesSomebody(cells: ReadonlyMap<Field, Cell>, texts: ReadonlySet<string>): boolean {
  const filled = personFields.filter((field) => cells.has(field));
  if (filled.length === 0) return false;
  for (const text of texts) if (mayBeSum.test(text) && sum.test(fold(text))) return false;
  const name = cells.get('name')?.text ?? '';
  const others = filled.filter((field) => field !== 'name' && field !== 'force');
  if (others.length === 0 && signature.test(fold(name))) return false;
  // Without a name: a number or a year of birth is somebody whose name was forgotten; a lone role or remark isn't.
  return name !== '' || cells.has('phone') || (cells.has('birth') && cells.has('role'));
}
