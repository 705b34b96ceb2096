/** What goes on paper, and the check for somebody on the telephone. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { record } from '../../audit/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { lineOf } from '../console/form-values.ts';
import { teamsRights } from '../contract.ts';
import { checkCode } from './check.ts';
import { checkAddress } from './check-routes.ts';
import { teamCards } from './gather.ts';
import { canPrint } from './list.page.tsx';
import { lastDayOf, readCode } from './model.ts';
import { type PhoneCheckContent, phoneCheckPage } from './phone-check.page.tsx';
import { dataAddress } from './picture.ts';
import { type PrintedCard, printPage } from './print.page.tsx';
import { numberOf } from './secrets.ts';
import { sheetPage } from './sheet.page.tsx';
import { factsOf } from './store.ts';

interface TeamRoute {
  Params: { id: string };
  Querystring: { card?: string | string[] };
}

export function printRoutes(app: App, context: Context): void {
  const { config, vault, db, clock } = context;
  const ruled = { config: { right: teamsRights.cards }, schema: { hide: true } } as const;
  const originOf = (request: FastifyRequest) => config.PUBLIC_URL?.origin ?? `${request.protocol}://${request.host}`;

  app.get<TeamRoute>('/console/teams/:id/cards/print', ruled, async (request, reply) => {
    const { actor, lang, params } = request;
    const wanted = new Set([request.query.card ?? []].flat());
    const team = await teamCards(context, actor, {
      teamId: params.id,
      lang,
      look: 'teams.print-cards',
      only: (_service, cards) => cards.some((card) => card.revokedAt === null && wanted.has(card.id)),
    });
    if (!team) return reply.refuse({ code: 'http.not-found' });
    const cards: PrintedCard[] = [];
    for (const holder of team.holders) {
      if (!canPrint(holder) || holder.card === null) continue;
      const number = numberOf(vault, holder.card);
      cards.push({
        id: holder.card.id,
        name: holder.name ?? '',
        role: holder.service.role,
        number,
        address: checkAddress(originOf(request), number),
        lastDay: lastDayOf(factsOf(holder.card)),
        picture: holder.photo === null ? null : await dataAddress(context, holder.photo),
      });
    }
    reply.header('cache-control', 'no-store');
    const shortAddress = `${new URL(originOf(request)).host}/check`;
    return reply.page(printPage(request.view(), { team, cards, teamName: config.TEAM_NAME, shortAddress }));
  });

  app.get<TeamRoute>('/console/teams/:id/sheet', ruled, async (request, reply) => {
    const { actor, lang, params } = request;
    const team = await teamCards(context, actor, { teamId: params.id, lang, look: 'teams.print-sheet' });
    if (!team) return reply.refuse({ code: 'http.not-found' });
    const members = await Promise.all(
      team.holders
        .filter(({ name }) => name !== null)
        .map(async ({ name, service, photo, phones }) => ({
          id: service.membershipId,
          name: name ?? '',
          role: service.role,
          phones,
          picture: photo === null ? null : await dataAddress(context, photo),
        })),
    );
    const address = checkAddress(originOf(request));
    reply.header('cache-control', 'no-store');
    return reply.page(
      sheetPage(request.view(), { team, members, teamName: config.TEAM_NAME, address, smsNumber: config.SMS_INBOUND_NUMBER }),
    );
  });

  app.get('/console/teams/check', ruled, async (request, reply) => showCheck(request, reply, { result: null }));

  app.post('/console/teams/check', ruled, async (request, reply) => {
    const { actor, lang } = request;
    const code = readCode(lineOf(request.body, 'number'));
    if (!code) return showCheck(request, reply, { result: null, wrong: true }, 422);
    const result = await db.transaction(
      async (tx) => {
        const { answer, card } = await checkCode(tx, context, code, lang);
        await record(tx, actor, {
          action: 'teams.check-card',
          subject: { kind: 'teams.card', id: card?.id ?? 'unknown' },
          fields: [answer.kind],
          persons: answer.kind === 'valid' && card ? [card.service.personId] : [],
          right: teamsRights.cards,
        });
        return answer;
      },
      { state: dutyState('identity') },
    );
    const picture = result.kind === 'valid' && result.member.photo !== null ? await dataAddress(context, result.member.photo) : null;
    return showCheck(request, reply, { result, code, picture });
  });

  function showCheck(
    request: FastifyRequest,
    reply: FastifyReply,
    content: Omit<PhoneCheckContent, 'teamName' | 'today'>,
    status = 200,
  ): FastifyReply {
    reply.header('cache-control', 'no-store');
    const page = phoneCheckPage(request.view({ formToken: true }), {
      ...content,
      teamName: config.TEAM_NAME,
      today: clock.today().toString(),
    });
    return reply.page({ ...page, status });
  }
}
