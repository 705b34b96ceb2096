/** `/console/reports/listeners` and below: the list of those who understand, seen by whoever sees reports, kept by the centre and by the communes. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { rosterPersons } from '../../../people/index.ts';
import { formatDate, readDate } from '../../../platform/calendar/index.ts';
import type { App } from '../../../platform/http/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import { type Context, nameActors } from '../../../platform/module/index.ts';
import type { Refusal } from '../../../platform/outcome/index.ts';
import { dutyState, reach, rowState } from '../../../platform/session/index.ts';
import type { FieldProblem } from '../../../platform/ui/index.ts';
import { isId } from '../../../territory/index.ts';
import { reportsRights } from '../../contract.ts';
import { unitOptions } from '../choices.ts';
import { lineOf } from '../form-values.ts';
import { namesFor } from '../names.ts';
import { candidate, candidatesFor, recordSight, teamCandidates } from './candidates.ts';
import { type Keeper, keeperOf } from './keepers.ts';
import { doneMarks, listenersAddress, listenersPage, reasonField } from './listeners.page.tsx';
import { addListener, endListener, listenedLanguages, listenersEverywhere, listenersOf } from './listeners.ts';
import { texts } from './messages.gen.ts';
import { choosePersonPage, everywhereValue, notKeeperPage, type TypedTerms, termsPage } from './name.page.tsx';
import { tellListener } from './tell.ts';
import { listeningRefusalText } from './words.ts';

const pageLength = 50;

function problemWith(refusal: Refusal, lang: Lang): FieldProblem {
  const words = listeningRefusalText(refusal, lang);
  return { field: refusal.field ?? 'language', message: words === null ? refusal.code : `${words.title}. ${words.advice}` };
}

export function listenersRoutes(app: App, context: Context): void {
  const { db, clock, ids } = context;
  const route = { config: { right: reportsRights.see }, schema: { hide: true } } as const;
  const today = () => clock.today().toString();

  app.get(listenersAddress, route, (request, reply) => list(request, reply, [], 200));

  app.get(`${listenersAddress}/new`, route, async (request, reply) => {
    const { actor } = request;
    const keeper = keeperOf(actor);
    if (!keeper) return reply.page(notKeeperPage(request.view()));
    const personId = lineOf(request.query, 'person');
    if (personId !== '') {
      const typed = { id: ids.next(), language: '', kind: '', unit: '', from: formatDate(today()), until: '' };
      return terms(request, reply, keeper, personId, typed, [], 200);
    }
    const typed = lineOf(request.query, 'q');
    const { found, members } = await db.transaction(
      async (tx) => ({
        found: typed === '' ? null : await candidatesFor(tx, context, actor, keeper, typed),
        members: await teamCandidates(tx, actor, keeper, today()),
      }),
      { state: keeper.state },
    );
    const units = await unitNames(
      request,
      [...(found ?? []), ...members].map((one) => one.unitId),
    );
    return reply.header('cache-control', 'private, no-store').page(choosePersonPage(request.view(), { typed, found, members, units }));
  });

  app.post(listenersAddress, route, async (request, reply) => {
    const { actor, body, lang } = request;
    const keeper = keeperOf(actor);
    if (!keeper) return reply.refuse({ code: 'reports.listener-keeper', status: 403 });
    const personId = lineOf(body, 'person');
    const id = lineOf(body, 'id');
    const typed: TypedTerms = {
      id: isId(id) ? id : ids.next(),
      language: lineOf(body, 'language'),
      kind: lineOf(body, 'kind'),
      unit: lineOf(body, 'unit'),
      from: lineOf(body, 'from'),
      until: lineOf(body, 'until'),
    };
    const [from, until] = [readDate(typed.from), readDate(typed.until)];
    const problems: FieldProblem[] = [];
    const t = texts[lang];
    if (!from.ok) problems.push({ field: 'from', message: from.problem === 'empty' ? t.date_missing() : t.date_wrong() });
    if (!until.ok && until.problem !== 'empty') problems.push({ field: 'until', message: t.date_wrong() });
    const unitId = isId(typed.unit) ? typed.unit : null;
    // Nothing chosen is no choice of the whole province.
    if (unitId === null && typed.unit !== everywhereValue)
      problems.push(problemWith({ code: 'reports.listener-unit', field: 'unit' }, lang));
    if (!from.ok || problems.length > 0) return terms(request, reply, keeper, personId, typed, problems, 422);
    const entry = { id: typed.id, personId, language: typed.language, kind: typed.kind, unitId, from: from.iso };
    const outcome = await db.transaction(
      async (tx) => {
        const added = await addListener(tx, actor, keeper, { ...entry, until: until.ok ? until.iso : null });
        if (!added.ok) return added;
        return { ok: true as const, value: added.value.added ? await tellListener(tx, context, entry, 'added') : 0 };
      },
      { state: keeper.state },
    );
    if (outcome.ok) return reply.redirect(`${listenersAddress}?done=${outcome.value > 0 ? 'told' : 'added'}`, 303);
    const { refusal } = outcome;
    if (refusal.field === undefined) return reply.refuse(refusal);
    return terms(request, reply, keeper, personId, typed, [problemWith(refusal, lang)], refusal.status ?? 422);
  });

  app.post<{ Params: { listener: string } }>(`${listenersAddress}/:listener/end`, route, async (request, reply) => {
    const { actor, params, body, lang } = request;
    const keeper = keeperOf(actor);
    if (!keeper || !isId(params.listener)) return reply.refuse({ code: 'http.not-found' });
    const reason = lineOf(body, reasonField(params.listener));
    const outcome = await db.transaction(
      async (tx) => {
        const ended = await endListener(tx, actor, keeper, { id: params.listener, reason });
        if (ended.ok) await tellListener(tx, context, ended.value, 'ended');
        return ended;
      },
      { state: keeper.state },
    );
    if (outcome.ok) return reply.redirect(`${listenersAddress}?done=ended`, 303);
    const { refusal } = outcome;
    const words = listeningRefusalText(refusal, lang);
    if (!words || refusal.field === undefined) return reply.refuse(refusal);
    return list(request, reply, [{ field: reasonField(params.listener), message: `${words.title}. ${words.advice}` }], 422);
  });

  async function list(
    request: FastifyRequest,
    reply: FastifyReply,
    problems: readonly FieldProblem[],
    status: number,
  ): Promise<FastifyReply> {
    const { actor, query } = request;
    const keeper = keeperOf(actor);
    const asked = lineOf(query, 'language');
    const language = listenedLanguages.find((one) => one === asked) ?? null;
    const past = lineOf(query, 'which') === 'past';
    const page = Math.min(1_000, Math.max(1, Math.trunc(Number(lineOf(query, 'page'))) || 1));
    const { found, names } = await db.transaction(
      async (tx) => {
        const rows = await listenersOf(tx, { today: today(), past, language, offset: (page - 1) * pageLength, limit: pageLength + 1 });
        const persons = [...new Set(rows.slice(0, pageLength).map((one) => one.personId))];
        const known = await rosterPersons(tx, null, persons);
        await recordSight(tx, actor, { right: reportsRights.see }, [...known.keys()]);
        return { found: rows, names: new Map([...known].map(([id, person]) => [id, person.fullName])) };
      },
      { state: keeper?.state ?? rowState(actor, reportsRights.see) },
    );
    const entries = found.slice(0, pageLength);
    const seesAll = reach(actor, reportsRights.see) === 'everywhere';
    const [units, everywhere, officials] = await Promise.all([
      unitNames(
        request,
        entries.map((one) => one.unitId),
      ),
      seesAll ? [] : db.transaction((tx) => listenersEverywhere(tx, today()), { state: dutyState('identity'), readOnly: true }),
      nameActors(
        context,
        entries.map((one) => one.personId),
      ),
    ]);
    const done = doneMarks.find((one) => one === lineOf(query, 'done')) ?? null;
    const content = {
      entries,
      names: new Map([...officials, ...names]),
      units,
      everywhere,
      past,
      language,
      page,
      more: found.length > pageLength,
      keeps: keeper !== null,
      problems,
      done: status === 200 ? done : null,
    };
    return reply
      .header('cache-control', 'private, no-store')
      .page({ ...listenersPage(request.view({ formToken: true }), content), status });
  }

  async function terms(
    request: FastifyRequest,
    reply: FastifyReply,
    keeper: Keeper,
    personId: string,
    typed: TypedTerms,
    problems: readonly FieldProblem[],
    status: number,
  ): Promise<FastifyReply> {
    const { actor, lang } = request;
    const person = isId(personId)
      ? await db.transaction((tx) => candidate(tx, context, actor, keeper, personId), { state: keeper.state })
      : null;
    if (!person) return reply.refuse({ code: 'http.not-found' });
    const places = await unitOptions(db, keeper, today(), lang);
    const units = keeper.units === 'everywhere' ? [{ value: everywhereValue, label: texts[lang].place_everywhere() }, ...places] : places;
    const without = !person.hasPhone && !(await nameActors(context, [personId])).has(personId);
    const page = termsPage(request.view({ formToken: true }), { person, without, units, typed, problems });
    return reply.header('cache-control', 'private, no-store').page({ ...page, status });
  }

  async function unitNames({ lang }: FastifyRequest, unitIds: readonly (string | null)[]): Promise<ReadonlyMap<string, string>> {
    const lines = unitIds.filter((id) => id !== null).map((unitId) => ({ unitId, assigneeId: null }));
    return (await namesFor(db, context, lines, { on: today(), lang })).units;
  }
}
