/**
 * The one service worker of the site: without network its pages still open, as they were when they were last read, and those that modules
 * make for it (`shell.json`) always do. What was saved on this device leaves through it. Its caches hold what everybody may see and nothing that
 * is somebody's own: on a shared phone nothing of one person is left for the next.
 * Built as a plain script of its own (`/sw.js`), because old phones know no modules here.
 */
import { momentText } from '../calendar/index.ts';
import type { Lang } from '../i18n/index.ts';
import { texts } from './messages.gen.ts';
import { outgoingName } from './outgoing.ts';
import { listenForPush } from './push.ts';
import { sendWhatWaits } from './triggers.ts';
import { sendOrStay } from './unsent.ts';

/** Addresses of styles and scripts without which a page looks broken, and a name of their state: put in by the build. */
declare const SHELL: readonly string[];
declare const VERSION: string;
/** What modules want to work without network: scripts, pages, data, and pages that open in place of others. */
declare const MODULES: {
  readonly scripts: readonly string[];
  readonly pages: readonly string[];
  readonly data: readonly string[];
  readonly instead: Readonly<Record<string, string>>;
};

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const shellPrefix = 'shell-';
const pagesName = 'pages';
const dataName = 'data';
const offlinePage = '/offline';
/** A page that is here anyway is not waited for any longer than this, milliseconds. */
const patience = 4_000;
/** Some months of a person's reading, and less than one photograph. */
const mostPages = 60;
/** Whoever has a page of the version before open can go on reading it. */
const keptShells = 2;

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== worker.location.origin) return;
  // A page that opens without network too has a form that somebody may have filled in without.
  if (request.method === 'POST' && request.mode === 'navigate' && MODULES.instead[url.pathname] !== undefined)
    event.respondWith(sendOrStay(worker, request));
  if (request.method !== 'GET') return;
  if (url.pathname.startsWith('/assets/')) event.respondWith(assetOf(request));
  else if (MODULES.data.some((address) => address.split('?')[0] === url.pathname)) event.respondWith(dataOf(event));
  else if (request.mode === 'navigate') event.respondWith(pageOf(event));
});
// Background Sync: the browser says that there is a network. A promise that fails asks it to come again.
worker.addEventListener('sync' as never, (event: ExtendableEvent & { readonly tag: string }) => {
  if (event.tag === outgoingName) event.waitUntil(leave());
});
listenForPush(worker);

async function leave(): Promise<void> {
  const round = await sendWhatWaits(true);
  if (round !== null && !round.elsewhere && round.waiting > 0) throw new Error('Something still waits');
}

async function install(): Promise<void> {
  const shell = await caches.open(`${shellPrefix}${VERSION}`);
  // Asked for as by nobody: the page must not bear the name of whoever is signed in now.
  await shell.addAll([...SHELL, asNobody(offlinePage)]);
  await fill();
  await worker.skipWaiting();
}

const asNobody = (address: string): Request => new Request(address, { credentials: 'omit' });

let filled: Promise<void> | null = null;

/** Fetches what modules want and is not here yet. What fails now is tried again with the next page. */
function fill(): Promise<void> {
  filled ??= (async () => {
    const shell = await caches.open(`${shellPrefix}${VERSION}`);
    const data = await caches.open(dataName);
    const wanted: [Cache, Request][] = [
      ...MODULES.scripts.map((address): [Cache, Request] => [shell, new Request(address)]),
      ...MODULES.pages.map((address): [Cache, Request] => [shell, asNobody(address)]),
      ...MODULES.data.map((address): [Cache, Request] => [data, asNobody(address)]),
    ];
    const done = await Promise.all(
      wanted.map(async ([cache, request]) => {
        if (await cache.match(request, { ignoreVary: true })) return true;
        return cache.add(request).then(
          () => true,
          () => false,
        );
      }),
    );
    if (done.includes(false)) filled = null;
  })().catch(() => {
    filled = null;
  });
  return filled;
}

