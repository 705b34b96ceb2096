/** The way back: officials propose and hand over in the console, the person uses the code at /sign-in/recover. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import { record } from '../../audit/index.ts';
import { momentText } from '../../platform/calendar/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { rowState } from '../../platform/session/index.ts';
import type { FieldProblem } from '../../platform/ui/index.ts';
import { browserOf } from '../citizen-access/browser.ts';
import { handDevice } from '../citizen-access/devices.ts';
import { citizenAccessRefusalText } from '../citizen-access/refusals.ts';
import { peopleRights } from '../contract.ts';
import { codeIn, waitBeforeCode } from '../enrolment/handed-code.ts';
import { originOf } from '../enrolment/routes.ts';
import { lineOf, linesOf, manyOf } from '../persons/form-values.ts';
import { personInPlace } from '../persons/queries.ts';
import { handSession } from '../sessions/finish.ts';
import { setToken } from '../sessions/tokens.ts';
import { fetchCode, proposeRecovery, recoveryOf, refusalToRecover } from './commands.ts';
import { type RecoverContent, recoverPage, recoveryCodePage, type TypedRecovery } from './console.page.tsx';
import { codeOverPage, recoverEntryPage, stopPage, waysBackPage } from './entry.page.tsx';
import { backByCode, backByPin, takeRecoveryCode, waysBack } from './entry.ts';
import { texts } from './messages.gen.ts';
import { checksIn, endingsIn } from './model.ts';
import { canStop, stopRecovery } from './stop.ts';
import { recoveryRefusalText } from './words.ts';

const schema = { hide: true } as const;
const anyone = { config: { right: 'public' }, schema } as const;
const guessed = { config: { right: 'public', limit: 'guess' }, schema } as const;
const recovering = { config: { right: peopleRights.recover }, schema } as const;

interface PersonRoute {
  Params: { id: string };
}
interface StopRoute {
  Params: { mark: string };
}

const unkept = (reply: FastifyReply): FastifyReply => reply.header('cache-control', 'no-store');

export function recoveryRoutes(app: App, context: Context): void {
  consoleRoutes(app, context);
  const { config } = context;

  app.get('/sign-in/recover', anyone, async (request, reply) =>
    unkept(reply).page(recoverEntryPage(request.view({ formToken: true }), { problems: [] })),
  );

  app.post('/sign-in/recover', guessed, async (request, reply) => {
    const t = texts[request.lang];
    const view = request.view({ formToken: true });
    const seconds = await waitBeforeCode(context, request.ip);
    if (seconds > 0) {
      const wait = t.wait({ minutes: Math.ceil(seconds / 60) });
      return unkept(reply)
        .header('retry-after', String(seconds))
        .page(recoverEntryPage(view, { problems: [], wait }));
    }
    const code = codeIn(lineOf(request.body, 'code'));
    const token = code === null ? null : await takeRecoveryCode(context, code);
    if (token === null) {
      const message = code === null ? t.code_strange() : t.code_wrong();
      return unkept(reply).page(recoverEntryPage(view, { problems: [{ field: 'code', message }] }));
    }
    setToken(reply, config, 'attempt', token, 15 * 60);
    return reply.redirect('/sign-in/recover/way', 303);
  });

  app.get('/sign-in/recover/way', anyone, async (request, reply) => showWays(request, reply, []));

  app.post('/sign-in/recover/pin', guessed, async (request, reply) => {
    const t = texts[request.lang];
    const [pin, again] = [lineOf(request.body, 'pin'), lineOf(request.body, 'again')];
    if (pin !== again) return showWays(request, reply, [{ field: 'again', message: t.pins_differ() }]);
    const back = await backByPin(context, browserOf(request, context), pin);
    if (back.kind === 'joined') {
      handSession(reply, context, back.session);
      handDevice(reply, context, back.device);
      return reply.redirect('/join/done', 303);
    }
    if (back.kind === 'over') return unkept(reply).page(codeOverPage(request.view()));
    const message = citizenAccessRefusalText({ code: back.code }, request.lang)?.title ?? t.pin_strange();
    return showWays(request, reply, [{ field: 'pin', message }]);
  });

  app.post('/sign-in/recover/go-on', guessed, async (request, reply) => {
    const back = await backByCode(context, browserOf(request, context));
    if (!back) return unkept(reply).page(codeOverPage(request.view()));
    handSession(reply, context, back.session);
    return reply.redirect(back.phone ? '/account/phone' : '/account/password', 303);
  });

  app.get<StopRoute>('/sign-in/recover/stop/:mark', anyone, async (request, reply) => {
    const { mark } = request.params;
    const state = (await canStop(context, mark)) ? 'ask' : 'nothing';
    return unkept(reply).page(stopPage(request.view({ formToken: true }), { mark, state }));
  });

  app.post<StopRoute>('/sign-in/recover/stop/:mark', guessed, async (request, reply) => {
    const { mark } = request.params;
    const state = (await stopRecovery(context, request.actor, mark)) ? 'stopped' : 'nothing';
    return unkept(reply).page(stopPage(request.view(), { mark, state }));
  });

  async function showWays(request: FastifyRequest, reply: FastifyReply, problems: readonly FieldProblem[]): Promise<FastifyReply> {
    const ways = await waysBack(context, browserOf(request, context).attempt);
    unkept(reply);
    return reply.page(ways ? waysBackPage(request.view({ formToken: true }), { ways, problems }) : codeOverPage(request.view()));
  }
}

function consoleRoutes(app: App, context: Context): void {
  const { db, config } = context;
  const state = (request: FastifyRequest) => ({ state: rowState(request.actor, peopleRights.recover) });

  app.get<PersonRoute>('/console/people/:id/recover', recovering, async (request, reply) =>
    show(request, reply, { checked: [], ends: [], reason: '' }, []),
  );

  app.post<PersonRoute>('/console/people/:id/recover', recovering, async (request, reply) => {
    const typed: TypedRecovery = {
      checked: checksIn(manyOf(request.body, 'checked')),
      ends: endingsIn(manyOf(request.body, 'ends')),
      reason: linesOf(request.body, 'reason'),
    };
    const proposed = await db.transaction(
      (tx) =>
        proposeRecovery(tx, context, request.actor, {
          personId: request.params.id,
          checked: checksIn(typed.checked),
          ends: endingsIn(typed.ends),
          reason: typed.reason,
        }),
      state(request),
    );
    if (proposed.ok) return reply.redirect(`/console/people/${request.params.id}/recover`, 303);
    const { refusal } = proposed;
    if (refusal.field === undefined) return reply.refuse(refusal);
    return show(request, reply, typed, [{ field: refusal.field, message: messageOf(refusal, request.lang) }]);
  });

  app.post<PersonRoute>('/console/people/:id/recover/code', recovering, async (request, reply) => {
    const fetched = await db.transaction((tx) => fetchCode(tx, context, request.actor, request.params.id), state(request));
    if (!fetched.ok) return reply.refuse(fetched.refusal);
    const { person, code, expiresAt } = fetched.value;
    const content = {
      name: person.fullName,
      code,
      address: `${originOf(request, context)}/sign-in/recover`,
      expires: momentText(expiresAt, config.TIME_ZONE),
    };
    return unkept(reply).page(recoveryCodePage(request.view(), content));
  });

  const messageOf = (refusal: Refusal, lang: 'vi' | 'en'): string =>
    recoveryRefusalText(refusal, lang)?.title ?? texts[lang].reason_missing();

  async function show(
    request: FastifyRequest<PersonRoute>,
    reply: FastifyReply,
    typed: TypedRecovery,
    problems: readonly FieldProblem[],
  ): Promise<FastifyReply> {
    const { actor } = request;
    const found = await db.transaction(async (tx): Promise<Refusal | Omit<RecoverContent, 'typed' | 'problems' | 'timeZone'>> => {
      const person = await personInPlace(tx, actor, peopleRights.recover, request.params.id);
      if (!person) return { code: 'http.not-found' };
      const how = await recoveryOf(tx, context, person.id);
      const refusal = await refusalToRecover(tx, context, actor, person);
      if (refusal) return refusal;
      await record(tx, actor, {
        action: 'people.see',
        subject: { kind: 'people.person', id: person.id },
        persons: [person.id],
        purpose: 'recovery',
        right: peopleRights.recover,
      });
      return { person, ...how, mine: how.decision?.proposedBy === actor.id };
    }, state(request));
    if ('code' in found) return reply.refuse(found);
    const page = recoverPage(request.view({ formToken: true }), { ...found, typed, problems, timeZone: config.TIME_ZONE });
    return unkept(reply).page({ ...page, status: problems.length === 0 ? 200 : 422 });
  }
}
