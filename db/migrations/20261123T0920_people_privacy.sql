-- Consent, requests about personal data, retention (Law 91/2025/QH15, Decree 356/2025/ND-CP).

create table people.consent_purpose (
  code text collate "C" not null,
  version integer not null,
  valid_from date not null,
  valid_to date,
  title_vi text not null,
  title_en text not null,
  words_vi text not null,
  words_en text not null,
  controller text not null,
  data_vi text not null,
  data_en text not null,
  primary key (code, version)
);
comment on table people.consent_purpose is 'What a person may agree to, in the words of the day; from data/people/consent-purposes.csv. A version once used stays.';
comment on column people.consent_purpose.code is 'Code of the purpose.';
comment on column people.consent_purpose.version is 'Counts from 1; new words are a new version.';
comment on column people.consent_purpose.valid_from is 'First day of these words.';
comment on column people.consent_purpose.valid_to is 'Last day on which they are asked; null while they are.';
comment on column people.consent_purpose.title_vi is 'Short name, Vietnamese.';
comment on column people.consent_purpose.title_en is 'Short name, English.';
comment on column people.consent_purpose.words_vi is 'The question, Vietnamese.';
comment on column people.consent_purpose.words_en is 'The question, English.';
comment on column people.consent_purpose.controller is 'Who answers for the data.';
comment on column people.consent_purpose.data_vi is 'Which data, Vietnamese.';
comment on column people.consent_purpose.data_en is 'Which data, English.';

create table people.consent (
  id uuid primary key,
  person_id uuid not null references people.person,
  purpose text collate "C" not null,
  version integer not null,
  given_at timestamptz not null,
  how text collate "C" not null,
  recorded_by uuid references people.person,
  withdrawn_at timestamptz,
  withdrawn_by uuid references people.person,
  foreign key (purpose, version) references people.consent_purpose,
  constraint consent_how_known check (how in ('self', 'spoken', 'paper'))
);
comment on table people.consent is 'What a person agreed to, in which words, and when they took it back.';
comment on column people.consent.id is 'Identity, UUIDv7.';
comment on column people.consent.person_id is 'Who agreed.';
comment on column people.consent.purpose is 'To what.';
comment on column people.consent.version is 'In which words.';
comment on column people.consent.given_at is 'When.';
comment on column people.consent.how is 'self, spoken or paper.';
comment on column people.consent.recorded_by is 'Who wrote it down, where not the person.';
comment on column people.consent.withdrawn_at is 'When it was taken back.';
comment on column people.consent.withdrawn_by is 'Who recorded that.';
-- Serves the rule that one agreement to a purpose is in force at a time, and the question whether there is one.
create unique index consent_one_in_force on people.consent (person_id, purpose) where withdrawn_at is null;

