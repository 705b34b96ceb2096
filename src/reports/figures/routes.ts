/** The public pages, files and answers for programs of the figures. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EVERYTHING } from '../../platform/cache/index.ts';
import { readCalendar } from '../../platform/calendar/store.ts';
import { minutesOfWorkingDay } from '../../platform/calendar/working-time.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { csvLine } from '../../platform/sheets/index.ts';
import { type Page, renderDocument, writeDisplay } from '../../platform/ui/index.ts';
import { structureTag } from '../../territory/index.ts';
import { FiguresAnswer, FiguresQuery } from './api-schemas.ts';
import { addressOf, figuresPath, gather, readAsked, type Showing } from './ask.ts';
import { columns } from './columns.ts';
import { definitionsPage } from './definitions.page.tsx';
import { figuresPage } from './figures.page.tsx';
import type { Figures, Share } from './figures.ts';
import { sendPublished } from './file.ts';
import { lineName } from './labels.ts';
import { texts } from './messages.gen.ts';
import { openDataPage } from './open-data.page.tsx';
import { latestPublication } from './publish.ts';
import { least, untold } from './rows.ts';
import { fewest } from './share.ts';
import { figuresTag } from './tags.ts';
import { uses } from './use.ts';

const open = { config: { right: 'public' }, schema: { hide: true } } as const;
const json = 'application/json; charset=utf-8';
const html = 'text/html; charset=utf-8';
const tags = [EVERYTHING, figuresTag, structureTag];
const licence = 'https://creativecommons.org/licenses/by/4.0/';

/** The format of the file and of its description (docs/decisions/0031-formats-others-hold.md). */
const format = { name: 'reports-open-data', version: 1 } as const;

const shareCells = ({ n, of, low, high }: Share) => [n, of, low ?? null, high ?? null];

/** The cells of a line of the view as a file, in the order of its head. */
const cells = (figures: Figures) => [
  figures.received,
  figures.notAccepted,
  figures.merged,
  figures.returned,
  ...shareCells(figures.takenIn),
  figures.answered,
  ...shareCells(figures.onTime),
  figures.minutes.of,
  figures.minutes.median,
  figures.minutes.p90,
  ...shareCells(figures.rated),
  ...shareCells(figures.satisfied),
  ...shareCells(figures.dissatisfied),
  figures.reopened,
  figures.waiting,
  figures.late,
  figures.standing.n,
  figures.standing.longest,
];
const shareNames = (name: string) => [name, `${name}_of`, `${name}_low`, `${name}_high`];
const cellNames = [
  'received',
  'not_accepted',
  'merged',
  'returned',
  ...shareNames('taken_in_on_time'),
  'answered',
  ...shareNames('answered_on_time'),
  'minutes_of',
  'minutes_median',
  'minutes_p90',
  ...shareNames('rated'),
  ...shareNames('satisfied'),
  ...shareNames('dissatisfied'),
  'reopened',
  'waiting',
  'late',
  'standing',
  'standing_longest_days',
];

const published = ({ publication }: Pick<Showing, 'publication'>) =>
  publication && { id: publication.id, madeAt: publication.madeAt.toString(), rows: publication.rows, least: publication.least };

export function figuresRoutes(app: App, context: Context): void {
  const { db, cache, clock, config } = context;
  const { TIME_ZONE: timeZone } = config;

  const page = (request: FastifyRequest, reply: FastifyReply, make: () => Promise<Page>) => {
    const view = request.view();
    const look = [view.lang, writeDisplay(view.display), view.actor.kind, view.actor.name, view.today, view.origin].join(' ');
    return cache.serve(request, reply, {
      key: `reports-figures ${request.url} ${look}`,
      render: async () => ({ type: html, text: renderDocument(view, await make()), tags }),
    });
  };
  const text = (request: FastifyRequest, reply: FastifyReply, type: string, make: () => Promise<string>) =>
    cache.serve(request, reply, {
      key: `reports-figures ${type} ${request.url} ${request.lang} ${clock.today()}`,
      render: async () => ({ type, text: await make(), tags }),
    });

  app.get('/reports/figures', open, async (request, reply) => {
    const asked = readAsked(request.query as Record<string, unknown>);
    if ('code' in asked) return reply.refuse(asked);
    const { lang } = request;
    return page(request, reply, async () => {
      const [showing, calendar] = await Promise.all([gather(context, asked, lang), readCalendar(db, timeZone)]);
      return figuresPage({ lang, showing, dayMinutes: minutesOfWorkingDay(calendar), timeZone });
    });
  });

  app.get('/reports/figures/definitions', open, (request, reply) => page(request, reply, async () => definitionsPage(request.lang)));

  app.get('/reports/figures.csv', open, async (request, reply) => {
    const asked = readAsked(request.query as Record<string, unknown>);
    if ('code' in asked) return reply.refuse(asked);
    const { lang } = request;
    return text(request, reply, 'text/csv; charset=utf-8', async () => {
      const { lines, total } = await gather(context, asked, lang);
      const rows = lines.map((line) => [line.key, lineName(line, asked.by, lang), ...cells(line.figures)]);
      return `\uFEFF${[[asked.by, 'name', ...cellNames], ...rows, ['', texts[lang].total(), ...cells(total)]].map(csvLine).join('')}`;
    });
  });

  app.get('/reports/open-data', open, (request, reply) =>
    page(request, reply, async () =>
      openDataPage(
        request.lang,
        await latestPublication({ db }),
        request.view().origin ?? `${request.protocol}://${request.host}`,
        timeZone,
      ),
    ),
  );

  app.get('/reports/open-data.csv', open, async (_request, reply) => sendPublished(reply, context, await latestPublication({ db })));

  app.get('/reports/open-data.json', open, (request, reply) =>
    text(request, reply, json, async () => {
      const publication = await latestPublication({ db });
      return JSON.stringify({
        format,
        title: texts.en.o_title(),
        description: texts.en.o_intro(),
        licence,
        language: 'vi',
        publication: published({ publication }),
        files: publication && [
          { url: '/reports/open-data.csv', type: 'text/csv; charset=utf-8', bytes: publication.bytes, sha256: publication.fileHash },
        ],
        coarsening: {
          least,
          over: ['month', 'unit_id', 'category', 'office_id', 'door'],
          steps: ['door', 'category', 'organisation', 'unit'],
          earlierOffices: {
            columns: ['returned_by_ids', 'late_office_id'],
            over: ['month'],
            where: 'office_id is told',
            otherwise: untold,
          },
        },
        columns: columns.map(({ name, type, means }) => ({ name, type, meaning: means })),
        figures: '/api/v1/reports/figures',
        definitions: `${figuresPath}/definitions`,
      });
    }),
  );

  app.get(
    '/api/v1/reports/figures',
    {
      config: { right: 'public' },
      schema: {
        tags: ['Reports'],
        summary: 'Figures of reports by unit, category, office or month: sums of the published rows, that anybody can recount',
        querystring: FiguresQuery,
        response: { 200: FiguresAnswer },
      },
    },
    async (request, reply) => {
      const asked = readAsked(request.query as Record<string, unknown>);
      if ('code' in asked) return reply.refuse(asked);
      return text(request, reply, json, async () => {
        const { total, lines, lifted, use, ...showing } = await gather(context, asked, request.lang);
        return JSON.stringify({
          publication: published(showing),
          asked,
          fewest,
          total,
          lines: lines.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ key, name, figures }) => ({ key, name, figures })),
          activeUse: use,
          uses,
          url: addressOf(figuresPath, asked),
        });
      });
    },
  );
}
