import type { FastifyReply, FastifyRequest } from 'fastify';
import { EVERYTHING } from '../../platform/cache/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { type Page, renderDocument, type View, writeDisplay } from '../../platform/ui/index.ts';

/** A page without facts through the cache: the same for everybody who looks in the same way. */
export function servePage(
  request: FastifyRequest,
  reply: FastifyReply,
  context: Context,
  make: (view: View) => Page,
): Promise<FastifyReply> {
  const view = request.view();
  const key = [view.lang, writeDisplay(view.display), view.actor.kind, view.actor.name, view.today, view.origin].join(' ');
  return context.cache.serve(request, reply, {
    key: `reports ${request.url} ${key}`,
    render: async () => ({ type: 'text/html; charset=utf-8', text: renderDocument(view, make(view)), tags: [EVERYTHING] }),
  });
}
