import type { Outcome } from '../../platform/outcome/index.ts';
import { type EventInput, refusalCodes, type UnitChange, type UnitEdge, type UnitVersion } from '../contract.ts';
import { type Attributes, Draft, type Plan } from './draft.ts';
import { checkShape, shareOf } from './event-shape.ts';
import { Findings } from './findings.ts';
import { checkAbolishedLevel, checkEdges, checkFineness, checkUnits } from './record-checks.ts';
import type { TerritoryState } from './state.ts';

export interface PlannedEvents {
  readonly plan: Plan;
  /** The ids of the events, in the order of the input. */
  readonly eventIds: readonly string[];
}

export interface PlanOptions {
  /** Makes ids for rows; the command passes the context's. */
  readonly makeId: () => string;
  readonly batchId?: string | null;
}

/**
 * Decides events together: all events of one day happen at once (so that a code can pass from one unit to another), days in
 * their order. Answers what to write, or everything that is wrong; findings carry the place in the input
 * (`events.2.edges.0`). Days after the first faulty one are not judged.
 */
export function planEvents(state: TerritoryState, inputs: readonly EventInput[], options: PlanOptions): Outcome<PlannedEvents> {
  const draft = new Draft(state, options.makeId, options.batchId ?? null);
  const findings = new Findings();
  const entries = inputs.map((input, index) => ({ input, field: `events.${index}`, id: input.id ?? options.makeId() }));
  const news = new Map(inputs.flatMap((input) => (input.changes ?? []).filter((change) => change.isNew).map((c) => [c.unitId, c])));
  for (const { input, field } of entries) checkShape(draft, input, field, news, findings);
  for (const day of findings.any ? [] : [...new Set(inputs.map((input) => input.effectiveOn))].sort()) {
    new DayOfEvents(
      draft,
      day,
      entries.filter(({ input }) => input.effectiveOn === day),
      findings,
    ).happen();
    if (findings.any) break;
  }
  if (!findings.any) checkFineness(draft.state, findings);
  return findings.outcome('event_refused', () => ({ plan: draft.plan(), eventIds: entries.map(({ id }) => id) }));
}

interface Entry {
  readonly input: EventInput;
  readonly field: string;
  readonly id: string;
}

/** Changes of one unit on one day, gathered from all events of the day. */
interface Gathered {
  readonly change: UnitChange;
  readonly eventId: string;
  readonly field: string;
}

class DayOfEvents {
  private readonly draft: Draft;
  private readonly day: string;
  private readonly entries: readonly Entry[];
  private readonly findings: Findings;
  private readonly fields = new Map<string, string>();
  private readonly edgeFields = new Map<UnitEdge, string>();
  private readonly ended = new Map<string, Entry>();

  constructor(draft: Draft, day: string, entries: readonly Entry[], findings: Findings) {
    this.draft = draft;
    this.day = day;
    this.entries = entries;
    this.findings = findings;
  }

  happen(): void {
    const changes = this.gather();
    for (const entry of this.entries) this.record(entry);
    for (const [unit, entry] of this.ended) this.end(unit, entry);
    if (this.findings.any) return;
    for (const gathered of changes.values()) if (gathered.change.isNew) this.establish(gathered);
    for (const gathered of changes.values()) if (gathered.change.isNew) this.place(gathered);
    for (const gathered of changes.values()) if (!gathered.change.isNew) this.change(gathered);
    checkEdges(this.draft, this.day, this.draft.edgesOn(this.day), (edge) => this.edgeFields.get(edge), this.findings);
    if (this.findings.any) return;
    this.carryChildren(changes);
    for (const { input, field } of this.entries) this.abolish(input, field);
    if (this.findings.any) return;
    checkUnits(this.draft, this.draft.touched, (unit) => this.fields.get(unit), this.findings);
  }

