/** Recording a person and correcting what was recorded, in the console. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { record } from '../../audit/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { type Actor, may, reach, reachOfOrganisations, rowState } from '../../platform/session/index.ts';
import type { FieldProblem } from '../../platform/ui/index.ts';
import { helpLanguages, peopleRights } from '../contract.ts';
import { formPage, type PersonForm, type Twins, type TypedPerson } from './form.page.tsx';
import { lineOf } from './form-values.ts';
import { listed, recordSearch } from './gather.ts';
import { texts } from './messages.gen.ts';
import { correctPerson, type PersonInput, recordPerson } from './persons.ts';
import { normalPhone } from './phone.ts';
import { findNamesakes, isId, type Person, personInPlace, someoneHasPhone } from './queries.ts';
import { organisationsToChoose, unitsToChoose } from './units.ts';
import { personsRefusalText } from './words.ts';

interface PersonRoute {
  Params: { id: string };
}

const options = { config: { right: peopleRights.enrol }, schema: { hide: true } } as const;
const empty: TypedPerson = { name: '', birthYear: '', unit: '', organisation: '', language: 'vi', phone: '' };

/** The fields of the form and no others: whatever else a form brings is not looked at. */
function typedIn(body: unknown): TypedPerson {
  return {
    name: lineOf(body, 'name'),
    birthYear: lineOf(body, 'birth_year'),
    unit: lineOf(body, 'unit'),
    organisation: lineOf(body, 'organisation'),
    language: lineOf(body, 'language'),
    phone: lineOf(body, 'phone'),
  };
}

/** A year that is none becomes one that is refused, so that it is said at its field. */
const yearOf = (typed: string): number | null => (typed === '' ? null : /^\d{4}$/.test(typed) ? Number(typed) : 0);

function inputOf(typed: TypedPerson): PersonInput | FieldProblem['field'] {
  const language = helpLanguages.find((known) => known === typed.language);
  if (language === undefined) return 'language';
  if (typed.unit !== '' && !isId(typed.unit)) return 'unit';
  if (typed.organisation !== '' && !isId(typed.organisation)) return 'organisation';
  return {
    fullName: typed.name,
    birthYear: yearOf(typed.birthYear),
    unitId: typed.unit || null,
    organisationId: typed.organisation || null,
    languageOfHelp: language,
    ...(typed.phone === '' ? {} : { phone: typed.phone }),
  };
}

