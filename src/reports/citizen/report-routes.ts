/** `/reports/{code}` and what stands around it: looking up a code, my own reports, files, the slip of paper. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Limit, sourceOf, waitFor } from '../../people/index.ts';
import { sendFile } from '../../platform/files/uploads/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { getUnit } from '../../territory/index.ts';
import { codeIn } from '../code.ts';
import { slipState } from '../doors/index.ts';
import { sendSmall, smallPicture } from '../public/small.ts';
import { letterPage } from '../voice/letter.page.tsx';
import { letterOf } from '../voice/letter.ts';
import { waitingSlipPage } from '../voice/slip.page.tsx';
import { withSound } from '../voice/slot.tsx';
import { spokenPages } from '../voice/spoken.ts';
import { keptPage } from './kept-page.ts';
import { lookUpPage, minePage, slipPage } from './look-up.page.tsx';
import { texts } from './messages.gen.ts';
import { mineOf } from './mine.ts';
import { openReport, showReport, unkept, whoOf } from './open-report.ts';
import { doneThings } from './report.page.tsx';
import { fileFor, seenBy } from './seen.ts';

const open = { config: { right: 'public' }, schema: { hide: true } } as const;
const own = { config: { right: 'people.own' }, schema: { hide: true } } as const;

/** Codes that lead nowhere, and those of reports that are not the visitor's, from one address. */
const guesses: Limit = { kind: 'report-code', most: 30, seconds: 600 };

type WaitingSlip = NonNullable<Awaited<ReturnType<typeof slipState>>>;

const longestPaste = 200;

/** Twelve digits in what was pasted, with dots, spaces and hyphens between them. */
const runsIn = (typed: string): readonly string[] =>
  (
    typed
      .slice(0, longestPaste)
      .normalize('NFKC')
      .match(/\d(?:[\s.\-–]*\d)*/g) ?? []
  ).filter((run) => run.replace(/\D/g, '').length === 12);

/** The code in a message that somebody pasted whole, where it holds just one; null for none, for several and for a wrong one. */
function pastedCode(typed: string): string | null {
  const [run, ...more] = runsIn(typed);
  return run === undefined || more.length > 0 ? null : codeIn(run);
}

interface CodeRoute {
  Params: { code: string };
}

export function reportRoutes(app: App, context: Context): void {
  const { db, config } = context;

  /** Seconds to wait for whoever tries out codes; 0 for all others. */
  const guessing = (request: FastifyRequest): Promise<number> => waitFor(context, [{ limit: guesses, subject: sourceOf(request.ip) }]);

  const lookUp = async (request: FastifyRequest, reply: FastifyReply, typed: string, unknown = false): Promise<FastifyReply> => {
    const digits = (runsIn(typed)[0] ?? '').replace(/\D/g, '');
    const problem = typed === '' ? null : unknown ? 'unknown' : /^\d{12}$/.test(digits) ? 'wrong' : 'length';
    const view = request.view();
    const plain = lookUpPage(view, { typed: typed.slice(0, longestPaste), problem });
    const page = await withSound(db, view, plain, { keys: [spokenPages.lookUp], back: '/reports/look-up' });
    return unkept(reply).page(problem === null ? page : { ...page, status: 404 });
  };

  app.get<{ Querystring: { code?: string } }>(
    '/reports/look-up',
    { config: { right: 'public', limit: 'guess' }, schema: { hide: true } },
    async (request, reply) => {
      const typed = (request.query.code ?? '').trim();
      const code = pastedCode(typed);
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
      const kept = await keptPage(context, request, reply, code);
      if (kept !== null) return kept;
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
            : (doneThings.find((one) => one !== 'sent' && one === done) ?? null);
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
    const { joint } = seenBy(opened.report, opened.mine, opened.master);
    const letter = await letterOf(context, opened.report, { lang: view.lang, origin: view.origin ?? '', officeName, joint });
    return unkept(reply).page(letterPage(view, letter));
  });

  app.get<{ Params: { code: string; id: string }; Querystring: { width?: string } }>(
    '/reports/:code/files/:id',
    open,
    async (request, reply) => {
      const code = codeIn(request.params.code);
      const opened = code === null ? null : await openReport(context, request, code);
      const file = opened ? fileFor(opened.report, opened.mine, request.params.id) : null;
      if (file === null) return reply.refuse({ code: 'http.not-found', status: 404 });
      const small = request.query.width === 'small' && file.kind === 'image' ? await smallPicture(context, file.hash) : null;
      if (small !== null) return sendSmall(unkept(reply), small);
      return sendFile(reply, context, file.hash, { kind: file.kind, name: code ?? 'file', cache: 'private, no-store' });
    },
  );

  /** A slip of paper that nobody has typed in yet: its code leads somewhere all the same. */
  async function waitingSlip(request: FastifyRequest, reply: FastifyReply, code: string, slip: WaitingSlip): Promise<FastifyReply> {
    const unit = await getUnit(db, slip.unitId, context.clock.today().toString());
    const page = waitingSlipPage(request.view(), { code, unit, printedAt: slip.printedAt, timeZone: config.TIME_ZONE });
    return unkept(reply).page({ ...page, status: 404 });
  }

  async function mine(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const reports = await db.transaction((tx) => mineOf(tx, whoOf(request), context.clock.today().toString()), {
      state: dutyState('identity'),
      readOnly: true,
    });
    const view = request.view();
    const signedIn = request.actor.kind === 'person';
    const page = minePage(view, { reports, timeZone: config.TIME_ZONE, signedIn });
    const back = signedIn ? '/account/reports' : '/reports/mine';
    return unkept(reply).page(await withSound(db, view, page, { keys: [spokenPages.mine], back }));
  }
}
