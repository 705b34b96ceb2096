/** `/account/second-factor`: setting one up, proving it in a session that began with less, recovery codes. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type App, ownPath } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import type { FieldProblem } from '../../platform/ui/index.ts';
import { peopleRights } from '../contract.ts';
import { handSession } from '../sessions/finish.ts';
import type { OpenedSession } from '../sessions/sessions.ts';
import { clearToken, readToken, setToken } from '../sessions/tokens.ts';
import { lineIn, rawIn } from './form-values.ts';
import { unlessBusy } from './not-busy.ts';
import { overviewPage, provePage } from './second-factor.page.tsx';
import { codesPage, totpPage } from './set-up.page.tsx';
import {
  beginTotp,
  confirmTotp,
  newRecoveryCodes,
  pendingTotp,
  proveInSession,
  putCodesAway,
  removeTotp,
  secondFactorState,
  shownCodes,
} from './set-up.ts';
import { fieldProblem } from './words.ts';

interface Asked {
  Querystring: { to?: string; confirm?: string; done?: string };
}

const HOME = '/account/second-factor';
const ATTEMPT_SECONDS = 15 * 60;

const withTo = (path: string, to: string): string => `${path}?to=${encodeURIComponent(to)}`;

/** The actor in the session that has just replaced the request's own. */
const inSession = (actor: Actor, opened: OpenedSession): Actor => ({
  ...actor,
  session: { id: opened.id, device: actor.session?.device ?? null, strength: 'two' },
});

