/** Cards of a team in the console: who has one, issuing, revoking, photographs. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Outcome, Refusal } from '../../platform/outcome/index.ts';
import { dutyState, mayAt } from '../../platform/session/index.ts';
import type { FieldProblem } from '../../platform/ui/index.ts';
import { isId, lineOf } from '../console/form-values.ts';
import { teamsRights } from '../contract.ts';
import { issueCard, issueCards, replaceCard, revokeCard } from './commands.ts';
import { teamCards } from './gather.ts';
import { listPage } from './list.page.tsx';
import { memberPage } from './member.page.tsx';
import { chosenWhys } from './model.ts';
import { photoConsent, removeFile, removePhoto, shownPhotos } from './photos.ts';
import { sendPicture } from './picture.ts';
import { printRoutes } from './print-routes.ts';
import { serviceById } from './store.ts';
import { takePhoto } from './upload.ts';
import { cardsRefusalText } from './words.ts';

interface TeamRoute {
  Params: { id: string };
  Querystring: { done?: string; count?: string; left?: string };
}
interface MemberRoute {
  Params: { id: string; membership: string };
  Querystring: { done?: string };
}

const asCount = (text: string | undefined): number => (/^\d{1,4}$/.test(text ?? '') ? Number(text) : 0);

export function consoleRoutes(app: App, context: Context): void {
  const { db, clock } = context;
  const ruled = { config: { right: teamsRights.cards }, schema: { hide: true } } as const;
  const list = (teamId: string) => `/console/teams/${teamId}/cards`;

  printRoutes(app, context);

  app.get<TeamRoute>('/console/teams/:id/cards', ruled, async (request, reply) => {
    const { actor, lang, params, query } = request;
    const team = await teamCards(context, actor, { teamId: params.id, lang, look: 'teams.see-cards' });
    if (!team) return reply.refuse({ code: 'http.not-found' });
    const issued = query.done === 'issued' ? { count: asCount(query.count), left: asCount(query.left) } : null;
    reply.header('cache-control', 'no-store');
    return reply.page(listPage(request.view({ formToken: true }), { team, issued }));
  });

  app.post<TeamRoute>('/console/teams/:id/cards/issue', ruled, async (request, reply) => {
    const { actor, params } = request;
    if (!isId(params.id)) return reply.refuse({ code: 'http.not-found' });
    const outcome = await db.transaction((tx) => issueCards(tx, context, actor, { teamId: params.id }));
    if (!outcome.ok) return refuse(reply, outcome.refusal);
    const { issued, left } = outcome.value;
    return reply.redirect(`${list(params.id)}?done=issued&count=${issued}&left=${left}`, 303);
  });

  app.get<MemberRoute>('/console/teams/:id/cards/:membership', ruled, async (request, reply) => show(request, reply, request.params, {}));

  app.post<MemberRoute>('/console/teams/:id/cards/:membership/issue', ruled, async (request, reply) => {
    const { actor, body, params } = request;
    if (!(await mine(request, params))) return reply.refuse({ code: 'http.not-found' });
    const command = lineOf(body, 'how') === 'replace' ? replaceCard : issueCard;
    const outcome = await db.transaction((tx) => command(tx, context, actor, { membershipId: params.membership }));
    return after(request, reply, params, outcome, 'issued');
  });

  app.post<MemberRoute>('/console/teams/:id/cards/:membership/revoke', ruled, async (request, reply) => {
    const { actor, body, params } = request;
    if (!(await mine(request, params))) return reply.refuse({ code: 'http.not-found' });
    const why = chosenWhys.find((known) => known === lineOf(body, 'why'));
    if (!why) return after(request, reply, params, { ok: false, refusal: { code: 'teams.card-why-missing', field: 'why' } }, 'revoked');
    const cardId = lineOf(body, 'card');
    if (!isId(cardId)) return reply.refuse({ code: 'http.not-found' });
    const outcome = await db.transaction((tx) => revokeCard(tx, actor, { teamId: params.id, cardId, why }));
    return after(request, reply, params, outcome, 'revoked');
  });

  app.get<MemberRoute>('/console/teams/:id/cards/:membership/photo', ruled, async (request, reply) => {
    const service = await mine(request, request.params);
    if (!service) return reply.refuse({ code: 'http.not-found' });
    const photos = await db.transaction((tx) => shownPhotos(tx, [service.personId]), { state: dutyState('identity'), readOnly: true });
    return sendPicture(context, reply, photos.get(service.personId));
  });

  app.post<MemberRoute>(
    '/console/teams/:id/cards/:membership/photo',
    { ...ruled, config: { right: teamsRights.cards, uploads: 'staged' } },
    async (request, reply) => {
      const { actor, body, params } = request;
      const service = await mine(request, params);
      if (!service) return reply.refuse({ code: 'http.not-found' });
      const how = (['spoken', 'paper'] as const).find((known) => known === lineOf(body, 'agree'));
      const version = Number(lineOf(body, 'version'));
      const agreed = how && Number.isInteger(version) ? { personId: service.personId, how, version } : null;
      return after(request, reply, params, await takePhoto(context, actor, request.uploads.get('photo'), agreed), 'photo');
    },
  );

  app.post<MemberRoute>('/console/teams/:id/cards/:membership/photo/remove', ruled, async (request, reply) => {
    const { actor, params } = request;
    const service = await mine(request, params);
    if (!service) return reply.refuse({ code: 'http.not-found' });
    const { personId } = service;
    const outcome = await db.transaction((tx) => removePhoto(tx, actor, { personId }), { state: dutyState('identity') });
    if (outcome.ok) await removeFile(context, outcome.value.before);
    return after(request, reply, params, outcome, 'photo-removed');
  });

  /** The membership, where it is one of this team and the team sits where the actor issues cards. */
  async function mine({ actor }: FastifyRequest, { id, membership }: MemberRoute['Params']) {
    if (!isId(id) || !isId(membership)) return null;
    const service = await serviceById(db, membership, clock.today().toString());
    return service && service.teamId === id && mayAt(actor, teamsRights.cards, service.unitId) ? service : null;
  }

  function refuse(reply: FastifyReply, refusal: Refusal): FastifyReply {
    // What is not in the place looks like what does not exist.
    return reply.refuse(refusal.status === 403 || refusal.status === 404 ? { code: 'http.not-found' } : refusal);
  }

  function after(
    request: FastifyRequest,
    reply: FastifyReply,
    params: MemberRoute['Params'],
    outcome: Outcome<unknown>,
    done: string,
  ): FastifyReply | Promise<FastifyReply> {
    if (outcome.ok) return reply.redirect(`${list(params.id)}/${params.membership}?done=${done}`, 303);
    const { refusal } = outcome;
    const words = cardsRefusalText(refusal, request.lang);
    if (refusal.field === undefined || !words) return refuse(reply, refusal);
    const problems = [{ field: refusal.field, message: `${words.title}. ${words.advice}` }];
    return show(request, reply, params, { problems }, refusal.status ?? 422);
  }

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    { id, membership }: MemberRoute['Params'],
    more: { readonly problems?: readonly FieldProblem[] },
    status = 200,
  ): Promise<FastifyReply> {
    const { actor, lang } = request;
    const only = (service: { readonly membershipId: string }) => service.membershipId === membership;
    const team = await teamCards(context, actor, { teamId: id, lang, look: 'teams.see-cards', only });
    const holder = team?.holders[0];
    if (!team || !holder) return reply.refuse({ code: 'http.not-found' });
    const consent = await photoConsent(db, clock.today().toString());
    const { done } = request.query as MemberRoute['Querystring'];
    const said = (['issued', 'revoked', 'photo', 'photo-removed'] as const).find((known) => known === done) ?? null;
    reply.header('cache-control', 'no-store');
    const content = {
      team,
      holder,
      consent,
      timeZone: context.config.TIME_ZONE,
      done: more.problems ? null : said,
      problems: more.problems ?? [],
    };
    return reply.page({ ...memberPage(request.view({ formToken: true }), content), status });
  }
}
