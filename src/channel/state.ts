import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.ts';

/**
 * Runs one step of somebody else's transaction under the duty `messaging`, then puts back what was open before: whoever says that somebody is to
 * be told need not see what that person chose.
 */
export async function underMessaging<T>(tx: Tx, step: () => Promise<T>): Promise<T> {
  const set = (value: string) =>
    sql<{
      was: string | null;
    }>`select was.value as was, set_config('yenbai.duty', ${value}, true) from (select current_setting('yenbai.duty', true) as value) was`.execute(
      tx.rows<unknown>(),
    );
  const before = (await set('messaging')).rows[0]?.was ?? '';
  const result = await step();
  await set(before);
  return result;
}
