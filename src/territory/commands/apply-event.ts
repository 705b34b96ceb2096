import { record } from '../../audit/index.ts';
import { documentsByIds } from '../../legal/index.ts';
import { touch } from '../../platform/cache/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { deniedChange } from '../access.ts';
import { type EventInput, refusalCodes } from '../contract.ts';
import { publishStructureChanged } from '../events.ts';
import type { Plan } from '../model/draft.ts';
import { planEvents } from '../model/plan-events.ts';
import { loadState, lockStructure, writePlan } from '../store.ts';
import { structureTag } from '../tags.ts';

/** How a change belongs to an import. */
export interface InBatch {
  /** The batch whose rows are kept for undoing; none for a change by hand. */
  readonly batchId?: string | null;
}

/**
 * Records events, all or none: lock, decide, write units, edges and events, trail, outbox, cache, in the caller's
 * transaction. Events of one day happen together. An event whose id is already recorded is skipped, so that repeating the
 * call gives the same answer. Refusals: `territory.*` of contract.ts, several as details with their place in the input.
 */
export async function applyEvents(
  tx: Tx,
  actor: Actor,
  inputs: readonly EventInput[],
  options: InBatch = {},
): Promise<Outcome<{ eventIds: readonly string[] }>> {
  const denied = deniedChange(actor);
  if (denied) return denied;
  const batchId = options.batchId ?? null;
  await lockStructure(tx);
  const state = await loadState(tx);
  const ids = inputs.map((input) => input.id ?? tx.ids.next());
  const open = inputs.flatMap((input, index) => (state.events.has(ids[index] ?? '') ? [] : [{ ...input, id: ids[index] ?? '' }]));
  if (open.length === 0) return accepted({ eventIds: ids });
  const unknown = await unknownDocuments(tx, inputs);
  if (unknown.length > 0) return refused(unknownDocumentRefusal(unknown));
  const planned = planEvents(state, open, { makeId: () => tx.ids.next(), batchId });
  if (!planned.ok) return planned;
  const { plan } = planned.value;
  await writePlan(tx, plan, state.types, batchId);
  const from = open.map((input) => input.effectiveOn).reduce((a, b) => (a < b ? a : b));
  const subjects = plan.events.map(({ id }) => ({ kind: 'unit-event' as const, id, places: placesOf(plan, id) }));
  await told(tx, actor, { action: 'territory.apply-event', subjects, from, batchId });
  return accepted({ eventIds: ids });
}

/** Records one event; see `applyEvents`. */
export async function applyEvent(tx: Tx, actor: Actor, input: EventInput, options: InBatch = {}): Promise<Outcome<{ eventId: string }>> {
  const outcome = await applyEvents(tx, actor, [input], options);
  if (!outcome.ok) return { ok: false, refusal: alone(outcome.refusal) };
  return accepted({ eventId: outcome.value.eventIds[0] ?? '' });
}

/** The trail, the outbox and the cache of one change of structure. */
export async function told(
  tx: Tx,
  actor: Actor,
  change: {
    readonly action: string;
    readonly subjects: readonly { readonly kind: 'unit' | 'unit-event'; readonly id: string; readonly places: readonly string[] }[];
    /** First day that looks different. */
    readonly from: string;
    readonly batchId: string | null;
  },
): Promise<void> {
  const { action, subjects, batchId, from } = change;
  // An import is one entry in the trail, about its batch; a change by hand is one entry for each thing recorded.
  if (batchId !== null) await record(tx, actor, { action, subject: { kind: 'import-batch', id: batchId } });
  else await Promise.all(subjects.map(({ kind, id, places }) => record(tx, actor, { action, subject: { kind, id }, places })));
  const events = subjects.filter(({ kind }) => kind === 'unit-event').map(({ id }) => id);
  await publishStructureChanged(tx, { from, events, batch: batchId });
  await touch(tx, [structureTag]);
}

/** The units that an event concerns. */
function placesOf(plan: Plan, eventId: string): string[] {
  const edges = plan.edges.filter((edge) => edge.eventId === eventId).flatMap((edge) => [edge.from, edge.to]);
  const changed = plan.inserted.filter((version) => version.eventId === eventId).map((version) => version.unitId);
  return [...new Set([...edges, ...changed])];
}

async function unknownDocuments(tx: Tx, inputs: readonly EventInput[]): Promise<{ id: string; field: string }[]> {
  const named = inputs.flatMap((input, index) => (input.documentId ? [{ id: input.documentId, field: `events.${index}` }] : []));
  if (named.length === 0) return [];
  const known = await documentsByIds(tx, [...new Set(named.map(({ id }) => id))]);
  return named.filter(({ id }) => !known.has(id));
}

function unknownDocumentRefusal(unknown: readonly { id: string; field: string }[]): Refusal {
  const details = unknown.map(({ id, field }): Refusal => ({ code: refusalCodes.unknown_document, params: { id }, field }));
  const [only] = details;
  return only && details.length === 1 ? only : { code: refusalCodes.event_refused, params: { count: details.length }, details };
}

/** With one event there is no need to say which one: `events.0.edges.1` becomes `edges.1`. */
function alone(refusal: Refusal): Refusal {
  const { field, details, ...rest } = refusal;
  const place = field?.replace(/^events\.0\.?/, '');
  return { ...rest, ...(place ? { field: place } : {}), ...(details ? { details: details.map(alone) } : {}) };
}
