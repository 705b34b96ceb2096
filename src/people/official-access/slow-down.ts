/**
 * Waits that grow with every wrong try. Nobody is locked out: after the wait the next try counts again, the longest wait is minutes, and
 * whoever comes from a browser that the person has used before is counted apart, so that a stranger can't make the owner wait.
 */
import { sql } from 'kysely';
import type { Context } from '../../platform/module/index.ts';

export interface Slowing {
  /** What is counted. */
  readonly kind: string;
  /** Tries that cost no wait. */
  readonly free: number;
  /** The wait after the free tries; each further try doubles it. */
  readonly firstSeconds: number;
  readonly longestSeconds: number;
}

/** Without a try for this long, the count begins anew. */
const FORGOTTEN_AFTER_SECONDS = 3600;

/**
 * One account's password from browsers that are not known, whichever address they have: 12 tries an hour at the longest wait. Counted
 * by what was typed, whether or not anybody has that name.
 */
export const passwordOfStrangers: Slowing = { kind: 'password', free: 5, firstSeconds: 10, longestSeconds: 300 };
/** One account's password from one of the owner's own browsers. */
export const passwordOfKnown: Slowing = { kind: 'password-known', free: 10, firstSeconds: 5, longestSeconds: 60 };
/** Passwords of all accounts from one address. A whole office shares one, so that many are free. */
export const passwordsFromAddress: Slowing = { kind: 'password-from', free: 30, firstSeconds: 5, longestSeconds: 120 };
/** Second factors: whoever gets here knows the password, and three of a million codes are right at a time. */
export const secondFactor: Slowing = { kind: 'second-factor', free: 5, firstSeconds: 15, longestSeconds: 900 };
export const secondFactorOfKnown: Slowing = { kind: 'second-factor-known', free: 10, firstSeconds: 5, longestSeconds: 120 };
/** Proofs inside a session. */
export const proofInSession: Slowing = { kind: 'proof', free: 5, firstSeconds: 15, longestSeconds: 900 };

type Given = Pick<Context, 'db' | 'clock' | 'vault'>;

const keyOf = ({ vault }: Pick<Context, 'vault'>, { kind }: Slowing, subject: string): Buffer =>
  vault.digest(subject, `people.slow-down/${kind}`);

/** Kept in people.throttle: `hits` are the tries, `window_start` is when the last one was. */
const waitAfter = ({ free, firstSeconds, longestSeconds }: Slowing) => sql`(case when counter.hits < ${free}::integer then 0
  else least(${longestSeconds}::integer, ${firstSeconds}::integer * power(2, least(counter.hits - ${free}::integer, 20))) end * interval '1 second')`;

export type Turn = { readonly ok: true; readonly tries: number } | { readonly ok: false; readonly secondsLeft: number };

/**
 * Takes a turn to try before the try is judged, in a statement of its own: however many arrive at once, each is counted. Refused while the
 * wait after the last one lasts; a refused one counts for nothing.
 */
export async function takeTurn(context: Given, slowing: Slowing, subject: string): Promise<Turn> {
  const key = keyOf(context, slowing, subject);
  const now = context.clock.now();
  const forgotten = now.subtract({ seconds: FORGOTTEN_AFTER_SECONDS }).toString();
  const db = context.db.rows<unknown>();
  const taken = await sql<{ hits: number }>`insert into people.throttle as counter (key, window_start, hits)
    values (${key}, ${now.toString()}::timestamptz, 1)
    on conflict (key) do update
      set hits = case when counter.window_start < ${forgotten}::timestamptz then 1 else counter.hits + 1 end, window_start = excluded.window_start
      where counter.window_start < ${forgotten}::timestamptz or counter.window_start + ${waitAfter(slowing)} <= excluded.window_start
    returning hits`.execute(db);
  const tries = taken.rows[0]?.hits;
  if (tries !== undefined) return { ok: true, tries };
  const waiting = await sql<{ until: Temporal.Instant }>`select counter.window_start + ${waitAfter(slowing)} as until
    from people.throttle counter where key = ${key}`.execute(db);
  const until = waiting.rows[0]?.until ?? now;
  return { ok: false, secondsLeft: Math.max(1, Math.ceil(now.until(until).total('seconds'))) };
}

/** Begins anew after everything was proved. */
export async function forgetTurns(context: Given, slowing: Slowing, subject: string): Promise<void> {
  await sql`delete from people.throttle where key = ${keyOf(context, slowing, subject)}`.execute(context.db.rows<unknown>());
}
