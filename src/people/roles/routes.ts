/** `/console/roles` and below: who holds what in my place, giving and taking back. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formatDate, readDate } from '../../platform/calendar/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { rowState } from '../../platform/session/index.ts';
import { tidy } from '../../platform/text/index.ts';
import type { FieldProblem } from '../../platform/ui/index.ts';
import { peopleRights } from '../contract.ts';
import { namesOfActors } from '../names.ts';
import { type Role, readRoles } from './catalogue.ts';
import { giversOf, placesOfGiving } from './givers.ts';
import { type GrantPage, grantPage, meaningsPage } from './grant.page.tsx';
import { endGrant, grantRole } from './grants.ts';
import { grantListPage } from './list.page.tsx';
import { texts } from './messages.gen.ts';
import { mayGiveAt, mayGiveSomewhere } from './model.ts';
import { choosePersonPage, chooseRolePage, grantTermsPage, type TypedGrant } from './new.page.tsx';
import { findPersons, personInPlace, type SeenPerson } from './persons.ts';
import { grantsOfPerson, listGrants, oneGrant, placeName, placesFor, rolesHeld } from './queries.ts';
import { whomToAsk } from './why-not.ts';
import { rolesRefusalText } from './words.ts';

const PAGE = 50;
const idForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const route = { config: { right: peopleRights.grant }, schema: { hide: true } } as const;

/** A field of a form or an address, as one tidy line; empty for anything but text. */
function textOf(source: unknown, field: string): string {
  const value = typeof source === 'object' && source !== null ? (source as Record<string, unknown>)[field] : undefined;
  return typeof value === 'string' ? tidy(value) : '';
}

