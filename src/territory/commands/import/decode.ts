import { isUtf8 } from 'node:buffer';
import { accepted, type Outcome, refused } from '../../../platform/outcome/index.ts';

/** First bytes of files that people take for tables. */
const signatures: readonly { readonly code: `territory.${string}`; readonly bytes: readonly number[] }[] = [
  // ZIP: the container of .xlsx, .ods, .docx.
  { code: 'territory.import-workbook', bytes: [0x50, 0x4b, 0x03, 0x04] },
  // OLE compound file: .xls, .doc.
  { code: 'territory.import-workbook', bytes: [0xd0, 0xcf, 0x11, 0xe0] },
  { code: 'territory.import-utf16', bytes: [0xff, 0xfe] },
  { code: 'territory.import-utf16', bytes: [0xfe, 0xff] },
];

/** Vietnamese letters of UTF-8 that were read as a Western code page and saved again: `Yên` has become `YÃªn`. */
const twiceEncoded = /Ã[\u0080-\u00bf]|[Ää]‘|Æ[°¡]|áº[\u0080-\u00ff\u2018-\u2122]|á»[\u0080-\u00ff\u2018-\u2122]/u;

/**
 * The text of an uploaded file: UTF-8 with or without byte order mark. Everything else is refused with what to do:
 * empty, too large, workbooks, UTF-16, text in a legacy code page, binary, letters lost by an earlier conversion.
 */
export function decodeFile(bytes: Uint8Array, maxBytes: number): Outcome<string> {
  if (bytes.length === 0) return refused({ code: 'territory.import-empty' });
  if (bytes.length > maxBytes)
    return refused({ code: 'territory.import-too-large', params: { megabytes: Math.floor(maxBytes / 1_000_000) }, status: 422 });
  const signature = signatures.find(({ bytes: start }) => start.every((byte, at) => bytes[at] === byte));
  if (signature) return refused({ code: signature.code });
  const zeros = countZeros(bytes);
  if (zeros > 0) return refused({ code: looksLikeUtf16(bytes, zeros) ? 'territory.import-utf16' : 'territory.import-binary' });
  if (!isUtf8(bytes)) return refused({ code: 'territory.import-encoding' });
  const text = new TextDecoder('utf-8').decode(bytes);
  if (text.trim() === '') return refused({ code: 'territory.import-empty' });
  const lost = text.indexOf('\uFFFD');
  if (lost >= 0) return refused({ code: 'territory.import-letters-lost', params: { line: String(lineOf(text, lost)) } });
  const twice = twiceEncoded.exec(text);
  if (twice) return refused({ code: 'territory.import-twice-encoded', params: { line: String(lineOf(text, twice.index)) } });
  return accepted(text);
}

function countZeros(bytes: Uint8Array): number {
  let zeros = 0;
  for (const byte of bytes) if (byte === 0) zeros += 1;
  return zeros;
}

/** Without a byte order mark, UTF-16 of Latin text shows as zeros at every other place. */
function looksLikeUtf16(bytes: Uint8Array, zeros: number): boolean {
  if (bytes.length % 2 !== 0 || zeros < bytes.length / 8) return false;
  let even = 0;
  for (let at = 0; at < bytes.length; at += 2) if (bytes[at] === 0) even += 1;
  return even === 0 || even === zeros;
}

function lineOf(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
