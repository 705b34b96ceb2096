-- Messages to people, and the request state that row-level security asks for.

create function platform.state_actor() returns uuid
  language sql stable parallel safe
  set search_path = pg_catalog, pg_temp
  as $$ select nullif(current_setting('yenbai.actor', true), '')::uuid $$;
comment on function platform.state_actor() is 'The person for whom this transaction runs; null where there is none.';

create function platform.state_units() returns uuid[]
  language sql stable parallel safe
  set search_path = pg_catalog, pg_temp
  as $$ select coalesce(nullif(current_setting('yenbai.units', true), ''), '{}')::uuid[] $$;
comment on function platform.state_units() is 'Units in which this transaction may see personal rows.';

create function platform.state_organisations() returns uuid[]
  language sql stable parallel safe
  set search_path = pg_catalog, pg_temp
  as $$ select coalesce(nullif(current_setting('yenbai.organisations', true), ''), '{}')::uuid[] $$;
comment on function platform.state_organisations() is 'Organisations in which this transaction may see personal rows.';

create function platform.state_everywhere() returns boolean
  language sql stable parallel safe
  set search_path = pg_catalog, pg_temp
  as $$ select coalesce(current_setting('yenbai.everywhere', true), '') = 'on' $$;
comment on function platform.state_everywhere() is 'Whether this transaction may see personal rows of all places.';

create function platform.state_duty(variadic duties text[]) returns boolean
  language sql stable parallel safe
  set search_path = pg_catalog, pg_temp
  as $$ select coalesce(current_setting('yenbai.duty', true), '') = any (duties) $$;
comment on function platform.state_duty(text[]) is 'Whether this transaction does one of these duties of the system: identity, privacy, archive, messaging.';

grant execute on function platform.state_actor(), platform.state_units(), platform.state_organisations(), platform.state_everywhere(),
  platform.state_duty(text[]) to yenbai_app;

create table platform.message (
  id uuid primary key,
  idempotency_key text collate "C" not null,
  channel text collate "C" not null,
  purpose text collate "C" not null,
  person_id uuid,
  sealed_to text collate "C",
  sealed_text text collate "C",
  state text collate "C" not null default 'queued',
  attempts integer not null default 0,
  next_attempt_at timestamptz not null,
  expires_at timestamptz,
  provider_reference text collate "C",
  failure text collate "C",
  created_at timestamptz not null,
  sent_at timestamptz,
  delivered_at timestamptz,
  ended_at timestamptz,
  constraint message_channel_known check (channel in ('sms', 'email', 'push')),
  constraint message_state_known check (state in ('queued', 'sending', 'sent', 'delivered', 'failed', 'expired')),
  constraint message_purpose_is_dotted check (purpose ~ '^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$'),
  constraint message_attempts_counted check (attempts >= 0)
);
comment on table platform.message is 'Messages to people. Address and words are encrypted, and removed once they have served.';
comment on column platform.message.id is 'Identity, UUIDv7; the stable key given to the gateway.';
comment on column platform.message.idempotency_key is 'The same key sends once.';
comment on column platform.message.channel is 'sms, email or push.';
comment on column platform.message.purpose is 'What it is for, <module>.<purpose>; never personal.';
comment on column platform.message.person_id is 'The person it goes to, where known.';
comment on column platform.message.sealed_to is 'Number, address or subscription, encrypted; null once removed.';
comment on column platform.message.sealed_text is 'Subject and words as JSON, encrypted; null once removed.';
comment on column platform.message.state is 'queued, sending, sent, delivered, failed or expired.';
comment on column platform.message.attempts is 'How often it was given to the gateway.';
comment on column platform.message.next_attempt_at is 'When it is due to be tried.';
comment on column platform.message.expires_at is 'After this it is not sent any more.';
comment on column platform.message.provider_reference is 'The gateway''s own name for it, by which receipts come back.';
comment on column platform.message.failure is 'Why the last attempt failed: a code, never words of the message.';
comment on column platform.message.created_at is 'When it was queued.';
comment on column platform.message.sent_at is 'When the gateway took it.';
comment on column platform.message.delivered_at is 'When the receipt came.';
comment on column platform.message.ended_at is 'When it reached its last state.';

