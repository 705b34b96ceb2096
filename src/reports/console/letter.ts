/** `/console/reports/{code}/letter`: the answer on paper, for whoever brings it. */
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { reportsRights } from '../contract.ts';
import { reportByCode } from '../core/index.ts';
import { letterPage } from '../voice/letter.page.tsx';
import { letterOf } from '../voice/letter.ts';
import { deskState, openDesk, sees } from './access.ts';
import { listAddress } from './list/choice.ts';
import { texts } from './messages.gen.ts';

export function letterRoutes(app: App, context: Context): void {
  app.get<{ Params: { code: string } }>(
    `${listAddress}/:code/letter`,
    { config: { right: reportsRights.see }, schema: { hide: true } },
    async (request, reply) => {
      const { actor, params } = request;
      const desk = await openDesk(context, actor);
      const report = await context.db.transaction(
        async (tx) => {
          const found = await reportByCode(tx, params.code);
          return found && sees(desk, found) ? found : null;
        },
        { state: await deskState(context, actor, reportsRights.see), readOnly: true },
      );
      if (!report) return reply.refuse({ code: 'http.not-found', status: 404 });
      const view = request.view();
      const letter = await letterOf(context, report, {
        lang: view.lang,
        origin: view.origin ?? '',
        officeName: texts[view.lang].with_centre(),
      });
      return reply.header('cache-control', 'private, no-store').page(letterPage(view, letter));
    },
  );
}
