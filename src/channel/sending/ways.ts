/** Which way comes next, and what a message that was sent has become; pure. */
import type { MessageFate } from '../../platform/messaging/index.ts';
import type { Way } from '../contract.ts';

export type AttemptOutcome = 'reached' | 'failed' | 'expired';

/** A message by which a notice was tried. */
export interface Attempt {
  readonly messageId: string;
  readonly way: Way;
  readonly at: Temporal.Instant;
  /** Null while nobody knows. */
  readonly outcome: AttemptOutcome | null;
}

/** A message that was taken and of which no receipt came is believed to have arrived after this. */
const believedAfterHours = 24;
/** Before a way whose gateway was not there is tried again. */
const againAfterHours = 6;
/** What could not be told for so long is news no more; it stands on the page. */
const longestHours = 72;
/** How long a message may wait for its gateway before another way is tried, in minutes. */
const patience = { urgent: 10, usual: 60 } as const;

const isOver = (from: Temporal.Instant, duration: Temporal.DurationLike, now: Temporal.Instant): boolean =>
  Temporal.Instant.compare(from.add(duration), now) <= 0;

/**
 * What became of an attempt: `failed` for an address that does not work, `expired` for a gateway that was not there. A push that the push service
 * took has reached the person; a text or e-mail when the receipt says so, or after a day without any.
 */
export function outcomeOf(attempt: Attempt, fate: MessageFate | undefined, now: Temporal.Instant): AttemptOutcome | null {
  if (attempt.outcome !== null) return attempt.outcome;
  if (fate === undefined) return 'failed';
  if (fate.state === 'delivered') return 'reached';
  if (fate.state === 'expired') return 'expired';
  if (fate.state === 'failed') return fate.gaveUp ? 'expired' : 'failed';
  if (fate.state !== 'sent') return null;
  return attempt.way === 'push' || isOver(fate.sentAt ?? attempt.at, { hours: believedAfterHours }, now) ? 'reached' : null;
}

/** Whether a message has waited for its gateway so long that another way is better. */
export function isStuck(attempt: Attempt, urgent: boolean, now: Temporal.Instant): boolean {
  return isOver(attempt.at, { minutes: urgent ? patience.urgent : patience.usual }, now);
}

type Next = { readonly way: Way } | { readonly later: Temporal.Instant } | null;

/**
 * The way to try next: the first one that was not tried; else the one tried longest ago among those whose gateway was not there, some hours after;
 * null where none is left. `usable` is in the order of the person's choice, `since` when the newest of the notices came up.
 */
export function nextWay(usable: readonly Way[], attempts: readonly Attempt[], since: Temporal.Instant, now: Temporal.Instant): Next {
  const fresh = usable.find((way) => !attempts.some((attempt) => attempt.way === way));
  if (fresh) return { way: fresh };
  if (isOver(since, { hours: longestHours }, now)) return null;
  const last = (way: Way) =>
    attempts.filter((one) => one.way === way).reduce((a, b) => (Temporal.Instant.compare(a.at, b.at) > 0 ? a : b)).at;
  const [first] = usable
    .filter((way) => {
      const tries = attempts.filter((one) => one.way === way);
      const latest = tries.filter((one) => one.at.equals(last(way)));
      return latest.some((one) => one.outcome === 'expired') && tries.every((one) => one.outcome !== null);
    })
    .toSorted((a, b) => Temporal.Instant.compare(last(a), last(b)));
  if (first === undefined) return null;
  const again = last(first).add({ hours: againAfterHours });
  return Temporal.Instant.compare(again, now) <= 0 ? { way: first } : { later: again };
}

/** When to look again at what is on its way: often at first, each hour in the end. */
export function nextLook(sentAt: Temporal.Instant, now: Temporal.Instant): Temporal.Instant {
  const age = sentAt.until(now).total('seconds');
  return now.add({ seconds: Math.round(Math.min(Math.max(age, 20), 3_600)) });
}
