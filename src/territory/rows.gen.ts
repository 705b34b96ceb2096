/** The rows of schema territory. Made from the database by `npm run db:types`; changed by a migration only. */
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { JsonObject, JsonValue } from '../platform/db/index.ts';

/** One imported file: applied as a whole, undone as a whole */
export interface ImportBatchRow {
  /** UUIDv7 */
  id: string;
  /** What the file holds: units, events, boundaries or population */
  kind: string;
  /** The file's name as the officer gave it */
  file_name: string;
  /** SHA-256 of the file, hexadecimal; the bytes are in the file store */
  file_hash: string;
  /** applied, or undone when every row was put back */
  state: Generated<string>;
  /** When the batch was written */
  applied_at: Temporal.Instant;
  /** The actor who wrote it: a person's id, or the kind of actor */
  applied_by: string;
  /** When the batch was undone */
  undone_at: Temporal.Instant | null;
  /** The actor who undid it */
  undone_by: string | null;
  /** Rows per kind of change, for the list of imports */
  counts: ColumnType<JsonValue, string | JsonObject | undefined, string | JsonObject>;
}

/** Every row that a batch wrote, in order, with its content before and after: undoing walks it backwards */
export interface ImportChangeRow {
  /** Order of writing */
  ordinal: GeneratedAlways<bigint>;
  /** The batch that wrote the row */
  batch_id: string;
  /** Name of the table inside the schema territory */
  table_name: string;
  /** The row's key; the parts of a compound key are joined by / */
  row_id: string;
  /** The row before; null when the batch inserted it */
  before: ColumnType<JsonValue | null, string | JsonObject | null | undefined, string | JsonObject | null>;
  /** The row after; null when the batch deleted it */
  after: ColumnType<JsonValue | null, string | JsonObject | null | undefined, string | JsonObject | null>;
}

/** One row: who took the import lock last. It means nothing unless its session still holds the lock */
export interface ImportLockRow {
  /** Always true: there is one row */
  singleton: Generated<boolean>;
  /** The database session that holds the lock */
  backend_pid: number;
  /** How the actor is named on screens */
  who: string;
  /** When the import began */
  since: Temporal.Instant;
}

/** Levels of administration. Their number is data; a level may be abolished */
export interface LevelRow {
  /** Stable key: province, district, commune, village */
  id: string;
  /** 1 is the highest; a parent always has a smaller rank than its child */
  rank: number;
  /** Whether units of this level carry an official code */
  has_codes: Generated<boolean>;
  /** What people call the level in Vietnamese */
  name_vi: string;
  /** What people call the level in English */
  name_en: string;
  /** Days on which units of this level may exist */
  valid: Generated<string>;
}

/** Which unit of a level a unit belongs to over a range of days; a unit is its own ancestor at its own level */
export interface MapAncestorRow {
  /** The version of the structure it was built from */
  version: bigint;
  /** The unit */
  unit_id: string;
  /** The level asked for */
  level_id: string;
  /** First day */
  from_day: string;
  /** Day after the last; infinity when open */
  to_day: string;
  /** The unit of that level */
  ancestor_id: string;
}

/** Versions of the structure whose ancestry is materialised */
export interface MapAncestorVersionRow {
  /** The version */
  version: bigint;
  /** When it was built */
  built_at: Temporal.Instant;
}

/** Where a fact of a unit and day belongs on the map of the target day, with integer shares */
export interface MapClosureRow {
  /** The map */
  map_id: bigint;
  /** Number of the source (unit and range of fact days) within the map */
  source_no: number;
  /** Order of the parts for ties: by the target's code, then id; from 1 */
  part_no: number;
  /** The unit that the fact names */
  unit_id: string;
  /** First day of the facts */
  from_day: string;
  /** Day after the last day of the facts; infinity when open */
  to_day: string;
  /** The unit on the map of the target day */
  target_unit_id: string;
  /** Share, numerator */
  num: bigint;
  /** Share, denominator, the same for all parts of a source */
  den: bigint;
  /** How many parts the source has; one means no apportioning */
  parts: number;
  /** False where the record does not say: the fact then stays on its own unit */
  placed: boolean;
}

/** The maps that are materialised: one for each period between two changes that somebody asked for */
export interface MapClosureDayRow {
  /** Number of the map */
  id: GeneratedAlways<bigint>;
  /** First day of the period; every day of it has the same map */
  target_day: string;
  /** Day after the period; infinity when open */
  to_day: string;
  /** The version of the structure it was built from */
  version: bigint;
  /** When it was built */
  built_at: Temporal.Instant;
}

/** One row: the version of the structure. Writers lock it and count up; derived maps of another version are stale */
export interface MapStateRow {
  /** Always true: there is one row */
  singleton: Generated<boolean>;
  /** Counts up with every change of units, events or edges */
  version: bigint;
}

/** People living in a unit on a day */
export interface PopulationRow {
  /** UUIDv7; fixed for reference rows */
  id: string;
  /** The unit */
  unit_id: string;
  /** The day of the figure; the unit is the one of that day */
  on_day: string;
  /** Number of people */
  value: bigint;
  /** How the figure was made: census, registration, estimate ... */
  basis: string;
  /** Where the figure comes from */
  source: string;
  /** The import that brought the figure */
  batch_id: string | null;
}

/** A unit's identity. Codes, names, types and parents are dated attributes in unit_version */
export interface UnitRow {
  /** Our own stable id; official codes are reused for other units and are never identity */
  id: string;
  /** official, or demonstration for units that are made up and say so */
  origin: string;
  /** The import that brought the unit; null when recorded by hand */
  batch_id: string | null;
}

