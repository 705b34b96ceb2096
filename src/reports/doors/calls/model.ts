/** When somebody who was not reached is called again. Runs on a phone. */

/** How a call back ended: see the states of the table. */
export const outcomes = ['done', 'wrong-number', 'not-reached', 'release'] as const;
export type Outcome = (typeof outcomes)[number];

/** After the first try an hour later, then four, then the next morning at eight; after that nobody tries any more. */
const retries = ['hour', 'four-hours', 'morning'] as const;
type Retry = (typeof retries)[number];

/** What follows the `tries`-th try without anybody answering; null where it was the last. */
export const retryAfter = (tries: number): Retry | null => retries[tries - 1] ?? null;
