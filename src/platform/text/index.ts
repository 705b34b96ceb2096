/**
 * Vietnamese text: one Unicode form everywhere, a form for searching, and the order of the alphabet. Runs in a browser.
 */

/** The text in Unicode's composed form (NFC), the only one that is stored, compared and shown. */
export function nfc(s: string): string {
  return s.normalize('NFC');
}

/** Marks that turn the direction of everything that follows, also of what we write after it (UAX 9); nobody types them. */
const turning = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** Words of several lines as they are kept: NFC, one kind of line end, without marks of direction, ends trimmed. */
export function plainWords(s: string): string {
  return s.normalize('NFC').replaceAll('\r\n', '\n').replace(turning, '').trim();
}

/** A name or line as a person typed it: NFC, without invisible characters, spaces collapsed, ends trimmed. */
export function tidy(s: string): string {
  return s
    .normalize('NFC')
    .replace(/[\u00AD\u200B-\u200F\u2060\uFEFF]/g, '')
    .replace(turning, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * The form in which texts are searched: small letters without tones and diacritics (so their old or new placement makes no
 * difference), đ as d, y as i; everything that is neither letter nor digit becomes one space. `Kỳ` and `kì`, `hoà` and `hòa`,
 * `Mù Cang Chải` and `Mù Căng Chải` are the same in it.
 */
export function fold(s: string): string {
  return s
    .normalize('NFD')
    .replace(/[\p{M}\u00AD\u200B-\u200F\u2060\uFEFF]+/gu, '')
    .toLowerCase()
    .replace(/[đð]/g, 'd')
    .replace(/y/g, 'i')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** The order of names for people: a ă â, d đ, e ê, o ô ơ, u ư, then tones; numbers inside a name by their value. */
export const collator: Intl.Collator = new Intl.Collator('vi', { numeric: true });

/** Digits in groups that can be said aloud: `47182063` → `4718 2063`. Not for amounts. */
export function groupCode(code: string, size = 4): string {
  return code.replace(new RegExp(`(.{${size}})(?=.)`, 'gu'), '$1 ');
}
