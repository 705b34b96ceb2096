import { readDate } from '../../../platform/calendar/index.ts';
import { parseInteger } from '../../../platform/numbers/index.ts';
import type { Refusal } from '../../../platform/outcome/index.ts';
import type { Level, UnitType } from '../../contract.ts';
import type { RowError, TableRow } from './types.ts';
import { type Names, readYes } from './vocabulary.ts';

/** Reads the cells of one row; what cannot be read is added to the findings and comes back as null. */
export class Cells {
  readonly row: number;
  private readonly cells: TableRow['cells'];
  private readonly findings: RowError[];
  private readonly before: number;

  constructor(row: TableRow, findings: RowError[]) {
    this.row = row.row;
    this.cells = row.cells;
    this.findings = findings;
    this.before = findings.length;
  }

  /** Whether nothing was found in this row so far. */
  get clean(): boolean {
    return this.findings.length === this.before;
  }

  refuse(column: string | null, code: `territory.${string}`, params: Refusal['params'] = {}): null {
    this.findings.push({ row: this.row, column, refusal: { code, params, ...(column === null ? {} : { field: column }) } });
    return null;
  }

  /** The cell's text; null when it is empty. */
  text(column: string): string | null {
    const value = this.cells[column];
    return value ? value : null;
  }

  required(column: string): string | null {
    return this.text(column) ?? this.refuse(column, 'territory.import-cell-missing');
  }

  /** An ISO day; typed as `31/05/2022` or `2022-05-31`. */
  day(column: string): string | null {
    const typed = this.text(column);
    if (typed === null) return null;
    const read = readDate(typed);
    if (read.ok) return read.iso;
    const code = read.problem === 'no-such-day' ? 'territory.import-no-such-day' : 'territory.import-date';
    return this.refuse(column, code, { value: shorten(typed) });
  }

  requiredDay(column: string): string | null {
    return this.text(column) === null ? this.refuse(column, 'territory.import-cell-missing') : this.day(column);
  }

  integer(column: string): bigint | null {
    const typed = this.text(column);
    if (typed === null) return null;
    const value = parseInteger(typed);
    if (value === null || value < 0n || value > 9_223_372_036_854_775_807n) {
      return this.refuse(column, 'territory.import-number', { value: shorten(typed) });
    }
    return value;
  }

  requiredInteger(column: string): bigint | null {
    return this.text(column) === null ? this.refuse(column, 'territory.import-cell-missing') : this.integer(column);
  }

  /** A decimal with point or comma, such as a latitude. */
  decimal(column: string): number | null {
    const typed = this.text(column);
    if (typed === null) return null;
    if (/^-?\d{1,3}(?:[.,]\d{1,15})?$/.test(typed)) return Number(typed.replace(',', '.'));
    return this.refuse(column, 'territory.import-decimal', { value: shorten(typed) });
  }

  /** Yes or no; an empty cell is no. */
  yes(column: string): boolean {
    const typed = this.text(column);
    if (typed === null) return false;
    const value = readYes(typed);
    if (value === null) this.refuse(column, 'territory.import-yes-no', { value: shorten(typed) });
    return value === 'yes';
  }

  /** A value out of a vocabulary; null for an empty cell. */
  word<T extends string>(column: string, read: (typed: string) => T | null, known: string): T | null {
    const typed = this.text(column);
    if (typed === null) return null;
    return read(typed) ?? this.refuse(column, 'territory.import-word', { value: shorten(typed), known });
  }

  level(column: string, names: Names): Level | null {
    const typed = this.text(column);
    if (typed === null) return null;
    return names.level(typed) ?? this.refuse(column, 'territory.import-level-unknown', { value: shorten(typed) });
  }

  type(column: string, names: Names): UnitType | null {
    const typed = this.text(column);
    if (typed === null) return null;
    return names.type(typed) ?? this.refuse(column, 'territory.import-type-unknown', { value: shorten(typed) });
  }

  uuid(column: string): string | null {
    const typed = this.text(column);
    if (typed === null) return null;
    if (/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(typed)) return typed.toLowerCase();
    return this.refuse(column, 'territory.import-id', { value: shorten(typed) });
  }
}

/** Cells are quoted in messages: long ones only by their beginning. */
export function shorten(value: string): string {
  return value.length <= 60 ? value : `${value.slice(0, 57)}…`;
}
