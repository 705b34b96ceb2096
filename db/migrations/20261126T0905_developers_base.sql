-- Programs of others: who asked for a key and for what, keys, webhooks, and a sandbox that touches nothing real.

create schema developers;
comment on schema developers is 'Keys and webhooks for programs of other departments and of anybody';
grant usage on schema developers to yenbai_app, yenbai_reader;

create table developers.app (
  id uuid primary key,
  person_id uuid references people.person,
  name text not null,
  purpose text not null,
  site text not null default '',
  organisation text not null default '',
  state text collate "C" not null,
  wanted_at timestamptz,
  decided_at timestamptz,
  decided_by uuid references people.person,
  reason text not null default '',
  per_minute integer not null,
  created_at timestamptz not null,
  constraint app_state_known check (state in ('sandbox', 'wanted', 'granted', 'refused', 'revoked')),
  constraint app_limit_sensible check (per_minute between 1 and 100000)
);
comment on table developers.app is 'A program of somebody else. It tries in the sandbox at once; the real system is opened by an official.';
comment on column developers.app.id is 'Identity, UUIDv7.';
comment on column developers.app.person_id is 'Who answers for it; null once that person was erased.';
comment on column developers.app.name is 'Its name.';
comment on column developers.app.purpose is 'What it does, for whom.';
comment on column developers.app.site is 'Address of its page.';
comment on column developers.app.organisation is 'The department or firm, as its owner wrote it.';
comment on column developers.app.state is 'sandbox (only that), wanted (the real system was asked for), granted, refused, revoked.';
comment on column developers.app.wanted_at is 'When the real system was asked for.';
comment on column developers.app.decided_at is 'When that was decided.';
comment on column developers.app.decided_by is 'By whom.';
comment on column developers.app.reason is 'Why it was refused or revoked.';
comment on column developers.app.per_minute is 'Calls in a minute.';
comment on column developers.app.created_at is 'When it was made.';
create index app_by_person on developers.app (person_id, created_at desc);
create index app_wanted on developers.app (wanted_at) where state = 'wanted';
alter table developers.app enable row level security;
alter table developers.app force row level security;
create policy app_rows on developers.app using (
  person_id = (select platform.state_actor()) or (select platform.state_everywhere()) or (select platform.state_duty('identity', 'privacy', 'archive')))
  with check (true);

create table developers.api_key (
  id uuid primary key,
  app_id uuid not null references developers.app,
  kind text collate "C" not null,
  digest bytea not null,
  hint text collate "C" not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  constraint api_key_kind_known check (kind in ('sandbox', 'live')),
  constraint api_key_once unique (digest)
);
comment on table developers.api_key is 'Keys of a program; only their digest is kept.';
comment on column developers.api_key.id is 'Identity, UUIDv7.';
comment on column developers.api_key.app_id is 'The program.';
comment on column developers.api_key.kind is 'sandbox or live.';
comment on column developers.api_key.digest is 'SHA-256 of the key (256 random bits).';
comment on column developers.api_key.hint is 'Its beginning, by which its owner knows it.';
comment on column developers.api_key.created_at is 'When it was made.';
comment on column developers.api_key.last_used_at is 'When it was last used, to the hour.';
comment on column developers.api_key.revoked_at is 'Since when it is not accepted any more.';
create index api_key_by_app on developers.api_key (app_id);

create table developers.webhook (
  id uuid primary key,
  app_id uuid not null references developers.app,
  kind text collate "C" not null,
  url text collate "C" not null,
  sealed_secret text collate "C" not null,
  types text[] not null,
  state text collate "C" not null,
  failing_since timestamptz,
  created_at timestamptz not null,
  constraint webhook_kind_known check (kind in ('sandbox', 'live')),
  constraint webhook_state_known check (state in ('active', 'paused', 'removed'))
);
comment on table developers.webhook is 'Addresses of programs that are told of events (Standard Webhooks).';
comment on column developers.webhook.id is 'Identity, UUIDv7.';
comment on column developers.webhook.app_id is 'The program.';
comment on column developers.webhook.kind is 'sandbox or live: of whose events it is told.';
comment on column developers.webhook.url is 'Where to: https, not inside our own network.';
comment on column developers.webhook.sealed_secret is 'The secret with which each message is signed, encrypted.';
comment on column developers.webhook.types is 'Types of events; empty for all.';
comment on column developers.webhook.state is 'active, paused (by its owner, or because nobody answered for days), removed.';
comment on column developers.webhook.failing_since is 'Since when no delivery has succeeded.';
comment on column developers.webhook.created_at is 'When it was made.';
create index webhook_by_app on developers.webhook (app_id);
create index webhook_active on developers.webhook (kind) where state = 'active';

