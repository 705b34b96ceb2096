import { createHash } from 'node:crypto';
import { documentsByNumbers } from '../../../legal/index.ts';
import type { Reader } from '../../../platform/db/index.ts';
import type { PopulationInput } from '../../contract.ts';
import type { Area } from '../../geo/geometry.ts';
import { readRange } from '../../model/days.ts';
import type { Plan } from '../../model/draft.ts';
import { planEvents } from '../../model/plan-events.ts';
import { planUnits } from '../../model/plan-units.ts';
import type { TerritoryState } from '../../model/state.ts';
import type { TerritoryRows } from '../../rows.gen.ts';
import type { ParsedFile } from './parse.ts';
import { toRowErrors } from './places.ts';
import { type BoundaryInput, type KnownBoundary, readBoundaries } from './read-boundaries.ts';
import { readEvents } from './read-events.ts';
import { readPopulation } from './read-population.ts';
import { readUnits } from './read-units.ts';
import type { RowError } from './types.ts';

/** What a file would do to the record, and everything that is wrong with it. Nothing of it is written while there are errors. */
export interface Decision {
  /** Rows or features read. */
  readonly rows: number;
  readonly errors: readonly RowError[];
  readonly unknownColumns: readonly string[];
  /** Rows that say what is recorded already. */
  readonly unchanged: number;
  readonly plan: Plan | null;
  readonly population: readonly Required<PopulationInput>[];
  readonly boundaries: readonly BoundaryInput[];
  readonly endedBoundaries: readonly (KnownBoundary & { readonly newTo: string })[];
}

export interface DecideOptions {
  readonly makeId: () => string;
  readonly batchId: string | null;
  /** Fixed ids of events by key and day, for files that the project ships. */
  readonly eventId?: ((key: string, day: string) => string) | undefined;
}

const nothing = { plan: null, population: [], boundaries: [], endedBoundaries: [] } as const;

/** Resolves, validates and plans a parsed file against the record. */
export async function decideImport(reader: Reader, state: TerritoryState, file: ParsedFile, options: DecideOptions): Promise<Decision> {
  if (file.kind === 'boundaries') return decideBoundaries(reader, state, file, options.makeId);
  const common = { rows: file.table.rows.length + file.table.errors.length, unknownColumns: file.table.unknownColumns };
  const { makeId, batchId, eventId } = options;
  if (file.kind === 'population') {
    const known = await knownFigures(reader);
    const { inputs, errors, unchanged } = readPopulation(file.table, state, known, makeId);
    return { ...nothing, ...common, errors: tidied(errors), unchanged, population: inputs };
  }
  if (file.kind === 'units') {
    const { inputs, errors, rowOf, unchanged } = readUnits(file.table, state, makeId);
    const planned = planUnits(state, inputs, { makeId, batchId });
    const all = planned.ok ? errors : [...errors, ...toRowErrors('units', planned.refusal, rowOf, firstRow(file))];
    return { ...nothing, ...common, errors: tidied(all), unchanged, plan: planned.ok ? planned.value.plan : null };
  }
  const numbers = [...new Set(file.table.rows.flatMap(({ cells }) => cells.document || []))];
  const documents = new Map([...(await documentsByNumbers(reader, numbers))].map(([number, { id }]) => [number, id]));
  const { inputs, errors, rowOf, unchanged } = readEvents(file.table, state, { makeId, documents, ...(eventId ? { eventId } : {}) });
  // Events hang together: with unreadable rows the rest would be judged wrongly.
  if (errors.length > 0) return { ...nothing, ...common, errors: tidied(errors), unchanged };
  const planned = planEvents(state, inputs, { makeId, batchId });
  const found = planned.ok ? [] : toRowErrors('events', planned.refusal, rowOf, firstRow(file));
  return { ...nothing, ...common, errors: tidied(found), unchanged, plan: planned.ok ? planned.value.plan : null };
}

async function decideBoundaries(
  reader: Reader,
  state: TerritoryState,
  file: ParsedFile & { kind: 'boundaries' },
  makeId: () => string,
): Promise<Decision> {
  const rows = await reader
    .rows<TerritoryRows>()
    .selectFrom('territory.unit_boundary')
    .select(['id', 'unit_id', 'valid', 'geometry'])
    .execute();
  const known = rows.map((row) => ({ id: row.id, unitId: row.unit_id, ...readRange(row.valid), digest: digestOf(row.geometry) }));
  const { inputs, ended, errors, unchanged } = readBoundaries(file.boundaries, file.from, state, known, digestOf, makeId);
  const count = file.boundaries.features.length + file.boundaries.errors.length;
  return { ...nothing, rows: count, unknownColumns: [], errors: tidied(errors), unchanged, boundaries: inputs, endedBoundaries: ended };
}

/** Shapes are compared by their coordinates; the database keeps the keys of an object in another order. */
function digestOf(shape: unknown): string {
  const { type, coordinates } = shape as Area;
  return createHash('sha256')
    .update(JSON.stringify([type, coordinates]))
    .digest('hex');
}

async function knownFigures(reader: Reader) {
  const rows = await reader
    .rows<TerritoryRows>()
    .selectFrom('territory.population')
    .select(['unit_id', 'on_day', 'value', 'basis'])
    .execute();
  return rows.map((row) => ({ unitId: row.unit_id, day: row.on_day, value: row.value, basis: row.basis }));
}

function firstRow(file: ParsedFile): number {
  return file.kind === 'boundaries' ? 1 : (file.table.rows[0]?.row ?? 1);
}

/** In the order of the file, each finding once. */
function tidied(errors: readonly RowError[]): RowError[] {
  const seen = new Map(
    errors.map((error) => [`${error.row} ${error.column} ${error.refusal.code} ${JSON.stringify(error.refusal.params ?? {})}`, error]),
  );
  return [...seen.values()].sort((a, b) => a.row - b.row);
}
