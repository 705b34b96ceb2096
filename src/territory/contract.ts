/**
 * What comes into and goes out of the territory: shared by server and browser. Days are ISO strings ('2022-10-31');
 * ranges are half-open `[from, to)` with `to: null` while open; shares are bigint fractions.
 */

export type UnitOrigin = 'official' | 'demonstration';
export type EventKind = 'merge' | 'split' | 'transfer' | 'rename' | 'retype' | 'establish' | 'abolish-level';
export type ShareBasis = 'whole' | 'villages' | 'households' | 'population' | 'area';

export const eventKinds: readonly EventKind[] = ['merge', 'split', 'transfer', 'rename', 'retype', 'establish', 'abolish-level'];
export const shareBases: readonly ShareBasis[] = ['whole', 'villages', 'households', 'population', 'area'];

/** A half-open range of days: `to` is the first day that no longer belongs to it, or null while open. */
export interface DayRange {
  readonly from: string;
  readonly to: string | null;
}

/** An integer share. Both positive, `num <= den`. */
export interface Share {
  readonly num: bigint;
  readonly den: bigint;
}

/** A level of administration. The highest has rank 1. */
export interface Level {
  readonly id: string;
  readonly rank: number;
  readonly hasCodes: boolean;
  readonly nameVi: string;
  readonly nameEn: string;
  /** First day on which the level exists; null when always. */
  readonly from: string | null;
  /** First day on which it no longer exists; null while it exists. */
  readonly to: string | null;
}

export interface UnitType {
  readonly id: string;
  readonly level: string;
  readonly nameVi: string;
  readonly nameEn: string;
}

/** A unit as it was on one day: what pages and programs show. */
export interface UnitAtDay {
  readonly id: string;
  readonly code: string | null;
  readonly name: string;
  /** Id of the type ('xa', 'phuong' ...). */
  readonly type: string;
  /** Id of the level ('commune' ...). */
  readonly level: string;
  /** Id of the unit above; null for a root. */
  readonly parent: string | null;
  /** First day of this state. */
  readonly validFrom: string;
  /** Last day of this state (inclusive); null while it holds. */
  readonly validTo: string | null;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly coordBasis: string | null;
  readonly aliases: readonly string[];
  readonly origin: UnitOrigin;
}

/** One state of a unit over a range of days, as stored. */
export interface UnitVersion extends DayRange {
  readonly id: string;
  readonly unitId: string;
  readonly code: string | null;
  readonly name: string;
  readonly type: string;
  readonly level: string;
  readonly parent: string | null;
  readonly aliases: readonly string[];
  readonly lat: number | null;
  readonly lon: number | null;
  readonly coordBasis: string | null;
  /** The event that began this state; null at the start of the record. */
  readonly eventId: string | null;
  readonly batchId: string | null;
}

export interface UnitEvent {
  readonly id: string;
  readonly kind: EventKind;
  /** First day of the new state. */
  readonly effectiveOn: string;
  readonly title: string;
  readonly documentId: string | null;
  readonly clause: string | null;
  readonly verified: boolean;
  readonly verificationNote: string | null;
  /** Predecessors outside the record, in words. */
  readonly outside: string | null;
  readonly batchId: string | null;
}

export interface UnitEdge {
  readonly eventId: string;
  readonly from: string;
  readonly to: string;
  /** How much of `from` goes to `to`; the shares of one `from` add up to 1. */
  readonly share: Share;
  /** How much of `to` came from `from`; null where not known. */
  readonly back: Share | null;
  readonly basis: ShareBasis;
}

/** An edge as given to a command. `share` defaults to the whole, `basis` to 'whole'. */
export interface EdgeInput {
  readonly from: string;
  readonly to: string;
  readonly share?: Share;
  readonly back?: Share | null;
  readonly basis?: ShareBasis;
}

/**
 * A unit that an event establishes (`isNew: true`; `unitId` is then chosen by the caller and free) or changes.
 * For a changed unit only the given attributes change; a new one needs name, type, parent (null for a root) and,
 * where the level has codes, a code.
 */
export interface UnitChange {
  readonly unitId: string;
  readonly isNew?: boolean;
  readonly origin?: UnitOrigin;
  readonly code?: string | null;
  readonly name?: string;
  readonly type?: string;
  readonly parent?: string | null;
  readonly aliases?: readonly string[];
  readonly lat?: number | null;
  readonly lon?: number | null;
  readonly coordBasis?: string | null;
}

/**
 * What happened on a day. A unit with outgoing edges and none to itself ends; a unit that goes on needs an edge only
 * when a part of it goes elsewhere. A unit that only changes attributes stands in `changes` and needs no edge.
 * Children of a unit that ends follow its single full successor by themselves; where there are several, each child
 * needs a change with its new parent in the same call.
 */
export interface EventInput {
  /** Fixed id: repeating a command with it gives the same answer. Made when absent. */
  readonly id?: string;
  readonly kind: EventKind;
  readonly effectiveOn: string;
  readonly title: string;
  readonly documentId?: string | null;
  readonly clause?: string | null;
  readonly verified: boolean;
  readonly verificationNote?: string | null;
  readonly outside?: string | null;
  readonly edges?: readonly EdgeInput[];
  readonly changes?: readonly UnitChange[];
  /** For 'abolish-level': the level that ends on that day. */
  readonly level?: string | null;
}