/** Boundaries over time */
export interface UnitBoundaryRow {
  /** UUIDv7 */
  id: string;
  /** The unit */
  unit_id: string;
  /** Days [from,to) on which the boundary held */
  valid: string;
  /** GeoJSON Polygon or MultiPolygon, RFC 7946, WGS 84 */
  geometry: ColumnType<JsonValue, string | JsonObject, string | JsonObject>;
  /** West edge of the bounding box, degrees */
  min_lon: number;
  /** South edge of the bounding box, degrees */
  min_lat: number;
  /** East edge of the bounding box, degrees */
  max_lon: number;
  /** North edge of the bounding box, degrees */
  max_lat: number;
  /** Where the boundary comes from */
  source: string;
  /** The import that brought the boundary */
  batch_id: string | null;
}

/** How a unit's past is handed on at an event: integer shares that add up to one for each unit that hands on */
export interface UnitEdgeRow {
  /** The event */
  event_id: string;
  /** The unit before the event */
  from_unit_id: string;
  /** The unit after the event; the same as from where it goes on */
  to_unit_id: string;
  /** Share of the old unit that goes this way, numerator */
  share_num: bigint;
  /** Share of the old unit that goes this way, denominator */
  share_den: bigint;
  /** Share of the new unit that came this way, numerator; null where not known */
  back_num: bigint | null;
  /** Share of the new unit that came this way, denominator */
  back_den: bigint | null;
  /** What the share was measured by */
  basis: string;
}

/** What happened to units on a day, with its legal basis */
export interface UnitEventRow {
  /** UUIDv7; fixed for reference rows */
  id: string;
  /** merge, split, transfer (new parent), rename, retype, establish, abolish-level */
  kind: string;
  /** First day of the new state */
  effective_on: string;
  /** What happened, in one line for people */
  title: string;
  /** The legal document that ordered it */
  document_id: string | null;
  /** Where in the document */
  clause: string | null;
  /** Whether the event was checked against the document's text */
  verified: Generated<boolean>;
  /** What is inferred or still to be checked */
  verification_note: string | null;
  /** Predecessors outside the record, named in words; facts on the result cannot be carried back without shares */
  outside: string | null;
  /** The import that brought the event; null when recorded by hand */
  batch_id: string | null;
}

/** Kinds of unit inside a level: ward, commune, township ... */
export interface UnitTypeRow {
  /** Stable key: xa, phuong, thi-tran ... */
  id: string;
  /** The level that the type belongs to */
  level_id: string;
  /** The word in front of the name, in Vietnamese and lower case */
  name_vi: string;
  /** The same in English */
  name_en: string;
}

/** Published to other modules: the types of units with their names */
export interface UnitTypesRow {
  id: GeneratedAlways<string>;
  level_id: GeneratedAlways<string>;
  name_vi: GeneratedAlways<string>;
  name_en: GeneratedAlways<string>;
}

/** What a unit was called, where it belonged and what code it carried, over a range of days */
export interface UnitVersionRow {
  /** UUIDv7; fixed for reference rows */
  id: string;
  /** The unit */
  unit_id: string;
  /** Days [from,to) on which this state held */
  valid: string;
  /** Official code of the statistics office on those days; null where the level has none */
  code: string | null;
  /** Name without the type, NFC */
  name: string;
  /** The type on those days */
  type_id: string;
  /** The type's level, repeated for the constraints */
  level_id: string;
  /** The unit directly above; null for a root */
  parent_id: string | null;
  /** Other spellings and former names by which people look for the unit */
  aliases: Generated<string[]>;
  /** Folded type, name, aliases and code for finding by typing */
  search: string;
  /** Latitude of the centre point, WGS 84 degrees */
  lat: number | null;
  /** Longitude of the centre point, WGS 84 degrees */
  lon: number | null;
  /** How the centre point was made */
  coord_basis: string | null;
  /** The event that began this state; null for the start of the record */
  event_id: string | null;
  /** The import that wrote the row first; null when recorded by hand */
  batch_id: string | null;
}

/** Published to other modules: every state of every unit */
export interface UnitVersionsRow {
  unit_id: GeneratedAlways<string>;
  valid: GeneratedAlways<string>;
  code: GeneratedAlways<string | null>;
  name: GeneratedAlways<string>;
  type_id: GeneratedAlways<string>;
  level_id: GeneratedAlways<string>;
  parent_id: GeneratedAlways<string | null>;
  lat: GeneratedAlways<number | null>;
  lon: GeneratedAlways<number | null>;
  origin: GeneratedAlways<string>;
}

export interface TerritoryRows {
  'territory.import_batch': ImportBatchRow;
  'territory.import_change': ImportChangeRow;
  'territory.import_lock': ImportLockRow;
  'territory.level': LevelRow;
  'territory.map_ancestor': MapAncestorRow;
  'territory.map_ancestor_version': MapAncestorVersionRow;
  'territory.map_closure': MapClosureRow;
  'territory.map_closure_day': MapClosureDayRow;
  'territory.map_state': MapStateRow;
  'territory.population': PopulationRow;
  'territory.unit': UnitRow;
  'territory.unit_boundary': UnitBoundaryRow;
  'territory.unit_edge': UnitEdgeRow;
  'territory.unit_event': UnitEventRow;
  'territory.unit_type': UnitTypeRow;
  'territory.unit_types': UnitTypesRow;
  'territory.unit_version': UnitVersionRow;
  'territory.unit_versions': UnitVersionsRow;
}
