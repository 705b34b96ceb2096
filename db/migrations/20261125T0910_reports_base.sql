-- Citizen reports: phản ánh hiện trường, hỏi đáp, kiến nghị. What is known of the matter lies open to search; words, places and persons are under
-- row-level security in tables of their own.

create schema reports;
comment on schema reports is 'Citizen reports: sending, deciding, answering, judging';
grant usage on schema reports to yenbai_app, yenbai_reader;

-- Reference: what can be reported and what follows from it ----------------------------------------------------------------------------

create table reports.category (
  code text collate "C" primary key
);
comment on table reports.category is 'Kinds of matters: an identity for life, whose meaning is dated in category_version.';
comment on column reports.category.code is 'Code; stays when names and rules change.';

create table reports.category_version (
  code text collate "C" not null references reports.category,
  valid daterange not null,
  parent_code text collate "C" references reports.category,
  kind text collate "C" not null,
  rank integer not null,
  name_vi text not null,
  name_en text not null,
  hint_vi text not null default '',
  hint_en text not null default '',
  icon text collate "C" not null default '',
  place text collate "C" not null,
  privacy text collate "C" not null,
  intake text collate "C" not null,
  urgency text collate "C" not null,
  notice_code text collate "C",
  near_metres integer,
  primary key (code, valid),
  constraint category_one_a_day exclude using gist (code with =, valid with &&),
  constraint category_valid_whole check (not isempty(valid) and not lower_inf(valid)),
  constraint category_kind_known check (kind in ('field', 'question', 'proposal')),
  constraint category_place_known check (place in ('required', 'optional', 'none')),
  constraint category_privacy_known check (privacy in ('public', 'private')),
  constraint category_intake_known check (intake in ('centre', 'direct')),
  constraint category_urgency_known check (urgency in ('urgent', 'normal', 'complex')),
  constraint category_near_sensible check (near_metres between 1 and 5000)
);
comment on table reports.category_version is 'What a category is called and what it causes, over a range of days. Those without children can be chosen.';
comment on column reports.category_version.code is 'The category.';
comment on column reports.category_version.valid is 'Days, [from,to).';
comment on column reports.category_version.parent_code is 'The category above; null at the top.';
comment on column reports.category_version.kind is 'field (phản ánh hiện trường), question (hỏi đáp), proposal (kiến nghị).';
comment on column reports.category_version.rank is 'Order among its siblings.';
comment on column reports.category_version.name_vi is 'Name in Vietnamese.';
comment on column reports.category_version.name_en is 'Name in English.';
comment on column reports.category_version.hint_vi is 'What belongs here, in plain words.';
comment on column reports.category_version.hint_en is 'The same in English.';
comment on column reports.category_version.icon is 'Name of the icon beside the word.';
comment on column reports.category_version.place is 'Whether a place is asked: required, optional, none.';
comment on column reports.category_version.privacy is 'public (may be shown once it was looked at) or private (never shown).';
comment on column reports.category_version.intake is 'centre (somebody looks at it first) or direct (goes to its office by itself).';
comment on column reports.category_version.urgency is 'How urgent until somebody says otherwise: urgent, normal, complex.';
comment on column reports.category_version.notice_code is 'What is said before sending, and whether it stops or leads elsewhere.';
comment on column reports.category_version.near_metres is 'Within how many metres a report of the same category may be the same matter.';

create table reports.question (
  category_code text collate "C" not null references reports.category,
  code text collate "C" not null,
  valid daterange not null,
  rank integer not null,
  answer text collate "C" not null,
  required boolean not null,
  label_vi text not null,
  label_en text not null,
  options jsonb not null default '[]',
  primary key (category_code, code, valid),
  constraint question_answer_known check (answer in ('choice', 'yes-no', 'text', 'number'))
);
comment on table reports.question is 'What else is asked for a category.';
comment on column reports.question.category_code is 'The category; its children ask it too.';
comment on column reports.question.code is 'Code of the question in its category.';
comment on column reports.question.valid is 'Days, [from,to).';
comment on column reports.question.rank is 'Order.';
comment on column reports.question.answer is 'choice, yes-no, text or number.';
comment on column reports.question.required is 'Whether it must be answered.';
comment on column reports.question.label_vi is 'The question in Vietnamese.';
comment on column reports.question.label_en is 'The question in English.';
comment on column reports.question.options is 'For a choice: [{"code","vi","en"}].';

