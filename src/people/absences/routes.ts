/** `/console/absences` and below: being away, and who does the work meanwhile. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formatDate, readDate } from '../../platform/calendar/index.ts';
import type { Db } from '../../platform/db/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { collator, tidy } from '../../platform/text/index.ts';
import type { FieldProblem } from '../../platform/ui/index.ts';
import { peopleRights } from '../contract.ts';
import { namesOfActors } from '../names.ts';
import { readRoles } from '../roles/catalogue.ts';
import { placesOfGiving } from '../roles/givers.ts';
import { grantsOfPerson } from '../roles/queries.ts';
import { type AbsenceForm, absenceListPage, newAbsencePage } from './absences.page.tsx';
import { endAbsence, mayLendFor, recordAbsence } from './commands.ts';
import { texts } from './messages.gen.ts';
import { isLendable, type OwnGrant } from './model.ts';
import { candidates, listAbsences, ownGrants } from './store.ts';
import { absencesRefusalText } from './words.ts';

const MOST_LISTED = 100;
const idForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const route = { config: { right: peopleRights.own }, schema: { hide: true } } as const;

function fieldOf(source: unknown, field: string): unknown {
  return typeof source === 'object' && source !== null ? (source as Record<string, unknown>)[field] : undefined;
}

function textOf(source: unknown, field: string): string {
  const value = fieldOf(source, field);
  return typeof value === 'string' ? tidy(value) : '';
}

/** The grants that the actor may hand over for this person: one's own in use, or all that a leader of the place could take back. */
async function inHand(db: Db, actor: Actor, personId: string, today: string): Promise<readonly OwnGrant[]> {
  const grants = await ownGrants(db, personId, today);
  if (personId === actor.id) return grants.filter((grant) => actor.grants.some((held) => held.id === grant.id && held.actingFor === null));
  const judged = await db.transaction((tx) => Promise.all(grants.map((grant) => mayLendFor(tx, actor, [grant]))), { readOnly: true });
  return grants.filter((_, index) => judged[index]);
}

export function absenceRoutes(app: App, context: Context): void {
  const { db, clock } = context;
  const today = () => clock.today().toString();

  app.get('/console/absences', route, async (request, reply) => {
    const { actor } = request;
    const rows = await listAbsences(db, actor.id ?? '', await placesOfGiving(db, actor, today()), MOST_LISTED);
    const [names, roles] = await Promise.all([
      namesOfActors(
        db,
        rows.flatMap((row) => [row.personId, row.deputyId]),
      ),
      readRoles(db),
    ]);
    const done = (['recorded', 'ended'] as const).find((one) => one === textOf(request.query, 'done')) ?? null;
    const mine = rows.map((row) => ({
      ...row,
      mayEnd: row.personId === actor.id || row.deputyId === actor.id || actor.rights.has(peopleRights.grant),
    }));
    return reply.page(absenceListPage(request.view({ formToken: true }), { rows: mine, names, roles, today: today(), done }));
  });

  app.get('/console/absences/new', route, async (request, reply) => {
    const typed = { grants: [], deputy: '', from: formatDate(today()), until: '' };
    return form(request, reply, textOf(request.query, 'person'), typed, []);
  });

  app.post('/console/absences', route, async (request, reply) => {
    const { actor, body, lang } = request;
    const typed = {
      grants: [fieldOf(body, 'grants')].flat().filter((one): one is string => typeof one === 'string'),
      deputy: textOf(body, 'deputy'),
      from: textOf(body, 'from'),
      until: textOf(body, 'until'),
    };
    const asked = textOf(body, 'person');
    const [from, until] = [readDate(typed.from), readDate(typed.until)];
    const problems: FieldProblem[] = [];
    for (const [field, read] of [
      ['from', from],
      ['until', until],
    ] as const)
      if (!read.ok) problems.push({ field, message: read.problem === 'empty' ? texts[lang].date_missing() : texts[lang].date_wrong() });
    if (!from.ok || !until.ok) return form(request, reply, asked, typed, problems);
    const personId = asked === '' ? (actor.id ?? '') : asked;
    const outcome = await db.transaction((tx) =>
      recordAbsence(tx, context, actor, { personId, deputyId: typed.deputy, grantIds: typed.grants, from: from.iso, until: until.iso }),
    );
    if (outcome.ok) return reply.redirect('/console/absences?done=recorded', 303);
    const words = absencesRefusalText(outcome.refusal, lang);
    if (!words || !outcome.refusal.field || outcome.refusal.status === 403) return reply.refuse(outcome.refusal);
    return form(request, reply, asked, typed, [{ field: outcome.refusal.field, message: `${words.title}. ${words.advice}` }]);
  });

  app.post<{ Params: { absenceId: string } }>('/console/absences/:absenceId/end', route, async (request, reply) => {
    const outcome = await db.transaction((tx) => endAbsence(tx, context, request.actor, request.params.absenceId));
    return outcome.ok ? reply.redirect('/console/absences?done=ended', 303) : reply.refuse(outcome.refusal);
  });

  async function form(
    request: FastifyRequest,
    reply: FastifyReply,
    asked: string,
    typed: AbsenceForm['typed'],
    problems: readonly FieldProblem[],
  ): Promise<FastifyReply> {
    const { actor } = request;
    const personId = idForm.test(asked) ? asked : (actor.id ?? '');
    const held = await inHand(db, actor, personId, today());
    const lendable = held.filter(isLendable);
    // Somebody else's name shows only to whoever could hand over one of their roles.
    const other = personId !== actor.id;
    if (other && held.length === 0) return reply.refuse({ code: 'people.absence-not-own', status: 403 });
    const [roles, rows, deputies] = await Promise.all([
      readRoles(db),
      grantsOfPerson(db, personId, today()),
      candidates(db, lendable, today(), [personId, other ? actor.id : null]),
    ]);
    const names = await namesOfActors(db, [...deputies, personId]);
    const offered = lendable.flatMap((grant) => {
      const role = roles.get(grant.role);
      const row = rows.find((one) => one.id === grant.id);
      return role ? [{ id: grant.id, role, place: row?.unitName ?? row?.organisationName ?? null }] : [];
    });
    const page = newAbsencePage(request.view({ formToken: true }), {
      person: other ? { id: personId, name: names.get(personId) ?? texts[request.lang].nameless() } : null,
      lendable: offered,
      someLeftOut: lendable.length < held.length,
      deputies: deputies
        .map((id) => ({ id, name: names.get(id) ?? texts[request.lang].nameless() }))
        .toSorted((a, b) => collator.compare(a.name, b.name)),
      typed,
      problems,
    });
    return reply.page(problems.length > 0 ? { ...page, status: 422 } : page);
  }
}
