/** The rows of schema reports. Made from the database by `npm run db:types`; changed by a migration only. */
import type { ColumnType, Generated } from 'kysely';
import type { JsonObject, JsonValue } from '../platform/db/index.ts';

/** How many used the channel in a month: sent, followed, rated or were answered. Neither accounts nor installs are counted. */
export interface ActiveUseRow {
  /** First day of the month. */
  month: string;
  /** The unit of their reports: a commune, or a root with all below it. Distinct, never summed. */
  unit_id: string;
  /** any, sent, followed, rated, answered. */
  what: string;
  /** Distinct persons with an account; null where they are too few to be told. */
  persons: number | null;
  /** Distinct browsers without an account; null where they are too few to be told. */
  browsers: number | null;
}

/** Photos, recordings and documents of a report. Under row-level security. */
export interface AttachmentRow {
  /** Identity: the upload that it came from. */
  id: string;
  /** The report. */
  report_id: string;
  /** The step that brought it. */
  event_id: string | null;
  /** Order. */
  rank: number;
  /** sent (by the citizen), before, after, document (evidence), spoken-answer, judgement (voice with a rating). */
  role: string;
  /** image, video, audio or document. */
  kind: string;
  /** The file in the store. */
  file_hash: string;
  /** SHA-256 of what was sent, which the phone knows. */
  sent_hash: string;
  /** Its size. */
  bytes: bigint;
  /** Width, height, seconds. */
  media: ColumnType<JsonValue, string | JsonObject | undefined, string | JsonObject>;
  /** What everybody sees: the same picture, or one with parts covered; null when it is not shown. */
  shown_hash: string | null;
  /** Covered parts of the picture, in thousandths: [[left, top, right, bottom]]. */
  covers: ColumnType<JsonValue, string | JsonObject | undefined, string | JsonObject>;
  /** The sender, for row-level security. */
  person_id: string | null;
  /** As in the content, for row-level security. */
  unit_id: string;
  /** As in the content, for row-level security. */
  organisations: Generated<string[]>;
}

/** Missed calls: somebody rings and hangs up, and is called back at our cost. */
export interface CallBackRow {
  /** Identity, UUIDv7. */
  id: string;
  /** The gateway's name for the first call: a repetition changes nothing. */
  gateway_id: string;
  /** The number, encrypted; removed when it has served. */
  sealed_number: string | null;
  /** Keyed hash of the number: who rings several times is called back once. */
  number_digest: Buffer;
  /** When the first call came. */
  called_at: Temporal.Instant;
  /** How often they rang. */
  calls: Generated<number>;
  /** open, done (only a question), report (a report was written down), not-reached, wrong-number. */
  state: Generated<string>;
  /** How often they were called back. */
  tries: Generated<number>;
  /** When to try again. */
  next_try_at: Temporal.Instant | null;
  /** Who calls back. */
  taken_by: string | null;
  /** When it was over. */
  ended_at: Temporal.Instant | null;
  /** The report that came of it. */
  report_id: string | null;
  /** Raised with each change. */
  revision: Generated<number>;
}

/** Kinds of matters: an identity for life, whose meaning is dated in category_version. */
export interface CategoryRow {
  /** Code; stays when names and rules change. */
  code: string;
}

/** What a category is called and what it causes, over a range of days. Those without children can be chosen. */
export interface CategoryVersionRow {
  /** The category. */
  code: string;
  /** Days, [from,to). */
  valid: string;
  /** The category above; null at the top. */
  parent_code: string | null;
  /** field (phản ánh hiện trường), question (hỏi đáp), proposal (kiến nghị). */
  kind: string;
  /** Order among its siblings. */
  rank: number;
  /** Name in Vietnamese. */
  name_vi: string;
  /** Name in English. */
  name_en: string;
  /** What belongs here, in plain words. */
  hint_vi: Generated<string>;
  /** The same in English. */
  hint_en: Generated<string>;
  /** Name of the icon beside the word. */
  icon: Generated<string>;
  /** Whether a place is asked: required, optional, none. */
  place: string;
  /** public (may be shown once it was looked at) or private (never shown). */
  privacy: string;
  /** centre (somebody looks at it first) or direct (goes to its office by itself). */
  intake: string;
  /** How urgent until somebody says otherwise: urgent, normal, complex. */
  urgency: string;
  /** What is said before sending, and whether it stops or leads elsewhere. */
  notice_code: string | null;
  /** Within how many metres a report of the same category may be the same matter. */
  near_metres: number | null;
}

