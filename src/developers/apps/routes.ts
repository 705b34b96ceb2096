/** `/developers/apps` and below: one's own programs. Keys are shown in the answer to the form that made them, and nowhere else. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { peopleRights } from '../../people/index.ts';
import type { App as Web } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { ownState } from '../../platform/session/index.ts';
import type { FieldProblem } from '../../platform/ui/index.ts';
import { isId, lineOf, textOf } from '../form-values.ts';
import { developersRefusalText } from '../words.ts';
import { appPage } from './app.page.tsx';
import { appsPage, newAppPage, shownKeyPage } from './apps.page.tsx';
import { type AppInput, askForLive, makeApp, makeKey, revokeKey, type ShownKey } from './commands.ts';
import { appsOf, keysOf, ownApp, webhooksOf } from './queries.ts';

export const own = { config: { right: peopleRights.own }, schema: { hide: true } } as const;
export const unkept = (reply: FastifyReply): FastifyReply => reply.header('cache-control', 'private, no-store');
const unknown: Refusal = { code: 'developers.app-unknown', status: 404 };

/** A refusal as the problem of its field; null for one that belongs to no field. */
export function problemIn(refusal: Refusal, request: FastifyRequest): FieldProblem | null {
  const words = developersRefusalText(refusal, request.lang);
  return words !== null && refusal.field !== undefined ? { field: refusal.field, message: `${words.title}. ${words.advice}` } : null;
}

interface Typed {
  readonly asked?: string;
  readonly contact?: string;
  readonly webhook?: { readonly kind: string; readonly url: string; readonly types: readonly string[] };
}

/** The page of a program, with what was typed and what was wrong with it; 404 for somebody else's. */
export async function showApp(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  appId: string,
  typed: Typed = {},
  problems: readonly FieldProblem[] = [],
): Promise<FastifyReply> {
  const { db, config, ids } = context;
  const { actor } = request;
  const found = isId(appId)
    ? await db.transaction(
        async (tx) => {
          const app = await ownApp(tx, actor.id ?? '', appId);
          return app && { app, keys: await keysOf(tx, appId), webhooks: await webhooksOf(tx, appId) };
        },
        { state: ownState(actor), readOnly: true },
      )
    : null;
  if (found === null) return reply.refuse(unknown);
  const page = appPage(request.view({ formToken: true }), {
    ...found,
    done: lineOf(request.query, 'done'),
    typed: {
      asked: typed.asked ?? found.app.asked,
      contact: typed.contact ?? found.app.contact,
      webhook: { id: ids.next(), ...(typed.webhook ?? { kind: 'sandbox', url: '', types: [] }) },
    },
    problems,
    timeZone: config.TIME_ZONE,
  });
  return unkept(reply).page(problems.length > 0 ? { ...page, status: 422 } : page);
}

export function appsRoutes(web: Web, context: Context): void {
  const { db, ids } = context;

  web.get('/developers/apps', own, async (request, reply) => {
    const { actor } = request;
    const apps = await db.transaction((tx) => appsOf(tx, actor.id ?? ''), { state: ownState(actor), readOnly: true });
    return unkept(reply).page(appsPage(request.view(), apps));
  });

  web.get('/developers/apps/new', own, async (request, reply) =>
    unkept(reply).page(
      newAppPage(request.view({ formToken: true }), { id: ids.next(), name: '', purpose: '', organisation: '', site: '' }, []),
    ),
  );

  web.post('/developers/apps', own, async (request, reply) => {
    const { actor, body } = request;
    const typed: AppInput = {
      id: isId(lineOf(body, 'id')) ? lineOf(body, 'id') : ids.next(),
      name: lineOf(body, 'name'),
      purpose: textOf(body, 'purpose'),
      organisation: lineOf(body, 'organisation'),
      site: lineOf(body, 'site'),
    };
    const made = await db.transaction((tx) => makeApp(tx, actor, typed), { state: ownState(actor) });
    if (made.ok) return shown(request, reply, typed.name, made.value);
    const problem = problemIn(made.refusal, request);
    if (problem === null) return reply.refuse(made.refusal);
    return unkept(reply).page({ ...newAppPage(request.view({ formToken: true }), typed, [problem]), status: 422 });
  });

  web.get<{ Params: { appId: string } }>('/developers/apps/:appId', own, (request, reply) =>
    showApp(context, request, reply, request.params.appId),
  );

  web.post<{ Params: { appId: string } }>('/developers/apps/:appId/keys', own, async (request, reply) => {
    const { actor, body } = request;
    const { appId } = request.params;
    if (!isId(appId)) return reply.refuse(unknown);
    const kind = lineOf(body, 'kind') === 'live' ? 'live' : 'sandbox';
    const made = await db.transaction(
      async (tx) => {
        const key = await makeKey(tx, actor, appId, kind);
        return { key, name: key.ok ? ((await ownApp(tx, actor.id ?? '', appId))?.name ?? '') : '' };
      },
      { state: ownState(actor) },
    );
    return made.key.ok ? shown(request, reply, made.name, made.key.value) : reply.refuse(made.key.refusal);
  });

  web.post<{ Params: { appId: string } }>('/developers/apps/:appId/keys/revoke', own, async (request, reply) => {
    const { actor, body } = request;
    const { appId } = request.params;
    const key = lineOf(body, 'key');
    if (!isId(appId) || !isId(key)) return reply.refuse(unknown);
    const done = await db.transaction((tx) => revokeKey(tx, actor, appId, key), { state: ownState(actor) });
    return done.ok ? reply.redirect(`/developers/apps/${appId}?done=revoked`, 303) : reply.refuse(done.refusal);
  });

  web.post<{ Params: { appId: string } }>('/developers/apps/:appId/ask', own, async (request, reply) => {
    const { actor, body } = request;
    const { appId } = request.params;
    if (!isId(appId)) return reply.refuse(unknown);
    const typed = { asked: textOf(body, 'asked'), contact: lineOf(body, 'contact') };
    const done = await db.transaction((tx) => askForLive(tx, actor, appId, typed), { state: ownState(actor) });
    if (done.ok) return reply.redirect(`/developers/apps/${appId}?done=asked`, 303);
    const problem = problemIn(done.refusal, request);
    return problem === null ? reply.refuse(done.refusal) : showApp(context, request, reply, appId, typed, [problem]);
  });

  /** The answer that shows a key, which no other page does: it can't be led on by a redirect, which would have to carry the key. */
  function shown(request: FastifyRequest, reply: FastifyReply, name: string, key: ShownKey): FastifyReply {
    return unkept(reply).page({ ...shownKeyPage(request.view(), name, key), status: 201 });
  }
}
