/** Headers, cookies, origins and form tokens: what keeps other sites and injected text out. */
import cookie from '@fastify/cookie';
import csrf from '@fastify/csrf-protection';
import helmet from '@fastify/helmet';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bringsNothing } from '../cache/index.ts';
import type { Config } from '../config/index.ts';
import type { Context } from '../module/index.ts';
import { formTokenField } from '../ui/index.ts';
import { provideFormToken } from './request.ts';
import type { App } from './types.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** With https, cookies carry `__Host-`: bound to this host, this path, secure (RFC 6265bis 4.1.3.2). */
export function cookieName(name: string, secure: boolean): string {
  return secure ? `__Host-${name}` : name;
}

export function isSecure(config: Config): boolean {
  return config.PUBLIC_URL?.protocol === 'https:';
}

/** Without PUBLIC_URL the program serves this machine only: a foreign Host is a rebound name, not a visitor. */
export function isOwnHost(host: string | undefined, config: Config): boolean {
  return config.PUBLIC_URL !== null || LOOPBACK.has((host ?? '').replace(/:\d+$/, '').toLowerCase());
}

/** The one origin from which forms may come: PUBLIC_URL, or this machine's own address where none is set. */
function ownOrigin(request: FastifyRequest, config: Config): string {
  return config.PUBLIC_URL ? config.PUBLIC_URL.origin : `http://${request.headers.host ?? ''}`;
}

/**
 * Whether a writing request comes from our own pages. Browsers send Origin with every POST; where it is missing,
 * Sec-Fetch-Site and Referer are asked; a caller with none of the three (a program) still needs a form token.
 */
function fromOwnOrigin(request: FastifyRequest, config: Config): boolean {
  const { origin, referer } = request.headers;
  if (origin !== undefined) return origin === ownOrigin(request, config);
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  return referer === undefined || (URL.canParse(referer) && new URL(referer).origin === ownOrigin(request, config));
}

/** Whether no form token is asked for: the origin is named, and is ours, since all others were refused before. */
function isWelcome(request: FastifyRequest): boolean {
  return request.routeOptions.config.newcomers === true && request.headers.origin !== undefined && bringsNothing(request.raw);
}

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

export async function protect(app: App, context: Context): Promise<void> {
  const { config } = context;
  const secure = isSecure(config);

  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        mediaSrc: ["'self'", 'blob:'],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        ...(secure ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: false,
    xXssProtection: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
  });

  await app.register(cookie, { secret: config.SECRET_KEY ?? '' });
  await app.register(csrf, {
    cookieKey: cookieName('form', secure),
    cookieOpts: { path: '/', httpOnly: true, sameSite: 'lax', secure, signed: true },
    getToken: (request) => (request.body as Record<string, string> | null)?.[formTokenField],
  });

  app.addHook('onRequest', (request, reply, done) => {
    if (!isOwnHost(request.headers.host, config)) {
      reply.refuse({ code: 'http.wrong-host', params: { host: (request.headers.host ?? '').slice(0, 100) } });
      return;
    }
    provideFormToken(request, () => reply.generateCsrf());
    if (!READS.has(request.method) && !fromOwnOrigin(request, config)) {
      reply.refuse({ code: 'http.foreign-origin', status: 403 });
      return;
    }
    done();
  });

  app.addHook('preHandler', (request: FastifyRequest, reply: FastifyReply, done) => {
    if (READS.has(request.method) || request.is404 || isWelcome(request)) return done();
    // Whoever is told to load the page again gets one that is theirs, with a token, and not the one that is kept.
    if (request.routeOptions.config.newcomers) reply.generateCsrf();
    app.csrfProtection(request, reply, done);
  });
}
