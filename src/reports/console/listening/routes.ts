/** Listening: for whoever is named as a listener, official or not. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendFile, stageParts, uploadRefusalText } from '../../../platform/files/uploads/index.ts';
import type { App } from '../../../platform/http/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import type { Outcome } from '../../../platform/outcome/index.ts';
import { type Actor, dutyState } from '../../../platform/session/index.ts';
import type { FieldProblem } from '../../../platform/ui/index.ts';
import { type StepInput, uploadPurposes } from '../../contract.ts';
import { takeStep } from '../../core/index.ts';
import { lineOf, linesOf } from '../form-values.ts';
import { namesFor } from '../names.ts';
import { listeningAddress, listeningPage, spokenField, summaryField } from './listening.page.tsx';
import { type Heard, type ToSpeak, toBeHeard, toBeSpoken } from './queries.ts';

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

  const answers = (actor: Actor, only: { readonly code?: string }): Promise<readonly ToSpeak[]> =>
    actor.id === null
      ? Promise.resolve([])
      : db.transaction((tx) => toBeSpoken(tx, actor.id ?? '', clock.today().toString(), { ...only, limit: pageLength }), {
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
    const outcome = await write(actor, { reportId: report.id, step: 'listen', revision, summary });
    if (outcome.ok) return reply.redirect(`${listeningAddress}?done=heard`, 303);
    const { refusal } = outcome;
    const words = context.modules.map((module) => module.refusalText?.(refusal, lang) ?? null).find((one) => one !== null);
    if (!words || refusal.status === 404) return reply.refuse(refusal);
    const problems = [{ field: summaryField(params.code), message: `${words.title}. ${words.advice}` }];
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
      const words = context.modules.map((module) => module.refusalText?.(refusal, lang) ?? null).find((one) => one !== null);
      if (!words || refusal.status === 404) return reply.refuse(refusal);
      return show(request, reply, null, [{ field, message: `${words.title}. ${words.advice}` }], refusal.status ?? 422);
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
    typed: { readonly code: string; readonly summary: string } | null,
    problems: readonly FieldProblem[],
    status: number,
  ): Promise<FastifyReply> {
    const [reports, waiting] = await Promise.all([heard(request.actor, {}), answers(request.actor, {})]);
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
      done: status === 200 && (done === 'heard' || done === 'spoken') ? done : null,
    });
    return reply.header('cache-control', 'private, no-store').page({ ...page, status });
  }
}
