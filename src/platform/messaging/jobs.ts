import { sql } from 'kysely';
import type { JobDefinition } from '../jobs/index.ts';
import type { Context } from '../module/index.ts';
import { dutyState } from '../session/index.ts';
import { openAdapters } from './adapters/index.ts';
import { batch, type Sender, sendDue } from './deliver.ts';
import { resealSubscriptions } from './subscriptions.ts';
import { onMessageQueued } from './wake.ts';

/** The sender, every two seconds and at once for messages of its own program; the nightly work on keys and leftovers. */
export function messagingJobs(context: Context): readonly JobDefinition[] {
  const { config, db, vault, log, clock } = context;
  const now = () => clock.now();
  const sender: Sender = { db, vault, log, now, adapters: openAdapters({ config, db, vault, now }) };
  return [
    {
      name: 'messaging.send',
      everySeconds: 2,
      wake: onMessageQueued,
      handle: async (_payload, { signal }) => {
        while (!signal.aborted && (await sendDue(sender, signal)) === batch);
      },
    },
    { name: 'messaging.nightly', cron: '25 3 * * *', handle: () => nightly(context) },
  ];
}

const keepEarlyDays = 7;

/** Removes receipts that no message ever claimed, and brings subscriptions under the current key. */
async function nightly({ db, vault }: Pick<Context, 'db' | 'vault'>): Promise<void> {
  const state = dutyState('messaging');
  await db.transaction(async (tx) => {
    const before = tx.clock.now().subtract({ hours: 24 * keepEarlyDays });
    await sql`delete from platform.early_receipt where received_at < ${before.toString()}::timestamptz`.execute(tx.rows<unknown>());
  });
  while ((await db.transaction((tx) => resealSubscriptions(tx, vault, 100), { state })) === 100);
}
