import type { DayRange, Share } from '../contract.ts';
import { compareReceivers } from './apportion.ts';
import { earlierEnd, endsBefore } from './days.ts';
import { type Flows, flowsOf } from './flows.ts';
import { add, largestInt8, multiply, onOneDenominator, whole } from './fractions.ts';
import { type TerritoryState, versionOn } from './state.ts';

/** One part of a source on the target map. */
export interface ClosurePart {
  readonly target: string;
  readonly num: bigint;
}

/**
 * Where facts of one unit, dated in [from, to), belong on the map of the target day. All parts have the denominator `den`
 * and are ordered for ties (code, then id). `placed: false`: the record does not say; the facts stay on their own unit.
 */
export interface ClosureSource {
  readonly unit: string;
  readonly from: string;
  readonly to: string | null;
  readonly parts: readonly ClosurePart[];
  readonly den: bigint;
  readonly placed: boolean;
}

/** Shares of units by id; null where the record does not say. */
type Distribution = ReadonlyMap<string, Share> | null;

/** The first day of all maps, used as the name of the time before the record. */
export const beforeTheRecord = '0001-01-01';

/** The period that holds `day`: between two changes of the record every day has the same map. */
export function periodOf(state: TerritoryState, day: string): DayRange {
  let from = beforeTheRecord;
  let to: string | null = null;
  const consider = (change: string | null) => {
    if (change === null) return;
    if (change <= day && change > from) from = change;
    if (change > day && (to === null || change < to)) to = change;
  };
  for (const versions of state.versions.values()) {
    for (const version of versions) {
      consider(version.from);
      consider(version.to);
    }
  }
  for (const event of state.events.values()) consider(event.effectiveOn);
  return { from, to };
}

/**
 * The closure of the record for a target day: for each unit and range of fact days the parts on the target map.
 * A fact dated before the target day goes forward through the events up to and including that day; a later one goes
 * back through them by the backward shares. Throws `ShareTooFine` when composed shares leave 64 bits.
 */
export function closureOf(state: TerritoryState, targetDay: string): ClosureSource[] {
  const walk = new Walk(state, flowsOf(state), targetDay);
  return [...state.versions.keys()].sort().flatMap((unit) => walk.sourcesOf(unit));
}

/** Shares composed over a chain of events no longer fit 64 bits. */
export class ShareTooFine extends Error {
  readonly unit: string;
  constructor(unit: string) {
    super(`composed shares of unit ${unit} do not fit 64 bits`);
    this.name = 'ShareTooFine';
    this.unit = unit;
  }
}

class Walk {
  private readonly state: TerritoryState;
  private readonly flows: Flows;
  private readonly day: string;
  private readonly forwards = new Map<string, Distribution>();
  private readonly backwards = new Map<string, Distribution>();

  constructor(state: TerritoryState, flows: Flows, day: string) {
    this.state = state;
    this.flows = flows;
    this.day = day;
  }

  sourcesOf(unit: string): ClosureSource[] {
    const sources: ClosureSource[] = [];
    for (const range of this.pieces(unit)) {
      const distribution = range.from < this.day ? this.forward(unit, range.from) : this.backward(unit, range.from);
      const source = this.source(unit, range.from, range.to, distribution);
      const previous = sources[sources.length - 1];
      if (previous && previous.to === source.from && sameResult(previous, source))
        sources[sources.length - 1] = { ...previous, to: source.to };
      else sources.push(source);
    }
    return sources;
  }

  /** The days of a unit, cut where a fact's way to the target day changes. */
  private pieces(unit: string): { from: string; to: string | null }[] {
    const cuts = new Set([this.day]);
    for (const step of this.flows.out.get(unit) ?? []) if (step.day <= this.day) cuts.add(step.day);
    for (const step of this.flows.in.get(unit) ?? []) if (step.day > this.day) cuts.add(step.day);
    const sorted = [...cuts].sort();
    const pieces: { from: string; to: string | null }[] = [];
    for (const version of this.state.versions.get(unit) ?? []) {
      let from = version.from;
      for (const cut of sorted) {
        if (cut <= from || !endsBefore(cut, version.to)) continue;
        pieces.push({ from, to: cut });
        from = cut;
      }
      pieces.push({ from, to: earlierEnd(version.to, null) });
    }
    return pieces;
  }

  /** Where facts of the unit dated `from` (before the target day) have gone by the target day. */
  private forward(unit: string, from: string): Distribution {
    const step = this.flows.out.get(unit)?.find(({ day }) => day > from && day <= this.day);
    if (!step) return this.standing(unit);
    return this.remembered(this.forwards, unit, step.day, () => this.mix(step.parts, (next) => this.forward(next, step.day)));
  }

  /** What facts of the unit dated `from` (on the target day or later) were part of on the target day. */
  private backward(unit: string, from: string): Distribution {
    const step = last(this.flows.in.get(unit), ({ day }) => day <= from && day > this.day);
    if (!step) return this.standing(unit);
    const { day, parts } = step;
    if (parts === null) return null;
    return this.remembered(this.backwards, unit, day, () => this.mix(parts, (previous) => this.backwardBefore(previous, day)));
  }

  /** As `backward`, for a fact dated the day before `day`. */
  private backwardBefore(unit: string, day: string): Distribution {
    const step = last(this.flows.in.get(unit), (other) => other.day < day && other.day > this.day);
    return step ? this.backward(unit, step.day) : this.standing(unit);
  }

  private standing(unit: string): Distribution {
    return versionOn(this.state.versions.get(unit), this.day) ? new Map([[unit, whole]]) : null;
  }

  private mix(parts: readonly { unit: string; share: Share }[], next: (unit: string) => Distribution): Distribution {
    const mixed = new Map<string, Share>();
    for (const part of parts) {
      const distribution = next(part.unit);
      if (distribution === null) return null;
      for (const [target, share] of distribution) {
        const more = multiply(part.share, share);
        const before = mixed.get(target);
        mixed.set(target, before ? add(before, more) : more);
      }
    }
    return mixed;
  }

  private remembered(memory: Map<string, Distribution>, unit: string, day: string, make: () => Distribution): Distribution {
    const key = `${unit} ${day}`;
    const known = memory.get(key);
    if (known !== undefined) return known;
    const made = make();
    memory.set(key, made);
    return made;
  }

  private source(unit: string, from: string, to: string | null, distribution: Distribution): ClosureSource {
    if (distribution === null) return { unit, from, to, parts: [{ target: unit, num: 1n }], den: 1n, placed: false };
    const targets = [...distribution].map(([id, share]) => ({
      id,
      share,
      code: versionOn(this.state.versions.get(id), this.day)?.code ?? null,
    }));
    targets.sort(compareReceivers);
    const { nums, den } = onOneDenominator(targets.map((target) => target.share));
    if (den > largestInt8) throw new ShareTooFine(unit);
    return { unit, from, to, parts: targets.map((target, index) => ({ target: target.id, num: nums[index] ?? 0n })), den, placed: true };
  }
}

function last<T>(steps: readonly T[] | undefined, fits: (step: T) => boolean): T | undefined {
  const fitting = steps?.filter(fits) ?? [];
  return fitting[fitting.length - 1];
}

function sameResult(a: ClosureSource, b: ClosureSource): boolean {
  return (
    a.placed === b.placed &&
    a.den === b.den &&
    a.parts.length === b.parts.length &&
    a.parts.every((part, index) => part.target === b.parts[index]?.target && part.num === b.parts[index]?.num)
  );
}
