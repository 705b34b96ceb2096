/** Whether an answer says something. */
import { fold } from '../../../platform/text/index.ts';

/** How many letters are left of the words once phrases that say nothing are taken out. Phrases are folded. */
export function lettersOfSubstance(words: string, phrases: readonly string[]): number {
  let left = ` ${fold(words)} `;
  // Longer phrases first: a short one inside would leave the rest of a long one behind.
  for (const phrase of phrases
    .map(fold)
    .filter(Boolean)
    .toSorted((a, b) => b.length - a.length)) {
    const whole = ` ${phrase} `;
    for (let at = left.indexOf(whole); at >= 0; at = left.indexOf(whole)) left = `${left.slice(0, at)} ${left.slice(at + whole.length)}`;
  }
  return left.replace(/[^\p{L}]/gu, '').length;
}

/** Whether the words are those of a template, spaces aside. */
export function isUnchanged(words: string, template: string): boolean {
  const plain = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim();
  return plain(words) === plain(template);
}