/** What a report says and where exactly: under row-level security. */
export interface ContentRow {
  /** The report. */
  report_id: string;
  /** Who sent it, where known to the system. */
  person_id: string | null;
  /** As in the report, for row-level security. */
  unit_id: string;
  /** The offices that have or had a part in it, for row-level security. */
  organisations: Generated<string[]>;
  /** The words of the sender; empty for one that was only spoken. */
  words: string;
  /** Answers to the questions of the category, by code. */
  answers: ColumnType<JsonValue, string | JsonObject | undefined, string | JsonObject>;
  /** The place in words: landmark, house, way. */
  place_words: Generated<string>;
  /** Latitude, WGS 84 degrees. */
  lat: number | null;
  /** Longitude, WGS 84 degrees. */
  lon: number | null;
  /** How exact the place is, as the phone says. */
  accuracy_metres: number | null;
  /** gps, pin, photo, words, unit or none. */
  place_how: Generated<string>;
  /** The place is somebody's home: never shown exactly. */
  at_home: Generated<boolean>;
  /** What a listener understood, in Vietnamese; the recording stays as it is. */
  summary: string | null;
  /** The listener. */
  summary_by: string | null;
}

/** What was due when, in working time, and whether it was met. */
export interface DeadlineRow {
  /** The report. */
  report_id: string;
  /** receive or answer. */
  step: string;
  /** The how-manieth time, from 1: opened again, it begins anew. */
  round: number;
  /** The rule. */
  rule_id: string;
  /** When the time began to run. */
  began_at: Temporal.Instant;
  /** How much working time the rule gave, with extensions. */
  amount: number;
  /** working-hours or working-days. */
  unit: string;
  /** When it is due, pauses counted in. */
  due_at: Temporal.Instant;
  /** Stands still since. */
  paused_since: Temporal.Instant | null;
  /** Working minutes for which it stood still before. */
  paused_minutes: Generated<number>;
  /** How often it was extended. */
  extended: Generated<number>;
  /** When the step was done. */
  met_at: Temporal.Instant | null;
  /** Whether that was in time. */
  on_time: boolean | null;
  /** Up to which level it was escalated. */
  level: Generated<number>;
  /** When the next level is due to be told; null where none is left. */
  escalate_at: Temporal.Instant | null;
}

/** Within what time a step is due, in working time. The deepest category wins. */
export interface DeadlineRuleRow {
  /** Name of the rule. */
  id: string;
  /** receive (take in and classify) or answer. */
  step: string;
  /** Only for this category and below; null for all. */
  category_code: string | null;
  /** Urgency for which it holds. */
  urgency: string;
  /** Days, [from,to): the day on which the time begins to run decides. */
  valid: string;
  /** How many. */
  amount: number;
  /** working-hours or working-days. */
  unit: string;
  /** The rule that it follows from. */
  source: string;
}

/** Numbers to call when somebody is in danger. */
export interface EmergencyNumberRow {
  /** The number. */
  number: string;
  /** Days, [from,to). */
  valid: string;
  /** Order. */
  rank: number;
  /** Who answers, in Vietnamese. */
  name_vi: string;
  /** Who answers, in English. */
  name_en: string;
  /** The rule. */
  source: string;
}

/** Phrases that say nothing: an answer made of them does not count as one. */
export interface EmptyPhraseRow {
  /** Folded words. */
  phrase: string;
  /** Days, [from,to). */
  valid: string;
}

/** Who is told when a report comes due or is late, level by level. */
export interface EscalationRuleRow {
  /** Name of the rule. */
  id: string;
  /** receive or answer. */
  step: string;
  /** Level, from 1. */
  level: number;
  /** Days, [from,to). */
  valid: string;
  /** When this much of the working time given has run: 100 is the deadline. */
  percent: number;
  /** assignee (else the office), office, approver (leaders of the office), centre, province (leaders). */
  tell: string;
  /** The rule that it follows from. */
  source: string;
}

