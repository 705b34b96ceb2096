/** What the web program asks about its callers. */
import type { FastifyRequest } from 'fastify';
import type { Identity } from '../platform/http/index.ts';
import type { Lang } from '../platform/i18n/index.ts';
import type { Context } from '../platform/module/index.ts';
import { anonymous, type Right } from '../platform/session/index.ts';
import { whyNot } from './roles/why-not.ts';
import { openActors } from './sessions/resolve.ts';
import { readToken } from './sessions/tokens.ts';

/** Where somebody unknown can sign in, and from there back to the page they wanted. */
const signInAddress = (request: FastifyRequest): string => `/sign-in?to=${encodeURIComponent(request.url)}`;

/** The page to come back to: the one that was asked for, or the officials' front page where a form was sent. */
const returnTo = (request: FastifyRequest): string => (request.method === 'GET' ? request.url : '/console');

/** Opens the finding of actors for one web program. */
export function openIdentity(context: Context): Identity {
  const { config, db, clock, modules } = context;
  const actors = openActors(db, clock);
  const declared = new Map(modules.flatMap((module) => module.rights ?? []).map((one) => [one.right, one.texts]));
  const words = (right: Right, lang: Lang): string => declared.get(right)?.[lang] ?? right;
  return {
    async resolve(request) {
      const token = readToken(request, config, 'session');
      return token === null ? anonymous : actors.bySession(token);
    },
    // Nobody is signed out for asking: the page says why not, and who could give what is missing.
    async explain(request, right: Right) {
      const { actor, lang } = request;
      if (actor.kind === 'anonymous' || actor.id === null) {
        if (request.method === 'GET' && !request.wantsJson) return { signIn: signInAddress(request) };
        return { code: 'people.not-signed-in', params: { to: returnTo(request) }, status: 401 };
      }
      if (actor.withheld.has(right)) return { code: 'people.second-factor', params: { to: returnTo(request) }, status: 403 };
      const today = clock.today().toString();
      return whyNot(db, { personId: actor.id, right, lang, today, timeZone: config.TIME_ZONE, words: words(right, lang) });
    },
  };
}
