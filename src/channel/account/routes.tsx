/** The person's own notices and choices, and the browsers on which they are told. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { record } from '../../audit/index.ts';
import { addressesOf } from '../../people/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { App } from '../../platform/http/index.ts';
import { isPushOf, registerPush, unregisterAllPush, unregisterPush } from '../../platform/messaging/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { type Actor, may, ownState } from '../../platform/session/index.ts';
import type { FieldProblem } from '../../platform/ui/index.ts';
import { isId } from '../../territory/index.ts';
import { type Way, ways } from '../contract.ts';
import { noticesOfPerson, openNotice, readAll, unreadOf } from '../notices.ts';
import type { QuietHours } from '../quiet.ts';
import { allTopics } from '../topics.ts';
import { chooseWishes, chosenWays, usualWishes, type WishesInput, wishesOf } from '../wishes.ts';
import { choicesPage, fieldOfTopic } from './choices.page.tsx';
import { noticesPage } from './notices.page.tsx';

const Query = Type.Object({
  before: Type.Optional(Type.String({ maxLength: 40 })),
  done: Type.Optional(Type.String({ maxLength: 10 })),
});
const own = { config: { right: 'people.own' }, schema: { hide: true, querystring: Query } } as const;
const perPage = 30;

function ownId(actor: Actor): string {
  if (actor.id === null) throw new Error('The own notices were asked for by nobody');
  return actor.id;
}

/** The values of a field, however often it was sent. */
function valuesOf(body: unknown, name: string): readonly string[] {
  const value: unknown = typeof body === 'object' && body !== null ? Object.entries(body).find(([key]) => key === name)?.[1] : undefined;
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((one) => typeof one === 'string').map((one) => one.slice(0, 2_000));
}
const textOf = (body: unknown, name: string): string => valuesOf(body, name)[0] ?? '';

/** What concerns somebody: topics without a right, and those whose right they hold. */
const topicsFor = (actor: Actor) => allTopics().filter(({ right }) => right === undefined || may(actor, right));

