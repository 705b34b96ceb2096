/** The rows of schema platform. Made from the database by `npm run db:types`; changed by a migration only. */
import type { ColumnType, Generated } from 'kysely';
import type { JsonObject, JsonValue } from './db/index.ts';

/** One row: who made this database and for what. A demonstration writes only where it finds its own. */
export interface InstallationRow {
  /** Identity of this installation; an archive carries it along. */
  id: Generated<string>;
  /** demonstration or production; fixed for the life of the database. */
  mode: string;
  /** The program that made the database. */
  created_by: Generated<string>;
  /** When the first migration ran. */
  created_at: Generated<Temporal.Instant>;
}

/** The files of db/migrations that ran here. */
export interface MigrationRow {
  /** The file's name, which is also the order. */
  name: string;
  /** Of the file's text, so that a later edit is noticed. */
  sha256: string;
  /** When it ran. */
  applied_at: Generated<Temporal.Instant>;
}

/** Events published by commands in the transaction of the change; the dispatcher turns each into one job per reaction. */
export interface OutboxRow {
  /** Identity of the event, UUIDv7. */
  id: string;
  /** What happened, <module>.<event>, e.g. territory.event-applied. */
  name: string;
  /** Version of the payload's shape, from 1. */
  version: number;
  /** Ids and facts that reactions need; never personal values. */
  payload: ColumnType<JsonValue, string | JsonObject, string | JsonObject>;
  /** When the command ran. */
  created_at: Temporal.Instant;
  /** When its jobs were created; missing while the event waits for the dispatcher. */
  handled_at: Temporal.Instant | null;
}

/** Reactions owed to an event, written when it is dispatched. A repeated job finds its row done and does nothing; a lost job is made again from a row that is not. */
export interface OutboxReactionRow {
  /** The event reacted to. */
  event_id: string;
  /** Name of the reaction. */
  reaction: string;
  /** When the reaction's transaction ran; missing while it is owed. */
  done_at: Temporal.Instant | null;
}

/** Calls that write or guess, counted exactly across all programs; one row per caller and kind. */
export interface RateCounterRow {
  /** Kind of limit and the caller it holds for. */
  key: string;
  /** Start of the minute that is being counted. */
  window_start: Temporal.Instant;
  /** Calls in that minute. */
  hits: number;
}

export interface PlatformRows {
  'platform.installation': InstallationRow;
  'platform.migration': MigrationRow;
  'platform.outbox': OutboxRow;
  'platform.outbox_reaction': OutboxReactionRow;
  'platform.rate_counter': RateCounterRow;
}
