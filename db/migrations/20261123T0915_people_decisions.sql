-- Two-person decisions: somebody proposes, somebody else with the right confirms.

create table people.decision (
  id uuid primary key,
  kind text collate "C" not null,
  subject_kind text collate "C" not null,
  subject_id text collate "C" not null,
  persons uuid[] not null default '{}',
  unit_id uuid references territory.unit,
  organisation_id uuid references people.organisation,
  payload jsonb not null default '{}',
  proposed_by uuid not null references people.person,
  proposed_role text collate "C" not null,
  proposed_at timestamptz not null,
  reason text not null,
  state text collate "C" not null default 'proposed',
  step integer not null default 1,
  step_until timestamptz,
  expires_at timestamptz not null,
  decided_by uuid references people.person,
  decided_role text collate "C",
  decided_at timestamptz,
  decided_why text,
  constraint decision_state_known check (state in ('proposed', 'confirmed', 'refused', 'withdrawn', 'expired')),
  constraint decision_ended_is_whole check ((state = 'proposed') = (decided_at is null)),
  constraint decision_second_is_another check (state not in ('confirmed', 'refused') or decided_by <> proposed_by),
  constraint decision_reason_given check (length(reason) between 1 and 500)
);
comment on table people.decision is 'Decisions that two persons make: proposed by one, confirmed or refused by another, withdrawn, expired.';
comment on column people.decision.id is 'Identity, UUIDv7.';
comment on column people.decision.kind is 'What is decided, <module>.<what>: says which roles decide and what happens then.';
comment on column people.decision.subject_kind is 'Kind of thing it is about.';
comment on column people.decision.subject_id is 'Identity of the thing.';
comment on column people.decision.persons is 'Persons it is about: they never decide it.';
comment on column people.decision.unit_id is 'The unit in which the second person must hold the right.';
comment on column people.decision.organisation_id is 'The organisation in which the second person must hold the right.';
comment on column people.decision.payload is 'What will be done: ids and codes only.';
comment on column people.decision.proposed_by is 'Who proposed it.';
comment on column people.decision.proposed_role is 'The role in which it was proposed.';
comment on column people.decision.proposed_at is 'When it was proposed.';
comment on column people.decision.reason is 'Why, in words.';
comment on column people.decision.state is 'proposed, confirmed, refused, withdrawn or expired.';
comment on column people.decision.step is 'Which of the kind''s approvers it is with, from 1.';
comment on column people.decision.step_until is 'When it goes on to the next approver; null at the last.';
comment on column people.decision.expires_at is 'When it ends undecided.';
comment on column people.decision.decided_by is 'Who ended it; null when it expired.';
comment on column people.decision.decided_role is 'The role in which it was decided.';
comment on column people.decision.decided_at is 'When it ended.';
comment on column people.decision.decided_why is 'Why it was refused, in words.';
-- Serves the lists of what waits, by kind.
create index decision_open on people.decision (kind, proposed_at) where state = 'proposed';
-- Serves the rule that one thing is proposed once at a time.
create unique index decision_one_open on people.decision (kind, subject_kind, subject_id) where state = 'proposed';
create index decision_by_proposer on people.decision (proposed_by, proposed_at desc);
-- Serves "how far is this": the newest decision about one thing.
create index decision_by_subject on people.decision (subject_kind, subject_id, proposed_at desc);
-- Serves the timer.
create index decision_timer on people.decision (least(step_until, expires_at)) where state = 'proposed';

grant select, insert, update on people.decision to yenbai_app;
