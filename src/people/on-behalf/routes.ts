/** First use of acting on behalf: a request about personal data, filed for the person whose data it is. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { record } from '../../audit/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Outcome, Refusal } from '../../platform/outcome/index.ts';
import { rowState } from '../../platform/session/index.ts';
import type { FieldProblem } from '../../platform/ui/index.ts';
import { peopleRights } from '../contract.ts';
import { lineOf, linesOf } from '../persons/form-values.ts';
import { personInPlace } from '../persons/queries.ts';
import { requestKinds } from '../privacy/model.ts';
import { fileRequest } from '../privacy/requests.ts';
import { actOnBehalf, waysToAgree } from './act.ts';
import { texts } from './messages.gen.ts';
import { filedPage, requestPage, type TypedRequest } from './request.page.tsx';

interface RequestRoute {
  Params: { id: string };
  Querystring: { filed?: string };
}

type Filed = Outcome<{ requestId: string; dueAt: Temporal.Instant }>;

const options = { config: { right: peopleRights.onBehalf }, schema: { hide: true } } as const;
const empty: TypedRequest = { kind: '', words: '', consent: '', agreed: false };

export function onBehalfRoutes(app: App, context: Context): void {
  const { db } = context;

  app.get<RequestRoute>('/console/people/:id/request-for', options, async (request, reply) => {
    const person = await opened(request);
    return person ? show(request, reply, person, empty, []) : reply.refuse({ code: 'http.not-found' });
  });

  app.post<RequestRoute>('/console/people/:id/request-for', options, async (request, reply) => {
    const { actor, lang } = request;
    const person = await opened(request);
    if (!person) return reply.refuse({ code: 'http.not-found' });
    const kind = requestKinds.find((known) => known === lineOf(request.body, 'kind'));
    const consent = waysToAgree.find((known) => known === lineOf(request.body, 'consent'));
    const typed: TypedRequest = {
      kind: kind ?? '',
      words: linesOf(request.body, 'words'),
      consent: consent ?? '',
      agreed: lineOf(request.body, 'agreed') === 'yes',
    };
    const t = texts[lang];
    const problems: FieldProblem[] = [];
    if (!typed.agreed) problems.push({ field: 'agreed', message: t.agreed_missing() });
    if (consent === undefined) problems.push({ field: 'consent', message: t.consent_missing() });
    if (kind === undefined) problems.push({ field: 'kind', message: t.kind_missing() });
    if (kind === undefined || consent === undefined || problems.length > 0) return show(request, reply, person, typed, problems);
    const filed = await inOne(async (tx): Promise<Filed> => {
      const acting = await actOnBehalf(tx, context, actor, { personId: person.id, consent });
      if (!acting.ok) return acting;
      return fileRequest(tx, context, actor, { personId: acting.value.onBehalfOf, kind, words: typed.words || null, how: consent });
    }, request);
    if (filed.ok) {
      const due = filed.value.dueAt.toZonedDateTimeISO(context.config.TIME_ZONE).toPlainDate().toString();
      return unkept(reply).page(filedPage(request.view(), { person, due }));
    }
    const { refusal } = filed;
    if (refusal.field === undefined) return reply.refuse(refusal);
    return show(request, reply, person, typed, [{ field: refusal.field, message: wordsOf(refusal, lang) }]);
  });

  /** What is refused leaves nothing, the consent neither. */
  async function inOne(
    command: (tx: Parameters<Parameters<typeof db.transaction>[0]>[0]) => Promise<Filed>,
    request: FastifyRequest,
  ): Promise<Filed> {
    const undone = new Error('refused');
    let outcome: Filed | undefined;
    try {
      return await db.transaction(
        async (tx) => {
          outcome = await command(tx);
          if (!outcome.ok) throw undone;
          return outcome;
        },
        { state: rowState(request.actor, peopleRights.onBehalf) },
      );
    } catch (error) {
      if (error === undone && outcome) return outcome;
      throw error;
    }
  }

  const wordsOf = (refusal: Refusal, lang: 'vi' | 'en'): string => {
    for (const module of context.modules) {
      const words = module.refusalText?.(refusal, lang);
      if (words) return words.title;
    }
    return texts[lang].words_missing();
  };

  async function opened(request: FastifyRequest<RequestRoute>): Promise<{ id: string; fullName: string } | null> {
    const { actor } = request;
    return db.transaction(
      async (tx) => {
        const person = await personInPlace(tx, actor, peopleRights.onBehalf, request.params.id);
        if (!person || person.id === actor.id) return null;
        await record(tx, actor, {
          action: 'people.see',
          subject: { kind: 'people.person', id: person.id },
          persons: [person.id],
          right: peopleRights.onBehalf,
        });
        return { id: person.id, fullName: person.fullName };
      },
      { state: rowState(actor, peopleRights.onBehalf) },
    );
  }

  /** Nothing of the person stays on the helper's phone. */
  const unkept = (reply: FastifyReply): FastifyReply => reply.header('cache-control', 'no-store');

  function show(
    request: FastifyRequest,
    reply: FastifyReply,
    person: { id: string; fullName: string },
    typed: TypedRequest,
    problems: readonly FieldProblem[],
  ): FastifyReply {
    const page = requestPage(request.view({ formToken: true }), { person, typed, problems });
    return unkept(reply).page({ ...page, status: problems.length === 0 ? 200 : 422 });
  }
}
