/** What can be heard of the lists: kinds of matters and notices, as they are on the day. */
import type { Reader } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { registerSpokenSource } from '../../platform/speech/index.ts';
import { type Category, categoriesOn, type Notice, noticeFor } from '../core/index.ts';
import { texts } from './messages.gen.ts';

const categories = 'reports.category.';
const notices = 'reports.notice.';

/** The name of the spoken text of a kind of matter, or of a group of them. */
export const categoryKey = (code: string): string => `${categories}${code}`;
/** The name of the spoken text of a notice. */
export const noticeKey = (code: string): string => `${notices}${code}`;

export const recordingParts = ['pages', 'categories', 'notices'] as const;
export type RecordingPart = (typeof recordingParts)[number];

/** Where a spoken text stands among those that are recorded. */
export function partOfKey(key: string): RecordingPart {
  if (key.startsWith(categories)) return 'categories';
  return key.startsWith(notices) ? 'notices' : 'pages';
}

const categoryText = ({ code, names, hints }: Category) => ({
  key: categoryKey(code),
  text: (lang: Lang) => texts[lang].spoken_thing({ name: names[lang], hint: hints[lang] === '' ? 'none' : hints[lang] }),
});

/** The title, the words, and what its buttons say: whom to call is heard too. */
const noticeText = ({ code, titles, texts: words, actions }: Notice) => ({
  key: noticeKey(code),
  text: (lang: Lang) => [titles[lang], words[lang], ...actions.map((action) => action[lang])].map(asSentence).join(' '),
});

const asSentence = (words: string): string => (/[.!?]$/.test(words) ? words : `${words}.`);

/** Makes them known, as of the program's own day. */
export function registerSpokenData({ clock }: Pick<Context, 'clock'>): void {
  const today = () => clock.today().toString();
  registerSpokenSource(categories, async (reader, keys) => {
    const wanted = keys === null ? null : new Set(keys);
    const found = (await categoriesOn(reader, today())).map(categoryText);
    return found.filter(({ key }) => wanted === null || wanted.has(key));
  });
  registerSpokenSource(notices, async (reader, keys) => {
    const codes = keys === null ? await noticeCodes(reader, today()) : keys.map((key) => key.slice(notices.length));
    const found = await Promise.all([...new Set(codes)].map((code) => noticeFor(reader, code, today())));
    return found.flatMap((one) => (one === null ? [] : noticeText(one)));
  });
}

/** The notices that stand before some kind of matter. */
async function noticeCodes(reader: Reader, on: string): Promise<readonly string[]> {
  return [...new Set((await categoriesOn(reader, on)).flatMap(({ noticeCode }) => noticeCode ?? []))];
}
