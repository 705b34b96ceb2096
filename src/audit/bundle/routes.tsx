import { Type } from 'typebox';
import { formatDate, parseDate } from '../../platform/calendar/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { asset } from '../../platform/ui/assets.ts';
import type { FieldProblem } from '../../platform/ui/index.ts';
import { bundlePage } from './bundle.page.tsx';
import { type BundleDays, takeBundle } from './bundle.ts';
import { texts } from './messages.gen.ts';
import { verifyPage } from './verify-page.tsx';

const Typed = Type.Object({ from: Type.Optional(Type.String({ maxLength: 40 })), until: Type.Optional(Type.String({ maxLength: 40 })) });

/** `/console/audit/bundle`: the choice of days, and the ZIP that it gives. */
export function bundleRoutes(app: App, context: Context): void {
  const config = { right: 'audit.export' } as const;

  /** The built script, asked from our own program: under its hashed name it never changes while this runs. */
  let page: string | null = null;
  async function verifier(): Promise<string> {
    if (page === null) {
      const host = context.config.PUBLIC_URL?.host ?? 'localhost';
      const built = await app.inject({ url: asset('audit/bundle/verify.client.ts'), headers: { host } });
      if (built.statusCode !== 200) throw new Error(`The bundle's script was not found (${built.statusCode}): run the browser build`);
      page = verifyPage(built.body);
    }
    return page;
  }

  app.get('/console/audit/bundle', { config, schema: { querystring: Typed, hide: true } }, async (request, reply) => {
    const { query, lang } = request;
    const today = formatDate(context.clock.today().toString());
    const typed = { from: query.from ?? today, until: query.until ?? today };
    if (query.from === undefined && query.until === undefined)
      return reply.page(bundlePage(request.view(), { typed, problems: [], ready: null }));
    const { days, problems } = readDays(typed, lang);
    return reply.page({ ...bundlePage(request.view(), { typed, problems, ready: days }), ...(days ? {} : { status: 422 }) });
  });

  app.get('/console/audit/bundle/file', { config, schema: { querystring: Typed, hide: true } }, async (request, reply) => {
    const { lang } = request;
    const typed = { from: request.query.from ?? '', until: request.query.until ?? '' };
    const { days, problems } = readDays(typed, lang);
    if (days === null) return reply.page({ ...bundlePage(request.view(), { typed, problems, ready: null }), status: 422 });
    const taken = await takeBundle(context, request.actor, days, await verifier());
    if (!taken.ok) {
      const t = texts[lang];
      const message = taken.refusal.code === 'audit.nothing' ? t.nothing() : t.too_many({ most: Number(taken.refusal.params?.most) });
      const shown = { from: formatDate(days.from), until: formatDate(days.until) };
      return reply.page({
        ...bundlePage(request.view(), { typed: shown, problems: [{ field: 'from', message }], ready: null }),
        status: 422,
      });
    }
    return reply
      .type('application/zip')
      .header('content-disposition', `attachment; filename="nhat-ky_${days.from}_${days.until}.zip"`)
      .header('cache-control', 'no-store')
      .send(Buffer.from(taken.value));
  });
}

function readDays(typed: { from: string; until: string }, lang: Lang): { days: BundleDays | null; problems: FieldProblem[] } {
  const t = texts[lang];
  const [from, until] = [parseDate(typed.from), parseDate(typed.until)];
  const problems: FieldProblem[] = [];
  if (from === null) problems.push({ field: 'from', message: t.wrong_day() });
  if (until === null) problems.push({ field: 'until', message: t.wrong_day() });
  if (from !== null && until !== null && until < from) problems.push({ field: 'until', message: t.wrong_order() });
  return { days: from !== null && until !== null && problems.length === 0 ? { from, until } : null, problems };
}
