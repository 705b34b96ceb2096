/** The web program: what it promises, in order. Modules add their routes; nothing here knows them. */
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, { type FastifyReply } from 'fastify';
import type { Context } from '../module/index.ts';
import { may } from '../session/index.ts';
import { renderDocument, useAssets } from '../ui/index.ts';
import { answerErrors } from './errors.tsx';
import { takeForms } from './forms.ts';
import { serverWithFront } from './front.ts';
import { answerHealth, describeApi } from './health.ts';
import { limit, readLimits, trustOf } from './limits.ts';
import { createObserver, observe } from './observe.ts';
import { decorateRequests, type Identity, identify } from './request.ts';
import { protect } from './security.ts';
import type { App, Page } from './types.ts';
import { serveWorker } from './worker.ts';

export { ownPath } from './own-path.ts';
export type { Identity } from './request.ts';
export { cookieName, isSecure } from './security.ts';
export type { App, Page, Upload } from './types.ts';

const SLOWEST_REQUEST_MS = 30_000;
const LONGEST_PARAMETER = 200;

export interface RouteEntry {
  readonly method: string;
  readonly url: string;
  readonly right: string;
  readonly demonstration: boolean;
}

export interface WebProgram {
  readonly app: App;
  /** Every route with the right it demands, in the order of registration. */
  readonly routes: readonly RouteEntry[];
}

/**
 * Builds the web program out of the context's modules. Throws when a route names no right, or one that no module declares.
 * `assetsDir` holds the built styles, fonts and page scripts.
 */
export async function createWeb(context: Context, identity: Identity, assetsDir: string): Promise<WebProgram> {
  const { config, ids, modules } = context;
  const declared = new Set<string>(['public', ...modules.flatMap((module) => module.rights ?? []).map((one) => one.right)]);
  const routes: RouteEntry[] = [];
  const limits = readLimits(config);
  const observer = createObserver(context);

  const app: App = fastify<Server>({
    logger: false,
    trustProxy: trustOf(config.TRUST_PROXY),
    serverFactory: serverWithFront(context, limits, observer),
    bodyLimit: config.BODY_LIMIT_KB * 1024,
    requestTimeout: SLOWEST_REQUEST_MS,
    connectionTimeout: 2 * SLOWEST_REQUEST_MS,
    routerOptions: { maxParamLength: LONGEST_PARAMETER, ignoreTrailingSlash: true },
    genReqId: () => ids.next(),
    ajv: { customOptions: { allErrors: true, coerceTypes: 'array', removeAdditional: false } },
    forceCloseConnections: 'idle',
    // What can't even be read as a request never reaches the error handler, so it is answered here.
    frameworkErrors: (error, request, reply: FastifyReply) => {
      const status = error.statusCode ?? 400;
      reply
        .code(status)
        .type('application/problem+json')
        .send(JSON.stringify({ type: 'about:blank', title: error.message, status, instance: request.url }));
    },
  }).withTypeProvider<TypeBoxTypeProvider>();

  app.addHook('onRoute', (route) => {
    // Built styles and scripts are the only routes that a library registers.
    if (route.url.startsWith('/assets/')) route.config = { ...route.config, right: 'public' };
    const right = route.config?.right;
    if (right === undefined || !declared.has(right)) {
      throw new Error(
        `Route ${String(route.method)} ${route.url}: ${right === undefined ? 'names no right; add config: { right }' : `the right "${right}" is declared by no module`}`,
      );
    }
    for (const method of [route.method].flat())
      routes.push({ method, url: route.url, right, demonstration: route.config?.demonstration ?? false });
  });

  useAssets(JSON.parse(readFileSync(join(assetsDir, 'manifest.json'), 'utf8')));
  answerErrors(app, modules);
  observe(app, context, observer);
  decorateRequests(app, context);
  app.decorateReply('page', function page(this, content: Page, view) {
    this.type('text/html; charset=utf-8').status(content.status ?? this.statusCode);
    // Pages are personal unless the cache says otherwise.
    if (!this.hasHeader('cache-control')) this.header('cache-control', 'private, no-cache');
    return this.send(renderDocument(view ?? this.request.view(), content));
  });
  await limit(app, context, limits);
  app.setNotFoundHandler((_request, reply) => reply.refuse({ code: 'http.not-found' }));
  await protect(app, context);
  identify(app, identity);
  app.addHook('onRequest', async (request, reply) => {
    const right = request.routeOptions.config.right;
    if (right === undefined || may(request.actor, right)) return;
    const why = await identity.explain(request, right);
    return 'signIn' in why ? reply.redirect(why.signIn, 303) : reply.refuse(why);
  });
  await takeForms(app, context);
  await describeApi(app, context);
  await app.register(fastifyStatic, {
    root: assetsDir,
    prefix: '/assets/',
    preCompressed: true,
    immutable: true,
    maxAge: '365d',
    wildcard: false,
    decorateReply: false,
  });
  serveWorker(app, assetsDir);
  answerHealth(app, context);
  for (const module of modules) {
    await module.routes?.(app, context);
    for (const [from, to] of Object.entries(module.shortAddresses ?? {})) {
      app.get(from, { config: { right: 'public' }, schema: { hide: true } }, async (_request, reply) => reply.redirect(to, 302));
    }
  }
  await app.ready();
  return { app, routes };
}
