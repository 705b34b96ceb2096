/** What a message says: the newest of the notices that it carries, and how many more there are. */
import type { Lang } from '../../platform/i18n/index.ts';
import type { Way } from '../contract.ts';
import { texts } from '../messages.gen.ts';

interface Said {
  readonly id: string;
  readonly lang: Lang;
  readonly title: string;
  readonly words: string;
  readonly href: string;
}

export interface MessageWords {
  readonly subject?: string;
  readonly text: string;
  readonly href?: string;
}

/** Two parts of a text message with Vietnamese letters (UCS-2): each is paid for. */
export const longestSms = 134;
const longestPush = 500;

/** The words for a way. `count` is how many notices go along, `origin` the address of the site, empty where it is not known. */
export function wordsFor(way: Way, newest: Said, count: number, origin: string): MessageWords {
  const more = count > 1 ? ` (${texts[newest.lang].more_news({ count: count - 1 })})` : '';
  const { title, words, href } = newest;
  if (way === 'push')
    return { subject: title, text: `${words}${more}`.trim().slice(0, longestPush), href: `/account/notices/${newest.id}` };
  const link = `${origin}${href.replace(/#.*$/, '')}`;
  if (way === 'email') return { subject: title, text: [`${words}${more}`.trim(), link].join('\n\n') };
  const end = /[.?!]$/.test(title) ? title : `${title}.`;
  const candidates = [`${end} ${words}${more} ${link}`, `${end}${more} ${link}`, `${title} ${link}`, title];
  return { text: candidates.find((text) => text.length <= longestSms) ?? title.slice(0, longestSms) };
}
