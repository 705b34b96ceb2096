/** The rows of schema indicators. Made from the database by `npm run db:types`; changed by a migration only. */
import type { ColumnType, GeneratedAlways } from 'kysely';
import type { JsonObject, JsonValue } from '../platform/db/index.ts';

/** Each night the steps are made anew from the rosters and compared with what was prepared. */
export interface CoverageCheckRow {
  /** Identity, UUIDv7. */
  id: string;
  /** When. */
  checked_at: Temporal.Instant;
  /** How long it took. */
  milliseconds: number;
  /** How many steps were compared. */
  rows_compared: bigint;
  /** What differed (unit, day, figures before and after), at most a hundred; empty when all is well. */
  differences: ColumnType<JsonValue, string | JsonObject, string | JsonObject>;
}

/** By how much a figure of a unit changed on a day, event by event. Their sum is the figure. */
export interface CoverageDeltaRow {
  /** The event that said so; it counts once. */
  event_id: string;
  /** The unit where the team sits. */
  unit_id: string;
  /** From which day on. */
  day: string;
  /** <level>.teams, <level>.members.<core force> or <level>.leaderless. */
  figure: string;
  /** By how much. */
  delta: number;
}

/** Maps for which steps are prepared: every day between two changes of units has the same one. */
export interface CoverageMapRow {
  /** Number of the map. */
  id: GeneratedAlways<bigint>;
  /** First day with this map. */
  from_day: string;
  /** Day after the last; infinity when open. */
  to_day: string;
  /** The version of the structure that it was built from. */
  structure_version: bigint;
  /** When it was built. */
  built_at: Temporal.Instant;
}

/** The figures of a unit on one map over a range of days. Days before the first step have nothing. */
export interface CoverageStepRow {
  /** The map. */
  map_id: bigint;
  /** The unit. */
  unit_id: string;
  /** First day. */
  from_day: string;
  /** Day after the last; infinity when open. */
  to_day: string;
  /** Communes of the map in the unit. */
  communes_total: number;
  /** Of these, with an active commune team, of their own or of a predecessor. */
  communes_with_team: number;
  /** Villages of the map in the unit. */
  villages_total: number;
  /** Of these, with an active village team. */
  villages_with_team: number;
  /** Active teams at commune level. */
  commune_teams: number;
  /** Active teams at village level. */
  village_teams: number;
  /** Of the commune teams, without a leader. */
  commune_leaderless: number;
  /** Of the village teams, without a leader. */
  village_leaderless: number;
  /** Memberships in force in commune teams. */
  commune_members: number;
  /** Memberships in force in village teams. */
  village_members: number;
  /** All memberships in force by code of the core force. */
  by_core_force: ColumnType<JsonValue, string | JsonObject, string | JsonObject>;
  /** Distinct persons in force in the unit; never summed over units. */
  people: number;
}

export interface IndicatorsRows {
  'indicators.coverage_check': CoverageCheckRow;
  'indicators.coverage_delta': CoverageDeltaRow;
  'indicators.coverage_map': CoverageMapRow;
  'indicators.coverage_step': CoverageStepRow;
}
