/** Public answers about reports through the cache. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../../platform/module/index.ts';
import { type Page, renderDocument, writeDisplay } from '../../platform/ui/index.ts';
import { structureTag } from '../../territory/index.ts';
import { reportsTag, reportTag } from '../tags.ts';

interface Made {
  /** The reports that it shows; a list shows whichever there are. */
  readonly reports?: readonly string[];
}

const tagsOf = ({ reports = [] }: Made): string[] => [structureTag, reportsTag, ...reports.map(reportTag)];

/** A page that is the same for everybody who looks in the same way on the same day. */
export function servePage(
  request: FastifyRequest,
  reply: FastifyReply,
  context: Context,
  make: () => Promise<Made & { readonly page: Page }>,
): Promise<FastifyReply> {
  const view = request.view();
  const key = [view.lang, writeDisplay(view.display), view.actor.kind, view.actor.name, view.today, view.origin].join(' ');
  return context.cache.serve(request, reply, {
    key: `reports ${request.url} ${key}`,
    render: async () => {
      const { page, ...made } = await make();
      return { type: 'text/html; charset=utf-8', text: renderDocument(view, page), tags: tagsOf(made) };
    },
  });
}

/** A file for programs, kept in the same way. */
export function serveText(
  request: FastifyRequest,
  reply: FastifyReply,
  context: Context,
  type: string,
  make: () => Promise<Made & { readonly text: string }>,
): Promise<FastifyReply> {
  return context.cache.serve(request, reply, {
    key: `reports ${type} ${request.url} ${request.lang} ${context.clock.today()}`,
    render: async () => {
      const { text, ...made } = await make();
      return { type, text, tags: tagsOf(made) };
    },
  });
}
