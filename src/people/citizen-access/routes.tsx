/** The citizens' ways in: the choice of them, number and code, PIN on a known device, and out again. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { soundOf } from '../../platform/speech/index.ts';
import { type Attempt, openAttempt } from '../attempts/attempts.ts';
import { oidcWays } from '../oidc/ways.ts';
import { normalPhone } from '../persons/phone.ts';
import { handSession, signOut } from '../sessions/finish.ts';
import { afterSignIn } from '../sessions/target.ts';
import { setToken } from '../sessions/tokens.ts';
import { browserOf, deviceForNumber, knownDevice } from './browser.ts';
import { closedPage, codeOverPage, codePage } from './code.page.tsx';
import { CODE_MINUTES, sendCode, takesCodes } from './codes.ts';
import { handDevice } from './devices.ts';
import { fieldOf } from './form-values.ts';
import { landingPage } from './landing.page.tsx';
import { texts } from './messages.gen.ts';
import { noSmsPage, phonePage } from './phone.page.tsx';
import { pinOverPage, pinPage } from './pin.page.tsx';
import { waitText } from './refusals.ts';
import { signInWithCode, signInWithPin } from './sign-in.ts';

const Query = Type.Object({ to: Type.Optional(Type.String({ maxLength: 2_000 })) });
const open = { config: { right: 'public' }, schema: { hide: true, querystring: Query } } as const;
const ATTEMPT_COOKIE_SECONDS = CODE_MINUTES * 60;

/** `+84912345678` as people read it: `0912 345 678`. */
const readable = (phone: string): string => phone.replace(/^\+84(\d{3})(\d{3})(\d{3})$/, '0$1 $2 $3');

/**
 * Tries are counted here by number, address and device (attempts/limits.ts) instead of by address alone (`limit: 'guess'`): a whole
 * village shares an address at a meeting, and an attacker behind the same one must not keep out whoever is on a known phone.
 */
