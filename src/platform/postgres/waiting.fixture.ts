/** Two transactions of which one has to wait for the other, for tests of what happens during the wait. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Db, Tx } from '../db/index.ts';

/**
 * Does `first` in a transaction, begins `second` while that is still open, and commits as soon as `second` waits for one of its locks, or has ended
 * without. Gives what `second` came to.
 */
export async function meanwhile<T>(
  db: Db,
  first: (tx: Tx) => Promise<unknown>,
  second: () => Promise<T>,
  state: Readonly<Record<string, string>> = {},
): Promise<T> {
  const { answer } = await db.transaction(
    async (tx) => {
      await first(tx);
      const own = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx.rows<unknown>());
      let ended = false;
      const answer = second().finally(() => {
        ended = true;
      });
      answer.catch(() => {});
      for (let i = 0; i < 400 && !ended && !(await isWaitedFor(db, own.rows[0]?.pid ?? 0)); i++) await sleep(20);
      return { answer };
    },
    { state },
  );
  return answer;
}

async function isWaitedFor(db: Db, pid: number): Promise<boolean> {
  const found =
    await sql`select from pg_stat_activity where wait_event_type = 'Lock' and ${pid}::int = any (pg_blocking_pids(pid))`.execute(
      db.rows<unknown>(),
    );
  return found.rows.length > 0;
}
