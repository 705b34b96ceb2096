import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../platform/config/index.ts';
import { cookieName, isSecure } from '../../platform/http/index.ts';

/** Cookies of this module: the session, the known device, and the browser that began an attempt to sign in. */
export type PeopleCookie = 'session' | 'device' | 'attempt';

/** A secret's hash as the database keeps it. The secret has 256 random bits, so that a plain hash is enough. */
export function tokenDigest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

export function readToken(request: FastifyRequest, config: Config, cookie: PeopleCookie): string | null {
  if (request.headers.cookie === undefined) return null;
  const value = request.cookies[cookieName(cookie, isSecure(config))];
  return value !== undefined && /^[\w-]{43}$/.test(value) ? value : null;
}

/** Sets the secret in the browser: not readable by scripts, sent to this host only, never along with another site's form. */
export function setToken(reply: FastifyReply, config: Config, cookie: PeopleCookie, token: string, seconds: number): void {
  const secure = isSecure(config);
  reply.setCookie(cookieName(cookie, secure), token, { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: seconds });
}

export function clearToken(reply: FastifyReply, config: Config, cookie: PeopleCookie): void {
  const secure = isSecure(config);
  reply.clearCookie(cookieName(cookie, secure), { path: '/', httpOnly: true, sameSite: 'lax', secure });
}
