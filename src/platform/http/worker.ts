/** The service worker, which must lie at the top of the site to serve all of it (Service Workers, "scope"). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from './types.ts';

/** Serves `sw.js` of the built files at `/sw.js`. A browser asks for it anew at each visit: so a new version arrives. */
export function serveWorker(app: App, assetsDir: string): void {
  const script = readFileSync(join(assetsDir, 'sw.js'));
  app.get('/sw.js', { config: { right: 'public' }, schema: { hide: true } }, (_request, reply) =>
    reply.headers({ 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' }).send(script),
  );
}
