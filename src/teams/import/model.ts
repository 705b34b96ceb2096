/** The words of an import: fields, cells, what a row was understood to say, findings. Pure. */
import type { MemberRole, TeamLevel } from '../contract.ts';

/** What a column may mean. */
export const fields = [
  'name',
  'phone',
  'birth',
  'role',
  'force',
  'village',
  'commune',
  'district',
  'team',
  'level',
  'decision-number',
  'decision-day',
  'decision-issuer',
  'from',
  'to',
  'term',
  'note',
] as const;
export type Field = (typeof fields)[number];

export function asField(text: string): Field | null {
  return fields.find((field) => field === text) ?? null;
}

/** A cell as written: what it shows, and what the workbook says it is. */
export interface Cell {
  /** Address in its sheet, e.g. `C7`. */
  readonly ref: string;
  /** What it shows, NFC, tidy; legacy fonts are converted already. */
  readonly text: string;
  /** Where the workbook keeps a number. */
  readonly number: number | null;
  /** Where the workbook keeps a day: ISO. */
  readonly day: string | null;
  /** How much of that day its author sees. */
  readonly shows: 'day' | 'month' | 'year';
  /** The value came from a formula. */
  readonly formula: boolean;
  /** The cell shows an error such as #REF!. */
  readonly error: boolean;
  /** `converted` from an old font; `unreadable` where that failed. */
  readonly font: 'unicode' | 'converted' | 'unreadable';
  /** The value stands in the first cell of a merged range that covers this one. */
  readonly merged: boolean;
}

/** Columns by number (1 is A); empty cells are left out. */
export interface GridRow {
  readonly number: number;
  readonly cells: ReadonlyMap<number, Cell>;
}

export interface Grid {
  readonly name: string;
  readonly hidden: boolean;
  readonly rows: readonly GridRow[];
}

/** Which column of a sheet is read as what; several columns may say the same (year of birth of men and of women). */
export interface SheetColumns {
  readonly sheet: string;
  /** Row of the (last) header line; null where none was found: the sheet is not read. */
  readonly headerRow: number | null;
  /** Every column with a header, in order. */
  readonly columns: readonly { readonly column: number; readonly header: string; readonly field: Field | null }[];
}

/** What stands above a table and holds for all its rows. */
export interface SheetContext {
  readonly commune: string | null;
  readonly district: string | null;
  readonly village: string | null;
  readonly level: TeamLevel | null;
  readonly decision: { readonly number: string | null; readonly decidedOn: string | null; readonly issuer: string | null };
}

/** A line of a table that names somebody, or tries to. */
export interface RawRow {
  readonly rowNo: number;
  readonly sheet: string;
  readonly sheetRow: number;
  readonly cells: ReadonlyMap<Field, Cell>;
  readonly context: SheetContext;
  /** What the table has columns for, filled in or not. */
  readonly has: ReadonlySet<Field>;
}

export const findingCodes = [
  'E-CELL',
  'E-FONT',
  'E-NAME-MISSING',
  'E-NAME-STRANGE',
  'E-NAME-TWO',
  'E-PHONE',
  'E-BIRTH',
  'E-DAY',
  'E-DAY-ORDER',
  'E-ROLE',
  'E-FORCE',
  'E-UNIT-MISSING',
  'E-VILLAGE-MISSING',
  'E-UNIT-UNKNOWN',
  'E-UNIT-AMBIGUOUS',
  'E-UNIT-ENDED',
  'E-UNIT-LATER',
  'E-PLACE',
  'E-TEAM-AMBIGUOUS',
  'E-TEAM-LATER',
  'E-TWICE',
  'E-TWO-LEADERS',
  'E-OVERLAP',
  'E-PERSON-UNSURE',
  'W-FORMULA',
  'W-PHONE-TWO',
  'W-PHONE-SHARED',
  'W-FORCE-MISSING',
  'W-TEAM-NAME',
  'W-BEFORE-TEAM',
  'W-NO-LEADER',
  'W-PERSON-DIFFERS',
  'W-PERSON-ALIKE',
  'P-FONT',
  'P-NAME',
  'P-PHONE-ZERO',
  'P-PHONE-OLD',
  'P-DAY',
  'P-ROLE',
  'P-FORCE',
  'P-UNIT',
  'P-COMMUNE',
  'P-TEAM-NEW',
  'P-PERSON-KNOWN',
] as const;
/** Stable: E refuses the row, W and P let it pass; a W says what to look at, a P says how it was read. */
export type FindingCode = (typeof findingCodes)[number];

export interface Finding {
  readonly code: FindingCode;
  readonly field: Field | null;
  /** Words of the finding: what was written, how it was read, candidates. May hold personal values: kept with the row only. */
  readonly params: Readonly<Record<string, string>>;
}

export const isFault = (finding: Finding): boolean => finding.code.startsWith('E-');

/** What a row says about a person in a team, before units and the register are asked. Days are ISO. */
export interface RowReading {
  readonly name: string;
  /** In its international form. */
  readonly phone: string | null;
  readonly birthYear: number | null;
  readonly role: MemberRole;
  readonly force: string;
  readonly from: string | null;
  /** Last day. */
  readonly to: string | null;
  /** Last day of the term. */
  readonly term: string | null;
  readonly teamName: string | null;
  readonly decision: SheetContext['decision'];
}

/** One reading of one cell, with what was found on the way. */
export interface Read<T> {
  readonly value: T;
  readonly findings: readonly Finding[];
}

export const finding = (code: FindingCode, field: Field | null, params: Readonly<Record<string, string>> = {}): Finding => ({
  code,
  field,
  params,
});
