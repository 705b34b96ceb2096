/** `/demo`: trying every role. The routes exist in a demonstration only; in production these addresses lead nowhere. */
import { sql } from 'kysely';
import { type App, ownPath } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { oidcWays } from '../oidc/ways.ts';
import { beginSession, handSession } from '../sessions/finish.ts';
import { demoPage, resetPage } from './demo.page.tsx';
import { readDemonstrationRoles } from './people.ts';
import { roleCards } from './queries.ts';
import { resetDemonstration } from './reset.ts';

interface Route {
  Querystring: { to?: string; reset?: string };
  Body: { key?: string; to?: string } | null;
}

const options = { config: { right: 'public' as const, demonstration: true as const }, schema: { hide: true } };
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

export function demonstrationRoutes(app: App, context: Context): void {
  const { config, db, clock } = context;
  if (config.YENBAI_MODE !== 'demonstration') return;
  const roles = readDemonstrationRoles();

  app.get<Route>('/demo', options, async (request, reply) => {
    const to = text(request.query.to);
    const demo = {
      cards: await roleCards(db, roles, clock.today().toString(), request.lang),
      ways: oidcWays(config),
      to: to === '' ? '' : ownPath(to),
      reset: request.query.reset === 'yes',
    };
    return reply.page(demoPage(request.view({ formToken: true }), demo));
  });

  app.get('/dung-thu', options, async (_request, reply) => reply.redirect('/demo', 302));

  app.post<Route>('/demo/sign-in', options, async (request, reply) => {
    const role = roles.find(({ key }) => key === text(request.body?.key));
    if (!role) return reply.refuse({ code: 'people.demonstration-unknown', status: 404 });
    const opened = await db.transaction(
      async (tx) => {
        // Only who was made up can be entered so, whatever the file says.
        const person =
          await sql`select from people.person where id = ${role.id}::uuid and origin = 'demonstration' and state = 'active' for share`.execute(
            tx.rows<unknown>(),
          );
        if (person.rows.length === 0) return null;
        return beginSession(tx, request.actor, { personId: role.id, methods: ['demonstration'], strength: 'two' });
      },
      { state: dutyState('identity') },
    );
    if (!opened) return reply.refuse({ code: 'people.demonstration-gone', status: 409 });
    handSession(reply, context, opened);
    const to = text(request.body?.to);
    return reply.redirect(to === '' ? role.leads_to : ownPath(to), 303);
  });

  app.get('/demo/reset', options, (request, reply) => reply.page(resetPage(request.view({ formToken: true }))));

  app.post('/demo/reset', { ...options, config: { ...options.config, limit: 'guess' } }, async (request, reply) => {
    await db.transaction((tx) => resetDemonstration(tx, context, request.actor, roles), { state: dutyState('privacy') });
    return reply.redirect('/demo?reset=yes', 303);
  });
}
