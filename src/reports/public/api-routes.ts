/** `/api/v1/reports`: what everybody sees of reports, for programs. */
import type { App } from '../../platform/http/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { placeName } from '../../territory/index.ts';
import { latenessAhead } from '../citizen/due.ts';
import { codeIn } from '../code.ts';
import { reportsTag, reportTag } from '../tags.ts';
import { ReportAnswer, ReportParams, ReportQuery, ReportsAnswer, ReportsQuery } from './api-schemas.ts';
import { addressOf } from './asked.ts';
import { type PublicReport, publicFace } from './face.ts';
import { gather, type Listing, unitAsked } from './gather.ts';
import { categoryName, isLate, placeName as seatName } from './labels.ts';
import { publicFilePath } from './paths.ts';
import type { ListedReport } from './queries.ts';
import { readAddress } from './routes.ts';
import { NotShown, serveText, unlessHidden } from './serve.ts';
import { unknownShown, unknownUnit } from './words.ts';

const defaultLimit = 100;
const tags = ['Reports'];
const config = { right: 'public' } as const;
const json = 'application/json; charset=utf-8';
const geojson = 'application/geo+json; charset=utf-8';

function itemJson(report: ListedReport, { categories, seats, now }: Listing, lang: Lang) {
  return {
    code: report.code,
    kind: report.kind,
    category: { code: report.categoryCode, name: categoryName(categories, report.categoryCode, lang) },
    unit: {
      id: report.unitId,
      name: seats.get(report.unitId)?.unit.name ?? '',
      fullName: seatName(seats.get(report.unitId), lang),
    },
    state: report.state,
    sentAt: report.sentAt.toString(),
    dueAt: report.dueAt?.toString() ?? null,
    late: isLate(report, now),
    answeredAt: report.answeredAt?.toString() ?? null,
    satisfied: report.satisfied,
    followers: report.followers,
    words: report.words,
    place: { words: report.placeWords, lat: report.lat, lon: report.lon },
    url: `/reports/${report.code}`,
    demonstration: report.demonstration,
  };
}

type Item = ReturnType<typeof itemJson>;

const feature = ({ place, code, ...properties }: Item) => ({
  type: 'Feature',
  id: code,
  geometry: { type: 'Point', coordinates: [place.lon, place.lat] },
  properties: { code, ...properties, placeWords: place.words },
});

const standOf = ({ state, dueAt, pausedSince }: PublicReport) => ({ state, dueAt, paused: pausedSince !== null });

function reportJson(report: PublicReport, lang: Lang, now: Temporal.Instant) {
  return {
    code: report.code,
    kind: report.kind,
    category: { code: report.category.code, name: report.category[lang] },
    unit: { id: report.unit.id, name: report.unit.name, fullName: report.unit.label ? placeName(report.unit.label, lang) : '' },
    state: report.state,
    sentAt: report.sentAt.toString(),
    dueAt: report.dueAt?.toString() ?? null,
    late: isLate(standOf(report), now),
    answeredAt: report.answeredAt?.toString() ?? null,
    satisfied: report.satisfied,
    followers: report.followers,
    words: report.words,
    place: { words: report.placeWords, lat: report.lat, lon: report.lon },
    url: `/reports/${report.code}`,
    demonstration: report.demonstration,
    urgency: report.urgency,
    office: report.organisation,
    onTime: report.onTime,
    closedAt: report.closedAt?.toString() ?? null,
    reopened: report.reopens,
    mergedInto: report.masterCode,
    files: report.pictures.map(({ hash, kind, role }) => ({ kind, role, url: publicFilePath(hash) })),
    steps: report.steps.map(({ step, at, to, organisation, words }) => ({
      step,
      at: at.toString(),
      state: to,
      office: organisation,
      words,
    })),
  };
}

export function reportsApiRoutes(app: App, context: Context): void {
  const { db, clock } = context;

  app.get(
    '/api/v1/reports',
    {
      config,
      schema: {
        tags,
        summary: 'Public reports, the newest first, by category, unit, state, time, words or place',
        querystring: ReportsQuery,
        response: { 200: ReportsAnswer },
      },
    },
    async (request, reply) => {
      const asked = await readAddress(context, request, reply);
      if (asked === null) return reply;
      const unit = await unitAsked(context, asked);
      if (unit === 'unknown') return reply.refuse(unknownUnit);
      const { limit = defaultLimit, format = 'json' } = request.query;
      return serveText(request, reply, context, format === 'geojson' ? geojson : json, async () => {
        const listing = await gather(context, asked, unit, limit);
        const items = listing.reports.map((report) => itemJson(report, listing, request.lang));
        const more = { limit: String(limit), ...(format === 'geojson' ? { format } : {}) };
        const next = listing.next === null ? null : addressOf('/api/v1/reports', asked, { ...more, after: listing.next });
        const body =
          format === 'geojson'
            ? { type: 'FeatureCollection', features: items.filter(({ place }) => place.lat !== null).map(feature), next }
            : { total: listing.total, items, next };
        return { text: JSON.stringify(body), until: listing.until };
      });
    },
  );

  app.get(
    '/api/v1/reports/:code',
    {
      config,
      schema: {
        tags,
        summary: 'One public report with its steps and answer; 404 also where it is not public',
        params: ReportParams,
        querystring: ReportQuery,
        response: { 200: ReportAnswer },
      },
    },
    async (request, reply) => {
      const code = codeIn(request.params.code);
      if (code === null) return reply.refuse(unknownShown);
      const answering = serveText(request, reply, context, json, async () => {
        const report = await publicFace(db, code);
        if (report === null) throw new NotShown();
        const now = clock.now();
        const text = JSON.stringify(reportJson(report, request.lang, now));
        // What it was merged into is named while that one is shown, so any report may matter.
        const { dueAt, pausedSince } = report;
        const until = latenessAhead(dueAt === null ? null : { dueAt, pausedSince }, now);
        return { shows: [reportsTag, reportTag(report.id)], text, until };
      });
      return (await unlessHidden(answering)) ?? reply.refuse(unknownShown);
    },
  );
}
