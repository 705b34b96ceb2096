/** The workbook back, as its author knows it: faulty cells red, readings yellow, what says why in one more column, and a summary. */
import type { Lang } from '../../platform/i18n/index.ts';
import { formatInteger } from '../../platform/numbers/index.ts';
import type { Outcome } from '../../platform/outcome/index.ts';
import { type Mark, markWorkbook, type SummaryRow } from '../../platform/sheets/index.ts';
import type { CoreForce } from '../contract.ts';
import { texts } from './messages.gen.ts';
import type { Field, Finding, FindingCode, RawRow } from './model.ts';
import type { Plan, PlannedRow } from './plan/types.ts';
import type { Book } from './read-book.ts';
import type { Counts } from './store/batches.ts';
import { findingLine, findingTitle } from './words.ts';

export interface Marking {
  readonly book: Book;
  readonly plan: Plan;
  readonly counts: Counts;
  readonly lang: Lang;
  readonly forces: readonly CoreForce[];
}

export function marked(bytes: Uint8Array, marking: Marking): Outcome<Uint8Array> {
  const { book, plan, lang } = marking;
  const t = texts[lang];
  const rawOf = new Map(book.rows.map((row) => [row.rowNo, row]));
  const lines = plan.rows.flatMap((row) => {
    const raw = row.rowNo === null ? undefined : rawOf.get(row.rowNo);
    return raw === undefined ? [] : [{ raw, row }];
  });
  const letters = columnLetters(book);
  const marks = lines.flatMap(({ raw, row }) => row.findings.map((one) => markOf(raw, one, letters, marking)));
  return markWorkbook(bytes, marks, {
    columnTitle: t.mark_column(),
    headerRows: Object.fromEntries(book.sheets.flatMap(({ sheet, headerRow }) => (headerRow === null ? [] : [[sheet, headerRow]]))),
    summary: { name: t.mark_sheet(), rows: summaryOf(lines, marking) },
  });
}

/** Where each field stands in each sheet, so that an empty cell can be marked too. */
function columnLetters({ sheets }: Book): ReadonlyMap<string, ReadonlyMap<Field, string>> {
  return new Map(
    sheets.map(({ sheet, columns }) => [
      sheet,
      new Map(columns.flatMap(({ column, field }) => (field === null ? [] : [[field, lettersOf(column)] as const])).toReversed()),
    ]),
  );
}

export function lettersOf(column: number): string {
  let letters = '';
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return letters;
}

const kinds = { E: 'fault', W: 'note', P: 'proposal' } as const;

function kindOf(code: FindingCode): Mark['kind'] {
  return code.startsWith('E-') ? kinds.E : code.startsWith('W-') ? kinds.W : kinds.P;
}

function markOf(raw: RawRow, one: Finding, letters: ReadonlyMap<string, ReadonlyMap<Field, string>>, { lang, forces }: Marking): Mark {
  return {
    sheet: raw.sheet,
    ref: refOf(raw, one.field, letters),
    kind: kindOf(one.code),
    text: `${findingLine(one, lang, forces)} [${one.code}]`,
  };
}

function refOf(raw: RawRow, field: Field | null, letters: ReadonlyMap<string, ReadonlyMap<Field, string>>): string {
  const cell = field === null ? undefined : raw.cells.get(field);
  // A cell inside a merged range is marked in its own row.
  if (cell?.ref.replace(/^[A-Z]+/, '') === String(raw.sheetRow)) return cell.ref;
  const letter = field === null ? undefined : letters.get(raw.sheet)?.get(field);
  return letter === undefined ? String(raw.sheetRow) : `${letter}${raw.sheetRow}`;
}

function summaryOf(lines: readonly { readonly raw: RawRow; readonly row: PlannedRow }[], { counts, lang }: Marking): readonly SummaryRow[] {
  const t = texts[lang];
  const groups = new Map<FindingCode, { count: number; first: RawRow }>();
  for (const { raw, row } of lines) {
    for (const code of new Set(row.findings.map((one) => one.code))) {
      const group = groups.get(code);
      if (group) group.count += 1;
      else groups.set(code, { count: 1, first: raw });
    }
  }
  const order = (code: FindingCode): number => ['E', 'W', 'P'].indexOf(code.slice(0, 1));
  const sorted = [...groups].toSorted(([a, x], [b, y]) => order(a) - order(b) || y.count - x.count);
  return [
    [
      t.mark_sentence({
        rows: counts.rows,
        taken: formatInteger(counts.rows - counts.refused, lang),
        refused: formatInteger(counts.refused, lang),
      }),
    ],
    [t.mark_how()],
    [],
    [t.mark_code(), t.mark_what(), t.mark_count(), t.mark_first()].map((text) => ({ text, bold: true })),
    ...sorted.map(
      ([code, { count, first }]): SummaryRow => [
        code,
        findingTitle(code, lang),
        count,
        { text: `${first.sheet}, ${first.sheetRow}`, goTo: { sheet: first.sheet, ref: `A${first.sheetRow}` } },
      ],
    ),
  ];
}
