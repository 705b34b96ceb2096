/**
 * Spreadsheets: Excel workbooks (.xlsx) and CSV, read as untrusted files, marked and handed back otherwise unchanged, and
 * written. Works on the parts of the file itself; knows nothing of what the sheets mean.
 */
export { readCsv } from './csv/read-csv.ts';
export { csvLine, writeCsv } from './csv/write-csv.ts';
export { cellText, fromLegacyFont } from './legacy-fonts.ts';
export { markWorkbook } from './mark/mark-workbook.ts';
export { readWorkbook } from './read/read-workbook.ts';
export * from './types.ts';
export { sheetsRefusalText } from './words.ts';
export { writeWorkbook } from './write/write-workbook.ts';
