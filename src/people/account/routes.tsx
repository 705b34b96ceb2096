/** The person's own pages: who am I, name, devices and sessions. PIN and number are in security-routes. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { may, ownState } from '../../platform/session/index.ts';
import { browserOf, knownDevice } from '../citizen-access/browser.ts';
import { endDevice } from '../citizen-access/devices.ts';
import { fieldOf } from '../citizen-access/form-values.ts';
import { peopleRights } from '../contract.ts';
import { sessionsOf } from '../sessions/sessions.ts';
import { afterSignIn } from '../sessions/target.ts';
import { clearToken } from '../sessions/tokens.ts';
import { changeName, endEverywhere, endOwnSession, ownId } from './commands.ts';
import { communesToChoose } from './communes.ts';
import { devicesPage } from './devices.page.tsx';
import { hubPage } from './hub.page.tsx';
import { namePage } from './name.page.tsx';
import { ownAccount, ownDevices } from './queries.ts';
import { accountRefusalText } from './refusals.ts';

const Query = Type.Object({
  to: Type.Optional(Type.String({ maxLength: 2_000 })),
  first: Type.Optional(Type.String({ maxLength: 10 })),
  done: Type.Optional(Type.String({ maxLength: 10 })),
});
const own = { config: { right: peopleRights.own }, schema: { hide: true, querystring: Query } } as const;
const isId = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

interface NameValues {
  readonly fullName: string;
  readonly birthYear: string;
  readonly language: string;
  readonly unitId: string;
}

export function accountRoutes(app: App, context: Context): void {
  const { db, vault, config } = context;

  app.get('/account', own, async (request, reply) => {
    const { actor, lang } = request;
    const account = await db.transaction((tx) => ownAccount(tx, vault, ownId(actor), lang), { state: ownState(actor) });
    const usable = new Set(actor.grants.map((grant) => grant.id));
    const view = request.view({ formToken: true });
    return reply.page(
      hubPage(view, {
        account,
        console: may(actor, 'site.console'),
        needsSecond: actor.session?.strength !== 'two' && account.roles.some((role) => role.secondFactor && !usable.has(role.id)),
        phoneChanged: request.query.done === 'phone',
        more: context.modules
          .flatMap((module) => module.navigation ?? [])
          .filter((entry) => entry.area === 'account' && may(actor, entry.right))
          .toSorted((a, b) => a.order - b.order)
          .map(({ href, label }) => ({ href, label: label(request.lang) })),
      }),
      view,
    );
  });

  app.get('/account/name', own, async (request, reply) => {
    const { actor, lang } = request;
    const account = await db.transaction((tx) => ownAccount(tx, vault, ownId(actor), lang), { state: ownState(actor) });
    return showName(request, reply, { first: request.query.first === 'yes', to: request.query.to ?? '' }, [], {
      fullName: account.fullName,
      birthYear: account.birthYear === null ? '' : String(account.birthYear),
      language: account.language,
      unitId: account.unitId ?? '',
    });
  });

  app.post('/account/name', own, async (request, reply) => {
    const { actor, body, lang } = request;
    const values: NameValues = {
      fullName: fieldOf(body, 'name'),
      birthYear: fieldOf(body, 'birth_year', 10),
      language: fieldOf(body, 'language', 10),
      unitId: fieldOf(body, 'unit', 40),
    };
    const first = fieldOf(body, 'first') === 'yes';
    const to = fieldOf(body, 'to', 2_000);
    const changed = await db.transaction((tx) => changeName(tx, actor, values), { state: ownState(actor) });
    if (changed.ok) return reply.redirect(afterSignIn(to), 303);
    const { refusal } = changed;
    const words = accountRefusalText(refusal, lang);
    return showName(request, reply, { first, to }, [{ field: refusal.field ?? 'name', message: words?.advice ?? refusal.code }], values);
  });

  app.get('/account/devices', own, async (request, reply) => {
    const { actor } = request;
    const personId = ownId(actor);
    const known = await knownDevice(context, browserOf(request, context));
    const content = await db.transaction(
      async (tx) => ({ devices: await ownDevices(tx, personId), sessions: await sessionsOf(tx, personId) }),
      { state: ownState(actor) },
    );
    const view = request.view({ formToken: true });
    const here = { session: actor.session?.id ?? null, device: known?.device.id ?? null };
    return reply.page(devicesPage(view, { ...content, here, timeZone: config.TIME_ZONE, done: request.query.done === 'yes' }), view);
  });

  app.post<{ Params: { id: string } }>('/account/devices/:id/end', own, async (request, reply) => {
    const { actor } = request;
    const { id } = request.params;
    // Row-level security leaves only the person's own devices to be found.
    const ended = isId(id) && (await db.transaction((tx) => endDevice(tx, actor, id, 'own-list'), { state: ownState(actor) }));
    return ended ? reply.redirect('/account/devices?done=yes', 303) : reply.refuse({ code: 'http.not-found' });
  });

  app.post<{ Params: { id: string } }>('/account/sessions/:id/end', own, async (request, reply) => {
    const { actor } = request;
    const { id } = request.params;
    const ended = isId(id) && (await db.transaction((tx) => endOwnSession(tx, actor, id), { state: ownState(actor) }));
    return ended ? reply.redirect('/account/devices?done=yes', 303) : reply.refuse({ code: 'http.not-found' });
  });

  app.post('/account/devices/end-all', own, async (request, reply) => {
    const { actor } = request;
    const all = fieldOf(request.body, 'which') === 'all';
    const known = await knownDevice(context, browserOf(request, context));
    const keep = all || actor.session === null ? null : { sessionId: actor.session.id, deviceId: known?.device.id ?? actor.session.device };
    await db.transaction((tx) => endEverywhere(tx, actor, keep), { state: ownState(actor) });
    if (keep !== null) return reply.redirect('/account/devices?done=yes', 303);
    clearToken(reply, config, 'session');
    clearToken(reply, config, 'device');
    return reply.redirect('/sign-in', 303);
  });

  async function showName(
    request: FastifyRequest,
    reply: FastifyReply,
    way: { first: boolean; to: string },
    problems: readonly { field: string; message: string }[],
    values: NameValues,
  ) {
    const { actor } = request;
    const [communes, account] = await db.transaction(
      async (tx) => [await communesToChoose(tx), await ownAccount(tx, vault, ownId(actor), request.lang)] as const,
      { state: ownState(actor) },
    );
    const view = request.view({ formToken: true });
    const choosesCommune = account.roles.length === 0;
    return reply.page(namePage(view, { values, communes, choosesCommune, first: way.first, to: afterSignIn(way.to), problems }), view);
  }
}
