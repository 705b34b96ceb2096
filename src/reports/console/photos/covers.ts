/** Covered parts of a photo: what was typed, and what they are. Pure. */
import { lineOf } from '../form-values.ts';

/** Left, top, right, bottom in thousandths of the picture. */
export type Cover = readonly [left: number, top: number, right: number, bottom: number];

export const sides = ['left', 'top', 'right', 'bottom'] as const;
const mostCovers = 20;

/** Rows of the form as they were typed; empty texts stand for what was not. */
export type CoverRow = Readonly<Record<(typeof sides)[number], string>>;

export const coverField = (side: (typeof sides)[number], row: number): string => `${side}.${row}`;

const empty: CoverRow = { left: '', top: '', right: '', bottom: '' };

/** The rows of a form. */
export function readRows(body: unknown): readonly CoverRow[] {
  return Array.from({ length: mostCovers }, (_, row) => ({
    left: lineOf(body, coverField('left', row)),
    top: lineOf(body, coverField('top', row)),
    right: lineOf(body, coverField('right', row)),
    bottom: lineOf(body, coverField('bottom', row)),
  }));
}

/** The rows for covers that are there, with room for more. */
export function rowsOf(covers: readonly Cover[]): readonly CoverRow[] {
  const there = covers.map(([left, top, right, bottom]) => ({
    left: String(left),
    top: String(top),
    right: String(right),
    bottom: String(bottom),
  }));
  return [...there, ...Array.from({ length: 4 }, () => empty)].slice(0, mostCovers);
}

type CoverProblem = 'number' | 'order' | 'none';

/** What the rows say; the first that is wrong, with its field. */
export function coversIn(
  rows: readonly CoverRow[],
): { readonly ok: true; readonly covers: readonly Cover[] } | { readonly ok: false; readonly why: CoverProblem; readonly row: number } {
  const covers: Cover[] = [];
  for (const [row, typed] of rows.entries()) {
    const values = sides.map((side) => typed[side]);
    if (values.every((value) => value === '')) continue;
    const [left, top, right, bottom] = values.map((value) => (/^\d{1,4}$/.test(value) ? Number(value) : Number.NaN));
    if (left === undefined || top === undefined || right === undefined || bottom === undefined) return { ok: false, why: 'number', row };
    if (![left, top, right, bottom].every((value) => value >= 0 && value <= 1000)) return { ok: false, why: 'number', row };
    if (left >= right || top >= bottom) return { ok: false, why: 'order', row };
    covers.push([left, top, right, bottom]);
  }
  return covers.length === 0 ? { ok: false, why: 'none', row: 0 } : { ok: true, covers };
}

/** Covers as they are kept; what is none of them is left out. */
export function coversOf(kept: unknown): readonly Cover[] {
  const all: readonly unknown[] = Array.isArray(kept) ? kept : [];
  return all.flatMap((one): Cover[] => {
    const numbers: readonly unknown[] = Array.isArray(one) ? one : [];
    const [left, top, right, bottom] = numbers;
    return typeof left === 'number' && typeof top === 'number' && typeof right === 'number' && typeof bottom === 'number'
      ? [[left, top, right, bottom]]
      : [];
  });
}
