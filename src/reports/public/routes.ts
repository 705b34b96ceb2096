/** `/reports`, its feed, and the files that everybody may see. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendFile } from '../../platform/files/uploads/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { type Asked, readAsked, readCursor, Unreadable } from './asked.ts';
import { feedText } from './feed.ts';
import { gather, isKnownCategory, unitAsked } from './gather.ts';
import { listPage } from './list.page.tsx';
import { mapOf } from './map.tsx';
import { shownFile } from './queries.ts';
import { servePage, serveText } from './serve.ts';
import { openSmallPictures, sendSmall } from './small.ts';
import { refusalOf, unknownShown, unknownUnit } from './words.ts';

const open = { config: { right: 'public' }, schema: { hide: true } } as const;
const pageLength = 24;
const feedLength = 50;
/** What is taken from view again is gone from every copy within a day. */
const fileCache = 'public, max-age=86400, immutable';

/** Reads the address of a list; null once it was refused. */
export async function readAddress(
  context: Pick<Context, 'db' | 'clock'>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Asked | null> {
  try {
    const asked = readAsked(request.query as Record<string, unknown>, context.clock.today().toString());
    readCursor(asked.after);
    if (!(await isKnownCategory(context, asked))) throw new Unreadable('category', asked.category);
    return asked;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    reply.refuse(refusalOf(error));
    return null;
  }
}

export function publicRoutes(app: App, context: Context): void {
  const { db, config } = context;
  const smallPictures = openSmallPictures(context);

  app.get('/reports', open, async (request, reply) => {
    const asked = await readAddress(context, request, reply);
    if (asked === null) return reply;
    const unit = await unitAsked(context, asked);
    if (unit === 'unknown') return reply.refuse(unknownUnit);
    return servePage(request, reply, context, async () => {
      const view = request.view();
      // A map shows none of them by itself.
      const listing = await gather(context, asked, unit, asked.map ? 0 : pageLength);
      const map = asked.map ? await mapOf(context, view.lang, listing) : null;
      return { page: listPage(view, listing, config.TIME_ZONE, map), until: listing.until };
    });
  });

  app.get('/reports/feed.atom', open, async (request, reply) => {
    const asked = await readAddress(context, request, reply);
    if (asked === null) return reply;
    const unit = await unitAsked(context, asked);
    if (unit === 'unknown') return reply.refuse(unknownUnit);
    const { lang, origin, productName } = request.view();
    return serveText(request, reply, context, 'application/atom+xml; charset=utf-8', async () => {
      const listing = await gather(context, asked, unit, feedLength);
      const text = feedText(listing, {
        lang,
        origin: origin ?? `${request.protocol}://${request.host}`,
        product: productName,
        timeZone: config.TIME_ZONE,
      });
      return { text, until: listing.until };
    });
  });

  app.get<{ Params: { hash: string } }>('/reports/files/:hash', open, async (request, reply) => {
    const { hash } = request.params;
    const file = /^[0-9a-f]{64}$/.test(hash) ? await shownFile(db, hash) : null;
    if (file === null) return reply.refuse(unknownShown);
    const { width } = request.query as Record<string, unknown>;
    if (width === 'small' && file.kind === 'image') {
      const small = await smallPictures(hash);
      return small === null ? reply.refuse(unknownShown) : sendSmall(reply.header('cache-control', fileCache), small);
    }
    return sendFile(reply, context, hash, { kind: file.kind, name: `phan-anh-${file.code}`, cache: fileCache });
  });
}
