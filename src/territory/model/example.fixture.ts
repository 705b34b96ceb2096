import type { EventInput, Level, UnitInput, UnitType } from '../contract.ts';
import type { Plan } from './draft.ts';
import { planEvents } from './plan-events.ts';
import { planUnits } from './plan-units.ts';
import { stateOf, type TerritoryState } from './state.ts';

/** Records for tests: levels and types as a province has them, and short ways to say what happened. */
export const exampleLevels: readonly Level[] = [
  { id: 'province', rank: 1, hasCodes: true, nameVi: 'cấp tỉnh', nameEn: 'province', from: null, to: null },
  { id: 'district', rank: 2, hasCodes: true, nameVi: 'cấp huyện', nameEn: 'district', from: null, to: null },
  { id: 'commune', rank: 3, hasCodes: true, nameVi: 'cấp xã', nameEn: 'commune', from: null, to: null },
  { id: 'village', rank: 4, hasCodes: false, nameVi: 'thôn', nameEn: 'village', from: null, to: null },
];

export const exampleTypes: readonly UnitType[] = [
  { id: 'tinh', level: 'province', nameVi: 'tỉnh', nameEn: 'province' },
  { id: 'huyen', level: 'district', nameVi: 'huyện', nameEn: 'district' },
  { id: 'xa', level: 'commune', nameVi: 'xã', nameEn: 'commune' },
  { id: 'phuong', level: 'commune', nameVi: 'phường', nameEn: 'ward' },
  { id: 'thon', level: 'village', nameVi: 'thôn', nameEn: 'village' },
];

/** The n-th id in the order of ids. */
export function exampleId(n: number): string {
  return `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
}

const emptyState: TerritoryState = stateOf({
  levels: exampleLevels,
  types: exampleTypes,
  units: [],
  versions: [],
  events: [],
  edges: [],
});

/** The first day of the examples. */
const exampleStart = '2020-01-01';

/** A unit since the start of the record. */
export function exampleUnit(n: number, type: string, parent: number | null, more: Partial<UnitInput> = {}): UnitInput {
  return {
    id: exampleId(n),
    origin: 'official',
    from: exampleStart,
    to: null,
    code: type === 'thon' ? null : String(n).padStart(5, '0'),
    name: `Đơn vị ${n}`,
    type,
    parent: parent === null ? null : exampleId(parent),
    ...more,
  };
}

/**
 * Province 1; districts 11 and 12; communes 21 and 22 in 11, 23 and 24 in 12; villages 31, 32 in 21, 33 in 22, 34 in 23.
 */
export const exampleUnits: readonly UnitInput[] = [
  exampleUnit(1, 'tinh', null),
  exampleUnit(11, 'huyen', 1),
  exampleUnit(12, 'huyen', 1),
  exampleUnit(21, 'xa', 11),
  exampleUnit(22, 'xa', 11),
  exampleUnit(23, 'xa', 12),
  exampleUnit(24, 'xa', 12),
  exampleUnit(31, 'thon', 21),
  exampleUnit(32, 'thon', 21),
  exampleUnit(33, 'thon', 22),
  exampleUnit(34, 'thon', 23),
];

/** Foreseeable ids that no example unit has. */
export function exampleIds(start = 1_000_000): () => string {
  let next = start;
  return () => exampleId(next++);
}

/** The state after units and events; throws with the refusal when one is refused. */
export function stateAfter(
  units: readonly UnitInput[],
  events: readonly EventInput[] = [],
  from: TerritoryState = emptyState,
): TerritoryState {
  const makeId = exampleIds(1_000_000 + from.versions.size * 1000);
  const added = units.length === 0 ? undefined : planUnits(from, units, { makeId });
  if (added && !added.ok) throw new Error(JSON.stringify(added.refusal));
  const state = added ? after(from, added.value.plan) : from;
  if (events.length === 0) return state;
  const planned = planEvents(state, events, { makeId });
  if (!planned.ok) throw new Error(JSON.stringify(planned.refusal));
  return after(state, planned.value.plan);
}

/** The state with a plan carried out. */
export function after(state: TerritoryState, plan: Plan): TerritoryState {
  const versions = new Map([...state.versions.values()].flat().map((version) => [version.id, version]));
  for (const version of plan.deleted) versions.delete(version.id);
  for (const version of [...plan.updated, ...plan.inserted]) versions.set(version.id, version);
  const levels = new Map(state.levels);
  for (const level of plan.levels) levels.set(level.id, level);
  return stateOf({
    levels: levels.values(),
    types: state.types.values(),
    units: [...state.units.values(), ...plan.units],
    versions: versions.values(),
    events: [...state.events.values(), ...plan.events],
    edges: [...state.edges, ...plan.edges],
  });
}
