/** A report read for somebody, and its page as it is for them. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ticketOf } from '../../platform/files/uploads/index.ts';
import type { Page } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { soundOf } from '../../platform/speech/index.ts';
import type { View } from '../../platform/ui/index.ts';
import { labelsOf, placeName } from '../../territory/index.ts';
import { partiesOf, questionsFor, type ReportView, reasonsOn, reportByCode, type Who } from '../core/index.ts';
import { reopening, stepsFrom } from '../model.ts';
import { spokenPages, stateKey } from '../voice/spoken.ts';
import { follows, isShown, wroteDown } from './follow.ts';
import { type Done, reportPage } from './report.page.tsx';
import type { Giving, Judging, Objecting } from './report-forms.tsx';
import { seenBy } from './seen.ts';

export const whoOf = (request: FastifyRequest): Who => ({ actor: request.actor, ticket: ticketOf(request) });

export interface OpenedReport {
  readonly report: ReportView;
  /** The visitor sent it. */
  readonly mine: boolean;
  /** The visitor wrote it down for somebody else. */
  readonly helped: boolean;
  readonly follows: boolean;
  /** What the sender's own report was merged into; `seenBy` says what leaves of it. Null for all others. */
  readonly master: ReportView | null;
  /** Whether everybody sees what it was merged into. */
  readonly masterShown: boolean;
}

/** Reads a report with whether the visitor sent it; null for an unknown code. */
export async function openReport(context: Context, request: FastifyRequest, code: string): Promise<OpenedReport | null> {
  const who = whoOf(request);
  return context.db.transaction(
    async (tx) => {
      const report = await reportByCode(tx, code);
      if (report === null) return null;
      const parties = await partiesOf(tx, context, who, report);
      const mine = parties.includes('sender');
      return {
        report,
        mine,
        master: mine && report.masterCode !== null ? await reportByCode(tx, report.masterCode) : null,
        masterShown: report.masterCode !== null && (await isShown(tx, report.masterCode)),
        helped: await wroteDown(tx, request.actor, report.id),
        follows: await follows(tx, who, report.id),
      };
    },
    { state: dutyState('identity'), readOnly: true },
  );
}

/** Reads a shown report as for somebody who has nothing to do with it, whoever asks; null for an unknown code and for one that is not shown. */
export async function openForStrangers(context: Context, code: string): Promise<OpenedReport | null> {
  return context.db.transaction(
    async (tx) => {
      const report = (await isShown(tx, code)) ? await reportByCode(tx, code) : null;
      // Both are read at their own moments: what is not shown in the second is not shown.
      if (!report?.shown) return null;
      const masterShown = report.masterCode !== null && (await isShown(tx, report.masterCode));
      return { report, mine: false, master: null, masterShown, helped: false, follows: false };
    },
    { state: dutyState('identity'), readOnly: true },
  );
}

interface Typed {
  readonly done?: Done | null;
  readonly giving?: Partial<Giving>;
  readonly judging?: Judging;
  readonly objecting?: Objecting;
}

/** The page of a report at an instant, also with what was wrong with a form on it. */
export async function pageOf(
  { db, clock, config }: Context,
  view: View,
  opened: OpenedReport,
  now: Temporal.Instant,
  more: Typed = {},
): Promise<Page> {
  const { lang } = view;
  const { report, mine } = opened;
  const today = clock.today().toString();
  const steps = stepsFrom(report.state, mine ? ['sender'] : []);
  const since = report.answeredAt === null ? Number.POSITIVE_INFINITY : report.answeredAt.until(now).total('hours') / 24;
  const unit = (await labelsOf(db, [report.unitId], today)).get(report.unitId);
  const seen = seenBy(report, mine, opened.master, opened.masterShown);
  const words = seen.answer?.words ?? seen.joint?.words ?? seen.question?.words ?? null;
  return reportPage(view, {
    report: seen,
    sound: await soundOf(db, [more.done === 'sent' ? spokenPages.sent : stateKey(report.state)], words === null ? [] : [words]),
    judging: more.judging ?? null,
    objecting: more.objecting ?? { words: '', problems: [] },
    helped: opened.helped,
    unitName: unit === undefined ? report.unitName : placeName(unit, lang),
    questions: mine ? await questionsFor(db, report.categoryCode, today) : [],
    done: more.done ?? null,
    follows: opened.follows,
    timeZone: config.TIME_ZONE,
    now,
    can: {
      rate: steps.includes('rate') && report.state === 'answered',
      reopen: steps.includes('reopen') && report.reopens < reopening.most && since <= reopening.days,
      withdraw: steps.includes('withdraw'),
    },
    reasons: mine ? (await reasonsOn(db, 'dissatisfied', today)).map(({ code, names }) => ({ code, label: names[lang] })) : [],
    giving: {
      words: '',
      staged: [],
      problems: [],
      reason: '',
      mostBytes: config.UPLOAD_LIMIT_MB * 1024 * 1024,
      ...more.giving,
    },
    origin: view.origin ?? '',
  });
}

/** Answers with the page of a report as it is for this visitor. */
export async function showReport(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  opened: OpenedReport,
  { status, ...more }: Typed & { readonly status?: number } = {},
): Promise<FastifyReply> {
  const page = await pageOf(context, request.view({ formToken: true }), opened, context.clock.now(), more);
  return unkept(reply).page(status === undefined ? page : { ...page, status });
}

/** What is somebody's own, or told to whoever has a code, stays with nobody in between. */
export const unkept = (reply: FastifyReply): FastifyReply => reply.header('cache-control', 'private, no-store');
