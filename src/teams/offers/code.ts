/** The code by which an answer is looked up: twelve digits, said in groups of four. */

/** `482913560027` → `4829 1356 0027`. */
export function groupsOf(code: string): string {
  return code.replace(/(\d{4})(?=\d)/g, '$1 ');
}

/** The digits of what was typed, however they were grouped; null where they are no code. */
export function codeIn(typed: string): string | null {
  const digits = typed.normalize('NFKC').replace(/[\s.-]/g, '');
  return /^\d{12}$/.test(digits) ? digits : null;
}