/** A unit that enters the record without an event (start of the record, a village found later). */
export interface UnitInput {
  /** Fixed or client-made id; made when absent. */
  readonly id?: string;
  readonly origin: UnitOrigin;
  readonly from: string;
  /** First day on which it no longer exists; null while it exists. */
  readonly to: string | null;
  readonly code: string | null;
  readonly name: string;
  readonly type: string;
  /** The parent on the first day; the unit follows it to its single full successor. */
  readonly parent: string | null;
  readonly aliases?: readonly string[];
  readonly lat?: number | null;
  readonly lon?: number | null;
  readonly coordBasis?: string | null;
}

export interface PopulationInput {
  readonly id?: string;
  readonly unitId: string;
  readonly day: string;
  readonly value: bigint;
  readonly basis: string;
  readonly source: string;
}

/** Something that keeps a batch from being undone. */
export interface Standing {
  /** What it is: 'version', 'event', 'population', 'boundary', or a kind that another module names. */
  readonly kind: string;
  readonly id: string;
  /** The unit it stands on. */
  readonly unitId: string | null;
  /** The batch that wrote it, when an import did. */
  readonly batchId: string | null;
}

/**
 * Codes of expected refusals with their params. `unit` params are unit names with type left out, `day` is ISO.
 * Several findings arrive as `territory.event_refused` / `territory.units_refused` with `details`.
 */
export const refusalCodes = {
  /** Several findings; see details. params: count */
  event_refused: 'territory.event_refused',
  /** Several findings; see details. params: count */
  units_refused: 'territory.units_refused',
  /** params: id */
  unknown_unit: 'territory.unknown_unit',
  /** params: id */
  unknown_event: 'territory.unknown_event',
  /** params: type */
  unknown_type: 'territory.unknown_type',
  /** params: level */
  unknown_level: 'territory.unknown_level',
  /** params: id */
  unknown_document: 'territory.unknown_document',
  /** The day is not a date. params: day */
  bad_day: 'territory.bad_day',
  /** The event says nothing: no edges and no changes. */
  empty_event: 'territory.empty_event',
  /** params: title? - an empty title */
  title_missing: 'territory.title_missing',
  /** A share is not a fraction between 0 and 1. params: unit, num, den */
  bad_share: 'territory.bad_share',
  /** Outgoing shares of a unit do not add up to 1. params: unit, num, den (the sum) */
  shares_not_whole: 'territory.shares_not_whole',
  /** Backward shares into a unit do not add up to 1, or are given for some edges only. params: unit, num, den */
  back_shares_not_whole: 'territory.back_shares_not_whole',
  /** Composed shares of a chain of events no longer fit 64 bits. params: unit */
  share_too_fine: 'territory.share_too_fine',
  /** The same edge twice. params: from, to */
  edge_twice: 'territory.edge_twice',
  /** A unit hands on in two events of one day. params: unit, day */
  hands_on_twice: 'territory.hands_on_twice',
  /** The same unit is described twice with different values. params: unit, day */
  changed_twice: 'territory.changed_twice',
  /** The unit did not exist the day before. params: unit, day */
  not_existing: 'territory.not_existing',
  /** The event lies before the unit's first recorded day. params: unit, day, from */
  before_record: 'territory.before_record',
  /** A receiving unit does not exist on the day. params: unit, day */
  receiver_not_existing: 'territory.receiver_not_existing',
  /** A unit established by the event is already recorded. params: unit, id */
  already_recorded: 'territory.already_recorded',
  /** params: unit */
  name_missing: 'territory.name_missing',
  /** params: unit */
  type_missing: 'territory.type_missing',
  /** A new unit does not say its parent. params: unit */
  parent_missing: 'territory.parent_missing',
  /** The level has codes and the unit has none. params: unit, level */
  code_missing: 'territory.code_missing',
  /** Another unit of the level carries the code on those days. params: unit, code, other, day */
  code_taken: 'territory.code_taken',
  /** Two states of one unit overlap. params: unit, day */
  overlap: 'territory.overlap',
  /** The range of days is empty or turned round. params: unit, from, to */
  empty_range: 'territory.empty_range',
  /** A unit's type belongs to another level than before. params: unit, type, level */
  level_changed: 'territory.level_changed',
  /** The parent does not exist on the day. params: unit, parent, day */
  parent_not_existing: 'territory.parent_not_existing',
  /** The parent is not of a higher level. params: unit, parent, level */
  parent_not_higher: 'territory.parent_not_higher',
  /** The level does not exist on the day. params: unit, level, day */
  level_not_valid: 'territory.level_not_valid',
  /** Units of the abolished level go on. params: unit, level, day */
  level_still_used: 'territory.level_still_used',
  /** 'abolish-level' without a level. */
  level_missing: 'territory.level_missing',
  /** A unit would lose its parent. params: unit, parent, day; one per child in details */
  orphan: 'territory.orphan',
  /** Later states or events of the unit contradict. params: unit, day, later */
  later_history: 'territory.later_history',
  /** Latitude or longitude out of range, or only one given. params: unit */
  bad_coordinates: 'territory.bad_coordinates',
  /** params: unit, day */
  population_twice: 'territory.population_twice',
  /** params: value */
  population_negative: 'territory.population_negative',
  /** params: id */
  unknown_batch: 'territory.unknown_batch',
  /** params: id */
  batch_already_undone: 'territory.batch_already_undone',
  /** Something later stands on the batch; details name each. params: count */
  batch_stands: 'territory.batch_stands',
  /** One thing in the way; detail of batch_stands. params: kind, id, unit, batch */
  stands_in_way: 'territory.stands_in_way',
  /** The actor lacks the right. params: right */
  not_allowed: 'territory.not_allowed',
  /** Somebody else is writing units right now. params: who, since */
  busy: 'territory.busy',
} as const;

export type RefusalCode = (typeof refusalCodes)[keyof typeof refusalCodes];
