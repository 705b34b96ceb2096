/** What a sender does with their report, and what others do with a shown one. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ownerOf, ownersOf, stagedOf } from '../../platform/files/uploads/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Outcome } from '../../platform/outcome/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { plainWords } from '../../platform/text/index.ts';
import type { FieldProblem } from '../../platform/ui/index.ts';
import { codeIn } from '../code.ts';
import type { StepInput } from '../contract.ts';
import { takeStep } from '../core/index.ts';
import { emptyDraft, readDraft } from './draft.ts';
import { follow, unfollow } from './follow.ts';
import { texts } from './messages.gen.ts';
import { type OpenedReport, openReport, showReport, whoOf } from './open-report.ts';
import type { Done } from './report.page.tsx';
import { takeFiles } from './staging.ts';
import { takeVoice } from './voice.ts';
import { refusalWords } from './words.ts';

const writing = { config: { right: 'public', limit: 'write' }, schema: { hide: true } } as const;
/** The page that strangers get is one for all of them: its form has no token. */
const following = { config: { ...writing.config, newcomers: true }, schema: { hide: true } } as const;
const sending = { config: { right: 'public', limit: 'write', uploads: 'staged' }, schema: { hide: true } } as const;

interface CodeRoute {
  Params: { code: string };
}

const fieldIn = (body: unknown, name: string): string => {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  return typeof value === 'string' ? plainWords(value) : '';
};

interface Judgement {
  readonly given: Pick<StepInput, 'revision' | 'reason' | 'words'>;
  readonly files: Pick<StepInput, 'uploads'>;
}

