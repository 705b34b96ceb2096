import { sql } from 'kysely';
import { reseal } from '../../platform/crypto/index.ts';
import type { JobDefinition } from '../../platform/jobs/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { sealPlace } from '../notices.ts';
import { sendDueNotices } from './send.ts';

/** What is due goes out every five seconds; numbers are brought under the current key by night. */
export function sendingJobs(context: Context): readonly JobDefinition[] {
  return [
    {
      name: 'channel.send',
      everySeconds: 5,
      handle: async (_payload, { signal }) => {
        // What was dealt with is due later, or over: this ends.
        while (!signal.aborted && (await sendDueNotices(context, signal)) > 0);
      },
    },
    { name: 'channel.nightly', cron: '35 3 * * *', handle: async () => void (await resealNumbers(context)) },
  ];
}

const PORTION = 200;

/** Seals under the current key the numbers that stand under an older one. Harmless to repeat. Returns how many changed. */
export async function resealNumbers({ db, vault }: Pick<Context, 'db' | 'vault'>): Promise<number> {
  for (let changed = 0; ; ) {
    const done = await db.transaction(
      async (tx) => {
        const rows = tx.rows<unknown>();
        const found = await sql<{ id: string; sealed: string }>`select id, sealed_to as sealed from channel.notice
          where sealed_to is not null and split_part(sealed_to, '.', 2) <> ${vault.currentKey} order by id limit ${PORTION} for update skip locked`.execute(
          rows,
        );
        for (const { id, sealed } of found.rows)
          await sql`update channel.notice set sealed_to = ${reseal(vault, sealed, sealPlace(id))} where id = ${id}::uuid`.execute(rows);
        return found.rows.length;
      },
      { state: dutyState('messaging') },
    );
    changed += done;
    if (done < PORTION) return changed;
  }
}
