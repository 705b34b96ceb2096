/** Whether letters can be a Vietnamese syllable: what tells a right reading of a legacy text from a wrong one. */

const onset = '(?:b|ch|c|d|đ|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x)?';
const nucleus =
  '(?:uyê|uya|uyu|oai|oao|oay|oeo|uây|uôi|uao|ươi|ươu|iêu|yêu|iê|yê|ia|ya|ua|uô|ưa|ươ|oa|oă|oe|oo|uâ|uê|uy|uơ|' +
  'ai|ao|au|ay|âu|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu|a|ă|â|e|ê|i|o|ô|ơ|u|ư|y)';
const form = new RegExp(`^${onset}(?!oo(?!ng$|c$))${nucleus}(ch|c|m|ng|nh|n|p|t)?$`);

const tones = /[\u0300\u0301\u0303\u0309\u0323]/g;
const sharpOrHeavy = /[\u0301\u0323]/;

const known = new Map<string, boolean>();
/** Words kept in memory at most: Vietnamese has some seven thousand syllables, and a list says the same few hundred over and over. */
const MOST_KNOWN = 20_000;

/** A word without digits and signs, in any case. */
export function isSyllable(word: string): boolean {
  const seen = known.get(word);
  if (seen !== undefined) return seen;
  const is = hasForm(word);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(word, is);
  return is;
}

function hasForm(word: string): boolean {
  const apart = word.toLowerCase().normalize('NFD');
  const found = apart.match(tones) ?? [];
  if (found.length > 1) return false;
  const letters = apart.replace(tones, '').normalize('NFC');
  const coda = form.exec(letters);
  if (!coda) return false;
  // A syllable that ends in a stop has the sharp or the heavy tone.
  return !/^(ch|c|p|t)$/.test(coda[1] ?? '') || (found.length === 1 && sharpOrHeavy.test(found[0]));
}

/** The words that hold more than ASCII letters: those that an encoding can get wrong. */
export function tellingWords(text: string): string[] {
  return text.split(/[^\p{L}\p{M}]+/u).filter((word) => /[^a-z]/i.test(word));
}
