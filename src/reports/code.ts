/** The code of a report, as it is given, typed and said. */

const CODE_DIGITS = 12;

/** The check digit of Damm's algorithm: it notices every single wrong digit and every swap of neighbours. */
const damm = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
];

function checkDigit(digits: string): string {
  let row = 0;
  for (const digit of digits) row = Number(damm[row]?.[Number(digit)]);
  return String(row);
}

/** A code from eleven digits. */
export const codeFrom = (digits: string): string => digits + checkDigit(digits);

/** The code that was typed or said, however it was grouped; null where it has too few digits or one of them is wrong. */
export function codeIn(typed: string): string | null {
  const digits = typed.normalize('NFKC').replace(/[\s.\-–]/g, '');
  if (!/^\d+$/.test(digits) || digits.length !== CODE_DIGITS) return null;
  return checkDigit(digits) === '0' ? digits : null;
}

/** `482913560027` as it is said: `4829 1356 0027`. */
export const spokenCode = (code: string): string => code.replace(/(\d{4})(?=\d)/g, '$1 ');
