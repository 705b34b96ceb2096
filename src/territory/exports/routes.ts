/** Units of a day as files: CSV for spreadsheets, GeoJSON for map programs. Streamed page by page. */
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseDate } from '../../platform/calendar/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { existingUnit, knownLevel, unitId, withinRecord } from '../api/asked.ts';
import { Refused } from '../api/kept.ts';
import { badDay, notOnDay } from '../api/refusals.ts';
import { boundariesOf, type Cursor, type FoundUnit, findUnits, holdsOn, titleName, type UnitItem } from '../queries/index.ts';
import { csvLine, csvStart } from './csv.ts';
import { feature } from './geojson.ts';

const pageLength = 500;

interface Wanted {
  readonly on: string;
  readonly level?: string | undefined;
  readonly parent?: string | undefined;
}

export function exportRoutes(app: App, context: Context): void {
  const { db, clock } = context;
  const open = { config: { right: 'public' as const }, schema: { hide: true } };

  async function wanted(request: FastifyRequest): Promise<Wanted> {
    const query = request.query as Record<string, unknown>;
    const text = (name: string) => (typeof query[name] === 'string' && query[name] !== '' ? query[name] : undefined);
    const typed = text('on');
    const on = typed === undefined ? clock.today().toString() : parseDate(typed);
    if (on === null) throw new Refused(badDay('on', typed ?? ''));
    const level = text('level');
    if (level !== undefined) await knownLevel(db, level);
    await withinRecord(db, on, level);
    return { on, level };
  }

  async function ofUnit(request: FastifyRequest): Promise<Wanted & { unit: UnitItem; parent: string }> {
    const { id } = request.params as { id: string };
    const of = await wanted(request);
    const unit = await existingUnit(db, unitId(id), of.on);
    if (!holdsOn(unit, of.on)) throw new Refused(notOnDay(titleName(unit, request.lang), of.on, unit.existsFrom, unit.existsTo));
    return { ...of, unit, parent: unit.id };
  }

  async function* pages({ on, level, parent }: Wanted): AsyncGenerator<readonly FoundUnit[]> {
    let after: Cursor | undefined;
    do {
      const { items, next } = await findUnits(db, { on, level, parent, after, limit: pageLength });
      yield items;
      after = next ?? undefined;
    } while (after);
  }

  async function* csv(of: Wanted, request: FastifyRequest): AsyncGenerator<string> {
    yield csvStart;
    for await (const items of pages(of)) yield items.map((item) => csvLine(item, request.lang)).join('');
  }

  async function* geojson(of: Wanted, first: readonly UnitItem[], request: FastifyRequest): AsyncGenerator<string> {
    yield '{"type":"FeatureCollection","features":[\n';
    let comma = '';
    for await (const items of withFirst(first, pages(of))) {
      const boundaries = await boundariesOf(
        db,
        items.map((item) => item.id),
        of.on,
      );
      for (const item of items) {
        yield `${comma}${feature(item, boundaries.get(item.id), request.lang)}`;
        comma = ',\n';
      }
    }
    yield '\n]}\n';
  }

  function send(reply: FastifyReply, type: string, name: string, parts: AsyncGenerator<string>): FastifyReply {
    return reply
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('cache-control', 'no-cache')
      .type(type)
      .send(Readable.from(parts, { objectMode: false }));
  }

  const csvType = 'text/csv; charset=utf-8';
  const geoType = 'application/geo+json; charset=utf-8';
  const answered =
    (handle: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      try {
        return await handle(request, reply);
      } catch (error) {
        if (error instanceof Refused) return reply.refuse(error.refusal);
        throw error;
      }
    };

  app.get(
    '/units.csv',
    open,
    answered(async (request, reply) => {
      const of = await wanted(request);
      return send(reply, csvType, `units-${of.on}.csv`, csv(of, request));
    }),
  );
  app.get(
    '/units.geojson',
    open,
    answered(async (request, reply) => {
      const of = await wanted(request);
      return send(reply, geoType, `units-${of.on}.geojson`, geojson(of, [], request));
    }),
  );
  app.get(
    '/units/:id/children.csv',
    open,
    answered(async (request, reply) => {
      const of = await ofUnit(request);
      return send(reply, csvType, `units-${of.unit.code ?? of.unit.id}-${of.on}.csv`, csv(of, request));
    }),
  );
  app.get(
    '/units/:id/map.geojson',
    open,
    answered(async (request, reply) => {
      const of = await ofUnit(request);
      return send(reply, geoType, `unit-${of.unit.code ?? of.unit.id}-${of.on}.geojson`, geojson(of, [of.unit], request));
    }),
  );
}

async function* withFirst(first: readonly UnitItem[], rest: AsyncGenerator<readonly UnitItem[]>): AsyncGenerator<readonly UnitItem[]> {
  if (first.length > 0) yield first;
  yield* rest;
}
