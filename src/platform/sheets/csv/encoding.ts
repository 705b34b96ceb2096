/** In which encoding a text file was written. */
import { isSyllable, tellingWords } from '../legacy/syllable.ts';
import { fromLegacyFont } from '../legacy-fonts.ts';
import { refuse } from '../refuse.ts';

/** The file's text without its byte order mark. Refuses what is no text. */
export function decodeText(bytes: Uint8Array): string {
  const wide = wideness(bytes);
  if (wide) return checked(new TextDecoder(wide).decode(bytes));
  if (bytes.subarray(0, 4096).includes(0)) refuse('sheets.not-a-workbook');
  try {
    return checked(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  // One byte a character: Windows' own encoding of Vietnamese, or a legacy font's bytes, by which makes more sense.
  const vietnamese = new TextDecoder('windows-1258').decode(bytes).normalize('NFC');
  const western = new TextDecoder('windows-1252').decode(bytes);
  return checked(goodWords(western, true) > goodWords(vietnamese, false) ? western : vietnamese);
}

function wideness(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const head = bytes.subarray(0, 400);
  const zeros = (odd: number) => head.filter((byte, i) => byte === 0 && i % 2 === odd).length * 5;
  if (head.length >= 4 && zeros(1) > head.length && zeros(0) === 0) return 'utf-16le';
  return head.length >= 4 && zeros(0) > head.length && zeros(1) === 0 ? 'utf-16be' : null;
}

/** Vietnamese words of the first lines, read as Unicode or as a legacy font. */
function goodWords(text: string, legacy: boolean): number {
  const pieces = text.slice(0, 20_000).split(/[\r\n,;\t"]+/);
  return pieces.reduce((sum, piece) => {
    const read = legacy ? fromLegacyFont(piece) : null;
    if (read?.encoding === 'unicode') return sum;
    return sum + tellingWords(read?.text ?? piece).filter(isSyllable).length;
  }, 0);
}

function checked(text: string): string {
  if (/[\0\ufffd]/.test(text)) refuse('sheets.damaged', { where: 'csv' });
  return text;
}
