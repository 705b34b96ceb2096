import type { Level, UnitEdge, UnitEvent, UnitOrigin, UnitType, UnitVersion } from '../contract.ts';
import { endsBefore, holds } from './days.ts';

export interface UnitIdentity {
  readonly id: string;
  readonly origin: UnitOrigin;
  readonly batchId: string | null;
}

/** The whole record as the decisions need it. */
export interface TerritoryState {
  readonly levels: ReadonlyMap<string, Level>;
  readonly types: ReadonlyMap<string, UnitType>;
  readonly units: ReadonlyMap<string, UnitIdentity>;
  /** The states of each unit in the order of days. */
  readonly versions: ReadonlyMap<string, readonly UnitVersion[]>;
  readonly events: ReadonlyMap<string, UnitEvent>;
  readonly edges: readonly UnitEdge[];
}

/** Puts a record together from rows in any order. */
export function stateOf(rows: {
  levels: Iterable<Level>;
  types: Iterable<UnitType>;
  units: Iterable<UnitIdentity>;
  versions: Iterable<UnitVersion>;
  events: Iterable<UnitEvent>;
  edges: Iterable<UnitEdge>;
}): TerritoryState {
  const versions = new Map<string, UnitVersion[]>();
  for (const version of rows.versions) {
    const list = versions.get(version.unitId);
    if (list) list.push(version);
    else versions.set(version.unitId, [version]);
  }
  for (const list of versions.values()) list.sort(byFirstDay);
  return {
    levels: new Map([...rows.levels].map((level) => [level.id, level])),
    types: new Map([...rows.types].map((type) => [type.id, type])),
    units: new Map([...rows.units].map((unit) => [unit.id, unit])),
    versions,
    events: new Map([...rows.events].map((event) => [event.id, event])),
    edges: [...rows.edges],
  };
}

export function byFirstDay(a: { from: string }, b: { from: string }): number {
  return a.from < b.from ? -1 : a.from > b.from ? 1 : 0;
}

/** The state of a unit on a day, among its own states. */
export function versionOn(versions: readonly UnitVersion[] | undefined, day: string): UnitVersion | undefined {
  return versions?.find((version) => holds(version, day));
}

/** The state that holds on the day before `day`. */
export function versionBefore(versions: readonly UnitVersion[] | undefined, day: string): UnitVersion | undefined {
  return versions?.find((version) => version.from < day && !endsBefore(version.to, day));
}
