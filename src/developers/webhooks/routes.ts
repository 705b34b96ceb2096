/** Webhooks of one's own program: adding, changing, their log, sending again. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formatDate, readDate } from '../../platform/calendar/index.ts';
import type { App as Web } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { ownState } from '../../platform/session/index.ts';
import type { FieldProblem } from '../../platform/ui/index.ts';
import { deliveriesOf, ownApp, webhooksOf } from '../apps/queries.ts';
import { own, problemIn, showApp, unkept } from '../apps/routes.ts';
import { isId, lineOf, linesOf } from '../form-values.ts';
import { addWebhook, changeWebhook, sendAgain, webhookChanges } from './commands.ts';
import { logPage, secretPage } from './log.page.tsx';

const unknown: Refusal = { code: 'developers.webhook-unknown', status: 404 };
interface OfWebhook {
  Params: { appId: string; webhookId: string };
}

export function webhookRoutes(web: Web, context: Context): void {
  const { db, ids, config, clock } = context;

  web.post<{ Params: { appId: string } }>('/developers/apps/:appId/webhooks', own, async (request, reply) => {
    const { actor, body } = request;
    const { appId } = request.params;
    if (!isId(appId)) return reply.refuse({ code: 'developers.app-unknown', status: 404 });
    const typed = {
      id: isId(lineOf(body, 'id')) ? lineOf(body, 'id') : ids.next(),
      kind: lineOf(body, 'kind') === 'live' ? ('live' as const) : ('sandbox' as const),
      url: lineOf(body, 'url'),
      types: linesOf(body, 'types'),
    };
    const added = await db.transaction(
      async (tx) => {
        const webhook = await addWebhook(tx, context, actor, appId, typed);
        return { webhook, name: webhook.ok ? ((await ownApp(tx, actor.id ?? '', appId))?.name ?? '') : '' };
      },
      { state: ownState(actor) },
    );
    if (added.webhook.ok) {
      const page = secretPage(request.view(), { appId, name: added.name, secret: added.webhook.value.secret });
      return unkept(reply).page({ ...page, status: 201 });
    }
    const problem = problemIn(added.webhook.refusal, request);
    if (problem === null) return reply.refuse(added.webhook.refusal);
    return showApp(context, request, reply, appId, { webhook: typed }, [problem]);
  });

  web.post<OfWebhook>('/developers/apps/:appId/webhooks/:webhookId/change', own, async (request, reply) => {
    const { actor, body } = request;
    const { appId, webhookId } = request.params;
    const change = webhookChanges.find((one) => one === lineOf(body, 'change'));
    if (!isId(appId) || !isId(webhookId) || change === undefined) return reply.refuse(unknown);
    const done = await db.transaction((tx) => changeWebhook(tx, actor, appId, webhookId, change), { state: ownState(actor) });
    if (!done.ok) return reply.refuse(done.refusal);
    const back = `/developers/apps/${appId}`;
    return reply.redirect(change === 'test' ? `${back}/webhooks/${webhookId}?done=tested` : `${back}?done=changed`, 303);
  });

  web.get<OfWebhook>('/developers/apps/:appId/webhooks/:webhookId', own, (request, reply) =>
    showLog(request, reply, request.params, '', []),
  );

  web.post<OfWebhook>('/developers/apps/:appId/webhooks/:webhookId/again', own, async (request, reply) => {
    const { actor, body } = request;
    const { appId, webhookId } = request.params;
    const delivery = lineOf(body, 'delivery');
    const typed = lineOf(body, 'since');
    if (!isId(appId) || !isId(webhookId) || (delivery !== '' && !isId(delivery))) return reply.refuse(unknown);
    const since = readDate(typed);
    if (delivery === '' && !since.ok) {
      const problem = problemIn({ code: 'developers.since-strange', field: 'since' }, request);
      return showLog(request, reply, request.params, typed, problem === null ? [] : [problem]);
    }
    const which =
      delivery === '' && since.ok
        ? { failedSince: Temporal.PlainDate.from(since.iso).toZonedDateTime(config.TIME_ZONE).toInstant() }
        : { delivery };
    const done = await db.transaction((tx) => sendAgain(tx, actor, appId, webhookId, which), { state: ownState(actor) });
    return done.ok ? reply.redirect(`/developers/apps/${appId}/webhooks/${webhookId}?done=again`, 303) : reply.refuse(done.refusal);
  });

  async function showLog(
    request: FastifyRequest,
    reply: FastifyReply,
    { appId, webhookId }: OfWebhook['Params'],
    since: string,
    problems: readonly FieldProblem[],
  ): Promise<FastifyReply> {
    const { actor } = request;
    if (!isId(appId) || !isId(webhookId)) return reply.refuse(unknown);
    const found = await db.transaction(
      async (tx) => {
        const app = await ownApp(tx, actor.id ?? '', appId);
        const webhook = app && (await webhooksOf(tx, appId)).find((one) => one.id === webhookId);
        return webhook ? { app, webhook, deliveries: await deliveriesOf(tx, webhookId) } : null;
      },
      { state: ownState(actor), readOnly: true },
    );
    if (!found) return reply.refuse(unknown);
    const page = logPage(request.view({ formToken: true }), {
      ...found,
      done: lineOf(request.query, 'done'),
      since: since === '' ? formatDate(clock.today().toString()) : since,
      problems,
      timeZone: config.TIME_ZONE,
    });
    return unkept(reply).page(problems.length > 0 ? { ...page, status: 422 } : page);
  }
}
