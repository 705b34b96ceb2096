import type { App } from '../../../platform/http/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import { tidy } from '../../../platform/text/index.ts';
import { findEverywhere, SHORTEST, sourcesFor } from './find.ts';
import { searchPage } from './search.page.tsx';

const LONGEST = 200;

/** `/console/search`: the officials' one search box. Sources that show persons record what was looked for and seen. */
export function searchRoutes(app: App, context: Context): void {
  const all = context.modules.flatMap((module) => module.search?.(context) ?? []);

  app.get<{ Querystring: { q?: string | string[] } }>(
    '/console/search',
    { config: { right: 'site.console' }, schema: { hide: true } },
    async (request, reply) => {
      const { actor, lang, query } = request;
      const text = tidy([query.q ?? ''].flat()[0] ?? '').slice(0, LONGEST);
      const sources = sourcesFor(all, actor);
      const found = text.length < SHORTEST ? null : await findEverywhere(context, sources, actor, { text, lang });
      return reply.page(searchPage(request.view(), { text, searchable: sources.map((source) => source.label(lang)), found }));
    },
  );
}
