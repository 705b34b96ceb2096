/** The officials' side of offers: what waits, answering, asking for help, noting what was given, and taking somebody into a team. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { record } from '../../audit/index.ts';
import { readDate } from '../../platform/calendar/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Outcome } from '../../platform/outcome/index.ts';
import { mayAt, rowState } from '../../platform/session/index.ts';
import type { FieldProblem } from '../../platform/ui/index.ts';
import { ancestorsOf, isId } from '../../territory/index.ts';
import { teamsRights } from '../contract.ts';
import { addMember, teamsIn } from '../rosters/index.ts';
import { answerOffer, noteContribution, noteJoined } from './commands.ts';
import { coreForcesOn } from './forces.ts';
import { lineOf, linesOf } from './form-values.ts';
import { listPage } from './list.page.tsx';
import { texts } from './messages.gen.ts';
import { answers, isOpen, offerStates } from './model.ts';
import { offerPage, type TypedAnswer } from './offer.page.tsx';
import { countOffers, type Offer, offerById, offersSeen } from './queries.ts';
import { offersRefusalText } from './words.ts';

interface OfferRoute {
  Params: { offerId: string };
  Querystring: { done?: string };
}

const route = { config: { right: teamsRights.offers }, schema: { hide: true } } as const;
const pageLength = 50;
const empty: TypedAnswer = { answer: '', words: '', onDay: '', what: '', team: '' };

export function offerConsoleRoutes(app: App, context: Context): void {
  const { db, clock, ids, vault } = context;
  const today = () => clock.today().toString();

  app.get<{ Querystring: { show?: string; before?: string } }>('/console/teams/offers', route, async (request, reply) => {
    const { actor, query } = request;
    const ended = query.show === 'ended';
    const states = offerStates.filter((state) => isOpen(state) !== ended);
    const before = readInstant(query.before);
    const found = await db.transaction(
      async (tx) => ({
        offers: await offersSeen(tx, { states, limit: pageLength + 1, before }),
        fresh: await countOffers(tx, ['new']),
      }),
      { state: rowState(actor, teamsRights.offers), readOnly: true },
    );
    const shown = found.offers.slice(0, pageLength);
    const last = found.offers.length > pageLength ? shown.at(-1) : undefined;
    return reply.page(
      listPage(request.view(), {
        offers: shown,
        fresh: found.fresh,
        ended,
        older: last?.offeredAt.toString() ?? null,
        timeZone: context.config.TIME_ZONE,
      }),
    );
  });

  app.get<OfferRoute>('/console/teams/offers/:offerId', route, async (request, reply) => show(request, reply, empty, []));

  app.post<OfferRoute>('/console/teams/offers/:offerId/answer', route, async (request, reply) => {
    const typed: TypedAnswer = { ...empty, answer: lineOf(request.body, 'answer'), words: linesOf(request.body, 'words') };
    const answer = answers.find((one) => one === typed.answer);
    if (answer === undefined) return show(request, reply, typed, [{ field: 'answer', message: texts[request.lang].answer_missing() }]);
    const outcome = await write(request, (tx) =>
      answerOffer(tx, context, request.actor, { id: request.params.offerId, answer, words: typed.words }),
    );
    return after(request, reply, outcome, typed, 'answered');
  });

  app.post<OfferRoute>('/console/teams/offers/:offerId/contributions', route, async (request, reply) => {
    const { body, actor, lang } = request;
    const typed: TypedAnswer = { ...empty, onDay: lineOf(body, 'on_day'), what: linesOf(body, 'what') };
    const day = readDate(typed.onDay);
    if (!day.ok) return show(request, reply, typed, [{ field: 'on_day', message: texts[lang].day_wrong() }]);
    const given = lineOf(body, 'id');
    const outcome = await write(request, (tx) =>
      noteContribution(tx, actor, {
        contributionId: isId(given) ? given : ids.next(),
        offerId: request.params.offerId,
        onDay: day.iso,
        what: typed.what,
      }),
    );
    return after(request, reply, outcome, typed, 'noted');
  });

  app.post<OfferRoute>('/console/teams/offers/:offerId/join', route, async (request, reply) => {
    const { actor, body } = request;
    const typed: TypedAnswer = { ...empty, team: lineOf(body, 'team') };
    const outcome = await write(request, async (tx): Promise<Outcome<null>> => {
      const offer = await offerById(tx, vault, request.params.offerId);
      if (!offer || !mayAt(actor, teamsRights.offers, offer.unitId)) return { ok: false, refusal: { code: 'http.not-found', status: 404 } };
      if (offer.kind !== 'join' || offer.state !== 'welcomed' || offer.contact === null || offer.membershipId !== null)
        return { ok: false, refusal: { code: 'teams.offer-answered', status: 409 } };
      const added = await addMember(tx, context, actor, {
        teamId: typed.team,
        from: today(),
        role: 'member',
        coreForce: offer.coreForce ?? lineOf(body, 'core_force'),
        person: { fullName: offer.contact.name, birthYear: null, phone: offer.contact.phone },
      });
      if (!added.ok) return added;
      await noteJoined(tx, actor, offer.id, added.value.membershipId);
      return { ok: true, value: null };
    });
    return after(request, reply, outcome, typed, 'joined');
  });

  /** What is refused leaves nothing. */
  async function write(
    request: FastifyRequest<OfferRoute>,
    command: (tx: Parameters<Parameters<typeof db.transaction>[0]>[0]) => Promise<Outcome<null>>,
  ): Promise<Outcome<null>> {
    if (!isId(request.params.offerId)) return { ok: false, refusal: { code: 'http.not-found', status: 404 } };
    const undone = new Error('refused');
    let outcome: Outcome<null> | undefined;
    try {
      return await db.transaction(
        async (tx) => {
          outcome = await command(tx);
          if (!outcome.ok) throw undone;
          return outcome;
        },
        { state: rowState(request.actor, teamsRights.offers) },
      );
    } catch (error) {
      if (error === undone && outcome) return outcome;
      throw error;
    }
  }

  function after(
    request: FastifyRequest<OfferRoute>,
    reply: FastifyReply,
    outcome: Outcome<null>,
    typed: TypedAnswer,
    done: string,
  ): FastifyReply | Promise<FastifyReply> {
    if (outcome.ok) return reply.redirect(`/console/teams/offers/${request.params.offerId}?done=${done}`, 303);
    const words = offersRefusalText(outcome.refusal, request.lang);
    if (!words || outcome.refusal.field === undefined) return reply.refuse(outcome.refusal);
    return show(request, reply, typed, [{ field: outcome.refusal.field, message: `${words.title}. ${words.advice}` }]);
  }

  async function show(
    request: FastifyRequest<OfferRoute>,
    reply: FastifyReply,
    typed: TypedAnswer,
    problems: readonly FieldProblem[],
  ): Promise<FastifyReply> {
    const { actor, params, lang } = request;
    const offer = isId(params.offerId)
      ? await db.transaction(
          async (tx) => {
            const found = await offerById(tx, vault, params.offerId);
            if (!found || !mayAt(actor, teamsRights.offers, found.unitId)) return null;
            await record(tx, actor, {
              action: 'teams.see-offer',
              subject: { kind: 'teams.offer', id: found.id },
              places: [found.unitId],
              right: teamsRights.offers,
            });
            return found;
          },
          { state: rowState(actor, teamsRights.offers) },
        )
      : null;
    if (!offer) return reply.refuse({ code: 'http.not-found' });
    const page = offerPage(request.view({ formToken: true }), {
      offer,
      typed,
      problems,
      today: today(),
      contributionId: ids.next(),
      teams: offer.kind === 'join' && offer.state === 'welcomed' && offer.membershipId === null ? await teamsFor(offer) : [],
      forces: await coreForcesOn(db, today(), lang),
      timeZone: context.config.TIME_ZONE,
      done: request.query.done ?? '',
    });
    return reply.header('cache-control', 'private, no-store').page(problems.length > 0 ? { ...page, status: 422 } : page);
  }

  /** The teams that somebody of this place could join: those of the unit, and of the units above it that have some. */
  async function teamsFor(offer: Offer): Promise<readonly { value: string; label: string }[]> {
    const above = (await ancestorsOf(db, offer.unitId, today())).map((unit) => unit.id);
    const { teams } = await teamsIn(db, { unitIds: [offer.unitId, ...above], on: today(), status: 'active', today: today(), limit: 100 });
    const below = await teamsIn(db, { within: offer.unitId, on: today(), status: 'active', today: today(), limit: 100 });
    const all = new Map([...teams, ...below.teams].map((team) => [team.id, team.name]));
    return [...all].map(([value, label]) => ({ value, label }));
  }
}

function readInstant(text: string | undefined): Temporal.Instant | null {
  try {
    return text === undefined ? null : Temporal.Instant.from(text);
  } catch {
    return null;
  }
}
