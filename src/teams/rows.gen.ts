/** The rows of schema teams. Made from the database by `npm run db:types`; changed by a migration only. */
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { JsonObject, JsonValue } from '../platform/db/index.ts';

/** Cards of members: a printed number that cannot be guessed, and a secret for the code that changes each minute. */
export interface CardRow {
  /** Identity, UUIDv7; the place to which the encryption is bound. */
  id: string;
  /** Whose card. */
  membership_id: string;
  /** First eight digits of the number: says which card, and nothing about the person. */
  serial: string;
  /** Keyed hash of the whole number. */
  digest: Buffer;
  /** The key of the hash. */
  digest_key: string;
  /** The whole number, encrypted, for printing. */
  sealed_number: string;
  /** The secret of the code that changes each minute, encrypted. */
  sealed_key: string;
  /** Days, [from,to): never longer than the term. */
  valid: string;
  /** When it was issued. */
  issued_at: Temporal.Instant;
  /** Who issued it. */
  issued_by: string | null;
  /** From this moment on it is worth nothing. */
  revoked_at: Temporal.Instant | null;
  /** Who revoked it; null for the system, when the member left. */
  revoked_by: string | null;
  /** Why: a code. */
  revoked_why: string | null;
}

/** Somebody looked at a roster and said that it is right: otherwise it grows stale. */
export interface ConfirmationRow {
  /** The team. */
  team_id: string;
  /** When. */
  confirmed_at: Temporal.Instant;
  /** By whom; null for an import. */
  confirmed_by: string | null;
}

/** What was given on an offer of help. */
export interface ContributionRow {
  /** Identity, UUIDv7. */
  id: string;
  /** The offer. */
  offer_id: string;
  /** Day. */
  on_day: string;
  /** What was given. */
  what: string;
  /** When it was noted. */
  noted_at: Temporal.Instant;
  /** Who noted it. */
  noted_by: string | null;
}

/** Where members come from: youth union, teachers ... Data: another province has other forces. */
export interface CoreForceRow {
  /** Code, stable. */
  code: string;
  /** Order in lists. */
  rank: number;
  /** Name in Vietnamese. */
  name_vi: string;
  /** Name in English. */
  name_en: string;
  /** Days on which it can be chosen, [from,to). */
  valid: Generated<string>;
}

/** Published to other modules: by how much each figure of each team changes on which day. Figures: <level>.teams, <level>.members.<core force>, <level>.leaderless. */
export interface FigureDeltasRow {
  team_id: GeneratedAlways<string | null>;
  unit_id: GeneratedAlways<string | null>;
  day: GeneratedAlways<string | null>;
  figure: GeneratedAlways<string | null>;
  delta: GeneratedAlways<number | null>;
}

/** Workbooks that communes sent in: checked, then applied as one, and perhaps undone. */
export interface ImportBatchRow {
  /** Identity, UUIDv7. */
  id: string;
  /** Name of the file as it came. */
  file_name: string;
  /** SHA-256 of the file: the same file changes nothing twice. */
  file_hash: string;
  /** The workbook that went back with its faults marked; null once removed. */
  marked_hash: string | null;
  /** The day for which the lists speak: units are looked up on its map, members without a day begin on it. */
  as_of: string;
  /** checked, applied, undone, or dropped (not wanted any more). */
  state: Generated<string>;
  /** Which column of which sheet was read as what. */
  columns: ColumnType<JsonValue, string | JsonObject, string | JsonObject>;
  /** Rows read, faulty, to be added, changed, ended, left as they are. */
  counts: ColumnType<JsonValue, string | JsonObject, string | JsonObject>;
  /** When it was read. */
  checked_at: Temporal.Instant;
  /** Who sent it in; null from the command line. */
  checked_by: string | null;
  /** When its rows became the record. */
  applied_at: Temporal.Instant | null;
  /** Who applied it; null from the command line. */
  applied_by: string | null;
  /** When it was taken back. */
  undone_at: Temporal.Instant | null;
  /** Who took it back. */
  undone_by: string | null;
  /** When file and rows were removed after their time. */
  emptied_at: Temporal.Instant | null;
}

