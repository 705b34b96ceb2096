/** How units are written in lists: type words, old spellings, numbers in three ways. Pure. */
import { fold } from '../../../platform/text/index.ts';

/** Words for types of units before a name, folded, with the type they mean; the longest first. */
const typeWords: readonly (readonly [string, string])[] = [
  ['to dan pho', 'to-dan-pho'],
  ['thi tran', 'thi-tran'],
  ['thanh pho', 'thanh-pho'],
  ['khu pho', 'to-dan-pho'],
  ['dac khu', 'dac-khu'],
  ['phuong', 'phuong'],
  ['thi xa', 'thi-xa'],
  ['huien', 'huyen'],
  ['thon', 'thon'],
  ['tdp', 'to-dan-pho'],
  ['ban', 'ban'],
  ['xa', 'xa'],
  ['tt', 'thi-tran'],
  ['tp', 'thanh-pho'],
  ['tx', 'thi-xa'],
  ['to', 'to-dan-pho'],
  ['x', 'xa'],
  ['p', 'phuong'],
  ['h', 'huyen'],
];

const roman: Readonly<Record<string, string>> = {
  i: '1',
  ii: '2',
  iii: '3',
  iv: '4',
  v: '5',
  vi: '6',
  vii: '7',
  viii: '8',
  ix: '9',
  x: '10',
};

export interface UnitWords {
  /** The type that was written; null where none was. */
  readonly type: string | null;
  /** The name folded, without type, `số` and leading zeros: what is compared. */
  readonly key: string;
  /** A code of five digits (or four, where a number cell lost the zero). */
  readonly code: string | null;
}

/** What a name of a unit comes down to. */
export function keyOf(name: string): string {
  const folded = fold(name)
    .replace(/^so (?=\d)/, '')
    .replace(/\b0+(?=\d)/g, '');
  return roman[folded] ?? folded;
}

/** Reads one name of a unit, with or without its type. */
export function readUnit(text: string): UnitWords {
  const folded = fold(text).replace(/^(?:ubnd|ui ban nhan dan|uy ban nhan dan) /, '');
  if (/^\d{4,5}$/.test(folded)) return { type: null, key: folded, code: folded.padStart(5, '0') };
  const found = typeWords.find(([word]) => folded.startsWith(`${word} `));
  if (found === undefined) return { type: null, key: keyOf(folded), code: null };
  return { type: found[1], key: keyOf(folded.slice(found[0].length + 1)), code: null };
}

/** `Thôn 1, xã Nậm Khắt - huyện Mù Cang Chải` in its parts, from the smallest. */
export function partsOf(text: string): readonly string[] {
  return text
    .split(/[,;()\n]|\s+[-–]\s+/u)
    .map((part) => part.trim())
    .filter((part) => /[\p{L}\d]/u.test(part));
}

/** Types as they stand before a name. */
const shownTypes: Readonly<Record<string, string>> = {
  'to-dan-pho': 'tổ dân phố',
  'thi-tran': 'thị trấn',
  'thanh-pho': 'thành phố',
  'thanh-pho-truc-thuoc-trung-uong': 'thành phố',
  'dac-khu': 'đặc khu',
  phuong: 'phường',
  'thi-xa': 'thị xã',
  huyen: 'huyện',
  quan: 'quận',
  thon: 'thôn',
  ban: 'bản',
  xa: 'xã',
  tinh: 'tỉnh',
};

/** A unit by type and name. */
export function shownName(unit: { readonly type: string; readonly name: string }): string {
  const type = shownTypes[unit.type];
  return type === undefined ? unit.name : `${type} ${unit.name}`;
}

/** How many letters have to change to make one text the other; larger than `most` counts as `most + 1`. */
export function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const line = [i];
    for (let j = 1; j <= b.length; j += 1)
      line.push(Math.min((above[j] ?? 0) + 1, (line[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    above = line;
  }
  return Math.min(above.at(-1) ?? 0, most + 1);
}
