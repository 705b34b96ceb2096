import type { UnitEdge, UnitVersion } from '../contract.ts';
import type { TerritoryState } from '../model/state.ts';

/**
 * The second, slow implementation of re-expression, for tests only: it takes one fact at a time through one day of events
 * at a time, straight from the rules, and shares no code with the model.
 */
export interface Fact {
  readonly unit: string;
  readonly day: string;
  readonly value: bigint;
}

export interface NaivePart {
  readonly unit: string;
  readonly value: bigint;
  readonly placed: boolean;
}

export type Holdings = Map<string, [num: bigint, den: bigint]>;

export function naiveParts(state: TerritoryState, fact: Fact, target: string): NaivePart[] {
  const holdings = naiveHoldings(state, fact.unit, fact.day, target);
  return holdings ? divide(state, fact.value, holdings, target) : [{ unit: fact.unit, value: fact.value, placed: false }];
}

/** What of the unit's facts of a day is where on the target day; null where the record does not say. */
export function naiveHoldings(state: TerritoryState, unit: string, day: string, target: string): Holdings | null {
  if (!existsOn(state, unit, day)) return null;
  const days = [...edgesByDay(state).keys()].sort();
  let holdings: Holdings | null = new Map([[unit, [1n, 1n]]]);
  if (day <= target) {
    for (const other of days) if (other > day && other <= target) holdings = forwardOver(state, holdings, other);
  } else {
    for (const other of days.reverse()) {
      if (holdings === null) break;
      if (other > target && other <= day) holdings = backOver(state, holdings, other);
    }
  }
  if (holdings === null || [...holdings.keys()].some((held) => !existsOn(state, held, target))) return null;
  return holdings;
}

const days = new WeakMap<TerritoryState, Map<string, UnitEdge[]>>();

function edgesByDay(state: TerritoryState): Map<string, UnitEdge[]> {
  const known = days.get(state);
  if (known) return known;
  const made = new Map<string, UnitEdge[]>();
  for (const edge of state.edges) {
    const day = state.events.get(edge.eventId)?.effectiveOn ?? '';
    made.set(day, [...(made.get(day) ?? []), edge]);
  }
  days.set(state, made);
  return made;
}

function edgesOn(state: TerritoryState, day: string): UnitEdge[] {
  return edgesByDay(state).get(day) ?? [];
}

function existsOn(state: TerritoryState, unit: string, day: string): boolean {
  return (state.versions.get(unit) ?? []).some((version) => version.from <= day && (version.to === null || version.to > day));
}

function existedBefore(state: TerritoryState, unit: string, day: string): boolean {
  return (state.versions.get(unit) ?? []).some((version) => version.from < day && (version.to === null || version.to >= day));
}

function put(holdings: Holdings, unit: string, num: bigint, den: bigint): void {
  const [n, d] = holdings.get(unit) ?? [0n, 1n];
  holdings.set(unit, [n * den + num * d, d * den]);
}

function forwardOver(state: TerritoryState, holdings: Holdings, day: string): Holdings {
  const next: Holdings = new Map();
  for (const [unit, [num, den]] of holdings) {
    const edges = edgesOn(state, day).filter((edge) => edge.from === unit && !(edge.to === unit && edge.share.num === edge.share.den));
    if (edges.length === 0) put(next, unit, num, den);
    for (const edge of edges) put(next, edge.to, num * edge.share.num, den * edge.share.den);
  }
  return next;
}

function backOver(state: TerritoryState, holdings: Holdings, day: string): Holdings | null {
  const before: Holdings = new Map();
  const edges = edgesOn(state, day);
  for (const [unit, [num, den]] of holdings) {
    const into = edges.filter((edge) => edge.to === unit);
    const outside = into.some((edge) => Boolean(state.events.get(edge.eventId)?.outside));
    const others = into.filter((edge) => edge.from !== unit);
    const self = into.find((edge) => edge.from === unit);
    const handsOn = edges.some((edge) => edge.from === unit && !(edge.to === unit && edge.share.num === edge.share.den));
    const itself = self !== undefined || (!handsOn && existedBefore(state, unit, day));
    if (others.length === 0) {
      if (outside && !(self?.back && self.back.num === self.back.den)) return null;
      put(before, unit, num, den);
      continue;
    }
    if (others.length === 1 && !itself && !outside && others[0]?.back === null) {
      put(before, others[0].from, num, den);
      continue;
    }
    let [restNum, restDen] = [1n, 1n];
    const backs = self?.back ? [...others, self] : others;
    for (const { from, back } of backs) {
      if (back === null) return null;
      put(before, from, num * back.num, den * back.den);
      [restNum, restDen] = [restNum * back.den - back.num * restDen, restDen * back.den];
    }
    const takesRest = itself && !self?.back;
    if (takesRest !== restNum > 0n || restNum < 0n || (takesRest && outside)) return null;
    if (takesRest) put(before, unit, num * restNum, den * restDen);
  }
  return before;
}

export function divide(state: TerritoryState, value: bigint, holdings: Holdings, target: string): NaivePart[] {
  const den = [...holdings.values()].reduce((product, [, d]) => product * d, 1n);
  const amount = value < 0n ? -value : value;
  const parts = [...holdings].map(([unit, [n, d]]) => {
    const exact = amount * n * (den / d);
    const code = (state.versions.get(unit) ?? []).find((v) => v.from <= target && (v.to === null || v.to > target))?.code ?? '~';
    return { unit, whole: exact / den, rest: exact % den, key: `${code} ${unit}` };
  });
  let left = amount - parts.reduce((total, part) => total + part.whole, 0n);
  while (left > 0n) {
    // The largest rest not yet served; among equals the smallest key.
    const best = parts.reduce((a, b) => (b.rest > a.rest || (b.rest === a.rest && b.key < a.key) ? b : a));
    best.whole += 1n;
    best.rest = -1n;
    left -= 1n;
  }
  return parts.map((part) => ({ unit: part.unit, value: value < 0n ? -part.whole : part.whole, placed: true }));
}

/** The unit's ancestor of the level on the day; null where there is none. */
export function naiveAncestor(state: TerritoryState, unit: string, level: string, day: string): string | null {
  let current: string | null = unit;
  while (current !== null) {
    const version: UnitVersion | undefined = (state.versions.get(current) ?? []).find(
      (v) => v.from <= day && (v.to === null || v.to > day),
    );
    if (!version) return null;
    if (version.level === level) return current;
    current = version.parent;
  }
  return null;
}
