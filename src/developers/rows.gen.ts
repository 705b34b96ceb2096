/** The rows of schema developers. Made from the database by `npm run db:types`; changed by a migration only. */
import type { ColumnType, Generated } from 'kysely';
import type { JsonObject, JsonValue } from '../platform/db/index.ts';

/** Keys of a program; only their digest is kept. */
export interface ApiKeyRow {
  /** Identity, UUIDv7. */
  id: string;
  /** The program. */
  app_id: string;
  /** sandbox or live. */
  kind: string;
  /** SHA-256 of the key (256 random bits). */
  digest: Buffer;
  /** Its beginning, by which its owner knows it. */
  hint: string;
  /** When it was made. */
  created_at: Temporal.Instant;
  /** When it was last used, to the hour. */
  last_used_at: Temporal.Instant | null;
  /** Since when it is not accepted any more. */
  revoked_at: Temporal.Instant | null;
}

/** A program of somebody else. It tries in the sandbox at once; the real system is opened by an official. */
export interface AppRow {
  /** Identity, UUIDv7. */
  id: string;
  /** Who answers for it; null once that person was erased. */
  person_id: string | null;
  /** Its name. */
  name: string;
  /** What it does, for whom. */
  purpose: string;
  /** Address of its page. */
  site: Generated<string>;
  /** The department or firm, as its owner wrote it. */
  organisation: Generated<string>;
  /** sandbox (only that), wanted (the real system was asked for), granted, refused, revoked. */
  state: string;
  /** When the real system was asked for. */
  wanted_at: Temporal.Instant | null;
  /** When that was decided. */
  decided_at: Temporal.Instant | null;
  /** By whom. */
  decided_by: string | null;
  /** Why it was refused or revoked. */
  reason: Generated<string>;
  /** Calls in a minute. */
  per_minute: number;
  /** When it was made. */
  created_at: Temporal.Instant;
  /** What the real system is wanted for. */
  asked: Generated<string>;
  /** Whom to reach when something goes wrong, as its owner wrote it. */
  contact: Generated<string>;
}

/** What is sent to webhooks: the log that their owner sees, and from which it can be sent again. */
export interface DeliveryRow {
  /** Identity, UUIDv7. */
  id: string;
  /** The webhook. */
  webhook_id: string;
  /** webhook-id: the same for every attempt; whoever gets it twice knows it by this. */
  message_id: string;
  /** Type of the event. */
  type: string;
  /** What is sent: ids, codes and what everybody may see. */
  payload: ColumnType<JsonValue, string | JsonObject, string | JsonObject>;
  /** waiting, delivered or failed. */
  state: string;
  /** How often it was tried. */
  attempts: Generated<number>;
  /** When it is tried next. */
  next_attempt_at: Temporal.Instant | null;
  /** HTTP status of the last answer. */
  status: number | null;
  /** Why the last attempt failed: a code. */
  failure: string | null;
  /** When it came up. */
  created_at: Temporal.Instant;
  /** When it was over. */
  ended_at: Temporal.Instant | null;
}

/** Reports that programs sent to try: seen by that program only, moved on by itself, removed after some weeks. */
export interface SandboxRequestRow {
  /** Identity, UUIDv7. */
  id: string;
  /** The program. */
  app_id: string;
  /** A code as reports have; none of a real report. */
  code: string;
  /** The category. */
  service_code: string;
  /** State as reports have. */
  state: string;
  /** What was sent. */
  content: ColumnType<JsonValue, string | JsonObject, string | JsonObject>;
  /** When it was sent. */
  requested_at: Temporal.Instant;
  /** When its state last changed. */
  updated_at: Temporal.Instant;
}

/** Addresses of programs that are told of events (Standard Webhooks). */
export interface WebhookRow {
  /** Identity, UUIDv7. */
  id: string;
  /** The program. */
  app_id: string;
  /** sandbox or live: of whose events it is told. */
  kind: string;
  /** Where to: https, not inside our own network. */
  url: string;
  /** The secret with which each message is signed, encrypted. */
  sealed_secret: string;
  /** Types of events; empty for all. */
  types: string[];
  /** active, paused (by its owner, or because nobody answered for days), removed. */
  state: string;
  /** Since when no delivery has succeeded. */
  failing_since: Temporal.Instant | null;
  /** When it was made. */
  created_at: Temporal.Instant;
}

export interface DevelopersRows {
  'developers.api_key': ApiKeyRow;
  'developers.app': AppRow;
  'developers.delivery': DeliveryRow;
  'developers.sandbox_request': SandboxRequestRow;
  'developers.webhook': WebhookRow;
}