export function signInRoutes(app: App, context: Context): void {
  const offersSms = () => context.messages.offers('sms');

  app.get('/sign-in', open, async (request, reply) => {
    const known = await knownDevice(context, browserOf(request, context));
    const pin = known?.pin ?? 'none';
    const view = request.view(pin === 'set' ? { formToken: true } : {});
    const sound = await soundOf(context.db, ['people.sign-in']);
    return reply.page(
      landingPage(view, { sound, to: request.query.to ?? '', pin, sms: offersSms(), ways: oidcWays(context.config) }),
      view,
    );
  });

  app.get('/sign-in/phone', open, async (request, reply) => {
    const view = request.view({ formToken: true });
    const to = request.query.to ?? '';
    return reply.page(offersSms() ? phonePage(view, { to }) : noSmsPage(view, to), view);
  });

  app.post('/sign-in/phone', open, async (request, reply) => {
    const t = texts[request.lang];
    const to = fieldOf(request.body, 'to', 2_000);
    const typed = fieldOf(request.body, 'phone', 40);
    const again = (message: string, status: 422 | 429) => {
      const view = request.view({ formToken: true });
      return reply.page(phonePage(view, { to, phone: typed, problem: { message, status } }), view);
    };
    if (!offersSms()) return reply.redirect('/sign-in/phone', 303);
    if (typed.trim() === '') return again(t.phone_missing(), 422);
    const phone = normalPhone(typed);
    if (phone === null) return again(t.phone_strange(), 422);
    if (!takesCodes(phone)) return again(t.phone_not_mobile(), 422);
    const sent = await send(request, phone, to);
    if (!sent.ok) return again(waitOf(reply, sent.refusal, request), 429);
    setToken(reply, context.config, 'attempt', sent.value.token, ATTEMPT_COOKIE_SECONDS);
    return reply.redirect('/sign-in/code', 303);
  });

  app.get('/sign-in/code', open, async (request, reply) => {
    const attempt = await attemptOf(request);
    if (!attempt) return reply.redirect('/sign-in/phone', 303);
    const view = request.view({ formToken: true });
    return reply.page(codePage(view, { phone: readable(String(attempt.data.phone)), remember: false }), view);
  });

  app.post('/sign-in/code', open, async (request, reply) => {
    const t = texts[request.lang];
    const code = fieldOf(request.body, 'code', 40).replace(/\D/g, '');
    const remember = fieldOf(request.body, 'remember') === 'yes';
    if (code.length !== 6) return showCode(request, reply, { remember, error: t.code_form() });
    const done = await signInWithCode(context, browserOf(request, context), code);
    if (done.kind === 'wrong' && done.triesLeft > 0)
      return showCode(request, reply, { remember, error: t.code_wrong({ count: done.triesLeft }) });
    if (done.kind === 'closed') return reply.page(closedPage(request.view()));
    if (done.kind !== 'in') {
      // The form was sent twice, and the first time signed in.
      if (done.kind === 'over' && request.actor.kind === 'person') return reply.redirect('/account', 303);
      return reply.page(codeOverPage(request.view(), { href: '/sign-in/phone' }));
    }
    handSession(reply, context, done.opened);
    const target = afterSignIn(done.to);
    const pin = remember ? `/account/pin?to=${encodeURIComponent(target)}` : target;
    return reply.redirect(done.isNew ? `/account/name?first=yes&to=${encodeURIComponent(pin)}` : pin, 303);
  });

  app.post('/sign-in/code/again', open, async (request, reply) => {
    const attempt = await attemptOf(request);
    if (!attempt) return reply.page(codeOverPage(request.view(), { href: '/sign-in/phone' }));
    const sent = await send(request, String(attempt.data.phone), String(attempt.data.to), attempt.id);
    if (!sent.ok) return showCode(request, reply, { remember: false, wait: waitOf(reply, sent.refusal, request) });
    setToken(reply, context.config, 'attempt', sent.value.token, ATTEMPT_COOKIE_SECONDS);
    return reply.redirect('/sign-in/code', 303);
  });

  app.get('/sign-in/pin', open, async (request, reply) => {
    const known = await knownDevice(context, browserOf(request, context));
    const to = request.query.to ?? '';
    if (known?.pin !== 'set') return reply.redirect(`/sign-in?to=${encodeURIComponent(to)}`, 303);
    const view = request.view({ formToken: true });
    return reply.page(pinPage(view, { to }), view);
  });

  app.post('/sign-in/pin', open, async (request, reply) => {
    const t = texts[request.lang];
    const to = fieldOf(request.body, 'to', 2_000);
    const pin = fieldOf(request.body, 'pin', 20).trim();
    const again = (error: string) => {
      const view = request.view({ formToken: true });
      return reply.page(pinPage(view, { to, error }), view);
    };
    // A slip of the finger is not a try.
    if (!/^\d{4,6}$/.test(pin)) return again(t.pin_form());
    const browser = browserOf(request, context);
    const done = await signInWithPin(context, browser, pin);
    if (done.kind === 'none') return reply.redirect(`/sign-in?to=${encodeURIComponent(to)}`, 303);
    if (done.kind === 'over') return reply.page(pinOverPage(request.view(), { to, sms: offersSms() }));
    if (done.kind === 'wrong') return again(t.pin_wrong({ count: done.triesLeft }));
    handSession(reply, context, done.opened);
    // A device that is used is remembered for another year.
    if (browser.device !== null) handDevice(reply, context, browser.device);
    return reply.redirect(afterSignIn(to), 303);
  });

  app.post('/sign-out', open, async (request, reply) => {
    await signOut(request, reply, context);
    return reply.redirect('/', 303);
  });

  async function send(request: FastifyRequest, phone: string, to: string, instead?: string) {
    const device = await deviceForNumber(context, browserOf(request, context), phone);
    return sendCode(context, {
      use: 'sign-in',
      phone,
      to,
      personId: null,
      lang: request.lang,
      ip: request.ip,
      device,
      ...(instead === undefined ? {} : { instead }),
    });
  }

  /** This browser's attempt to sign in, if a code can still be entered. */
  async function attemptOf(request: FastifyRequest): Promise<Attempt | null> {
    const { attempt: secret } = browserOf(request, context);
    if (secret === null) return null;
    const found = await context.db.transaction((tx) => openAttempt(tx, context.vault, 'sms-code', secret), {
      state: dutyState('identity'),
    });
    return found?.data.use === 'sign-in' ? found : null;
  }

  async function showCode(request: FastifyRequest, reply: FastifyReply, content: { remember: boolean; error?: string; wait?: string }) {
    const attempt = await attemptOf(request);
    if (!attempt) return reply.page(codeOverPage(request.view(), { href: '/sign-in/phone' }));
    const view = request.view({ formToken: true });
    return reply.page(codePage(view, { phone: readable(String(attempt.data.phone)), ...content }), view);
  }
}

function waitOf(reply: FastifyReply, refusal: Refusal, request: FastifyRequest): string {
  const seconds = Number(refusal.params?.seconds ?? 60);
  reply.header('retry-after', String(seconds));
  return waitText(seconds, request.lang);
}
