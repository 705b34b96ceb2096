/** The public pages of coverage: answer, lists, definitions, files and picture. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EVERYTHING } from '../../../platform/cache/index.ts';
import { parseDate } from '../../../platform/calendar/index.ts';
import type { App } from '../../../platform/http/index.ts';
import type { Context, NavigationEntry } from '../../../platform/module/index.ts';
import type { Refusal } from '../../../platform/outcome/index.ts';
import { may } from '../../../platform/session/index.ts';
import { renderDocument, type View, writeDisplay } from '../../../platform/ui/index.ts';
import { tagsOfTeams, teamsRights, teamsTag } from '../../../teams/index.ts';
import { isId, refusalCodes, structureTag, titleName } from '../../../territory/index.ts';
import { createKeptCoverage, marks } from '../kept.ts';
import { type CoverageAsked, type CoverageView, readCoverage } from '../read.ts';
import { addressOf, type Choice, coveragePath, type ViewBy, views } from './address.ts';
import { coveragePage } from './coverage.page.tsx';
import { definitionsPage } from './definitions.page.tsx';
import { asCsv, asWorkbook, coverageSheet, listSheet, type Sheet } from './exports.ts';
import { gather } from './gather.ts';
import { listPage } from './lists/list.page.tsx';
import { placeOfRoots, readList } from './lists/list.ts';
import { type ListName, listNames, listPath } from './lists/names.ts';
import { texts } from './messages.gen.ts';
import { readForces } from './places.ts';
import { pictureSvg } from './svg-picture.ts';

const html = 'text/html; charset=utf-8';
const perPage = 100;
/** Files hold the whole list. */
const wholeList = { limit: 200_000, offset: 0 };

class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

interface Asked {
  readonly on: string;
  readonly given: boolean;
  readonly map: string | undefined;
  readonly unit: string | undefined;
  readonly by: ViewBy;
}

function text(request: FastifyRequest, name: string): string | null {
  const value = (request.query as Record<string, unknown>)[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 100) : null;
}

/** A day as typed on the page or ISO. Throws `Refused` for anything else. */
function dayOf(request: FastifyRequest, name: 'on' | 'map'): string | null {
  const typed = text(request, name);
  if (typed === null) return null;
  const day = parseDate(typed);
  if (day === null)
    throw new Refused({ code: refusalCodes.bad_day, params: { day: typed.slice(0, 40), field: name }, field: name, status: 400 });
  return day;
}

function askedOf(request: FastifyRequest, today: string): Asked {
  const on = dayOf(request, 'on');
  const unit = text(request, 'unit')?.toLowerCase();
  if (unit !== undefined && !isId(unit))
    throw new Refused({ code: refusalCodes.unknown_unit, params: { id: unit.slice(0, 60) }, field: 'unit', status: 404 });
  const by = text(request, 'by');
  return {
    on: on ?? today,
    given: on !== null,
    map: dayOf(request, 'map') ?? undefined,
    unit,
    by: views.find((one) => one === by) ?? 'villages',
  };
}

const toRead = ({ on, map, unit }: Asked): CoverageAsked => ({ on, map, unit });

/** What links keep: marks where the answer is kept for many days, the days themselves elsewhere. */
const marked = ({ given, map, unit, by }: Asked): Choice => ({
  on: given ? marks.on : null,
  map: map === undefined ? null : marks.map,
  unit: unit ?? null,
  by,
});
const plainly = ({ on, given, map, unit, by }: Asked): Choice => ({ on: given ? on : null, map: map ?? null, unit: unit ?? null, by });

/** How a page looks depends on the reader's choices and on the day of reading. */
const lookOf = (view: View): string =>
  [view.lang, writeDisplay(view.display), view.actor.kind, view.actor.name, view.today, view.origin].join(' ');

/** The first thing that the province looks at stands first. */
export const coverageNavigation: readonly NavigationEntry[] = [
  { area: 'public', href: coveragePath, label: (lang) => texts[lang].navigation_label(), right: 'public', order: 5 },
];

