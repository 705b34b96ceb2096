/** Recordings for everybody, and the choice of the language in which one wants to hear. */
import { sendFile } from '../files/uploads/index.ts';
import { type App, cookieName, isSecure, ownPath } from '../http/index.ts';
import type { Context } from '../module/index.ts';
import { spokenLanguages } from './registry.ts';
import { playable } from './store.ts';

const open = { config: { right: 'public' }, schema: { hide: true } } as const;
const A_YEAR = 365 * 24 * 60 * 60;
/** The content never changes under its address; what was removed is gone from every copy within a day. */
const kept = 'public, max-age=86400, immutable';

/** The cookie with the language of help. A script reads it, so that pages stay the same for everybody. */
const languageCookie = 'tieng-noi';

export function speechRoutes(app: App, context: Context): void {
  const secure = isSecure(context.config);

  app.get<{ Querystring: { to?: string; back?: string } }>('/listen/language', open, (request, reply) => {
    const language = spokenLanguages().find((one) => one.code === request.query.to);
    const back = ownPath(request.query.back);
    if (!language) return reply.redirect(back, 303);
    const keep = { path: '/', maxAge: A_YEAR, sameSite: 'lax' as const, secure, httpOnly: false };
    return reply.setCookie(cookieName(languageCookie, secure), language.code, keep).redirect(back, 303);
  });

  app.get<{ Params: { hash: string } }>('/listen/:hash', open, async (request, reply) => {
    const { hash } = request.params;
    if (!/^[0-9a-f]{64}$/.test(hash) || !(await playable(context.db, hash))) return reply.refuse({ code: 'http.not-found', status: 404 });
    return sendFile(reply, context, hash, { kind: 'audio', name: 'nghe', cache: kept });
  });
}