export function accountRoutes(app: App, context: Context): void {
  const { db, vault, config, messages } = context;

  app.get('/account/notices', own, async (request, reply) => {
    const { actor, query } = request;
    const personId = ownId(actor);
    const before = query.before !== undefined && isId(query.before) ? query.before : null;
    const { found, unread } = await db.transaction(
      async (tx) => ({ found: await noticesOfPerson(tx, personId, before, perPage + 1), unread: await unreadOf(tx, personId) }),
      { state: ownState(actor), readOnly: true },
    );
    const view = request.view({ formToken: true });
    const content = { notices: found.slice(0, perPage), unread, before, more: found.length > perPage, marked: query.done === 'read' };
    reply.header('cache-control', 'private, no-store');
    return reply.page(noticesPage(view, { ...content, timeZone: config.TIME_ZONE }), view);
  });

  app.post('/account/notices/read', own, async (request, reply) => {
    await db.transaction((tx) => readAll(tx, ownId(request.actor)), { state: ownState(request.actor) });
    return reply.redirect('/account/notices?done=read', 303);
  });

  app.get<{ Params: { id: string } }>('/account/notices/:id', own, async (request, reply) => {
    const { actor, params } = request;
    const href = isId(params.id) ? await db.transaction((tx) => openNotice(tx, ownId(actor), params.id), { state: ownState(actor) }) : null;
    return href === null ? reply.refuse({ code: 'http.not-found', status: 404 }) : reply.redirect(href, 303);
  });

  app.get('/account/notices/choices', own, async (request, reply) => {
    const done = (['chosen', 'added', 'removed'] as const).find((one) => one === request.query.done) ?? null;
    return showChoices(request, reply, { done, problems: [] });
  });

  app.post('/account/notices/choices', own, async (request, reply) => {
    const { actor, body, lang } = request;
    const quiet = { from: textOf(body, 'quiet_from'), to: textOf(body, 'quiet_to') };
    const typed = new Map(topicsFor(actor).map(({ name }) => [name, valuesOf(body, fieldOfTopic(name))]));
    const chosen = await db.transaction(async (tx) => chooseWishes(tx, actor, await withHidden(tx, actor, { ways: typed, quiet })), {
      state: ownState(actor),
    });
    if (chosen.ok) return reply.redirect('/account/notices/choices?done=chosen', 303);
    const { refusal } = chosen;
    if (refusal.field === undefined) return reply.refuse(refusal);
    const words = context.modules.find(({ name }) => name === 'channel')?.refusalText?.(refusal, lang);
    const problems = [{ field: refusal.field, message: words?.advice ?? refusal.code }];
    return showChoices(request, reply, { done: null, problems, typed: { ways: typed, quiet } });
  });

  /** Ways that this installation does not offer now are not on the page: what was chosen of them stays. */
  async function withHidden(tx: Tx, actor: Actor, { ways: typed, quiet }: WishesInput): Promise<WishesInput> {
    const before = (await wishesOf(tx, [ownId(actor)])).get(ownId(actor)) ?? usualWishes;
    const hidden = (topic: string) => chosenWays(before, topic).filter((way) => !messages.offers(way));
    return { ways: new Map([...typed].map(([topic, chosen]) => [topic, [...chosen, ...hidden(topic)]])), quiet };
  }

  app.post('/account/notices/devices', own, async (request, reply) => {
    const { actor, body } = request;
    const personId = ownId(actor);
    const subscription = { endpoint: textOf(body, 'endpoint'), keys: { p256dh: textOf(body, 'p256dh'), auth: textOf(body, 'auth') } };
    const registered = await db.transaction(
      async (tx) => {
        const outcome = await registerPush(tx, vault, personId, subscription);
        if (outcome.ok)
          await record(tx, actor, {
            action: 'channel.add-device',
            subject: { kind: 'platform.push-subscription', id: outcome.value.id },
            persons: [personId],
          });
        return outcome;
      },
      { state: ownState(actor) },
    );
    return registered.ok ? reply.redirect('/account/notices/choices?done=added#device', 303) : reply.refuse(registered.refusal);
  });

  app.post('/account/notices/devices/check', own, async (request, reply) => {
    const { actor, body } = request;
    const endpoint = textOf(body, 'endpoint');
    const mine = await db.transaction((tx) => isPushOf(tx, vault, ownId(actor), { endpoint }), { state: ownState(actor), readOnly: true });
    return reply.header('cache-control', 'private, no-store').send({ mine });
  });

  app.post('/account/notices/devices/end', own, async (request, reply) => {
    const { actor, body } = request;
    const personId = ownId(actor);
    const endpoint = textOf(body, 'endpoint');
    await db.transaction(
      async (tx) => {
        const ended =
          endpoint === '' ? await unregisterAllPush(tx, personId) : Number(await unregisterPush(tx, vault, personId, { endpoint }));
        if (ended > 0)
          await record(tx, actor, { action: 'channel.end-device', subject: { kind: 'people.person', id: personId }, persons: [personId] });
      },
      { state: ownState(actor) },
    );
    return reply.redirect('/account/notices/choices?done=removed#device', 303);
  });

  async function showChoices(
    request: FastifyRequest,
    reply: FastifyReply,
    shown: {
      readonly done: 'chosen' | 'added' | 'removed' | null;
      readonly problems: readonly FieldProblem[];
      readonly typed?: { readonly ways: ReadonlyMap<string, readonly string[]>; readonly quiet: QuietHours };
    },
  ) {
    const { actor } = request;
    const personId = ownId(actor);
    const { wishes, addresses } = await db.transaction(
      async (tx) => ({
        wishes: (await wishesOf(tx, [personId])).get(personId) ?? usualWishes,
        addresses: await addressesOf(tx, context, personId),
      }),
      { state: ownState(actor), readOnly: true },
    );
    const view = request.view({ formToken: true });
    const offered = ways.filter((way: Way) => messages.offers(way)).map((way) => ({ way, reachable: addresses[way].length > 0 }));
    const topics = topicsFor(actor).map((topic) => ({
      topic,
      chosen: shown.typed?.ways.get(topic.name) ?? chosenWays(wishes, topic.name),
    }));
    const content = { topics, offered, quiet: shown.typed?.quiet ?? wishes.quiet, pushKey: config.PUSH_PUBLIC_KEY };
    reply.header('cache-control', 'private, no-store');
    return reply.page(choicesPage(view, { ...content, devices: addresses.push.length, done: shown.done, problems: shown.problems }), view);
  }
}
