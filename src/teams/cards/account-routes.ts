/** `/account/card`: the member's own card on the telephone, with the code that changes each minute. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { peopleRights, rosterPersons } from '../../people/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { type Actor, dutyState, ownState } from '../../platform/session/index.ts';
import { isId, lineOf } from '../console/form-values.ts';
import { seatNames } from '../console/units.ts';
import { consentGiven, type OwnCardContent, ownCardPage } from './account.page.tsx';
import { reportLost } from './commands.ts';
import { cardState, lastDayOf } from './model.ts';
import { photoConsent, removeFile, removePhoto, shownPhotos } from './photos.ts';
import { sendPicture } from './picture.ts';
import { minuteCode } from './secrets.ts';
import { cardsOf, factsOf, servicesOfPerson } from './store.ts';
import { takePhoto } from './upload.ts';
import { cardsRefusalText } from './words.ts';

const path = '/account/card';

interface CardQuery {
  readonly Querystring: { readonly done?: string; readonly stop?: string };
}

export function accountRoutes(app: App, context: Context): void {
  const { db, vault, clock, config } = context;
  const own = { config: { right: peopleRights.own }, schema: { hide: true } } as const;

  app.get<CardQuery>(path, own, async (request, reply) => {
    const done = (['lost', 'photo', 'photo-removed'] as const).find((known) => known === request.query.done) ?? null;
    return show(request, reply, { done, still: request.query.stop === 'yes' });
  });

  app.get(`${path}/codes`, own, async (request, reply) => {
    const cards = (await ownServices(request.actor)).flatMap(({ card }) => (card ? [card] : []));
    return reply.header('cache-control', 'no-store').send({
      cards: cards.map((card) => ({ id: card.id, ...minuteCode(vault, card, clock.now()) })),
    });
  });

  app.get(`${path}/photo`, own, async (request, reply) => {
    const { id } = request.actor;
    const photos = await db.transaction((tx) => shownPhotos(tx, id === null ? [] : [id]), { state: ownState(request.actor) });
    return sendPicture(context, reply, id === null ? undefined : photos.get(id));
  });

  app.post(`${path}/lost`, own, async (request, reply) => {
    const membershipId = lineOf(request.body, 'membership');
    if (!isId(membershipId)) return reply.refuse({ code: 'http.not-found' });
    const outcome = await db.transaction((tx) => reportLost(tx, request.actor, { membershipId }));
    return outcome.ok ? reply.redirect(`${path}?done=lost`, 303) : reply.refuse(outcome.refusal);
  });

  app.post(`${path}/photo`, { ...own, config: { right: peopleRights.own, uploads: 'staged' } }, async (request, reply) => {
    const { actor, body, lang } = request;
    if (actor.id === null || (await ownServices(actor)).length === 0) return reply.refuse({ code: 'http.not-found' });
    const version = consentGiven(body);
    const agreed = version === null ? null : ({ personId: actor.id, how: 'self', version } as const);
    const outcome = await takePhoto(context, actor, request.uploads.get('photo'), agreed);
    if (outcome.ok) return reply.redirect(`${path}?done=photo`, 303);
    const { refusal } = outcome;
    const words = cardsRefusalText(refusal, lang);
    if (!words) return reply.refuse(refusal);
    return show(request, reply, { problems: [{ field: refusal.field ?? 'photo', message: `${words.title}. ${words.advice}` }] }, 422);
  });

  app.post(`${path}/photo/remove`, own, async (request, reply) => {
    const { actor } = request;
    if (actor.id === null) return reply.refuse({ code: 'http.not-found' });
    const personId = actor.id;
    const outcome = await db.transaction((tx) => removePhoto(tx, actor, { personId }), { state: dutyState('identity') });
    if (!outcome.ok) return reply.refuse(outcome.refusal);
    await removeFile(context, outcome.value.before);
    return reply.redirect(`${path}?done=photo-removed`, 303);
  });

  /** What the actor serves in today, each with its good card if there is one. */
  async function ownServices(actor: Actor) {
    if (actor.id === null) return [];
    const today = clock.today().toString();
    const services = await servicesOfPerson(db, actor.id, today);
    const cards = await cardsOf(
      db,
      services.map(({ membershipId }) => membershipId),
      today,
    );
    const own = services.map((service) => ({
      service,
      card: cards.find((card) => card.service.membershipId === service.membershipId && cardState(factsOf(card), today) === 'valid') ?? null,
    }));
    // What is shown at the door comes first.
    return own.toSorted((a, b) => Number(b.card !== null) - Number(a.card !== null));
  }

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    more: Partial<Pick<OwnCardContent, 'done' | 'still' | 'problems'>>,
    status = 200,
  ): Promise<FastifyReply> {
    const { actor, lang } = request;
    const today = clock.today().toString();
    const services = await ownServices(actor);
    const facts = await db.transaction(
      async (tx) => ({
        places: await seatNames(
          tx,
          services.map(({ service }) => service.unitId),
          today,
          lang,
        ),
        person: actor.id === null ? undefined : (await rosterPersons(tx, null, [actor.id])).get(actor.id),
        hasPhoto: actor.id !== null && (await shownPhotos(tx, [actor.id])).size > 0,
        consent: await photoConsent(tx, today),
      }),
      { state: ownState(actor) },
    );
    reply.header('cache-control', 'no-store');
    const view = request.view({ formToken: true });
    const content: OwnCardContent = {
      done: null,
      still: false,
      problems: [],
      ...more,
      name: facts.person?.fullName ?? actor.name,
      hasPhoto: facts.hasPhoto,
      consent: facts.consent,
      teamName: config.TEAM_NAME,
      services: services.map(({ service, card }) => ({
        membershipId: service.membershipId,
        teamName: service.teamName,
        place: facts.places.get(service.unitId) ?? '',
        role: service.role,
        active: service.facts.teamStatus === 'active',
        awayUntil: service.awayUntil,
        card: card && { id: card.id, lastDay: lastDayOf(factsOf(card)), ...minuteCode(vault, card, clock.now()) },
      })),
    };
    return reply.page({ ...ownCardPage(view, content), status }, view);
  }
}
