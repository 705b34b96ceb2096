/** One log line a request, and the figures that a monitoring system collects. */
import type { FastifyRequest } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Context } from '../module/index.ts';
import type { App } from './types.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The unexpected error that ended this request, for its log line. */
    failure: Error | null;
  }
}

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** Figures are for this machine, or for who shows the token; a forwarded request is never from this machine. */
function mayRead(request: FastifyRequest, token: string | null): boolean {
  if (token !== null && request.headers.authorization === `Bearer ${token}`) return true;
  const forwarded = request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined;
  return !forwarded && LOOPBACK.has(request.socket.remoteAddress ?? '');
}

/** A request that was answered. */
export interface Answered {
  readonly method: string;
  readonly url: string;
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  /** Missing where the answer was at hand before the web program was asked. */
  readonly id?: string;
  readonly failure?: Error | null;
}

export interface Observer {
  answered(request: Answered): void;
  /** An answer that was at hand: its log line. The metrics have it as a hit of the page cache; the histogram is for work. */
  repeated(request: Answered): void;
  readonly registry: Registry;
}

/** The query may hold what somebody searched for; the path is enough to find the page. */
function lineOf({ id, method, url, route, status, ms }: Answered) {
  const query = url.indexOf('?');
  return { id, method, path: query < 0 ? url : url.slice(0, query), route, status, ms: Math.round(ms * 100) / 100 };
}

export function createObserver({ cache, log }: Context): Observer {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer; answers at hand are page_cache_hits',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  for (const name of ['hits', 'misses', 'forgotten'] as const) {
    new Gauge({
      name: `page_cache_${name}`,
      help: `Page cache: ${name} since the start`,
      registers: [registry],
      collect() {
        this.set(cache.statistics[name]);
      },
    });
  }
  const failures = new Counter({ name: 'http_failures_total', help: 'Requests answered 500', registers: [registry] });

  function answered(request: Answered): void {
    const { route, method, status, ms, failure } = request;
    duration.observe({ route, method, status }, ms / 1000);
    if (failure) {
      failures.inc();
      log.error({ ...lineOf(request), err: failure }, 'request failed');
    } else log.info(lineOf(request), 'request');
  }

  return { registry, answered, repeated: (request) => log.info(lineOf(request), 'request') };
}

export function observe(app: App, context: Context, observer: Observer): void {
  const { config } = context;

  app.decorateRequest('failure', null);

  app.addHook('onResponse', ({ id, method, url, routeOptions, failure }, reply, done) => {
    observer.answered({ id, method, url, route: routeOptions.url ?? 'none', status: reply.statusCode, ms: reply.elapsedTime, failure });
    done();
  });

  app.get('/metrics', { config: { right: 'public' }, schema: { hide: true } }, async (request, reply) => {
    if (!mayRead(request, config.METRICS_TOKEN)) return reply.refuse({ code: 'http.no-right', params: { right: '/metrics' } });
    return reply.type(observer.registry.contentType).send(await observer.registry.metrics());
  });
}