create table developers.delivery (
  id uuid primary key,
  webhook_id uuid not null references developers.webhook,
  message_id text collate "C" not null,
  type text collate "C" not null,
  payload jsonb not null,
  state text collate "C" not null,
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  status integer,
  failure text collate "C",
  created_at timestamptz not null,
  ended_at timestamptz,
  constraint delivery_once unique (webhook_id, message_id),
  constraint delivery_state_known check (state in ('waiting', 'delivered', 'failed')),
  constraint delivery_due check ((state = 'waiting') = (next_attempt_at is not null))
);
comment on table developers.delivery is 'What is sent to webhooks: the log that their owner sees, and from which it can be sent again.';
comment on column developers.delivery.id is 'Identity, UUIDv7.';
comment on column developers.delivery.webhook_id is 'The webhook.';
comment on column developers.delivery.message_id is 'webhook-id: the same for every attempt; whoever gets it twice knows it by this.';
comment on column developers.delivery.type is 'Type of the event.';
comment on column developers.delivery.payload is 'What is sent: ids, codes and what everybody may see.';
comment on column developers.delivery.state is 'waiting, delivered or failed.';
comment on column developers.delivery.attempts is 'How often it was tried.';
comment on column developers.delivery.next_attempt_at is 'When it is tried next.';
comment on column developers.delivery.status is 'HTTP status of the last answer.';
comment on column developers.delivery.failure is 'Why the last attempt failed: a code.';
comment on column developers.delivery.created_at is 'When it came up.';
comment on column developers.delivery.ended_at is 'When it was over.';
create index delivery_due_at on developers.delivery (next_attempt_at) where next_attempt_at is not null;
create index delivery_by_webhook on developers.delivery (webhook_id, created_at desc);

create table developers.sandbox_request (
  id uuid primary key,
  app_id uuid not null references developers.app,
  code text collate "C" not null,
  service_code text collate "C" not null,
  state text collate "C" not null,
  content jsonb not null,
  requested_at timestamptz not null,
  updated_at timestamptz not null,
  constraint sandbox_request_once unique (code)
);
comment on table developers.sandbox_request is 'Reports that programs sent to try: seen by that program only, moved on by itself, removed after some weeks.';
comment on column developers.sandbox_request.id is 'Identity, UUIDv7.';
comment on column developers.sandbox_request.app_id is 'The program.';
comment on column developers.sandbox_request.code is 'A code as reports have; none of a real report.';
comment on column developers.sandbox_request.service_code is 'The category.';
comment on column developers.sandbox_request.state is 'State as reports have.';
comment on column developers.sandbox_request.content is 'What was sent.';
comment on column developers.sandbox_request.requested_at is 'When it was sent.';
comment on column developers.sandbox_request.updated_at is 'When its state last changed.';
create index sandbox_request_by_app on developers.sandbox_request (app_id, requested_at desc);
create index sandbox_request_open on developers.sandbox_request (updated_at) where state not in ('answered', 'not-accepted');

grant select, insert, update, delete on developers.app, developers.api_key, developers.webhook, developers.delivery, developers.sandbox_request to yenbai_app;

alter table developers.app
  add column asked text not null default '',
  add column contact text not null default '';
comment on column developers.app.asked is 'What the real system is wanted for.';
comment on column developers.app.contact is 'Whom to reach when something goes wrong, as its owner wrote it.';