create table reports.notice (
  code text collate "C" not null,
  valid daterange not null,
  effect text collate "C" not null,
  title_vi text not null,
  title_en text not null,
  text_vi text not null,
  text_en text not null,
  actions jsonb not null default '[]',
  source text not null,
  primary key (code, valid),
  constraint notice_effect_known check (effect in ('stop', 'divert', 'warn'))
);
comment on table reports.notice is 'Said before sending: call a number, go through another door, or think of something.';
comment on column reports.notice.code is 'Code.';
comment on column reports.notice.valid is 'Days, [from,to).';
comment on column reports.notice.effect is 'stop (not by this way), divert (another door; sending stays possible), warn.';
comment on column reports.notice.title_vi is 'Heading in Vietnamese.';
comment on column reports.notice.title_en is 'Heading in English.';
comment on column reports.notice.text_vi is 'Text in Vietnamese.';
comment on column reports.notice.text_en is 'Text in English.';
comment on column reports.notice.actions is 'Ways out: [{"href","vi","en"}]; numbers to call as tel:.';
comment on column reports.notice.source is 'The rule that it follows from.';

create table reports.emergency_number (
  number text collate "C" not null,
  valid daterange not null,
  rank integer not null,
  name_vi text not null,
  name_en text not null,
  source text not null,
  primary key (number, valid)
);
comment on table reports.emergency_number is 'Numbers to call when somebody is in danger.';
comment on column reports.emergency_number.number is 'The number.';
comment on column reports.emergency_number.valid is 'Days, [from,to).';
comment on column reports.emergency_number.rank is 'Order.';
comment on column reports.emergency_number.name_vi is 'Who answers, in Vietnamese.';
comment on column reports.emergency_number.name_en is 'Who answers, in English.';
comment on column reports.emergency_number.source is 'The rule.';

create table reports.route (
  id uuid primary key,
  category_code text collate "C" not null references reports.category,
  unit_id uuid,
  valid daterange not null,
  target text collate "C" not null,
  organisation_id uuid references people.organisation,
  source text not null,
  constraint route_target_known check (target in ('unit-office', 'organisation')),
  constraint route_target_whole check ((target = 'organisation') = (organisation_id is not null))
);
comment on table reports.route is 'Who handles a category, where: the nearest row wins (deepest category, then smallest unit).';
comment on column reports.route.id is 'Identity; fixed for shipped rows.';
comment on column reports.route.category_code is 'The category; it holds for those below it too.';
comment on column reports.route.unit_id is 'Only in this unit and below; null for everywhere.';
comment on column reports.route.valid is 'Days, [from,to).';
comment on column reports.route.target is 'unit-office (the office of the unit of the matter that receives cases) or organisation.';
comment on column reports.route.organisation_id is 'The department, company or office.';
comment on column reports.route.source is 'The rule.';
create index route_by_category on reports.route (category_code);

create table reports.deadline_rule (
  id text collate "C" primary key,
  step text collate "C" not null,
  category_code text collate "C" references reports.category,
  urgency text collate "C" not null,
  valid daterange not null,
  amount integer not null,
  unit text collate "C" not null,
  source text not null,
  constraint deadline_rule_step_known check (step in ('receive', 'answer')),
  constraint deadline_rule_urgency_known check (urgency in ('urgent', 'normal', 'complex')),
  constraint deadline_rule_unit_known check (unit in ('working-hours', 'working-days')),
  constraint deadline_rule_amount_sensible check (amount between 1 and 400)
);
comment on table reports.deadline_rule is 'Within what time a step is due, in working time. The deepest category wins.';
comment on column reports.deadline_rule.id is 'Name of the rule.';
comment on column reports.deadline_rule.step is 'receive (take in and classify) or answer.';
comment on column reports.deadline_rule.category_code is 'Only for this category and below; null for all.';
comment on column reports.deadline_rule.urgency is 'Urgency for which it holds.';
comment on column reports.deadline_rule.valid is 'Days, [from,to): the day on which the time begins to run decides.';
comment on column reports.deadline_rule.amount is 'How many.';
comment on column reports.deadline_rule.unit is 'working-hours or working-days.';
comment on column reports.deadline_rule.source is 'The rule that it follows from.';

