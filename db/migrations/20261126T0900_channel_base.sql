-- The citizens' channel: what somebody is told, on which way, and when. Other modules say what happened; here is decided how it reaches people.

create schema channel;
comment on schema channel is 'What people are told: their choices, their notices, the ways these go';
grant usage on schema channel to yenbai_app, yenbai_reader;

create table channel.setting (
  person_id uuid primary key references people.person,
  quiet_from time not null,
  quiet_to time not null,
  updated_at timestamptz not null
);
comment on table channel.setting is 'When a person does not want to be disturbed; nobody who never chose has a row.';
comment on column channel.setting.person_id is 'The person.';
comment on column channel.setting.quiet_from is 'Nothing that can wait is sent from this time of the day on (civil time).';
comment on column channel.setting.quiet_to is 'Until this time of the day.';
comment on column channel.setting.updated_at is 'When it was chosen.';
alter table channel.setting enable row level security;
alter table channel.setting force row level security;
create policy setting_rows on channel.setting using (
  person_id = (select platform.state_actor()) or (select platform.state_duty('identity', 'privacy', 'archive', 'messaging')))
  with check (true);

create table channel.choice (
  person_id uuid not null references people.person,
  topic text collate "C" not null,
  ways text[] not null,
  updated_at timestamptz not null,
  primary key (person_id, topic),
  constraint choice_ways_known check (ways <@ array['push', 'sms', 'email'])
);
comment on table channel.choice is 'By which ways a person wants to be told of a topic; the page of notices always has everything.';
comment on column channel.choice.person_id is 'The person.';
comment on column channel.choice.topic is 'The topic, as a module registered it.';
comment on column channel.choice.ways is 'push, sms, email in the order in which they are tried; empty for none.';
comment on column channel.choice.updated_at is 'When it was chosen.';
alter table channel.choice enable row level security;
alter table channel.choice force row level security;
create policy choice_rows on channel.choice using (
  person_id = (select platform.state_actor()) or (select platform.state_duty('identity', 'privacy', 'archive', 'messaging')))
  with check (true);

create table channel.notice (
  id uuid primary key,
  key text collate "C" not null,
  topic text collate "C" not null,
  subject_kind text collate "C" not null,
  subject_id uuid not null,
  person_id uuid references people.person,
  sealed_to text collate "C",
  lang text collate "C" not null,
  title text not null,
  words text not null,
  href text collate "C" not null,
  urgent boolean not null default false,
  state text collate "C" not null default 'waiting',
  at timestamptz not null,
  due_at timestamptz,
  read_at timestamptz,
  constraint notice_once unique (key),
  constraint notice_goes_to_somebody check (person_id is null or sealed_to is null),
  constraint notice_state_known check (state in ('waiting', 'on-its-way', 'reached', 'not-reached', 'page-only')),
  constraint notice_waits_until check ((state in ('waiting', 'on-its-way')) = (due_at is not null))
);
comment on table channel.notice is 'Something that somebody is told. Whoever has an account reads it on their page, whatever else reaches them.';
comment on column channel.notice.id is 'Identity, UUIDv7.';
comment on column channel.notice.key is 'The same key tells once.';
comment on column channel.notice.topic is 'What it is about, as a module registered it.';
comment on column channel.notice.subject_kind is 'Kind of the thing it is about: reports.report.';
comment on column channel.notice.subject_id is 'The thing: notices of one thing that wait together go out as one message.';
comment on column channel.notice.person_id is 'Whom it goes to; null for somebody without an account.';
comment on column channel.notice.sealed_to is 'Telephone number of somebody without an account, encrypted; removed when it has served.';
comment on column channel.notice.lang is 'Language of the words.';
comment on column channel.notice.title is 'One line.';
comment on column channel.notice.words is 'One or two sentences; no words of others.';
comment on column channel.notice.href is 'The page that it leads to.';
comment on column channel.notice.urgent is 'Does not wait for the end of quiet hours.';
comment on column channel.notice.state is 'waiting (quiet hours, grouping), on-its-way (a message was queued), reached, not-reached (no way was left), page-only (no way was chosen).';
comment on column channel.notice.at is 'When it came up.';
comment on column channel.notice.due_at is 'When something is done about it next; null when it is over.';
comment on column channel.notice.read_at is 'When the person had read it on their page.';
-- Serves the person's page, newest first.
create index notice_by_person on channel.notice (person_id, at desc) where person_id is not null;
-- Serves the count of what was not read.
create index notice_unread on channel.notice (person_id) where person_id is not null and read_at is null;
-- Serves the sender: what is due.
create index notice_due on channel.notice (due_at) where due_at is not null;
-- Serves grouping, and notices of a thing.
create index notice_by_subject on channel.notice (subject_id, at);
alter table channel.notice enable row level security;
alter table channel.notice force row level security;
create policy notice_rows on channel.notice using (
  person_id = (select platform.state_actor()) or (select platform.state_duty('identity', 'privacy', 'archive', 'messaging')))
  with check (true);

create table channel.attempt (
  notice_id uuid not null references channel.notice on delete cascade,
  message_id uuid not null,
  way text collate "C" not null,
  person_id uuid,
  at timestamptz not null,
  outcome text collate "C",
  primary key (notice_id, message_id),
  constraint attempt_way_known check (way in ('push', 'sms', 'email')),
  constraint attempt_outcome_known check (outcome in ('reached', 'failed', 'expired'))
);
comment on table channel.attempt is 'By which message a notice was tried. One message may carry several notices.';
comment on column channel.attempt.notice_id is 'The notice.';
comment on column channel.attempt.message_id is 'The message in platform.message, while that is kept.';
comment on column channel.attempt.way is 'push, sms or email.';
comment on column channel.attempt.person_id is 'As in the notice, for row-level security.';
comment on column channel.attempt.at is 'When it was queued.';
comment on column channel.attempt.outcome is 'reached, failed or expired; null while nobody knows.';
create index attempt_by_message on channel.attempt (message_id);
create index attempt_open on channel.attempt (at) where outcome is null;
alter table channel.attempt enable row level security;
alter table channel.attempt force row level security;
create policy attempt_rows on channel.attempt using (
  person_id = (select platform.state_actor()) or (select platform.state_duty('identity', 'privacy', 'archive', 'messaging')))
  with check (true);

grant select, insert, update, delete on channel.setting, channel.choice, channel.notice, channel.attempt to yenbai_app;
