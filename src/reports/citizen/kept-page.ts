/** The page of a shown report as strangers get it: a link that goes round is asked for by thousands. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bringsNothing } from '../../platform/cache/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { speechTag } from '../../platform/speech/index.ts';
import { NotShown, servePage, unlessHidden } from '../public/serve.ts';
import { reportTag } from '../tags.ts';
import { latenessAhead } from './due.ts';
import { openForStrangers, pageOf } from './open-report.ts';
import { seenBy } from './seen.ts';

/** What a page says of something just done is for whoever did it. */
const said = ['sent', 'done', 'followed'];

/**
 * Whether the visitor brings nothing of their own: no cookie at all, so no session, no ticket and no choice of looks; no key; no word about what they
 * just did. Whatever else stands in the address, such as the marks of those who pass links on, changes nothing.
 */
function isStranger(request: FastifyRequest): boolean {
  const query = request.query as Readonly<Record<string, unknown>>;
  return request.actor.kind === 'anonymous' && bringsNothing(request.raw) && said.every((name) => query[name] === undefined);
}

/**
 * Answers a stranger with the page that is kept for all of them, made anew when something on it changed or became late. It is read as for nobody: who
 * asked first leaves nothing in it, and its form has no token (`newcomers`). Null, with nothing said yet, for everybody else and where the
 * code leads to nothing that is shown.
 */
export async function keptPage(context: Context, request: FastifyRequest, reply: FastifyReply, code: string): Promise<FastifyReply | null> {
  if (!isStranger(request)) return null;
  const { lang } = request;
  const view = { ...request.view(), path: `/reports/${code}${lang === 'vi' ? '' : `?lang=${lang}`}` };
  const answering = servePage(
    request,
    reply,
    context,
    async () => {
      const now = context.clock.now();
      const opened = await openForStrangers(context, code);
      if (opened === null) throw new NotShown();
      const { id, masterId } = opened.report;
      return {
        page: await pageOf(context, view, opened, now),
        // What it was merged into is named while that one is shown.
        shows: [reportTag(id), ...(masterId === null ? [] : [reportTag(masterId)]), speechTag],
        until: latenessAhead(seenBy(opened.report, false).deadline, now),
      };
    },
    view,
  );
  return unlessHidden(answering);
}