/** Every step in the life of a report. Codes and ids only; words are in reports.event_words. */
export interface EventRow {
  /** Identity, UUIDv7. */
  id: string;
  /** The report. */
  report_id: string;
  /** The how-manieth step, from 1. */
  ordinal: number;
  /** When. */
  at: Temporal.Instant;
  /** The step: see model.ts. */
  step: string;
  /** State before; null for the first. */
  from_state: string | null;
  /** State after. */
  to_state: string;
  /** Who: sender, official, listener, system. */
  actor_kind: string;
  /** The person, where it was an official or listener. */
  actor_id: string | null;
  /** The office that took the step, or to which it went. */
  organisation_id: string | null;
  /** The reason from the list. */
  reason_code: string | null;
  /** Further facts: due times, category before and after, durations; never words or names. */
  facts: ColumnType<JsonValue, string | JsonObject | undefined, string | JsonObject>;
}

/** Words of a step: to everybody once it is shown, to the sender, or among officials. Under row-level security. */
export interface EventWordsRow {
  /** The step. */
  event_id: string;
  /** everybody (also the public page, when the report is shown), sender, officials. */
  audience: string;
  /** The report. */
  report_id: string;
  /** The sender, for row-level security; null in words among officials. */
  person_id: string | null;
  /** As in the content, for row-level security. */
  unit_id: string;
  /** As in the content, for row-level security. */
  organisations: Generated<string[]>;
  /** The words. */
  words: string;
  /** The template from which they came unchanged. */
  template_id: string | null;
}

/** Persons who follow a report of others. */
export interface FollowerRow {
  /** The report. */
  report_id: string;
  /** Who follows it. */
  person_id: string;
  /** Since when. */
  followed_at: Temporal.Instant;
}

/** Who listens to reports spoken in a language, and where. */
export interface ListenerRow {
  /** Identity. */
  id: string;
  /** Language of help. */
  language: string;
  /** The listener. */
  person_id: string;
  /** Only for reports of this unit and below; null for all. */
  unit_id: string | null;
  /** Days, [from,to). */
  valid: string;
  /** When it was recorded. */
  added_at: Temporal.Instant;
  /** By whom. */
  added_by: string | null;
  /** As what somebody listens: official, member of a team, elder whom people trust, other. */
  kind: Generated<string>;
  /** When it was ended by somebody; null where it goes on, or ends by its last day. */
  ended_at: Temporal.Instant | null;
  /** By whom. */
  ended_by: string | null;
  /** Why it was ended. */
  end_reason: string | null;
}

/** Said before sending: call a number, go through another door, or think of something. */
export interface NoticeRow {
  /** Code. */
  code: string;
  /** Days, [from,to). */
  valid: string;
  /** stop (not by this way), divert (another door; sending stays possible), warn. */
  effect: string;
  /** Heading in Vietnamese. */
  title_vi: string;
  /** Heading in English. */
  title_en: string;
  /** Text in Vietnamese. */
  text_vi: string;
  /** Text in English. */
  text_en: string;
  /** Ways out: [{"href","vi","en"}]; numbers to call as tel:. */
  actions: ColumnType<JsonValue, string | JsonObject | undefined, string | JsonObject>;
  /** The rule that it follows from. */
  source: string;
}

