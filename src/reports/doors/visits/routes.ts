/** Answers that have to be brought or said on the telephone: for the receiving centre, and for whoever wrote the report down. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { peopleRights } from '../../../people/index.ts';
import type { App } from '../../../platform/http/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import { dutyState, may } from '../../../platform/session/index.ts';
import type { FieldProblem } from '../../../platform/ui/index.ts';
import { refusalWords } from '../../citizen/words.ts';
import { codeIn } from '../../code.ts';
import { lineOf, linesOf } from '../../console/form-values.ts';
import { namesFor } from '../../console/names.ts';
import { reportsRights } from '../../contract.ts';
import { takeStep } from '../../core/index.ts';
import { openToTell, type ToTell, toBring } from '../behalf/written.ts';
import { texts } from '../messages.gen.ts';
import { whole } from '../whole.ts';
import { longestNote, visitPage, visitsAddress, visitsPage } from './visits.page.tsx';

interface VisitRoute {
  Params: { code: string };
}

const mostShown = 100;

export function visitRoutes(app: App, context: Context): void {
  const { db, clock, config } = context;
  const route = { config: { right: peopleRights.onBehalf }, schema: { hide: true } } as const;
  const today = () => clock.today().toString();
  const unitsOf = async (reports: readonly { readonly unitId: string }[], lang: 'vi' | 'en') =>
    (
      await namesFor(
        db,
        context,
        reports.map(({ unitId }) => ({ unitId, assigneeId: null })),
        { on: today(), lang },
      )
    ).units;

  app.get<{ Querystring: { done?: string } }>(visitsAddress, route, async (request, reply) => {
    const { actor, lang, query } = request;
    const reports = await db.transaction((tx) => toBring(tx, actor, today(), mostShown), { state: dutyState('identity'), readOnly: true });
    const page = visitsPage(request.view(), {
      reports,
      units: await unitsOf(reports, lang),
      timeZone: config.TIME_ZONE,
      done: query.done !== undefined,
    });
    return reply.header('cache-control', 'private, no-store').page(page);
  });

  app.get<VisitRoute>(`${visitsAddress}/:code`, route, async (request, reply) => {
    const report = await opened(request);
    return report === null ? reply.refuse({ code: 'http.not-found' }) : show(request, reply, report, '', []);
  });

  app.post<VisitRoute>(`${visitsAddress}/:code`, route, async (request, reply) => {
    const { actor, body, lang } = request;
    const report = await opened(request);
    if (report === null) return reply.refuse({ code: 'http.not-found' });
    // What a colleague did meanwhile is said by the page.
    if (!report.waits) return reply.redirect(`${visitsAddress}/${report.code}`, 303);
    const note = linesOf(body, 'note').slice(0, longestNote);
    if (note === '') return show(request, reply, report, '', [{ field: 'note', message: texts[lang].visit_note_missing() }]);
    const told = await whole(db, dutyState('identity'), async (tx) => {
      // The step is the same whether somebody goes there or calls: what was wanted is noted before it is done.
      if (report.answerBy === 'call')
        await sql`update reports.reporter set visit_back = true where report_id = ${report.id}::uuid`.execute(tx.rows<unknown>());
      return takeStep(tx, context, { actor, ticket: null }, { reportId: report.id, step: 'bring', revision: null, wordsToOfficials: note });
    });
    if (told.ok) return reply.redirect(`${visitsAddress}?done=yes`, 303);
    const words = refusalWords(context, told.refusal, lang);
    if (words === null) return reply.refuse(told.refusal);
    return show(request, reply, report, lineOf(body, 'note'), [{ field: 'note', message: words }]);
  });

  const opened = (request: FastifyRequest<VisitRoute>): Promise<ToTell | null> => {
    const code = codeIn(request.params.code);
    return code === null
      ? Promise.resolve(null)
      : db.transaction((tx) => openToTell(tx, context, request.actor, code, today()), { state: dutyState('identity') });
  };

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    report: ToTell,
    typed: string,
    problems: readonly FieldProblem[],
  ): Promise<FastifyReply> {
    const page = visitPage(request.view({ formToken: true }), {
      report,
      unit: (await unitsOf([report], request.lang)).get(report.unitId) ?? '',
      centre: may(request.actor, reportsRights.intake),
      typed,
      problems,
    });
    return reply.header('cache-control', 'private, no-store').page({ ...page, status: problems.length === 0 ? 200 : 422 });
  }
}
