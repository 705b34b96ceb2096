/** Listening in the console: for whoever is named as a listener and has a way in here. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { stageParts, uploadRefusalText } from '../../../platform/files/uploads/index.ts';
import type { App } from '../../../platform/http/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import type { Outcome } from '../../../platform/outcome/index.ts';
import { type Actor, dutyState } from '../../../platform/session/index.ts';
import type { FieldProblem } from '../../../platform/ui/index.ts';
import { type StepInput, uploadPurposes } from '../../contract.ts';
import { takeStep } from '../../core/index.ts';
import { lineOf, linesOf } from '../form-values.ts';
import { namesFor } from '../names.ts';
import { sendWaiting, waitingFor, wordsFor, writeSummary } from './hear.ts';
import { keeperOf } from './keepers.ts';
import { listeningAddress, listeningPage, spokenField, summaryField, type TypedSummary } from './listening.page.tsx';
import { type ToSpeak, toBeSpoken } from './queries.ts';

interface CodeRoute {
  Params: { code: string };
  Querystring: { done?: string };
}

const pageLength = 20;

export function listeningRoutes(app: App, context: Context): void {
  const { db, clock, config } = context;
  // Whoever may open the console at all; what is shown is decided by the list of listeners.
  const route = { config: { right: 'site.console' }, schema: { hide: true } } as const;

  const answers = (actor: Actor, only: { readonly code?: string }): Promise<readonly ToSpeak[]> =>
    actor.id === null
      ? Promise.resolve([])
      : db.transaction((tx) => toBeSpoken(tx, actor.id ?? '', clock.today().toString(), { ...only, limit: pageLength }), {
          state: dutyState('identity'),
          readOnly: true,
        });

  app.get<{ Querystring: { done?: string } }>(listeningAddress, route, (request, reply) => show(request, reply, null, [], 200));

  app.get<{ Params: { code: string; file: string } }>(`${listeningAddress}/:code/files/:file`, route, (request, reply) =>
    sendWaiting(reply, context, request.actor, request.params),
  );

  app.post<CodeRoute>(`${listeningAddress}/:code`, route, async (request, reply) => {
    const { actor, params, body, lang } = request;
    const summary = linesOf(body, summaryField(params.code));
    const outcome = await writeSummary(context, actor, { code: params.code, summary, heard: lineOf(body, 'heard') });
    if (outcome.ok) return reply.redirect(`${listeningAddress}?done=heard`, 303);
    const { refusal } = outcome;
    const message = wordsFor(context, refusal, lang);
    if (message === null) return reply.refuse(refusal);
    const problems = [{ field: summaryField(params.code), message }];
    return show(request, reply, { code: params.code, summary }, problems, refusal.status ?? 422);
  });

  app.post<CodeRoute>(
    `${listeningAddress}/:code/spoken`,
    { config: { right: 'site.console', uploads: 'staged' }, schema: { hide: true } },
    async (request, reply) => {
      const { actor, params, body, lang } = request;
      const [answer] = await answers(actor, { code: params.code });
      const revision = Number(lineOf(body, 'revision'));
      if (!answer || !Number.isInteger(revision)) return reply.refuse({ code: 'http.not-found' });
      const field = spokenField(params.code);
      const parts = await stageParts(context, request, reply, { purpose: uploadPurposes.step, field });
      const [wrong] = parts.refused;
      if (wrong) {
        const words = uploadRefusalText(wrong.refusal, lang);
        const message = `${wrong.name}: ${[words?.title, words?.advice].filter(Boolean).join('. ')}`;
        return show(request, reply, null, [{ field, message }], 422);
      }
      const uploads = parts.ready.map(({ id }) => ({ id, role: 'spoken-answer' as const }));
      const outcome = await write(actor, { reportId: answer.id, step: 'speak', revision, uploads });
      if (outcome.ok) return reply.redirect(`${listeningAddress}?done=spoken`, 303);
      const { refusal } = outcome;
      const message = wordsFor(context, refusal, lang);
      if (message === null) return reply.refuse(refusal);
      return show(request, reply, null, [{ field, message }], refusal.status ?? 422);
    },
  );

  /** What is refused leaves nothing. */
  async function write(actor: Actor, input: StepInput): Promise<Outcome<unknown>> {
    const undone = new Error('refused');
    let outcome: Outcome<unknown> = { ok: false, refusal: { code: 'http.not-found', status: 404 } };
    try {
      return await db.transaction(
        async (tx) => {
          outcome = await takeStep(tx, context, { actor, ticket: null }, input);
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
    typed: TypedSummary | null,
    problems: readonly FieldProblem[],
    status: number,
  ): Promise<FastifyReply> {
    const [reports, waiting] = await Promise.all([waitingFor(context, request.actor), answers(request.actor, {})]);
    const { done } = request.query;
    const names = await namesFor(
      db,
      context,
      [...reports, ...waiting].map(({ unitId }) => ({ unitId, assigneeId: null })),
      { on: clock.today().toString(), lang: request.lang },
    );
    const page = listeningPage(request.view({ formToken: true }), {
      reports,
      answers: waiting,
      units: names.units,
      offices: names.offices,
      timeZone: config.TIME_ZONE,
      typed,
      problems,
      keeps: keeperOf(request.actor) !== null,
      done: status === 200 && (done === 'heard' || done === 'spoken') ? done : null,
    });
    return reply.header('cache-control', 'private, no-store').page({ ...page, status });
  }
}
