/** The desk of missed calls: take one, see its number, say how it ended. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { record } from '../../../audit/index.ts';
import { normalPhone } from '../../../people/index.ts';
import type { App } from '../../../platform/http/index.ts';
import { callRoutes } from '../../../platform/messaging/calls/index.ts';
import { type Context, nameActors } from '../../../platform/module/index.ts';
import type { Refusal } from '../../../platform/outcome/index.ts';
import { dutyState, rowState } from '../../../platform/session/index.ts';
import type { FieldProblem } from '../../../platform/ui/index.ts';
import { refusalWords } from '../../citizen/words.ts';
import { lineOf } from '../../console/form-values.ts';
import { reportsRights } from '../../contract.ts';
import { texts } from '../messages.gen.ts';
import { handOn } from '../start.ts';
import { whole } from '../whole.ts';
import { callPage } from './call.page.tsx';
import { callsAddress, callsPage, type Done, doneThings, listField } from './list.page.tsx';
import { outcomes } from './model.ts';
import { endCall, keepCall, type OpenedCall, openCall, reportsOfNumber, takeCall, waitingCalls } from './store.ts';

interface CallRoute {
  Params: { id: string };
}
interface ListRoute {
  Querystring: { ended?: string };
}

const mostShown = 50;

export function callDeskRoutes(app: App, context: Context): void {
  const { db, clock, config } = context;
  const right = reportsRights.intake;
  const route = { config: { right }, schema: { hide: true } } as const;
  const finding = { config: { right, limit: 'guess' }, schema: { hide: true } } as const;

  callRoutes(app, context, (call) => db.transaction((tx) => keepCall(tx, context, call), { state: dutyState('identity') }));

  app.get<ListRoute>(callsAddress, route, (request, reply) => {
    const done = doneThings.find((one) => one === request.query.ended) ?? null;
    return list(request, reply, { done });
  });

  app.post(callsAddress, finding, async (request, reply) => {
    const { actor, lang, body } = request;
    const phone = normalPhone(lineOf(body, 'phone'));
    if (phone === null) return list(request, reply, { problems: [{ field: 'phone', message: texts[lang].phone_wrong() }] });
    const found = await db.transaction(
      async (tx) => {
        await record(tx, actor, {
          action: 'reports.find-by-number',
          subject: { kind: 'reports.report', id: 'list' },
          fields: ['phone'],
          right,
        });
        return reportsOfNumber(tx, context, phone);
      },
      { state: rowState(actor, right) },
    );
    return list(request, reply, { found });
  });

  app.post<CallRoute>(`${callsAddress}/:id/take`, route, async (request, reply) => {
    const { actor, params, body } = request;
    const taken = await whole(db, rowState(actor, right), (tx) =>
      takeCall(tx, context, actor, { id: params.id, revision: Number(lineOf(body, 'revision')) }),
    );
    return taken.ok ? reply.redirect(`${callsAddress}/${params.id}`, 303) : refuse(request, reply, taken.refusal);
  });

  app.get<CallRoute>(`${callsAddress}/:id`, route, async (request, reply) => {
    const call = await opened(request);
    return call === null ? reply.refuse({ code: 'reports.call-gone', status: 404 }) : show(request, reply, call, '', []);
  });

  app.post<CallRoute>(`${callsAddress}/:id/end`, route, async (request, reply) => {
    const { actor, params, body, lang } = request;
    const outcome = outcomes.find((one) => one === lineOf(body, 'outcome'));
    if (outcome === undefined) return again(request, reply, [{ field: 'outcome', message: texts[lang].call_end_missing() }]);
    const ended = await whole(db, rowState(actor, right), (tx) =>
      endCall(tx, context, actor, { id: params.id, revision: Number(lineOf(body, 'revision')), outcome }),
    );
    if (!ended.ok) return refuse(request, reply, ended.refusal);
    const said: Done = outcome === 'not-reached' && !ended.value.ended ? 'later' : outcome;
    return reply.redirect(`${callsAddress}?ended=${said}`, 303);
  });

  app.post<CallRoute>(`${callsAddress}/:id/write`, route, async (request, reply) => {
    if (lineOf(request.body, 'agreed') !== 'yes')
      return again(request, reply, [{ field: 'agreed', message: texts[request.lang].consent_missing() }]);
    const call = await opened(request);
    return call === null ? reply.refuse({ code: 'reports.call-gone', status: 404 }) : handOn(reply);
  });

  const opened = (request: FastifyRequest<CallRoute>): Promise<OpenedCall | null> =>
    db.transaction((tx) => openCall(tx, context, request.actor, request.params.id), { state: rowState(request.actor, right) });

  /** The same page with what was wrong. */
  async function again(request: FastifyRequest<CallRoute>, reply: FastifyReply, problems: readonly FieldProblem[]): Promise<FastifyReply> {
    const call = await opened(request);
    return call === null
      ? reply.refuse({ code: 'reports.call-gone', status: 404 })
      : show(request, reply, call, lineOf(request.body, 'name'), problems);
  }

  function show(
    request: FastifyRequest,
    reply: FastifyReply,
    call: OpenedCall,
    typedName: string,
    problems: readonly FieldProblem[],
  ): FastifyReply {
    const page = callPage(request.view({ formToken: true }), { call, timeZone: config.TIME_ZONE, typedName, problems });
    return reply.header('cache-control', 'private, no-store').page({ ...page, status: problems.length === 0 ? 200 : 422 });
  }

  /** What a colleague did meanwhile is said above the list as it is now. */
  function refuse(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply | Promise<FastifyReply> {
    const words = refusal.status === 409 ? refusalWords(context, refusal, request.lang) : null;
    if (words === null) return reply.refuse(refusal);
    return list(request, reply, { problems: [{ field: listField, message: words }], status: 409 });
  }

  async function list(
    request: FastifyRequest,
    reply: FastifyReply,
    said: {
      readonly done?: Done | null;
      readonly found?: OpenedCall['earlier'];
      readonly problems?: readonly FieldProblem[];
      readonly status?: number;
    },
  ): Promise<FastifyReply> {
    const { actor } = request;
    const { done = null, found = null, problems = [] } = said;
    const now = clock.now();
    const calls = await db.transaction((tx) => waitingCalls(tx, now, mostShown), { state: rowState(actor, right), readOnly: true });
    const holders = calls.map((call) => call.takenBy).filter((id) => id !== null);
    const page = callsPage(request.view({ formToken: true }), {
      calls,
      names: await nameActors(context, [...new Set(holders)]),
      me: actor.id,
      now,
      timeZone: config.TIME_ZONE,
      done,
      found,
      problems,
    });
    const status = said.status ?? (problems.length === 0 ? 200 : 422);
    return reply.header('cache-control', 'private, no-store').page({ ...page, status });
  }
}
