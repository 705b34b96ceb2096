/** How many reports one browser, person or address may send: enough for a village with one phone, too few for a flood. */
import type { FastifyRequest } from 'fastify';
import { type Limit, peopleRights, sourceOf, waitFor } from '../../people/index.ts';
import { ownersOf } from '../../platform/files/uploads/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { may } from '../../platform/session/index.ts';
import type { Draft } from './draft.ts';

const perSender: Limit = { kind: 'report-sender', most: 10, seconds: 3600 };
const perSource: Limit = { kind: 'report-source', most: 60, seconds: 3600 };

/** Seconds to wait before another report may be sent; 0 where it may be now. Whoever writes down for callers is not counted. */
export async function tooMany(
  context: Pick<Context, 'db' | 'clock' | 'vault'>,
  request: FastifyRequest,
  { whom }: Pick<Draft, 'whom'>,
): Promise<number> {
  if (whom === 'somebody' && may(request.actor, peopleRights.onBehalf)) return 0;
  const [sender = ''] = ownersOf(request);
  return waitFor(context, [
    { limit: perSender, subject: sender },
    { limit: perSource, subject: sourceOf(request.ip) },
  ]);
}
