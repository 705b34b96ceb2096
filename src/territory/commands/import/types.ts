/** What an import is made of, from the bytes of a file to the plan that an officer confirms. */
import type { Refusal } from '../../../platform/outcome/index.ts';

export type ImportKind = 'units' | 'events' | 'population' | 'boundaries';
export const importKinds: readonly ImportKind[] = ['units', 'events', 'population', 'boundaries'];

/** Reads a kind from a form, an address or a command line; null for anything else. */
export function asImportKind(value: unknown): ImportKind | null {
  return importKinds.find((kind) => kind === value) ?? null;
}

/** A finding in one row. `row` is the row's number in a spreadsheet (the header is 1), for boundaries the feature's, from 1. */
export interface RowError {
  readonly row: number;
  /** Key of the column (`parent_code`), or null where the whole row is meant. */
  readonly column: string | null;
  readonly refusal: Refusal;
}

/** A row of a table: its number in a spreadsheet and its cells by column key, tidied; absent columns are empty. */
export interface TableRow {
  readonly row: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** A table as read: known columns in the file's order, the headers that nobody knows, and the rows that are not empty. */
export interface Table {
  readonly columns: readonly string[];
  readonly unknownColumns: readonly string[];
  readonly rows: readonly TableRow[];
  /** Rows with more or fewer cells than the header. */
  readonly errors: readonly RowError[];
}

/** One file to look at or to apply. */
export interface ImportInput {
  readonly kind: ImportKind;
  readonly fileName: string;
  readonly bytes: Uint8Array;
  /** First day of the boundaries (ISO). */
  readonly from?: string | null;
}

/** Most bytes of a file, and most rows of a table: beyond them nobody can check a preview. */
export const importLimits = { tableBytes: 20_000_000, rows: 100_000, boundaryBytes: 40_000_000, boundaryPoints: 2_000_000 } as const;