create table reports.reason (
  code text collate "C" not null,
  kind text collate "C" not null,
  valid daterange not null,
  rank integer not null,
  name_vi text not null,
  name_en text not null,
  door_vi text not null default '',
  door_en text not null default '',
  door_href text not null default '',
  primary key (code, valid),
  constraint reason_kind_known check (kind in ('not-accepted', 'return', 'needs-more', 'extension', 'unshown', 'dissatisfied', 'cannot'))
);
comment on table reports.reason is 'Reasons from a list, each with the right door where there is one.';
comment on column reports.reason.code is 'Code.';
comment on column reports.reason.kind is 'not-accepted, return, needs-more, extension, unshown (not made public), dissatisfied, cannot (why nothing can be done now).';
comment on column reports.reason.valid is 'Days, [from,to).';
comment on column reports.reason.rank is 'Order.';
comment on column reports.reason.name_vi is 'The reason in Vietnamese.';
comment on column reports.reason.name_en is 'The reason in English.';
comment on column reports.reason.door_vi is 'Where to turn instead, in Vietnamese.';
comment on column reports.reason.door_en is 'The same in English.';
comment on column reports.reason.door_href is 'Address of that door.';

create table reports.empty_phrase (
  phrase text collate "C" primary key,
  valid daterange not null
);
comment on table reports.empty_phrase is 'Phrases that say nothing: an answer made of them does not count as one.';
comment on column reports.empty_phrase.phrase is 'Folded words.';
comment on column reports.empty_phrase.valid is 'Days, [from,to).';

create table reports.reply_template (
  id uuid primary key,
  category_code text collate "C" references reports.category,
  organisation_id uuid references people.organisation,
  title text not null,
  body text not null,
  valid daterange not null
);
comment on table reports.reply_template is 'Beginnings of answers. One that is sent unchanged is marked.';
comment on column reports.reply_template.id is 'Identity.';
comment on column reports.reply_template.category_code is 'For this category and below; null for all.';
comment on column reports.reply_template.organisation_id is 'Of this organisation; null for all.';
comment on column reports.reply_template.title is 'What it is for.';
comment on column reports.reply_template.body is 'The words, with gaps in square brackets to be filled.';
comment on column reports.reply_template.valid is 'Days, [from,to).';

create table reports.listener (
  id uuid primary key,
  language text collate "C" not null,
  person_id uuid not null references people.person,
  unit_id uuid references territory.unit,
  valid daterange not null,
  added_at timestamptz not null,
  added_by uuid references people.person
);
comment on table reports.listener is 'Who listens to reports spoken in a language, and where.';
comment on column reports.listener.id is 'Identity.';
comment on column reports.listener.language is 'Language of help.';
comment on column reports.listener.person_id is 'The listener.';
comment on column reports.listener.unit_id is 'Only for reports of this unit and below; null for all.';
comment on column reports.listener.valid is 'Days, [from,to).';
comment on column reports.listener.added_at is 'When it was recorded.';
comment on column reports.listener.added_by is 'By whom.';
create index listener_by_person on reports.listener (person_id);
alter table reports.listener enable row level security;
alter table reports.listener force row level security;
create policy listener_rows on reports.listener using (
  person_id = (select platform.state_actor()) or unit_id = any ((select platform.state_units())::uuid[])
  or (select platform.state_everywhere()) or (select platform.state_duty('identity', 'privacy', 'archive')))
  with check (true);

-- Reports -------------------------------------------------------------------------------------------------------------------------------

