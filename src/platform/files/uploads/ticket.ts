/** Who sends files: a person who is signed in, or a browser that is known by nothing but a ticket of its own. */
import { createHash, randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { cookieName } from '../../http/security.ts';

const COOKIE = 'reports_ticket';
const YEAR_IN_SECONDS = 365 * 24 * 3600;

/** Tickets that were made in answering this request: the second question has the answer of the first. */
const made = new WeakMap<FastifyRequest, string>();

const digest = (value: string) => createHash('sha256').update(value).digest('hex');

/** Whether the installation is reached by https; what the page itself says of its address is the setting's word. */
const secureOf = (request: FastifyRequest) => new URL(request.view().origin ?? '').protocol === 'https:';

/** The digest (SHA-256, hex) of this browser's ticket; null when it has none. */
export function ticketOf(request: FastifyRequest): string | null {
  const there = made.get(request);
  if (there !== undefined) return there;
  if (!request.headers.cookie?.includes(COOKIE)) return null;
  const value = request.cookies[cookieName(COOKIE, secureOf(request))];
  return value !== undefined && /^[\w-]{22}$/.test(value) ? digest(value) : null;
}

/** The digest of this browser's ticket. Gives it one (128 bits, for a year, out of reach of scripts) when it has none. */
export function giveTicket(request: FastifyRequest, reply: FastifyReply): string {
  const there = ticketOf(request);
  if (there !== null) return there;
  const secure = secureOf(request);
  const value = randomBytes(16).toString('base64url');
  reply.setCookie(cookieName(COOKIE, secure), value, { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: YEAR_IN_SECONDS });
  made.set(request, digest(value));
  return digest(value);
}

/** Who owns what this browser sends now: the person who is signed in, else the browser by its ticket, which is made when there is none. */
export function ownerOf(request: FastifyRequest, reply: FastifyReply): string {
  return request.actor.id ?? giveTicket(request, reply);
}

/** Whose files this request may go on with and use: the person's, and those that the browser sent before the person signed in. Makes no ticket. */
export function ownersOf(request: FastifyRequest): readonly string[] {
  return [request.actor.id, ticketOf(request)].filter((owner) => owner !== null);
}
