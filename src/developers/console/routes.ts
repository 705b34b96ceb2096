/** `/console/developers` and below: who may use the real system. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { record } from '../../audit/index.ts';
import type { App as Web } from '../../platform/http/index.ts';
import { type Context, nameActors } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { rowState } from '../../platform/session/index.ts';
import type { FieldProblem } from '../../platform/ui/index.ts';
import { anyApp, appsIn } from '../apps/queries.ts';
import { problemIn, unkept } from '../apps/routes.ts';
import { developersRights } from '../contract.ts';
import { isId, lineOf, textOf } from '../form-values.ts';
import { consoleAppPage, consoleListPage } from './apps.page.tsx';
import { decide, verdictsFor } from './decide.ts';

const route = { config: { right: developersRights.decide }, schema: { hide: true } } as const;
const mostListed = 200;
const unknown: Refusal = { code: 'developers.app-unknown', status: 404 };

export function consoleRoutes(web: Web, context: Context): void {
  const { db, config } = context;

  web.get('/console/developers', route, async (request, reply) => {
    const list = await db.transaction(
      async (tx) => ({
        wanted: await appsIn(tx, ['wanted'], mostListed),
        granted: await appsIn(tx, ['granted'], mostListed),
        decided: await appsIn(tx, ['refused', 'revoked'], mostListed),
      }),
      { state: rowState(request.actor, developersRights.decide), readOnly: true },
    );
    return unkept(reply).page(consoleListPage(request.view(), list));
  });

  web.get<{ Params: { appId: string } }>('/console/developers/:appId', route, (request, reply) =>
    show(request, reply, request.params.appId, null, []),
  );

  web.post<{ Params: { appId: string } }>('/console/developers/:appId/decide', route, async (request, reply) => {
    const { actor, body } = request;
    const { appId } = request.params;
    const verdict = verdictsFor('wanted')
      .concat(verdictsFor('granted'))
      .find((one) => one === lineOf(body, 'verdict'));
    if (!isId(appId) || verdict === undefined) return reply.refuse(unknown);
    const typed = { reason: textOf(body, 'reason'), perMinute: lineOf(body, 'perMinute') };
    const perMinute = /^\d{1,7}$/.test(typed.perMinute) ? Number(typed.perMinute) : Number.NaN;
    const done = await db.transaction((tx) => decide(tx, actor, appId, { verdict, reason: typed.reason, perMinute }), {
      state: rowState(actor, developersRights.decide),
    });
    if (done.ok) return reply.redirect(`/console/developers/${appId}?done=decided`, 303);
    const problem = problemIn(done.refusal, request);
    return problem === null ? reply.refuse(done.refusal) : show(request, reply, appId, typed, [problem]);
  });

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    appId: string,
    typed: { reason: string; perMinute: string } | null,
    problems: readonly FieldProblem[],
  ): Promise<FastifyReply> {
    const { actor } = request;
    const app = isId(appId)
      ? await db.transaction(
          async (tx) => {
            const found = await anyApp(tx, appId);
            // Name and contact of who answers for it are seen.
            if (found !== null)
              await record(tx, actor, {
                action: 'developers.see-app',
                subject: { kind: 'developers.app', id: appId },
                fields: ['contact'],
                persons: found.personId === null ? [] : [found.personId],
                right: developersRights.decide,
              });
            return found;
          },
          { state: rowState(actor, developersRights.decide) },
        )
      : null;
    if (app === null) return reply.refuse(unknown);
    const names = await nameActors(context, app.personId === null ? [] : [app.personId]);
    const page = consoleAppPage(request.view({ formToken: true }), {
      app,
      owner: app.personId === null ? null : (names.get(app.personId) ?? null),
      timeZone: config.TIME_ZONE,
      done: lineOf(request.query, 'done'),
      typed: typed ?? { reason: app.reason, perMinute: String(app.perMinute) },
      problems,
    });
    return unkept(reply).page(problems.length > 0 ? { ...page, status: 422 } : page);
  }
}
