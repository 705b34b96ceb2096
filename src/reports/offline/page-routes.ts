/** The two pages that work with nothing but what the browser keeps. They are the same for everybody and hold nothing of anybody. */
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { keptHerePage, writePage } from './pages.tsx';
import { servePage } from './serve.ts';

export function pageRoutes(app: App, context: Context): void {
  const open = { config: { right: 'public' as const }, schema: { hide: true } };
  app.get('/reports/write', open, (request, reply) => servePage(request, reply, context, writePage));
  app.get('/reports/on-this-phone', open, (request, reply) => servePage(request, reply, context, keptHerePage));
}
