/** Adding somebody to a team: look for the person first, then a known or a new one. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { helpLanguages } from '../../../people/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import type { App } from '../../../platform/http/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import type { Refusal } from '../../../platform/outcome/index.ts';
import { reach, rowState } from '../../../platform/session/index.ts';
import type { FieldProblem } from '../../../platform/ui/index.ts';
import { unitsWithin } from '../../../territory/index.ts';
import { type AddMember, memberRoles, type NewPerson, teamsRights } from '../../contract.ts';
import { addMember, membershipsOf } from '../../rosters/index.ts';
import { sightOf } from '../access.ts';
import { idOf, lineOf } from '../form-values.ts';
import { type Desk, isAboutPage, managing, type TeamRoute } from '../forms/desk.ts';
import { dayIn, dayTyped } from '../forms/typed.ts';
import { texts } from '../messages.gen.ts';
import { personsOf } from '../people.ts';
import { type OpenTeam, recordSight } from '../team/gather.ts';
import { communeOf, seatNames } from '../units.ts';
import { addPage, findPage, type MemberForm, type PersonLine, type TypedMember } from './add.page.tsx';
import { looksLikeNumber, lookUp, membersNamed } from './find.ts';
import { forceOptions } from './forces.ts';

interface AddRoute extends TeamRoute {
  Querystring: { person?: string; new?: string };
}

const MOST_FOUND = 20;

export function addRoutes(app: App, context: Context, desk: Desk): void {
  const { db } = context;
  const managesRows = (request: FastifyRequest) => rowState(request.actor, teamsRights.manage);

  app.get<AddRoute>('/console/teams/:id/members/new', managing, async (request, reply) => {
    const opened = await desk.open(request);
    if (!opened.ok) return reply.refuse(opened.refusal);
    const { team, stamp } = opened.value;
    const personId = idOf(lineOf(request.query, 'person'));
    if (personId !== null || lineOf(request.query, 'new') !== '')
      return show(request, reply, { team, stamp, typed: blank(desk, { person: personId ?? '' }), problems: [] });
    const page = findPage(request.view({ formToken: true }), { team: named(team), who: '', found: null, problems: [], fresh: null });
    return reply.page(page);
  });

  app.post<TeamRoute>('/console/teams/:id/members/find', managing, async (request, reply) => {
    const opened = await desk.open(request);
    if (!opened.ok) return reply.refuse(opened.refusal);
    const { team, stamp } = opened.value;
    const who = lineOf(request.body, 'who').slice(0, 100);
    const t = texts[request.lang];
    const ask = { team: named(team), who, found: null, fresh: null };
    if (who === '') {
      const page = findPage(request.view({ formToken: true }), { ...ask, problems: [{ field: 'who', message: t.who_missing() }] });
      return reply.page({ ...page, status: 422 });
    }
    const byNumber = looksLikeNumber(who);
    const found = await db.transaction(
      async (tx) => {
        const exact = await lookUp(
          tx,
          context,
          { name: byNumber ? '' : who, birthYear: null, phone: byNumber ? who : '' },
          await around(request, team),
        );
        const serving = byNumber ? [] : await membersNamed(tx, sightOf(request.actor), who, { today: desk.today(), limit: MOST_FOUND });
        const ids = [...new Set([...exact.persons.map((one) => one.personId), ...serving.map((one) => one.personId)])].slice(0, MOST_FOUND);
        return { persons: await linesOf(tx, request, team, ids), elsewhere: exact.elsewhere };
      },
      { state: managesRows(request) },
    );
    const fresh: MemberForm = {
      stamp,
      typed: blank(desk, byNumber ? { phone: who } : { name: who }),
      forces: await forceOptions(db, request.lang, desk.today()),
      problems: [],
    };
    return reply.page(findPage(request.view({ formToken: true }), { ...ask, found, problems: [], fresh }));
  });

  app.post<TeamRoute>('/console/teams/:id/members', managing, async (request, reply) => {
    const opened = await desk.open(request);
    if (!opened.ok) return reply.refuse(opened.refusal);
    const { team, stamp } = opened.value;
    const { body, actor } = request;
    const from = dayIn(body, 'from');
    const term = dayIn(body, 'term', true);
    const typed: TypedMember = {
      person: idOf(lineOf(body, 'person')) ?? '',
      name: lineOf(body, 'name'),
      birthYear: lineOf(body, 'birth_year'),
      language: lineOf(body, 'language'),
      phone: lineOf(body, 'phone'),
      role: lineOf(body, 'role'),
      force: lineOf(body, 'core_force'),
      from: from.typed,
      term: term.typed,
    };
    const role = memberRoles.find((known) => known === typed.role);
    const refusals: Refusal[] = [
      ...(typed.person === '' && typed.name === '' ? [{ code: 'people.name-missing' as const, field: 'name' }] : []),
      ...(role === undefined ? [{ code: 'teams.role-missing' as const, field: 'role' }] : []),
      ...(typed.force === '' ? [{ code: 'teams.force-missing' as const, field: 'core_force' }] : []),
      ...[from.refusal, term.refusal].filter((one) => one !== null),
    ];
    if (role === undefined || from.iso === null || refusals.length > 0) return again(refusals);
    const input: AddMember = {
      teamId: team.id,
      person: typed.person === '' ? newPerson(typed) : { id: typed.person },
      role,
      coreForce: typed.force,
      from: from.iso,
      ...(term.iso === null ? {} : { termUntil: term.iso }),
    };
    if (typed.person === '' && lineOf(body, 'another') !== 'yes') {
      const twins = await twinsOf(request, team, typed);
      if (twins.persons.length > 0 || twins.elsewhere) {
        const problems = [{ field: 'another', message: texts[request.lang].twins_confirm() }];
        return show(request, reply, { team, stamp, typed, problems, twins }, 422);
      }
    }
    const done = await desk.change(request, [team.id], (tx) => addMember(tx, context, actor, input));
    if (done.ok) return reply.redirect(`/console/teams/${team.id}?done=added`, 303);
    return isAboutPage(done.refusal) ? reply.refuse(done.refusal) : again([done.refusal]);

    function again(found: readonly Refusal[]): Promise<FastifyReply> {
      const problems = found.map((refusal) => desk.problem(request, refusal, typed.person === '' ? 'name' : 'role'));
      return show(request, reply, { team, stamp, typed, problems }, found[0]?.status ?? 422);
    }
  });

  const named = (team: OpenTeam) => ({ id: team.id, name: team.version.name });

  /** Where somebody of the same name would be the same person: the commune of the team, as far as the actor reaches. */
  async function around(request: FastifyRequest, team: OpenTeam): Promise<readonly string[]> {
    const commune = (await communeOf(db, team.place, desk.today())) ?? team.place;
    const within = await unitsWithin(db, commune, desk.today());
    const units = reach(request.actor, teamsRights.manage);
    return units === 'everywhere' ? within : within.filter((id) => units.includes(id));
  }

  async function twinsOf(request: FastifyRequest, team: OpenTeam, typed: TypedMember) {
    const units = await around(request, team);
    return db.transaction(
      async (tx) => {
        const who = { name: typed.name, birthYear: yearOf(typed.birthYear), phone: typed.phone };
        const found = await lookUp(tx, context, who, units);
        const ids = found.persons.map((one) => one.personId);
        return { persons: await linesOf(tx, request, team, ids), elsewhere: found.elsewhere };
      },
      { state: managesRows(request) },
    );
  }

  /** Persons as lines of a list; the trail is told who was shown. */
  async function linesOf(tx: Tx, request: FastifyRequest, team: OpenTeam, ids: readonly string[]): Promise<readonly PersonLine[]> {
    const persons = [...(await personsOf(tx, context.vault, ids)).values()];
    await recordSight(
      tx,
      request.actor,
      team,
      persons.map((person) => person.id),
    );
    const places = await seatNames(
      tx,
      persons.map((person) => person.unitId).filter((id) => id !== null),
      desk.today(),
      request.lang,
    );
    return persons.map((person) => ({
      personId: person.id,
      name: person.fullName,
      birthYear: person.birthYear === null ? '' : String(person.birthYear),
      place: person.unitId === null ? '' : (places.get(person.unitId) ?? ''),
    }));
  }

  interface Shown {
    readonly team: OpenTeam;
    readonly stamp: string;
    readonly typed: TypedMember;
    readonly problems: readonly FieldProblem[];
    readonly twins?: NonNullable<MemberForm['twins']>;
  }

  async function show(request: FastifyRequest, reply: FastifyReply, { team, ...shown }: Shown, status = 200): Promise<FastifyReply> {
    const { person } = shown.typed;
    const known = await db.transaction(
      async (tx) => {
        if (person === '') return null;
        const [line] = await linesOf(tx, request, team, [person]);
        if (!line) return undefined;
        const services = await membershipsOf(tx, person);
        return { ...line, serves: services.filter((one) => one.to === null || one.to > desk.today()).map((one) => one.teamName) };
      },
      { state: managesRows(request) },
    );
    if (known === undefined) return reply.refuse({ code: 'http.not-found' });
    const page = addPage(request.view({ formToken: true }), {
      ...shown,
      team: named(team),
      person: known,
      forces: await forceOptions(db, request.lang, desk.today()),
    });
    return reply.page({ ...page, status });
  }
}

const blank = (desk: Desk, given: Partial<TypedMember>): TypedMember => ({
  person: '',
  name: '',
  birthYear: '',
  language: 'vi',
  phone: '',
  role: 'member',
  force: '',
  from: dayTyped(desk.today()),
  term: '',
  ...given,
});

/** A year that is none becomes one that is refused, so that it is said at its field. */
const yearOf = (typed: string): number | null => (typed === '' ? null : /^\d{4}$/.test(typed) ? Number(typed) : 0);

function newPerson(typed: TypedMember): NewPerson {
  return {
    fullName: typed.name,
    birthYear: yearOf(typed.birthYear),
    languageOfHelp: helpLanguages.find((known) => known === typed.language) ?? 'vi',
    ...(typed.phone === '' ? {} : { phone: typed.phone }),
  };
}
