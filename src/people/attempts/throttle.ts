/** Counts of tries that outlive the command that made them: they slow guessing down, and never lock a person out. */
import { sql } from 'kysely';
import type { Context } from '../../platform/module/index.ts';

/** Where tries are counted: for an account, a number, an address, a device. */
export interface Counted {
  /** What is counted: `sms-to`, `sms-from`, `password` ... */
  readonly kind: string;
  /** Whom it is counted for; kept as a keyed hash. */
  readonly subject: string;
  readonly windowSeconds: number;
}

const keyOf = (context: Pick<Context, 'vault'>, { kind, subject }: Counted): Buffer =>
  context.vault.digest(subject, `people.throttle/${kind}`);

/** Counts one try in a statement of its own, so that it stands whatever becomes of the command. Returns the tries in this window. */
export async function countTry(
  context: Pick<Context, 'db' | 'clock' | 'vault'>,
  counted: Counted,
): Promise<{ hits: number; secondsLeft: number }> {
  const now = context.clock.now();
  const found = await sql<{ hits: number; window_start: Temporal.Instant }>`
    insert into people.throttle as counter (key, window_start, hits) values (${keyOf(context, counted)}, ${now.toString()}::timestamptz, 1)
    on conflict (key) do update
      set hits = case when counter.window_start > excluded.window_start - ${counted.windowSeconds} * interval '1 second' then counter.hits + 1 else 1 end,
          window_start = case when counter.window_start > excluded.window_start - ${counted.windowSeconds} * interval '1 second'
            then counter.window_start else excluded.window_start end
    returning hits, window_start`.execute(context.db.rows<unknown>());
  const row = found.rows[0];
  if (!row) throw new Error('The counter row was not returned');
  const ends = row.window_start.add({ seconds: counted.windowSeconds });
  return { hits: row.hits, secondsLeft: Math.max(1, Math.ceil(now.until(ends).total('seconds'))) };
}
