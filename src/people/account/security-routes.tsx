/** The PIN of this device, and the own number. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { dutyState, ownState } from '../../platform/session/index.ts';
import { type Attempt, openAttempt } from '../attempts/attempts.ts';
import { browserOf } from '../citizen-access/browser.ts';
import { codeOverPage } from '../citizen-access/code.page.tsx';
import { CODE_MINUTES, sendCode, takesCodes } from '../citizen-access/codes.ts';
import { handDevice } from '../citizen-access/devices.ts';
import { fieldOf } from '../citizen-access/form-values.ts';
import { citizenAccessRefusalText, waitText } from '../citizen-access/refusals.ts';
import { peopleRights } from '../contract.ts';
import { identifiersOf, masked } from '../persons/identifiers.ts';
import { normalPhone } from '../persons/phone.ts';
import { handSession } from '../sessions/finish.ts';
import { isFresh } from '../sessions/sessions.ts';
import { afterSignIn } from '../sessions/target.ts';
import { clearToken, setToken } from '../sessions/tokens.ts';
import { changePhone } from './change-phone.ts';
import { ownId } from './commands.ts';
import { texts } from './messages.gen.ts';
import { ownPinState, setOwnPin } from './own-pin.ts';
import { ownPhoneCodePage, ownPhonePage } from './phone.page.tsx';
import { ownPinPage, proveAgainPage } from './pin.page.tsx';

const Query = Type.Object({ to: Type.Optional(Type.String({ maxLength: 2_000 })) });
const own = { config: { right: peopleRights.own }, schema: { hide: true, querystring: Query } } as const;

export function securityRoutes(app: App, context: Context): void {
  const { db, vault, config } = context;

  app.get('/account/pin', own, (request, reply) => showPin(request, reply, afterSignIn(request.query.to), []));

  app.post('/account/pin', own, async (request, reply) => {
    const { lang, body } = request;
    const t = texts[lang];
    const to = afterSignIn(fieldOf(body, 'to', 2_000));
    const pin = fieldOf(body, 'pin', 20).trim();
    if (pin !== fieldOf(body, 'again', 20).trim()) return showPin(request, reply, to, [{ field: 'again', message: t.pin_differs() }]);
    const done = await setOwnPin(context, browserOf(request, context), { current: fieldOf(body, 'current', 20).trim(), pin });
    if (done.kind === 'refused') {
      const words = citizenAccessRefusalText(done.refusal, lang);
      return showPin(request, reply, to, [{ field: 'pin', message: words?.advice ?? done.refusal.code }]);
    }
    if (done.kind === 'wrong' && done.triesLeft > 0) {
      return showPin(request, reply, to, [{ field: 'current', message: t.pin_current_wrong({ count: done.triesLeft }) }]);
    }
    if (done.kind !== 'set') return reply.page(proveAgainPage(request.view(), '/account/pin'));
    handSession(reply, context, done.opened);
    if (done.deviceToken !== null) handDevice(reply, context, done.deviceToken);
    return reply.redirect(to, 303);
  });

  app.get('/account/phone', own, (request, reply) => showPhone(request, reply));

  app.post('/account/phone', own, async (request, reply) => {
    const t = texts[request.lang];
    const typed = fieldOf(request.body, 'phone', 40);
    const again = (message: string, status: 409 | 422 | 429) => showPhone(request, reply, typed, { message, status });
    if (!(await fresh(request))) return showPhone(request, reply);
    const phone = normalPhone(typed);
    if (phone === null || !takesCodes(phone)) return again(t.phone_strange(), 422);
    const { numbers } = await ownNumbers(request);
    if (numbers.includes(phone)) return again(t.phone_already(), 422);
    const waits = await send(request, reply, phone);
    return waits === null ? reply.redirect('/account/phone/code', 303) : again(waits, 429);
  });

  app.get('/account/phone/code', own, async (request, reply) => {
    if (!(await attemptOf(request))) return reply.redirect('/account/phone', 303);
    const view = request.view({ formToken: true });
    return reply.page(ownPhoneCodePage(view, {}), view);
  });

  app.post('/account/phone/code', own, async (request, reply) => {
    const t = texts[request.lang];
    const code = fieldOf(request.body, 'code', 40).replace(/\D/g, '');
    const again = async (error: string) => {
      const view = request.view({ formToken: true });
      return reply.page(ownPhoneCodePage(view, { error }), view);
    };
    if (code.length !== 6) return again(t.code_form());
    const done = await changePhone(context, request.actor, browserOf(request, context).attempt, code);
    if (done.kind === 'wrong' && done.triesLeft > 0) return again(t.code_wrong({ count: done.triesLeft }));
    if (done.kind === 'held') return showPhone(request, reply, undefined, { message: t.phone_held(), status: 409 });
    if (done.kind !== 'changed') return reply.page(codeOverPage(request.view(), { href: '/account/phone' }));
    clearToken(reply, config, 'attempt');
    return reply.redirect('/account?done=phone', 303);
  });

  app.post('/account/phone/again', own, async (request, reply) => {
    const attempt = await attemptOf(request);
    if (!attempt) return reply.redirect('/account/phone', 303);
    const waits = await send(request, reply, String(attempt.data.phone), attempt.id);
    if (waits === null) return reply.redirect('/account/phone/code', 303);
    const view = request.view({ formToken: true });
    return reply.page(ownPhoneCodePage(view, { wait: waits }), view);
  });

  /** Sends a code to the new number; returns null, or how long to wait. */
  async function send(request: FastifyRequest, reply: FastifyReply, phone: string, instead?: string): Promise<string | null> {
    const sent = await sendCode(context, {
      use: 'change-number',
      phone,
      to: '/account',
      personId: ownId(request.actor),
      lang: request.lang,
      ip: request.ip,
      device: null,
      ...(instead === undefined ? {} : { instead }),
    });
    if (sent.ok) {
      setToken(reply, config, 'attempt', sent.value.token, CODE_MINUTES * 60);
      return null;
    }
    const seconds = Number(sent.refusal.params?.seconds ?? 60);
    reply.header('retry-after', String(seconds));
    return waitText(seconds, request.lang);
  }

  async function fresh({ actor }: FastifyRequest): Promise<boolean> {
    const { session } = actor;
    return session !== null && db.transaction((tx) => isFresh(tx, session.id), { state: ownState(actor) });
  }

  async function ownNumbers({ actor }: FastifyRequest): Promise<{ numbers: readonly string[] }> {
    const known = await db.transaction((tx) => identifiersOf(tx, vault, ownId(actor)), { state: ownState(actor) });
    return { numbers: known.filter((one) => one.kind === 'phone' && one.verified).map((one) => one.value) };
  }

  /** This browser's attempt to prove a new number of this person, if a code can still be entered. */
  async function attemptOf(request: FastifyRequest): Promise<Attempt | null> {
    const { attempt: secret, actor } = browserOf(request, context);
    if (secret === null) return null;
    const found = await db.transaction((tx) => openAttempt(tx, vault, 'sms-code', secret), { state: dutyState('identity') });
    return found?.data.use === 'change-number' && found.personId === actor.id ? found : null;
  }

  async function showPin(
    request: FastifyRequest,
    reply: FastifyReply,
    to: string,
    problems: readonly { field: string; message: string }[],
  ) {
    const state = await ownPinState(context, browserOf(request, context));
    if (!state.fresh && !state.hasPin) return reply.page(proveAgainPage(request.view(), '/account/pin'));
    const view = request.view({ formToken: true });
    return reply.page(
      ownPinPage(view, { known: state.deviceId !== null, hasPin: state.hasPin, asksCurrent: !state.fresh, to, problems }),
      view,
    );
  }

  async function showPhone(
    request: FastifyRequest,
    reply: FastifyReply,
    phone?: string,
    problem?: { message: string; status: 409 | 422 | 429 },
  ) {
    if (!(await fresh(request))) return reply.page(proveAgainPage(request.view(), '/account/phone'));
    const { numbers } = await ownNumbers(request);
    const [first] = numbers;
    const current = first === undefined ? null : masked('phone', first);
    const view = request.view({ formToken: true });
    return reply.page(
      ownPhonePage(view, { current, ...(phone === undefined ? {} : { phone }), ...(problem === undefined ? {} : { problem }) }),
      view,
    );
  }
}
