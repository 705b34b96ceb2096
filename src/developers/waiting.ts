import type { Context, WaitingSource } from '../platform/module/index.ts';
import { rowState } from '../platform/session/index.ts';
import { appsIn, countWanted } from './apps/queries.ts';
import { developersRights } from './contract.ts';
import { texts } from './messages.gen.ts';

/** Programs whose owners asked for the real system and wait for a decision. */
export function developersWaiting(context: Context): WaitingSource {
  return {
    kind: 'developers.wanted',
    label: (lang) => texts[lang].waiting_label(),
    rights: [developersRights.decide],
    load: (actor, { limit }) =>
      context.db.transaction(
        async (tx) => {
          const apps = await appsIn(tx, ['wanted'], limit);
          return {
            items: apps.map((app) => ({
              id: app.id,
              title: app.name,
              ...(app.organisation === '' ? {} : { detail: app.organisation }),
              href: `/console/developers/${app.id}`,
              since: (app.wantedAt ?? app.createdAt).toString(),
              due: null,
            })),
            count: await countWanted(tx),
            overdue: 0,
          };
        },
        { state: rowState(actor, developersRights.decide), readOnly: true },
      ),
  };
}
