/** Public answers about reports through the cache. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../../platform/module/index.ts';
import { type Page, renderDocument, writeDisplay } from '../../platform/ui/index.ts';
import { structureTag } from '../../territory/index.ts';
import { reportsTag } from '../tags.ts';

interface Made {
  /** Tags of what it shows besides units; without, whichever reports there are, as a list does. */
  readonly shows?: readonly string[];
  /** From when on it would say something else though nothing changed. */
  readonly until?: Temporal.Instant | undefined;
}

const tagsOf = ({ shows = [reportsTag] }: Made): string[] => [structureTag, ...shows];
const endOf = ({ until }: Made): { readonly until?: Temporal.Instant } => (until === undefined ? {} : { until });

/** Thrown while an answer is made: there is nothing that everybody may see. */
export class NotShown extends Error {}

/** The answer; null, with nothing said yet, where making it threw `NotShown`. */
export async function unlessHidden(answering: Promise<FastifyReply>): Promise<FastifyReply | null> {
  try {
    return await answering;
  } catch (error) {
    if (error instanceof NotShown) return null;
    throw error;
  }
}

/**
 * A page that is the same for everybody who looks in the same way on the same day. `make` reads what it shows: what was read before it may be older
 * than a change that the cache has heard of.
 */
export function servePage(
  request: FastifyRequest,
  reply: FastifyReply,
  context: Context,
  make: () => Promise<Made & { readonly page: Page }>,
  view = request.view(),
): Promise<FastifyReply> {
  const key = [view.lang, writeDisplay(view.display), view.actor.kind, view.actor.name, view.today, view.origin].join(' ');
  return context.cache.serve(request, reply, {
    key: `reports ${view.path} ${key}`,
    render: async () => {
      const { page, ...made } = await make();
      return { type: 'text/html; charset=utf-8', text: renderDocument(view, page), tags: tagsOf(made), ...endOf(made) };
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
      return { type, text, tags: tagsOf(made), ...endOf(made) };
    },
  });
}
