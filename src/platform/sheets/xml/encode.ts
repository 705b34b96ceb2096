/** Bytes of XML parts to text and back, and text as it may stand in XML. */
import { damaged, refuse } from '../refuse.ts';

/** The text of an XML part; a byte order mark stays, so that what is written back is as it was. UTF-8 and UTF-16 only. */
export function xmlText(bytes: Uint8Array, part: string): string {
  const wide = wideness(bytes);
  try {
    const text = new TextDecoder(wide ?? 'utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const declared = /^\uFEFF?<\?xml[^>]*encoding\s*=\s*["']([^"']+)["']/.exec(text.slice(0, 200))?.[1]?.toLowerCase();
    // What claims to be another encoding would be read differently by another program.
    if (declared && !/^(utf-?8|us-ascii|utf-?16(le|be)?)$/.test(declared)) refuse('sheets.unsafe-xml');
    return text;
  } catch (error) {
    if (error instanceof TypeError) return damaged(part);
    throw error;
  }
}

/** The bytes of an edited part, in the encoding that it had. */
export function xmlBytes(text: string, before?: Uint8Array): Uint8Array {
  const wide = before ? wideness(before) : null;
  if (!wide) return Buffer.from(text, 'utf8');
  const bytes = Buffer.from(text, 'utf16le');
  return wide === 'utf-16be' ? bytes.swap16() : bytes;
}

function wideness(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 60 && bytes[1] === 0)) return 'utf-16le';
  if ((bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0 && bytes[1] === 60)) return 'utf-16be';
  return null;
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const controls = /[\p{Cc}\ufffe\uffff]/gu;
const allowed = (sign: string) => sign === '\t' || sign === '\n' || (sign > '\u001f' && sign < '\ufffe');

/** For an attribute or a name: what XML can't hold is left out. */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(controls, (sign) => (allowed(sign) ? sign : ''))
    .replace(/[&<>"]/g, (sign) => escapes[sign] ?? '');
}

const escaped = /_x([0-9a-f]{4})_/gi;

/** For the text of a cell (at most 32,767 characters): what XML can't hold as `_x0007_`, and what looks like that escaped (ECMA-376, 22.9.2.19 ST_Xstring). */
function escapeCell(text: string): string {
  const cut = text.length > 32_767 ? `${text.slice(0, 32_766)}…` : text;
  return cut
    .toWellFormed()
    .replace(escaped, (found) => `_x005F${found}`)
    .replace(controls, (sign) => (allowed(sign) ? sign : `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`))
    .replace(/[&<>]/g, (sign) => escapes[sign] ?? '');
}

/** Back from `escapeCell`, for what was read. */
export function unescapeCell(text: string): string {
  if (!text.includes('_x') && !text.includes('_X')) return text;
  return text.replace(escaped, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** `<t>` with the mark that keeps spaces where there are some to keep. */
export function textElement(text: string, prefix = ''): string {
  const keep = /^\s|\s$|\n|\s\s/.test(text) ? ' xml:space="preserve"' : '';
  return `<${prefix}t${keep}>${escapeCell(text)}</${prefix}t>`;
}
