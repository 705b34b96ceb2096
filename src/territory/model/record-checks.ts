import { refusalCodes, type UnitEdge, type UnitVersion } from '../contract.ts';
import { firstGap } from './ancestry.ts';
import { beforeTheRecord, closureOf, ShareTooFine } from './closure.ts';
import { endsBefore, overlap } from './days.ts';
import type { Draft } from './draft.ts';
import type { Findings } from './findings.ts';
import { isStanding } from './flows.ts';
import { isWhole, sum } from './fractions.ts';
import type { TerritoryState } from './state.ts';

/** Names the place in the input that a unit's finding belongs to. */
export type FieldOf = (unit: string) => string | undefined;

/** What must hold for every state of the touched units: ranges, codes, levels, parents. */
export function checkUnits(draft: Draft, units: Iterable<string>, fieldOf: FieldOf, findings: Findings): void {
  const codes = draft.codeIndex();
  for (const unit of units) {
    let previous: UnitVersion | undefined;
    for (const version of draft.of(unit)) {
      const field = fieldOf(unit);
      if (version.to !== null && version.to <= version.from)
        findings.add(refusalCodes.empty_range, { unit: version.name, from: version.from, to: version.to }, field);
      if (previous && overlap(previous, version)) findings.add(refusalCodes.overlap, { unit: version.name, day: version.from }, field);
      previous = version;
      checkCode(draft, codes, version, field, findings);
      checkLevel(draft, version, field, findings);
      checkParent(draft, version, field, findings);
    }
  }
}

function checkCode(
  draft: Draft,
  codes: ReadonlyMap<string, readonly string[]>,
  version: UnitVersion,
  field: string | undefined,
  findings: Findings,
): void {
  const { code } = version;
  if (code === null) {
    if (draft.level(version.level)?.hasCodes) findings.add(refusalCodes.code_missing, { unit: version.name, level: version.level }, field);
    return;
  }
  for (const other of draft.carriersOf(codes, version)) {
    // Each clash is told once, on the touched unit; of two touched ones on the one with the greater id.
    if (draft.touched.has(other.unitId) && other.unitId > version.unitId) continue;
    const day = other.from > version.from ? other.from : version.from;
    findings.add(refusalCodes.code_taken, { unit: version.name, code, other: other.name, day }, field);
  }
}

function checkLevel(draft: Draft, version: UnitVersion, field: string | undefined, findings: Findings): void {
  const level = draft.level(version.level);
  if (!level) {
    findings.add(refusalCodes.unknown_level, { level: version.level }, field);
    return;
  }
  const tooEarly = level.from !== null && version.from < level.from;
  const tooLate = level.to !== null && (version.from >= level.to || !(version.to !== null && version.to <= level.to));
  if (!tooEarly && !tooLate) return;
  const day = tooEarly || level.to === null || version.from >= level.to ? version.from : level.to;
  findings.add(refusalCodes.level_not_valid, { unit: version.name, level: version.level, day }, field);
}

function checkParent(draft: Draft, version: UnitVersion, field: string | undefined, findings: Findings): void {
  if (version.parent === null) return;
  const above = draft.of(version.parent);
  const parent = draft.nameOf(version.parent, version.from);
  const gap = firstGap(above, version.from, version.to);
  if (gap === version.from) findings.add(refusalCodes.parent_not_existing, { unit: version.name, parent, day: gap }, field);
  else if (gap !== null) findings.add(refusalCodes.orphan, { unit: version.name, parent, day: gap }, field);
  const equal = above.find((other) => overlap(other, version) && draft.rankOf(other) >= draft.rankOf(version));
  if (equal) findings.add(refusalCodes.parent_not_higher, { unit: version.name, parent: equal.name, level: equal.level }, field);
}

/** Units that would go on at a level that is abolished. */
export function checkAbolishedLevel(draft: Draft, level: string, day: string, field: string, findings: Findings): void {
  for (const [, versions] of draft.state.versions) {
    const goesOn = versions.find((version) => version.level === level && (version.to === null || endsBefore(day, version.to)));
    if (goesOn) findings.add(refusalCodes.level_still_used, { unit: goesOn.name, level, day }, field);
  }
}

/** What must hold for all edges of one day: who hands on exists before it, who receives exists on it, shares are whole. */
export function checkEdges(
  draft: Draft,
  day: string,
  edges: readonly UnitEdge[],
  fieldOf: (edge: UnitEdge) => string | undefined,
  findings: Findings,
): void {
  const state = draft.state;
  for (const edge of edges) {
    if (!draft.on(edge.to, day)) findings.add(refusalCodes.receiver_not_existing, { unit: draft.nameOf(edge.to), day }, fieldOf(edge));
  }
  for (const [from, group] of groupBy(edges, (edge) => edge.from)) {
    const [first] = group;
    const field = first && fieldOf(first);
    const unit = draft.nameOf(from, day);
    const moving = group.filter((edge) => !isStanding(edge));
    if (new Set(moving.map((edge) => edge.eventId)).size > 1) {
      findings.add(refusalCodes.hands_on_twice, { unit, day }, field);
      continue;
    }
    const total = sum(moving.map((edge) => edge.share));
    if (moving.length > 0 && !isWhole(total))
      findings.add(refusalCodes.shares_not_whole, { unit, num: String(total.num), den: String(total.den) }, field);
  }
  for (const [to, group] of groupBy(edges, (edge) => edge.to)) {
    const outside = group.some((edge) => Boolean(state.events.get(edge.eventId)?.outside));
    const handsOn = edges.some((edge) => edge.from === to && !isStanding(edge));
    checkBack(draft, to, day, group, { outside, handsOn, fieldOf }, findings);
  }
}

function checkBack(
  draft: Draft,
  to: string,
  day: string,
  group: readonly UnitEdge[],
  around: { outside: boolean; handsOn: boolean; fieldOf: (edge: UnitEdge) => string | undefined },
  findings: Findings,
): void {
  const given = group.flatMap((edge) => (edge.back ? [edge.back] : []));
  if (given.length === 0) return;
  const own = group.filter((edge) => edge.from === to);
  const wentOn = own.length > 0 || (!around.handsOn && draft.before(to, day) !== undefined);
  const rest = wentOn && !own.some((edge) => edge.back);
  const total = sum(given);
  const complete = group.every((edge) => edge.back || edge.from === to);
  const fits = around.outside || rest ? total.num < total.den : total.num === total.den;
  if (complete && fits) return;
  const [first] = group;
  findings.add(
    refusalCodes.back_shares_not_whole,
    { unit: draft.nameOf(to, day), num: String(total.num), den: String(total.den) },
    first && around.fieldOf(first),
  );
}

/** Whether composed shares fit 64 bits on every map; tried on the days on which parts move, and on both ends of the record. */
export function checkFineness(state: TerritoryState, findings: Findings): void {
  const days = new Set(['9999-12-31', beforeTheRecord]);
  for (const edge of state.edges) {
    const day = state.events.get(edge.eventId)?.effectiveOn;
    if (day !== undefined && (!isWhole(edge.share) || edge.back)) days.add(day);
  }
  try {
    for (const day of days) closureOf(state, day);
  } catch (error) {
    if (!(error instanceof ShareTooFine)) throw error;
    findings.add(refusalCodes.share_too_fine, { unit: state.versions.get(error.unit)?.[0]?.name ?? error.unit });
  }
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
