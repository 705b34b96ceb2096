/** Names as they are spelled: Hùng is not Hưng, but hoà is hòa, Lý is Lí and HÙNG is Hùng. */
import { fold } from '../../platform/text/index.ts';

/** Grave, acute, tilde, hook, dot below: where in the syllable they stand differs from hand to hand. */
const tones = /[\u0300\u0301\u0303\u0309\u0323]/gu;

const known = new Map<string, string>();
/** Names kept in memory at most, for lists that are read line by line. */
const MOST_KNOWN = 50_000;

/** The form in which two spellings of one name are the same. */
export function spelled(name: string): string {
  const seen = known.get(name);
  if (seen !== undefined) return seen;
  const form = name
    .normalize('NFD')
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((syllable) => syllable !== '')
    .map((syllable) => syllable.replace(tones, '').replace(/y/g, 'i') + (syllable.match(tones) ?? []).join(''))
    .join(' ');
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(name, form);
  return form;
}

const foldedNames = new Map<string, string>();

/** As `fold`, for names that are compared many times. */
export function folded(name: string): string {
  const seen = foldedNames.get(name);
  if (seen !== undefined) return seen;
  const form = fold(name);
  if (foldedNames.size >= MOST_KNOWN) foldedNames.clear();
  foldedNames.set(name, form);
  return form;
}

/** Whether two names can be of one person: spelled alike, or one of them without any marks. */
export function spelledAlike(a: string, b: string): boolean {
  const [x, y] = [spelled(a), spelled(b)];
  return x === y || (folded(a) === folded(b) && (isBare(x) || isBare(y)));
}

const isBare = (form: string): boolean => !/[\p{M}đ]/u.test(form);