export function roleRoutes(app: App, context: Context): void {
  const { db, clock, config, modules } = context;
  const today = () => clock.today().toString();
  const declared = new Map(modules.flatMap((module) => module.rights ?? []).map((one) => [one.right as string, one.texts]));

  app.get('/console/roles', route, async (request, reply) => {
    const asked = textOf(request.query, 'after');
    const roles = await readRoles(db);
    const filter = {
      role: roles.has(textOf(request.query, 'role')) ? textOf(request.query, 'role') : null,
      past: textOf(request.query, 'when') === 'past',
      after: idForm.test(asked) ? asked : null,
      limit: PAGE + 1,
    };
    const places = await placesOfGiving(db, request.actor, today());
    const [found, heldHere] = await Promise.all([listGrants(db, places, today(), filter), rolesHeld(db, places)]);
    const rows = found.slice(0, PAGE);
    const names = await namesOfActors(
      db,
      rows.map((row) => row.personId),
    );
    return reply.page(
      grantListPage(request.view(), {
        ...filter,
        heldHere,
        rows,
        names,
        roles,
        next: found.length > PAGE ? (rows.at(-1)?.id ?? null) : null,
      }),
    );
  });

  app.get('/console/roles/meanings', route, async (request, reply) =>
    reply.page(meaningsPage(request.view(), await readRoles(db), (right, lang) => declared.get(right)?.[lang] ?? right)),
  );

  app.get('/console/roles/new', route, async (request, reply) => {
    const { actor } = request;
    const roles = await readRoles(db);
    const person = await personInPlace(db, actor, textOf(request.query, 'person'), today());
    if (!person) {
      const text = textOf(request.query, 'q');
      return reply.page(
        choosePersonPage(request.view(), { text, found: text === '' ? null : await findPersons(db, actor, text, today()) }),
      );
    }
    const role = roles.get(textOf(request.query, 'role'));
    if (role)
      return terms(request, reply, { person, role, typed: { place: '', from: formatDate(today()), until: '', basis: '' }, problems: [] });
    const givers = await giversOf(db, actor, today());
    const givable = person.id === actor.id ? [] : [...roles.values()].filter((one) => mayGiveSomewhere(givers, one));
    return reply.page(chooseRolePage(request.view(), { person, roles, held: await grantsOfPerson(db, person.id, today()) }, givable));
  });

  app.post('/console/roles', route, async (request, reply) => {
    const { actor, body, lang } = request;
    const typed: TypedGrant = {
      place: textOf(body, 'place'),
      from: textOf(body, 'from'),
      until: textOf(body, 'until'),
      basis: textOf(body, 'basis'),
    };
    const role = (await readRoles(db)).get(textOf(body, 'role'));
    if (!role) return reply.refuse({ code: 'people.role-unknown', field: 'role' });
    const person = await personInPlace(db, actor, textOf(body, 'person'), today());
    if (!person) return reply.refuse({ code: 'people.person-unknown', status: 404 });
    const from = readDate(typed.from);
    const until = readDate(typed.until);
    const problems: FieldProblem[] = [];
    if (!from.ok)
      problems.push({ field: 'from', message: from.problem === 'empty' ? texts[lang].date_missing() : texts[lang].date_wrong() });
    if (!until.ok && until.problem !== 'empty') problems.push({ field: 'until', message: texts[lang].date_wrong() });
    if (!from.ok || problems.length > 0) return terms(request, reply, { person, role, typed, problems });
    const input = {
      personId: person.id,
      role: role.code,
      ...(role.holdsAt === 'unit' && typed.place !== '' ? { unitId: typed.place } : {}),
      ...(role.holdsAt === 'organisation' && typed.place !== '' ? { organisationId: typed.place } : {}),
      from: from.iso,
      until: until.ok ? until.iso : null,
      basis: typed.basis,
    };
    const outcome = await db.transaction((tx) => grantRole(tx, context, actor, input), { state: rowState(actor, peopleRights.grant) });
    if (!outcome.ok) return refuse(request, reply, outcome.refusal, { person, role, typed });
    if ('decisionId' in outcome.value) return reply.redirect(`/console/decisions/${outcome.value.decisionId}`, 303);
    return reply.redirect(`/console/roles/${outcome.value.grantId}?done=given`, 303);
  });

  app.get<{ Params: { grantId: string } }>('/console/roles/:grantId', route, async (request, reply) => {
    const done = textOf(request.query, 'done');
    return show(request, reply, request.params.grantId, { done: done === 'given' || done === 'ended' ? done : null, problems: [] });
  });

  app.post<{ Params: { grantId: string } }>('/console/roles/:grantId/end', route, async (request, reply) => {
    const { actor, lang } = request;
    const { grantId } = request.params;
    const outcome = await db.transaction((tx) => endGrant(tx, context, actor, grantId, textOf(request.body, 'why')), {
      state: rowState(actor, peopleRights.grant),
    });
    if (outcome.ok) return reply.redirect(`/console/roles/${grantId}?done=ended`, 303);
    const words = rolesRefusalText(outcome.refusal, lang);
    if (outcome.refusal.field !== 'why' || !words) return reply.refuse(outcome.refusal);
    return show(request, reply, grantId, { done: null, problems: [{ field: 'why', message: `${words.title}. ${words.advice}` }] });
  });

  /** What is wrong at a field of the form is said there; anything else is a page of its own. */
  async function refuse(
    request: FastifyRequest,
    reply: FastifyReply,
    refusal: Refusal,
    content: { person: SeenPerson; role: Role; typed: TypedGrant },
  ): Promise<FastifyReply> {
    if (refusal.code === 'people.grant-outside') return reply.refuse(await wrongPlace(request, content));
    const words = rolesRefusalText(refusal, request.lang);
    const field = refusal.field === 'role' && refusal.code === 'people.grant-exists' ? 'place' : refusal.field;
    if (!words || !field || !['place', 'from', 'until', 'basis'].includes(field)) return reply.refuse(refusal);
    return terms(request, reply, { ...content, problems: [{ field, message: `${words.title}. ${words.advice}` }] }, refusal.status ?? 422);
  }

  /** The place has a name that everybody may know, so the page says whom to ask there. */
  async function wrongPlace(request: FastifyRequest, { role, typed }: { role: Role; typed: TypedGrant }): Promise<Refusal> {
    const { actor, lang } = request;
    const at = {
      unitId: role.holdsAt === 'unit' ? typed.place : null,
      organisationId: role.holdsAt === 'organisation' ? typed.place : null,
    };
    const asked = await whomToAsk(db, { personId: actor.id ?? '', right: peopleRights.grant, lang, today: today(), at });
    return { code: 'people.wrong-place', params: { place: (await placeName(db, at)) ?? texts[lang].everywhere(), asked }, status: 403 };
  }

  async function terms(
    request: FastifyRequest,
    reply: FastifyReply,
    content: { person: SeenPerson; role: Role; typed: TypedGrant; problems: readonly FieldProblem[] },
    status = content.problems.length > 0 ? 422 : 200,
  ): Promise<FastifyReply> {
    const givers = await giversOf(db, request.actor, today());
    if (!mayGiveSomewhere(givers, content.role)) return reply.refuse({ code: 'people.role-not-yours', status: 403 });
    const places = await placesFor(db, givers, content.role, today());
    return reply.page({ ...grantTermsPage(request.view({ formToken: true }), { ...content, places }), status });
  }

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    more: Pick<GrantPage, 'done' | 'problems'>,
  ): Promise<FastifyReply> {
    const { actor } = request;
    const unknown: Refusal = { code: 'people.grant-unknown', status: 404 };
    if (!idForm.test(id)) return reply.refuse(unknown);
    const grant = await oneGrant(db, await placesOfGiving(db, actor, today()), today(), id);
    const role = grant && (await readRoles(db)).get(grant.role);
    if (!grant || !role) return reply.refuse(unknown);
    const names = await namesOfActors(db, [grant.personId, grant.grantedBy ?? '', grant.endedBy ?? '']);
    const givers = await giversOf(db, { ...actor, grants: actor.grants.map((one) => ({ ...one, actingFor: null })) }, today());
    const place = {
      unit: grant.unitId === null ? null : { id: grant.unitId, root: false },
      organisation: grant.organisationId === null ? null : { id: grant.organisationId },
    };
    const over = grant.state === 'ended' || grant.state === 'over';
    const ending = over ? 'over' : grant.personId === actor.id ? 'own' : mayGiveAt(givers, role, place) ? 'may' : 'not-mine';
    const page = grantPage(request.view({ formToken: true }), { grant, role, names, timeZone: config.TIME_ZONE, ending, ...more });
    return reply.page(more.problems.length > 0 ? { ...page, status: 422 } : page);
  }
}
