/** What a page of ours says about itself, asked as somebody whom nobody knows: so nothing personal can be passed on. */
import type { FastifyRequest } from 'fastify';
import { type App, cookieName, isSecure, ownPath } from '../http/index.ts';
import type { Context } from '../module/index.ts';
import { accepted, type Outcome, refused } from '../outcome/index.ts';
import { canonicalPath, type Preview, readPreview, type View } from '../ui/index.ts';

export interface Shared extends Preview {
  /** The page's own path, without what others added to it. */
  readonly path: string;
  /** Its whole address. */
  readonly address: string;
}

/** Addresses that answer programs, belong to one reader, or are about passing on itself. */
const NEVER = /^\/(?:api|assets|console|account|sign-in|join|demo|share|language|display)(?:[/?]|$)/;
const MOST_LEADS = 2;

export interface Reader {
  /** The page at the path; refused when the path is not ours, there is no such page, or it has nothing to pass on. */
  page(request: FastifyRequest): Promise<Outcome<Shared>>;
  /** The SVG at an own path; null where there is none. */
  svg(request: FastifyRequest, path: string): Promise<string | null>;
}

export function openReader(app: App, context: Context): Reader {
  const secure = isSecure(context.config);

  function ask(request: FastifyRequest, url: string) {
    return app.inject({
      method: 'GET',
      url,
      headers: {
        host: request.headers.host ?? 'localhost',
        accept: 'text/html, image/svg+xml',
        ...(request.lang === 'en' ? { cookie: `${cookieName('lang', secure)}=en` } : {}),
      },
    });
  }

  return {
    async page(request) {
      const given = (request.query as { path?: unknown }).path;
      let path = canonicalPath(ownPath(given));
      if (typeof given !== 'string' || ownPath(given) !== given) return refused({ code: 'share.not-ours', status: 400 });
      for (let leads = 0; leads < MOST_LEADS; leads += 1) {
        if (NEVER.test(path)) return refused({ code: 'share.nothing', status: 404 });
        const answer = await ask(request, path);
        const location = answer.headers.location;
        if (answer.statusCode >= 300 && answer.statusCode < 400 && location !== undefined && ownPath(location) === location) {
          path = canonicalPath(location);
          continue;
        }
        const isPage = answer.statusCode === 200 && String(answer.headers['content-type']).startsWith('text/html');
        const preview = isPage ? readPreview(answer.body) : null;
        if (preview === null) break;
        const { origin = '' }: View = request.view();
        return accepted({ ...preview, path, address: `${origin}${path}` });
      }
      return refused({ code: 'share.nothing', status: 404 });
    },
    async svg(request, path) {
      if (ownPath(path) !== path || NEVER.test(path)) return null;
      const answer = await ask(request, path);
      return answer.statusCode === 200 && String(answer.headers['content-type']).startsWith('image/svg+xml') ? answer.body : null;
    },
  };
}
