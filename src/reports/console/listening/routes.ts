/** Listening: for whoever is named as a listener, official or not. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendFile } from '../../../platform/files/uploads/index.ts';
import type { App } from '../../../platform/http/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import type { Outcome } from '../../../platform/outcome/index.ts';
import { type Actor, dutyState } from '../../../platform/session/index.ts';
import type { FieldProblem } from '../../../platform/ui/index.ts';
import { takeStep } from '../../core/index.ts';
import { lineOf, linesOf } from '../form-values.ts';
import { namesFor } from '../names.ts';
import { listeningAddress, listeningPage, summaryField } from './listening.page.tsx';
import { type Heard, toBeHeard } from './queries.ts';

interface CodeRoute {
  Params: { code: string };
  Querystring: { done?: string };
}

const pageLength = 20;

export function listeningRoutes(app: App, context: Context): void {
  const { db, clock, config } = context;
  // Whoever may open the console at all; what is shown is decided by the list of listeners.
  const route = { config: { right: 'site.console' }, schema: { hide: true } } as const;

  const heard = (actor: Actor, only: { readonly code?: string }): Promise<readonly Heard[]> =>
    actor.id === null
      ? Promise.resolve([])
      : db.transaction((tx) => toBeHeard(tx, actor.id ?? '', clock.today().toString(), { ...only, limit: pageLength }), {
          state: dutyState('identity'),
          readOnly: true,
        });

  app.get<{ Querystring: { done?: string } }>(listeningAddress, route, (request, reply) => show(request, reply, null, [], 200));

  app.get<{ Params: { code: string; file: string } }>(`${listeningAddress}/:code/files/:file`, route, async (request, reply) => {
    const [report] = await heard(request.actor, { code: request.params.code });
    const file = report?.recordings.find((one) => one.id === request.params.file);
    if (!file) return reply.refuse({ code: 'http.not-found' });
    return sendFile(reply, context, file.fileHash, {
      kind: file.kind,
      name: `${request.params.code}-${file.rank}`,
      cache: 'private, max-age=3600',
    });
  });

  app.post<CodeRoute>(`${listeningAddress}/:code`, route, async (request, reply) => {
    const { actor, params, body, lang } = request;
    const [report] = await heard(actor, { code: params.code });
    const revision = Number(lineOf(body, 'revision'));
    if (!report || !Number.isInteger(revision)) return reply.refuse({ code: 'http.not-found' });
    const summary = linesOf(body, summaryField(params.code));
    const outcome = await write(actor, { reportId: report.id, revision, summary });
    if (outcome.ok) return reply.redirect(`${listeningAddress}?done=yes`, 303);
    const { refusal } = outcome;
    const words = context.modules.map((module) => module.refusalText?.(refusal, lang) ?? null).find((one) => one !== null);
    if (!words || refusal.status === 404) return reply.refuse(refusal);
    const problems = [{ field: summaryField(params.code), message: `${words.title}. ${words.advice}` }];
    return show(request, reply, { code: params.code, summary }, problems, refusal.status ?? 422);
  });

  /** What is refused leaves nothing. */
  async function write(actor: Actor, input: { reportId: string; revision: number; summary: string }): Promise<Outcome<unknown>> {
    const undone = new Error('refused');
    let outcome: Outcome<unknown> = { ok: false, refusal: { code: 'http.not-found', status: 404 } };
    try {
      return await db.transaction(
        async (tx) => {
          outcome = await takeStep(tx, context, { actor, ticket: null }, { ...input, step: 'listen' });
          if (!outcome.ok) throw undone;
          return outcome;
        },
        { state: dutyState('identity') },
      );
    } catch (error) {
      if (error === undone) return outcome;
      throw error;
    }
  }

  async function show(
    request: FastifyRequest<{ Querystring: { done?: string } }>,
    reply: FastifyReply,
    typed: { readonly code: string; readonly summary: string } | null,
    problems: readonly FieldProblem[],
    status: number,
  ): Promise<FastifyReply> {
    const reports = await heard(request.actor, {});
    const names = await namesFor(
      db,
      context,
      reports.map(({ unitId }) => ({ unitId, assigneeId: null })),
      { on: clock.today().toString(), lang: request.lang },
    );
    const page = listeningPage(request.view({ formToken: true }), {
      reports,
      units: names.units,
      timeZone: config.TIME_ZONE,
      typed,
      problems,
      done: status === 200 && request.query.done !== undefined,
    });
    return reply.header('cache-control', 'private, no-store').page({ ...page, status });
  }
}
