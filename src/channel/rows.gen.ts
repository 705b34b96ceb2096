/** The rows of schema channel. Made from the database by `npm run db:types`; changed by a migration only. */
import type { Generated } from 'kysely';

/** By which message a notice was tried. One message may carry several notices. */
export interface AttemptRow {
  /** The notice. */
  notice_id: string;
  /** The message in platform.message, while that is kept. */
  message_id: string;
  /** push, sms or email. */
  way: string;
  /** As in the notice, for row-level security. */
  person_id: string | null;
  /** When it was queued. */
  at: Temporal.Instant;
  /** reached, failed or expired; null while nobody knows. */
  outcome: string | null;
}

/** By which ways a person wants to be told of a topic; the page of notices always has everything. */
export interface ChoiceRow {
  /** The person. */
  person_id: string;
  /** The topic, as a module registered it. */
  topic: string;
  /** push, sms, email in the order in which they are tried; empty for none. */
  ways: string[];
  /** When it was chosen. */
  updated_at: Temporal.Instant;
}

/** Something that somebody is told. Whoever has an account reads it on their page, whatever else reaches them. */
export interface NoticeRow {
  /** Identity, UUIDv7. */
  id: string;
  /** The same key tells once. */
  key: string;
  /** What it is about, as a module registered it. */
  topic: string;
  /** Kind of the thing it is about: reports.report. */
  subject_kind: string;
  /** The thing: notices of one thing that wait together go out as one message. */
  subject_id: string;
  /** Whom it goes to; null for somebody without an account. */
  person_id: string | null;
  /** Telephone number of somebody without an account, encrypted; removed when it has served. */
  sealed_to: string | null;
  /** Language of the words. */
  lang: string;
  /** One line. */
  title: string;
  /** One or two sentences; no words of others. */
  words: string;
  /** The page that it leads to. */
  href: string;
  /** Does not wait for the end of quiet hours. */
  urgent: Generated<boolean>;
  /** waiting (quiet hours, grouping), on-its-way (a message was queued), reached, not-reached (no way was left), page-only (no way was chosen). */
  state: Generated<string>;
  /** When it came up. */
  at: Temporal.Instant;
  /** When something is done about it next; null when it is over. */
  due_at: Temporal.Instant | null;
  /** When the person had read it on their page. */
  read_at: Temporal.Instant | null;
}

/** When a person does not want to be disturbed; nobody who never chose has a row. */
export interface SettingRow {
  /** The person. */
  person_id: string;
  /** Nothing that can wait is sent from this time of the day on (civil time). */
  quiet_from: string;
  /** Until this time of the day. */
  quiet_to: string;
  /** When it was chosen. */
  updated_at: Temporal.Instant;
}

export interface ChannelRows {
  'channel.attempt': AttemptRow;
  'channel.choice': ChoiceRow;
  'channel.notice': NoticeRow;
  'channel.setting': SettingRow;
}
