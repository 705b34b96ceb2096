/** The public pages of the territory. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseDate, readDate } from '../../platform/calendar/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { type Asked, type Kept, Refused } from '../api/kept.ts';
import { unknownUnit } from '../api/refusals.ts';
import { texts } from '../messages.gen.ts';
import { isId, readCursor, unitAt } from '../queries/index.ts';
import { atPage } from './at.page.tsx';
import { historyPage } from './history.page.tsx';
import { type Made, type Making, sendPage, servePage } from './page.ts';
import { provincePage } from './province.page.tsx';
import { searchPage } from './search.page.tsx';
import { unitPage } from './unit.page.tsx';

type Query = Record<string, unknown>;

/** The text of a parameter; null when it is missing, empty or given twice. */
function text(query: Query, name: string): string | null {
  const value = query[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 200) : null;
}

/** Degrees as people write them, with a comma or a point; null for anything else and beyond `most`. */
function degrees(typed: string, most: number): number | null {
  if (!/^[+-]?\d{1,3}([.,]\d{1,15})?$/.test(typed)) return null;
  const value = Number(typed.replace(',', '.'));
  return Math.abs(value) <= most ? value : null;
}

export function citizenRoutes(app: App, context: Context, kept: Kept): void {
  const { clock, db } = context;
  const open = { config: { right: 'public' as const }, schema: { hide: true } };
  const today = (): Asked => ({ on: clock.today().toString(), given: false });

  /** The day asked for, as typed on the page or ISO; what can't be read is told at its field. */
  function dayOf(request: FastifyRequest): { asked: Asked; typed?: { value: string; error: string } } {
    const value = text(request.query as Query, 'on');
    if (value === null) return { asked: today() };
    const day = parseDate(value);
    if (day !== null) return { asked: { on: day, given: true } };
    const read = readDate(value);
    const t = texts[request.lang];
    return { asked: today(), typed: { value, error: !read.ok && read.problem === 'no-such-day' ? t.no_such_day() : t.not_a_day() } };
  }

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    where: { path: string; parameters?: Readonly<Record<string, string>>; figures?: string | null },
    make: (making: Making, typed?: { value: string; error: string }) => Promise<Made>,
  ): Promise<FastifyReply> {
    const { asked, typed } = dayOf(request);
    try {
      if (typed) return await sendPage(request, reply, kept, { ...where, asked, status: 400, make: (making) => make(making, typed) });
      return await servePage(request, reply, kept, { ...where, asked, make });
    } catch (error) {
      if (error instanceof Refused) return reply.refuse(error.refusal);
      throw error;
    }
  }

  app.get('/units', open, (request, reply) => {
    const query = request.query as Query;
    const [q, level, after] = [text(query, 'q'), text(query, 'level'), text(query, 'after')];
    const cursor = after === null ? undefined : (readCursor(after) ?? undefined);
    const paging: Record<string, string> = cursor && after !== null ? { after } : {};
    if (q !== null)
      return show(request, reply, { path: '/units', parameters: { q, ...paging } }, (making) => searchPage(context, making, q, cursor));
    const parameters: Record<string, string> = level === null ? paging : { level, ...paging };
    return show(request, reply, { path: '/units', parameters, figures: null }, (making, typed) =>
      provincePage(context, making, { level: level ?? undefined, after: cursor, ...(typed ? { typed } : {}) }),
    );
  });

  app.get('/units/history', open, (request, reply) =>
    show(request, reply, { path: '/units/history' }, (making) => historyPage(context, making)),
  );

  app.get('/units/at', open, async (request, reply) => {
    const query = request.query as Query;
    const t = texts[request.lang];
    const near = text(query, 'near')?.split(',') ?? [];
    const [lat, lon] = [text(query, 'lat') ?? near[0]?.trim() ?? '', text(query, 'lon') ?? near[1]?.trim() ?? ''];
    const { asked } = dayOf(request);
    const problems: { field: string; message: string }[] = [];
    let answer = null;
    if (lat !== '' || lon !== '') {
      const [north, east] = [degrees(lat, 90), degrees(lon, 180)];
      if (north === null) problems.push({ field: 'lat', message: lat === '' ? t.latitude_missing() : t.latitude_wrong() });
      if (east === null) problems.push({ field: 'lon', message: lon === '' ? t.longitude_missing() : t.longitude_wrong() });
      if (north !== null && east !== null) answer = { found: await unitAt(db, { lat: north, lon: east }, asked.on) };
    }
    const status = problems.length > 0 ? 400 : 200;
    return sendPage(request, reply, kept, { asked, status, make: async (making) => atPage(making, { lat, lon, problems, answer }) });
  });

  app.get<{ Params: { id: string } }>('/units/:id', open, (request, reply) => {
    const id = request.params.id.toLowerCase();
    if (!isId(id)) return reply.refuse(unknownUnit(request.params.id.slice(0, 60)));
    return show(request, reply, { path: `/units/${id}`, figures: id }, (making, typed) => unitPage(context, making, id, typed));
  });
}
