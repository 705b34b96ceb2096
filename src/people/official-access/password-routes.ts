/** `/account/password`: the password and the name that goes with it. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type App, ownPath } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { peopleRights } from '../contract.ts';
import { handSession } from '../sessions/finish.ts';
import { lineIn, rawIn, tickedIn } from './form-values.ts';
import { unlessBusy } from './not-busy.ts';
import { type PasswordContent, passwordPage } from './password.page.tsx';
import { passwordState, setPassword } from './set-password.ts';
import { chooseUserName } from './user-name.ts';
import { fieldProblem } from './words.ts';

interface Asked {
  Querystring: { to?: string; show?: string; ended?: string; name?: string };
}

type Found = Partial<Pick<PasswordContent, 'problems' | 'ended' | 'typedUserName' | 'userNameKept'>>;

export function passwordRoutes(app: App, context: Context): void {
  const config = { right: peopleRights.own } as const;
  const schema = { hide: true } as const;

  app.get<Asked>('/account/password', { config, schema }, async (request, reply) => {
    const { to, show, ended, name } = request.query;
    const count = ended !== undefined && /^\d{1,4}$/.test(ended) ? Number(ended) : null;
    return page(request, reply, { to: ownPath(to), shown: show === 'yes' }, { ended: count, userNameKept: name === 'kept' }, 200);
  });

  app.post('/account/password', { config, schema }, async (request, reply) =>
    unlessBusy(reply, async () => {
      const { body } = request;
      const asked = { to: ownPath(rawIn(body, 'to')), shown: tickedIn(body, 'show') };
      const set = await setPassword(context, request.actor, {
        current: rawIn(body, 'current'),
        password: rawIn(body, 'password'),
        again: asked.shown ? null : rawIn(body, 'again'),
      });
      if (set.ok) {
        handSession(reply, context, set.value.opened);
        return reply.redirect(`/account/password?ended=${set.value.ended}&to=${encodeURIComponent(asked.to)}`, 303);
      }
      const problem = fieldProblem(set.refusal, request.lang);
      return problem ? page(request, reply, asked, { problems: [problem] }, set.refusal.status ?? 422) : reply.refuse(set.refusal);
    }),
  );

  app.post('/account/password/user-name', { config, schema }, async (request, reply) => {
    const { body } = request;
    const to = ownPath(rawIn(body, 'to'));
    const typed = lineIn(body, 'user_name');
    const chosen = await chooseUserName(context, request.actor, typed);
    if (chosen.ok) return reply.redirect(`/account/password?name=kept&to=${encodeURIComponent(to)}`, 303);
    const problem = fieldProblem(chosen.refusal, request.lang);
    return problem
      ? page(request, reply, { to, shown: false }, { problems: [problem], typedUserName: typed }, 422)
      : reply.refuse(chosen.refusal);
  });

  async function page(
    request: FastifyRequest,
    reply: FastifyReply,
    asked: Pick<PasswordContent, 'to' | 'shown'>,
    found: Found,
    status: number,
  ): Promise<FastifyReply> {
    const state = await passwordState(context, request.actor);
    if (!state) return reply.refuse({ code: 'people.not-signed-in', status: 401 });
    const view = request.view({ formToken: true });
    const content: PasswordContent = { state, ...asked, problems: [], ended: null, typedUserName: null, userNameKept: false, ...found };
    return reply.page({ ...passwordPage(view, content), status }, view);
  }
}
