/** Everybody's side of offers: wanting to join, wanting to help, and looking up the answer. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ReadDate, readDate } from '../../platform/calendar/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { dutyState, mayAt } from '../../platform/session/index.ts';
import type { FieldProblem } from '../../platform/ui/index.ts';
import { childrenOf, getUnit, getUnits, holdsOn, isId, type UnitItem } from '../../territory/index.ts';
import { teamsRights } from '../contract.ts';
import { answerPage } from './answer.page.tsx';
import { codeIn } from './code.ts';
import { makeOffer, withdrawOffer } from './commands.ts';
import { coreForcesOn } from './forces.ts';
import { choosePage, formPage, type TypedOffer } from './form.page.tsx';
import { lineOf, linesOf } from './form-values.ts';
import { texts } from './messages.gen.ts';
import { type OfferKind, offerKinds } from './model.ts';
import { offerByCode } from './queries.ts';
import { offersRefusalText } from './words.ts';

const open = { config: { right: 'public' }, schema: { hide: true } } as const;
const paths: Readonly<Record<OfferKind, string>> = { join: '/teams/join', help: '/teams/help' };

interface FormRoute {
  Querystring: { unit?: string; for?: string };
}

export function offerCitizenRoutes(app: App, context: Context): void {
  const { db, clock, ids } = context;
  const today = () => clock.today().toString();

  for (const kind of offerKinds) {
    app.get<FormRoute>(paths[kind], open, async (request, reply) => {
      const forSomebody = request.query.for === 'somebody';
      const id = (request.query.unit ?? '').toLowerCase();
      if (!isId(id)) return choose(request, reply, kind, forSomebody);
      const typed: TypedOffer = { ...emptyOffer, id: ids.next(), unit: id, forSomebody };
      return form(request, reply, kind, typed, []);
    });
  }

  app.post('/teams/offers', { config: { right: 'public', limit: 'write' }, schema: { hide: true } }, async (request, reply) => {
    const { body, actor, lang } = request;
    const kind = offerKinds.find((one) => one === lineOf(body, 'kind'));
    if (kind === undefined) return reply.refuse({ code: 'http.not-found' });
    const typed: TypedOffer = {
      id: lineOf(body, 'id'),
      unit: lineOf(body, 'unit'),
      village: lineOf(body, 'village'),
      name: lineOf(body, 'name'),
      organisation: lineOf(body, 'organisation'),
      phone: lineOf(body, 'phone'),
      what: linesOf(body, 'what'),
      coreForce: lineOf(body, 'core_force'),
      from: lineOf(body, 'from'),
      until: lineOf(body, 'until'),
      agreed: lineOf(body, 'agreed') === 'yes',
      forSomebody: lineOf(body, 'for') === 'somebody',
    };
    if (!isId(typed.id)) typed.id = ids.next();
    const [from, until] = [readDate(typed.from), readDate(typed.until)];
    const problems: FieldProblem[] = [];
    for (const [field, read] of Object.entries({ from, until }))
      if (isWrong(read)) problems.push({ field, message: texts[lang].day_wrong() });
    const unitId = isId(typed.village) ? typed.village : typed.unit;
    if (!isId(unitId)) return choose(request, reply, kind, typed.forSomebody);
    if (problems.length > 0) return form(request, reply, kind, typed, problems);
    const outcome = await db.transaction(
      (tx) =>
        makeOffer(tx, context, actor, {
          ...typed,
          kind,
          unitId,
          coreForce: typed.coreForce || null,
          from: from.ok ? from.iso : null,
          until: until.ok ? until.iso : null,
        }),
      { state: dutyState('identity') },
    );
    if (outcome.ok) return reply.redirect(`/teams/offers/${outcome.value.code}?sent=1`, 303);
    const words = offersRefusalText(outcome.refusal, lang);
    if (!words || outcome.refusal.field === undefined) return reply.refuse(outcome.refusal);
    return form(request, reply, kind, typed, [{ field: outcome.refusal.field, message: `${words.title}. ${words.advice}` }]);
  });

  app.get<{ Querystring: { code?: string } }>(
    '/teams/offers',
    { config: { right: 'public', limit: 'guess' }, schema: { hide: true } },
    async (request, reply) => {
      const typed = request.query.code ?? '';
      const code = codeIn(typed);
      if (code !== null) return reply.redirect(`/teams/offers/${code}`, 303);
      return unkept(reply).page(answerPage(request.view(), { offer: null, typed, sent: false, withdrawn: false }));
    },
  );

  app.get<{ Params: { code: string }; Querystring: { sent?: string; withdrawn?: string } }>(
    '/teams/offers/:code',
    { config: { right: 'public', limit: 'guess' }, schema: { hide: true } },
    async (request, reply) => {
      const code = codeIn(request.params.code);
      const offer =
        code === null ? null : await db.transaction((tx) => offerByCode(tx, code), { state: dutyState('identity'), readOnly: true });
      const page = answerPage(request.view({ formToken: true }), {
        offer,
        typed: request.params.code,
        sent: request.query.sent === '1',
        withdrawn: request.query.withdrawn === '1',
      });
      return unkept(reply).page(offer === null ? { ...page, status: 404 } : page);
    },
  );

  app.post<{ Params: { code: string } }>(
    '/teams/offers/:code/withdraw',
    { config: { right: 'public', limit: 'guess' }, schema: { hide: true } },
    async (request, reply) => {
      const code = codeIn(request.params.code);
      if (code === null) return reply.refuse({ code: 'http.not-found' });
      await db.transaction((tx) => withdrawOffer(tx, request.actor, code), { state: dutyState('identity') });
      return reply.redirect(`/teams/offers/${code}?withdrawn=1`, 303);
    },
  );

  async function choose(request: FastifyRequest, reply: FastifyReply, kind: OfferKind, forSomebody: boolean): Promise<FastifyReply> {
    const communes = (await childrenOf(db, null, today(), 'commune')).map((unit) => ({ value: unit.id, label: unit.name }));
    return reply.page(choosePage(request.view(), { kind, path: paths[kind], communes, forSomebody }));
  }

  async function form(
    request: FastifyRequest,
    reply: FastifyReply,
    kind: OfferKind,
    typed: TypedOffer,
    problems: readonly FieldProblem[],
  ): Promise<FastifyReply> {
    const unit = isId(typed.unit) ? await getUnit(db, typed.unit, today()) : null;
    if (unit === null || !holdsOn(unit, today())) return choose(request, reply, kind, typed.forSomebody);
    const commune = await communeOf(unit);
    const villages = commune ? await childrenOf(db, commune.id, today(), 'village') : [];
    const page = formPage(request.view({ formToken: true }), {
      kind,
      unit: commune ?? unit,
      typed: { ...typed, unit: (commune ?? unit).id, village: typed.village || (commune && unit.id !== commune.id ? unit.id : '') },
      villages: villages.map((one) => ({ value: one.id, label: `${one.typeName.vi} ${one.name}` })),
      forces: await coreForcesOn(db, today(), request.lang),
      forSomebody: typed.forSomebody && mayAt(request.actor, teamsRights.offers, unit.id),
      problems,
    });
    return unkept(reply).page(problems.length > 0 ? { ...page, status: 422 } : page);
  }

  /** The unit, or the one above it where it is a village: villages are chosen inside their commune. */
  async function communeOf(unit: UnitItem): Promise<UnitItem | null> {
    if (unit.level !== 'village') return unit.level === 'commune' ? unit : null;
    const above = unit.parent === null ? null : (await getUnits(db, [unit.parent], today())).get(unit.parent);
    return above ?? null;
  }

  const unkept = (reply: FastifyReply): FastifyReply => reply.header('cache-control', 'private, no-store');
}

const isWrong = (read: ReadDate): boolean => !read.ok && read.problem !== 'empty';

const emptyOffer: TypedOffer = {
  id: '',
  unit: '',
  village: '',
  name: '',
  organisation: '',
  phone: '',
  what: '',
  coreForce: '',
  from: '',
  until: '',
  agreed: false,
  forSomebody: false,
};
