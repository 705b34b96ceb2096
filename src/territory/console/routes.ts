/** The console of the territory: `/console/territory` and below. Every route demands a right; the module declares them. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../platform/http/index.ts';
import type { Context, NavigationEntry, RightDeclaration } from '../../platform/module/index.ts';
import { may } from '../../platform/session/index.ts';
import { territoryRights } from '../access.ts';
import { listBatches } from '../commands/import/batches.ts';
import { whoImports } from '../commands/import/lock.ts';
import { batchRoutes } from './batch-routes.ts';
import { eventRoutes } from './event-routes.ts';
import { importRoutes } from './import-routes.ts';
import { texts } from './messages.gen.ts';
import { namedBatches } from './named.ts';
import { type Overview, overviewPage } from './overview.page.tsx';

/** Shows the overview again with what was wrong in its form. */
export type ShowOverview = (request: FastifyRequest, reply: FastifyReply, sent: NonNullable<Overview['sent']>) => Promise<FastifyReply>;

/** The rights of the writing side, with their meaning in plain words, for the module's declaration. */
export const consoleRights: readonly RightDeclaration[] = [
  { right: territoryRights.import, texts: { vi: texts.vi.right_import(), en: texts.en.right_import() } },
  { right: territoryRights.edit, texts: { vi: texts.vi.right_edit(), en: texts.en.right_edit() } },
];

/** The entry in the console's navigation, for the module's declaration. */
export const consoleNavigation: readonly NavigationEntry[] = [
  { area: 'console', href: '/console/territory', label: (lang) => texts[lang].navigation(), right: territoryRights.edit, order: 20 },
];

const pageLength = 30;

export function consoleRoutes(app: App, context: Context): void {
  const { db, config } = context;

  app.get<{ Querystring: { before?: string } }>(
    '/console/territory',
    { config: { right: territoryRights.edit }, schema: { hide: true } },
    async (request, reply) => show(request, reply, request.query.before),
  );

  importRoutes(app, context, (request, reply, sent) => show(request, reply, undefined, sent));
  batchRoutes(app, context);
  eventRoutes(app, context);

  async function show(request: FastifyRequest, reply: FastifyReply, before?: string, sent?: Overview['sent']): Promise<FastifyReply> {
    const known = before !== undefined && /^[0-9a-f-]{36}$/.test(before) ? before : undefined;
    const found = await listBatches(db, { limit: pageLength + 1, before: known });
    const last = found[pageLength - 1];
    const page = overviewPage(request.view({ formToken: true }), {
      batches: await namedBatches(context, found.slice(0, pageLength)),
      older: found.length > pageLength && last ? `/console/territory?before=${last.id}` : null,
      importing: await whoImports(db),
      timeZone: config.TIME_ZONE,
      may: { import: may(request.actor, territoryRights.import), edit: may(request.actor, territoryRights.edit) },
      ...(sent ? { sent } : {}),
    });
    return reply.page(sent ? { ...page, status: 422 } : page);
  }
}