/** One row a report, as it is published: month, place and office coarsened where few are alike. Figures are sums of these rows. */
export interface OpenRowRow {
  /** Identity in the open data: made anew with each publication, so that it leads to no report. */
  id: string;
  /** First day of the month in which it was sent. */
  month: string;
  /** field, question or proposal. */
  kind: string;
  /** The commune, or the unit above where few are alike. */
  unit_id: string;
  /** The category, or the one above where few are alike. */
  category_code: string;
  /** The office that has or had it in hand; null while none had, and where few are alike. */
  organisation_id: string | null;
  /** How it came; "other" where few are alike. */
  door: string;
  /** Where it stands. */
  state: string;
  /** What was made coarser: unit, category, organisation, door. */
  coarsened: Generated<string[]>;
  /** Working minutes until it was taken in; null while it is not. */
  receive_minutes: number | null;
  /** Working minutes until the first answer, pauses not counted; null while there is none. */
  answer_minutes: number | null;
  /** Whether that was in time; null while it is open and not late. */
  received_on_time: boolean | null;
  /** Whether every answer was in time; null while it is open and not late. */
  answered_on_time: boolean | null;
  /** Working minutes for which its time stood still. */
  paused_minutes: Generated<number>;
  /** How often an office gave it back. */
  returns: number;
  /** How often its time was extended. */
  extensions: number;
  /** How often it was opened again. */
  reopens: number;
  /** How many answers were given. */
  answers: number;
  /** The last judgement ever given, whatever was answered since; null for none. */
  satisfied: boolean | null;
  /** Reason from the list. */
  not_accepted_reason: string | null;
  /** Whether everybody can see it. */
  shown: boolean;
  /** How many follow it. */
  followers: number;
  /** How often the sender judged an answer; opening it again says not satisfied. */
  judgements: Generated<number>;
  /** How many of these said not satisfied. */
  not_satisfied: Generated<number>;
  /** The offices that gave it back, in order: ids, "other" where few are alike. */
  returned_by: Generated<string[]>;
  /** Who had it when its time to answer was first over, where that is not organisation_id: an id, "centre", "other" where few are alike. */
  late_office: string | null;
  /** Whole working days for which its time stands still now; null where it runs. */
  standing_days: number | null;
}

/** What an office has to do for a report; one leads and gives the combined answer. */
export interface PartRow {
  /** Identity, UUIDv7. */
  id: string;
  /** The report. */
  report_id: string;
  /** The office. */
  organisation_id: string;
  /** Whether it gives the answer. */
  lead: boolean;
  /** handed, in-work, done, returned, withdrawn. */
  state: string;
  /** Who works on it there. */
  assignee_id: string | null;
  /** When it was handed over. */
  asked_at: Temporal.Instant;
  /** When it was done or given back. */
  done_at: Temporal.Instant | null;
}

/** What everybody sees of a report: words that somebody looked at, a place no more exact than it may be. */
export interface PublicFaceRow {
  /** The report. */
  report_id: string;
  /** The words as shown. */
  words: string;
  /** The place as shown. */
  place_words: Generated<string>;
  /** Latitude as shown. */
  lat: number | null;
  /** Longitude as shown. */
  lon: number | null;
  /** Since when. */
  shown_at: Temporal.Instant;
  /** Who looked at it. */
  shown_by: string | null;
  /** Folded words, to find it by. */
  search: string;
}

/** Publications of the open data; the newest one is what reports.open_row holds. */
export interface PublicationRow {
  /** Identity, UUIDv7. */
  id: string;
  /** When it was made. */
  made_at: Temporal.Instant;
  /** What was known then. */
  until: Temporal.Instant;
  /** How many reports. */
  rows: number;
  /** How many rows have to be alike before place, office, category and door are told. */
  least: number;
  /** The CSV in the file store. */
  file_hash: string;
  /** Its size. */
  bytes: bigint;
}

/** What else is asked for a category. */
export interface QuestionRow {
  /** The category; its children ask it too. */
  category_code: string;
  /** Code of the question in its category. */
  code: string;
  /** Days, [from,to). */
  valid: string;
  /** Order. */
  rank: number;
  /** choice, yes-no, text or number. */
  answer: string;
  /** Whether it must be answered. */
  required: boolean;
  /** The question in Vietnamese. */
  label_vi: string;
  /** The question in English. */
  label_en: string;
  /** For a choice: [{"code","vi","en"}]. */
  options: ColumnType<JsonValue, string | JsonObject | undefined, string | JsonObject>;
}

