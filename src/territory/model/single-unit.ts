import type { EdgeInput, EventInput, ShareBasis, UnitChange } from '../contract.ts';

/** What an officer says about every event: day, title, legal basis. */
export type Basis = Pick<
  EventInput,
  'id' | 'effectiveOn' | 'title' | 'documentId' | 'clause' | 'verified' | 'verificationNote' | 'outside'
>;

/** A unit that an event establishes. */
export type NewUnit = Omit<UnitChange, 'isNew'>;

/** A unit comes into being without predecessors in the record. */
export function establishUnit(basis: Basis, unit: NewUnit): EventInput {
  return { ...basis, kind: 'establish', changes: [{ ...unit, isNew: true }] };
}

export function renameUnit(basis: Basis, unitId: string, name: string, aliases?: readonly string[]): EventInput {
  return { ...basis, kind: 'rename', changes: [{ unitId, name, ...(aliases ? { aliases } : {}) }] };
}

/** Another type of the same level, with its new code where the code changes too. */
export function changeType(basis: Basis, unitId: string, type: string, code?: string): EventInput {
  return { ...basis, kind: 'retype', changes: [{ unitId, type, ...(code === undefined ? {} : { code }) }] };
}

/** A unit goes under another parent; its own children stay with it. */
export function transferUnit(basis: Basis, unitId: string, parent: string): EventInput {
  return { ...basis, kind: 'transfer', changes: [{ unitId, parent }] };
}

/** Whole units go into one: a new one, or one that goes on. */
export function mergeUnits(basis: Basis, from: readonly string[], into: NewUnit | { readonly goesOn: string }): EventInput {
  const goesOn = 'goesOn' in into;
  const to = goesOn ? into.goesOn : into.unitId;
  const edges = from.filter((unit) => unit !== to).map((unit): EdgeInput => ({ from: unit, to }));
  return { ...basis, kind: 'merge', edges, changes: goesOn ? [] : [{ ...into, isNew: true }] };
}

/** A part of a split: a new unit, one that already exists, or the old unit going on (its own id). */
export type SplitPart = Pick<EdgeInput, 'to' | 'share' | 'back'> & { readonly unit?: NewUnit };

/** One unit is divided by shares that add up to 1. Children go where `children` says. */
export function splitUnit(
  basis: Basis,
  from: string,
  parts: readonly SplitPart[],
  options: { readonly by: ShareBasis; readonly children?: readonly { readonly unitId: string; readonly parent: string }[] },
): EventInput {
  const edges = parts.map(
    ({ to, share, back }): EdgeInput => ({ from, to, ...(share ? { share } : {}), back: back ?? null, basis: options.by }),
  );
  const news = parts.flatMap(({ to, unit }): UnitChange[] => (unit ? [{ ...unit, unitId: to, isNew: true }] : []));
  return { ...basis, kind: 'split', edges, changes: [...news, ...(options.children ?? [])] };
}
