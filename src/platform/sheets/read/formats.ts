/** Number formats: which numbers are days, and which show more digits than they have. */

/** How the numbers of a style are to be read. */
export type Format =
  | { readonly kind: 'number' }
  | { readonly kind: 'day'; readonly shows: 'day' | 'month' | 'year'; readonly time: boolean }
  | { readonly kind: 'digits'; readonly pattern: string };

const number = { kind: 'number' } as const;
const day = { kind: 'day', shows: 'day', time: false } as const;
const month = { kind: 'day', shows: 'month', time: false } as const;

/** The formats that have numbers only (ECMA-376, 18.8.30 numFmt; those of East Asian languages too). */
export function builtInFormat(id: number): Format {
  if (id === 17 || id === 55) return month;
  if (id === 22) return { ...day, time: true };
  return (id >= 14 && id <= 16) || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 54) || id === 57 || id === 58 ? day : number;
}

/** A written format: `dd/mm/yyyy`, `[$-42A]mmm yyyy;@`, `0000000000` … */
export function readFormat(code: string): Format {
  const pieces = [...code.matchAll(/"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]?|./gsu)].map((found) => found[0]);
  const cut = pieces.indexOf(';');
  const section = cut < 0 ? pieces : pieces.slice(0, cut);
  if (section.some((piece) => /^\[(h+|m+|s+)\]$/i.test(piece))) return number;
  const bare = section
    .filter((piece) => piece.length === 1 || /^[^"\\_*[]/u.test(piece))
    .join('')
    .toLowerCase()
    .replace(/am\/pm|a\/p|general/g, '');
  const has = (letter: string) => bare.includes(letter);
  const time = has('h') || has('s');
  if (has('y') || has('d') || (has('m') && !time)) {
    if (/[#?]/.test(bare)) return number;
    return { kind: 'day', shows: has('d') ? 'day' : has('m') ? 'month' : 'year', time };
  }
  return digits(section) ?? number;
}

/** A pattern of digits and fixed signs that shows more than the number: `0000000000`, `"0"000 000 000`. */
function digits(section: readonly string[]): Format | null {
  let pattern = '';
  for (const piece of section) {
    if (/^[0#]$/.test(piece)) pattern += piece;
    else if (/^"[^"]*"$/.test(piece)) pattern += escapeSigns(piece.slice(1, -1));
    else if (piece.startsWith('\\')) pattern += escapeSigns(piece.slice(1));
    else if (/^[ ()-]$/.test(piece)) pattern += escapeSigns(piece);
    else if (!/^(\[|_|\*)/.test(piece)) return null;
  }
  const places = pattern.replace(/\\./gsu, '');
  return places !== '' && (places.replaceAll('#', '').length > 1 || /\\[0-9]/.test(pattern)) ? { kind: 'digits', pattern } : null;
}

const escapeSigns = (text: string) => [...text].map((sign) => `\\${sign}`).join('');

/** A whole number in such a pattern, filled from the right. */
export function showDigits(value: number, pattern: string): string | null {
  if (!Number.isSafeInteger(value) || value < 0) return null;
  const pieces = [...pattern.matchAll(/\\.|./gsu)].map((found) => found[0]);
  const firstPlace = pieces.findIndex((piece) => piece.length === 1);
  let left = String(value);
  let shown = '';
  for (let i = pieces.length - 1; i >= 0; i--) {
    const piece = pieces[i] ?? '';
    if (piece.length > 1) shown = piece.slice(1) + shown;
    else {
      shown = (left === '' ? (piece === '0' ? '0' : '') : left.slice(-1)) + shown;
      left = left.slice(0, -1);
      if (i === firstPlace) {
        shown = left + shown;
        left = '';
      }
    }
  }
  return shown;
}
