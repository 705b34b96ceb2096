/** `/api/v1/units`: units on any day, for programs. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { dayBefore } from '../../platform/calendar/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { parseNear } from '../geo/near.ts';
import {
  ancestorsOf,
  type Cursor,
  codeKnownFrom,
  countsOf,
  figuresOf,
  findUnits,
  historyOf,
  holdsOn,
  predecessorsOf,
  readCursor,
  successorsOf,
  titleName,
  unitAt,
  writeCursor,
} from '../queries/index.ts';
import { askedDay, existingUnit, isoDay, knownLevel, unitId, withinRecord } from './asked.ts';
import { eventJson, foundJson, jsonText, partJson, relativeJson, unitJson } from './json.ts';
import { type Asked, type Kept, onMark, Refused } from './kept.ts';
import { badCursor, beforeRecord, codeNeedsDay, nearAlone, notOnDay, unknownUnit } from './refusals.ts';
import {
  DayQuery,
  Figures,
  HistoryAnswer,
  LineageQuery,
  ListQuery,
  PlainQuery,
  Relatives,
  UnitDetail,
  UnitList,
  UnitParams,
} from './schemas.ts';

const json = 'application/json; charset=utf-8';
const defaultLimit = 100;
/** The last day of the calendar: "whatever comes". */
const endOfTime = '9999-12-31';

interface List {
  on?: string | undefined;
  code?: string | undefined;
  q?: string | undefined;
  parent?: string | undefined;
  level?: string | undefined;
  near?: string | undefined;
  limit?: number | undefined;
  after?: string | undefined;
  lang?: string | undefined;
}

/** The next page's path: what was asked, with the day fixed, so that paging past midnight stays on one map. */
function nextPath(query: List, next: Cursor): string {
  const parameters = new URLSearchParams();
  for (const name of ['code', 'q', 'parent', 'level', 'limit', 'lang'] as const) {
    const value = query[name];
    if (value !== undefined) parameters.set(name, String(value));
  }
  parameters.set('after', writeCursor(next));
  return `/api/v1/units?${query.q !== undefined && query.on === undefined ? '' : `on=${onMark}&`}${parameters}`;
}

