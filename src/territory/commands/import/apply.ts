import { record } from '../../../audit/index.ts';
import { touch } from '../../../platform/cache/index.ts';
import type { Db, Reader, Tx } from '../../../platform/db/index.ts';
import { accepted, type Outcome, refused } from '../../../platform/outcome/index.ts';
import type { Actor } from '../../../platform/session/index.ts';
import { deniedChange, deniedImport } from '../../access.ts';
import { rangeText } from '../../model/days.ts';
import type { TerritoryState } from '../../model/state.ts';
import type { TerritoryRows } from '../../rows.gen.ts';
import { insertRows, loadState, lockStructure, updateRows, writePlan } from '../../store.ts';
import { structureTag } from '../../tags.ts';
import { told } from '../apply-event.ts';
import { recordPopulation } from '../record-population.ts';
import { type Batch, type BatchCounts, findBatch, findSameFile } from './batches.ts';
import { type Decision, decideImport } from './decide.ts';
import { takeImportLock } from './lock.ts';
import { type ParsedFile, parseImport } from './parse.ts';
import { isEmpty, type Summary, summarise } from './summary.ts';
import type { ImportInput } from './types.ts';

/** What an officer is shown before applying. */
export interface Preview {
  readonly file: ParsedFile;
  readonly decision: Decision;
  readonly summary: Summary;
  /** The import of this very file that is applied already. */
  readonly applied: Batch | null;
  /** Whether applying would write nothing. */
  readonly empty: boolean;
}

export interface Applied {
  readonly batch: Batch;
  /** The file was imported before: nothing was written now. */
  readonly repeated: boolean;
}

export interface ApplyOptions {
  /** Fixed ids of events by key and day, for files that the project ships. */
  readonly eventId?: (key: string, day: string) => string;
  /** For files that the project ships: what was once applied stays as people left it, and a file without news is noted too. */
  readonly shipped?: boolean;
  /** One event that an officer filled in: the right to record events is enough. */
  readonly byHand?: boolean;
}

/** Says what a file would do, without writing anything. Refused when it can't be read as a whole. */
export async function previewImport(reader: Reader, input: ImportInput, makeId: () => string): Promise<Outcome<Preview>> {
  const parsed = await parseImport(input);
  if (!parsed.ok) return parsed;
  const file = parsed.value;
  const state = await loadState(reader);
  const decision = await decideImport(reader, state, file, { makeId, batchId: null });
  const applied = await findSameFile(reader, keyOf(file));
  return accepted({ file, decision, summary: summarise(state, decision), applied, empty: isEmpty(decision) });
}

/**
 * Applies a file as a whole or not at all: one lock (a second officer is told who is importing), one transaction, one batch
 * that can be undone. The same file twice changes nothing. Refused with every row error as details
 * (`territory.import-rows-wrong`), with `territory.busy`, or with `territory.import-nothing-new`.
 */
export async function applyImport(db: Db, actor: Actor, input: ImportInput, options: ApplyOptions = {}): Promise<Outcome<Applied>> {
  const denied = options.byHand ? deniedChange(actor) : deniedImport(actor);
  if (denied) return denied;
  const parsed = await parseImport(input);
  if (!parsed.ok) return parsed;
  const file = parsed.value;
  return db.transaction(async (tx) => {
    const lock = await takeImportLock(tx, db, actor);
    if (!lock.ok) return lock;
    const before = await findSameFile(tx, keyOf(file), { undone: options.shipped ?? false });
    if (before) return accepted({ batch: before, repeated: true });
    await lockStructure(tx);
    const state = await loadState(tx);
    const batchId = tx.ids.next();
    const decision = await decideImport(tx, state, file, { makeId: () => tx.ids.next(), batchId, eventId: options.eventId });
    if (decision.errors.length > 0) {
      const details = decision.errors.map((error) => ({ ...error.refusal, params: { ...error.refusal.params, row: error.row } }));
      return refused({ code: 'territory.import-rows-wrong', params: { count: details.length }, details });
    }
    if (isEmpty(decision) && !options.shipped) return refused({ code: 'territory.import-nothing-new', status: 409 });
    const written = await write(tx, actor, { file, state, decision, batchId });
    if (!written.ok) return written;
    const batch = await findBatch(tx, batchId);
    if (!batch) throw new Error('the batch that was just written is not there');
    return accepted({ batch, repeated: false });
  });
}