export function actionRoutes(app: App, context: Context): void {
  const { db } = context;

  app.post<CodeRoute>('/reports/:code/more', sending, async (request, reply) => {
    const opened = await openOwn(request);
    if (!opened) return reply.refuse({ code: 'reports.not-sender', status: 403 });
    const { lang } = request;
    const words = fieldIn(request.body, 'words');
    const { draft, problems } = await takeFiles(context, request, reply, { ...emptyDraft, uploads: readDraft(request.body).uploads });
    const again = async (found: readonly FieldProblem[]) =>
      showReport(context, request, reply, opened, {
        giving: { words, staged: draft.uploads.length === 0 ? [] : await stagedOf(db, ownersOf(request), draft.uploads), problems: found },
        ...(found.length > 0 ? { status: 422 } : {}),
      });
    if (problems.length > 0 || fieldIn(request.body, 'go') !== 'send') return again(problems);
    if (words === '' && draft.uploads.length === 0) return again([{ field: 'words', message: texts[lang].more_missing() }]);
    const uploads = draft.uploads.map((id) => ({ id, role: 'before' as const }));
    const taken = await step(request, { reportId: opened.report.id, step: 'give-more', revision: null, words, uploads });
    if (taken.ok) return done(reply, opened, 'more');
    const why = refusalWords(context, taken.refusal, lang);
    if (taken.refusal.field === undefined || why === null) return reply.refuse(taken.refusal);
    return again([{ field: taken.refusal.field === 'uploads' ? 'photos' : 'words', message: why }]);
  });

  app.post<CodeRoute>('/reports/:code/withdraw', writing, (request, reply) =>
    byOwner(request, reply, async (opened) => ({
      taken: await step(request, { reportId: opened.report.id, step: 'withdraw', revision: null }),
      said: 'withdrawn',
    })),
  );

  app.post<CodeRoute>('/reports/:code/object', writing, async (request, reply) => {
    const opened = await openOwn(request);
    if (!opened) return reply.refuse({ code: 'reports.not-sender', status: 403 });
    const { lang } = request;
    const words = fieldIn(request.body, 'objection');
    const again = (message: string) =>
      showReport(context, request, reply, opened, { objecting: { words, problems: [{ field: 'objection', message }] }, status: 422 });
    if (words === '') return again(texts[lang].object_missing());
    const taken = await step(request, { reportId: opened.report.id, step: 'object', revision: null, words });
    if (taken.ok) return done(reply, opened, 'objected');
    const why = refusalWords(context, taken.refusal, lang);
    return taken.refusal.field === undefined || why === null ? reply.refuse(taken.refusal) : again(why);
  });

  app.post<CodeRoute>('/reports/:code/rate', sending, (request, reply) =>
    judge(request, reply, async (opened, { given, files }) => {
      const satisfied = fieldIn(request.body, 'satisfied') === 'yes';
      const again = !satisfied && fieldIn(request.body, 'reopen') === 'yes';
      const rated = { ...given, ...files, reportId: opened.report.id, step: 'rate', satisfied } as const;
      const reopened = { ...given, reportId: opened.report.id, step: 'reopen' } as const;
      return {
        taken: await both(request, again ? [rated, reopened] : [rated]),
        said: satisfied ? 'rated' : again ? 'reopened' : 'unhappy',
      };
    }),
  );

  app.post<CodeRoute>('/reports/:code/reopen', sending, (request, reply) =>
    judge(request, reply, async (opened, { given, files }) => ({
      taken: await step(request, { ...given, ...files, reportId: opened.report.id, step: 'reopen' }),
      said: 'reopened',
    })),
  );

  for (const [path, options, command, said] of [
    ['follow', following, follow, 'followed'],
    ['unfollow', writing, unfollow, 'unfollowed'],
  ] as const) {
    app.post<CodeRoute>(`/reports/:code/${path}`, options, async (request, reply) => {
      const code = codeIn(request.params.code);
      if (code === null) return reply.refuse({ code: 'http.not-found', status: 404 });
      ownerOf(request, reply);
      const outcome = await db.transaction((tx) => command(tx, whoOf(request), code), { state: dutyState('identity') });
      return outcome.ok ? reply.redirect(`/reports/${code}?done=${said}`, 303) : reply.refuse(outcome.refusal);
    });
  }

  async function openOwn(request: FastifyRequest<CodeRoute>): Promise<OpenedReport | null> {
    const code = codeIn(request.params.code);
    const opened = code === null ? null : await openReport(context, request, code);
    return opened?.mine ? opened : null;
  }

  async function byOwner(
    request: FastifyRequest<CodeRoute>,
    reply: FastifyReply,
    act: (opened: OpenedReport) => Promise<{ taken: Outcome<unknown>; said: Done }>,
  ): Promise<FastifyReply> {
    const opened = await openOwn(request);
    if (!opened) return reply.refuse({ code: 'reports.not-sender', status: 403 });
    const { taken, said } = await act(opened);
    return taken.ok ? done(reply, opened, said) : reply.refuse(taken.refusal);
  }

  /** A judgement with its reason, words and recordings; what is wrong with it comes back on the page, with all that was given. */
  async function judge(
    request: FastifyRequest<CodeRoute>,
    reply: FastifyReply,
    act: (opened: OpenedReport, judgement: Judgement) => Promise<{ taken: Outcome<unknown>; said: Done }>,
  ): Promise<FastifyReply> {
    const opened = await openOwn(request);
    if (!opened) return reply.refuse({ code: 'reports.not-sender', status: 403 });
    const { lang, body } = request;
    const { staged, problems } = await takeVoice(context, request, reply);
    const [reason, words] = [fieldIn(body, 'reason'), fieldIn(body, 'words')];
    const again = (found: readonly FieldProblem[]) =>
      showReport(context, request, reply, opened, {
        judging: { reason, words, reopen: fieldIn(body, 'reopen') === 'yes', staged, problems: found },
        status: 422,
      });
    if (problems.length > 0) return again(problems);
    const { taken, said } = await act(opened, {
      given: { revision: null, ...(reason === '' ? {} : { reason }), ...(words === '' ? {} : { words }) },
      files: staged.length === 0 ? {} : { uploads: staged.map(({ id }) => ({ id, role: 'judgement' as const })) },
    });
    if (taken.ok) return done(reply, opened, said);
    const why = refusalWords(context, taken.refusal, lang);
    const { field } = taken.refusal;
    if (field === undefined || why === null) return reply.refuse(taken.refusal);
    return again([{ field: field === 'uploads' ? 'recording' : field, message: why }]);
  }

  const done = (reply: FastifyReply, { report }: OpenedReport, said: Done): FastifyReply =>
    reply.redirect(`/reports/${report.code}?done=${said}`, 303);

  const step = (request: FastifyRequest, input: StepInput): Promise<Outcome<unknown>> => both(request, [input]);

  /** Several steps of the sender as one: what is refused leaves nothing of the others. */
  async function both(request: FastifyRequest, inputs: readonly StepInput[]): Promise<Outcome<unknown>> {
    const undone = new Error('refused');
    let last: Outcome<unknown> | undefined;
    try {
      return await db.transaction(
        async (tx) => {
          for (const input of inputs) {
            last = await takeStep(tx, context, whoOf(request), input);
            if (!last.ok) throw undone;
          }
          if (last === undefined) throw new Error('No step was asked for');
          return last;
        },
        { state: dutyState('identity') },
      );
    } catch (error) {
      if (error === undone && last) return last;
      throw error;
    }
  }
}
