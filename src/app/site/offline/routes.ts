/** What makes the site stay on a phone: its name and icon on the home screen, and the page for when there is no network. */
import type { App } from '../../../platform/http/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import { asset } from '../../../platform/ui/index.ts';
import { texts } from './messages.gen.ts';
import { offlinePage } from './offline.page.tsx';

export function offlineRoutes(app: App, { config }: Context): void {
  const open = { config: { right: 'public' as const }, schema: { hide: true } };

  app.get('/offline', open, (request, reply) => reply.page(offlinePage(request.view())));

  app.get('/manifest.webmanifest', open, (request, reply) =>
    reply.headers({ 'content-type': 'application/manifest+json; charset=utf-8', 'cache-control': 'no-cache' }).send(
      JSON.stringify({
        id: '/',
        name: config.PRODUCT_NAME,
        short_name: config.PRODUCT_NAME,
        description: texts[request.lang].description(),
        lang: request.lang,
        start_url: '/',
        scope: '/',
        display: 'minimal-ui',
        background_color: '#fbfaf5',
        theme_color: '#26306b',
        icons: [
          { src: asset('icon.svg'), sizes: 'any', type: 'image/svg+xml' },
          ...[192, 512].map((size) => ({ src: asset(`icon-${size}.png`), sizes: `${size}x${size}`, type: 'image/png', purpose: 'any' })),
        ],
      }),
    ),
  );
}
