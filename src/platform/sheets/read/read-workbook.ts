import type { Outcome } from '../../outcome/index.ts';
import { openPackage, type Package } from '../package.ts';
import { attempt } from '../refuse.ts';
import { defaultLimits, type Limits, type Sheet, type Workbook } from '../types.ts';
import { type Reading, readSheet } from './sheet.ts';
import { readStrings } from './strings.ts';
import { readStyles } from './styles.ts';

/**
 * Reads an .xlsx workbook that nobody vouches for. Holds up the program while it reads, about a second for 11,000 rows: call
 * it in a job. Refusals: `SheetsRefusalCode`.
 */
export function readWorkbook(bytes: Uint8Array, limits: Limits = defaultLimits): Outcome<Workbook> {
  return attempt(() => {
    const book = openPackage(bytes, limits);
    const reading = sharedParts(book, limits);
    let marked = false;
    const sheets: Sheet[] = [];
    for (const part of book.sheets) {
      const { rows, findingsColumn, summary } = readSheet(book.xml(part.part), part, reading);
      if (summary || findingsColumn !== undefined) marked = true;
      if (summary) continue;
      sheets.push({ name: part.name, hidden: part.hidden, rows, ...(findingsColumn !== undefined && { findingsColumn }) });
    }
    return { sheets, marked };
  });
}

function sharedParts(book: Package, limits: Limits): Reading {
  const part = (type: string) => book.relationships.find((one) => one.type === type && !one.outside)?.target;
  const strings = part('sharedStrings');
  const styles = part('styles');
  return {
    strings: strings === undefined ? [] : readStrings(book.xml(strings), strings),
    styles: styles === undefined ? [] : readStyles(book.xml(styles), styles),
    from1904: book.from1904,
    limits,
    rowsLeft: limits.rows,
    cellsLeft: limits.cells,
  };
}
