/** Lists in the console: send in, look, say what columns and persons mean, apply, drop, take back, files to take away. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formatDate, parseDate } from '../../../platform/calendar/index.ts';
import { FileMissing } from '../../../platform/files/index.ts';
import type { App } from '../../../platform/http/index.ts';
import { type Context, nameActors } from '../../../platform/module/index.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../../platform/outcome/index.ts';
import { type Actor, may, rowState } from '../../../platform/session/index.ts';
import { tidy } from '../../../platform/text/index.ts';
import type { FieldProblem } from '../../../platform/ui/index.ts';
import { deniedAt } from '../../access.ts';
import { teamsRights } from '../../contract.ts';
import { applyImport, refusalOfFaults } from '../apply/apply.ts';
import { dropImport } from '../apply/drop.ts';
import { undoImport } from '../apply/undo.ts';
import { checkImport } from '../check.ts';
import { texts } from '../messages.gen.ts';
import { asField, findingCodes, type SheetColumns } from '../model.ts';
import type { Action } from '../plan/types.ts';
import { type Batch, visibleBatch, visibleBatches } from '../store/batches.ts';
import { refusalWords } from './all-words.ts';
import { listPage, type Typed } from './list.page.tsx';
import { type Asked, loadShown } from './load.ts';
import { showPage } from './show.page.tsx';
import { templateOf } from './template.ts';

interface BatchRoute {
  Params: { id: string };
  Querystring: { show?: string; code?: string; place?: string; page?: string; stayed?: string };
}

const base = '/console/teams/import';
const schema = { hide: true } as const;
const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const MOST_LISTED = 100;

const fieldsOf = (body: unknown): ReadonlyMap<string, string> =>
  new Map(
    typeof body === 'object' && body !== null
      ? Object.entries(body).flatMap(([key, value]) => (typeof value === 'string' ? [[key, tidy(value)] as const] : []))
      : [],
  );

export function importRoutes(app: App, context: Context): void {
  const { db, files, clock, config } = context;
  const right = teamsRights.import;
  const today = () => clock.today().toString();

  app.get(base, { config: { right }, schema }, (request, reply) =>
    list(request, reply, { typed: { asOf: formatDate(today()), complete: false, kept: null }, problems: [], refusal: null }),
  );

  app.post(base, { config: { right, uploads: true }, schema }, async (request, reply) => {
    const t = texts[request.lang];
    const fields = fieldsOf(request.body);
    const kept = await arrived(request, fields);
    const asOf = parseDate(fields.get('as_of') ?? '');
    const complete = fields.get('complete') === 'yes';
    const typed: Typed = { asOf: fields.get('as_of') ?? '', complete, kept };
    const problems: FieldProblem[] = [];
    if (kept === null) problems.push({ field: 'file', message: t.file_missing() });
    if (asOf === null) problems.push({ field: 'as_of', message: t.as_of_wrong() });
    if (kept === null || asOf === null) return list(request, reply, { typed, problems, refusal: null });
    const bytes = await files.get(kept.hash);
    const checked = await checkImport(
      context,
      request.actor,
      { fileName: kept.name, hash: kept.hash, bytes },
      { asOf, complete, lang: request.lang },
    );
    if (checked.ok) return reply.redirect(`${base}/${checked.value.batchId}`, 303);
    // A workbook that was refused isn't kept for the next try: it has to be another one.
    const again = { ...typed, kept: checked.refusal.field === 'as_of' ? kept : null };
    return list(request, reply, { typed: again, problems: [], refusal: checked.refusal });
  });

  app.get<BatchRoute>(`${base}/:id`, { config: { right }, schema }, (request, reply) => show(request, reply));

  app.post<BatchRoute>(`${base}/:id/check`, { config: { right }, schema }, (request, reply) => again(request, reply, () => ({})));

  app.post<BatchRoute>(`${base}/:id/columns`, { config: { right }, schema }, (request, reply) =>
    again(request, reply, (batch) => ({ sheets: columnsSaid(batch.how.sheets, fieldsOf(request.body)) })),
  );

  app.post<BatchRoute>(`${base}/:id/persons`, { config: { right }, schema }, (request, reply) =>
    again(request, reply, (batch) => ({ choices: personsSaid(batch.how.choices, fieldsOf(request.body)) })),
  );

  app.post<BatchRoute>(`${base}/:id/apply`, { config: { right: teamsRights.apply }, schema }, async (request, reply) => {
    if (!(await find(request))) return reply.refuse({ code: 'teams.import-unknown', status: 404 });
    const applied = await applyImport(context, request.actor, request.params.id);
    return applied.ok ? reply.redirect(`${base}/${request.params.id}`, 303) : show(request, reply, applied.refusal);
  });

  app.post<BatchRoute>(`${base}/:id/drop`, { config: { right }, schema }, async (request, reply) => {
    if (!(await find(request))) return reply.refuse({ code: 'teams.import-unknown', status: 404 });
    const dropped = await dropImport(context, request.actor, request.params.id);
    return dropped.ok ? reply.redirect(`${base}/${request.params.id}`, 303) : show(request, reply, dropped.refusal);
  });

  app.post<BatchRoute>(`${base}/:id/undo`, { config: { right: teamsRights.apply }, schema }, async (request, reply) => {
    if (!(await find(request))) return reply.refuse({ code: 'teams.import-unknown', status: 404 });
    const undone = await undoImport(context, request.actor, request.params.id);
    if (!undone.ok) return show(request, reply, undone.refusal);
    return reply.redirect(
      `${base}/${request.params.id}${undone.value.personsStayed > 0 ? `?stayed=${undone.value.personsStayed}` : ''}`,
      303,
    );
  });

  app.get<BatchRoute>(`${base}/:id/marked.xlsx`, { config: { right }, schema }, async (request, reply) => {
    const batch = await find(request);
    if (!batch || !handles(request.actor, batch)) return reply.refuse({ code: 'teams.import-unknown', status: 404 });
    const bytes = batch.markedHash === null ? null : await fileOf(batch.markedHash);
    if (bytes === null) return reply.refuse({ code: 'teams.import-file-gone', status: 404 });
    return reply
      .type(workbookType)
      .header('cache-control', 'private, no-store')
      .header('content-disposition', attachment(batch.fileName))
      .send(bytes);
  });

  app.get('/console/teams/template.xlsx', { config: { right }, schema }, async (request, reply) => {
    const bytes = await templateOf(db, request.actor, today(), request.lang);
    return reply
      .type(workbookType)
      .header('cache-control', 'private, no-cache')
      .header('content-disposition', attachment(texts[request.lang].template_file()))
      .send(Buffer.from(bytes));
  });

  const stateOf = (request: FastifyRequest) => ({ state: rowState(request.actor, right) });
  const find = (request: FastifyRequest<BatchRoute>): Promise<Batch | null> =>
    db.transaction((tx) => visibleBatch(tx, request.params.id), stateOf(request));

  async function fileOf(hash: string): Promise<Buffer | null> {
    try {
      return await files.get(hash);
    } catch (error) {
      if (error instanceof FileMissing) return null;
      throw error;
    }
  }

  /** The file of the form: the one that came with it, or one that came before and was kept. */
  async function arrived(request: FastifyRequest, fields: ReadonlyMap<string, string>): Promise<{ hash: string; name: string } | null> {
    const upload = request.uploads?.get('file');
    if (upload) return { hash: upload.stored.hash, name: upload.fileName };
    const hash = fields.get('kept') ?? '';
    if (!/^[0-9a-f]{64}$/.test(hash) || !(await files.has(hash))) return null;
    return { hash, name: (fields.get('kept_name') ?? '').slice(0, 200) || 'danh-sach.xlsx' };
  }

  async function list(
    request: FastifyRequest,
    reply: FastifyReply,
    { typed, problems, refusal }: { typed: Typed; problems: readonly FieldProblem[]; refusal: Refusal | null },
  ): Promise<FastifyReply> {
    const batches = await db.transaction((tx) => visibleBatches(tx, { limit: MOST_LISTED }), stateOf(request));
    const names = await nameActors(context, [...new Set(batches.flatMap((batch) => batch.checkedBy ?? []))]);
    const words = refusal === null ? null : (refusalWords(context, refusal, request.lang) ?? null);
    if (refusal !== null && words === null) return reply.refuse(refusal);
    const page = listPage(request.view({ formToken: true }), {
      batches,
      names,
      typed,
      problems,
      refused: words,
      timeZone: config.TIME_ZONE,
    });
    const wrong = problems.length > 0 || refusal !== null;
    return reply.header('cache-control', 'private, no-store').page({ ...page, status: wrong ? 422 : 200 });
  }

  async function show(request: FastifyRequest<BatchRoute>, reply: FastifyReply, refusal?: Refusal): Promise<FastifyReply> {
    const { actor, lang, query } = request;
    const shown = await db.transaction(async (tx) => {
      const batch = await visibleBatch(tx, request.params.id);
      return batch && loadShown(tx, context, actor, batch, askedOf(query));
    }, stateOf(request));
    if (!shown) return reply.refuse({ code: 'teams.import-unknown', status: 404 });
    const words = refusal === undefined ? null : refusalWords(context, refusal, lang);
    if (refusal !== undefined && words === null) return reply.refuse(refusal);
    const hindrance = refusalOfFaults(shown.batch);
    const page = showPage(request.view({ formToken: true }), {
      shown,
      mayApply: may(actor, teamsRights.apply) && deniedAt(actor, teamsRights.apply, shown.batch.how.places) === null,
      hindrance: hindrance === null ? null : refusalWords(context, hindrance, lang),
      problem: refusal === undefined || words === null ? null : { refusal, ...words },
      stayed: Number(/^\d{1,6}$/.exec(query.stayed ?? '')?.[0] ?? 0),
    });
    return reply.header('cache-control', 'private, no-store').page({ ...page, status: refusal?.status ?? (refusal ? 422 : 200) });
  }

  /** Checks a list again, with what somebody said in between. */
  async function again(
    request: FastifyRequest<BatchRoute>,
    reply: FastifyReply,
    said: (batch: Batch) => { sheets?: readonly SheetColumns[]; choices?: Readonly<Record<string, string>> },
  ): Promise<FastifyReply> {
    const batch = await find(request);
    if (!batch || !handles(request.actor, batch)) return reply.refuse({ code: 'teams.import-unknown', status: 404 });
    const file = await bytesOf(batch);
    if (!file.ok) return show(request, reply, file.refusal);
    const { sheets, choices } = batch.how;
    const checked = await checkImport(
      context,
      request.actor,
      { fileName: batch.fileName, hash: batch.fileHash, bytes: file.value },
      { asOf: batch.asOf, complete: batch.how.complete, lang: request.lang, again: { batchId: batch.id, sheets, choices, ...said(batch) } },
    );
    return checked.ok ? reply.redirect(`${base}/${batch.id}`, 303) : show(request, reply, checked.refusal);
  }

  async function bytesOf(batch: Batch): Promise<Outcome<Buffer>> {
    const bytes = await fileOf(batch.fileHash);
    return bytes === null ? refused({ code: 'teams.import-file-gone', status: 409 }) : accepted(bytes);
  }
}

