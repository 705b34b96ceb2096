import { sql } from 'kysely';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { ownState } from '../../platform/session/index.ts';
import { shippedRows } from '../shipped.ts';
import { guidePage } from './guide.page.tsx';

/** As the rules `developers.deliveries` and `developers.sandbox` of data/people/retention.csv say. */
const keptDays = 30;

/** `/developers`, for everybody; who is signed in reads how their own sandbox keys begin. */
export function guideRoutes(app: App, context: Context): void {
  const { db, config } = context;

  app.get('/developers', { config: { right: 'public' }, schema: { hide: true } }, async (request, reply) => {
    const view = request.view();
    const { actor } = request;
    const hints =
      actor.id === null
        ? []
        : await db.transaction(
            async (tx) =>
              (
                await sql<{ hint: string }>`select key.hint from developers.api_key key join developers.app app on app.id = key.app_id
                  where app.person_id = ${actor.id}::uuid and key.kind = 'sandbox' and key.revoked_at is null order by key.created_at desc limit 5`.execute(
                  tx.rows<unknown>(),
                )
              ).rows.map((row) => row.hint),
            { state: ownState(actor), readOnly: true },
          );
    const changes = shippedRows('changes.csv').map((row) => ({ day: row.day ?? '', text: row[view.lang] ?? '' }));
    return reply.page(
      guidePage(view, { origin: view.origin ?? '', hints, readsPerMinute: config.RATE_READS_PER_MINUTE, keptDays, changes }),
      view,
    );
  });
}