/** Reasons from a list, each with the right door where there is one. */
export interface ReasonRow {
  /** Code. */
  code: string;
  /** not-accepted, return, needs-more, extension, unshown (not made public), dissatisfied, cannot (why nothing can be done now). */
  kind: string;
  /** Days, [from,to). */
  valid: string;
  /** Order. */
  rank: number;
  /** The reason in Vietnamese. */
  name_vi: string;
  /** The reason in English. */
  name_en: string;
  /** Where to turn instead, in Vietnamese. */
  door_vi: Generated<string>;
  /** The same in English. */
  door_en: Generated<string>;
  /** Address of that door. */
  door_href: Generated<string>;
}

/** Beginnings of answers. One that is sent unchanged is marked. */
export interface ReplyTemplateRow {
  /** Identity. */
  id: string;
  /** For this category and below; null for all. */
  category_code: string | null;
  /** Of this organisation; null for all. */
  organisation_id: string | null;
  /** What it is for. */
  title: string;
  /** The words, with gaps in square brackets to be filled. */
  body: string;
  /** Days, [from,to). */
  valid: string;
}

/** A matter that somebody brought: where it stands. No words, no exact place, nobody's name. */
export interface ReportRow {
  /** Identity, UUIDv7, made by the form or the phone: sending again is the same report. */
  id: string;
  /** Twelve digits, the last one a check digit; said on the telephone. */
  code: string;
  /** field, question or proposal. */
  kind: string;
  /** The category now. */
  category_code: string;
  /** The smallest unit known for the place: village, commune or root. */
  unit_id: string;
  /** Language in which the sender wants to be helped. */
  language: Generated<string>;
  /** How it came: web, phone (offline), call, helper, sms, slip, missed-call, open311. */
  door: string;
  /** Where it stands: see the life of a report in model.ts. */
  state: string;
  /** urgent, normal or complex. */
  urgency: string;
  /** public: may be shown; private: never. */
  privacy: string;
  /** Somebody looked at it and everybody can see it. */
  shown: Generated<boolean>;
  /** Waits for somebody who understands the recording. */
  listening: Generated<boolean>;
  /** When it arrived here. */
  sent_at: Temporal.Instant;
  /** When it was written, as the phone says. */
  captured_at: Temporal.Instant | null;
  /** The office that has it in hand; null while it is with the receiving centre. */
  organisation_id: string | null;
  /** Who works on it. */
  assignee_id: string | null;
  /** How often an office gave it back as not its own. */
  returns: Generated<number>;
  /** How often it was opened again. */
  reopens: Generated<number>;
  /** How many answers were given. */
  rounds: Generated<number>;
  /** The report that this one was merged into. */
  master_id: string | null;
  /** Raised with each change: whoever changes says which one they saw. */
  revision: Generated<number>;
  /** When the step that is due now is due; null where none is. */
  due_at: Temporal.Instant | null;
  /** The time has stood still since then. */
  paused_since: Temporal.Instant | null;
  /** When it was taken in, or not. */
  received_at: Temporal.Instant | null;
  /** When it was last handed to an office. */
  handed_at: Temporal.Instant | null;
  /** When it was last answered. */
  answered_at: Temporal.Instant | null;
  /** When nothing more was to be done. */
  closed_at: Temporal.Instant | null;
  /** The last judgement of the sender; null for none. */
  satisfied: boolean | null;
  /** How many follow it, the sender not counted. */
  followers: Generated<number>;
  /** entered, or demonstration (made up). */
  origin: Generated<string>;
  /** How often the sender was reminded to judge the last answer. */
  reminded: Generated<number>;
  /** When the sender is reminded next; null for not. */
  remind_at: Temporal.Instant | null;
}

/** Who sent a report, and how the answer reaches them. Seen by the receiving centre only; offices write through it. */
export interface ReporterRow {
  /** The report. */
  report_id: string;
  /** The person, where known to the system. */
  person_id: string | null;
  /** Name and number as JSON, encrypted; null where none was given or it was removed. */
  sealed_contact: string | null;
  /** page (follows it alone), sms, call or visit. */
  how_to_answer: string;
  /** Who wrote it down for the sender. */
  helper_id: string | null;
  /** How the sender agreed to that: spoken or paper. */
  helper_consent: string | null;
  /** Somebody has to go and bring the answer. */
  visit_back: Generated<boolean>;
  /** Keyed hash of the number that was given, one a key: the centre finds a caller's reports by it. */
  contact_digests: Generated<Buffer[]>;
  /** When somebody brought the answer. */
  brought_at: Temporal.Instant | null;
  /** Who. */
  brought_by: string | null;
}

