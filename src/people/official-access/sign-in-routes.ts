/** `/sign-in/official` and its second step. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type App, ownPath } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { deviceName, handDevice } from '../citizen-access/devices.ts';
import { handSession } from '../sessions/finish.ts';
import { readToken, setToken } from '../sessions/tokens.ts';
import { lineIn, rawIn, tickedIn } from './form-values.ts';
import { texts } from './messages.gen.ts';
import { unlessBusy } from './not-busy.ts';
import { type SecondContent, type SignInContent, secondPage, signInPage } from './sign-in.page.tsx';
import { answerPassword, answerSecond, pendingSecond, type SecondAnswer } from './sign-in.ts';
import { fieldProblem } from './words.ts';

interface Asked {
  Querystring: { to?: string; over?: string };
}

/** How long the browser keeps the secret of an attempt. */
const ATTEMPT_SECONDS = 15 * 60;

/** An official who asked for no page in particular begins with the work of the day. */
const destination = (to: unknown): string => {
  const path = ownPath(to);
  return path === '/' ? '/console' : path;
};

const withTo = (path: string, to: string): string => `${path}?to=${encodeURIComponent(to)}`;

/**
 * The limit "guess" is not used here: it counts ten tries a minute for an address, right ones too, and at eight in the morning a whole
 * office signs in from one. slow-down.ts counts wrong ones, by account, by browser and by address.
 */
export function signInRoutes(app: App, context: Context): void {
  const { config: settings } = context;
  const config = { right: 'public' } as const;
  const schema = { hide: true } as const;

  app.get<Asked>('/sign-in/official', { config, schema }, async (request, reply) =>
    showSignIn(request, reply, { to: destination(request.query.to), login: '', problems: [], over: request.query.over === 'yes' }, 200),
  );

  app.post('/sign-in/official', { config, schema }, async (request, reply) =>
    unlessBusy(reply, async () => {
      const { body } = request;
      const t = texts[request.lang];
      const login = lineIn(body, 'login');
      const password = rawIn(body, 'password');
      const content: SignInContent = { to: destination(rawIn(body, 'to')), login, problems: [] };
      const problems = [
        ...(login === '' ? [{ field: 'login', message: t.login_missing() }] : []),
        ...(password === '' ? [{ field: 'password', message: t.password_missing() }] : []),
      ];
      if (problems.length > 0) return showSignIn(request, reply, { ...content, problems }, 422);
      const deviceToken = readToken(request, settings, 'device');
      const answer = await answerPassword(context, request.actor, {
        login,
        password,
        address: request.ip,
        deviceToken,
        browser: deviceName(request.headers['user-agent']),
      });
      switch (answer.kind) {
        case 'wait':
          reply.header('retry-after', String(answer.seconds));
          return showSignIn(request, reply, { ...content, wait: answer.seconds }, 429);
        case 'wrong':
          return showSignIn(request, reply, { ...content, wrong: true }, 422);
        case 'second':
          setToken(reply, settings, 'attempt', answer.token, ATTEMPT_SECONDS);
          return reply.redirect(withTo('/sign-in/official/second', content.to), 303);
        case 'first':
          handSession(reply, context, answer.opened);
          return reply.redirect(withTo('/account/second-factor', content.to), 303);
      }
    }),
  );

  app.get<Asked>('/sign-in/official/second', { config, schema }, async (request, reply) => {
    const to = destination(request.query.to);
    const pending = await pendingSecond(context, readToken(request, settings, 'attempt'));
    return pending ? showSecond(request, reply, { ...pending, to, problems: [] }, 200) : startAgain(reply, to);
  });

  app.post('/sign-in/official/second', { config, schema }, async (request, reply) =>
    unlessBusy(reply, async () => {
      const { body } = request;
      const to = destination(rawIn(body, 'to'));
      const token = readToken(request, settings, 'attempt');
      const typed = { code: lineIn(body, 'code'), recovery: lineIn(body, 'recovery') };
      const answer = await answerSecond(context, request.actor, {
        token,
        ...typed,
        browser: deviceName(request.headers['user-agent']),
        remember: tickedIn(body, 'remember'),
      });
      if (answer.kind === 'right') {
        handSession(reply, context, answer.opened);
        if (answer.deviceToken !== null) handDevice(reply, context, answer.deviceToken);
        return reply.redirect(to, 303);
      }
      const pending = await pendingSecond(context, token);
      if (!pending || answer.kind === 'over') return startAgain(reply, to);
      return showSecond(
        request,
        reply,
        { ...pending, to, ...said(request, answer, typed.recovery === '' ? 'code' : 'recovery') },
        answer.kind === 'wait' ? 429 : 422,
      );
    }),
  );

  function said(
    request: FastifyRequest,
    answer: Exclude<SecondAnswer, { kind: 'right' | 'over' }>,
    field: 'code' | 'recovery',
  ): Pick<SecondContent, 'problems' | 'wait'> {
    if (answer.kind === 'wait') return { problems: [], wait: answer.seconds };
    const problem = fieldProblem({ code: 'people.second-code-wrong', field }, request.lang);
    return { problems: problem ? [problem] : [] };
  }

  const startAgain = (reply: FastifyReply, to: string): FastifyReply => reply.redirect(`${withTo('/sign-in/official', to)}&over=yes`, 303);

  function showSignIn(request: FastifyRequest, reply: FastifyReply, content: SignInContent, status: number): FastifyReply {
    const view = request.view({ formToken: true });
    return reply.page({ ...signInPage(view, content), status }, view);
  }

  function showSecond(request: FastifyRequest, reply: FastifyReply, content: SecondContent, status: number): FastifyReply {
    const view = request.view({ formToken: true });
    return reply.page({ ...secondPage(view, content), status }, view);
  }
}