create table reports.report (
  id uuid primary key,
  code text collate "C" not null,
  kind text collate "C" not null,
  category_code text collate "C" not null references reports.category,
  unit_id uuid not null references territory.unit,
  language text collate "C" not null default 'vi',
  door text collate "C" not null,
  state text collate "C" not null,
  urgency text collate "C" not null,
  privacy text collate "C" not null,
  shown boolean not null default false,
  listening boolean not null default false,
  sent_at timestamptz not null,
  captured_at timestamptz,
  organisation_id uuid references people.organisation,
  assignee_id uuid references people.person,
  returns integer not null default 0,
  reopens integer not null default 0,
  rounds integer not null default 0,
  master_id uuid references reports.report,
  revision integer not null default 1,
  due_at timestamptz,
  paused_since timestamptz,
  received_at timestamptz,
  handed_at timestamptz,
  answered_at timestamptz,
  closed_at timestamptz,
  satisfied boolean,
  followers integer not null default 0,
  origin text collate "C" not null default 'entered',
  constraint report_code_form check (code ~ '^[0-9]{12}$'),
  constraint report_kind_known check (kind in ('field', 'question', 'proposal')),
  constraint report_urgency_known check (urgency in ('urgent', 'normal', 'complex')),
  constraint report_privacy_known check (privacy in ('public', 'private')),
  constraint report_shown_is_public check (not shown or privacy = 'public'),
  constraint report_not_own_master check (master_id <> id),
  constraint report_merged_has_master check ((state = 'merged') = (master_id is not null)),
  constraint report_origin_known check (origin in ('entered', 'demonstration')),
  constraint report_closed_is_not_due check (closed_at is null or due_at is null)
);
comment on table reports.report is 'A matter that somebody brought: where it stands. No words, no exact place, nobody''s name.';
comment on column reports.report.id is 'Identity, UUIDv7, made by the form or the phone: sending again is the same report.';
comment on column reports.report.code is 'Twelve digits, the last one a check digit; said on the telephone.';
comment on column reports.report.kind is 'field, question or proposal.';
comment on column reports.report.category_code is 'The category now.';
comment on column reports.report.unit_id is 'The smallest unit known for the place: village, commune or root.';
comment on column reports.report.language is 'Language in which the sender wants to be helped.';
comment on column reports.report.door is 'How it came: web, phone (offline), call, helper, sms, slip, missed-call, open311.';
comment on column reports.report.state is 'Where it stands: see the life of a report in model.ts.';
comment on column reports.report.urgency is 'urgent, normal or complex.';
comment on column reports.report.privacy is 'public: may be shown; private: never.';
comment on column reports.report.shown is 'Somebody looked at it and everybody can see it.';
comment on column reports.report.listening is 'Waits for somebody who understands the recording.';
comment on column reports.report.sent_at is 'When it arrived here.';
comment on column reports.report.captured_at is 'When it was written, as the phone says.';
comment on column reports.report.organisation_id is 'The office that has it in hand; null while it is with the receiving centre.';
comment on column reports.report.assignee_id is 'Who works on it.';
comment on column reports.report.returns is 'How often an office gave it back as not its own.';
comment on column reports.report.reopens is 'How often it was opened again.';
comment on column reports.report.rounds is 'How many answers were given.';
comment on column reports.report.master_id is 'The report that this one was merged into.';
comment on column reports.report.revision is 'Raised with each change: whoever changes says which one they saw.';
comment on column reports.report.due_at is 'When the step that is due now is due; null where none is.';
comment on column reports.report.paused_since is 'The time has stood still since then.';
comment on column reports.report.received_at is 'When it was taken in, or not.';
comment on column reports.report.handed_at is 'When it was last handed to an office.';
comment on column reports.report.answered_at is 'When it was last answered.';
comment on column reports.report.closed_at is 'When nothing more was to be done.';
comment on column reports.report.satisfied is 'The last judgement of the sender; null for none.';
comment on column reports.report.followers is 'How many follow it, the sender not counted.';
comment on column reports.report.origin is 'entered, or demonstration (made up).';
create unique index report_by_code on reports.report (code);
-- Serves the desk of an office, most urgent first.
create index report_by_office on reports.report (organisation_id, due_at) where closed_at is null;
-- Serves the centre's desk.
create index report_by_state on reports.report (state, due_at) where closed_at is null;
-- Serves "my work".
create index report_by_assignee on reports.report (assignee_id, due_at) where assignee_id is not null and closed_at is null;
-- Serves lists of a place, newest first, and the figures of a period.
create index report_by_unit on reports.report (unit_id, sent_at desc);
create index report_newest on reports.report (sent_at desc, id desc);
-- Serves public lists.
create index report_shown on reports.report (sent_at desc, id desc) where shown;
create index report_by_master on reports.report (master_id) where master_id is not null;
create index report_by_category on reports.report (category_code, sent_at desc);
-- Serves the desk: overdue first, then by due time.
create index report_by_due on reports.report (due_at, id) where due_at is not null;
-- Serves what waits for a listener.
create index report_listening on reports.report (due_at, id) where listening and closed_at is null;
-- Serves what waits to be made public.
create index report_to_show on reports.report (due_at, id) where not shown and privacy = 'public' and closed_at is null;
-- Serves the desk of a commune.
create index report_open_by_unit on reports.report (unit_id, due_at, id) where closed_at is null;
-- Serves what an office had, newest first.
create index report_by_office_newest on reports.report (organisation_id, sent_at desc, id desc);

