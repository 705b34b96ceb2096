type Value = string | number | bigint | null;

/**
 * One line of CSV with its line end (RFC 4180). A text that a spreadsheet would take for a formula (it begins with = + - @ tab
 * or CR, also as full-width signs) gets an apostrophe in front (OWASP, CSV injection); numbers don't.
 */
export function csvLine(values: readonly Value[]): string {
  return `${values.map(field).join(',')}\r\n`;
}

/** A CSV file in UTF-8 with the mark by which Excel knows it. */
export function writeCsv(rows: Iterable<readonly Value[]>): Uint8Array {
  const pieces: Uint8Array[] = [];
  let text = '\uFEFF';
  for (const row of rows) {
    text += csvLine(row);
    if (text.length < 65_536) continue;
    pieces.push(Buffer.from(text));
    text = '';
  }
  return Buffer.concat([...pieces, Buffer.from(text)]);
}

function field(value: Value): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = /^\s*[=+\-@＝＋－＠\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n\t;]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
