/** `/console/decisions`: what waits for a second person, and deciding it. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type App, ownPath } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Outcome } from '../../platform/outcome/index.ts';
import { rowState } from '../../platform/session/index.ts';
import type { FieldProblem } from '../../platform/ui/index.ts';
import { peopleRights } from '../contract.ts';
import { decidingGrant, maySee } from './access.ts';
import { confirmDecision, refuseDecision, withdrawDecision } from './commands.ts';
import { decisionKind } from './kinds.ts';
import { decisionListPage } from './list.page.tsx';
import { decidable, roleName, rolesOfSteps, see } from './queries.ts';
import { decisionPage, type ShownDecision } from './show.page.tsx';
import { listEnded, listProposedBy, loadDecision } from './store.ts';
import { decisionRefusalText } from './words.ts';

const LISTED = 50;

interface Route {
  Params: { id: string };
  Querystring: { back?: string };
  Body: { back?: string; why?: string } | null;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

export function decisionRoutes(app: App, context: Context): void {
  const { db, config } = context;
  // Which right decides differs from kind to kind and place to place; access.ts judges it for each decision.
  const options = { config: { right: 'site.console' as const }, schema: { hide: true } };
  const inTheirPlace = (request: FastifyRequest) => ({ state: rowState(request.actor, peopleRights.see) });

  app.get('/console/decisions', options, async (request, reply) => {
    const { actor, lang } = request;
    const list = await db.transaction(async (tx) => {
      const now = tx.clock.now();
      const personId = actor.id ?? '';
      return {
        mine: await see(tx, actor, lang, (await decidable(tx, actor)).slice(0, LISTED)),
        proposed: await see(tx, actor, lang, await listProposedBy(tx, personId, now, LISTED)),
        ended: await see(tx, actor, lang, await listEnded(tx, personId, now, LISTED)),
        now,
        timeZone: config.TIME_ZONE,
      };
    }, inTheirPlace(request));
    return reply.page(decisionListPage(request.view({ formToken: true }), list));
  });

  app.get<Route>('/console/decisions/:id', options, (request, reply) => show(request, reply, { back: request.query.back }));

  app.post<Route>('/console/decisions/:id/confirm', options, async (request, reply) => {
    const outcome = await db.transaction((tx) => confirmDecision(tx, context, request.actor, request.params.id), inTheirPlace(request));
    return after(request, reply, outcome);
  });

  app.post<Route>('/console/decisions/:id/refuse', options, async (request, reply) => {
    const why = text(request.body?.why);
    const outcome = await db.transaction((tx) => refuseDecision(tx, context, request.actor, request.params.id, why), inTheirPlace(request));
    if (!outcome.ok && outcome.refusal.field !== undefined) {
      const message = decisionRefusalText(outcome.refusal, request.lang)?.advice ?? '';
      return show(request, reply, { back: request.body?.back, why, problems: [{ field: outcome.refusal.field, message }] });
    }
    return after(request, reply, outcome);
  });

  app.post<Route>('/console/decisions/:id/withdraw', options, async (request, reply) => {
    const outcome = await db.transaction((tx) => withdrawDecision(tx, context, request.actor, request.params.id), inTheirPlace(request));
    return after(request, reply, outcome);
  });

  function after(request: FastifyRequest<Route>, reply: FastifyReply, outcome: Outcome<null>): FastifyReply {
    if (!outcome.ok) return reply.refuse(outcome.refusal);
    const back = text(request.body?.back);
    return reply.redirect(back === '' ? `/console/decisions/${request.params.id}` : ownPath(back), 303);
  }

  async function show(
    request: FastifyRequest<Route>,
    reply: FastifyReply,
    sent: { back?: string | undefined; why?: string; problems?: readonly FieldProblem[] },
  ): Promise<FastifyReply> {
    const { actor, lang } = request;
    const shown = await db.transaction(async (tx): Promise<ShownDecision | null> => {
      const decision = await loadDecision(tx, request.params.id);
      if (!decision || !maySee(actor, decision)) return null;
      const [seen] = await see(tx, actor, lang, [decision]);
      if (!seen) return null;
      const deciding = decidingGrant(actor, decision);
      const rights = decisionKind(decision.kind)?.approvers.map(({ right }) => right) ?? [];
      return {
        seen,
        roleName: await roleName(tx, decision.proposedRole, lang),
        decidedRoleName: decision.decidedRole === null ? null : await roleName(tx, decision.decidedRole, lang),
        stepRoles: await rolesOfSteps(tx, rights, lang),
        own: decision.proposedBy === actor.id,
        whyNot: 'grant' in deciding ? null : deciding,
        timeZone: config.TIME_ZONE,
        back: text(sent.back) === '' ? '' : ownPath(sent.back),
        why: sent.why ?? '',
        problems: sent.problems ?? [],
      };
    }, inTheirPlace(request));
    if (!shown) return reply.refuse({ code: 'http.not-found', status: 404 });
    const page = decisionPage(request.view({ formToken: true }), shown);
    return reply.page(shown.problems.length > 0 ? { ...page, status: 422 } : page);
  }
}
