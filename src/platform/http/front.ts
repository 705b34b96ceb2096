/** Before the web program: an address that was answered from public facts alone, and still has that answer, is answered at once. */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { FastifyServerFactory } from 'fastify';
import type { Context } from '../module/index.ts';
import type { Limits } from './limits.ts';
import type { Observer } from './observe.ts';
import { isOwnHost } from './security.ts';

/** Fifteen megabytes at 200 kbit/s. */
const LONGEST_UPLOAD_MS = 600_000;

/** The server of the web program. What must hold for every request (host, limit, log line, metrics) holds here too. */
export function serverWithFront(context: Context, limits: Limits, observer: Observer): FastifyServerFactory {
  const { cache, config } = context;

  function answeredAtOnce(request: IncomingMessage, response: ServerResponse): boolean {
    const started = performance.now();
    const answered = cache.again(request, response);
    if (!answered) return false;
    observer.repeated({ method: 'GET', url: request.url ?? '', ...answered, ms: performance.now() - started });
    return true;
  }

  return (program, options): Server => {
    const listener: RequestListener = (request, response) => {
      // Who asks too often, or for another host, is told so by the web program.
      const welcome = limits.countRead(request) && isOwnHost(request.headers.host, config);
      if (!welcome || !answeredAtOnce(request, response)) (program as RequestListener)(request, response);
    };
    const server = createServer(listener);
    // With a server of ours Fastify leaves its time limits to us.
    server.keepAliveTimeout = options.keepAliveTimeout as number;
    // Who asks has to say what within this time; photographs over a line of 2G may follow for as long as something comes.
    server.headersTimeout = options.requestTimeout as number;
    server.requestTimeout = LONGEST_UPLOAD_MS;
    server.setTimeout(options.connectionTimeout as number);
    return server;
  };
}
