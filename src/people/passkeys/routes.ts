/** Addresses of passkeys: signing in, confirming oneself, and one's own list. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { deviceName } from '../citizen-access/devices.ts';
import { peopleRights } from '../contract.ts';
import { handSession } from '../sessions/finish.ts';
import { afterSignIn } from '../sessions/target.ts';
import { clearToken, readToken, setToken } from '../sessions/tokens.ts';
import { type PasskeyList, passkeyListPage } from './list.page.tsx';
import { beginPasskey, finishPasskey, MINUTES } from './make.ts';
import { ownPasskeys, removePasskey, renamePasskey } from './manage.ts';
import { beginProof, finishProof } from './prove.ts';
import { passkeyRefusalText } from './refusals.ts';
import { type RelyingParty, relyingParty } from './relying-party.ts';
import { passkeySignInPage } from './sign-in.page.tsx';

interface Bare {
  Querystring: { to?: string; done?: string };
  Body: Readonly<Record<string, unknown>> | null;
  Params: { id: string };
}

const schema = { hide: true } as const;
const typed = (body: Bare['Body'], field: string): string => {
  const value = body?.[field];
  return typeof value === 'string' ? value : '';
};
const noParty = { code: 'people.passkey-numeric-address', status: 409 } as const satisfies Refusal;

export function passkeyRoutes(app: App, context: Context): void {
  const { config } = context;

  /** Keeps the browser's half of the attempt. */
  const bind = (reply: FastifyReply, token: string) => setToken(reply, config, 'attempt', token, MINUTES * 60);

  function signInPage(request: FastifyRequest, reply: FastifyReply, to: unknown, refusal: Refusal | null): FastifyReply {
    const problem = refusal && passkeyRefusalText(refusal, request.lang);
    if (refusal && !problem) return reply.refuse(refusal);
    const content = { to: afterSignIn(to), problem, possible: relyingParty(config, request) !== null };
    return reply.page({
      ...passkeySignInPage(request.view({ formToken: true }), content),
      status: refusal ? (refusal.status ?? 422) : 200,
    });
  }

  app.get<Bare>('/sign-in/passkey', { config: { right: 'public' }, schema }, async (request, reply) =>
    signInPage(request, reply, request.query.to, null),
  );

  app.post<Bare>('/sign-in/passkey/begin', { config: { right: 'public' }, schema }, async (request, reply) => {
    const party = relyingParty(config, request);
    if (!party) return reply.refuse(noParty);
    const { options, token } = await beginProof(context, party);
    bind(reply, token);
    return reply.header('cache-control', 'no-store').send({ options });
  });

  app.post<Bare>('/sign-in/passkey', { config: { right: 'public' }, schema }, async (request, reply) => {
    const party = relyingParty(config, request);
    if (!party) return reply.refuse(noParty);
    const outcome = await finishProof(context, request.actor, party, {
      token: readToken(request, config, 'attempt'),
      device: readToken(request, config, 'device'),
      browser: deviceName(request.headers['user-agent']),
      answer: typed(request.body, 'answer'),
    });
    clearToken(reply, config, 'attempt');
    if (!outcome.ok) return signInPage(request, reply, typed(request.body, 'to'), outcome.refusal);
    handSession(reply, context, outcome.value);
    return reply.redirect(afterSignIn(typed(request.body, 'to')), 303);
  });

  async function listPage(
    request: FastifyRequest,
    reply: FastifyReply,
    extra: { refusal?: Refusal; done?: PasskeyList['done'] },
  ): Promise<FastifyReply> {
    const { refusal, done = null } = extra;
    const words = refusal ? passkeyRefusalText(refusal, request.lang) : null;
    if (refusal && !words) return reply.refuse(refusal);
    const own = await ownPasskeys(context, request.actor);
    const atField = words && refusal?.field !== undefined ? [{ field: refusal.field, message: words.title }] : [];
    const list: PasskeyList = {
      ...own,
      timeZone: config.TIME_ZONE,
      suggested: deviceName(request.headers['user-agent']),
      done,
      weak: request.actor.session?.strength !== 'two',
      problem: atField.length > 0 ? null : words,
      problems: atField,
      possible: relyingParty(config, request) !== null,
    };
    return reply.page({ ...passkeyListPage(request.view({ formToken: true }), list), status: refusal ? (refusal.status ?? 422) : 200 });
  }

  const own = { config: { right: peopleRights.own }, schema } as const;

  app.get<Bare>('/account/passkeys', own, async (request, reply) =>
    listPage(request, reply, { done: (['added', 'removed', 'renamed'] as const).find((one) => one === request.query.done) ?? null }),
  );

  app.post<Bare>('/account/passkeys/begin', own, async (request, reply) => {
    const party = relyingParty(config, request);
    if (!party) return reply.refuse(noParty);
    const outcome = await beginPasskey(context, request.actor, party);
    if (!outcome.ok) return reply.refuse(outcome.refusal);
    bind(reply, outcome.value.token);
    return reply.header('cache-control', 'no-store').send({ options: outcome.value.options });
  });

  app.post<Bare>('/account/passkeys', own, async (request, reply) => {
    const party: RelyingParty | null = relyingParty(config, request);
    if (!party) return reply.refuse(noParty);
    const outcome = await finishPasskey(context, request.actor, party, {
      token: readToken(request, config, 'attempt'),
      answer: typed(request.body, 'answer'),
      label: typed(request.body, 'label'),
    });
    clearToken(reply, config, 'attempt');
    return outcome.ok ? reply.redirect('/account/passkeys?done=added', 303) : listPage(request, reply, { refusal: outcome.refusal });
  });

  const change = (path: string, done: 'renamed' | 'removed', act: (request: FastifyRequest<Bare>) => ReturnType<typeof removePasskey>) =>
    app.post<Bare>(`/account/passkeys/:id/${path}`, own, async (request, reply) => {
      if (!/^[0-9a-f-]{36}$/.test(request.params.id)) return reply.refuse({ code: 'http.not-found', status: 404 });
      const outcome = await act(request);
      return outcome.ok ? reply.redirect(`/account/passkeys?done=${done}`, 303) : listPage(request, reply, { refusal: outcome.refusal });
    });
  change('rename', 'renamed', (request) =>
    renamePasskey(context, request.actor, request.params.id, typed(request.body, `label-${request.params.id}`)),
  );
  change('remove', 'removed', (request) => removePasskey(context, request.actor, request.params.id));
}
