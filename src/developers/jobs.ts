import { sql } from 'kysely';
import { reseal } from '../platform/crypto/index.ts';
import type { JobDefinition } from '../platform/jobs/index.ts';
import type { Context } from '../platform/module/index.ts';
import { moveSandbox } from './sandbox/move.ts';
import { batch, deliverDue } from './webhooks/deliver.ts';
import { secretPlace } from './webhooks/sign.ts';
import { onQueued } from './webhooks/wake.ts';

/** Sends webhooks every two seconds and at once for what its own program queued; moves the sandbox on; brings secrets under the current key. */
export function developersJobs(context: Context): readonly JobDefinition[] {
  return [
    {
      name: 'developers.deliver',
      everySeconds: 2,
      wake: onQueued,
      handle: async (_payload, { signal }) => {
        while (!signal.aborted && (await deliverDue(context, signal)) === batch);
      },
    },
    { name: 'developers.move-sandbox', everySeconds: 5, handle: async () => void (await context.db.transaction((tx) => moveSandbox(tx))) },
    { name: 'developers.reseal', cron: '5 4 * * *', handle: () => resealSecrets(context) },
  ];
}

/** Puts secrets that were sealed by an older key under the current one. */
export async function resealSecrets({ db, vault }: Pick<Context, 'db' | 'vault'>): Promise<void> {
  await db.transaction(async (tx) => {
    const { rows } = await sql<{
      id: string;
      sealed_secret: string;
    }>`select id, sealed_secret from developers.webhook order by id for update`.execute(tx.rows<unknown>());
    for (const { id, sealed_secret: sealed } of rows) {
      const fresh = reseal(vault, sealed, secretPlace(id));
      if (fresh !== null)
        await sql`update developers.webhook set sealed_secret = ${fresh} where id = ${id}::uuid`.execute(tx.rows<unknown>());
    }
  });
}