-- Serves the rule that a key sends once.
create unique index message_once on platform.message (idempotency_key);
-- Serves the sender: what is due, oldest first.
create index message_due on platform.message (next_attempt_at) where state in ('queued', 'sending');
-- Serves receipts.
create index message_by_reference on platform.message (channel, provider_reference) where provider_reference is not null;
-- Serves the console and the demonstration's page of messages, newest first.
create index message_newest on platform.message (created_at desc);
-- Serves the export of a person.
create index message_by_person on platform.message (person_id) where person_id is not null;
-- Serves the removal of words that have served.
create index message_to_be_emptied on platform.message (coalesce(ended_at, sent_at)) where sealed_text is not null;
-- Serves the console's list of what went wrong, newest first.
create index message_troubles on platform.message (created_at desc) where failure is not null;

alter table platform.message enable row level security;
alter table platform.message force row level security;
create policy message_rows on platform.message
  using (person_id = (select platform.state_actor()) or (select platform.state_duty('identity', 'privacy', 'archive', 'messaging')))
  with check (true);

create function platform.message_by_key(wanted text) returns uuid
  language plpgsql
  set search_path = pg_catalog, pg_temp
  as $$
declare
  before text := coalesce(current_setting('yenbai.duty', true), '');
  found uuid;
begin
  perform set_config('yenbai.duty', 'messaging', true);
  select id into found from platform.message where idempotency_key = wanted;
  perform set_config('yenbai.duty', before, true);
  return found;
end
$$;
comment on function platform.message_by_key(text) is 'The message that was queued under a key, whoever may see it: a repeated command is given the same id.';

create table platform.early_receipt (
  id uuid primary key,
  channel text collate "C" not null,
  reference text collate "C" not null,
  outcome text collate "C" not null,
  code text collate "C",
  received_at timestamptz not null,
  constraint early_receipt_channel_known check (channel in ('sms', 'email', 'push')),
  constraint early_receipt_outcome_known check (outcome in ('delivered', 'undeliverable'))
);
comment on table platform.early_receipt is 'Receipts that came before the gateway''s name for the message was stored; removed after some days.';
comment on column platform.early_receipt.id is 'Identity, UUIDv7.';
comment on column platform.early_receipt.channel is 'sms, email or push.';
comment on column platform.early_receipt.reference is 'The gateway''s name for the message.';
comment on column platform.early_receipt.outcome is 'delivered or undeliverable.';
comment on column platform.early_receipt.code is 'The gateway''s code for a failure.';
comment on column platform.early_receipt.received_at is 'When it came.';
-- Serves the look for receipts that came early, and a repeated one.
create unique index early_receipt_once on platform.early_receipt (channel, reference, outcome);

create table platform.push_subscription (
  id uuid primary key,
  person_id uuid not null,
  sealed_subscription text collate "C" not null,
  endpoint_digest bytea not null,
  created_at timestamptz not null,
  failed_at timestamptz
);
comment on table platform.push_subscription is 'Browsers that asked for web push.';
comment on column platform.push_subscription.id is 'Identity, UUIDv7.';
comment on column platform.push_subscription.person_id is 'Whose browser it is.';
comment on column platform.push_subscription.sealed_subscription is 'Endpoint and keys as JSON, encrypted.';
comment on column platform.push_subscription.endpoint_digest is 'Keyed hash of the endpoint.';
comment on column platform.push_subscription.created_at is 'When it was registered.';
comment on column platform.push_subscription.failed_at is 'When the push service said that it is gone.';

-- Serves the rule that a browser registers once.
create unique index push_subscription_once on platform.push_subscription (endpoint_digest);
-- Serves sending to a person.
create index push_subscription_by_person on platform.push_subscription (person_id);

alter table platform.push_subscription enable row level security;
alter table platform.push_subscription force row level security;
create policy push_subscription_rows on platform.push_subscription
  using (person_id = (select platform.state_actor()) or (select platform.state_duty('identity', 'privacy', 'archive', 'messaging')));

create function platform.forget_push_endpoint(digests bytea[]) returns void
  language plpgsql
  set search_path = pg_catalog, pg_temp
  as $$
declare
  before text := coalesce(current_setting('yenbai.duty', true), '');
begin
  perform set_config('yenbai.duty', 'messaging', true);
  delete from platform.push_subscription where endpoint_digest = any (digests);
  perform set_config('yenbai.duty', before, true);
end
$$;
comment on function platform.forget_push_endpoint(bytea[]) is 'Ends what was registered for a browser, by whomever: whoever knows the endpoint holds the browser.';

grant execute on function platform.message_by_key(text), platform.forget_push_endpoint(bytea[]) to yenbai_app;
grant select, insert, update, delete on platform.message, platform.push_subscription, platform.early_receipt to yenbai_app;