  /** One set of changes a unit; the same attribute with two values is a finding. */
  private gather(): Map<string, Gathered> {
    const all = new Map<string, Gathered>();
    for (const { input, field, id } of this.entries) {
      for (const [index, change] of (input.changes ?? []).entries()) {
        const place = `${field}.changes.${index}`;
        this.fields.set(change.unitId, place);
        const other = all.get(change.unitId);
        if (other && conflicts(other.change, change)) {
          const unit = change.name ?? this.draft.nameOf(change.unitId, this.day);
          this.findings.add(refusalCodes.changed_twice, { unit, day: this.day }, place);
        }
        all.set(change.unitId, { change: { ...other?.change, ...change }, eventId: other?.eventId ?? id, field: place });
      }
    }
    return all;
  }

  private record(entry: Entry): void {
    const { input, field, id } = entry;
    this.draft.addEvent({
      id,
      kind: input.kind,
      effectiveOn: input.effectiveOn,
      title: input.title.trim(),
      documentId: input.documentId ?? null,
      clause: input.clause ?? null,
      verified: input.verified,
      verificationNote: input.verificationNote ?? null,
      outside: input.outside ?? null,
    });
    const edges = (input.edges ?? []).map((edge, index): UnitEdge => {
      const row = {
        eventId: id,
        from: edge.from,
        to: edge.to,
        share: shareOf(edge),
        back: edge.back ?? null,
        basis: edge.basis ?? 'whole',
      };
      this.draft.addEdge(row);
      this.edgeFields.set(row, `${field}.edges.${index}`);
      return row;
    });
    for (const edge of edges) {
      if (!this.fields.has(edge.from)) this.fields.set(edge.from, this.edgeFields.get(edge) ?? field);
      if (!edges.some((other) => other.from === edge.from && other.to === edge.from)) this.ended.set(edge.from, entry);
    }
    for (const unit of new Set(edges.map((edge) => edge.from))) this.mustExistBefore(unit, this.fields.get(unit) ?? field);
  }

  private mustExistBefore(unit: string, field: string): boolean {
    if (this.draft.before(unit, this.day)) return true;
    const [first] = this.draft.of(unit);
    const name = this.draft.nameOf(unit);
    const { day } = this;
    if (first && day <= first.from) this.findings.add(refusalCodes.before_record, { unit: name, day, from: first.from }, field);
    else this.findings.add(refusalCodes.not_existing, { unit: name, day }, field);
    return false;
  }

  /** A unit ends: its state is closed, states that other events of the same day began are taken back. */
  private end(unit: string, { field }: Entry): void {
    let before = this.draft.before(unit, this.day);
    if (!before) return;
    for (const later of this.draft.of(unit).filter((version) => version.from >= this.day)) {
      if (later.from === this.day && this.draft.dayOf(later.eventId) === this.day) {
        this.draft.remove(later);
        before = this.draft.replace(before, { to: later.to });
      } else this.contradicted(before.name, later.from, field);
    }
    const next = this.draft.nextEdgeDay(unit, this.day);
    if (next !== undefined) this.contradicted(before.name, next, field);
    if (before.to === null) this.draft.replace(before, { to: this.day });
    else if (before.to > this.day) this.contradicted(before.name, before.to, field);
  }

  private contradicted(unit: string, later: string, field: string): void {
    this.findings.add(refusalCodes.later_history, { unit, day: this.day, later }, field);
  }

  private establish({ change, eventId, field }: Gathered): void {
    const type = this.draft.base.types.get(change.type ?? '');
    if (this.draft.has(change.unitId)) {
      // Established on an earlier day of the same call.
      this.findings.add(refusalCodes.already_recorded, { unit: change.name ?? '', id: change.unitId }, field);
      return;
    }
    this.draft.addUnit({ id: change.unitId, origin: change.origin ?? 'official' });
    const attributes: Attributes = {
      code: change.code ?? null,
      name: (change.name ?? '').trim(),
      type: change.type ?? '',
      level: type?.level ?? '',
      parent: null,
      aliases: change.aliases ?? [],
      lat: change.lat ?? null,
      lon: change.lon ?? null,
      coordBasis: change.coordBasis ?? null,
    };
    this.draft.addVersion(change.unitId, this.day, null, attributes, eventId);
  }

