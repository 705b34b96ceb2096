/** One's own links to outside accounts. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { peopleRights } from '../contract.ts';
import { clearToken, readToken } from '../sessions/tokens.ts';
import { confirmLinkPage, type LinkList, linksPage, providerName } from './links.page.tsx';
import { link, ownLinks, proposedLink, unlink } from './links.ts';
import { oidcRefusalText } from './refusals.ts';
import { oidcWays, type Provider } from './ways.ts';

interface Asked {
  Querystring: { done?: string };
  Params: { id: string };
}

export function linkRoutes(app: App, context: Context): void {
  const { config } = context;
  const own = { config: { right: peopleRights.own }, schema: { hide: true } } as const;
  const over = { code: 'people.oidc-over', status: 409 } as const satisfies Refusal;

  async function list(
    request: FastifyRequest,
    reply: FastifyReply,
    extra: { refusal?: Refusal; done?: LinkList['done'] },
  ): Promise<FastifyReply> {
    const problem = extra.refusal ? oidcRefusalText(extra.refusal, request.lang) : null;
    if (extra.refusal && !problem) return reply.refuse(extra.refusal);
    const view = request.view({ formToken: true });
    const content: LinkList = { ...(await ownLinks(context, request.actor)), ways: oidcWays(config), done: extra.done ?? null, problem };
    const nameOf = (provider: Provider) => providerName(view, provider, config.OIDC_PROVINCE_NAME);
    return reply.page({ ...linksPage(view, content, nameOf), status: extra.refusal ? (extra.refusal.status ?? 422) : 200 });
  }

  app.get<Asked>('/account/links', own, async (request, reply) =>
    list(request, reply, { done: (['linked', 'unlinked'] as const).find((one) => one === request.query.done) ?? null }),
  );

  app.get('/account/links/confirm', own, async (request, reply) => {
    const proposal = await proposedLink(context, request.actor, readToken(request, config, 'attempt'));
    if (!proposal) return list(request, reply, { refusal: over });
    const view = request.view({ formToken: true });
    return reply.page(confirmLinkPage(view, proposal, providerName(view, proposal.provider, config.OIDC_PROVINCE_NAME)));
  });

  app.post('/account/links/confirm', own, async (request, reply) => {
    const outcome = await link(context, request.actor, readToken(request, config, 'attempt'));
    clearToken(reply, config, 'attempt');
    return outcome.ok ? reply.redirect('/account/links?done=linked', 303) : list(request, reply, { refusal: outcome.refusal });
  });

  app.post<Asked>('/account/links/:id/remove', own, async (request, reply) => {
    if (!/^[0-9a-f-]{36}$/.test(request.params.id)) return reply.refuse({ code: 'http.not-found', status: 404 });
    const outcome = await unlink(context, request.actor, request.params.id);
    return outcome.ok ? reply.redirect('/account/links?done=unlinked', 303) : list(request, reply, { refusal: outcome.refusal });
  });
}