/** Who handles a category, where: the nearest row wins (deepest category, then smallest unit). */
export interface RouteRow {
  /** Identity; fixed for shipped rows. */
  id: string;
  /** The category; it holds for those below it too. */
  category_code: string;
  /** Only in this unit and below; null for everywhere. */
  unit_id: string | null;
  /** Days, [from,to). */
  valid: string;
  /** unit-office (the office of the unit of the matter that receives cases) or organisation. */
  target: string;
  /** The department, company or office. */
  organisation_id: string | null;
  /** The rule. */
  source: string;
}

/** Folded words of a report, to find it by: asked for ids only, never shown. */
export interface SearchRow {
  /** The report. */
  report_id: string;
  /** Folded code, words and place. */
  words: string;
}

/** Reports that a program of somebody else sent (Open311). */
export interface SentByAppRow {
  /** The report. */
  report_id: string;
  /** The program. */
  app_id: string;
  /** When. */
  sent_at: Temporal.Instant;
}

/** Paper slips, printed before there is a report: the number on the part that is torn off becomes the report's code. */
export interface SlipRow {
  /** The code. */
  code: string;
  /** The commune or village for which it was printed. */
  unit_id: string;
  /** When. */
  printed_at: Temporal.Instant;
  /** By whom. */
  printed_by: string | null;
  /** The report that was typed in from it. */
  report_id: string | null;
  /** The id under which its report is written: typed in twice, it is the same report. */
  form_id: string;
}

/** Which messages a report came from: what the gateway brings twice is taken once. */
export interface SmsSaidRow {
  /** The report. */
  report_id: string;
  /** The gateway's name for the message. */
  gateway_id: string;
  /** When. */
  said_at: Temporal.Instant;
}

/** Numbers to ask about a report, as they hold over time. */
export interface TelephoneRow {
  /** Who answers: centre. */
  kind: string;
  /** reference, or demonstration: made up, and told in a demonstration only. */
  origin: string;
  /** Days, [from,to). */
  valid: string;
  /** The number, as it is dialled. */
  number: string;
  /** Where the number was published. */
  source: string;
}

/** Browsers that sent or follow a report without an account. */
export interface TicketRow {
  /** The report. */
  report_id: string;
  /** SHA-256 of the browser's ticket. */
  digest: Buffer;
  /** sender or follower. */
  relation: string;
  /** When. */
  given_at: Temporal.Instant;
}

export interface ReportsRows {
  'reports.active_use': ActiveUseRow;
  'reports.attachment': AttachmentRow;
  'reports.call_back': CallBackRow;
  'reports.category': CategoryRow;
  'reports.category_version': CategoryVersionRow;
  'reports.content': ContentRow;
  'reports.deadline': DeadlineRow;
  'reports.deadline_rule': DeadlineRuleRow;
  'reports.emergency_number': EmergencyNumberRow;
  'reports.empty_phrase': EmptyPhraseRow;
  'reports.escalation_rule': EscalationRuleRow;
  'reports.event': EventRow;
  'reports.event_words': EventWordsRow;
  'reports.follower': FollowerRow;
  'reports.listener': ListenerRow;
  'reports.notice': NoticeRow;
  'reports.open_row': OpenRowRow;
  'reports.part': PartRow;
  'reports.public_face': PublicFaceRow;
  'reports.publication': PublicationRow;
  'reports.question': QuestionRow;
  'reports.reason': ReasonRow;
  'reports.reply_template': ReplyTemplateRow;
  'reports.report': ReportRow;
  'reports.reporter': ReporterRow;
  'reports.route': RouteRow;
  'reports.search': SearchRow;
  'reports.sent_by_app': SentByAppRow;
  'reports.slip': SlipRow;
  'reports.sms_said': SmsSaidRow;
  'reports.telephone': TelephoneRow;
  'reports.ticket': TicketRow;
}
