/** `/console/organisations` and below: organisations and offices over time. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { dayAfter, formatDate, parseDate, readDate } from '../../platform/calendar/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { tidy } from '../../platform/text/index.ts';
import type { FieldProblem } from '../../platform/ui/index.ts';
import { peopleRights } from '../contract.ts';
import { addOrganisation, changeOrganisation, closeOrganisation } from './commands.ts';
import { organisationListPage } from './list.page.tsx';
import { texts } from './messages.gen.ts';
import { type OrganisationState, organisationKinds, receivable } from './model.ts';
import {
  type Choices,
  newOrganisationPage,
  type OrganisationPage,
  organisationPage,
  type TypedOrganisation,
} from './organisation.page.tsx';
import { allVersions, findOrganisations, kindOf, organisationsOn, unitsForOrganisations } from './queries.ts';
import { organisationsRefusalText } from './words.ts';

const MOST_FOUND = 50;
const idForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const route = { config: { right: peopleRights.organise }, schema: { hide: true } } as const;

function textOf(source: unknown, field: string): string {
  const value = typeof source === 'object' && source !== null ? (source as Record<string, unknown>)[field] : undefined;
  return typeof value === 'string' ? tidy(value) : '';
}

function typedIn(body: unknown): TypedOrganisation {
  const receives = typeof body === 'object' && body !== null ? (body as Record<string, unknown>).receives : undefined;
  return {
    kind: textOf(body, 'kind'),
    name: textOf(body, 'name'),
    shortName: textOf(body, 'short-name'),
    parent: textOf(body, 'parent'),
    unit: textOf(body, 'unit'),
    receives: [receives].flat().filter((one): one is string => typeof one === 'string'),
    from: textOf(body, 'from'),
  };
}

const idOrNull = (text: string): string | null => (idForm.test(text) ? text : null);

function stateOf(typed: TypedOrganisation): OrganisationState {
  return {
    name: typed.name,
    shortName: typed.shortName,
    parentId: idOrNull(typed.parent),
    unitId: idOrNull(typed.unit),
    receives: receivable.filter((one) => typed.receives.includes(one)),
  };
}

export function organisationRoutes(app: App, context: Context): void {
  const { db, clock } = context;
  const today = () => clock.today().toString();

  app.get('/console/organisations', route, async (request, reply) => {
    const on = parseDate(textOf(request.query, 'on')) ?? today();
    const search = textOf(request.query, 'q');
    const organisations = search === '' ? await organisationsOn(db, on) : await findOrganisations(db, search, on, MOST_FOUND);
    return reply.page(organisationListPage(request.view(), { on, organisations, search: search === '' ? null : search }));
  });

  app.get('/console/organisations/new', route, async (request, reply) =>
    showNew(request, reply, { ...typedIn({ parent: textOf(request.query, 'parent') }), from: formatDate(today()) }, []),
  );

  app.post('/console/organisations', route, async (request, reply) => {
    const { body, lang, actor } = request;
    const typed = typedIn(body);
    const kind = organisationKinds.find((one) => one === typed.kind);
    const day = dayIn(typed.from, 'from', request);
    const problems = [...(kind ? [] : [{ field: 'kind', message: texts[lang].kind_missing() }]), ...day.problems];
    if (!kind || day.iso === null) return showNew(request, reply, typed, problems);
    const from = day.iso;
    const outcome = await db.transaction((tx) => addOrganisation(tx, actor, { kind, from, state: stateOf(typed) }));
    if (outcome.ok) return reply.redirect(`/console/organisations/${outcome.value.organisationId}?done=added`, 303);
    const problem = problemIn(outcome.refusal, request);
    return problem ? showNew(request, reply, typed, [problem]) : reply.refuse(outcome.refusal);
  });

  app.get<{ Params: { organisationId: string } }>('/console/organisations/:organisationId', route, async (request, reply) => {
    const done = (['added', 'changed', 'closed'] as const).find((one) => one === textOf(request.query, 'done')) ?? null;
    return show(request, reply, request.params.organisationId, { done, problems: [] });
  });

  app.post<{ Params: { organisationId: string } }>('/console/organisations/:organisationId/change', route, async (request, reply) => {
    const { organisationId } = request.params;
    const typed = typedIn(request.body);
    const day = dayIn(typed.from, 'from', request);
    if (!idForm.test(organisationId)) return reply.refuse({ code: 'people.organisation-unknown', status: 404 });
    if (day.iso === null) return show(request, reply, organisationId, { done: null, problems: day.problems, typed });
    const from = day.iso;
    const outcome = await db.transaction((tx) => changeOrganisation(tx, request.actor, { organisationId, from, state: stateOf(typed) }));
    if (outcome.ok) return reply.redirect(`/console/organisations/${organisationId}?done=changed`, 303);
    const problem = problemIn(outcome.refusal, request);
    return problem ? show(request, reply, organisationId, { done: null, problems: [problem], typed }) : reply.refuse(outcome.refusal);
  });

  app.post<{ Params: { organisationId: string } }>('/console/organisations/:organisationId/close', route, async (request, reply) => {
    const { organisationId } = request.params;
    const lastDay = textOf(request.body, 'last-day');
    const day = dayIn(lastDay, 'last-day', request);
    if (!idForm.test(organisationId)) return reply.refuse({ code: 'people.organisation-unknown', status: 404 });
    if (day.iso === null) return show(request, reply, organisationId, { done: null, problems: day.problems, lastDay });
    const to = dayAfter(day.iso);
    const outcome = await db.transaction((tx) => closeOrganisation(tx, request.actor, { organisationId, to }));
    if (outcome.ok) return reply.redirect(`/console/organisations/${organisationId}?done=closed`, 303);
    const problem = problemIn(outcome.refusal, request);
    return problem ? show(request, reply, organisationId, { done: null, problems: [problem], lastDay }) : reply.refuse(outcome.refusal);
  });

  function dayIn(typed: string, field: string, request: FastifyRequest): { iso: string | null; problems: readonly FieldProblem[] } {
    const read = readDate(typed);
    const t = texts[request.lang];
    if (read.ok) return { iso: read.iso, problems: [] };
    return { iso: null, problems: [{ field, message: read.problem === 'empty' ? t.day_missing() : t.day_wrong() }] };
  }

  function problemIn(refusal: Refusal, request: FastifyRequest): FieldProblem | null {
    const words = organisationsRefusalText(refusal, request.lang);
    return words && refusal.field ? { field: refusal.field, message: `${words.title}. ${words.advice}` } : null;
  }

  async function choices(): Promise<Choices> {
    const [organisations, units] = await Promise.all([organisationsOn(db, today()), unitsForOrganisations(db, today())]);
    return { organisations, units };
  }

  async function showNew(
    request: FastifyRequest,
    reply: FastifyReply,
    typed: TypedOrganisation,
    problems: readonly FieldProblem[],
  ): Promise<FastifyReply> {
    const page = newOrganisationPage(request.view({ formToken: true }), { typed, problems, choices: await choices() });
    return reply.page(problems.length > 0 ? { ...page, status: 422 } : page);
  }

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    more: Pick<OrganisationPage, 'done' | 'problems'> & { typed?: TypedOrganisation; lastDay?: string },
  ): Promise<FastifyReply> {
    const kind = idForm.test(id) ? await kindOf(db, id) : null;
    if (!kind) return reply.refuse({ code: 'people.organisation-unknown', status: 404 });
    const versions = (await allVersions(db)).filter((one) => one.organisationId === id).reverse();
    const all = await choices();
    const latest = versions[0];
    const typed: TypedOrganisation = more.typed ?? {
      kind,
      name: latest?.name ?? '',
      shortName: latest?.shortName ?? '',
      parent: latest?.parentId ?? '',
      unit: latest?.unitId ?? '',
      receives: latest?.receives ?? [],
      from: formatDate(today()),
    };
    const below = all.organisations.filter(({ parentId }) => parentId === id);
    const page = organisationPage(request.view({ formToken: true }), {
      id,
      kind,
      versions,
      below,
      choices: all,
      lastDay: '',
      ...more,
      typed,
    });
    return reply.page(more.problems.length > 0 ? { ...page, status: 422 } : page);
  }
}