create table reports.content (
  report_id uuid primary key references reports.report,
  person_id uuid references people.person,
  unit_id uuid not null,
  organisations uuid[] not null default '{}',
  words text not null,
  answers jsonb not null default '{}',
  place_words text not null default '',
  lat double precision,
  lon double precision,
  accuracy_metres integer,
  place_how text collate "C" not null default 'none',
  at_home boolean not null default false,
  summary text,
  summary_by uuid references people.person,
  constraint content_coordinates check ((lat is null) = (lon is null)),
  constraint content_lat_range check (lat between -90 and 90),
  constraint content_lon_range check (lon between -180 and 180),
  constraint content_place_how_known check (place_how in ('gps', 'pin', 'photo', 'words', 'unit', 'none'))
);
comment on table reports.content is 'What a report says and where exactly: under row-level security.';
comment on column reports.content.report_id is 'The report.';
comment on column reports.content.person_id is 'Who sent it, where known to the system.';
comment on column reports.content.unit_id is 'As in the report, for row-level security.';
comment on column reports.content.organisations is 'The offices that have or had a part in it, for row-level security.';
comment on column reports.content.words is 'The words of the sender; empty for one that was only spoken.';
comment on column reports.content.answers is 'Answers to the questions of the category, by code.';
comment on column reports.content.place_words is 'The place in words: landmark, house, way.';
comment on column reports.content.lat is 'Latitude, WGS 84 degrees.';
comment on column reports.content.lon is 'Longitude, WGS 84 degrees.';
comment on column reports.content.accuracy_metres is 'How exact the place is, as the phone says.';
comment on column reports.content.place_how is 'gps, pin, photo, words, unit or none.';
comment on column reports.content.at_home is 'The place is somebody''s home: never shown exactly.';
comment on column reports.content.summary is 'What a listener understood, in Vietnamese; the recording stays as it is.';
comment on column reports.content.summary_by is 'The listener.';
create index content_by_person on reports.content (person_id) where person_id is not null;
alter table reports.content enable row level security;
alter table reports.content force row level security;
create policy content_rows on reports.content using (
  person_id = (select platform.state_actor()) or unit_id = any ((select platform.state_units())::uuid[])
  or organisations && (select platform.state_organisations())::uuid[]
  or (select platform.state_everywhere()) or (select platform.state_duty('identity', 'privacy', 'archive')))
  with check (true);

create table reports.reporter (
  report_id uuid primary key references reports.report,
  person_id uuid references people.person,
  sealed_contact text collate "C",
  how_to_answer text collate "C" not null,
  helper_id uuid references people.person,
  helper_consent text collate "C",
  visit_back boolean not null default false,
  constraint reporter_how_known check (how_to_answer in ('page', 'sms', 'call', 'visit')),
  constraint reporter_consent_known check (helper_consent in ('spoken', 'paper'))
);
comment on table reports.reporter is 'Who sent a report, and how the answer reaches them. Seen by the receiving centre only; offices write through it.';
comment on column reports.reporter.report_id is 'The report.';
comment on column reports.reporter.person_id is 'The person, where known to the system.';
comment on column reports.reporter.sealed_contact is 'Name and number as JSON, encrypted; null where none was given or it was removed.';
comment on column reports.reporter.how_to_answer is 'page (follows it alone), sms, call or visit.';
comment on column reports.reporter.helper_id is 'Who wrote it down for the sender.';
comment on column reports.reporter.helper_consent is 'How the sender agreed to that: spoken or paper.';
comment on column reports.reporter.visit_back is 'Somebody has to go and bring the answer.';
create index reporter_by_person on reports.reporter (person_id) where person_id is not null;
alter table reports.reporter enable row level security;
alter table reports.reporter force row level security;
create policy reporter_rows on reports.reporter using (
  person_id = (select platform.state_actor()) or helper_id = (select platform.state_actor())
  or (select platform.state_everywhere()) or (select platform.state_duty('identity', 'privacy', 'archive')))
  with check (true);