create table people.privacy_request (
  id uuid primary key,
  person_id uuid not null references people.person,
  unit_id uuid,
  organisation_id uuid,
  kind text collate "C" not null,
  state text collate "C" not null default 'received',
  words text,
  received_at timestamptz not null,
  received_how text collate "C" not null,
  recorded_by uuid references people.person,
  due_at timestamptz not null,
  answered_at timestamptz,
  answered_by uuid references people.person,
  answer text,
  carry_out_after timestamptz,
  ended_at timestamptz,
  constraint privacy_request_ended_is_whole check ((state in ('received', 'answered')) = (ended_at is null)),
  constraint privacy_request_kind_known check (kind in ('see', 'correct', 'export', 'restrict', 'delete', 'object')),
  constraint privacy_request_state_known check (state in ('received', 'answered', 'carried-out', 'refused', 'withdrawn')),
  constraint privacy_request_how_known check (received_how in ('self', 'spoken', 'paper'))
);
comment on table people.privacy_request is 'What persons ask about their data, with the two-working-day clock.';
comment on column people.privacy_request.id is 'Identity, UUIDv7.';
comment on column people.privacy_request.person_id is 'Whose data.';
comment on column people.privacy_request.unit_id is 'As in person: the office that answers, and row-level security.';
comment on column people.privacy_request.organisation_id is 'As in person: an official''s request is answered by the organisation, and row-level security.';
comment on column people.privacy_request.kind is 'see, correct, export, restrict, delete or object.';
comment on column people.privacy_request.state is 'received, answered (told how it goes on), carried-out, refused (with the reason) or withdrawn.';
comment on column people.privacy_request.words is 'What the person wrote or said.';
comment on column people.privacy_request.received_at is 'When.';
comment on column people.privacy_request.received_how is 'self, spoken or paper.';
comment on column people.privacy_request.recorded_by is 'The official or helper who wrote it down.';
comment on column people.privacy_request.due_at is 'End of the second working day.';
comment on column people.privacy_request.answered_at is 'When the person was told.';
comment on column people.privacy_request.answered_by is 'Who answered.';
comment on column people.privacy_request.answer is 'What the person was told.';
comment on column people.privacy_request.carry_out_after is 'For a deletion that the person asked for themselves: it is done by itself after this, until when it can be taken back.';
comment on column people.privacy_request.ended_at is 'When it was done, refused or withdrawn.';
-- Serves the office's queue, the earliest time limit first.
create index privacy_request_open on people.privacy_request (due_at) where state in ('received', 'answered');
-- Serves the rule that one thing is asked for once at a time.
create unique index privacy_request_one_open on people.privacy_request (person_id, kind) where state in ('received', 'answered');
-- Serves the nightly removal of what ended long ago.
create index privacy_request_ended on people.privacy_request (ended_at) where ended_at is not null;
-- Serves a person's own list.
create index privacy_request_by_person on people.privacy_request (person_id, received_at desc);

create table people.retention_rule (
  code text collate "C" primary key,
  keep_days integer not null,
  what_vi text not null,
  what_en text not null,
  basis text not null,
  constraint retention_rule_days_positive check (keep_days > 0)
);
comment on table people.retention_rule is 'How long what is kept; from data/people/retention.csv.';
comment on column people.retention_rule.code is 'Code; a module carries it out.';
comment on column people.retention_rule.keep_days is 'Days.';
comment on column people.retention_rule.what_vi is 'What it is about, Vietnamese.';
comment on column people.retention_rule.what_en is 'What it is about, English.';
comment on column people.retention_rule.basis is 'Why this long.';

create table people.retention_run (
  id uuid primary key,
  rule text collate "C" not null references people.retention_rule on delete cascade,
  ran_at timestamptz not null,
  ended integer not null
);
comment on table people.retention_run is 'What the nightly job ended by which rule.';
comment on column people.retention_run.id is 'Identity, UUIDv7.';
comment on column people.retention_run.rule is 'The rule.';
comment on column people.retention_run.ran_at is 'When.';
comment on column people.retention_run.ended is 'How many things.';
-- Serves the last runs of each rule.
create index retention_run_latest on people.retention_run (rule, ran_at desc);

alter table people.consent enable row level security;
alter table people.consent force row level security;
create policy consent_rows on people.consent using (
  person_id = (select platform.state_actor()) or (select platform.state_duty('identity', 'privacy', 'archive')));

alter table people.privacy_request enable row level security;
alter table people.privacy_request force row level security;
create policy privacy_request_rows on people.privacy_request using (
  person_id = (select platform.state_actor())
  or unit_id = any ((select platform.state_units())::uuid[])
  or organisation_id = any ((select platform.state_organisations())::uuid[])
  or (select platform.state_everywhere())
  or (select platform.state_duty('privacy', 'archive')));

grant select, insert, update, delete on people.consent, people.privacy_request to yenbai_app;
grant select, insert, update, delete on people.consent_purpose, people.retention_rule to yenbai_app;
grant select, insert on people.retention_run to yenbai_app;
