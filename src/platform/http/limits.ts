/** How much one address may ask for, and what happens when everybody asks at once. */
import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';
import underPressure from '@fastify/under-pressure';
import { sql } from 'kysely';
import type { Context } from '../module/index.ts';
import type { App } from './types.ts';

const WINDOW_SECONDS = 60;
const GUESSES_PER_MINUTE = 10;

/** Answered even when the program is overloaded: whoever watches it must still see it. */
const ALWAYS = new Set(['/healthz', '/readyz', '/metrics']);

/** Believed proxies as Fastify and `proxy-addr` take them: a number of hops counts from our own socket. */
export type Trust = false | string[] | ((address: string, hop: number) => boolean);

export function trustOf(proxies: Context['config']['TRUST_PROXY']): Trust {
  return typeof proxies === 'number' ? (_address, hop) => hop < proxies : proxies;
}

/** Requests of one address in one program: a count per minute that starts anew with each. */
export interface Limits {
  /** Counts the request where it arrives; false when there were too many in this minute. */
  countRead(request: IncomingMessage): boolean;
  /** Whether the request was one too many. */
  isOver(request: IncomingMessage): boolean;
  /** Seconds until the count starts anew. */
  secondsLeft(): number;
}

export function readLimits(config: Context['config']): Limits {
  const trust = trustOf(config.TRUST_PROXY);
  const most = config.RATE_READS_PER_MINUTE;
  const over = new WeakSet<IncomingMessage>();
  let counts = new Map<string, number>();
  let ends = 0;

  return {
    countRead(request) {
      const now = performance.now();
      if (now >= ends) {
        ends = now + WINDOW_SECONDS * 1000;
        counts = new Map();
      }
      const client = trust === false ? (request.socket.remoteAddress ?? '') : proxyAddr(request, trust);
      const count = (counts.get(client) ?? 0) + 1;
      counts.set(client, count);
      if (count > most) over.add(request);
      return count <= most;
    },
    isOver: (request) => over.has(request),
    secondsLeft: () => Math.max(1, Math.ceil((ends - performance.now()) / 1000)),
  };
}

/** Counts a call in the database, so that the count is exact however many programs run. Returns the calls in this window so far. */
export async function countCall(context: Context, key: string): Promise<{ hits: number; secondsLeft: number }> {
  const found = await sql<{ hits: number; seconds_left: number }>`
    insert into platform.rate_counter as counter (key, window_start, hits)
    values (${key}, to_timestamp(floor(extract(epoch from now()) / ${WINDOW_SECONDS}) * ${WINDOW_SECONDS}), 1)
    on conflict (key) do update
      set hits = case when counter.window_start = excluded.window_start then counter.hits + 1 else 1 end,
          window_start = excluded.window_start
    returning hits, ceil(${WINDOW_SECONDS} - (extract(epoch from now()) - extract(epoch from window_start)))::int as seconds_left
  `.execute(context.db.rows());
  const row = found.rows[0];
  if (!row) throw new Error('The counter row was not returned');
  return { hits: row.hits, secondsLeft: row.seconds_left };
}

export async function limit(app: App, context: Context, limits: Limits): Promise<void> {
  const { config } = context;

  await app.register(underPressure, {
    maxEventLoopDelay: config.SHED_EVENT_LOOP_MS,
    retryAfter: 5,
    pressureHandler: (request, reply) => {
      if (ALWAYS.has(request.url)) return;
      reply.header('retry-after', '5').refuse({ code: 'http.busy' });
    },
  });

  app.addHook('onRequest', (request, reply, done) => {
    if (!limits.isOver(request.raw) || ALWAYS.has(request.url)) return done();
    const seconds = limits.secondsLeft();
    reply.header('retry-after', String(seconds)).refuse({ code: 'http.too-many', params: { seconds } });
  });

  app.addHook('preHandler', async (request, reply) => {
    const { limit: kind, right } = request.routeOptions.config;
    if (right === undefined || (kind === undefined && (request.method === 'GET' || request.method === 'HEAD'))) return;
    const { hits, secondsLeft } = await countCall(context, `${kind ?? 'write'}:${request.ip}`);
    if (hits > (kind === 'guess' ? GUESSES_PER_MINUTE : config.RATE_WRITES_PER_MINUTE)) {
      return reply.header('retry-after', String(secondsLeft)).refuse({ code: 'http.too-many', params: { seconds: secondsLeft } });
    }
  });
}
