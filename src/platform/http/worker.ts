/** The service worker, which must lie at the top of the site to serve all of it (Service Workers, "scope"). */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { App } from './types.ts';

/** Serves `sw.js` of the built files at `/sw.js`. A browser asks for it anew at each visit: so a new version arrives, and an old one costs a few bytes. */
export function serveWorker(app: App, assetsDir: string): void {
  const script = readFileSync(join(assetsDir, 'sw.js'));
  const packed = { br: brotliCompressSync(script), gzip: gzipSync(script, { level: 9 }) };
  const etag = `"${createHash('sha256').update(script).digest('base64url').slice(0, 22)}"`;
  app.get('/sw.js', { config: { right: 'public' }, schema: { hide: true } }, (request, reply) => {
    reply.headers({ 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache', etag, vary: 'accept-encoding' });
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    const accepted = request.headers['accept-encoding'] ?? '';
    const coding = accepted.includes('br') ? 'br' : accepted.includes('gzip') ? 'gzip' : null;
    return coding === null ? reply.send(script) : reply.header('content-encoding', coding).send(packed[coding]);
  });
}
