/** Writing a report down for somebody else: who, whether they agree, and then the form of the citizens. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { record } from '../../../audit/index.ts';
import { actOnBehalf, normalPhone, peopleRights, personToHelp, registerFiling, waysToAgree } from '../../../people/index.ts';
import type { App } from '../../../platform/http/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import { may, ownState, rowState } from '../../../platform/session/index.ts';
import type { FieldProblem } from '../../../platform/ui/index.ts';
import { isId } from '../../../territory/index.ts';
import { refusalWords } from '../../citizen/words.ts';
import { lineOf } from '../../console/form-values.ts';
import { namesFor } from '../../console/names.ts';
import { texts } from '../messages.gen.ts';
import { handOn } from '../start.ts';
import { whole } from '../whole.ts';
import { type NewForContent, newForAddress, newForPage, writtenAddress } from './new-for.page.tsx';
import { writtenPage } from './written.page.tsx';
import { writtenBy } from './written.ts';

interface StartRoute {
  Querystring: { person?: string };
}

const mostWritten = 100;
const doors = ['helper', 'call'] as const;

registerFiling({
  href: (personId) => `${newForAddress}?person=${personId}`,
  label: (lang, { name, year }) => texts[lang].new_for_link({ name, year }),
  offered: (actor) => may(actor, peopleRights.onBehalf),
});

export function behalfRoutes(app: App, context: Context): void {
  const { db, clock, ids, config } = context;
  const right = peopleRights.onBehalf;
  const route = { config: { right }, schema: { hide: true } } as const;
  const writing = { config: { right, limit: 'write' }, schema: { hide: true } } as const;

  app.get<StartRoute>(newForAddress, route, async (request, reply) => {
    const { person: asked } = request.query;
    if (asked === undefined) return show(request, reply, { person: null });
    const person = await known(request, asked);
    return person === null ? reply.refuse({ code: 'http.not-found' }) : show(request, reply, { person });
  });

  app.post(newForAddress, writing, async (request, reply) => {
    const { actor, body, lang } = request;
    const t = texts[lang];
    const asked = lineOf(body, 'person');
    const person = asked === '' ? null : await known(request, asked);
    if (asked !== '' && person === null) return reply.refuse({ code: 'http.not-found' });
    const consent = waysToAgree.find((one) => one === lineOf(body, 'consent'));
    const door = doors.find((one) => one === lineOf(body, 'door'));
    const typed = { name: lineOf(body, 'name'), phone: lineOf(body, 'phone'), door: door ?? '', consent: consent ?? '' };
    const problems: FieldProblem[] = [];
    if (person === null && typed.name === '') problems.push({ field: 'name', message: t.new_for_name_missing() });
    if (typed.phone !== '' && normalPhone(typed.phone) === null) problems.push({ field: 'phone', message: t.phone_wrong() });
    if (door === undefined) problems.push({ field: 'door', message: t.new_for_door_missing() });
    if (lineOf(body, 'agreed') !== 'yes') problems.push({ field: 'agreed', message: t.consent_missing() });
    if (consent === undefined) problems.push({ field: 'consent', message: t.consent_how_missing() });
    if (problems.length > 0 || consent === undefined || !isId(lineOf(body, 'id'))) return show(request, reply, { person, typed, problems });
    if (person !== null) {
      // The person agrees now, in the words that were read out; each later use asks whether it still holds.
      const agreed = await whole(db, rowState(actor, right), (tx) => actOnBehalf(tx, context, actor, { personId: person.id, consent }));
      if (!agreed.ok) {
        const words = refusalWords(context, agreed.refusal, lang);
        if (words === null) return reply.refuse(agreed.refusal);
        return show(request, reply, { person, typed, problems: [{ field: 'agreed', message: words }] });
      }
    }
    return handOn(reply);
  });

  app.get(writtenAddress, route, async (request, reply) => {
    const { actor, lang } = request;
    const on = clock.today().toString();
    const reports = await db.transaction((tx) => writtenBy(tx, actor, on, mostWritten), { state: ownState(actor), readOnly: true });
    const names = await namesFor(
      db,
      context,
      reports.map(({ unitId }) => ({ unitId, assigneeId: null })),
      { on, lang },
    );
    const page = writtenPage(request.view(), { reports, units: names.units, timeZone: config.TIME_ZONE });
    return reply.header('cache-control', 'private, no-store').page(page);
  });

  /** The person, where the actor may act for them: a sight, which goes into the trail. */
  const known = (request: FastifyRequest, id: string) =>
    db.transaction(
      async (tx) => {
        const person = await personToHelp(tx, request.actor, id);
        if (person !== null)
          await record(tx, request.actor, {
            action: 'people.see',
            subject: { kind: 'people.person', id: person.id },
            persons: [person.id],
            right,
          });
        return person;
      },
      { state: rowState(request.actor, right) },
    );

  function show(
    request: FastifyRequest,
    reply: FastifyReply,
    content: Pick<NewForContent, 'person'> & Partial<Pick<NewForContent, 'typed' | 'problems'>>,
  ): FastifyReply {
    const { person, typed = { name: '', phone: '', door: '', consent: '' }, problems = [] } = content;
    const page = newForPage(request.view({ formToken: true }), { id: ids.next(), person, typed, problems });
    // Nothing of the person stays on the helper's phone.
    return reply.header('cache-control', 'no-store').page({ ...page, status: problems.length === 0 ? 200 : 422 });
  }
}
