/** A table as CSV: header from the keys of all rows, quoted where needed, UTF-8 with a byte order mark so that Excel reads it. */
export function writeCsv(rows: readonly Readonly<Record<string, string>>[], columns?: readonly string[]): string {
  const header = columns ?? [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [header, ...rows.map((row) => header.map((column) => row[column] ?? ''))];
  return `\uFEFF${lines.map((line) => csvLine(line)).join('\r\n')}\r\n`;
}

/** Cells as one line. */
export function csvLine(cells: readonly string[], delimiter = ','): string {
  return cells.map((cell) => (/[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(delimiter);
}
