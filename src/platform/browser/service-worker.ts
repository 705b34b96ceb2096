/**
 * The one service worker of the site: without network its pages still open, as they were when they were last read. It keeps what
 * everybody may see and nothing that is somebody's own: on a shared phone nothing of one person is left for the next.
 * Built as a plain script of its own (`/sw.js`), because old phones know no modules here.
 */
import { momentText } from '../calendar/index.ts';
import type { Lang } from '../i18n/index.ts';
import { texts } from './messages.gen.ts';

/** Addresses of styles and scripts without which a page looks broken, and a name of their state: put in by the build. */
declare const SHELL: readonly string[];
declare const VERSION: string;

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const shellPrefix = 'shell-';
const pagesName = 'pages';
const offlinePage = '/offline';
/** Some months of a person's reading, and less than one photograph. */
const mostPages = 60;
/** Whoever has a page of the version before open can go on reading it. */
const keptShells = 2;

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
  if (url.pathname.startsWith('/assets/')) event.respondWith(assetOf(request));
  else if (request.mode === 'navigate') event.respondWith(pageOf(event));
});

async function install(): Promise<void> {
  const shell = await caches.open(`${shellPrefix}${VERSION}`);
  // Asked for as by nobody: the page must not bear the name of whoever is signed in now.
  await shell.addAll([...SHELL, new Request(offlinePage, { credentials: 'omit' })]);
  await worker.skipWaiting();
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
  try {
    const preloaded = (await event.preloadResponse) as Response | undefined;
    const response = preloaded ?? (await fetch(request));
    if (mayKeep(response)) event.waitUntil(keep(request, response.clone()).catch(() => undefined));
    return response;
  } catch {
    const kept = await caches.match(request, { cacheName: pagesName, ignoreVary: true });
    if (kept) return withNotice(kept);
    return (await caches.match(offlinePage, { ignoreVary: true })) ?? Response.error();
  }
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