create table reports.ticket (
  report_id uuid not null references reports.report,
  digest bytea not null,
  relation text collate "C" not null,
  given_at timestamptz not null,
  primary key (report_id, digest),
  constraint ticket_relation_known check (relation in ('sender', 'follower'))
);
comment on table reports.ticket is 'Browsers that sent or follow a report without an account.';
comment on column reports.ticket.report_id is 'The report.';
comment on column reports.ticket.digest is 'SHA-256 of the browser''s ticket.';
comment on column reports.ticket.relation is 'sender or follower.';
comment on column reports.ticket.given_at is 'When.';
create index ticket_by_digest on reports.ticket (digest, given_at desc);

create table reports.follower (
  report_id uuid not null references reports.report,
  person_id uuid not null references people.person,
  followed_at timestamptz not null,
  primary key (report_id, person_id)
);
comment on table reports.follower is 'Persons who follow a report of others.';
comment on column reports.follower.report_id is 'The report.';
comment on column reports.follower.person_id is 'Who follows it.';
comment on column reports.follower.followed_at is 'Since when.';
create index follower_by_person on reports.follower (person_id, followed_at desc);
alter table reports.follower enable row level security;
alter table reports.follower force row level security;
create policy follower_rows on reports.follower using (
  person_id = (select platform.state_actor()) or (select platform.state_duty('identity', 'privacy', 'archive')))
  with check (true);

create table reports.search (
  report_id uuid primary key references reports.report,
  words text not null
);
comment on table reports.search is 'Folded words of a report, to find it by: asked for ids only, never shown.';
comment on column reports.search.report_id is 'The report.';
comment on column reports.search.words is 'Folded code, words and place.';
-- Serves the search of the desk.
create index search_words on reports.search using gin (words public.gin_trgm_ops);

create table reports.public_face (
  report_id uuid primary key references reports.report,
  words text not null,
  place_words text not null default '',
  lat double precision,
  lon double precision,
  shown_at timestamptz not null,
  shown_by uuid references people.person,
  search text not null,
  constraint public_face_coordinates check ((lat is null) = (lon is null))
);
comment on table reports.public_face is 'What everybody sees of a report: words that somebody looked at, a place no more exact than it may be.';
comment on column reports.public_face.report_id is 'The report.';
comment on column reports.public_face.words is 'The words as shown.';
comment on column reports.public_face.place_words is 'The place as shown.';
comment on column reports.public_face.lat is 'Latitude as shown.';
comment on column reports.public_face.lon is 'Longitude as shown.';
comment on column reports.public_face.shown_at is 'Since when.';
comment on column reports.public_face.shown_by is 'Who looked at it.';
comment on column reports.public_face.search is 'Folded words, to find it by.';
create index public_face_by_place on reports.public_face (lat, lon) where lat is not null;
create index public_face_search on reports.public_face using gin (search public.gin_trgm_ops);

create table reports.event (
  id uuid primary key,
  report_id uuid not null references reports.report,
  ordinal integer not null,
  at timestamptz not null,
  step text collate "C" not null,
  from_state text collate "C",
  to_state text collate "C" not null,
  actor_kind text collate "C" not null,
  actor_id uuid,
  organisation_id uuid references people.organisation,
  reason_code text collate "C",
  facts jsonb not null default '{}',
  constraint event_once unique (report_id, ordinal)
);
comment on table reports.event is 'Every step in the life of a report. Codes and ids only; words are in reports.event_words.';
comment on column reports.event.id is 'Identity, UUIDv7.';
comment on column reports.event.report_id is 'The report.';
comment on column reports.event.ordinal is 'The how-manieth step, from 1.';
comment on column reports.event.at is 'When.';
comment on column reports.event.step is 'The step: see model.ts.';
comment on column reports.event.from_state is 'State before; null for the first.';
comment on column reports.event.to_state is 'State after.';
comment on column reports.event.actor_kind is 'Who: sender, official, listener, system.';
comment on column reports.event.actor_id is 'The person, where it was an official or listener.';
comment on column reports.event.organisation_id is 'The office that took the step, or to which it went.';
comment on column reports.event.reason_code is 'The reason from the list.';
comment on column reports.event.facts is 'Further facts: due times, category before and after, durations; never words or names.';
-- Serves figures of a period.
create index event_by_time on reports.event (at);

