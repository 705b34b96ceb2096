/** Slips on paper: printed for a place, and typed in. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { peopleRights } from '../../../people/index.ts';
import type { App } from '../../../platform/http/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import { mayAt, rowState } from '../../../platform/session/index.ts';
import type { FieldProblem } from '../../../platform/ui/index.ts';
import { isId } from '../../../territory/index.ts';
import { refusalWords } from '../../citizen/words.ts';
import { codeIn } from '../../code.ts';
import { lineOf } from '../../console/form-values.ts';
import { categoriesOn, noticeFor } from '../../core/index.ts';
import { texts } from '../messages.gen.ts';
import { handOn } from '../start.ts';
import { centreTelephone } from '../telephone.ts';
import { whole } from '../whole.ts';
import { sheetPage } from './sheet.page.tsx';
import { sheetAddress, slipPage, slipsAddress, slipsPage } from './slips.page.tsx';
import { printingsOf, printSlips, type Slip, slipFor, slipsPrinted } from './store.ts';
import { placeOfSlip, unitsForSlips } from './units.ts';

interface ListRoute {
  Querystring: { code?: string };
}
interface SheetRoute {
  Querystring: { unit?: string; at?: string };
}
interface SlipRoute {
  Params: { code: string };
}

const printingsShown = 10;
const usualCount = '4';

export function slipRoutes(app: App, context: Context): void {
  const { db, clock, config } = context;
  const right = peopleRights.onBehalf;
  const route = { config: { right }, schema: { hide: true } } as const;
  const today = () => clock.today().toString();
  const originOf = (request: FastifyRequest) => config.PUBLIC_URL?.origin ?? `${request.protocol}://${request.host}`;

  app.get<ListRoute>(slipsAddress, route, async (request, reply) => {
    const typed = (request.query.code ?? '').slice(0, 30);
    if (typed === '') return list(request, reply, { typed: { unit: '', count: usualCount, code: '' }, problems: [] });
    const code = codeIn(typed);
    if (code !== null) return reply.redirect(`${slipsAddress}/${code}`, 303);
    const problems = [{ field: 'code', message: texts[request.lang].slip_code_wrong() }];
    return list(request, reply, { typed: { unit: '', count: usualCount, code: typed }, problems });
  });

  app.post(slipsAddress, route, async (request, reply) => {
    const { actor, body, lang } = request;
    const typed = { unit: lineOf(body, 'unit').toLowerCase(), count: lineOf(body, 'count'), code: '' };
    const count = /^\d{1,3}$/.test(typed.count) ? Number(typed.count) : 0;
    const printed = await whole(db, rowState(actor, right), (tx) => printSlips(tx, actor, { unitId: typed.unit, count }));
    if (printed.ok) return reply.redirect(sheetAddress(typed.unit, printed.value.at), 303);
    const words = refusalWords(context, printed.refusal, lang);
    const { field } = printed.refusal;
    if (words === null || field === undefined) return reply.refuse(printed.refusal);
    return list(request, reply, { typed, problems: [{ field: field === 'slip' ? 'unit' : field, message: words }] });
  });

  app.get<SheetRoute>(`${slipsAddress}/sheet`, route, async (request, reply) => {
    const { actor, query } = request;
    const { unit = '', at = '' } = query;
    const found =
      isId(unit) && isInstant(at) && mayAt(actor, right, unit) ? await slipsPrinted(db, { unitId: unit, at, by: actor.id }) : [];
    if (found.length === 0) return reply.refuse({ code: 'http.not-found' });
    const page = sheetPage(request.view(), {
      codes: found.map(({ code }) => code),
      place: (await placeOfSlip(db, unit, today(), 'vi'))?.name ?? '',
      matters: await matters(),
      origin: originOf(request),
      smsNumber: config.SMS_INBOUND_NUMBER,
      telephone: await centreTelephone(db, context, today(), 'vi'),
      back: slipsAddress,
    });
    return reply.header('cache-control', 'private, no-store').page(page);
  });

  app.get<SlipRoute>(`${slipsAddress}/:code`, route, async (request, reply) => {
    const slip = await slipFor(db, request.actor, request.params.code);
    return slip === null ? reply.refuse({ code: 'reports.slip-unknown', status: 404 }) : show(request, reply, slip, []);
  });

  app.post<SlipRoute>(`${slipsAddress}/:code`, route, async (request, reply) => {
    const { actor, params, body, lang } = request;
    const slip = await slipFor(db, actor, params.code);
    if (slip === null) return reply.refuse({ code: 'reports.slip-unknown', status: 404 });
    if (slip.reportCode !== null) return show(request, reply, slip, []);
    if (lineOf(body, 'agreed') !== 'yes')
      return show(request, reply, slip, [{ field: 'agreed', message: texts[lang].slip_consent_missing() }]);
    return handOn(reply);
  });

  /** Kinds of matters that are ticked on paper: those at the top, without what has a procedure of its own. */
  async function matters(): Promise<readonly string[]> {
    const on = today();
    const all = await categoriesOn(db, on);
    const notices = new Set(all.map((one) => one.noticeCode).filter((code) => code !== null));
    const stops = new Set<string>();
    for (const code of notices) if ((await noticeFor(db, code, on))?.effect === 'stop') stops.add(code);
    const open = (code: string): boolean =>
      all.some((one) => one.parentCode === code && (one.leaf ? !stops.has(one.noticeCode ?? '') : open(one.code)));
    return all.filter((one) => one.parentCode === null && (one.leaf || open(one.code))).map((one) => one.names.vi);
  }

  async function show(request: FastifyRequest, reply: FastifyReply, slip: Slip, problems: readonly FieldProblem[]): Promise<FastifyReply> {
    const place = await placeOfSlip(db, slip.unitId, today(), request.lang);
    const page = slipPage(request.view({ formToken: true }), { slip, place, problems });
    return reply.header('cache-control', 'private, no-store').page({ ...page, status: problems.length === 0 ? 200 : 422 });
  }

  async function list(
    request: FastifyRequest,
    reply: FastifyReply,
    { typed, problems }: { typed: { unit: string; count: string; code: string }; problems: readonly FieldProblem[] },
  ): Promise<FastifyReply> {
    const { actor, lang } = request;
    const printings = await printingsOf(db, actor, printingsShown);
    const named = await Promise.all(
      printings.map(async (one) => ({ ...one, place: (await placeOfSlip(db, one.unitId, today(), lang))?.name ?? '' })),
    );
    const page = slipsPage(request.view({ formToken: true }), {
      units: await unitsForSlips(db, actor, today(), lang),
      typed,
      printings: named,
      timeZone: config.TIME_ZONE,
      problems,
    });
    return reply.header('cache-control', 'private, no-store').page({ ...page, status: problems.length === 0 ? 200 : 422 });
  }
}

function isInstant(text: string): boolean {
  try {
    Temporal.Instant.from(text);
    return true;
  } catch {
    return false;
  }
}
