/** What may be told to people, and how. */
import type { Lang } from '../platform/i18n/index.ts';
import type { Right } from '../platform/session/index.ts';

/** Ways besides the person's own page of notices, in the order in which they cost: a push is free, a text message is not. */
export const ways = ['push', 'sms', 'email'] as const;
export type Way = (typeof ways)[number];

/** Something that people are told about, and choose for. A module brings its own. */
export interface Topic {
  /** `<module>.<what>`: `reports.mine`. */
  readonly name: string;
  readonly label: (lang: Lang) => string;
  /** What comes, in one sentence. */
  readonly hint: (lang: Lang) => string;
  /** Ways for those who never chose, in the order in which they are tried. */
  readonly ways: readonly Way[];
  /** Whether notices about one thing that wait together go out as one message. */
  readonly grouped: boolean;
  /** Whom it concerns; everybody where it is missing. */
  readonly right?: Right;
}

/** Somebody is told something. */
export interface NoticeInput {
  /** The same key tells once. */
  readonly key: string;
  /** A topic that was registered. */
  readonly topic: string;
  readonly subject: { readonly kind: string; readonly id: string };
  /** A person with an account, or a telephone number (E.164) of somebody without one. */
  readonly to: { readonly personId: string } | { readonly phone: string };
  readonly lang: Lang;
  /** One line. */
  readonly title: string;
  /** One or two sentences; no words of others. */
  readonly words: string;
  /** The page of ours that it leads to, from `/`. */
  readonly href: string;
  /** Does not wait for the end of quiet hours. */
  readonly urgent: boolean;
}
