import { type Level, refusalCodes, type UnitEdge, type UnitEvent, type UnitVersion } from '../contract.ts';
import { earlierEnd, endsBefore, holds, overlap } from './days.ts';
import type { Findings } from './findings.ts';
import { isStanding } from './flows.ts';
import { isWhole } from './fractions.ts';
import { byFirstDay, type TerritoryState, type UnitIdentity, versionBefore, versionOn } from './state.ts';

/** What has to be written to bring the record from one state to another. */
export interface Plan {
  readonly units: readonly UnitIdentity[];
  readonly events: readonly UnitEvent[];
  readonly edges: readonly UnitEdge[];
  readonly inserted: readonly UnitVersion[];
  readonly updated: readonly UnitVersion[];
  readonly deleted: readonly UnitVersion[];
  /** Levels that are abolished. */
  readonly levels: readonly Level[];
  /** Every unit of which something changes. */
  readonly touched: readonly string[];
}

/** A stretch of days with one parent. */
interface Stretch {
  readonly from: string;
  readonly to: string | null;
  readonly parent: string;
  /** The event that gave this parent; null for the first stretch. */
  readonly eventId: string | null;
}

type Followed =
  | { readonly ok: true; readonly stretches: readonly Stretch[] }
  | { readonly ok: false; readonly day: string; readonly parent: string };

/** Attributes that an event may change. */
export type Attributes = Omit<UnitVersion, 'id' | 'unitId' | 'from' | 'to' | 'eventId' | 'batchId'>;

/** The record being changed in memory: the base stays as it was, the difference becomes the plan. */
export class Draft {
  readonly base: TerritoryState;
  readonly touched = new Set<string>();
  readonly newUnits: UnitIdentity[] = [];
  readonly newEvents: UnitEvent[] = [];
  readonly newEdges: UnitEdge[] = [];
  private readonly units: Map<string, UnitIdentity>;
  private readonly versions: Map<string, readonly UnitVersion[]>;
  private readonly events: Map<string, UnitEvent>;
  private readonly levels: Map<string, Level>;
  private readonly edges = new Map<string, UnitEdge[]>();
  private readonly makeId: () => string;
  private readonly batchId: string | null;

  constructor(base: TerritoryState, makeId: () => string, batchId: string | null) {
    this.base = base;
    this.makeId = makeId;
    this.batchId = batchId;
    this.units = new Map(base.units);
    this.versions = new Map(base.versions);
    this.events = new Map(base.events);
    this.levels = new Map(base.levels);
    for (const edge of base.edges) this.file(edge);
  }

  /** The state as it would be. */
  get state(): TerritoryState {
    return {
      levels: this.levels,
      types: this.base.types,
      units: this.units,
      versions: this.versions,
      events: this.events,
      edges: [...this.base.edges, ...this.newEdges],
    };
  }

  has(unit: string): boolean {
    return this.units.has(unit);
  }

  of(unit: string): readonly UnitVersion[] {
    return this.versions.get(unit) ?? [];
  }

  on(unit: string, day: string): UnitVersion | undefined {
    return versionOn(this.versions.get(unit), day);
  }

  before(unit: string, day: string): UnitVersion | undefined {
    return versionBefore(this.versions.get(unit), day);
  }

  /** The day of an event; undefined for none. */
  dayOf(eventId: string | null): string | undefined {
    return eventId === null ? undefined : this.events.get(eventId)?.effectiveOn;
  }

  level(id: string): Level | undefined {
    return this.levels.get(id);
  }

  rankOf(version: UnitVersion): number {
    return this.levels.get(version.level)?.rank ?? Number.MAX_SAFE_INTEGER;
  }

  /** The name to show for a unit; its id while it has none. */
  nameOf(unit: string, day?: string): string {
    const versions = this.of(unit);
    const version =
      (day === undefined ? undefined : (versionOn(versions, day) ?? versionBefore(versions, day))) ?? versions[versions.length - 1];
    return version?.name ?? unit;
  }

  addUnit(unit: Omit<UnitIdentity, 'batchId'>): void {
    const row = { ...unit, batchId: this.batchId };
    this.units.set(unit.id, row);
    this.newUnits.push(row);
    this.touched.add(unit.id);
  }

  addEvent(event: Omit<UnitEvent, 'batchId'>): void {
    const row = { ...event, batchId: this.batchId };
    this.events.set(event.id, row);
    this.newEvents.push(row);
  }

  addEdge(edge: UnitEdge): void {
    this.newEdges.push(edge);
    this.file(edge);
    this.touched.add(edge.from);
    this.touched.add(edge.to);
  }

  /** The edges of all events of a day. */
  edgesOn(day: string): readonly UnitEdge[] {
    return this.edges.get(day) ?? [];
  }

  /** The first day after `day` on which an event hands something on from the unit or to it. */
  nextEdgeDay(unit: string, day: string): string | undefined {
    let next: string | undefined;
    for (const [other, edges] of this.edges) {
      if (other <= day || (next !== undefined && other >= next)) continue;
      if (edges.some((edge) => edge.from === unit || edge.to === unit)) next = other;
    }
    return next;
  }

  addVersion(unit: string, from: string, to: string | null, attributes: Attributes, eventId: string | null): UnitVersion {
    const version: UnitVersion = { ...attributes, id: this.makeId(), unitId: unit, from, to, eventId, batchId: this.batchId };
    this.set(unit, [...this.of(unit), version]);
    return version;
  }

  replace(version: UnitVersion, changes: Partial<UnitVersion>): UnitVersion {
    const next = { ...version, ...changes };
    this.set(
      version.unitId,
      this.of(version.unitId).map((other) => (other.id === version.id ? next : other)),
    );
    return next;
  }

