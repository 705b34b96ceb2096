/** The office's side: the queue of requests about personal data, each request, and how long what is kept. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import { readCalendar } from '../../platform/calendar/store.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Outcome, Refusal } from '../../platform/outcome/index.ts';
import { holdsAt } from '../access.ts';
import { peopleRights } from '../contract.ts';
import { loadOpenOn } from '../decisions/store.ts';
import { decisionRefusalText } from '../decisions/words.ts';
import { namesOfActors } from '../names.ts';
import { identifiersOf, masked } from '../persons/identifiers.ts';
import { personsRefusalText } from '../persons/words.ts';
import { problemOfRefusal, sendArchive } from './account-routes.ts';
import { answerRequest, carryOutRequest, erasureDecision, refuseRequest } from './carry-out.ts';
import { exportArchive } from './export.ts';
import { isId, typedIn } from './form-values.ts';
import { isOpen } from './model.ts';
import { queuePage } from './queue.page.tsx';
import { answering, readQueue, timeLeft } from './queue.ts';
import { privacyRefusalText } from './refusals.ts';
import { type RequestContent, requestPage } from './request.page.tsx';
import { requestById } from './requests.ts';
import { retentionPage } from './retention.page.tsx';
import { loose, retentionSources, retentionStates } from './retention.ts';

interface Route {
  Params: { id: string };
}

/** A field as it was typed; empty where it was not. */
type Typed = (field: string) => string;
type Wrong = Partial<Pick<RequestContent, 'problems' | 'typed'>>;

const privacy = { config: { right: peopleRights.privacy }, schema: { hide: true } } as const;
const unknown: Refusal = { code: 'people.request-unknown', status: 404 };

export function consoleRoutes(app: App, context: Context): void {
  const { db, config } = context;

  app.get('/console/privacy', privacy, async (request, reply) => {
    const queue = await db.transaction((tx) => readQueue(tx, context, request.actor), answering(request.actor));
    return reply.page(queuePage(request.view(), queue));
  });

  app.get<Route>('/console/privacy/:id', privacy, (request, reply) => show(request, reply));

  async function show(request: FastifyRequest, reply: FastifyReply, wrong: Wrong = {}): Promise<FastifyReply> {
    const { id } = request.params as Route['Params'];
    const found = isId(id) ? await db.transaction((tx) => read(tx, request, id), answering(request.actor)) : null;
    if (!found) return reply.refuse(unknown);
    const by = [found.request.recordedBy, found.request.answeredBy].filter((one) => one !== null);
    const names = await namesOfActors(db, by);
    const content: RequestContent = {
      ...found,
      recordedBy: names.get(found.request.recordedBy ?? '') ?? null,
      answeredBy: names.get(found.request.answeredBy ?? '') ?? null,
      problems: [],
      typed: null,
      ...wrong,
    };
    return reply.page({ ...requestPage(request.view({ formToken: true }), content), status: content.problems.length > 0 ? 422 : 200 });
  }

  /** One request with what names its person, and the entry that says who saw it. */
  async function read(tx: Tx, { actor }: FastifyRequest, id: string) {
    const request = await requestById(tx, id);
    if (!request || !holdsAt(actor, peopleRights.privacy, request)) return null;
    const details = await sql<{ full_name: string; birth_year: number | null }>`select full_name, birth_year from people.person_details
      where person_id = ${request.personId}::uuid`.execute(tx.rows<unknown>());
    const person = details.rows[0];
    const identifiers = await identifiersOf(tx, context.vault, request.personId);
    const calendar = await readCalendar(tx, config.TIME_ZONE);
    const decision = await loadOpenOn(tx, erasureDecision, { kind: 'people.privacy-request', id });
    await record(tx, actor, {
      action: 'people.see-privacy-request',
      subject: { kind: 'people.privacy-request', id },
      fields: ['full_name', ...identifiers.map(({ kind }) => kind)],
      persons: [request.personId],
      purpose: 'data-request',
      right: peopleRights.privacy,
    });
    return {
      request,
      name: person?.full_name ?? null,
      birthYear: person?.birth_year ?? null,
      contacts: identifiers.filter(({ kind }) => kind === 'phone' || kind === 'email').map(({ kind, value }) => masked(kind, value)),
      clock: timeLeft(request, tx.clock.now(), calendar),
      calendar,
      decisionId: decision?.id ?? null,
      own: actor.id === request.personId,
    };
  }

  /** Runs a step and goes back to the request; a finding at a field shows the page with what was typed. */
  function step(path: string, command: (tx: Tx, request: FastifyRequest, id: string, typed: Typed) => Promise<Outcome<unknown>>): void {
    app.post<Route>(`/console/privacy/:id/${path}`, privacy, async (request, reply) => {
      const { id } = request.params;
      if (!isId(id)) return reply.refuse(unknown);
      const typed: Typed = (field) => typedIn(request.body, field);
      const outcome = await db.transaction((tx) => command(tx, request, id, typed), answering(request.actor));
      if (outcome.ok) return reply.redirect(`/console/privacy/${id}`, 303);
      const words = (refusal: Refusal, lang: 'vi' | 'en') =>
        privacyRefusalText(refusal, lang) ?? personsRefusalText(refusal, lang) ?? decisionRefusalText(refusal, lang);
      const problems = problemOfRefusal(outcome.refusal, request.lang, words);
      return problems.length > 0 ? show(request, reply, { problems, typed }) : reply.refuse(outcome.refusal);
    });
  }

  step('answer', (tx, { actor }, id, typed) => answerRequest(tx, context, actor, { id, answer: typed('answer') }));
  step('refuse', (tx, { actor }, id, typed) => refuseRequest(tx, context, actor, { id, why: typed('why') }));
  step('carry-out', (tx, { actor }, id, typed) => {
    const year = typed('birth_year');
    const birthYear = year === '' ? null : Number(year);
    return carryOutRequest(tx, context, actor, { id, correction: { fullName: typed('name'), birthYear }, reason: typed('reason') });
  });

  app.get<Route>('/console/privacy/:id/export', { ...privacy, config: { ...privacy.config, limit: 'write' } }, async (request, reply) => {
    const { id } = request.params;
    if (!isId(id)) return reply.refuse(unknown);
    const archive = await db.transaction(async (tx) => {
      const asked = await requestById(tx, id);
      const handed =
        asked && (asked.kind === 'see' || asked.kind === 'export') && isOpen(asked.state) && asked.personId !== request.actor.id;
      if (!asked || !handed || !holdsAt(request.actor, peopleRights.privacy, asked)) return null;
      return exportArchive(tx, context, request.actor, asked.personId, request.lang);
    }, answering(request.actor));
    return archive ? sendArchive(reply, archive, context) : reply.refuse(unknown);
  });

  app.get('/console/retention', { config: { right: peopleRights.retention }, schema: { hide: true } }, async (request, reply) => {
    const states = await retentionStates(context);
    const missing = loose(states, retentionSources(context)).sources;
    return reply.page(retentionPage(request.view(), states, missing, config.TIME_ZONE));
  });
}