/** What applying a workbook did to each row, so that it can be taken back exactly. Ids and days only. */
export interface ImportChangeRow {
  /** The workbook. */
  batch_id: string;
  /** Order of the changes. */
  ordinal: GeneratedAlways<bigint>;
  /** team, team_event, team_version, membership; person for somebody who became known by it. */
  table_name: string;
  /** The row. */
  row_id: string;
  /** The row before; null where it is new. */
  before: ColumnType<JsonValue | null, string | JsonObject | null | undefined, string | JsonObject | null>;
  /** The row afterwards; null where it is gone. */
  after: ColumnType<JsonValue | null, string | JsonObject | null | undefined, string | JsonObject | null>;
}

/** One line of a workbook: as written, as understood, and what would come of it. Row-level security by place. */
export interface ImportRowRow {
  /** The workbook. */
  batch_id: string;
  /** Number of the line in the whole workbook, from 1. */
  row_no: number;
  /** Who sent it in, for row-level security. */
  checked_by: string | null;
  /** The unit that the line was understood to name, for row-level security. */
  unit_id: string | null;
  /** Name of the sheet. */
  sheet: string;
  /** Number of the row in the sheet, from 1. */
  sheet_row: number;
  /** What applying does: add, change, end, same (nothing), refused (faulty). */
  action: string;
  /** The cells as written. */
  cells: ColumnType<JsonValue, string | JsonObject, string | JsonObject>;
  /** What they were understood to say. */
  reading: ColumnType<JsonValue, string | JsonObject, string | JsonObject>;
  /** What is wrong or proposed, with the column. */
  findings: ColumnType<JsonValue, string | JsonObject, string | JsonObject>;
  /** The team, known or made by applying. */
  team_id: string | null;
  /** The membership, known or made by applying. */
  membership_id: string | null;
}

/** A member is away for some days (harvest, study, a child), and who stands in. The membership goes on. */
export interface LeaveRow {
  /** Identity, UUIDv7. */
  id: string;
  /** Who is away. */
  membership_id: string;
  /** Days, [from,to). */
  valid: string;
  /** The member of the same team who stands in. */
  stand_in_id: string | null;
  /** When it was recorded. */
  recorded_at: Temporal.Instant;
  /** Who recorded it. */
  recorded_by: string | null;
}

/** Who served in which team in which role, from when to when. A new role is a new row. */
export interface MembershipRow {
  /** Identity, UUIDv7. */
  id: string;
  /** The team. */
  team_id: string;
  /** The person; may serve in several teams. */
  person_id: string;
  /** leader, deputy or member. */
  role: string;
  /** Where the member comes from. */
  core_force: string;
  /** Days, [from,to). */
  valid: string;
  /** Last day of the term that was agreed; null without a term. */
  term_until: string | null;
  /** Why it ended: a code. */
  ended_why: string | null;
  /** The membership that this one carries on: another role, another team after a merger, or handed over by somebody. */
  succeeds: string | null;
  /** When it was recorded. */
  recorded_at: Temporal.Instant;
  /** Who recorded it; null for the system. */
  recorded_by: string | null;
  /** The import that brought it. */
  batch_id: string | null;
}

/** Citizens who want to join a team; experts and firms who offer help. Row-level security by place. */
export interface OfferRow {
  /** Identity, UUIDv7. */
  id: string;
  /** join (become a member) or help (an expert or a firm). */
  kind: string;
  /** Who offers, where known to the system. */
  person_id: string | null;
  /** Where: the unit of the team, or the area that help is offered to. */
  unit_id: string;
  /** By which the answer is looked up. */
  code: string;
  /** Name, organisation and number as JSON, encrypted; null once removed. */
  sealed_contact: string | null;
  /** What is offered, in the words of whoever offers. */
  what: string | null;
  /** Where somebody who wants to join comes from. */
  core_force: string | null;
  /** From when until when, [from,to). */
  available: string | null;
  /** new, welcomed, asked (for help that is needed now), given, declined, withdrawn, expired. */
  state: Generated<string>;
  /** When. */
  offered_at: Temporal.Instant;
  /** The official or member who wrote it down for somebody. */
  recorded_by: string | null;
  /** When it was first answered. */
  answered_at: Temporal.Instant | null;
  /** By whom. */
  answered_by: string | null;
  /** The words of the answer. */
  answer: string | null;
  /** The membership that came of it. */
  membership_id: string | null;
}

