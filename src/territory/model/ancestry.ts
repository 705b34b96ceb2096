import type { UnitVersion } from '../contract.ts';
import { earlierEnd, endsBefore, overlap } from './days.ts';
import type { TerritoryState } from './state.ts';

/** Over [from, to) the unit belongs to `ancestor`, a unit of `level`. A unit is its own ancestor at its own level. */
export interface Ancestry {
  readonly unit: string;
  readonly level: string;
  readonly from: string;
  readonly to: string | null;
  readonly ancestor: string;
}

/** For each unit and day the unit of each level that it belongs to. */
export function ancestryOf(state: TerritoryState): Ancestry[] {
  const rows: Ancestry[] = [];
  for (const [unit, versions] of state.versions) {
    const found = versions.flatMap((version) => climb(state, version, version.from, version.to));
    // The record says nothing of order between levels and days; joined ranges are found level by level.
    found.sort((a, b) => (a.level === b.level ? (a.from < b.from ? -1 : 1) : a.level < b.level ? -1 : 1));
    let last: Ancestry | undefined;
    for (const { level, from, to, ancestor } of found) {
      if (last && last.level === level && last.ancestor === ancestor && last.to === from) {
        last = { ...last, to };
        rows[rows.length - 1] = last;
      } else {
        last = { unit, level, from, to, ancestor };
        rows.push(last);
      }
    }
  }
  return rows;
}

type Step = Omit<Ancestry, 'unit'>;

function climb(state: TerritoryState, version: UnitVersion, from: string, to: string | null): Step[] {
  const steps: Step[] = [{ level: version.level, from, to, ancestor: version.unitId }];
  for (const above of version.parent === null ? [] : (state.versions.get(version.parent) ?? [])) {
    if (!overlap(above, { from, to })) continue;
    steps.push(...climb(state, above, above.from > from ? above.from : from, earlierEnd(above.to, to)));
  }
  return steps;
}

/** Whether ranges, in the order of their first days, cover [from, to) without a gap; else the first day that is not covered. */
export function firstGap(ranges: readonly { from: string; to: string | null }[], from: string, to: string | null): string | null {
  let reached = from;
  for (const range of ranges) {
    if (range.from > reached) break;
    if (endsBefore(range.to, reached) || range.to === reached) continue;
    if (range.to === null || !endsBefore(range.to, to)) return null;
    reached = range.to;
  }
  return reached;
}