interface Work {
  readonly file: ParsedFile;
  readonly state: TerritoryState;
  readonly decision: Decision;
  readonly batchId: string;
}

async function write(tx: Tx, actor: Actor, work: Work): Promise<Outcome<null>> {
  const { file, state, decision, batchId } = work;
  await tx
    .rows<TerritoryRows>()
    .insertInto('territory.import_batch')
    .values({
      id: batchId,
      kind: file.kind,
      file_name: file.fileName,
      file_hash: file.hash,
      applied_at: tx.clock.now(),
      applied_by: actor.id ?? actor.kind,
      counts: JSON.stringify(countsOf(work)),
    })
    .execute();
  if (file.kind === 'population') {
    const recorded = await recordPopulation(tx, actor, decision.population, { batchId });
    if (!recorded.ok) throw new Error(`a checked figure was refused: ${recorded.refusal.code}`);
    return accepted(null);
  }
  if (file.kind === 'boundaries') {
    await writeBoundaries(tx, work);
    await record(tx, actor, { action: 'territory.import-boundaries', subject: { kind: 'import-batch', id: batchId } });
    await touch(tx, [structureTag]);
    return accepted(null);
  }
  const { plan } = decision;
  if (!plan) throw new Error('a file without errors has a plan');
  await writePlan(tx, plan, state.types, batchId);
  const days = [...plan.events.map((event) => event.effectiveOn), ...plan.inserted.map((version) => version.from)].sort();
  const kind = file.kind === 'events' ? ('unit-event' as const) : ('unit' as const);
  const subjects = (file.kind === 'events' ? plan.events : plan.units).map(({ id }) => ({ kind, id, places: [] }));
  const from = days[0] ?? tx.clock.today().toString();
  await told(tx, actor, { action: `territory.import-${file.kind}`, subjects, from, batchId });
  return accepted(null);
}

async function writeBoundaries(tx: Tx, { file, decision, batchId }: Work): Promise<void> {
  const closed = decision.endedBoundaries.map(({ id, from, newTo }) => ({ id, valid: rangeText({ from, to: newTo }) }));
  await updateRows(tx, 'unit_boundary', closed, batchId);
  const rows = decision.boundaries.map(({ id, unitId, from, to, geometry, box }) => ({
    id,
    unit_id: unitId,
    valid: rangeText({ from, to }),
    geometry,
    min_lon: box[0],
    min_lat: box[1],
    max_lon: box[2],
    max_lat: box[3],
    source: file.fileName,
    batch_id: batchId,
  }));
  // A hundred shapes a statement: a province's boundaries are some tens of megabytes of text.
  for (let at = 0; at < rows.length; at += 100) await insertRows(tx, 'unit_boundary', rows.slice(at, at + 100), batchId);
}

function countsOf({ file, state, decision }: Work): BatchCounts {
  const { added, changed, ended, events, figures, boundaries } = summarise(state, decision);
  return {
    rows: decision.rows,
    added: added.length,
    changed: changed.length,
    ended: ended.length,
    events,
    figures,
    boundaries,
    ...(file.kind === 'boundaries' ? { from: file.from } : {}),
  };
}

function keyOf(file: ParsedFile): { kind: ParsedFile['kind']; hash: string; from?: string } {
  return { kind: file.kind, hash: file.hash, ...(file.kind === 'boundaries' ? { from: file.from } : {}) };
}