  /** New units find their parents once all of the day exist. */
  private place({ change, field }: Gathered): void {
    const version = this.draft.on(change.unitId, this.day);
    if (version && change.parent) this.draft.under(version, change.parent, field, this.findings);
  }

  private change({ change, eventId, field }: Gathered): void {
    const current = this.draft.on(change.unitId, this.day);
    if (!this.mustExistBefore(change.unitId, field)) return;
    if (!current) {
      this.findings.add(refusalCodes.not_existing, { unit: this.draft.nameOf(change.unitId), day: this.day }, field);
      return;
    }
    const type = change.type === undefined ? undefined : this.draft.base.types.get(change.type);
    if (type && type.level !== current.level) {
      this.findings.add(refusalCodes.level_changed, { unit: current.name, type: type.id, level: current.level }, field);
      return;
    }
    const changed = differences(current, change);
    if (Object.keys(changed).length === 0) return;
    const next = this.draft.of(change.unitId).find((version) => version.from === current.to);
    const { parent, ...rest } = changed;
    // A later state that still says the old value would contradict; a parent that ended is replaced in all later states.
    const parentEnded = current.parent !== null && !this.draft.on(current.parent, this.day);
    const judged = attributeKeys.filter((key) => key in changed && !(key === 'parent' && parentEnded));
    if (next && judged.some((key) => sameValue(next[key], current[key]))) {
      this.contradicted(current.name, next.from, field);
      return;
    }
    const version = this.draft.replace(this.draft.cut(current, this.day, eventId), { ...rest, eventId });
    if (parent === null) this.draft.replace(version, { parent });
    else if (parent !== undefined) this.draft.under(version, parent, field, this.findings);
  }

  /** Children of units that ended go under the single full successor, or under the parent that the same day names for them. */
  private carryChildren(changes: ReadonlyMap<string, Gathered>): void {
    for (const child of this.draft.childrenFrom(new Set(this.ended.keys()), this.day)) {
      const entry = this.ended.get(child.parent ?? '');
      if (!entry) continue;
      const named = changes.get(child.unitId);
      const parent = named?.change.parent ?? this.successorOf(child);
      if (parent === null) {
        const name = this.draft.nameOf(child.parent ?? '', this.day);
        this.findings.add(refusalCodes.orphan, { unit: child.name, parent: name, day: this.day }, named?.field ?? entry.field);
        continue;
      }
      this.draft.under(this.draft.cut(child, this.day, entry.id), parent, named?.field ?? entry.field, this.findings);
    }
  }

  private successorOf(child: UnitVersion): string | null {
    const next = child.parent === null ? null : this.draft.successorOn(child.parent, this.day);
    const above = next && this.draft.on(next.unit, this.day);
    return next && above && this.draft.rankOf(above) < this.draft.rankOf(child) ? next.unit : null;
  }

  private abolish(input: EventInput, field: string): void {
    const level = input.kind === 'abolish-level' && input.level ? this.draft.level(input.level) : undefined;
    if (!level) return;
    checkAbolishedLevel(this.draft, level.id, this.day, field, this.findings);
    this.draft.endLevel(level, this.day);
  }
}

const attributeKeys = ['code', 'name', 'type', 'parent', 'aliases', 'lat', 'lon', 'coordBasis'] as const;

/** The given attributes that differ from the current state. */
function differences(current: UnitVersion, change: UnitChange): Partial<Attributes> {
  const changed = attributeKeys.filter((key) => change[key] !== undefined && !sameValue(change[key], current[key]));
  return Object.fromEntries(changed.map((key) => [key, change[key]]));
}

function conflicts(a: UnitChange, b: UnitChange): boolean {
  return attributeKeys.some((key) => a[key] !== undefined && b[key] !== undefined && !sameValue(a[key], b[key]));
}

function sameValue(a: unknown, b: unknown): boolean {
  return Array.isArray(a) && Array.isArray(b) ? a.length === b.length && a.every((item, index) => item === b[index]) : a === b;
}
