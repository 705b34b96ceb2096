/** The console's pages about persons: list, search, one person, whole numbers. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { record } from '../../audit/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { may, rowState } from '../../platform/session/index.ts';
import { peopleRights } from '../contract.ts';
import { formRoutes } from './form-routes.ts';
import { lineOf } from './form-values.ts';
import { listed, personContent, recordSearch } from './gather.ts';
import { listPage, type PersonList } from './list.page.tsx';
import { texts } from './messages.gen.ts';
import { type PersonContent, personPage } from './person.page.tsx';
import { looksLikePhone, normalPhone } from './phone.ts';
import { findByPhone, findPersons, kindsOfPersons, personInPlace } from './queries.ts';
import { purposes } from './words.ts';

const PAGE_LENGTH = 30;
const schema = { hide: true } as const;

interface ListRoute {
  Querystring: { q?: string | string[]; kind?: string | string[]; after?: string | string[] };
}
interface PersonRoute {
  Params: { id: string };
  Querystring: { saved?: string };
}

const one = (value: string | string[] | undefined): string => (typeof value === 'string' ? value : (value?.[0] ?? ''));

export function personRoutes(app: App, context: Context): void {
  const { db, vault, clock } = context;
  const seeing = { config: { right: peopleRights.see }, schema } as const;

  app.get<ListRoute>('/console/people', seeing, async (request, reply) => {
    const { actor, lang } = request;
    const words = one(request.query.q).slice(0, 200).trim();
    const kind = kindsOfPersons.find((known) => known === one(request.query.kind)) ?? 'all';
    if (looksLikePhone(words)) return show(request, reply, { persons: [], words: '', kind, next: null, numberInSearch: true });
    const { persons, more } = await db.transaction(
      async (tx) => {
        const ask = { words, kind, today: clock.today().toString(), limit: PAGE_LENGTH + 1, after: one(request.query.after) };
        const found = await findPersons(tx, actor, peopleRights.see, ask);
        const shown = found.slice(0, PAGE_LENGTH);
        await recordSearch(tx, actor, {
          by: [...(words === '' ? [] : ['name']), ...(kind === 'all' ? [] : ['kind'])],
          persons: shown,
          right: peopleRights.see,
        });
        return { persons: await listed(tx, context, shown, lang), more: found.length > PAGE_LENGTH };
      },
      { state: rowState(actor, peopleRights.see) },
    );
    const last = persons.at(-1);
    const query = new URLSearchParams({
      ...(words === '' ? {} : { q: words }),
      ...(kind === 'all' ? {} : { kind }),
      after: last?.id ?? '',
    });
    return show(request, reply, { persons, words, kind, next: more && last ? `/console/people?${query.toString()}` : null });
  });

  app.post('/console/people/by-phone', { ...seeing, config: { right: peopleRights.see, limit: 'write' } }, async (request, reply) => {
    const { actor, lang } = request;
    const phone = normalPhone(lineOf(request.body, 'phone'));
    if (phone === null) {
      const problems = [{ field: 'phone', message: texts[lang].phone_strange_title() }];
      return show(request, reply, { persons: [], words: '', kind: 'all', next: null, problems }, 422);
    }
    const persons = await db.transaction(
      async (tx) => {
        const found = await findByPhone(tx, vault, actor, peopleRights.see, phone);
        await recordSearch(tx, actor, { by: ['phone'], persons: found, right: peopleRights.see });
        return listed(tx, context, found, lang);
      },
      { state: rowState(actor, peopleRights.see) },
    );
    return show(request, reply, { persons, words: '', kind: 'all', next: null, byPhone: true });
  });

  formRoutes(app, context);

  app.get<PersonRoute>('/console/people/:id', seeing, async (request, reply) => {
    const { actor, lang } = request;
    const content = await db.transaction(
      async (tx) => {
        const person = await personInPlace(tx, actor, peopleRights.see, request.params.id);
        if (!person) return null;
        await record(tx, actor, {
          action: 'people.see',
          subject: { kind: 'people.person', id: person.id },
          persons: [person.id],
          right: peopleRights.see,
        });
        return personContent(tx, context, actor, person, lang);
      },
      { state: rowState(actor, peopleRights.see) },
    );
    if (!content) return reply.refuse({ code: 'http.not-found' });
    const saved = (['new', 'correct'] as const).find((known) => known === request.query.saved) ?? null;
    return showPerson(request, reply, { ...content, saved });
  });

  app.post<PersonRoute>('/console/people/:id/unmask', { config: { right: peopleRights.unmask }, schema }, async (request, reply) => {
    const { actor, lang } = request;
    const purpose = purposes.find((known) => known === lineOf(request.body, 'purpose'));
    const content = await db.transaction(
      async (tx) => {
        const person = await personInPlace(tx, actor, peopleRights.unmask, request.params.id);
        if (!person || actor.id === person.id) return null;
        await record(tx, actor, {
          // Without a purpose nothing is shown in full, but the person's page is.
          action: purpose === undefined ? 'people.see' : 'people.unmask',
          subject: { kind: 'people.person', id: person.id },
          persons: [person.id],
          right: peopleRights.unmask,
          ...(purpose === undefined ? {} : { purpose, fields: ['identifier'] }),
        });
        return personContent(tx, context, actor, person, lang);
      },
      { state: rowState(actor, peopleRights.unmask) },
    );
    if (!content) return reply.refuse({ code: 'http.not-found' });
    reply.header('cache-control', 'no-store');
    if (purpose === undefined) {
      return showPerson(request, reply, { ...content, problems: [{ field: 'purpose', message: texts[lang].purpose_missing() }] }, 422);
    }
    return showPerson(request, reply, { ...content, inFull: true });
  });

  function show(request: FastifyRequest, reply: FastifyReply, list: Omit<PersonList, 'mayRecord'>, status = 200): FastifyReply {
    const page = listPage(request.view({ formToken: true }), { ...list, mayRecord: may(request.actor, peopleRights.enrol) });
    return reply.page({ ...page, status });
  }

  function showPerson(request: FastifyRequest, reply: FastifyReply, content: PersonContent, status = 200): FastifyReply {
    return reply.page({ ...personPage(request.view({ formToken: true }), content), status });
  }
}