/** Photographs of members for card and sheet, with their consent. Row-level security. */
export interface PhotoRow {
  /** Who is in it. */
  person_id: string;
  /** The picture in the file store: scaled down, without what cameras write into it. */
  file_hash: string;
  /** When it was added. */
  added_at: Temporal.Instant;
  /** Who added it. */
  added_by: string | null;
}

/** Published to other modules: memberships in force in active teams, with the unit where the team sat over these days. */
export interface RosterDaysRow {
  membership_id: GeneratedAlways<string | null>;
  team_id: GeneratedAlways<string>;
  person_id: GeneratedAlways<string>;
  role: GeneratedAlways<string>;
  core_force: GeneratedAlways<string>;
  level_id: GeneratedAlways<string>;
  unit_id: GeneratedAlways<string>;
  valid: GeneratedAlways<string>;
}

/** A community digital team: an identity for life. */
export interface TeamRow {
  /** Identity, UUIDv7. */
  id: string;
  /** Level of the units that it may sit at. */
  level_id: string;
  /** entered, or demonstration (made up). */
  origin: Generated<string>;
  /** When it was recorded. */
  recorded_at: Temporal.Instant;
  /** The import that brought it. */
  batch_id: string | null;
}

/** Published to other modules: every state of every team. */
export interface TeamDaysRow {
  team_id: GeneratedAlways<string>;
  level_id: GeneratedAlways<string>;
  unit_id: GeneratedAlways<string>;
  name: GeneratedAlways<string>;
  status: GeneratedAlways<string>;
  to_confirm: GeneratedAlways<boolean>;
  valid: GeneratedAlways<string>;
  origin: GeneratedAlways<string>;
}

/** Which team went on in which, by a merger or split. */
export interface TeamEdgeRow {
  /** The merger or split. */
  event_id: string;
  /** The team before. */
  from_team_id: string;
  /** The team after. */
  to_team_id: string;
}

/** What happened to teams on a day, and by which decision. */
export interface TeamEventRow {
  /** Identity, UUIDv7. */
  id: string;
  /** formed, renamed, moved (other seat), followed-unit (its unit ended), suspended, revived, merged, split, dissolved, corrected. */
  kind: string;
  /** First day of the new state. */
  on_day: string;
  /** Number of the decision, e.g. 45/QĐ-UBND. */
  decision_number: string | null;
  /** Day of the decision. */
  decided_on: string | null;
  /** Who decided, e.g. UBND xã Nậm Khắt. */
  issuer: string | null;
  /** The scanned decision in the file store. */
  file_hash: string | null;
  /** Name of that file as it came. */
  file_name: string | null;
  /** When it was recorded. */
  recorded_at: Temporal.Instant;
  /** Who recorded it; null for the system. */
  recorded_by: string | null;
  /** The import that brought it. */
  batch_id: string | null;
}

/** A team over a range of days: name, seat, status. After its last day the team has ended. */
export interface TeamVersionRow {
  /** Identity, UUIDv7. */
  id: string;
  /** The team. */
  team_id: string;
  /** Days, [from,to). */
  valid: string;
  /** Name as people call it. */
  name: string;
  /** Name folded for searching. */
  search: string;
  /** The unit where it sits. */
  unit_id: string;
  /** active or suspended. */
  status: string;
  /** Its unit was divided: the seat is the largest part until an official confirms or chooses. */
  to_confirm: Generated<boolean>;
  /** What began this state. */
  event_id: string;
  /** The import that brought it. */
  batch_id: string | null;
}

export interface TeamsRows {
  'teams.card': CardRow;
  'teams.confirmation': ConfirmationRow;
  'teams.contribution': ContributionRow;
  'teams.core_force': CoreForceRow;
  'teams.figure_deltas': FigureDeltasRow;
  'teams.import_batch': ImportBatchRow;
  'teams.import_change': ImportChangeRow;
  'teams.import_row': ImportRowRow;
  'teams.leave': LeaveRow;
  'teams.membership': MembershipRow;
  'teams.offer': OfferRow;
  'teams.photo': PhotoRow;
  'teams.roster_days': RosterDaysRow;
  'teams.team': TeamRow;
  'teams.team_days': TeamDaysRow;
  'teams.team_edge': TeamEdgeRow;
  'teams.team_event': TeamEventRow;
  'teams.team_version': TeamVersionRow;
}