create table reports.event_words (
  event_id uuid not null references reports.event,
  audience text collate "C" not null,
  report_id uuid not null references reports.report,
  person_id uuid,
  unit_id uuid not null,
  organisations uuid[] not null default '{}',
  words text not null,
  template_id uuid references reports.reply_template,
  primary key (event_id, audience),
  constraint event_words_audience_known check (audience in ('everybody', 'sender', 'officials'))
);
comment on table reports.event_words is 'Words of a step: to everybody once it is shown, to the sender, or among officials. Under row-level security.';
comment on column reports.event_words.event_id is 'The step.';
comment on column reports.event_words.audience is 'everybody (also the public page, when the report is shown), sender, officials.';
comment on column reports.event_words.report_id is 'The report.';
comment on column reports.event_words.person_id is 'The sender, for row-level security; null in words among officials.';
comment on column reports.event_words.unit_id is 'As in the content, for row-level security.';
comment on column reports.event_words.organisations is 'As in the content, for row-level security.';
comment on column reports.event_words.words is 'The words.';
comment on column reports.event_words.template_id is 'The template from which they came unchanged.';
create index event_words_by_report on reports.event_words (report_id);
alter table reports.event_words enable row level security;
alter table reports.event_words force row level security;
create policy event_words_rows on reports.event_words using (
  person_id = (select platform.state_actor()) or unit_id = any ((select platform.state_units())::uuid[])
  or organisations && (select platform.state_organisations())::uuid[]
  or (select platform.state_everywhere()) or (select platform.state_duty('identity', 'privacy', 'archive')))
  with check (true);

create table reports.attachment (
  id uuid primary key,
  report_id uuid not null references reports.report,
  event_id uuid references reports.event,
  rank integer not null,
  role text collate "C" not null,
  kind text collate "C" not null,
  file_hash text collate "C" not null,
  sent_hash text collate "C" not null,
  bytes bigint not null,
  media jsonb not null default '{}',
  shown_hash text collate "C",
  covers jsonb not null default '[]',
  person_id uuid,
  unit_id uuid not null,
  organisations uuid[] not null default '{}',
  constraint attachment_role_known check (role in ('sent', 'before', 'after', 'document', 'spoken-answer', 'judgement')),
  constraint attachment_kind_known check (kind in ('image', 'video', 'audio', 'document'))
);
comment on table reports.attachment is 'Photos, recordings and documents of a report. Under row-level security.';
comment on column reports.attachment.id is 'Identity: the upload that it came from.';
comment on column reports.attachment.report_id is 'The report.';
comment on column reports.attachment.event_id is 'The step that brought it.';
comment on column reports.attachment.rank is 'Order.';
comment on column reports.attachment.role is 'sent (by the citizen), before, after, document (evidence), spoken-answer, judgement (voice with a rating).';
comment on column reports.attachment.kind is 'image, video, audio or document.';
comment on column reports.attachment.file_hash is 'The file in the store.';
comment on column reports.attachment.sent_hash is 'SHA-256 of what was sent, which the phone knows.';
comment on column reports.attachment.bytes is 'Its size.';
comment on column reports.attachment.media is 'Width, height, seconds.';
comment on column reports.attachment.shown_hash is 'What everybody sees: the same picture, or one with parts covered; null when it is not shown.';
comment on column reports.attachment.covers is 'Covered parts of the picture, in thousandths: [[left, top, right, bottom]].';
comment on column reports.attachment.person_id is 'The sender, for row-level security.';
comment on column reports.attachment.unit_id is 'As in the content, for row-level security.';
comment on column reports.attachment.organisations is 'As in the content, for row-level security.';
create index attachment_by_report on reports.attachment (report_id);
-- Serves the delivery of a file that everybody may see, and its removal.
create index attachment_by_shown on reports.attachment (shown_hash) where shown_hash is not null;
create index attachment_by_file on reports.attachment (file_hash);
alter table reports.attachment enable row level security;
alter table reports.attachment force row level security;
create policy attachment_rows on reports.attachment using (
  person_id = (select platform.state_actor()) or unit_id = any ((select platform.state_units())::uuid[])
  or organisations && (select platform.state_organisations())::uuid[]
  or (select platform.state_everywhere()) or (select platform.state_duty('identity', 'privacy', 'archive')))
  with check (true);

