-- Reports: closing the loop. Escalation by levels, figures and open data, further doors (calls, slips, SMS, programs), answers that are heard or brought.

create table reports.escalation_rule (
  id text collate "C" primary key,
  step text collate "C" not null,
  level integer not null,
  valid daterange not null,
  percent integer not null,
  tell text collate "C" not null,
  source text not null,
  constraint escalation_rule_step_known check (step in ('receive', 'answer')),
  constraint escalation_rule_level_sensible check (level between 1 and 9),
  constraint escalation_rule_percent_sensible check (percent between 1 and 1000),
  constraint escalation_rule_tell_known check (tell in ('assignee', 'office', 'approver', 'centre', 'province'))
);
comment on table reports.escalation_rule is 'Who is told when a report comes due or is late, level by level.';
comment on column reports.escalation_rule.id is 'Name of the rule.';
comment on column reports.escalation_rule.step is 'receive or answer.';
comment on column reports.escalation_rule.level is 'Level, from 1.';
comment on column reports.escalation_rule.valid is 'Days, [from,to).';
comment on column reports.escalation_rule.percent is 'When this much of the working time given has run: 100 is the deadline.';
comment on column reports.escalation_rule.tell is 'assignee (else the office), office, approver (leaders of the office), centre, province (leaders).';
comment on column reports.escalation_rule.source is 'The rule that it follows from.';

alter table reports.deadline add column escalate_at timestamptz;
comment on column reports.deadline.escalate_at is 'When the next level is due to be told; null where none is left.';
create index deadline_to_escalate on reports.deadline (escalate_at) where met_at is null and paused_since is null and escalate_at is not null;

alter table reports.report
  add column reminded integer not null default 0,
  add column remind_at timestamptz;
comment on column reports.report.reminded is 'How often the sender was reminded to judge the last answer.';
comment on column reports.report.remind_at is 'When the sender is reminded next; null for not.';
create index report_to_remind on reports.report (remind_at) where remind_at is not null;

alter table reports.reporter
  add column contact_digests bytea[] not null default '{}',
  add column brought_at timestamptz,
  add column brought_by uuid references people.person;
comment on column reports.reporter.contact_digests is 'Keyed hash of the number that was given, one a key: the centre finds a caller''s reports by it.';
comment on column reports.reporter.brought_at is 'When somebody brought the answer.';
comment on column reports.reporter.brought_by is 'Who.';
create index reporter_by_contact on reports.reporter using gin (contact_digests);

-- Figures and open data: one row a report, made anew each night; nothing in it leads back to a person.

create table reports.open_row (
  id uuid primary key,
  month date not null,
  kind text collate "C" not null,
  unit_id uuid not null,
  category_code text collate "C" not null,
  organisation_id uuid,
  door text collate "C" not null,
  state text collate "C" not null,
  coarsened text[] not null default '{}',
  receive_minutes integer,
  answer_minutes integer,
  received_on_time boolean,
  answered_on_time boolean,
  paused_minutes integer not null default 0,
  returns integer not null,
  extensions integer not null,
  reopens integer not null,
  answers integer not null,
  satisfied boolean,
  not_accepted_reason text collate "C",
  shown boolean not null,
  followers integer not null
);
comment on table reports.open_row is 'One row a report, as it is published: month, place and office coarsened where few are alike. Figures are sums of these rows.';
comment on column reports.open_row.id is 'Identity in the open data: made anew with each publication, so that it leads to no report.';
comment on column reports.open_row.month is 'First day of the month in which it was sent.';
comment on column reports.open_row.kind is 'field, question or proposal.';
comment on column reports.open_row.unit_id is 'The commune, or the unit above where few are alike.';
comment on column reports.open_row.category_code is 'The category, or the one above where few are alike.';
comment on column reports.open_row.organisation_id is 'The office that has or had it in hand; null while none had, and where few are alike.';
comment on column reports.open_row.door is 'How it came; "other" where few are alike.';
comment on column reports.open_row.state is 'Where it stands.';
comment on column reports.open_row.coarsened is 'What was made coarser: unit, category, organisation, door.';
comment on column reports.open_row.receive_minutes is 'Working minutes until it was taken in; null while it is not.';
comment on column reports.open_row.answer_minutes is 'Working minutes until the first answer, pauses not counted; null while there is none.';
comment on column reports.open_row.received_on_time is 'Whether that was in time; null while it is open and not late.';
comment on column reports.open_row.answered_on_time is 'Whether every answer was in time; null while it is open and not late.';
comment on column reports.open_row.paused_minutes is 'Working minutes for which its time stood still.';
comment on column reports.open_row.returns is 'How often an office gave it back.';
comment on column reports.open_row.extensions is 'How often its time was extended.';
comment on column reports.open_row.reopens is 'How often it was opened again.';
comment on column reports.open_row.answers is 'How many answers were given.';
comment on column reports.open_row.satisfied is 'The last judgement; null for none.';
comment on column reports.open_row.not_accepted_reason is 'Reason from the list.';
comment on column reports.open_row.shown is 'Whether everybody can see it.';
comment on column reports.open_row.followers is 'How many follow it.';
create index open_row_by_month on reports.open_row (month, unit_id);

create table reports.active_use (
  month date not null,
  unit_id uuid not null,
  what text collate "C" not null,
  persons integer,
  browsers integer,
  primary key (month, unit_id, what),
  constraint active_use_what_known check (what in ('any', 'sent', 'followed', 'rated', 'answered'))
);
comment on table reports.active_use is 'How many used the channel in a month: sent, followed, rated or were answered. Neither accounts nor installs are counted.';
comment on column reports.active_use.month is 'First day of the month.';
comment on column reports.active_use.unit_id is 'The unit of their reports: a commune, or a root with all below it. Distinct, never summed.';
comment on column reports.active_use.what is 'any, sent, followed, rated, answered.';
comment on column reports.active_use.persons is 'Distinct persons with an account; null where they are too few to be told.';
comment on column reports.active_use.browsers is 'Distinct browsers without an account; null where they are too few to be told.';