export function secondFactorRoutes(app: App, context: Context): void {
  const { config: settings } = context;
  const config = { right: peopleRights.own } as const;
  const schema = { hide: true } as const;
  const dayOf = (at: Temporal.Instant): string => at.toZonedDateTimeISO(settings.TIME_ZONE).toPlainDate().toString();
  const attemptOf = (request: FastifyRequest) => readToken(request, settings, 'attempt');

  app.get<Asked>(HOME, { config, schema }, async (request, reply) => {
    const { confirm, done } = request.query;
    return overview(request, reply, {
      to: ownPath(request.query.to),
      confirm: confirm === 'yes',
      done: done === 'removed' || done === 'codes' ? done : null,
    });
  });

  app.post(`${HOME}/prove`, { config, schema }, async (request, reply) =>
    unlessBusy(reply, async () => {
      const { body } = request;
      const to = ownPath(rawIn(body, 'to'));
      const typed = { code: lineIn(body, 'code'), recovery: lineIn(body, 'recovery'), password: rawIn(body, 'password') };
      const proved = await proveInSession(context, request.actor, typed);
      if (!proved.ok)
        return refusedAt(request, reply, proved.refusal, (problems) => overview(request, reply, { to, confirm: true, problems }));
      handSession(reply, context, proved.value);
      return reply.redirect(to === '/' ? HOME : to, 303);
    }),
  );

  app.post(`${HOME}/totp/begin`, { config, schema }, async (request, reply) =>
    unlessBusy(reply, async () => {
      const to = ownPath(rawIn(request.body, 'to'));
      const begun = await beginTotp(context, request.actor, { password: rawIn(request.body, 'password') });
      if (!begun.ok) return refusedAt(request, reply, begun.refusal, (problems) => overview(request, reply, { to, problems }));
      setToken(reply, settings, 'attempt', begun.value.token, ATTEMPT_SECONDS);
      return reply.redirect(withTo(`${HOME}/totp`, to), 303);
    }),
  );

  app.get<Asked>(`${HOME}/totp`, { config, schema }, async (request, reply) => showTotp(request, reply, ownPath(request.query.to), []));

  app.post(`${HOME}/totp`, { config, schema }, async (request, reply) =>
    unlessBusy(reply, async () => {
      const to = ownPath(rawIn(request.body, 'to'));
      const confirmed = await confirmTotp(context, request.actor, { token: attemptOf(request), code: lineIn(request.body, 'code') });
      if (!confirmed.ok) return refusedAt(request, reply, confirmed.refusal, (problems) => showTotp(request, reply, to, problems));
      const { opened, needsCodes } = confirmed.value;
      handSession(reply, context, opened);
      return needsCodes ? showNewCodes(reply, inSession(request.actor, opened), to) : reply.redirect(withTo(HOME, to), 303);
    }),
  );

  app.post(`${HOME}/totp/remove`, { config, schema }, async (request, reply) => {
    const to = ownPath(rawIn(request.body, 'to'));
    const removed = await removeTotp(context, request.actor);
    return removed.ok
      ? reply.redirect(`${withTo(HOME, to)}&done=removed`, 303)
      : refusedAt(request, reply, removed.refusal, () => overview(request, reply, { to }));
  });

  app.post(`${HOME}/codes`, { config, schema }, async (request, reply) =>
    unlessBusy(reply, async () => showNewCodes(reply, request.actor, ownPath(rawIn(request.body, 'to')), request)),
  );

  app.get<Asked>(`${HOME}/codes`, { config, schema }, async (request, reply) => {
    const to = ownPath(request.query.to);
    const codes = await shownCodes(context, request.actor, attemptOf(request));
    if (!codes) return reply.redirect(withTo(HOME, to), 303);
    const view = request.view({ formToken: true });
    return reply.header('cache-control', 'no-store').page(codesPage(view, { codes, to }), view);
  });

  app.post(`${HOME}/codes/kept`, { config, schema }, async (request, reply) => {
    const to = ownPath(rawIn(request.body, 'to'));
    await putCodesAway(context, request.actor, attemptOf(request));
    clearToken(reply, settings, 'attempt');
    return reply.redirect(to === '/' ? `${HOME}?done=codes` : to, 303);
  });

  /** Makes codes and leads to the page that shows them, for this browser and some minutes only. */
  async function showNewCodes(reply: FastifyReply, actor: Actor, to: string, request?: FastifyRequest): Promise<FastifyReply> {
    const made = await newRecoveryCodes(context, actor);
    if (!made.ok)
      return request
        ? refusedAt(request, reply, made.refusal, () => overview(request, reply, { to }))
        : reply.redirect(withTo(HOME, to), 303);
    setToken(reply, settings, 'attempt', made.value.token, ATTEMPT_SECONDS);
    return reply.redirect(withTo(`${HOME}/codes`, to), 303);
  }

  /** A refusal at its field shows the page again; a proof that is too old leads to proving; anything else is said on a page of its own. */
  async function refusedAt(
    request: FastifyRequest,
    reply: FastifyReply,
    refusal: Refusal,
    again: (problems: readonly FieldProblem[]) => Promise<FastifyReply>,
  ): Promise<FastifyReply> {
    if (refusal.code === 'people.second-not-fresh') return reply.redirect(`${withTo(HOME, HOME)}&confirm=yes`, 303);
    const problem = fieldProblem(refusal, request.lang);
    if (!problem) return reply.refuse(refusal);
    reply.status(refusal.status ?? 422);
    return again([problem]);
  }

  async function overview(
    request: FastifyRequest,
    reply: FastifyReply,
    asked: { to: string; confirm?: boolean; done?: 'removed' | 'codes' | null; problems?: readonly FieldProblem[] },
  ): Promise<FastifyReply> {
    const state = await secondFactorState(context, request.actor);
    if (!state) return reply.refuse({ code: 'people.not-signed-in', status: 401 });
    const { to, confirm = false, done = null, problems = [] } = asked;
    const view = request.view({ formToken: true });
    const prove = state.hasAny && (confirm || state.session.strength === 'one');
    return reply.page(prove ? provePage(view, { state, to, problems }) : overviewPage(view, { state, to, problems, done, dayOf }), view);
  }

  async function showTotp(
    request: FastifyRequest,
    reply: FastifyReply,
    to: string,
    problems: readonly FieldProblem[],
  ): Promise<FastifyReply> {
    const pending = await pendingTotp(context, request.actor, attemptOf(request));
    if (!pending) return reply.refuse({ code: 'people.totp-over', status: 409 });
    const view = request.view({ formToken: true });
    return reply.header('cache-control', 'no-store').page(totpPage(view, { ...pending, to, problems }), view);
  }
}
