/** `/reports/{code}` and what stands around it: looking up a code, my own reports, files, the slip of paper. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Limit, sourceOf, waitFor } from '../../people/index.ts';
import { sendFile, ticketOf } from '../../platform/files/uploads/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { soundOf } from '../../platform/speech/index.ts';
import { getUnit, titleName } from '../../territory/index.ts';
import { partiesOf, questionsFor, type ReportView, reasonsOn, reportByCode, type Who } from '../core/index.ts';
import { slipState } from '../doors/index.ts';
import { codeIn, reopening, stepsFrom } from '../model.ts';
import { letterPage } from '../voice/letter.page.tsx';
import { letterOf } from '../voice/letter.ts';
import { waitingSlipPage } from '../voice/slip.page.tsx';
import { stateKey } from '../voice/spoken.ts';
import { follows, wroteDown } from './follow.ts';
import { lookUpPage, minePage, slipPage } from './look-up.page.tsx';
import { texts } from './messages.gen.ts';
import { mineOf } from './mine.ts';
import { type Done, doneThings, reportPage } from './report.page.tsx';
import type { Giving, Judging, Objecting } from './report-forms.tsx';
import { fileFor, seenBy } from './seen.ts';

const open = { config: { right: 'public' }, schema: { hide: true } } as const;
const own = { config: { right: 'people.own' }, schema: { hide: true } } as const;

/** Codes that lead nowhere, and those of reports that are not the visitor's, from one address. */
const guesses: Limit = { kind: 'report-code', most: 30, seconds: 600 };

type WaitingSlip = NonNullable<Awaited<ReturnType<typeof slipState>>>;

interface CodeRoute {
  Params: { code: string };
}

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
        helped: await wroteDown(tx, request.actor, report.id),
        follows: await follows(tx, who, report.id),
      };
    },
    { state: dutyState('identity'), readOnly: true },
  );
}

