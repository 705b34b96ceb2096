/** What a workbook holds, as its author knows it: sheets, rows and cells with the values that Excel would show. */

/** Without a formula: what is in the cell. */
export type PlainValue =
  | { readonly kind: 'empty' }
  /** As written: not trimmed, not composed (NFC is the caller's), in whatever legacy font; `runs` where parts have fonts of their own. */
  | { readonly kind: 'text'; readonly text: string; readonly runs?: readonly TextRun[] }
  /** `shown` where the number's format is digits only, as `0000000000` for telephone numbers: the digits as Excel shows them. */
  | { readonly kind: 'number'; readonly number: number; readonly shown?: string }
  /** A number (or ISO text) with a format of days: the ISO day; `shows` says how much of it the author sees; `time` as HH:MM:SS if there is one. */
  | { readonly kind: 'day'; readonly day: string; readonly shows: 'day' | 'month' | 'year'; readonly time?: string }
  | { readonly kind: 'boolean'; readonly boolean: boolean }
  /** `#N/A`, `#REF!` … */
  | { readonly kind: 'error'; readonly error: string };

/** `formula` is the text without `=` (empty where Excel shares another cell's formula); `value` what it gave when the file was saved. */
export type CellValue = PlainValue | { readonly kind: 'formula'; readonly formula: string; readonly value: PlainValue };

/** A part of a text with its own font. */
export interface TextRun {
  readonly text: string;
  readonly font?: string;
}

export interface Cell {
  /** As `B7`. */
  readonly ref: string;
  /** 1 is column A. */
  readonly column: number;
  readonly value: CellValue;
  /** Name of the cell's font (in a merged range its first cell's), as `Times New Roman` or `.VnTime`; absent in files without fonts (CSV). */
  readonly font?: string;
  /** The merged range that the cell lies in. Only its first cell has a value of its own; `value` here is the range's. */
  readonly merged?: Merge;
}

export interface Merge {
  /** As `A1:F1`. */
  readonly range: string;
  readonly first: boolean;
  readonly value: CellValue;
}

export interface Row {
  /** 1 is the first, as Excel counts. */
  readonly number: number;
  readonly hidden?: true;
  /** Cells that hold something or lie in a merged range, by column. */
  readonly cells: readonly Cell[];
}

export interface Sheet {
  readonly name: string;
  readonly hidden: boolean;
  /** Rows that hold something; blank ones are left out, also at the end. */
  readonly rows: readonly Row[];
  /** The column that `markWorkbook` had added (its cells are not in `rows`), if this is a marked workbook that came back. */
  readonly findingsColumn?: number;
}

export interface Workbook {
  /** Without the summary that `markWorkbook` had added, and without sheets that hold charts only. */
  readonly sheets: readonly Sheet[];
  /** Whether the workbook had been marked before. */
  readonly marked: boolean;
}

/** What a file may be at most; anything above is refused before it costs memory. */
export interface Limits {
  /** The file itself. */
  readonly bytes: number;
  /** All its parts unpacked. */
  readonly unpackedBytes: number;
  readonly parts: number;
  readonly sheets: number;
  /** Rows that hold something, of all sheets. */
  readonly rows: number;
  /** The last column that holds something. */
  readonly columns: number;
  readonly cells: number;
}

/** Enough for a province's roster several times over: 10 MB, 50,000 rows. */
export const defaultLimits: Limits = {
  bytes: 10_000_000,
  unpackedBytes: 120_000_000,
  parts: 2_000,
  sheets: 300,
  rows: 50_000,
  columns: 256,
  cells: 1_500_000,
};

/** What `words.ts` can say; `params` are in brackets. */
export type SheetsRefusalCode =
  | 'sheets.empty-file'
  | 'sheets.too-big' // {megabytes}
  | 'sheets.not-a-workbook'
  | 'sheets.old-xls'
  | 'sheets.binary-workbook'
  | 'sheets.open-document'
  | 'sheets.web-page'
  | 'sheets.text-file'
  | 'sheets.encrypted'
  | 'sheets.macros'
  | 'sheets.external-links' // {name}: what it links to, as far as it is known, else ''
  | 'sheets.bomb'
  | 'sheets.damaged' // {where}: a part of the file, for the one who helps
  | 'sheets.unsafe-xml'
  | 'sheets.unsafe-names'
  | 'sheets.too-many-sheets' // {most}
  | 'sheets.too-many-rows' // {most}
  | 'sheets.too-many-columns' // {most, sheet}
  | 'sheets.too-many-cells'; // {most}

/** A finding about a cell. */
export interface Mark {
  readonly sheet: string;
  /** The cell as `B7` (it need not hold anything), or the row as `7` for what concerns the whole row. */
  readonly ref: string;
  /** `fault`: red, has to be mended; `proposal`: yellow, we would take it as the text says; `note`: blue, only to know. */
  readonly kind: 'fault' | 'proposal' | 'note';
  /** In words, for the author of the file. */
  readonly text: string;
}

export interface MarkOptions {
  /** The title of the added column, as `Lỗi`. */
  readonly columnTitle: string;
  /** Where the title goes, by the sheet's name; without it, into the row above the first finding. */
  readonly headerRows?: Readonly<Record<string, number>>;
  /** The sheet that is added at the end: a name (numbered if it is taken) and lines. */
  readonly summary: { readonly name: string; readonly rows: readonly SummaryRow[] };
  /** Notes a sheet gets at most (2,000): more make Excel slow; the colour and the column are on every finding. */
  readonly notes?: number;
}

export type SummaryRow = readonly SummaryCell[];
/** `goTo` makes it a link to a cell of the workbook. */
export type SummaryCell =
  | string
  | number
  | { readonly text: string; readonly bold?: boolean; readonly goTo?: { readonly sheet: string; readonly ref: string } };

/** A sheet to write. */
export interface SheetToWrite {
  /** Up to 31 characters without `: \ / ? * [ ]`; others are replaced. */
  readonly name: string;
  /** Lines above the header, as a title and how to fill in. */
  readonly above?: readonly string[];
  readonly columns: readonly ColumnToWrite[];
  /** Values in the order of the columns. */
  readonly rows: Iterable<readonly CellToWrite[]>;
  /** How many rows below the header get drop-downs and formats although nothing is in them yet: 0, for a template 1,000. */
  readonly emptyRows?: number;
}

export interface ColumnToWrite {
  readonly title: string;
  /** `day` takes ISO days and shows 31/12/2022; `whole` takes whole numbers; `code` offers `values` as a drop-down. */
  readonly kind: 'text' | 'whole' | 'day' | 'code';
  /** In characters; 8 to 60, by the title where none is given. */
  readonly width?: number;
  /** How to fill it in: a note at the title. */
  readonly note?: string;
  /** For `code`: what may be chosen; the same array in several columns becomes one list. */
  readonly values?: readonly string[];
  readonly required?: boolean;
}

/** Text stays text, whatever it begins with: it never becomes a formula. */
export type CellToWrite = string | number | bigint | null;

/** What a text in a legacy font says. */
export interface LegacyText {
  /** In Unicode, composed (NFC). */
  readonly text: string;
  /** How it was written. */
  readonly encoding: LegacyEncoding;
  /** False where it can be read in two ways (or in none): show it to a person. */
  readonly sure: boolean;
}

export type LegacyEncoding = 'unicode' | 'tcvn3' | 'vni';
