import { defaultLimits, type Limits } from '../../platform/sheets/index.ts';

/** People in one list at most: a whole province's of 2022 and a third more. */
export const MOST_ROWS = 15_000;

/** What a workbook of rosters may be at most. */
export const bookLimits: Limits = { ...defaultLimits, rows: 50_000, sheets: 250 };

/** A list with more faulty rows than this share of a hundred has something wrong as a whole: it is mended first. Rows of other places don't count. */
export const MOST_FAULTY_PERCENT = 30;
