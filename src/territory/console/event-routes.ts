/** One event by hand in the console: the form, its effect, writing it. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import type { FieldProblem } from '../../platform/ui/index.ts';
import { territoryRights } from '../access.ts';
import { applyImport, previewImport } from '../commands/import/apply.ts';
import type { RowError } from '../commands/import/types.ts';
import { loadState } from '../store.ts';
import { type EventFormContent, eventFormPage } from './event-form.page.tsx';
import { asEventForm, type EventForm, type EventTable, eventTable, missingFields, type Typed } from './event-form.ts';
import { typedIn } from './form-values.ts';
import { refusalLine } from './words/index.ts';

interface EventRoute {
  Querystring: { kind?: string; unit?: string };
}

/** Largest table that a form makes; the bytes are kept so that the batch can show what was written. */
const maxBytes = 5_000_000;

export function eventRoutes(app: App, context: Context): void {
  const { db, files, ids } = context;
  const config = { right: territoryRights.edit } as const;
  const schema = { hide: true } as const;

  app.get<EventRoute>('/console/territory/events/new', { config, schema }, async (request, reply) => {
    const form = asEventForm(request.query.kind) ?? 'rename';
    const unit = request.query.unit ?? '';
    return show(request, reply, form, (field) => (field === 'unit' ? unit : ''), {});
  });

  app.post<EventRoute>('/console/territory/events', { config, schema }, async (request, reply) => {
    const form = asEventForm(request.query.kind);
    if (!form) return reply.refuse({ code: 'http.not-found' });
    const typed: Typed = (field) => typedIn(request.body, field);
    const missing = missingFields(form, typed);
    if (missing.length > 0) {
      const message = refusalLine({ code: 'territory.import-cell-missing' }, request.lang);
      return show(request, reply, form, typed, { problems: missing.map((field) => ({ field, message })) });
    }
    const table = eventTable(form, typed, await loadState(db), request.lang);
    const bytes = Buffer.from(table.csv);
    const input = { kind: 'events', fileName: table.title, bytes } as const;
    const preview = await previewImport(db, input, () => ids.next());
    if (!preview.ok) return show(request, reply, form, typed, { others: [preview.refusal] });
    const { decision, summary, empty } = preview.value;
    if (decision.errors.length > 0) return show(request, reply, form, typed, spread(decision.errors, table, request));
    if (empty) return show(request, reply, form, typed, { others: [{ code: 'territory.import-nothing-new' }] });
    if (typed('do') !== 'apply') return show(request, reply, form, typed, { summary }, 200);
    await files.put(bytes, { maxBytes });
    const applied = await applyImport(db, request.actor, input, { byHand: true });
    if (!applied.ok)
      return show(request, reply, form, typed, { others: [applied.refusal, ...(applied.refusal.details ?? [])].slice(0, 20) });
    return reply.redirect(`/console/territory/batches/${applied.value.batch.id}${applied.value.repeated ? '?repeated=yes' : ''}`, 303);
  });

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    form: EventForm,
    typed: Typed,
    found: Partial<Pick<EventFormContent, 'problems' | 'others' | 'summary'>>,
    status = Object.keys(found).length === 0 ? 200 : 422,
  ): Promise<FastifyReply> {
    const { levels, types } = await loadState(db);
    const content = { form, typed, names: { levels, types }, problems: [], others: [], summary: null, ...found };
    return reply.page({ ...eventFormPage(request.view({ formToken: true }), content), status });
  }
}

/** Findings at the fields that they come from, one a field; the rest above the form. */
function spread(errors: readonly RowError[], table: EventTable, request: FastifyRequest): { problems: FieldProblem[]; others: Refusal[] } {
  const problems: FieldProblem[] = [];
  const others: Refusal[] = [];
  for (const { row, column, refusal } of errors) {
    const field = table.fieldOf(row, column);
    if (field === null) others.push(refusal);
    else if (!problems.some((problem) => problem.field === field)) problems.push({ field, message: refusalLine(refusal, request.lang) });
  }
  return { problems, others: others.slice(0, 20) };
}
