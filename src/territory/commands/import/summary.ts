/** What a decision would do, for people: units added, changed and ended, and how many there are before and after. */
import type { UnitVersion } from '../../contract.ts';
import { endsBefore, holds } from '../../model/days.ts';
import type { Plan } from '../../model/draft.ts';
import type { TerritoryState } from '../../model/state.ts';
import type { Decision } from './decide.ts';

export interface UnitEffect {
  readonly unitId: string;
  readonly name: string;
  /** Id of the type. */
  readonly type: string;
  readonly code: string | null;
  /** Name of the unit above, on that day. */
  readonly parent: string | null;
  /** First day that looks different. */
  readonly day: string;
}

/** Number of units of a level on a day, as recorded now and after the import. */
export interface LevelCount {
  readonly day: string;
  readonly level: string;
  readonly before: number;
  readonly after: number;
}

export interface Summary {
  readonly added: readonly UnitEffect[];
  readonly changed: readonly UnitEffect[];
  readonly ended: readonly UnitEffect[];
  readonly counts: readonly LevelCount[];
  /** Days that would look different; `counts` shows the first ones only. */
  readonly days: number;
  readonly events: number;
  readonly figures: number;
  readonly boundaries: number;
  readonly endedBoundaries: number;
}

const mostDays = 12;

export function summarise(state: TerritoryState, decision: Decision): Summary {
  const { plan } = decision;
  const effects = plan ? effectsOf(state, plan) : { added: [], changed: [], ended: [] };
  const days = plan ? affectedDays(plan) : [];
  return {
    ...effects,
    counts: plan ? countsOn(state, plan, days.slice(0, mostDays)) : [],
    days: days.length,
    events: plan?.events.length ?? 0,
    figures: decision.population.length,
    boundaries: decision.boundaries.length,
    endedBoundaries: decision.endedBoundaries.length,
  };
}

/** Whether the decision would write anything. */
export function isEmpty({ plan, population, boundaries }: Decision): boolean {
  return population.length === 0 && boundaries.length === 0 && (plan === null || (plan.touched.length === 0 && plan.events.length === 0));
}

function effectsOf(state: TerritoryState, plan: Plan): Pick<Summary, 'added' | 'changed' | 'ended'> {
  const added: UnitEffect[] = [];
  const changed: UnitEffect[] = [];
  const ended: UnitEffect[] = [];
  const next = versionsAfter(state, plan);
  const isNew = new Set(plan.units.map((unit) => unit.id));
  const effect = ({ unitId, name, type, code, parent: above }: UnitVersion, day: string): UnitEffect => {
    const versions = above === null ? [] : (next.get(above) ?? state.versions.get(above) ?? []);
    const parent = versions.find((version) => holds(version, day)) ?? versions.at(-1);
    return { unitId, name, type, code, parent: parent?.name ?? null, day };
  };
  for (const unit of plan.touched) {
    const before = state.versions.get(unit) ?? [];
    const after = next.get(unit) ?? [];
    const first = after[0];
    const last = after.at(-1);
    if (!first || !last) continue;
    if (isNew.has(unit)) {
      added.push(effect(first, first.from));
      continue;
    }
    const day = firstDifference(before, after);
    if (day === null) continue;
    const closed = last.to !== null && endsBefore(last.to, before.at(-1)?.to ?? null);
    if (closed && last.to !== null) ended.push(effect(last, last.to));
    else changed.push(effect(after.find((version) => holds(version, day)) ?? last, day));
  }
  return { added, changed, ended };
}

/** The first day on which the states of a unit differ. */
function firstDifference(before: readonly UnitVersion[], after: readonly UnitVersion[]): string | null {
  for (let at = 0; at < Math.max(before.length, after.length); at += 1) {
    const [a, b] = [before[at], after[at]];
    if (!a || !b) return b?.from ?? a?.from ?? null;
    if (a.from !== b.from) return a.from < b.from ? a.from : b.from;
    if (JSON.stringify(attributes(a)) !== JSON.stringify(attributes(b))) return a.from;
    if (a.to !== b.to) return endsBefore(a.to, b.to) ? a.to : b.to;
  }
  return null;
}

function attributes({ id: _id, eventId: _event, batchId: _batch, from: _from, to: _to, ...rest }: UnitVersion) {
  return rest;
}

function versionsAfter(state: TerritoryState, plan: Plan): Map<string, UnitVersion[]> {
  const gone = new Set([...plan.deleted, ...plan.updated].map((version) => version.id));
  const units = new Map<string, UnitVersion[]>();
  for (const unit of plan.touched)
    units.set(
      unit,
      (state.versions.get(unit) ?? []).filter((version) => !gone.has(version.id)),
    );
  for (const version of [...plan.updated, ...plan.inserted]) units.get(version.unitId)?.push(version);
  for (const list of units.values()) list.sort((a, b) => (a.from < b.from ? -1 : 1));
  return units;
}

function affectedDays(plan: Plan): string[] {
  const days = new Set(plan.events.map((event) => event.effectiveOn));
  for (const version of plan.inserted) days.add(version.from);
  for (const version of plan.updated) if (version.to !== null && plan.events.length === 0) days.add(version.to);
  return [...days].sort();
}

function countsOn(state: TerritoryState, plan: Plan, days: readonly string[]): LevelCount[] {
  const gone = new Set([...plan.deleted, ...plan.updated].map((version) => version.id));
  const before = [...state.versions.values()].flat();
  const after = [...before.filter((version) => !gone.has(version.id)), ...plan.updated, ...plan.inserted];
  const levels = [...state.levels.values()].sort((a, b) => a.rank - b.rank);
  const count = (versions: readonly UnitVersion[], day: string) => {
    const found = new Map<string, number>();
    for (const version of versions) if (holds(version, day)) found.set(version.level, (found.get(version.level) ?? 0) + 1);
    return found;
  };
  return days.flatMap((day) => {
    const [then, now] = [count(before, day), count(after, day)];
    return levels
      .map((level) => ({ day, level: level.id, before: then.get(level.id) ?? 0, after: now.get(level.id) ?? 0 }))
      .filter((row) => row.before > 0 || row.after > 0);
  });
}
