/** Public answers about teams through the cache. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../../platform/module/index.ts';
import { type Page, renderDocument, writeDisplay } from '../../platform/ui/index.ts';
import { structureTag } from '../../territory/index.ts';
import { tagsOfTeams, teamsTag } from '../tags.ts';

/** A page that is the same for everybody who looks in the same way on the same day. `teams` are the teams shown; without them the page is a list. */
export function servePage(
  request: FastifyRequest,
  reply: FastifyReply,
  context: Context,
  make: () => Promise<{ readonly page: Page; readonly teams?: readonly string[] }>,
): Promise<FastifyReply> {
  const view = request.view();
  const key = ['teams', request.url, view.lang, writeDisplay(view.display), view.actor.kind, view.actor.name, view.today, view.origin].join(
    ' ',
  );
  return context.cache.serve(request, reply, {
    key,
    render: async () => {
      const { page, teams } = await make();
      return { type: 'text/html; charset=utf-8', text: renderDocument(view, page), tags: tagsOf(teams) };
    },
  });
}

/** JSON for programs, kept in the same way. */
export function serveJson(
  request: FastifyRequest,
  reply: FastifyReply,
  context: Context,
  today: string,
  make: () => Promise<{ readonly body: unknown; readonly teams?: readonly string[] }>,
): Promise<FastifyReply> {
  return context.cache.serve(request, reply, {
    key: ['teams', request.url, request.lang, today].join(' '),
    render: async () => {
      const { body, teams } = await make();
      return { type: 'application/json; charset=utf-8', text: JSON.stringify(body), tags: tagsOf(teams) };
    },
  });
}

const tagsOf = (teams: readonly string[] | undefined): string[] => [structureTag, ...(teams ? tagsOfTeams(teams) : [teamsTag])];
