/** The life of a delivery, and how the sandbox moves on; pure, runs on a phone too. */

/** Seconds before the next attempt after each failed one: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h; about three days in all. */
export const pauses = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;

/** Seconds until the next attempt after so many; null when there is none left. A receiver that names a longer time is given it, up to a day. */
export function pauseAfter(attempts: number, askedSeconds: number | null = null): number | null {
  const pause = pauses[attempts - 1];
  if (pause === undefined) return null;
  return Math.max(pause, Math.min(askedSeconds ?? 0, 86_400));
}

/** A webhook that has not taken anything for so long is paused. */
export const pausedAfterSeconds = 5 * 86_400;

/** While one worker sends, another leaves the delivery alone; longer than an attempt may take. */
export const leaseSeconds = 60;

/** How an answer counts: taken, for good not wanted (410), or to be tried again. Redirects are not followed. */
export function verdictOf(status: number): 'taken' | 'gone' | 'again' {
  if (status >= 200 && status < 300) return 'taken';
  return status === 410 ? 'gone' : 'again';
}

/** The states through which a report of the sandbox goes by itself, and after how many seconds. */
export const sandboxLife = [
  { state: 'sent', after: 0, type: 'report.sent' },
  { state: 'received', after: 20, type: 'report.received' },
  { state: 'in-work', after: 40, type: 'report.in-work' },
  { state: 'answered', after: 60, type: 'report.answered' },
] as const;
export type SandboxState = (typeof sandboxLife)[number]['state'];

/** How far a report of the sandbox has come after so many seconds. */
export function sandboxStep(seconds: number): (typeof sandboxLife)[number] {
  return sandboxLife.findLast((step) => seconds >= step.after) ?? sandboxLife[0];
}