create table reports.part (
  id uuid primary key,
  report_id uuid not null references reports.report,
  organisation_id uuid not null references people.organisation,
  lead boolean not null,
  state text collate "C" not null,
  assignee_id uuid references people.person,
  asked_at timestamptz not null,
  done_at timestamptz,
  constraint part_state_known check (state in ('handed', 'in-work', 'done', 'returned', 'withdrawn'))
);
comment on table reports.part is 'What an office has to do for a report; one leads and gives the combined answer.';
comment on column reports.part.id is 'Identity, UUIDv7.';
comment on column reports.part.report_id is 'The report.';
comment on column reports.part.organisation_id is 'The office.';
comment on column reports.part.lead is 'Whether it gives the answer.';
comment on column reports.part.state is 'handed, in-work, done, returned, withdrawn.';
comment on column reports.part.assignee_id is 'Who works on it there.';
comment on column reports.part.asked_at is 'When it was handed over.';
comment on column reports.part.done_at is 'When it was done or given back.';
create unique index part_one_lead on reports.part (report_id) where lead and state in ('handed', 'in-work', 'done');
create index part_by_report on reports.part (report_id);
-- Serves the desk of an office that has a part.
create index part_by_office on reports.part (organisation_id) where state in ('handed', 'in-work');

create table reports.deadline (
  report_id uuid not null references reports.report,
  step text collate "C" not null,
  round integer not null,
  rule_id text collate "C" not null references reports.deadline_rule,
  began_at timestamptz not null,
  amount integer not null,
  unit text collate "C" not null,
  due_at timestamptz not null,
  paused_since timestamptz,
  paused_minutes integer not null default 0,
  extended integer not null default 0,
  met_at timestamptz,
  on_time boolean,
  level integer not null default 0,
  primary key (report_id, step, round),
  constraint deadline_step_known check (step in ('receive', 'answer')),
  constraint deadline_met_is_judged check ((met_at is null) = (on_time is null))
);
comment on table reports.deadline is 'What was due when, in working time, and whether it was met.';
comment on column reports.deadline.report_id is 'The report.';
comment on column reports.deadline.step is 'receive or answer.';
comment on column reports.deadline.round is 'The how-manieth time, from 1: opened again, it begins anew.';
comment on column reports.deadline.rule_id is 'The rule.';
comment on column reports.deadline.began_at is 'When the time began to run.';
comment on column reports.deadline.amount is 'How much working time the rule gave, with extensions.';
comment on column reports.deadline.unit is 'working-hours or working-days.';
comment on column reports.deadline.due_at is 'When it is due, pauses counted in.';
comment on column reports.deadline.paused_since is 'Stands still since.';
comment on column reports.deadline.paused_minutes is 'Working minutes for which it stood still before.';
comment on column reports.deadline.extended is 'How often it was extended.';
comment on column reports.deadline.met_at is 'When the step was done.';
comment on column reports.deadline.on_time is 'Whether that was in time.';
comment on column reports.deadline.level is 'Up to which level it was escalated.';
-- Serves escalation: what is open and comes due.
create index deadline_open on reports.deadline (due_at) where met_at is null and paused_since is null;

grant select, insert, update, delete on reports.category, reports.category_version, reports.question, reports.notice, reports.emergency_number,
  reports.route, reports.deadline_rule, reports.reason, reports.empty_phrase, reports.reply_template, reports.listener, reports.report,
  reports.content, reports.reporter, reports.ticket, reports.follower, reports.search, reports.public_face, reports.event, reports.event_words,
  reports.attachment, reports.part, reports.deadline to yenbai_app;