export function formRoutes(app: App, context: Context): void {
  const { db, vault, clock } = context;

  app.get('/console/people/new', options, async (request, reply) => {
    const { units } = await choices(request.actor);
    const only = units.length === 1 ? (units[0]?.id ?? '') : '';
    return show(request, reply, { person: null, typed: { ...empty, unit: only }, problems: [] });
  });

  app.post('/console/people/new', options, async (request, reply) => {
    const { actor } = request;
    const typed = typedIn(request.body);
    const input = inputOf(typed);
    if (typeof input === 'string') return show(request, reply, { person: null, typed, problems: [problemAt(request, input)] }, 422);
    const done = await db.transaction(
      async (tx) => {
        const twins = lineOf(request.body, 'another') === 'yes' ? null : await twinsOf(tx, actor, input, request.lang);
        // The form is judged first, so that its problems are told before the question about namesakes.
        if (twins === null) return recordPerson(tx, context, actor, input);
        return { ok: 'twins', twins } as const;
      },
      { state: rowState(actor, peopleRights.enrol) },
    );
    if (done.ok === 'twins') {
      const problems = [{ field: 'another', message: texts[request.lang].twin_confirm_missing() }];
      return show(request, reply, { person: null, typed, problems, twins: done.twins }, 422);
    }
    if (!done.ok) return show(request, reply, { person: null, typed, problems: [problemOf(request, done.refusal)] }, 422);
    const page = may(actor, peopleRights.see) ? `/console/people/${done.value.personId}?saved=new` : '/console/enrolment?saved=new';
    return reply.redirect(page, 303);
  });

  app.get<PersonRoute>('/console/people/:id/correct', options, async (request, reply) => {
    const person = await opened(request);
    if (!person) return reply.refuse({ code: 'http.not-found' });
    const typed: TypedPerson = {
      name: person.fullName,
      birthYear: person.birthYear === null ? '' : String(person.birthYear),
      unit: person.unitId ?? '',
      organisation: person.organisationId ?? '',
      language: person.languageOfHelp,
      phone: '',
    };
    return show(request, reply, { person, typed, problems: [] });
  });

  app.post<PersonRoute>('/console/people/:id/correct', options, async (request, reply) => {
    const { actor } = request;
    const person = await opened(request);
    if (!person) return reply.refuse({ code: 'http.not-found' });
    const typed = typedIn(request.body);
    const input = inputOf(typed);
    if (typeof input === 'string') return show(request, reply, { person, typed, problems: [problemAt(request, input)] }, 422);
    const kept = await placeThatStays(actor, person, input);
    const done = await db.transaction((tx) => correctPerson(tx, actor, person.id, kept), { state: rowState(actor, peopleRights.enrol) });
    if (!done.ok) return show(request, reply, { person, typed, problems: [problemOf(request, done.refusal)] }, 422);
    return reply.redirect(
      may(actor, peopleRights.see) ? `/console/people/${person.id}?saved=correct` : '/console/enrolment?saved=correct',
      303,
    );
  });

  /** The person of the address, seen and recorded as seen; null outside the actor's place. */
  async function opened(request: FastifyRequest<PersonRoute>): Promise<Person | null> {
    const { actor } = request;
    return db.transaction(
      async (tx) => {
        const person = await personInPlace(tx, actor, peopleRights.enrol, request.params.id);
        if (!person) return null;
        await record(tx, actor, {
          action: 'people.see',
          subject: { kind: 'people.person', id: person.id },
          persons: [person.id],
          right: peopleRights.enrol,
        });
        return person;
      },
      { state: rowState(actor, peopleRights.enrol) },
    );
  }

  /** A part of the place that this actor is not offered stays as it is, unless the form names another: that is refused later. */
  async function placeThatStays(actor: Actor, person: Person, input: PersonInput): Promise<PersonInput> {
    const { units, organisations } = await choices(actor);
    return {
      ...input,
      unitId: input.unitId ?? (units.length === 0 ? person.unitId : null),
      organisationId: input.organisationId ?? (organisations.length === 0 ? person.organisationId : null),
    };
  }

  async function twinsOf(tx: Tx, actor: Actor, input: PersonInput, lang: 'vi' | 'en'): Promise<Twins | null> {
    const phone = input.phone === undefined ? null : normalPhone(input.phone);
    const number = phone !== null && (await someoneHasPhone(tx, vault, phone));
    const found = await findNamesakes(tx, actor, peopleRights.enrol, input);
    if (!number && found.length === 0) return null;
    await recordSearch(tx, actor, { by: [...(number ? ['phone'] : []), 'name'], persons: found, right: peopleRights.enrol });
    return { persons: await listed(tx, context, found, lang), number, mayOpen: may(actor, peopleRights.see) };
  }

  async function choices(actor: Actor): Promise<Pick<PersonForm, 'units' | 'organisations'>> {
    const today = clock.today().toString();
    return {
      units: await unitsToChoose(db, reach(actor, peopleRights.enrol), today),
      organisations: await organisationsToChoose(db, reachOfOrganisations(actor, peopleRights.enrol), today),
    };
  }

  const problemOf = (request: FastifyRequest, refusal: Parameters<typeof personsRefusalText>[0]): FieldProblem => ({
    field: refusal.field ?? 'name',
    message: personsRefusalText(refusal, request.lang)?.title ?? texts[request.lang].refusal_advice(),
  });

  function problemAt(request: FastifyRequest, field: string): FieldProblem {
    const t = texts[request.lang];
    return { field, message: field === 'language' ? t.language_unknown_title() : t.place_not_yours_title() };
  }

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    form: Omit<PersonForm, 'units' | 'organisations'>,
    status = 200,
  ): Promise<FastifyReply> {
    const page = formPage(request.view({ formToken: true }), { ...form, ...(await choices(request.actor)) });
    return reply.page({ ...page, status });
  }
}
