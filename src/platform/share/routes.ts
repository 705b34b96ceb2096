import type { App } from '../http/index.ts';
import type { Lang } from '../i18n/index.ts';
import type { Context, RefusalWords } from '../module/index.ts';
import type { Refusal } from '../outcome/index.ts';
import { cardSvg } from './card.ts';
import { texts } from './messages.gen.ts';
import { openPictures } from './pictures.ts';
import { posterPage } from './poster.page.tsx';
import { openReader } from './read.ts';
import { sharePage } from './share.page.tsx';

/** How long a picture may be shown without asking again, in seconds: messengers keep theirs for days anyway. */
const PICTURE_AGE = 600;

const refusals: Readonly<Record<string, (lang: Lang) => RefusalWords>> = {
  'share.not-ours': (lang) => ({ title: texts[lang].not_ours_title(), advice: texts[lang].not_ours_advice() }),
  'share.nothing': (lang) => ({ title: texts[lang].nothing_title(), advice: texts[lang].nothing_advice() }),
};

/** The words for refusals of sharing. */
export function shareRefusal(refusal: Refusal, lang: Lang): RefusalWords | null {
  return refusals[refusal.code]?.(lang) ?? null;
}

/**
 * `/share?path=`, `/share/picture.png?path=` and `/share/poster?path=`. The path is a page of ours that has `sharing`; what is shown
 * comes from that page's own head, never from the caller. `place` tells how the province is called today.
 */
export function shareRoutes(app: App, context: Context, place: (lang: Lang) => Promise<string | null>): void {
  const reader = openReader(app, context);
  const pictures = openPictures();
  const open = { config: { right: 'public' as const }, schema: { hide: true } };
  const shortAddresses = new Map(
    context.modules.flatMap((module) => Object.entries(module.shortAddresses ?? {})).map(([from, to]) => [to, from]),
  );

  app.get('/share', open, async (request, reply) => {
    const shared = await reader.page(request);
    return shared.ok ? reply.page(sharePage(request.view(), shared.value)) : reply.refuse(shared.refusal);
  });

  app.get('/share/poster', open, async (request, reply) => {
    const found = await reader.page(request);
    if (!found.ok) return reply.refuse(found.refusal);
    const shared = found.value;
    const view = request.view();
    const { host } = new URL(view.origin ?? 'http://localhost');
    return reply.page(
      posterPage(view, {
        shared,
        address: shared.address,
        host,
        spoken: `${host}${shortAddresses.get(shared.path) ?? shared.path}`,
        place: await place(view.lang),
        department: context.config.DEPARTMENT_NAME,
      }),
    );
  });

  // Drawing costs more than reading: it is counted like writing.
  app.get('/share/picture.png', { ...open, config: { right: 'public', limit: 'write' } }, async (request, reply) => {
    const found = await reader.page(request);
    if (!found.ok) return reply.refuse(found.refusal);
    const { title, text, address, picture } = found.value;
    const own = picture === null ? null : await reader.svg(request, picture);
    const card = { product: context.config.PRODUCT_NAME, title, text, address: address.replace(/^https?:\/\//, '') };
    const drawn = await pictures.of(own ?? cardSvg(card));
    if (!drawn.ok) return reply.header('retry-after', '5').refuse(drawn.refusal);
    const { png, etag } = drawn.value;
    reply.headers({
      'cache-control': `public, max-age=${PICTURE_AGE}`,
      etag,
      // Other sites may show it: that is what it is for.
      'cross-origin-resource-policy': 'cross-origin',
      'content-disposition': 'inline; filename="chia-se.png"',
    });
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.type('image/png').send(png);
  });
}
