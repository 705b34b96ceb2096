import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';

/**
 * Runs one step of a transaction under a duty of the system, then puts back what was open before: for the few rows (devices, secrets, codes)
 * that nobody may see by place. The caller has decided that the actor may cause the step, and lets nothing personal out of it.
 */
export async function underDuty<T>(tx: Tx, duty: 'identity' | 'privacy', step: () => Promise<T>): Promise<T> {
  const set = (value: string) =>
    sql<{
      was: string | null;
    }>`select was.value as was, set_config('yenbai.duty', ${value}, true) from (select current_setting('yenbai.duty', true) as value) was`.execute(
      tx.rows<unknown>(),
    );
  const before = (await set(duty)).rows[0]?.was ?? '';
  const result = await step();
  await set(before);
  return result;
}
