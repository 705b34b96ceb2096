/** Who is asking, in which language, and how the page shall look: everything that routes may ask of a request. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Lang } from '../i18n/index.ts';
import type { Context, Module, NavigationEntry } from '../module/index.ts';
import type { Refusal } from '../outcome/index.ts';
import { type Actor, anonymous, may, type Right } from '../session/index.ts';
import { type Display, readDisplay, type View } from '../ui/index.ts';
import { cookieName, isSecure } from './security.ts';
import type { App } from './types.ts';

/** Who is asking, and what to say to somebody who may not. The people module fills it in. */
export interface Identity {
  /** Asked once per request that carries a cookie or an authorization; everybody else is anonymous. */
  readonly resolve: (request: FastifyRequest, reply: FastifyReply) => Promise<Actor>;
  /** Why this actor can't use the right, and whom to ask: a refusal, or an address where somebody unknown can sign in. */
  readonly explain: (request: FastifyRequest, right: Right) => Promise<Refusal | { readonly signIn: string }>;
}

interface Resolved {
  actor: Actor | undefined;
  lang: Lang | undefined;
}

const resolved = new WeakMap<FastifyRequest, Resolved>();

function of(request: FastifyRequest): Resolved {
  let found = resolved.get(request);
  if (!found) {
    found = { actor: undefined, lang: undefined };
    resolved.set(request, found);
  }
  return found;
}

function languageOf(request: FastifyRequest, secure: boolean): Lang {
  const asked = (request.query as { lang?: unknown } | undefined)?.lang;
  if (asked === 'vi' || asked === 'en') return asked;
  // A request that is refused before its cookies were read has none. Looking at the raw header first spares the parsing of cookies for the many requests that have none.
  return request.headers.cookie?.includes('lang=en') && request.cookies?.[cookieName('lang', secure)] === 'en' ? 'en' : 'vi';
}

function displayOf(request: FastifyRequest, secure: boolean): Display {
  return readDisplay(request.headers.cookie ? request.cookies?.[cookieName('display', secure)] : undefined);
}

function wantsJson(request: FastifyRequest): boolean {
  if (request.url.startsWith('/api/')) return true;
  const { accept = '' } = request.headers;
  return accept.includes('json') && !accept.includes('text/html');
}

function navigationFor(modules: readonly Module[]): (actor: Actor, lang: Lang, path: string) => View['navigation'] {
  const entries = modules.flatMap((module) => module.navigation ?? []).sort((a, b) => a.order - b.order);
  const inArea = (path: string, entry: NavigationEntry) => (path.startsWith('/console') ? 'console' : 'public') === entry.area;
  const covers = (href: string, path: string) => path === href || path.startsWith(`${href}/`);
  return (actor, lang, path) => {
    const shown = entries.filter((entry) => inArea(path, entry) && may(actor, entry.right));
    // The nearest entry above the page is the current one: /console/x lies under /console too.
    const current = shown.filter((entry) => covers(entry.href, path)).sort((a, b) => b.href.length - a.href.length)[0];
    return shown.map((entry) => ({ href: entry.href, label: entry.label(lang), current: entry === current }));
  };
}

/** Where people reach us: the public address, or the one on which this program listens. */
function originOf(app: App, config: Context['config']): string {
  if (config.PUBLIC_URL) return config.PUBLIC_URL.origin;
  const listening = app.server.address();
  const port = typeof listening === 'object' && listening !== null ? listening.port : config.PORT;
  return `http://${config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST}:${port}`;
}

/** Adds `actor`, `lang`, `wantsJson` and `view()` to requests; each is worked out once, when first asked for. */
export function decorateRequests(app: App, context: Context): void {
  const { config, clock, modules } = context;
  const navigation = navigationFor(modules);
  const secure = isSecure(config);
  app.decorateRequest('actor', {
    getter(this: FastifyRequest) {
      return of(this).actor ?? anonymous;
    },
  });
  app.decorateRequest('lang', {
    getter(this: FastifyRequest) {
      const state = of(this);
      state.lang ??= languageOf(this, secure);
      return state.lang;
    },
  });
  app.decorateRequest('wantsJson', {
    getter(this: FastifyRequest) {
      return wantsJson(this);
    },
  });
  app.decorateRequest('view', function view(this: FastifyRequest, options) {
    const path = this.url.split('?', 1)[0] ?? '/';
    return {
      lang: this.lang,
      path: this.url,
      actor: { name: this.actor.name, kind: this.actor.kind },
      demonstration: config.YENBAI_MODE === 'demonstration',
      productName: config.PRODUCT_NAME,
      display: displayOf(this, secure),
      formToken: options?.formToken ? formTokenOf(this) : null,
      navigation: navigation(this.actor, this.lang, path),
      today: clock.today().toString(),
      searchPath: path.startsWith('/console') && may(this.actor, 'site.console') ? '/console/search' : '/units',
      demonstrationPath: '/demo',
      origin: originOf(app, config),
    };
  });
}

const formTokens = new WeakMap<FastifyRequest, () => string>();

/** Lets a page ask for its form token through the view, though only the reply can set the cookie that goes with it. */
export function provideFormToken(request: FastifyRequest, make: () => string): void {
  formTokens.set(request, make);
}

function formTokenOf(request: FastifyRequest): string {
  const make = formTokens.get(request);
  if (!make) throw new Error('A form token was asked for before the request reached its route');
  return make();
}

/** Finds out who is asking, before anything is decided by it. Whoever brings neither cookie nor authorization costs nothing. */
export function identify(app: App, identity: Identity): void {
  app.addHook('onRequest', async (request, reply) => {
    const { cookie, authorization } = request.headers;
    if (cookie === undefined && authorization === undefined) return;
    // Built styles and scripts are the same for everybody.
    if (request.routeOptions.url?.startsWith('/assets/')) return;
    of(request).actor = await identity.resolve(request, reply);
  });
}
