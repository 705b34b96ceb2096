import type { App } from '../../../platform/http/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import { may } from '../../../platform/session/index.ts';
import { gather, sourcesFor } from './gather.ts';
import { workPage } from './work.page.tsx';

interface Route {
  Querystring: { scope?: string; kind?: string; done?: string };
}

/** `/console`: the one front door of officials. */
export function workRoutes(app: App, context: Context): void {
  const sources = context.modules.flatMap((module) => module.waiting?.(context) ?? []);

  app.get<Route>('/console', { config: { right: 'site.console' }, schema: { hide: true } }, async (request, reply) => {
    const { actor, lang, query } = request;
    const leader = may(actor, 'site.place');
    const scope = leader && query.scope === 'place' ? 'place' : 'mine';
    const gathered = await gather(context, sourcesFor(sources, actor), actor, { lang, scope, kind: query.kind });
    const kind = gathered.counters.find((counter) => counter.kind === query.kind)?.kind ?? null;
    const work = {
      gathered,
      scope,
      leader,
      kind,
      done: query.done === 'yes',
      now: context.clock.now(),
      timeZone: context.config.TIME_ZONE,
    } as const;
    return reply.page(workPage(request.view({ formToken: true }), work));
  });
}
