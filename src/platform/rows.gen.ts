/** The rows of schema platform. Made from the database by `npm run db:types`; changed by a migration only. */
import type { ColumnType, Generated } from 'kysely';
import type { JsonObject, JsonValue } from './db/index.ts';

/** Days that are not what their weekday says: off (holiday, substitute), or worked instead of another (make-up). */
export interface CalendarDayRow {
  /** The day. */
  day: string;
  /** holiday: no work; make-up: worked like a Monday. */
  kind: string;
  /** Why, Vietnamese. */
  name_vi: string;
  /** Why, English. */
  name_en: string;
  /** By which law or notice. */
  source: string;
}

/** Working hours of a week, in civil time. A make-up day has those of a Monday. */
export interface CalendarHoursRow {
  /** 1 is Monday, 7 is Sunday. */
  weekday: number;
  /** From, HH:MM. */
  opens_at: string;
  /** To, HH:MM. */
  closes_at: string;
}

/** Years whose days off are known. For any other year the calendar says that it knows only the days of the week. */
export interface CalendarYearRow {
  /** The year. */
  year: number;
  /** Whether the notices for the year are out; before that its days may still move. */
  announced: boolean;
  /** What is not certain yet. */
  note: string;
  /** Notices by number. */
  source: string;
}

/** Receipts that came before the gateway's name for the message was stored; removed after some days. */
export interface EarlyReceiptRow {
  /** Identity, UUIDv7. */
  id: string;
  /** sms, email or push. */
  channel: string;
  /** The gateway's name for the message. */
  reference: string;
  /** delivered or undeliverable. */
  outcome: string;
  /** The gateway's code for a failure. */
  code: string | null;
  /** When it came. */
  received_at: Temporal.Instant;
}

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

/** Messages to people. Address and words are encrypted, and removed once they have served. */
export interface MessageRow {
  /** Identity, UUIDv7; the stable key given to the gateway. */
  id: string;
  /** The same key sends once. */
  idempotency_key: string;
  /** sms, email or push. */
  channel: string;
  /** What it is for, <module>.<purpose>; never personal. */
  purpose: string;
  /** The person it goes to, where known. */
  person_id: string | null;
  /** Number, address or subscription, encrypted; null once removed. */
  sealed_to: string | null;
  /** Subject and words as JSON, encrypted; null once removed. */
  sealed_text: string | null;
  /** queued, sending, sent, delivered, failed or expired. */
  state: Generated<string>;
  /** How often it was given to the gateway. */
  attempts: Generated<number>;
  /** When it is due to be tried. */
  next_attempt_at: Temporal.Instant;
  /** After this it is not sent any more. */
  expires_at: Temporal.Instant | null;
  /** The gateway's own name for it, by which receipts come back. */
  provider_reference: string | null;
  /** Why the last attempt failed: a code, never words of the message. */
  failure: string | null;
  /** When it was queued. */
  created_at: Temporal.Instant;
  /** When the gateway took it. */
  sent_at: Temporal.Instant | null;
  /** When the receipt came. */
  delivered_at: Temporal.Instant | null;
  /** When it reached its last state. */
  ended_at: Temporal.Instant | null;
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

/** Browsers that asked for web push. */
export interface PushSubscriptionRow {
  /** Identity, UUIDv7. */
  id: string;
  /** Whose browser it is. */
  person_id: string;
  /** Endpoint and keys as JSON, encrypted. */
  sealed_subscription: string;
  /** Keyed hash of the endpoint. */
  endpoint_digest: Buffer;
  /** When it was registered. */
  created_at: Temporal.Instant;
  /** When the push service said that it is gone. */
  failed_at: Temporal.Instant | null;
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

/** Recordings of texts of our own pages, by language. One whose text has changed since is not played. */
export interface SpokenTextRow {
  /** Name of the text. */
  key: string;
  /** Language of help: vi, hmn, ... */
  language: string;
  /** SHA-256 of the Vietnamese text that was read. */
  text_digest: Buffer;
  /** The recording in the file store. */
  file_hash: string;
  /** Its size. */
  bytes: bigint;
  /** Its length. */
  seconds: number | null;
  /** When it was recorded. */
  added_at: Temporal.Instant;
  /** Who added it. */
  added_by: string | null;
}

/** A file on its way: received in pieces, checked, then taken by the form that it belongs to, or expired. */
export interface UploadRow {
  /** Identity, UUIDv7; the address of the upload in tus. */
  id: string;
  /** Digest of the browser's own ticket, or the person: who may go on with it and use it. */
  owner: string;
  /** What it is for: decides which kinds and sizes are taken. */
  purpose: string;
  /** Name of the file as the sender calls it. */
  declared_name: string;
  /** How many bytes it will be. */
  declared_bytes: bigint;
  /** How many bytes are here. */
  received_bytes: Generated<bigint>;
  /** receiving, checking, ready, refused, taken. */
  state: Generated<string>;
  /** SHA-256 of what was sent: by this the sender knows that it arrived whole. */
  sent_hash: string | null;
  /** The file in the store: what was sent without its metadata. */
  kept_hash: string | null;
  /** Size of the file in the store. */
  kept_bytes: bigint | null;
  /** image, video or audio; document where the purpose takes one. */
  kind: string | null;
  /** Width, height and seconds, as far as known. */
  media: ColumnType<JsonValue | null, string | JsonObject | null | undefined, string | JsonObject | null>;
  /** Why it was not taken: a refusal, for its words. */
  refusal: ColumnType<JsonValue | null, string | JsonObject | null | undefined, string | JsonObject | null>;
  /** When it began. */
  created_at: Temporal.Instant;
  /** From then on it is gone unless a form has taken it. */
  expires_at: Temporal.Instant;
}

/** The pieces of an upload, each a file in the store: any program can go on where another stopped. */
export interface UploadPieceRow {
  /** The upload. */
  upload_id: string;
  /** Where the piece begins. */
  at_byte: bigint;
  /** Its size. */
  bytes: bigint;
  /** The piece in the store. */
  file_hash: string;
}

export interface PlatformRows {
  'platform.calendar_day': CalendarDayRow;
  'platform.calendar_hours': CalendarHoursRow;
  'platform.calendar_year': CalendarYearRow;
  'platform.early_receipt': EarlyReceiptRow;
  'platform.installation': InstallationRow;
  'platform.message': MessageRow;
  'platform.migration': MigrationRow;
  'platform.outbox': OutboxRow;
  'platform.outbox_reaction': OutboxReactionRow;
  'platform.push_subscription': PushSubscriptionRow;
  'platform.rate_counter': RateCounterRow;
  'platform.spoken_text': SpokenTextRow;
  'platform.upload': UploadRow;
  'platform.upload_piece': UploadPieceRow;
}
