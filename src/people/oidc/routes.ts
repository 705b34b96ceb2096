/** Signing in with an outside account, and linking one. Everything begins with a link: a form may not lead to another site. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { deviceName } from '../citizen-access/devices.ts';
import { handSession } from '../sessions/finish.ts';
import { afterSignIn, withTarget } from '../sessions/target.ts';
import { clearToken, readToken, setToken } from '../sessions/tokens.ts';
import { type Begun, begin, challengeOf, MINUTES, takeUp } from './flow.ts';
import type { OutsideIdentity } from './identity.ts';
import { linkRoutes } from './link-routes.ts';
import { mayLink, proposeLink } from './links.ts';
import { openProviders, type Providers } from './providers.ts';
import { oidcRefusalText, refusalOf } from './refusals.ts';
import { signInFromOutside } from './sign-in.ts';
import { standInRoutes } from './stand-in/routes.ts';
import { troublePage } from './trouble.page.tsx';
import { ProviderTrouble } from './trouble.ts';
import { valueIn } from './vneid/provider.ts';
import { oidcWays, type Provider, vneidStandsIn } from './ways.ts';

interface Asked {
  Querystring: { to?: string; purpose?: string };
}

/** Adds the ways that are set up; the others have no address. */
export function oidcRoutes(app: App, context: Context): void {
  const { config } = context;
  const providers = openProviders(context);
  for (const { provider } of oidcWays(config)) wayRoutes(app, context, providers, provider);
  linkRoutes(app, context);
  if (vneidStandsIn(config)) standInRoutes(app, providers.standIn);
}

function wayRoutes(app: App, context: Context, providers: Providers, provider: Provider): void {
  const { config } = context;
  const path = `/sign-in/${provider}`;
  // Both write although they are links: they are counted as what they are.
  const options = { config: { right: 'public', limit: 'write' }, schema: { hide: true } } as const;

  const originOf = (request: FastifyRequest): string => config.PUBLIC_URL?.origin ?? `http://${request.headers.host ?? ''}`;
  const bind = (reply: FastifyReply, token: string) => setToken(reply, config, 'attempt', token, MINUTES * 60);

  /** A page that says why, and which ways remain. */
  function trouble(request: FastifyRequest, reply: FastifyReply, refusal: Refusal, to: string): FastifyReply {
    const words = oidcRefusalText(refusal, request.lang);
    if (!words) return reply.refuse(refusal);
    const again = ['people.oidc-unknown', 'people.oidc-closed', 'people.oidc-somebody-else', 'people.oidc-not-linked'].includes(
      refusal.code,
    )
      ? null
      : withTarget(path, to);
    const status = refusal.code === 'people.oidc-down' ? 503 : (refusal.status ?? 422);
    return reply.header('cache-control', 'no-store').page({ ...troublePage(request.view(), { ...words, again, to }), status });
  }

  /** Logs a trouble with the provider, without anything personal, and turns it into a refusal; other errors go on. */
  function troubled(request: FastifyRequest, error: unknown): Refusal {
    if (!(error instanceof ProviderTrouble)) throw error;
    context.log.warn({ reqId: request.id, provider, kind: error.kind, why: error.message }, 'sign-in with an outside account failed');
    return refusalOf(error.kind);
  }

  async function addressThere(begun: Begun, origin: string): Promise<URL> {
    const redirectUri = `${origin}${path}/return`;
    if (provider === 'province') {
      if (!providers.province) throw new ProviderTrouble('down', 'not set up');
      return providers.province.authorizeUrl({ ...begun, redirectUri });
    }
    const vneid = await providers.vneid(origin);
    if (!vneid) throw new ProviderTrouble('down', 'not set up');
    return vneid.authorizeUrl({ state: begun.state, redirectUri, challenge: challengeOf(begun.verifier) });
  }

  async function whoIsIt(request: FastifyRequest, begun: Begun): Promise<OutsideIdentity> {
    const origin = originOf(request);
    const redirectUri = `${origin}${path}/return`;
    if (provider === 'province') {
      if (!providers.province) throw new ProviderTrouble('down', 'not set up');
      const { subject, name, two } = await providers.province.identify({ ...begun, redirectUri }, new URL(request.url, origin));
      return { provider, kind: 'oidc-subject', value: subject, name, birthYear: null, strength: two ? 'two' : 'one' };
    }
    const vneid = await providers.vneid(origin);
    if (!vneid) throw new ProviderTrouble('down', 'not set up');
    const claims = await vneid.identify({ query: request.url.split('?')[1] ?? '', redirectUri, verifier: begun.verifier });
    // Its level says how well VNeID knows the person, not how many factors were used now: one, until its papers say otherwise.
    return { provider, kind: 'citizen-id', value: claims.number, name: claims.fullName, birthYear: claims.birthYear, strength: 'one' };
  }

  app.get<Asked>(path, options, async (request, reply) => {
    const { actor, query } = request;
    const purpose = query.purpose === 'link' ? 'link' : 'sign-in';
    const to = afterSignIn(query.to);
    if (purpose === 'link') {
      if (actor.id === null) return reply.redirect(withTarget('/sign-in', '/account/links'), 303);
      const may = await mayLink(context, actor);
      if (!may.ok) return reply.redirect('/account/links', 303);
    }
    const { begun, token } = await begin(context, { provider, purpose, personId: actor.id, to, again: actor.id !== null });
    let there: URL;
    try {
      there = await addressThere(begun, originOf(request));
    } catch (error) {
      return trouble(request, reply, troubled(request, error), to);
    }
    bind(reply, token);
    return reply.header('cache-control', 'no-store').redirect(there.href, 303);
  });

  app.get<Asked>(`${path}/return`, options, async (request, reply) => {
    const { actor } = request;
    const state = valueIn(request.url.split('?')[1] ?? '', 'state');
    const begun = await takeUp(context, readToken(request, config, 'attempt'), { provider, state });
    if (!begun) return trouble(request, reply, { code: 'people.oidc-over', status: 409 }, '');
    clearToken(reply, config, 'attempt');
    let identity: OutsideIdentity;
    try {
      identity = await whoIsIt(request, begun);
    } catch (error) {
      return trouble(request, reply, troubled(request, error), begun.to);
    }
    if (begun.purpose === 'link') {
      if (begun.personId === null || begun.personId !== actor.id)
        return trouble(request, reply, { code: 'people.oidc-over', status: 409 }, begun.to);
      bind(reply, await proposeLink(context, begun.personId, identity));
      return reply.redirect('/account/links/confirm', 303);
    }
    const browser = { actor, device: readToken(request, config, 'device'), name: deviceName(request.headers['user-agent']) };
    const outcome = await signInFromOutside(context, browser, identity);
    if (!outcome.ok) return trouble(request, reply, outcome.refusal, begun.to);
    handSession(reply, context, outcome.value);
    return reply.redirect(afterSignIn(begun.to), 303);
  });
}
