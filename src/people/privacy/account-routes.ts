/** One's own data: what is held, taking it along, asking, agreeing, and who looked. Only ever the rows of who is signed in. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { ownState } from '../../platform/session/index.ts';
import type { FieldProblem } from '../../platform/ui/index.ts';
import { peopleRights } from '../contract.ts';
import { liftRestriction, withdrawRequest } from './carry-out.ts';
import { consentsPage } from './consents.page.tsx';
import { consentsOf, giveConsent, purposesOn, withdrawConsent } from './consents.ts';
import { privacySources } from './erasure.ts';
import { exportArchive } from './export.ts';
import { isId, typedIn } from './form-values.ts';
import { type RequestKind, requestKinds } from './model.ts';
import { type PrivacyContent, privacyPage } from './privacy.page.tsx';
import { privacyRefusalText } from './refusals.ts';
import { fileRequest, requestsOf } from './requests.ts';
import { whoLookedPage } from './who-looked.page.tsx';
import { whoLooked } from './who-looked.ts';

interface Route {
  Params: { id: string; purpose: string };
  Querystring: { done?: string; before?: string };
}

const own = { config: { right: peopleRights.own }, schema: { hide: true } } as const;

/** A finding as the problem of its field, in words. */
export function problemOfRefusal(refusal: Refusal, lang: 'vi' | 'en', words = privacyRefusalText): FieldProblem[] {
  const found = words(refusal, lang);
  return refusal.field === undefined || !found ? [] : [{ field: refusal.field, message: `${found.title}. ${found.advice}` }];
}

export function accountRoutes(app: App, context: Context): void {
  const { db, config } = context;
  const mine = (request: FastifyRequest) => ({ state: ownState(request.actor) });

  app.get<Route>('/account/privacy', own, (request, reply) => show(request, reply));

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    wrong: Partial<Pick<PrivacyContent, 'problems' | 'typed'>> = {},
  ): Promise<FastifyReply> {
    const personId = request.actor.id ?? '';
    const { done } = request.query as Route['Querystring'];
    const found = await db.transaction(async (tx) => {
      const person = await sql<{
        restricted: boolean;
      }>`select restricted_at is not null as restricted from people.person where id = ${personId}::uuid`.execute(tx.rows<unknown>());
      return { restricted: person.rows[0]?.restricted ?? false, requests: await requestsOf(tx, personId) };
    }, mine(request));
    const holds = [...privacySources(context)].reverse().flatMap(({ source }) => source.holds(request.lang));
    const content: PrivacyContent = {
      ...found,
      holds,
      timeZone: config.TIME_ZONE,
      done: (['asked', 'withdrawn', 'lifted'] as const).find((one) => one === done) ?? null,
      problems: [],
      typed: { kind: '', words: '' },
      ...wrong,
    };
    return reply.page({ ...privacyPage(request.view({ formToken: true }), content), status: content.problems.length > 0 ? 422 : 200 });
  }

  app.post<Route>('/account/privacy', own, async (request, reply) => {
    const typed = { kind: typedIn(request.body, 'kind'), words: typedIn(request.body, 'words') };
    const kind = requestKinds.find((one): one is RequestKind => one === typed.kind);
    const wrong = (refusal: Refusal) => show(request, reply, { problems: problemOfRefusal(refusal, request.lang), typed });
    if (!kind) return wrong({ code: 'people.request-kind-missing', field: 'kind' });
    const input = { personId: request.actor.id ?? '', kind, words: typed.words, how: 'self' } as const;
    const outcome = await db.transaction((tx) => fileRequest(tx, context, request.actor, input), mine(request));
    if (outcome.ok) return reply.redirect('/account/privacy?done=asked', 303);
    return outcome.refusal.field === undefined ? reply.refuse(outcome.refusal) : wrong(outcome.refusal);
  });

  app.post<Route>('/account/privacy/:id/withdraw', own, async (request, reply) => {
    if (!isId(request.params.id)) return reply.refuse({ code: 'people.request-unknown', status: 404 });
    const outcome = await db.transaction((tx) => withdrawRequest(tx, context, request.actor, request.params.id), mine(request));
    return outcome.ok ? reply.redirect('/account/privacy?done=withdrawn', 303) : reply.refuse(outcome.refusal);
  });

  app.post('/account/privacy/lift', own, async (request, reply) => {
    await db.transaction((tx) => liftRestriction(tx, request.actor), mine(request));
    return reply.redirect('/account/privacy?done=lifted', 303);
  });

  app.get('/account/export', { ...own, config: { ...own.config, limit: 'write' } }, async (request, reply) => {
    const personId = request.actor.id ?? '';
    const archive = await db.transaction((tx) => exportArchive(tx, context, request.actor, personId, request.lang), mine(request));
    return sendArchive(reply, archive, context);
  });

  app.get<Route>('/account/who-looked', own, async (request, reply) => {
    const { before = '' } = request.query;
    const looks = await whoLooked(db, request.actor.id ?? '', { lang: request.lang, before: /^\d{1,18}$/.test(before) ? before : null });
    return reply.page(whoLookedPage(request.view(), looks, config.TIME_ZONE));
  });

  app.get<Route>('/account/consents', own, async (request, reply) => {
    const personId = request.actor.id ?? '';
    const { done } = request.query;
    const found = await db.transaction(
      async (tx) => ({ purposes: await purposesOn(tx, tx.clock.today().toString()), consents: await consentsOf(tx, personId) }),
      mine(request),
    );
    const content = { ...found, timeZone: config.TIME_ZONE, done: (['given', 'withdrawn'] as const).find((one) => one === done) ?? null };
    return reply.page(consentsPage(request.view({ formToken: true }), content));
  });

  app.post<Route>('/account/consents/:purpose', own, async (request, reply) => {
    const input = { personId: request.actor.id ?? '', purpose: request.params.purpose };
    const give = typedIn(request.body, 'do') === 'give';
    const version = Number(typedIn(request.body, 'version'));
    const outcome = await db.transaction(async (tx) => {
      if (!give) return withdrawConsent(tx, request.actor, input);
      return giveConsent(tx, request.actor, { ...input, how: 'self', version });
    }, mine(request));
    return outcome.ok ? reply.redirect(`/account/consents?done=${give ? 'given' : 'withdrawn'}`, 303) : reply.refuse(outcome.refusal);
  });
}

/** Sends an export: kept nowhere on the way. */
export function sendArchive(reply: FastifyReply, archive: Uint8Array, { clock }: Pick<Context, 'clock'>): FastifyReply {
  return reply
    .header('cache-control', 'no-store')
    .header('content-disposition', `attachment; filename="du-lieu-ca-nhan-${clock.today().toString()}.zip"`)
    .type('application/zip')
    .send(Buffer.from(archive));
}
