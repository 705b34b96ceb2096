/** What a reviewer would ask of the texts of a whole tree: is each one shown somewhere, and is each in words that people use. */
import type { TextProblem } from './compile.ts';

interface JargonWord {
  readonly word: string;
  /** What to say instead. */
  readonly say: string;
}
interface JargonException {
  readonly file: string;
  readonly key: string;
  readonly word: string;
  /** Why the word is right there. */
  readonly reason: string;
}
export interface Jargon {
  readonly words: readonly JargonWord[];
  readonly exceptions: readonly JargonException[];
}

/** Keys that none of the sources uses as `.key(`; the sources are the files that import the compiled texts of the folder. */
export function unusedKeys(file: string, keys: readonly string[], sources: readonly string[]): TextProblem[] {
  const used = new Set<string>();
  for (const source of sources) for (const [, name] of source.matchAll(/\.([a-z][a-z0-9_]*)\s*\(/g)) if (name !== undefined) used.add(name);
  return keys
    .filter((key) => !used.has(key))
    .map((key) => ({ file, key, message: 'no source uses it as `.key(…)`: remove it, or use it' }));
}

/** Jargon in Vietnamese texts, and exceptions that nothing needs any more. Words count only whole, in any case. */
export function findJargon(texts: readonly { file: string; key: string; text: string }[], jargon: Jargon): TextProblem[] {
  const problems: TextProblem[] = [];
  const needed = new Set<JargonException>();
  const patterns = jargon.words.map((entry) => ({ ...entry, pattern: wholeWord(entry.word) }));
  for (const { file, key, text } of texts) {
    const shown = withoutParameters(text);
    for (const { word, say, pattern } of patterns) {
      if (!pattern.test(shown)) continue;
      const exception = jargon.exceptions.find((one) => one.file === file && one.key === key && one.word === word);
      if (exception) needed.add(exception);
      else problems.push({ file, key, message: `“${word}” is not said to people; say: ${say}` });
    }
  }
  for (const exception of jargon.exceptions) {
    const { file, key, word, reason } = exception;
    if (!needed.has(exception)) problems.push({ file, key, message: `the exception for “${word}” is not needed any more` });
    if (reason.trim() === '') problems.push({ file, key, message: `the exception for “${word}” gives no reason` });
  }
  return problems;
}

function wholeWord(word: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}_])${word.normalize('NFC').replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}_])`, 'iu');
}

/** The words that a person sees: names of parameters and ICU's own words are not among them. */
function withoutParameters(text: string): string {
  return text.replace(/\{\s*\w+\s*(?:\}|,\s*(?:plural|select|number|date)\s*,?)/g, ' ');
}
