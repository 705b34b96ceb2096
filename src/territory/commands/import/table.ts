import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { accepted, type Outcome, refused } from '../../../platform/outcome/index.ts';
import { tidy } from '../../../platform/text/index.ts';
import { columnOf, type TableKind, tableColumns } from './columns.ts';
import { importLimits, type RowError, type Table, type TableRow } from './types.ts';

const delimiters = [',', ';', '\t'] as const;
const chunkLength = 65_536;

/** The rows of a file as they stand in it, header included; `rows[i]` is row `i + 1` of a spreadsheet. */
export interface RawTable {
  readonly delimiter: string;
  readonly header: number;
  readonly rows: readonly (readonly string[])[];
}

/**
 * Splits the text of a table into rows. Comma, semicolon and tab are told apart by the header: the one that yields most
 * known columns. Empty lines keep their number. Refused: no header that fits the kind, a broken quotation mark, too many rows.
 */
export async function readRows(kind: TableKind, text: string): Promise<Outcome<RawTable>> {
  // Excel's way to name the delimiter: a first line `sep=;`.
  const named = /^\uFEFF?sep=([,;\t])\r?\n/i.exec(text);
  const body = named ? text.slice(named[0].length) : text.replace(/^\uFEFF/, '');
  const skipped = named ? 1 : 0;
  const headerLine = /^(?:[ \t,;]*\r?\n)*([^\r\n]*)/.exec(body)?.[1] ?? '';
  const delimiter = named?.[1] ?? bestDelimiter(kind, headerLine);
  const rows: string[][] = skipped === 1 ? [[]] : [];
  const parser = Readable.from(chunks(body)).pipe(
    parse({ delimiter, relaxColumnCount: true, skipEmptyLines: false, recordDelimiter: ['\r\n', '\n', '\r'], maxRecordSize: 200_000 }),
  );
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      if (rows.length > importLimits.rows) return refused({ code: 'territory.import-too-many-rows', params: { max: importLimits.rows } });
      rows.push(record);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = String(rows.length + 1);
    return refused({
      code: error.code === 'CSV_MAX_RECORD_SIZE' ? 'territory.import-row-too-long' : 'territory.import-quotes',
      params: { row },
    });
  }
  const header = rows.findIndex((row) => row.some((cell) => cell.trim() !== ''));
  if (header < 0) return refused({ code: 'territory.import-empty' });
  return accepted({ delimiter, header, rows });
}

/** Reads a table of a kind: header aliases in both languages, tidied cells, rows of the wrong width as row errors. */
export async function readTable(kind: TableKind, text: string): Promise<Outcome<Table>> {
  const raw = await readRows(kind, text);
  if (!raw.ok) return raw;
  const { rows, header } = raw.value;
  const headers = (rows[header] ?? []).map(tidy);
  const places = headers.map((name) => (name === '' ? 'ignored' : columnOf(kind, name)));
  const columns = places.filter((key): key is string => key !== null && key !== 'ignored');
  const twice = columns.find((key, at) => columns.indexOf(key) !== at);
  if (twice) return refused({ code: 'territory.import-column-twice', params: { column: twice } });
  const missing = tableColumns[kind].filter((one) => one.required && !columns.includes(one.key));
  if (missing.length > 0) {
    const params = {
      columns: missing.map(({ key }) => key).join(', '),
      found: headers
        .filter((name) => name !== '')
        .join(', ')
        .slice(0, 300),
    };
    return refused({ code: columns.length === 0 ? 'territory.import-no-header' : 'territory.import-columns-missing', params });
  }
  const read: TableRow[] = [];
  const errors: RowError[] = [];
  for (const [at, cells] of rows.entries()) {
    if (at <= header || cells.every((cell) => cell.trim() === '')) continue;
    // Spreadsheets leave empty cells at the end of a row out, or add some.
    const extra = cells.slice(headers.length).some((cell) => cell.trim() !== '');
    if (extra) {
      const params = { expected: String(headers.length), found: String(cells.length) };
      errors.push({ row: at + 1, column: null, refusal: { code: 'territory.import-row-width', params } });
      continue;
    }
    const values: Record<string, string> = {};
    for (const [place, key] of places.entries()) if (key !== null && key !== 'ignored') values[key] = tidy(cells[place] ?? '');
    read.push({ row: at + 1, cells: values });
  }
  if (read.length === 0 && errors.length === 0) return refused({ code: 'territory.import-no-rows' });
  return accepted({ columns, unknownColumns: headers.filter((_, at) => places[at] === null), rows: read, errors });
}

function bestDelimiter(kind: TableKind, line: string): string {
  const known = (delimiter: string) => line.split(delimiter).filter((cell) => columnOf(kind, cell.replaceAll('"', '')) !== null).length;
  return delimiters.reduce((best, next) => (known(next) > known(best) ? next : best), ',' as string);
}

/** The parser gets the text in pieces, so that other requests are answered in between. */
function* chunks(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += chunkLength) yield text.slice(at, at + chunkLength);
}
