/** The life of a message as one table; pure. Times are milliseconds since 1970. */

export const messageStates = ['queued', 'sending', 'sent', 'delivered', 'failed', 'expired'] as const;

/** queued → sending → sent → delivered; back to queued after a failure that may pass; failed; expired. */
export type MessageState = (typeof messageStates)[number];

export type MessageEvent =
  /** A worker takes it up; also one whose worker was not heard of any more. */
  | 'claim'
  /** The gateway took it. */
  | 'taken'
  /** A failure that may pass. */
  | 'put-off'
  /** A failure that will not pass: no such number. */
  | 'refused'
  /** The last attempt was made. */
  | 'give-up'
  /** Its time is over. */
  | 'expire'
  /** The receipt says that it arrived. */
  | 'delivered'
  /** The receipt says that it will not arrive. */
  | 'undeliverable';

/**
 * What is not here changes nothing: receipts come late, twice, out of order and before the gateway's own answer is stored. What has
 * arrived stays arrived; that it arrived after all is believed over every failure.
 */
const life: Readonly<Record<MessageState, Readonly<Partial<Record<MessageEvent, MessageState>>>>> = {
  queued: { claim: 'sending', expire: 'expired', 'give-up': 'failed', taken: 'sent', delivered: 'delivered', undeliverable: 'failed' },
  sending: {
    claim: 'sending',
    taken: 'sent',
    'put-off': 'queued',
    refused: 'failed',
    'give-up': 'failed',
    expire: 'expired',
    delivered: 'delivered',
    undeliverable: 'failed',
  },
  sent: { delivered: 'delivered', undeliverable: 'failed' },
  delivered: {},
  failed: { delivered: 'delivered' },
  expired: { delivered: 'delivered' },
};

/** The state after the event; null where the event changes nothing. */
export function nextState(state: MessageState, event: MessageEvent): MessageState | null {
  return life[state][event] ?? null;
}

/** Whether nothing more is done about the message by itself. */
export function isOver(state: MessageState): boolean {
  return state === 'delivered' || state === 'failed' || state === 'expired';
}

/** Seconds before the second attempt, the third and so on: about nine hours in all. */
const pauses = [5, 30, 120, 600, 1800, 7200, 21_600] as const;

export const mostAttempts = pauses.length + 1;

/** Seconds to wait after this many attempts; null when there were enough. */
export function pauseAfter(attempts: number): number | null {
  return pauses[attempts - 1] ?? null;
}

/** A message in a worker's hands is given to another after this: longer than any gateway is waited for. */
export const leaseSeconds = 60;

/** What waited longer is news no more: the worker stood still for days, or an old archive was restored. */
const longestWait = 3 * 24 * 3600 * 1000;

/** What to do with a message that is due. */
export function dueEvent(
  message: { readonly attempts: number; readonly createdAt: number; readonly expiresAt: number | null },
  now: number,
): 'claim' | 'expire' | 'give-up' {
  if (Math.min(message.expiresAt ?? Number.POSITIVE_INFINITY, message.createdAt + longestWait) <= now) return 'expire';
  return message.attempts >= mostAttempts ? 'give-up' : 'claim';
}

/** What follows a failure that may pass: another attempt at a time, or the end. `afterSeconds` is what the gateway asked for. */
export function afterFailure(
  message: { readonly attempts: number; readonly expiresAt: number | null },
  now: number,
  afterSeconds = 0,
): { readonly event: 'put-off'; readonly at: number } | { readonly event: 'give-up' | 'expire' } {
  const pause = pauseAfter(message.attempts);
  if (pause === null) return { event: 'give-up' };
  const at = now + Math.max(pause, Math.min(afterSeconds, 3600)) * 1000;
  return message.expiresAt !== null && message.expiresAt <= at ? { event: 'expire' } : { event: 'put-off', at };
}

/** An address as others may see it: enough to recognise, too little to use. */
export function maskedAddress(channel: 'sms' | 'email' | 'push', address: string): string {
  if (channel === 'email') return address.replace(/^(.).*(@.*)$/u, '$1•••$2');
  return channel === 'sms' ? `•••• ${address.slice(-3)}` : '••••';
}
