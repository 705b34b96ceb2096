import type { Tx } from '../db/index.ts';
import type { Lang } from '../i18n/index.ts';

export const messageChannels = ['sms', 'email', 'push'] as const;
export type MessageChannel = (typeof messageChannels)[number];

export interface MessageInput {
  readonly channel: MessageChannel;
  /** E.164 number, e-mail address, or the id of a push subscription. Kept encrypted. */
  readonly to: string;
  /** What it is for: `people.sign-in-code`. Shown where messages are counted; never personal. */
  readonly purpose: string;
  /** The words, already in the reader's language. Kept encrypted, removed some days after delivery. */
  readonly text: string;
  /** For e-mail and push. */
  readonly subject?: string;
  readonly lang?: Lang;
  /** For push: the page of ours that it opens, from `/`. */
  readonly href?: string;
  /** The same key sends once, however often the command is repeated. */
  readonly key: string;
  readonly personId?: string | null;
  /** Not sent any more after this: a code that has expired helps nobody. */
  readonly expiresAt?: Temporal.Instant;
}

export interface Messages {
  /** Queues the message in the transaction of the command; the worker sends it after the commit. Returns its id (of the first one, for a repeated key). */
  send(tx: Tx, message: MessageInput): Promise<string>;
  /** Whether a channel can be used in this installation: it has a gateway or, in a demonstration, a stand-in. */
  offers(channel: MessageChannel): boolean;
}
