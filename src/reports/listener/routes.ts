/** Listening without an office: what waits, its recordings and the form for what was understood, and nothing else of a report. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { ownState } from '../../platform/session/index.ts';
import { lineOf, linesOf } from '../console/form-values.ts';
import { sendWaiting, waitingFor, wordsFor, writeSummary } from '../console/listening/hear.ts';
import { entriesOf } from '../console/listening/listeners.ts';
import { type HeardContent, summaryField } from '../console/listening/listening.page.tsx';
import { namesFor } from '../console/names.ts';
import { hearingAddress } from './address.ts';
import { listenerPage } from './listener.page.tsx';

export function listenerRoutes(app: App, context: Context): void {
  const { db, clock, config } = context;
  // Everybody has a page of their own; what is shown on it is decided by the list of listeners on the day.
  const route = { config: { right: 'people.own' }, schema: { hide: true } } as const;

  app.get(hearingAddress, route, (request, reply) => show(request, reply, { typed: null, problems: [] }, 200));

  app.get<{ Params: { code: string; file: string } }>(`${hearingAddress}/:code/files/:file`, route, (request, reply) =>
    sendWaiting(reply, context, request.actor, request.params),
  );

  app.post<{ Params: { code: string } }>(`${hearingAddress}/:code`, route, async (request, reply) => {
    const { actor, body, lang } = request;
    const { code } = request.params;
    const field = summaryField(code);
    const summary = linesOf(body, field);
    const outcome = await writeSummary(context, actor, { code, summary, heard: lineOf(body, 'heard') });
    if (outcome.ok) return reply.redirect(`${hearingAddress}?done=heard`, 303);
    const { refusal } = outcome;
    const message = wordsFor(context, refusal, lang);
    if (message === null) return reply.refuse(refusal);
    return show(request, reply, { typed: { code, summary }, problems: [{ field, message }] }, refusal.status ?? 422);
  });

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    said: Pick<HeardContent, 'typed' | 'problems'>,
    status: number,
  ): Promise<FastifyReply> {
    const { actor, lang, query } = request;
    const today = clock.today().toString();
    const [reports, entries] = await Promise.all([
      waitingFor(context, actor),
      db.transaction((tx) => entriesOf(tx, actor.id ?? ''), { state: ownState(actor), readOnly: true }),
    ]);
    const places = [...reports.map((one) => one.unitId), ...entries.map((one) => one.unitId)].filter((id) => id !== null);
    const { units } = await namesFor(
      db,
      context,
      places.map((unitId) => ({ unitId, assigneeId: null })),
      { on: today, lang },
    );
    const done = status === 200 && lineOf(query, 'done') === 'heard';
    const content = { ...said, reports, entries, units, today, done, timeZone: config.TIME_ZONE };
    return reply.header('cache-control', 'private, no-store').page({ ...listenerPage(request.view({ formToken: true }), content), status });
  }
}
