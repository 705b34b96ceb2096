/** What belongs to the whole site and to no module: the front page, how pages look, the console's front page. */
import { type App, cookieName, isSecure, ownPath } from '../../platform/http/index.ts';
import type { Context, Module } from '../../platform/module/index.ts';
import { shareRefusal, shareRoutes } from '../../platform/share/index.ts';
import { readDisplay, writeDisplay } from '../../platform/ui/index.ts';
import { childrenOf, titleName } from '../../territory/index.ts';
import { galleryPage } from './gallery.page.tsx';
import { homePage } from './home.page.tsx';
import { texts } from './messages.gen.ts';
import { offlineRoutes } from './offline/routes.ts';
import { searchRoutes } from './search/routes.ts';
import { texts as workTexts } from './work/messages.gen.ts';
import { workRoutes } from './work/routes.ts';

const A_YEAR = 365 * 24 * 60 * 60;

function routes(app: App, context: Context): void {
  const { config, cache } = context;
  const secure = isSecure(config);
  const keep = { path: '/', maxAge: A_YEAR, sameSite: 'lax' as const, secure };
  const open = { config: { right: 'public' as const }, schema: { hide: true } };

  app.get('/', open, (request, reply) =>
    cache.serve(request, reply, {
      key: `home ${request.lang} ${writeDisplay(request.view().display)} ${request.actor.kind} ${request.actor.name} ${request.view().today}`,
      render: async () => homePage(request.view(), context),
    }),
  );

  app.get<{ Querystring: { to?: string; back?: string } }>('/language', open, (request, reply) =>
    reply.setCookie(cookieName('lang', secure), request.query.to === 'en' ? 'en' : 'vi', keep).redirect(ownPath(request.query.back), 303),
  );

  app.get<{ Querystring: { theme?: string; size?: string; back?: string } }>('/display', open, (request, reply) => {
    const display = readDisplay(request.query, request.view().display);
    return reply.setCookie(cookieName('display', secure), writeDisplay(display), keep).redirect(ownPath(request.query.back), 303);
  });

  workRoutes(app, context);
  searchRoutes(app, context);
  offlineRoutes(app, context);
  shareRoutes(app, context, async (lang) => {
    const roots = await childrenOf(context.db, null, context.clock.today().toString());
    const [root] = roots.length === 1 ? roots : [];
    return root ? titleName(root, lang) : null;
  });

  if (config.YENBAI_MODE === 'demonstration') {
    app.get('/console/design', { config: { right: 'site.console', demonstration: true }, schema: { hide: true } }, (request, reply) =>
      reply.page(galleryPage(request.view())),
    );
  }
}

export const module: Module = {
  name: 'site',
  rights: [
    { right: 'site.console', texts: { vi: texts.vi.right_console(), en: texts.en.right_console() } },
    { right: 'site.place', texts: { vi: texts.vi.right_place(), en: texts.en.right_place() } },
  ],
  routes,
  refusalText: shareRefusal,
  navigation: [{ area: 'console', href: '/console', label: (lang) => workTexts[lang].title_mine(), right: 'site.console', order: 0 }],
};
