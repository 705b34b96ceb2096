/** Which texts can be heard, and in which languages: told by the modules when they load. */
import { createHash } from 'node:crypto';
import type { Lang } from '../i18n/index.ts';

/** A text of our own pages that somebody can read aloud. */
export interface SpokenText {
  /** Its name for ever, such as `reports.new`: letters, digits, points, hyphens. */
  readonly key: string;
  /** What is read. The Vietnamese text is the one that counts; the other is shown to whoever reads the console in that language. */
  readonly text: (lang: Lang) => string;
}

/** A language in which people are helped. */
export interface SpokenLanguage {
  /** Our code: `vi`, `mong`. */
  readonly code: string;
  /** BCP 47, for the `lang` of its own name. */
  readonly tag: string;
  readonly name: (lang: Lang) => string;
  /** How those who speak it call it, where that is known; else the Vietnamese name. */
  readonly own: string;
}

const texts = new Map<string, SpokenText>();
let languages: readonly SpokenLanguage[] = [];

/** Makes a text known; called once when its module loads. Throws where the name is taken or is none. */
export function registerSpoken(text: SpokenText): void {
  if (!/^[a-z][a-z0-9.-]*$/.test(text.key)) throw new Error(`${text.key} is no name for a spoken text`);
  const known = texts.get(text.key);
  if (known && known !== text) throw new Error(`The spoken text ${text.key} is registered already`);
  texts.set(text.key, text);
}

/** Says in which languages texts can be heard, Vietnamese first. The list belongs to the module that knows persons, so it is given from above. */
export function registerSpokenLanguages(all: readonly SpokenLanguage[]): void {
  languages = all;
}

/** Every text that can be heard, by name. */
export const spokenTexts = (): readonly SpokenText[] => [...texts.values()].sort((a, b) => (a.key < b.key ? -1 : 1));

/** The text of this name; null for none. */
export const spokenText = (key: string): SpokenText | null => texts.get(key) ?? null;

/** The languages of help, Vietnamese first. */
export const spokenLanguages = (): readonly SpokenLanguage[] => languages;

/** SHA-256 of the Vietnamese text: what a recording was read from. */
export const digestOf = ({ text }: Pick<SpokenText, 'text'>): Buffer => createHash('sha256').update(text('vi').normalize('NFC')).digest();
