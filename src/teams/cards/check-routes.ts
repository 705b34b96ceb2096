/** `/check`: is this person really from our team? For anybody, without sign-in and without script. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sourceOf } from '../../people/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { View } from '../../platform/ui/index.ts';
import { lineOf } from '../console/form-values.ts';
import { type CheckContent, checkPage } from './check.page.tsx';
import { type CheckAnswer, checkForAnybody } from './check.ts';
import { waitForCheck } from './limits.ts';
import { readCode, serialOf } from './model.ts';
import { dataAddress } from './picture.ts';

const path = '/check';
/** The parameter of the address in the QR picture. Its value is in no log line of ours: those have the path alone. */
const parameter = 'c';

/** The address in the QR picture of a card. A proxy in front should not log the query of /check either. */
export const checkAddress = (origin: string, number?: string): string =>
  `${origin}${path}${number === undefined ? '' : `?${parameter}=${number}`}`;

export function checkRoutes(app: App, context: Context): void {
  const open = { config: { right: 'public' }, schema: { hide: true } } as const;

  app.get(path, open, async (request, reply) => {
    const scanned = lineOf(request.query, parameter);
    return scanned === '' ? show(request, reply, { result: null }) : answer(request, reply, scanned);
  });

  // A number that is typed in is posted: an address would stay in the history of somebody else's telephone.
  app.post(path, open, async (request, reply) => answer(request, reply, lineOf(request.body, 'number')));

  async function answer(request: FastifyRequest, reply: FastifyReply, typed: string): Promise<FastifyReply> {
    const code = readCode(typed);
    if (!code) return show(request, reply, { result: null, wrong: true }, 422);
    const seconds = await waitForCheck(context, { address: sourceOf(request.ip) }, serialOf(code));
    if (seconds > 0) {
      reply.header('retry-after', String(seconds));
      return show(request, reply, { result: { kind: 'wait', minutes: Math.ceil(seconds / 60) } }, 429);
    }
    const result = await checkForAnybody(context, code, request.lang);
    return show(request, reply, { result, code, picture: await pictureOf(result) });
  }

  /** Inside the page: an address of its own could be opened again by somebody else. */
  async function pictureOf(result: CheckAnswer): Promise<string | null> {
    return result.kind === 'valid' && result.member.photo !== null ? dataAddress(context, result.member.photo) : null;
  }

  function show(
    request: FastifyRequest,
    reply: FastifyReply,
    content: Omit<CheckContent, 'teamName' | 'smsNumber'>,
    status = 200,
  ): FastifyReply {
    const { config } = context;
    // The page names its address at its foot and in its links: without the number.
    const view: View = { ...request.view({ formToken: true }), path };
    reply.header('cache-control', 'no-store');
    const page = checkPage(view, { ...content, teamName: config.TEAM_NAME, smsNumber: config.SMS_INBOUND_NUMBER });
    return reply.page({ ...page, status }, view);
  }
}
