/** Enrolling phones: the code is made in the console and used at /join, without an account. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import { record } from '../../audit/index.ts';
import { momentText } from '../../platform/calendar/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { may } from '../../platform/session/index.ts';
import { browserOf } from '../citizen-access/browser.ts';
import { handDevice } from '../citizen-access/devices.ts';
import { citizenAccessRefusalText } from '../citizen-access/refusals.ts';
import { peopleRights } from '../contract.ts';
import { lineOf } from '../persons/form-values.ts';
import { recordSearch } from '../persons/gather.ts';
import { personInPlace } from '../persons/queries.ts';
import { placeNames } from '../persons/units.ts';
import { handSession } from '../sessions/finish.ts';
import { readToken, setToken } from '../sessions/tokens.ts';
import { enrolState, issueEnrolment, join, refusalToEnrol, takeCode, welcomeOf } from './commands.ts';
import { codeHandedPage, enrolmentListPage, enrolPage } from './console.page.tsx';
import { codeIn, waitBeforeCode } from './handed-code.ts';
import { codePage, donePage, overPage, pinPage } from './join.page.tsx';
import { texts } from './messages.gen.ts';
import { enrollable, enrolmentOf } from './queries.ts';

const schema = { hide: true } as const;
const anyone = { config: { right: 'public' }, schema } as const;
const guessed = { config: { right: 'public', limit: 'guess' }, schema } as const;
const enrolling = { config: { right: peopleRights.enrol }, schema } as const;

interface PersonRoute {
  Params: { id: string };
}

/** The address at which people reach this installation. */
export const originOf = (request: FastifyRequest, { config }: Pick<Context, 'config'>): string =>
  config.PUBLIC_URL?.origin ?? `${request.protocol}://${request.host}`;

/** Neither codes nor whom they are for stay in the browser's memory. */
const unkept = (reply: FastifyReply): FastifyReply => reply.header('cache-control', 'no-store');

export function enrolmentRoutes(app: App, context: Context): void {
  consoleRoutes(app, context);
  const { config } = context;

  app.get<{ Querystring: { code?: string } }>('/join', anyone, async (request, reply) => {
    const code = typeof request.query.code === 'string' ? (codeIn(request.query.code) ?? '') : '';
    return unkept(reply).page(codePage(request.view({ formToken: true }), { code, problems: [] }));
  });

  app.post('/join', guessed, async (request, reply) => {
    const t = texts[request.lang];
    const view = request.view({ formToken: true });
    const seconds = await waitBeforeCode(context, request.ip);
    if (seconds > 0) {
      const wait = t.wait({ minutes: Math.ceil(seconds / 60) });
      return unkept(reply)
        .header('retry-after', String(seconds))
        .page(codePage(view, { code: '', problems: [], wait }));
    }
    const code = codeIn(lineOf(request.body, 'code'));
    const token = code === null ? null : await takeCode(context, code);
    if (token === null) {
      const message = code === null ? t.code_strange() : t.code_wrong();
      return unkept(reply).page(codePage(view, { code: '', problems: [{ field: 'code', message }] }));
    }
    setToken(reply, config, 'attempt', token, 15 * 60);
    return reply.redirect('/join/pin', 303);
  });

  app.get('/join/pin', anyone, async (request, reply) => {
    const welcome = await welcomeOf(context, readToken(request, config, 'attempt'));
    unkept(reply);
    return reply.page(welcome ? pinPage(request.view({ formToken: true }), { welcome, problems: [] }) : overPage(request.view(), 'over'));
  });

  app.post('/join/pin', guessed, async (request, reply) => {
    const t = texts[request.lang];
    const browser = browserOf(request, context);
    const [pin, again] = [lineOf(request.body, 'pin'), lineOf(request.body, 'again')];
    if (pin !== again) {
      const welcome = await welcomeOf(context, browser.attempt);
      if (!welcome) return unkept(reply).page(overPage(request.view(), 'over'));
      return unkept(reply).page(
        pinPage(request.view({ formToken: true }), { welcome, problems: [{ field: 'again', message: t.pins_differ() }] }),
      );
    }
    const joined = await join(context, browser, pin);
    if (joined.kind === 'joined') {
      handSession(reply, context, joined.session);
      handDevice(reply, context, joined.device);
      return reply.redirect('/join/done', 303);
    }
    if (joined.kind === 'over') return unkept(reply).page(overPage(request.view(), 'over'));
    const message = citizenAccessRefusalText({ code: joined.code }, request.lang)?.title ?? t.pin_strange();
    return unkept(reply).page(
      pinPage(request.view({ formToken: true }), { welcome: joined.welcome, problems: [{ field: 'pin', message }] }),
    );
  });

  app.get('/join/done', anyone, async (request, reply) => {
    if (request.actor.kind !== 'person') return reply.redirect('/join', 303);
    return reply.page(donePage(request.view(), { console: may(request.actor, 'site.console') }));
  });

  app.get('/join/not-me', anyone, async (request, reply) => reply.page(overPage(request.view(), 'not-me')));
}

function consoleRoutes(app: App, context: Context): void {
  const { db, config } = context;

  app.get<{ Querystring: { saved?: string } }>('/console/enrolment', enrolling, async (request, reply) => {
    const { actor } = request;
    const found = await db.transaction(
      async (tx) => {
        const list = await enrollable(tx, context, actor);
        await recordSearch(tx, actor, { by: ['role'], persons: list.map((one) => one.person), right: peopleRights.enrol });
        return {
          list,
          places: await placeNames(
            tx,
            list.map((one) => one.person),
          ),
        };
      },
      { state: enrolState(actor) },
    );
    return reply.page(
      enrolmentListPage(request.view(), { ...found, timeZone: config.TIME_ZONE, saved: request.query.saved !== undefined }),
    );
  });

  app.get<PersonRoute>('/console/people/:id/enrol', enrolling, async (request, reply) => {
    const { actor } = request;
    const found = await db.transaction(
      async (tx) => {
        const person = await personInPlace(tx, actor, peopleRights.enrol, request.params.id);
        if (!person) return { code: 'http.not-found' } as const;
        const refusal = await refusalToEnrol(tx, context, actor, person);
        if (refusal) return refusal;
        await record(tx, actor, {
          action: 'people.see',
          subject: { kind: 'people.person', id: person.id },
          persons: [person.id],
          right: peopleRights.enrol,
        });
        return enrolmentOf(tx, person);
      },
      { state: enrolState(actor) },
    );
    if ('code' in found) return reply.refuse(found);
    return unkept(reply).page(enrolPage(request.view({ formToken: true }), { enrollable: found, timeZone: config.TIME_ZONE }));
  });

  app.post<PersonRoute>('/console/people/:id/enrol', enrolling, async (request, reply) => {
    const { actor } = request;
    const made = await db.transaction((tx) => issueEnrolment(tx, context, actor, request.params.id), { state: enrolState(actor) });
    if (!made.ok) return reply.refuse(made.refusal);
    const { person, code, expiresAt } = made.value;
    const content = {
      name: person.fullName,
      code,
      address: `${originOf(request, context)}/join`,
      expires: momentText(expiresAt, config.TIME_ZONE),
    };
    return unkept(reply).page(codeHandedPage(request.view(), content));
  });
}
