/** For those who watch the program: is it alive, is it ready, and what does its API look like? */
import swagger from '@fastify/swagger';
import { sql } from 'kysely';
import type { Context } from '../module/index.ts';
import type { App } from './types.ts';

const IDLE_SWEEP_MS = 100;

export async function describeApi(app: App, context: Context): Promise<void> {
  const { config } = context;
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: `${config.PRODUCT_NAME} API`,
        version: '1',
        description: 'Open data and services. Errors are problem documents (RFC 9457).',
      },
      ...(config.PUBLIC_URL ? { servers: [{ url: config.PUBLIC_URL.origin }] } : {}),
    },
    hideUntagged: true,
  });
}

export function answerHealth(app: App, context: Context): void {
  const open = { config: { right: 'public' as const }, schema: { hide: true } };
  let closing = false;
  app.addHook('preClose', (done) => {
    closing = true;
    if (!app.server.listening) return done();
    // A connection that was busy at the stop would stay open for later requests, and the stop would wait for it.
    const sweep = setInterval(() => app.server.closeIdleConnections(), IDLE_SWEEP_MS);
    app.server.once('close', () => clearInterval(sweep));
    done();
  });

  app.get('/healthz', open, async (_request, reply) => reply.type('text/plain').send('ok\n'));

  app.get('/readyz', open, async (_request, reply) => {
    if (closing) return reply.code(503).type('text/plain').send('closing\n');
    try {
      await sql`select 1`.execute(context.db.rows());
      return reply.type('text/plain').send('ready\n');
    } catch (error) {
      context.log.warn({ err: error }, 'not ready: the database does not answer');
      return reply.code(503).header('retry-after', '5').type('text/plain').send('database does not answer\n');
    }
  });

  app.get('/openapi.json', open, async (_request, reply) => reply.type('application/json').send(JSON.stringify(app.swagger())));
}
