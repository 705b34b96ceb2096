import { accepted, type Outcome } from '../../../platform/outcome/index.ts';
import { errorColumns, type TableKind } from './columns.ts';
import { csvLine } from './csv.ts';
import { decodeFile } from './decode.ts';
import { readRows } from './table.ts';
import { importLimits, type RowError } from './types.ts';

/**
 * The uploaded table as it was, with one more column that says what to correct in each row. The column is ignored when the
 * file comes back. A text that a spreadsheet would take for a formula stays as it is: it is the officer's own file.
 */
export async function checkedFile(
  kind: TableKind,
  bytes: Uint8Array,
  errors: readonly RowError[],
  say: (error: RowError) => string,
  lang: 'vi' | 'en',
): Promise<Outcome<string>> {
  const text = decodeFile(bytes, importLimits.tableBytes);
  if (!text.ok) return text;
  const raw = await readRows(kind, text.value.normalize('NFC'));
  if (!raw.ok) return raw;
  const { rows, header, delimiter } = raw.value;
  const byRow = new Map<number, string[]>();
  for (const error of errors) byRow.set(error.row, [...(byRow.get(error.row) ?? []), say(error)]);
  const width = rows[header]?.length ?? 0;
  const column = rows[header]?.indexOf(errorColumns[lang]) ?? -1;
  const lines = rows.map((cells, at) => {
    const last = at === header ? errorColumns[lang] : (byRow.get(at + 1) ?? []).join(' · ');
    const own = column < 0 ? [...cells, ...Array.from({ length: Math.max(0, width - cells.length) }, () => '')] : [...cells];
    if (column < 0) own.push(last);
    else own[column] = last;
    return csvLine(own, delimiter);
  });
  return accepted(`\uFEFF${lines.join('\r\n')}\r\n`);
}