/** The public pages, files and picture of coverage. */
export function coverageCitizenRoutes(app: App, context: Context): void {
  const { db, cache, clock } = context;
  const kept = createKeptCoverage(context);
  const open = { config: { right: 'public' as const }, schema: { hide: true } };
  const today = () => clock.today().toString();

  /** Expected refusals become their page, wherever they are found. */
  const answering =
    (handle: (request: FastifyRequest, reply: FastifyReply, asked: Asked) => Promise<FastifyReply>) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      try {
        return await handle(request, reply, askedOf(request, today()));
      } catch (error) {
        if (error instanceof Refused) return reply.refuse(error.refusal);
        throw error;
      }
    };

  async function read(asked: Asked): Promise<CoverageView> {
    const found = await readCoverage(db, toRead(asked));
    if (!found.ok) throw new Refused(found.refusal);
    return found.value;
  }

  const nameOf = (view: CoverageView, lang: FastifyRequest['lang']) => (view.unit ? titleName(view.unit, lang) : placeOfRoots(view, lang));

  app.get(
    coveragePath,
    open,
    answering((request, reply, asked) => {
      const choice = marked(asked);
      const view: View = { ...request.view(), path: addressOf(coveragePath, choice) };
      return kept.serve(request, reply, {
        key: `coverage ${asked.by} ${lookOf(view)}`,
        asked: toRead(asked),
        given: asked.given,
        render: async (coverage) => {
          const showing = await gather(db, coverage, { lang: view.lang, today: view.today, choice });
          const teams = showing.teams.map((team) => team.id);
          return { type: html, text: renderDocument(view, coveragePage(showing)), tags: tagsOfTeams(teams) };
        },
      });
    }),
  );

  app.get(
    '/coverage/picture.svg',
    open,
    answering((request, reply, asked) =>
      kept.serve(request, reply, {
        key: `coverage picture ${request.lang} ${today()}`,
        asked: toRead(asked),
        given: asked.given,
        render: async (coverage) => {
          const showing = await gather(db, coverage, { lang: request.lang, today: today(), choice: marked(asked) });
          return { type: 'image/svg+xml; charset=utf-8', text: pictureSvg(showing, nameOf(coverage, request.lang)) };
        },
      }),
    ),
  );

  app.get('/coverage/definitions', open, (request, reply) => reply.page(definitionsPage(request.lang)));

  function address(request: FastifyRequest, path: string): string {
    return `${context.config.PUBLIC_URL?.origin ?? `${request.protocol}://${request.host}`}${path}`;
  }

  function sendFile(reply: FastifyReply, kind: 'csv' | 'xlsx', name: string, sheet: Sheet): FastifyReply {
    reply.header('content-disposition', `attachment; filename="${name}.${kind}"`).header('cache-control', 'no-cache');
    if (kind === 'csv') return reply.type('text/csv; charset=utf-8').send(Buffer.from(asCsv(sheet)));
    return reply.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet').send(Buffer.from(asWorkbook(sheet)));
  }

  for (const kind of ['csv', 'xlsx'] as const) {
    app.get(
      `/coverage.${kind}`,
      open,
      answering(async (request, reply, asked) => {
        const [view, forces] = await Promise.all([read(asked), readForces(db)]);
        const page = address(request, addressOf(coveragePath, { ...plainly(asked), on: asked.on }));
        return sendFile(
          reply,
          kind,
          `coverage-${view.unit?.code ?? view.unit?.id ?? 'all'}-${asked.on}`,
          coverageSheet(view, forces, request.lang, page),
        );
      }),
    );
  }

  /** Files and pages of lists have one route: what stands after the dot says which. */
  app.get<{ Params: { figure: string } }>(
    '/coverage/lists/:figure',
    open,
    answering(async (request, reply, asked) => {
      const { figure } = request.params as { figure: string };
      const [, wanted = '', ending] = /^([a-z-]{1,40})(?:\.(csv|xlsx))?$/.exec(figure) ?? [];
      const name = listNames.find((one) => one === wanted);
      if (name === undefined) throw new Refused({ code: 'http.not-found', status: 404 });
      const force = name.endsWith('members') ? text(request, 'force') : null;
      return ending === 'csv' || ending === 'xlsx'
        ? listFile(request, reply, asked, name, force, ending)
        : listAnswer(request, reply, asked, name, force);
    }),
  );

  async function readListOf(
    asked: Asked,
    name: ListName,
    force: string | null,
    lang: FastifyRequest['lang'],
    slice: { limit: number; offset: number },
  ) {
    const view = await read(asked);
    const list = await readList(db, { name, force, view, lang, today: today(), slice });
    // A page after the last one, or a force that there is not.
    if (list === null || (list.count === 0 && slice.offset > 0)) throw new Refused({ code: 'http.not-found', status: 404 });
    return { view, list };
  }

  async function listFile(
    request: FastifyRequest,
    reply: FastifyReply,
    asked: Asked,
    name: ListName,
    force: string | null,
    kind: 'csv' | 'xlsx',
  ) {
    const { view, list } = await readListOf(asked, name, force, request.lang, wholeList);
    const page = address(
      request,
      addressOf(listPath(name), { ...plainly(asked), on: asked.on, by: 'villages' }, force === null ? {} : { force }),
    );
    return sendFile(
      reply,
      kind,
      `${name}-${view.unit?.code ?? view.unit?.id ?? 'all'}-${asked.on}`,
      listSheet(list, view, request.lang, page),
    );
  }

  async function listAnswer(request: FastifyRequest, reply: FastifyReply, asked: Asked, name: ListName, force: string | null) {
    const choice: Choice = { ...plainly(asked), by: 'villages' };
    const page = Math.max(1, Math.min(10_000, Number(text(request, 'page') ?? 1) || 1));
    const more = { ...(force === null ? {} : { force }), ...(page === 1 ? {} : { page: String(page) }) };
    const view: View = { ...request.view(), path: addressOf(listPath(name), choice, more) };
    return cache.serve(request, reply, {
      key: `coverage list ${view.path} ${asked.on} ${lookOf(view)}`,
      render: async () => {
        const { view: coverage, list } = await readListOf(asked, name, force, view.lang, { limit: perPage, offset: (page - 1) * perPage });
        const above = [...coverage.above, ...(coverage.unit ? [coverage.unit] : [])];
        const shown = listPage({
          lang: view.lang,
          list,
          choice,
          on: coverage.on,
          map: coverage.map,
          place: nameOf(coverage, view.lang),
          above: above.map((unit) => ({ label: titleName(unit, view.lang), href: addressOf(coveragePath, { ...choice, unit: unit.id }) })),
          page,
          perPage,
          maySeeNames: may(request.actor, teamsRights.see),
        });
        return { type: html, text: renderDocument(view, shown), tags: [EVERYTHING, structureTag, teamsTag] };
      },
    });
  }
}