create table reports.publication (
  id uuid primary key,
  made_at timestamptz not null,
  until timestamptz not null,
  rows integer not null,
  least integer not null,
  file_hash text collate "C" not null,
  bytes bigint not null
);
comment on table reports.publication is 'Publications of the open data; the newest one is what reports.open_row holds.';
comment on column reports.publication.id is 'Identity, UUIDv7.';
comment on column reports.publication.made_at is 'When it was made.';
comment on column reports.publication.until is 'What was known then.';
comment on column reports.publication.rows is 'How many reports.';
comment on column reports.publication.least is 'How many rows have to be alike before place, office, category and door are told.';
comment on column reports.publication.file_hash is 'The CSV in the file store.';
comment on column reports.publication.bytes is 'Its size.';
create index publication_newest on reports.publication (made_at desc);

-- Doors -------------------------------------------------------------------------------------------------------------------------------------

create table reports.call_back (
  id uuid primary key,
  gateway_id text collate "C" not null,
  sealed_number text collate "C",
  number_digest bytea not null,
  called_at timestamptz not null,
  calls integer not null default 1,
  state text collate "C" not null default 'open',
  tries integer not null default 0,
  next_try_at timestamptz,
  taken_by uuid references people.person,
  ended_at timestamptz,
  report_id uuid references reports.report,
  revision integer not null default 1,
  constraint call_back_once unique (gateway_id),
  constraint call_back_state_known check (state in ('open', 'done', 'report', 'not-reached', 'wrong-number'))
);
comment on table reports.call_back is 'Missed calls: somebody rings and hangs up, and is called back at our cost.';
comment on column reports.call_back.id is 'Identity, UUIDv7.';
comment on column reports.call_back.gateway_id is 'The gateway''s name for the first call: a repetition changes nothing.';
comment on column reports.call_back.sealed_number is 'The number, encrypted; removed when it has served.';
comment on column reports.call_back.number_digest is 'Keyed hash of the number: who rings several times is called back once.';
comment on column reports.call_back.called_at is 'When the first call came.';
comment on column reports.call_back.calls is 'How often they rang.';
comment on column reports.call_back.state is 'open, done (only a question), report (a report was written down), not-reached, wrong-number.';
comment on column reports.call_back.tries is 'How often they were called back.';
comment on column reports.call_back.next_try_at is 'When to try again.';
comment on column reports.call_back.taken_by is 'Who calls back.';
comment on column reports.call_back.ended_at is 'When it was over.';
comment on column reports.call_back.report_id is 'The report that came of it.';
comment on column reports.call_back.revision is 'Raised with each change.';
create index call_back_open on reports.call_back (called_at) where state = 'open';
create index call_back_by_number on reports.call_back (number_digest) where state = 'open';
alter table reports.call_back enable row level security;
alter table reports.call_back force row level security;
create policy call_back_rows on reports.call_back using (
  (select platform.state_everywhere()) or (select platform.state_duty('identity', 'privacy', 'archive')))
  with check (true);

create table reports.slip (
  code text collate "C" primary key,
  unit_id uuid not null references territory.unit,
  printed_at timestamptz not null,
  printed_by uuid references people.person,
  report_id uuid references reports.report,
  constraint slip_code_form check (code ~ '^[0-9]{12}$')
);
comment on table reports.slip is 'Paper slips, printed before there is a report: the number on the part that is torn off becomes the report''s code.';
comment on column reports.slip.code is 'The code.';
comment on column reports.slip.unit_id is 'The commune or village for which it was printed.';
comment on column reports.slip.printed_at is 'When.';
comment on column reports.slip.printed_by is 'By whom.';
comment on column reports.slip.report_id is 'The report that was typed in from it.';
create index slip_by_unit on reports.slip (unit_id, printed_at desc);

create table reports.sms_said (
  report_id uuid not null references reports.report,
  gateway_id text collate "C" primary key,
  said_at timestamptz not null
);
comment on table reports.sms_said is 'Which messages a report came from: what the gateway brings twice is taken once.';
comment on column reports.sms_said.report_id is 'The report.';
comment on column reports.sms_said.gateway_id is 'The gateway''s name for the message.';
comment on column reports.sms_said.said_at is 'When.';

create table reports.sent_by_app (
  report_id uuid primary key references reports.report,
  app_id uuid not null,
  sent_at timestamptz not null
);
comment on table reports.sent_by_app is 'Reports that a program of somebody else sent (Open311).';
comment on column reports.sent_by_app.report_id is 'The report.';
comment on column reports.sent_by_app.app_id is 'The program.';
comment on column reports.sent_by_app.sent_at is 'When.';
create index sent_by_app_by_app on reports.sent_by_app (app_id, sent_at desc);

grant select, insert, update, delete on reports.escalation_rule, reports.open_row, reports.active_use, reports.publication, reports.call_back,
  reports.slip, reports.sms_said, reports.sent_by_app to yenbai_app;

-- What the further doors need besides.

alter table reports.slip add column form_id uuid not null;
comment on column reports.slip.form_id is 'The id under which its report is written: typed in twice, it is the same report.';
create unique index slip_by_form on reports.slip (form_id);
-- Serves what somebody wrote down for others.
create index reporter_by_helper on reports.reporter (helper_id) where helper_id is not null;
-- Serves answers that somebody has to bring or to say on the telephone.
create index reporter_to_reach on reports.reporter (report_id) where how_to_answer in ('call', 'visit') and brought_at is null;