export function apiRoutes(app: App, context: Context, kept: Kept): void {
  const { db, clock } = context;
  const config = { right: 'public' } as const;
  const tags = ['Territory'];

  function serve(request: FastifyRequest, reply: FastifyReply, asked: Asked, make: () => Promise<unknown>) {
    return kept.serve(request, reply, {
      key: `${request.url.replace(/([?&])on=[^&]*&?/, '$1')} ${request.lang}`,
      asked,
      render: async () => ({ type: json, text: jsonText(await make()), units: unitsIn(request) }),
    });
  }

  const list = async (request: FastifyRequest<{ Querystring: List }>, asked: Asked) => {
    const { query, lang } = request;
    const { code, q, limit = defaultLimit } = query;
    const level = query.level === undefined ? undefined : await knownLevel(db, query.level);
    const parent = query.parent === undefined ? undefined : (await existingUnit(db, query.parent, asked.on)).id;
    const after = query.after === undefined ? undefined : (readCursor(query.after) ?? undefined);
    if (query.after !== undefined && after === undefined) throw new Refused(badCursor);
    const anyTime = q !== undefined && !asked.given;
    if (!anyTime) await withinRecord(db, asked.on, level);
    const { items, next } = await findUnits(db, { on: asked.on, anyTime, code, q, parent, level, after, limit });
    if (code !== undefined && items.length === 0) {
      const first = await codeKnownFrom(db, code);
      if (first !== null && asked.on < first) throw new Refused(beforeRecord(asked.on, first));
    }
    return { on: onMark, items: items.map((item) => foundJson(item, lang)), next: next && nextPath(query, next) };
  };

  app.get(
    '/api/v1/units',
    {
      config,
      schema: {
        tags,
        summary: 'Units on a day: by code, words, parent, level or place',
        querystring: ListQuery,
        response: { 200: UnitList },
      },
    },
    async (request, reply) => {
      try {
        const { query, lang } = request;
        const asked = askedDay(query.on, clock);
        if (query.code !== undefined && !asked.given) throw new Refused(codeNeedsDay(query.code));
        if (query.near === undefined) return await serve(request, reply, asked, () => list(request, asked));

        // Where somebody stands is nobody else's business: the answer is not kept.
        if (query.code !== undefined || query.q !== undefined || query.parent !== undefined || query.after !== undefined)
          throw new Refused(nearAlone);
        const point = parseNear(query.near);
        if (!point.ok) throw new Refused(point.refusal);
        const level = query.level === undefined ? undefined : await knownLevel(db, query.level);
        await withinRecord(db, asked.on, level);
        const near = await unitAt(db, point.value, asked.on, level);
        const items = near
          ? [
              {
                ...unitJson(near.unit, lang),
                found: { by: near.by, distanceMetres: near.distanceMetres === null ? null : Math.round(near.distanceMetres) },
              },
            ]
          : [];
        return reply.header('cache-control', 'private, no-store').send({ on: asked.on, items, next: null });
      } catch (error) {
        return refuse(reply, error);
      }
    },
  );

  app.get(
    '/api/v1/units/:id',
    {
      config,
      schema: {
        tags,
        summary: 'One unit on a day; without a day, today or in its last state',
        params: UnitParams,
        querystring: DayQuery,
        response: { 200: UnitDetail },
      },
    },
    async (request, reply) =>
      answer(request, reply, request.query.on, async (asked) => {
        const unit = await existingUnit(db, request.params.id, asked.on);
        if (asked.given && !holdsOn(unit, asked.on))
          throw new Refused(notOnDay(titleName(unit, request.lang), asked.on, unit.existsFrom, unit.existsTo));
        const shown = holdsOn(unit, asked.on) ? asked.on : (unit.validTo ?? unit.validFrom);
        const [ancestors, within] = await Promise.all([ancestorsOf(db, unit.id, shown), countsOf(db, unit.id, shown)]);
        const { lang } = request;
        return {
          on: onMark,
          ...unitJson(unit, lang),
          ancestors: ancestors.map(({ id, code, name, type, typeName, level }) => ({
            id,
            code,
            name,
            type,
            typeName: typeName[lang],
            level,
          })),
          within: within.map(({ level, levelName, units, types }) => ({
            level,
            levelName: levelName[lang],
            units,
            types: types.map((one) => ({ type: one.type, typeName: one.typeName[lang], units: one.units })),
          })),
        };
      }),
  );

  app.get(
    '/api/v1/units/:id/successors',
    {
      config,
      schema: {
        tags,
        summary: 'What a unit had become by a day, with exact shares',
        params: UnitParams,
        querystring: LineageQuery,
        response: { 200: Relatives },
      },
    },
    async (request, reply) =>
      answer(request, reply, request.query.on, async (asked) => {
        const unit = await existingUnit(db, request.params.id, asked.on);
        const from = request.query.from === undefined ? unit.existsFrom : isoDay('from', request.query.from);
        if (asked.on < unit.existsFrom)
          throw new Refused(notOnDay(titleName(unit, request.lang), asked.on, unit.existsFrom, unit.existsTo));
        const items = await successorsOf(db, unit.id, from, asked.on);
        return { on: onMark, items: items.map((item) => relativeJson(item, request.lang)) };
      }),
  );

  app.get(
    '/api/v1/units/:id/predecessors',
    {
      config,
      schema: {
        tags,
        summary: 'What a unit came from, on the map of a day (its eve, without `on`), with the share of each that came to it',
        params: UnitParams,
        querystring: DayQuery,
        response: { 200: Relatives },
      },
    },
    async (request, reply) =>
      answer(request, reply, request.query.on, async (asked) => {
        const unit = await existingUnit(db, request.params.id, asked.on);
        const on = asked.given ? asked.on : dayBefore(unit.existsFrom);
        const items = await predecessorsOf(db, unit.id, on, unit.existsTo ?? endOfTime);
        return { on: asked.given ? onMark : on, items: items.map((item) => relativeJson(item, request.lang)) };
      }),
  );

  app.get(
    '/api/v1/units/:id/population',
    {
      config,
      schema: {
        tags,
        summary: 'Figures of people in a unit, as reported',
        params: UnitParams,
        querystring: PlainQuery,
        response: { 200: Figures },
      },
    },
    async (request, reply) =>
      answer(request, reply, undefined, async (asked) => {
        const unit = await existingUnit(db, request.params.id, asked.on);
        return { items: (await figuresOf(db, unit.id)).map(({ day, value, basis, source }) => ({ day, value, basis, source })) };
      }),
  );

  app.get(
    '/api/v1/units/:id/history',
    {
      config,
      schema: {
        tags,
        summary: 'The states of a unit and what happened between them',
        params: UnitParams,
        querystring: PlainQuery,
        response: { 200: HistoryAnswer },
      },
    },
    async (request, reply) =>
      answer(request, reply, undefined, async () => {
        const { states, moments } = await historyOf(db, unitId(request.params.id));
        if (states.length === 0) throw new Refused(unknownUnit(request.params.id));
        const { lang } = request;
        return {
          states: states.map((state) => unitJson(state, lang)),
          moments: moments.map(({ day, events, cameFrom, became }) => ({
            day,
            events: events.map(eventJson),
            cameFrom: cameFrom.map((part) => partJson(part, lang)),
            became: became.map((part) => partJson(part, lang)),
          })),
        };
      }),
  );

  async function answer(request: FastifyRequest, reply: FastifyReply, on: string | undefined, make: (asked: Asked) => Promise<unknown>) {
    try {
      const asked = askedDay(on, clock);
      return await serve(request, reply, asked, () => make(asked));
    } catch (error) {
      return refuse(reply, error);
    }
  }
}

/** The unit of the address: its own facts are in the answer. Lists show none. */
function unitsIn(request: FastifyRequest): string[] {
  const { id } = request.params as { id?: string };
  return id === undefined ? [] : [id.toLowerCase()];
}

function refuse(reply: FastifyReply, error: unknown): FastifyReply {
  if (error instanceof Refused) return reply.refuse(error.refusal);
  throw error;
}