/** The page of a report, also with what was wrong with a form on it. */
export async function showReport(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  opened: OpenedReport,
  more: {
    readonly done?: Done | null;
    readonly giving?: Partial<Giving>;
    readonly judging?: Judging;
    readonly objecting?: Objecting;
    readonly status?: number;
  } = {},
): Promise<FastifyReply> {
  const { db, clock, config } = context;
  const { lang } = request;
  const { report, mine } = opened;
  const today = clock.today().toString();
  const steps = stepsFrom(report.state, mine ? ['sender'] : []);
  const since = report.answeredAt === null ? Number.POSITIVE_INFINITY : report.answeredAt.until(clock.now()).total('hours') / 24;
  const unit = await getUnit(db, report.unitId, today);
  const view = request.view({ formToken: true });
  const seen = seenBy(report, mine, opened.master);
  const words = seen.answer?.words ?? seen.joint?.words ?? seen.question?.words ?? null;
  const page = reportPage(view, {
    report: seen,
    sound: await soundOf(db, [stateKey(report.state)], words === null ? [] : [words]),
    judging: more.judging ?? null,
    objecting: more.objecting ?? { words: '', problems: [] },
    helped: opened.helped,
    unitName: unit === null ? report.unitName : titleName(unit, lang),
    questions: mine ? await questionsFor(db, report.categoryCode, today) : [],
    done: more.done ?? null,
    follows: opened.follows,
    timeZone: config.TIME_ZONE,
    now: clock.now(),
    can: {
      rate: steps.includes('rate') && report.state === 'answered',
      reopen: steps.includes('reopen') && report.reopens < reopening.most && since <= reopening.days,
      withdraw: steps.includes('withdraw'),
    },
    reasons: (await reasonsOn(db, 'dissatisfied', today)).map(({ code, names }) => ({ code, label: names[lang] })),
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
  return unkept(reply).page(more.status === undefined ? page : { ...page, status: more.status });
}

/** What is somebody's own, or told to whoever has a code, stays with nobody in between. */
const unkept = (reply: FastifyReply): FastifyReply => reply.header('cache-control', 'private, no-store');

export function reportRoutes(app: App, context: Context): void {
  const { db, config } = context;

  /** Seconds to wait for whoever tries out codes; 0 for all others. */
  const guessing = (request: FastifyRequest): Promise<number> => waitFor(context, [{ limit: guesses, subject: sourceOf(request.ip) }]);

  const lookUp = (request: FastifyRequest, reply: FastifyReply, typed: string, unknown = false): FastifyReply => {
    const digits = typed.normalize('NFKC').replace(/[\s.\-–]/g, '');
    const problem = typed === '' ? null : unknown ? 'unknown' : /^\d{12}$/.test(digits) ? 'wrong' : 'length';
    const page = lookUpPage(request.view(), { typed: typed.slice(0, 40), problem });
    return unkept(reply).page(problem === null ? page : { ...page, status: 404 });
  };

  app.get<{ Querystring: { code?: string } }>(
    '/reports/look-up',
    { config: { right: 'public', limit: 'guess' }, schema: { hide: true } },
    async (request, reply) => {
      const typed = (request.query.code ?? '').trim();
      const code = codeIn(typed);
      if (code === null) return lookUp(request, reply, typed);
      const opened = await openReport(context, request, code);
      return opened ? reply.redirect(`/reports/${code}`, 303) : lookUp(request, reply, typed, true);
    },
  );

  app.get('/reports/mine', open, async (request, reply) => mine(request, reply));
  app.get('/account/reports', own, async (request, reply) => mine(request, reply));

  app.get<CodeRoute & { Querystring: { sent?: string; done?: string; followed?: string } }>(
    '/reports/:code',
    open,
    async (request, reply) => {
      const typed = request.params.code;
      const code = codeIn(typed);
      if (code === null) return lookUp(request, reply, typed);
      const opened = await openReport(context, request, code);
      if (opened === null || !(opened.mine || opened.helped || opened.report.shown)) {
        const seconds = await guessing(request);
        if (seconds > 0)
          return reply.header('retry-after', String(seconds)).refuse({ code: 'http.too-many', params: { seconds }, status: 429 });
      }
      if (opened === null) {
        const slip = await slipState(db, code);
        return slip === null ? lookUp(request, reply, typed, true) : waitingSlip(request, reply, code, slip);
      }
      const { sent, done, followed } = request.query;
      const said =
        sent === '1' && (opened.mine || opened.helped)
          ? 'sent'
          : followed === 'instead'
            ? 'instead'
            : (doneThings.find((one) => one === done) ?? null);
      return showReport(context, request, reply, opened, { done: said });
    },
  );

  app.get<CodeRoute>('/reports/:code/slip', open, async (request, reply) => {
    const code = codeIn(request.params.code);
    if (code === null) return lookUp(request, reply, request.params.code);
    const view = request.view();
    return unkept(reply).page(slipPage(view, { code, origin: view.origin ?? '' }));
  });

  // The answer names nobody, but it is the sender's, or whoever's wrote it down for them.
  app.get<CodeRoute>('/reports/:code/letter', open, async (request, reply) => {
    const code = codeIn(request.params.code);
    const opened = code === null ? null : await openReport(context, request, code);
    // Everybody else has the page, which says what they may see.
    if (!opened?.mine && !opened?.helped) return reply.redirect(`/reports/${encodeURIComponent(request.params.code)}`, 303);
    const view = request.view();
    const officeName = texts[view.lang].office_centre();
    const letter = await letterOf(context, opened.report, { lang: view.lang, origin: view.origin ?? '', officeName });
    return unkept(reply).page(letterPage(view, letter));
  });

  app.get<{ Params: { code: string; id: string } }>('/reports/:code/files/:id', open, async (request, reply) => {
    const code = codeIn(request.params.code);
    const opened = code === null ? null : await openReport(context, request, code);
    const file = opened ? fileFor(opened.report, opened.mine, request.params.id) : null;
    if (file === null) return reply.refuse({ code: 'http.not-found', status: 404 });
    return sendFile(reply, context, file.hash, { kind: file.kind, name: code ?? 'file', cache: 'private, no-store' });
  });

  /** A slip of paper that nobody has typed in yet: its code leads somewhere all the same. */
  async function waitingSlip(request: FastifyRequest, reply: FastifyReply, code: string, slip: WaitingSlip): Promise<FastifyReply> {
    const unit = await getUnit(db, slip.unitId, context.clock.today().toString());
    const page = waitingSlipPage(request.view(), { code, unit, printedAt: slip.printedAt, timeZone: config.TIME_ZONE });
    return unkept(reply).page({ ...page, status: 404 });
  }

  async function mine(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const reports = await db.transaction((tx) => mineOf(tx, whoOf(request)), { state: dutyState('identity'), readOnly: true });
    const page = minePage(request.view(), { reports, timeZone: config.TIME_ZONE, signedIn: request.actor.kind === 'person' });
    return unkept(reply).page(page);
  }
}
