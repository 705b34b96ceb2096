import type { DayRange } from '../../contract.ts';
import type { BoundaryFile } from '../../geo/boundaries.ts';
import type { Area, Box } from '../../geo/geometry.ts';
import { earlierEnd, overlap } from '../../model/days.ts';
import { flowsOf } from '../../model/flows.ts';
import type { TerritoryState } from '../../model/state.ts';
import { CodeBook } from './resolve.ts';
import type { RowError } from './types.ts';
import { namesOf } from './vocabulary.ts';

/** A boundary that is recorded already. */
export interface KnownBoundary extends DayRange {
  readonly id: string;
  readonly unitId: string;
  /** A text that is equal for equal shapes. */
  readonly digest: string;
}

export interface BoundaryInput extends DayRange {
  readonly id: string;
  readonly unitId: string;
  readonly unit: string;
  readonly geometry: Area;
  readonly box: Box;
}

export interface BoundaryRows {
  readonly inputs: readonly BoundaryInput[];
  /** Recorded boundaries that give way on the first day of the new ones. */
  readonly ended: readonly (KnownBoundary & { readonly newTo: string })[];
  readonly errors: readonly RowError[];
  readonly unchanged: number;
}

/**
 * Turns the features of a boundary file into boundaries that hold from the day `from`: until the unit ends, gains or loses a
 * part, or a later boundary is recorded. One that is recorded with the same first day is unchanged, or an error when it differs.
 */
export function readBoundaries(
  file: BoundaryFile,
  from: string,
  state: TerritoryState,
  known: readonly KnownBoundary[],
  digestOf: (area: Area) => string,
  makeId: () => string,
): BoundaryRows {
  const errors: RowError[] = file.errors.map((refusal) => ({
    row: Number(refusal.params?.feature ?? 0),
    column: refusal.field ?? null,
    refusal,
  }));
  const names = namesOf([...state.levels.values()], [...state.types.values()]);
  const book = new CodeBook(state);
  const flows = flowsOf(state);
  const inputs: BoundaryInput[] = [];
  const ended: (KnownBoundary & { newTo: string })[] = [];
  let unchanged = 0;
  for (const { feature, code, level, area, box } of file.features) {
    const refuse = (column: string, code: `territory.${string}`, params: Record<string, string | number> = {}) =>
      errors.push({ row: feature, column, refusal: { code, params, field: column } });
    const knownLevel = level === null ? null : names.level(level);
    if (level !== null && knownLevel === null) {
      refuse('level', 'territory.import-level-unknown', { value: level });
      continue;
    }
    const found = book.find(code, knownLevel?.id ?? null, from);
    if (!found.ok) {
      refuse('code', found.refusal.code as `territory.${string}`, found.refusal.params);
      continue;
    }
    const { unitId, name } = found.carrier;
    const own = known.filter((boundary) => boundary.unitId === unitId);
    const same = own.find((boundary) => boundary.from === from);
    if (same) {
      if (same.digest === digestOf(area)) unchanged += 1;
      else refuse('code', 'territory.import-boundary-differs', { unit: name, day: from });
      continue;
    }
    const changes = [...(flows.out.get(unitId) ?? []), ...(flows.in.get(unitId) ?? [])].map((flow) => flow.day);
    const later = own.map((boundary) => boundary.from);
    const nextChange = [...changes, ...later].filter((day) => day > from).reduce<string | null>(earlierEnd, null);
    const to = earlierEnd(lastDayOf(state, unitId), nextChange);
    inputs.push({ id: makeId(), unitId, unit: name, geometry: area, box, from, to });
    for (const boundary of own) if (overlap(boundary, { from, to })) ended.push({ ...boundary, newTo: from });
  }
  return { inputs, ended, errors, unchanged };
}

/** First day on which the unit no longer exists; null while it does. */
function lastDayOf(state: TerritoryState, unitId: string): string | null {
  return state.versions.get(unitId)?.at(-1)?.to ?? null;
}