  remove(version: UnitVersion): void {
    this.set(
      version.unitId,
      this.of(version.unitId).filter((other) => other.id !== version.id),
    );
  }

  endLevel(level: Level, day: string): void {
    this.levels.set(level.id, { ...level, to: day });
  }

  /** Cuts a unit's state at a day and gives the part from there on; the state itself when it begins on that day. */
  cut(version: UnitVersion, day: string, eventId: string | null): UnitVersion {
    if (version.from >= day) return version;
    this.replace(version, { to: day });
    const { id: _id, unitId, from: _from, to, eventId: _event, batchId: _batch, ...attributes } = version;
    return this.addVersion(unitId, day, to, attributes, eventId);
  }

  /** All states, of any unit, that name the parent on some day from `day` on. */
  childrenFrom(parents: ReadonlySet<string>, day: string): UnitVersion[] {
    const found: UnitVersion[] = [];
    for (const versions of this.versions.values()) {
      for (const version of versions) {
        if (version.parent !== null && parents.has(version.parent) && (version.to === null || version.to > day)) found.push(version);
      }
    }
    return found;
  }

  /**
   * Who is the parent over [from, to) when a unit starts under `parent`: the parent itself while it exists, then its single
   * full successor, and so on. Fails on the first day on which there is none or more than one.
   */
  private follow(parent: string, from: string, to: string | null, rank: number): Followed {
    const stretches: Stretch[] = [];
    let current = parent;
    let start = from;
    let eventId: string | null = null;
    for (;;) {
      const end = this.lastsUntil(current, start);
      if (end === start) return { ok: false, day: start, parent: current };
      stretches.push({ from: start, to: earlierEnd(end, to), parent: current, eventId });
      if (end === null || !endsBefore(end, to)) return { ok: true, stretches };
      const next = this.successorOn(current, end);
      const version = next && this.on(next.unit, end);
      if (!next || !version || this.rankOf(version) >= rank) return { ok: false, day: end, parent: current };
      current = next.unit;
      eventId = next.eventId;
      start = end;
    }
  }

  /** Puts a state under a parent and, where that one ends, on under its successors. */
  under(version: UnitVersion, parent: string, field: string | undefined, findings: Findings): void {
    if (!this.has(parent)) {
      findings.add(refusalCodes.unknown_unit, { id: parent }, field);
      return;
    }
    const followed = this.follow(parent, version.from, version.to, this.rankOf(version));
    if (!followed.ok) {
      const code = followed.day === version.from ? refusalCodes.parent_not_existing : refusalCodes.orphan;
      const name = this.nameOf(followed.parent, followed.day);
      findings.add(code, { unit: version.name, parent: name, day: followed.day }, field);
      return;
    }
    let current = version;
    for (const stretch of followed.stretches) {
      current = this.replace(this.cut(current, stretch.from, stretch.eventId), { parent: stretch.parent });
    }
  }

  /** The first day from `day` on which the unit does not exist; null when it always does. */
  private lastsUntil(unit: string, day: string): string | null {
    let reached = day;
    for (const version of this.of(unit)) {
      if (!holds(version, reached)) continue;
      if (version.to === null) return null;
      reached = version.to;
    }
    return reached;
  }

  /** The unit to which a unit handed everything on that day, and the event; null where there is none or more than one. */
  successorOn(unit: string, day: string): { unit: string; eventId: string } | null {
    const edges = this.edgesOn(day).filter((edge) => edge.from === unit && !isStanding(edge));
    const [edge] = edges;
    return edges.length === 1 && edge && isWhole(edge.share) ? { unit: edge.to, eventId: edge.eventId } : null;
  }

  /** The other units of a level that carry the code on some day of the range. */
  carriersOf(index: ReadonlyMap<string, readonly string[]>, version: UnitVersion): UnitVersion[] {
    const units = index.get(codeKey(version)) ?? [];
    return units
      .filter((unit) => unit !== version.unitId)
      .flatMap((unit) => this.of(unit).filter((other) => codeKey(other) === codeKey(version) && overlap(other, version)));
  }

  /** Units by level and code, for `carriersOf`. */
  codeIndex(): Map<string, string[]> {
    const index = new Map<string, string[]>();
    for (const [unit, versions] of this.versions) {
      for (const key of new Set(versions.filter((version) => version.code !== null).map(codeKey))) {
        const units = index.get(key);
        if (units) units.push(unit);
        else index.set(key, [unit]);
      }
    }
    return index;
  }

  plan(): Plan {
    const inserted: UnitVersion[] = [];
    const updated: UnitVersion[] = [];
    const deleted: UnitVersion[] = [];
    for (const unit of this.touched) {
      const before = new Map((this.base.versions.get(unit) ?? []).map((version) => [version.id, version]));
      for (const version of this.of(unit)) {
        const old = before.get(version.id);
        if (!old) inserted.push(version);
        else if (old !== version) updated.push(version);
        before.delete(version.id);
      }
      deleted.push(...before.values());
    }
    const levels = [...this.levels.values()].filter((level) => this.base.levels.get(level.id) !== level);
    const { newUnits: units, newEvents: events, newEdges: edges } = this;
    return { units, events, edges, inserted, updated, deleted, levels, touched: [...this.touched] };
  }

  private file(edge: UnitEdge): void {
    const day = this.events.get(edge.eventId)?.effectiveOn;
    if (day === undefined) return;
    const list = this.edges.get(day);
    if (list) list.push(edge);
    else this.edges.set(day, [edge]);
  }

  private set(unit: string, versions: readonly UnitVersion[]): void {
    this.versions.set(unit, [...versions].sort(byFirstDay));
    this.touched.add(unit);
  }
}

function codeKey(version: { level: string; code: string | null }): string {
  return `${version.level} ${version.code ?? ''}`;
}