/** Whoever sent a list in, or may send lists in for all its places: the whole workbook is theirs to take, and to have read again. */
function handles(actor: Actor, batch: Batch): boolean {
  return batch.checkedBy === actor.id || (batch.counts.elsewhere === 0 && deniedAt(actor, teamsRights.import, batch.how.places) === null);
}

const shownActions: readonly Action[] = ['add', 'change', 'end', 'same', 'refused'];

function askedOf(query: BatchRoute['Querystring']): Asked {
  const page = Number(/^\d{1,5}$/.exec(query.page ?? '')?.[0] ?? 1);
  return {
    action: shownActions.find((one) => one === query.show) ?? 'add',
    code: findingCodes.find((one) => one === query.code) ?? null,
    place: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.exec(query.place ?? '')?.[0] ?? null,
    page: Math.max(1, page),
  };
}

/** Fields `c-<sheet>-<column>`; empty is “not read”, one that isn't in the form stays. */
function columnsSaid(sheets: readonly SheetColumns[], fields: ReadonlyMap<string, string>): readonly SheetColumns[] {
  return sheets.map((sheet, index) => ({
    ...sheet,
    columns: sheet.columns.map((one) => {
      const said = fields.get(`c-${index}-${one.column}`);
      return said === undefined ? one : { ...one, field: asField(said) };
    }),
  }));
}

/** Fields `p-<row>`: a person's id, `new`, or empty for what is proposed. */
function personsSaid(choices: Readonly<Record<string, string>>, fields: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const said = new Map(Object.entries(choices));
  for (const [key, value] of fields) {
    const rowNo = /^p-(\d{1,6})$/.exec(key)?.[1];
    if (rowNo === undefined) continue;
    if (value === 'new' || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)) said.set(rowNo, value);
    else said.delete(rowNo);
  }
  return Object.fromEntries(said);
}

/** A file name that cannot break out of the header; its letters stay for those who read RFC 6266. */
function attachment(fileName: string): string {
  const ascii = fileName.replace(/[^\w.-]+/g, '-');
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(fileName)}`;
}