/** What is here is given at once, and made fresh for the next time. */
async function dataOf(event: FetchEvent): Promise<Response> {
  const { url } = event.request;
  const data = await caches.open(dataName);
  const kept = await data.match(url, { ignoreVary: true });
  const fresh = fetch(asNobody(url)).then(async (response) => {
    if (response.ok) await data.put(url, response.clone());
    return response;
  });
  if (!kept) return fresh;
  event.waitUntil(fresh.catch(() => undefined));
  return kept;
}

async function activate(): Promise<void> {
  const shells = (await caches.keys()).filter((name) => name.startsWith(shellPrefix));
  await Promise.all(shells.slice(0, -keptShells).map((name) => caches.delete(name)));
  await worker.registration.navigationPreload?.enable();
  await worker.clients.claim();
}

/** Built files have the hash of their content in their name: what is here is right for ever. */
async function assetOf(request: Request): Promise<Response> {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) {
    const copy = response.clone();
    const shell = await caches.open(`${shellPrefix}${VERSION}`);
    await shell.put(request, copy).catch(() => undefined);
  }
  return response;
}

async function pageOf(event: FetchEvent): Promise<Response> {
  const { request } = event;
  const here = await shellPageFor(new URL(request.url).pathname);
  try {
    const coming = fromNetwork(event);
    const response = await (here === null ? coming : Promise.race([coming, later()]));
    // What was saved leaves whenever somebody opens a page.
    event.waitUntil(Promise.all([fill(), sendWhatWaits()]).catch(() => undefined));
    return response;
  } catch {
    if (here !== null) return here;
    const kept = await caches.match(request, { cacheName: pagesName, ignoreVary: true });
    if (kept) return withNotice(kept);
    return (await caches.match(offlinePage, { ignoreVary: true })) ?? Response.error();
  }
}

async function fromNetwork(event: FetchEvent): Promise<Response> {
  const preloaded = (await event.preloadResponse) as Response | undefined;
  const response = preloaded ?? (await fetch(event.request));
  if (mayKeep(response)) event.waitUntil(keep(event.request, response.clone()).catch(() => undefined));
  return response;
}

const later = (): Promise<never> => new Promise((_resolve, reject) => setTimeout(() => reject(new Error('too slow')), patience));

/** The page that is part of the shell at this address, or in its place; null where there is none. */
async function shellPageFor(path: string): Promise<Response | null> {
  const page = MODULES.instead[path] ?? path;
  if (!MODULES.pages.includes(page)) return null;
  const shell = await caches.open(`${shellPrefix}${VERSION}`);
  return (await shell.match(page, { ignoreVary: true })) ?? null;
}

/** Only whole pages that everybody sees alike: the server says so by not calling them private. */
function mayKeep(response: Response): boolean {
  const policy = response.headers.get('cache-control') ?? 'private';
  const type = response.headers.get('content-type') ?? '';
  return response.status === 200 && !response.redirected && type.startsWith('text/html') && !/private|no-store/.test(policy);
}

async function keep(request: Request, response: Response): Promise<void> {
  const pages = await caches.open(pagesName);
  // Put at the end: the first ones are those that were read longest ago.
  await pages.delete(request, { ignoreVary: true });
  await pages.put(request, response);
  const kept = await pages.keys();
  await Promise.all(kept.slice(0, Math.max(0, kept.length - mostPages)).map((old) => pages.delete(old, { ignoreVary: true })));
}

/** A page as it was, which says since when. */
async function withNotice(kept: Response): Promise<Response> {
  const html = await kept.text();
  const lang: Lang = html.startsWith('<!doctype html>\n<html lang="en"') ? 'en' : 'vi';
  const read = Date.parse(kept.headers.get('date') ?? '');
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const when = Number.isNaN(read) ? '' : momentText({ epochMilliseconds: read }, timeZone);
  const notice = `<p class="offline-notice" role="status">${texts[lang].kept_page({ when })}</p>`;
  const headers = new Headers(kept.headers);
  // The length and coding are those of what came over the line.
  for (const name of ['content-length', 'content-encoding']) headers.delete(name);
  return new Response(html.replace('<main ', `${notice}<main `), { status: 200, headers });
}
