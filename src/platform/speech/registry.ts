/** Which texts can be heard, and in which languages: told by the modules when they load. */
import { createHash } from 'node:crypto';
import type { Reader } from '../db/index.ts';
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

/** Texts that stand in data and change by the day: all of them, or those with these names. */
export type SpokenSource = (reader: Reader, keys: readonly string[] | null) => Promise<readonly SpokenText[]>;

const texts = new Map<string, SpokenText>();
const sources = new Map<string, SpokenSource>();
let languages: readonly SpokenLanguage[] = [];

/** Makes a text known; called once when its module loads. Throws where the name is taken or is none. */
export function registerSpoken(text: SpokenText): void {
  if (!/^[a-z][a-z0-9.-]*$/.test(text.key)) throw new Error(`${text.key} is no name for a spoken text`);
  const known = texts.get(text.key);
  if (known && known !== text) throw new Error(`The spoken text ${text.key} is registered already`);
  texts.set(text.key, text);
}

/** Makes the texts of a source known: all names that begin with `prefix` are its own. Called when a program starts; the last one counts. */
export function registerSpokenSource(prefix: string, source: SpokenSource): void {
  if (!/^[a-z][a-z0-9.-]*\.$/.test(prefix)) throw new Error(`${prefix} is no beginning of names of spoken texts`);
  sources.set(prefix, source);
}

/** Says in which languages texts can be heard, Vietnamese first. The list belongs to the module that knows persons, so it is given from above. */
export function registerSpokenLanguages(all: readonly SpokenLanguage[]): void {
  languages = all;
}

/** Whether the names of this text come from data, where it may be gone by the day. */
export const isFromData = (key: string): boolean => [...sources.keys()].some((prefix) => key.startsWith(prefix));

/** Every text that can be heard now, by name. */
export async function allSpoken(reader: Reader): Promise<readonly SpokenText[]> {
  const found = await Promise.all([...sources.values()].map((source) => source(reader, null)));
  return [...texts.values(), ...found.flat()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** The texts with these names that there are now. */
export async function spokenNamed(reader: Reader, keys: readonly string[]): Promise<ReadonlyMap<string, SpokenText>> {
  const own = keys.flatMap((key) => texts.get(key) ?? []);
  const asked = [...sources].map(([prefix, source]) => ({ source, names: keys.filter((key) => key.startsWith(prefix)) }));
  const found = await Promise.all(asked.filter(({ names }) => names.length > 0).map(({ source, names }) => source(reader, names)));
  return new Map([...own, ...found.flat()].map((text) => [text.key, text]));
}

/** The text of this name; null for none. */
export const spokenText = (key: string): SpokenText | null => texts.get(key) ?? null;

/** The languages of help, Vietnamese first. */
export const spokenLanguages = (): readonly SpokenLanguage[] => languages;

/** SHA-256 of the Vietnamese text: what a recording was read from. */
export const digestOf = ({ text }: Pick<SpokenText, 'text'>): Buffer => createHash('sha256').update(text('vi').normalize('NFC')).digest();
