-- The database after all migrations, as read from PostgreSQL's own tables. Printed by `npm run db:types`; not run by anything.
-- Objects of a kind are in the order of their names, columns in the order of the table. Owner of everything: yenbai_owner.

create extension btree_gist schema public;
create extension pg_trgm schema public;

-- audit -----------------------------------------------------------------------------------------------------------------------------------

create schema audit;
comment on schema audit is 'The append-only trail of actions and its seals.';
grant usage on schema audit to yenbai_app;
grant usage on schema audit to yenbai_reader;

create table audit.entry (
  id uuid not null,
  at timestamp with time zone not null,
  actor_kind text collate "C" not null,
  actor_id uuid,
  action text collate "C" not null,
  subject_kind text collate "C" not null,
  subject_id text collate "C" not null,
  fields text[] collate "C" default '{}'::text[] not null,
  places uuid[] default '{}'::uuid[] not null,
  era integer default audit.current_era() not null,
  xid xid8 default pg_current_xact_id() not null,
  position bigint generated always as identity not null,
  format integer default 2 not null,
  acting_for uuid,
  device_id uuid,
  persons uuid[] default '{}'::uuid[] not null,
  purpose text collate "C",
  constraint entry_pkey PRIMARY KEY (id),
  constraint entry_position_key UNIQUE ("position"),
  constraint entry_action_is_dotted CHECK ((action ~ '^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$'::text)),
  constraint entry_actor_kind_known CHECK ((actor_kind = ANY (ARRAY['anonymous'::text, 'system'::text, 'demonstration-operator'::text, 'person'::text]))),
  constraint entry_fields_are_names CHECK ((array_to_string(fields, ' '::text) ~ '^([A-Za-z][A-Za-z0-9_.-]*( |$))*$'::text)),
  constraint entry_format_covers_row CHECK (((format = 2) OR ((acting_for IS NULL) AND (device_id IS NULL) AND (persons = '{}'::uuid[]) AND (purpose IS NULL)))),
  constraint entry_format_known CHECK ((format = ANY (ARRAY[1, 2]))),
  constraint entry_person_is_named CHECK (((actor_kind = 'person'::text) = (actor_id IS NOT NULL))),
  constraint entry_purpose_is_code CHECK ((purpose ~ '^[a-z][a-z0-9-]*$'::text)),
  constraint entry_subject_id_is_key CHECK ((subject_id ~ '^[A-Za-z0-9._:/-]{1,120}$'::text)),
  constraint entry_subject_kind_is_dotted CHECK ((subject_kind ~ '^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*$'::text))
);
comment on table audit.entry is 'One action: who did what to what, and where. Ids and names of fields only, never personal values.';
comment on column audit.entry.id is 'Identity, UUIDv7.';
comment on column audit.entry.at is 'When the command ran.';
comment on column audit.entry.actor_kind is 'Kind of actor.';
comment on column audit.entry.actor_id is 'The person, where the actor is one.';
comment on column audit.entry.action is 'What was done, <module>.<verb>.';
comment on column audit.entry.subject_kind is 'Kind of thing acted on.';
comment on column audit.entry.subject_id is 'Identity of the thing acted on.';
comment on column audit.entry.fields is 'Names of the fields touched.';
comment on column audit.entry.places is 'Ids of the units concerned.';
comment on column audit.entry.era is 'Era of the transaction id.';
comment on column audit.entry.xid is 'Transaction that wrote the row: rows are sealed once no older transaction runs.';
comment on column audit.entry.position is 'Order of writing, for reading the trail; has gaps and is not the order of commit.';
comment on column audit.entry.format is 'Which version of the sealed bytes holds for the row.';
comment on column audit.entry.acting_for is 'The absent official or the citizen for whom it was done.';
comment on column audit.entry.device_id is 'The device of the session.';
comment on column audit.entry.persons is 'Persons whose data was changed or seen.';
comment on column audit.entry.purpose is 'Why somebody looked, where it is asked: a code.';
CREATE INDEX entry_by_action ON audit.entry USING btree (action, "position" DESC);
CREATE INDEX entry_by_actor ON audit.entry USING btree (actor_id, "position" DESC) WHERE (actor_id IS NOT NULL);
CREATE INDEX entry_by_person ON audit.entry USING gin (persons) WHERE (persons <> '{}'::uuid[]);
CREATE INDEX entry_by_subject ON audit.entry USING btree (subject_kind, subject_id, "position" DESC);
CREATE INDEX entry_by_time ON audit.entry USING brin (at);
CREATE INDEX entry_sealing_order ON audit.entry USING btree (era, xid, id);
CREATE TRIGGER entry_append_only BEFORE DELETE OR UPDATE ON audit.entry FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER entry_not_emptied BEFORE TRUNCATE ON audit.entry FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
grant insert, select on audit.entry to yenbai_app;
grant select on audit.entry to yenbai_reader;

create table audit.era (
  number integer not null,
  began_at timestamp with time zone not null,
  reason text not null,
  constraint era_pkey PRIMARY KEY (number),
  constraint era_number_positive CHECK ((number > 0))
);
comment on table audit.era is 'Times in which transaction ids of one database server count upwards; a restored archive begins a new one.';
comment on column audit.era.number is 'Counts from 1; the highest is the present era.';
comment on column audit.era.began_at is 'When the era began.';
comment on column audit.era.reason is 'Why: the installation, or a restored archive.';
CREATE TRIGGER era_append_only BEFORE DELETE OR UPDATE ON audit.era FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER era_not_emptied BEFORE TRUNCATE ON audit.era FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
grant select on audit.era to yenbai_app;
grant select on audit.era to yenbai_reader;

create table audit.leaf (
  ledger text collate "C" not null,
  seal bigint not null,
  part integer not null,
  leaves bytea not null,
  constraint leaf_pkey PRIMARY KEY (ledger, seal, part),
  constraint leaf_is_whole CHECK (((length(leaves) > 0) AND ((length(leaves) % 48) = 0))),
  constraint leaf_part_positive CHECK ((part > 0))
);
comment on table audit.leaf is 'Leaves of the Merkle tree under each seal: they name the record when the root does not hold. The root proves them.';
comment on column audit.leaf.ledger is 'The sealed table.';
comment on column audit.leaf.seal is 'Number of the seal.';
comment on column audit.leaf.part is 'Counts from 1: leaves of a large seal come in parts.';
comment on column audit.leaf.leaves is 'For each row in the order of sealing 16 bytes of id and 32 bytes of leaf hash.';
CREATE TRIGGER leaf_append_only BEFORE DELETE OR UPDATE ON audit.leaf FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER leaf_not_emptied BEFORE TRUNCATE ON audit.leaf FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
grant insert, select on audit.leaf to yenbai_app;
grant select on audit.leaf to yenbai_reader;

create table audit.seal (
  ledger text collate "C" not null,
  number bigint not null,
  version integer not null,
  from_era integer not null,
  from_xid xid8 not null,
  before_era integer not null,
  before_xid xid8 not null,
  row_count bigint not null,
  root text collate "C" not null,
  previous text collate "C" not null,
  sealed_at timestamp with time zone not null,
  hash text collate "C" not null,
  constraint seal_pkey PRIMARY KEY (ledger, number),
  constraint seal_hashes_are_sha256 CHECK (((root ~ '^[0-9a-f]{64}$'::text) AND (previous ~ '^[0-9a-f]{64}$'::text) AND (hash ~ '^[0-9a-f]{64}$'::text))),
  constraint seal_not_empty CHECK ((row_count > 0)),
  constraint seal_number_positive CHECK ((number > 0)),
  constraint seal_range_runs_forward CHECK ((ROW(before_era, before_xid) > ROW(from_era, from_xid)))
);
comment on table audit.seal is 'Seals over committed rows of a ledger: each covers a range and the seal before it.';
comment on column audit.seal.ledger is 'The sealed table, e.g. audit.entry.';
comment on column audit.seal.number is 'Counts from 1 without gaps, per ledger.';
comment on column audit.seal.version is 'Version of the seal''s format.';
comment on column audit.seal.from_era is 'Era of the first transaction covered.';
comment on column audit.seal.from_xid is 'First transaction covered.';
comment on column audit.seal.before_era is 'Era of the first transaction not covered.';
comment on column audit.seal.before_xid is 'First transaction not covered.';
comment on column audit.seal.row_count is 'Rows covered.';
comment on column audit.seal.root is 'Root of the Merkle tree over the rows, SHA-256 in hex.';
comment on column audit.seal.previous is 'Hash of the seal before; zeros for the first.';
comment on column audit.seal.sealed_at is 'When it was sealed.';
comment on column audit.seal.hash is 'SHA-256 in hex over everything above.';
CREATE TRIGGER seal_append_only BEFORE DELETE OR UPDATE ON audit.seal FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER seal_not_emptied BEFORE TRUNCATE ON audit.seal FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
grant insert, select on audit.seal to yenbai_app;
grant select on audit.seal to yenbai_reader;

create table audit.verification (
  id uuid not null,
  ledger text collate "C" not null,
  verified_at timestamp with time zone not null,
  seals bigint not null,
  sealed_rows bigint not null,
  open_rows bigint not null,
  broken_seal bigint,
  broken_how text collate "C",
  broken_records text[] collate "C" default '{}'::text[] not null,
  constraint verification_pkey PRIMARY KEY (id),
  constraint verification_break_is_whole CHECK (((broken_seal IS NULL) = (broken_how IS NULL))),
  constraint verification_break_known CHECK ((broken_how = ANY (ARRAY['changed'::text, 'missing'::text, 'inserted'::text, 'seal'::text])))
);
comment on table audit.verification is 'What the recomputation of all seals found, each time it ran.';
comment on column audit.verification.id is 'Identity, UUIDv7.';
comment on column audit.verification.ledger is 'The sealed table.';
comment on column audit.verification.verified_at is 'When it ran.';
comment on column audit.verification.seals is 'Seals found whole.';
comment on column audit.verification.sealed_rows is 'Rows under them.';
comment on column audit.verification.open_rows is 'Rows not sealed at that time.';
comment on column audit.verification.broken_seal is 'The first seal that did not hold; missing when all held.';
comment on column audit.verification.broken_how is 'What was found under it.';
comment on column audit.verification.broken_records is 'The records found changed, missing or put in, where it can be told: how and id.';
CREATE INDEX verification_latest ON audit.verification USING btree (ledger, verified_at DESC);
CREATE TRIGGER verification_append_only BEFORE DELETE OR UPDATE ON audit.verification FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER verification_not_emptied BEFORE TRUNCATE ON audit.verification FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
grant insert, select on audit.verification to yenbai_app;
grant select on audit.verification to yenbai_reader;

create function audit.current_era() returns integer
  language sql stable parallel safe set search_path = pg_catalog, pg_temp
as $$select max(number) from audit.era$$;
comment on function audit.current_era() is 'The era that rows written now belong to; the default of the era column of every sealed table.';
grant execute on function audit.current_era() to public;
grant execute on function audit.current_era() to yenbai_app;

create function audit.refuse_change() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (select 1 from pg_catalog.pg_roles where rolname = current_user and rolsuper) then
    if tg_op = 'DELETE' then
      return old;
    end if;
    return new;
  end if;
  raise exception '% of %.% is refused: rows can only be added', lower(tg_op), tg_table_schema, tg_table_name
    using errcode = 'insufficient_privilege';
end
$$;
comment on function audit.refuse_change() is 'Refuses change, removal and emptying of append-only tables, the owner''s included; only a superuser passes.';
grant execute on function audit.refuse_change() to public;

-- channel ---------------------------------------------------------------------------------------------------------------------------------

create schema channel;
comment on schema channel is 'What people are told: their choices, their notices, the ways these go';
grant usage on schema channel to yenbai_app;
grant usage on schema channel to yenbai_reader;

create table channel.attempt (
  notice_id uuid not null,
  message_id uuid not null,
  way text collate "C" not null,
  person_id uuid,
  at timestamp with time zone not null,
  outcome text collate "C",
  constraint attempt_pkey PRIMARY KEY (notice_id, message_id),
  constraint attempt_outcome_known CHECK ((outcome = ANY (ARRAY['reached'::text, 'failed'::text, 'expired'::text]))),
  constraint attempt_way_known CHECK ((way = ANY (ARRAY['push'::text, 'sms'::text, 'email'::text]))),
  constraint attempt_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES channel.notice(id) ON DELETE CASCADE
);
comment on table channel.attempt is 'By which message a notice was tried. One message may carry several notices.';
comment on column channel.attempt.notice_id is 'The notice.';
comment on column channel.attempt.message_id is 'The message in platform.message, while that is kept.';
comment on column channel.attempt.way is 'push, sms or email.';
comment on column channel.attempt.person_id is 'As in the notice, for row-level security.';
comment on column channel.attempt.at is 'When it was queued.';
comment on column channel.attempt.outcome is 'reached, failed or expired; null while nobody knows.';
CREATE INDEX attempt_by_message ON channel.attempt USING btree (message_id);
CREATE INDEX attempt_open ON channel.attempt USING btree (at) WHERE (outcome IS NULL);
alter table channel.attempt enable row level security;
alter table channel.attempt force row level security;
create policy attempt_rows on channel.attempt for all to public using (((person_id = ( SELECT platform.state_actor() AS state_actor)) OR ( SELECT platform.state_duty(VARIADIC ARRAY['identity'::text, 'privacy'::text, 'archive'::text, 'messaging'::text]) AS state_duty))) with check (true);
grant delete, insert, select, update on channel.attempt to yenbai_app;

create table channel.choice (
  person_id uuid not null,
  topic text collate "C" not null,
  ways text[] not null,
  updated_at timestamp with time zone not null,
  constraint choice_pkey PRIMARY KEY (person_id, topic),
  constraint choice_ways_known CHECK ((ways <@ ARRAY['push'::text, 'sms'::text, 'email'::text])),
  constraint choice_person_id_fkey FOREIGN KEY (person_id) REFERENCES people.person(id)
);
comment on table channel.choice is 'By which ways a person wants to be told of a topic; the page of notices always has everything.';
comment on column channel.choice.person_id is 'The person.';
comment on column channel.choice.topic is 'The topic, as a module registered it.';
comment on column channel.choice.ways is 'push, sms, email in the order in which they are tried; empty for none.';
comment on column channel.choice.updated_at is 'When it was chosen.';
alter table channel.choice enable row level security;
alter table channel.choice force row level security;
create policy choice_rows on channel.choice for all to public using (((person_id = ( SELECT platform.state_actor() AS state_actor)) OR ( SELECT platform.state_duty(VARIADIC ARRAY['identity'::text, 'privacy'::text, 'archive'::text, 'messaging'::text]) AS state_duty))) with check (true);
grant delete, insert, select, update on channel.choice to yenbai_app;

create table channel.notice (
  id uuid not null,
  key text collate "C" not null,
  topic text collate "C" not null,
  subject_kind text collate "C" not null,
  subject_id uuid not null,
  person_id uuid,
  sealed_to text collate "C",
  lang text collate "C" not null,
  title text not null,
  words text not null,
  href text collate "C" not null,
  urgent boolean default false not null,
  state text collate "C" default 'waiting'::text not null,
  at timestamp with time zone not null,
  due_at timestamp with time zone,
  read_at timestamp with time zone,
  constraint notice_pkey PRIMARY KEY (id),
  constraint notice_once UNIQUE (key),
  constraint notice_goes_to_somebody CHECK (((person_id IS NULL) OR (sealed_to IS NULL))),
  constraint notice_state_known CHECK ((state = ANY (ARRAY['waiting'::text, 'on-its-way'::text, 'reached'::text, 'not-reached'::text, 'page-only'::text]))),
  constraint notice_waits_until CHECK (((state = ANY (ARRAY['waiting'::text, 'on-its-way'::text])) = (due_at IS NOT NULL))),
  constraint notice_person_id_fkey FOREIGN KEY (person_id) REFERENCES people.person(id)
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
CREATE INDEX notice_by_person ON channel.notice USING btree (person_id, at DESC) WHERE (person_id IS NOT NULL);
CREATE INDEX notice_by_subject ON channel.notice USING btree (subject_id, at);
CREATE INDEX notice_due ON channel.notice USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX notice_unread ON channel.notice USING btree (person_id) WHERE ((person_id IS NOT NULL) AND (read_at IS NULL));
alter table channel.notice enable row level security;
alter table channel.notice force row level security;
create policy notice_rows on channel.notice for all to public using (((person_id = ( SELECT platform.state_actor() AS state_actor)) OR ( SELECT platform.state_duty(VARIADIC ARRAY['identity'::text, 'privacy'::text, 'archive'::text, 'messaging'::text]) AS state_duty))) with check (true);
grant delete, insert, select, update on channel.notice to yenbai_app;

create table channel.setting (
  person_id uuid not null,
  quiet_from time without time zone not null,
  quiet_to time without time zone not null,
  updated_at timestamp with time zone not null,
  constraint setting_pkey PRIMARY KEY (person_id),
  constraint setting_person_id_fkey FOREIGN KEY (person_id) REFERENCES people.person(id)
);
comment on table channel.setting is 'When a person does not want to be disturbed; nobody who never chose has a row.';
comment on column channel.setting.person_id is 'The person.';
comment on column channel.setting.quiet_from is 'Nothing that can wait is sent from this time of the day on (civil time).';
comment on column channel.setting.quiet_to is 'Until this time of the day.';
comment on column channel.setting.updated_at is 'When it was chosen.';
alter table channel.setting enable row level security;
alter table channel.setting force row level security;
create policy setting_rows on channel.setting for all to public using (((person_id = ( SELECT platform.state_actor() AS state_actor)) OR ( SELECT platform.state_duty(VARIADIC ARRAY['identity'::text, 'privacy'::text, 'archive'::text, 'messaging'::text]) AS state_duty))) with check (true);
grant delete, insert, select, update on channel.setting to yenbai_app;

-- developers ------------------------------------------------------------------------------------------------------------------------------

create schema developers;
comment on schema developers is 'Keys and webhooks for programs of other departments and of anybody';
grant usage on schema developers to yenbai_app;
grant usage on schema developers to yenbai_reader;

create table developers.api_key (
  id uuid not null,
  app_id uuid not null,
  kind text collate "C" not null,
  digest bytea not null,
  hint text collate "C" not null,
  created_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint api_key_pkey PRIMARY KEY (id),
  constraint api_key_once UNIQUE (digest),
  constraint api_key_kind_known CHECK ((kind = ANY (ARRAY['sandbox'::text, 'live'::text]))),
  constraint api_key_app_id_fkey FOREIGN KEY (app_id) REFERENCES developers.app(id)
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
CREATE INDEX api_key_by_app ON developers.api_key USING btree (app_id);
grant delete, insert, select, update on developers.api_key to yenbai_app;

create table developers.app (
  id uuid not null,
  person_id uuid,
  name text not null,
  purpose text not null,
  site text default ''::text not null,
  organisation text default ''::text not null,
  state text collate "C" not null,
  wanted_at timestamp with time zone,
  decided_at timestamp with time zone,
  decided_by uuid,
  reason text default ''::text not null,
  per_minute integer not null,
  created_at timestamp with time zone not null,
  asked text default ''::text not null,
  contact text default ''::text not null,
  constraint app_pkey PRIMARY KEY (id),
  constraint app_limit_sensible CHECK (((per_minute >= 1) AND (per_minute <= 100000))),
  constraint app_state_known CHECK ((state = ANY (ARRAY['sandbox'::text, 'wanted'::text, 'granted'::text, 'refused'::text, 'revoked'::text]))),
  constraint app_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES people.person(id),
  constraint app_person_id_fkey FOREIGN KEY (person_id) REFERENCES people.person(id)
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
comment on column developers.app.asked is 'What the real system is wanted for.';
comment on column developers.app.contact is 'Whom to reach when something goes wrong, as its owner wrote it.';
CREATE INDEX app_by_person ON developers.app USING btree (person_id, created_at DESC);
CREATE INDEX app_wanted ON developers.app USING btree (wanted_at) WHERE (state = 'wanted'::text);
alter table developers.app enable row level security;
alter table developers.app force row level security;
create policy app_rows on developers.app for all to public using (((person_id = ( SELECT platform.state_actor() AS state_actor)) OR ( SELECT platform.state_everywhere() AS state_everywhere) OR ( SELECT platform.state_duty(VARIADIC ARRAY['identity'::text, 'privacy'::text, 'archive'::text]) AS state_duty))) with check (true);
grant delete, insert, select, update on developers.app to yenbai_app;

create table developers.delivery (
  id uuid not null,
  webhook_id uuid not null,
  message_id text collate "C" not null,
  type text collate "C" not null,
  payload jsonb not null,
  state text collate "C" not null,
  attempts integer default 0 not null,
  next_attempt_at timestamp with time zone,
  status integer,
  failure text collate "C",
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint delivery_pkey PRIMARY KEY (id),
  constraint delivery_once UNIQUE (webhook_id, message_id),
  constraint delivery_due CHECK (((state = 'waiting'::text) = (next_attempt_at IS NOT NULL))),
  constraint delivery_state_known CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'failed'::text]))),
  constraint delivery_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES developers.webhook(id)
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
CREATE INDEX delivery_by_webhook ON developers.delivery USING btree (webhook_id, created_at DESC);
CREATE INDEX delivery_due_at ON developers.delivery USING btree (next_attempt_at) WHERE (next_attempt_at IS NOT NULL);
grant delete, insert, select, update on developers.delivery to yenbai_app;

create table developers.sandbox_request (
  id uuid not null,
  app_id uuid not null,
  code text collate "C" not null,
  service_code text collate "C" not null,
  state text collate "C" not null,
  content jsonb not null,
  requested_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint sandbox_request_pkey PRIMARY KEY (id),
  constraint sandbox_request_once UNIQUE (code),
  constraint sandbox_request_app_id_fkey FOREIGN KEY (app_id) REFERENCES developers.app(id)
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
CREATE INDEX sandbox_request_by_app ON developers.sandbox_request USING btree (app_id, requested_at DESC);
CREATE INDEX sandbox_request_open ON developers.sandbox_request USING btree (updated_at) WHERE (state <> ALL (ARRAY['answered'::text, 'not-accepted'::text]));
grant delete, insert, select, update on developers.sandbox_request to yenbai_app;

create table developers.webhook (
  id uuid not null,
  app_id uuid not null,
  kind text collate "C" not null,
  url text collate "C" not null,
  sealed_secret text collate "C" not null,
  types text[] not null,
  state text collate "C" not null,
  failing_since timestamp with time zone,
  created_at timestamp with time zone not null,
  constraint webhook_pkey PRIMARY KEY (id),
  constraint webhook_kind_known CHECK ((kind = ANY (ARRAY['sandbox'::text, 'live'::text]))),
  constraint webhook_state_known CHECK ((state = ANY (ARRAY['active'::text, 'paused'::text, 'removed'::text]))),
  constraint webhook_app_id_fkey FOREIGN KEY (app_id) REFERENCES developers.app(id)
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
CREATE INDEX webhook_active ON developers.webhook USING btree (kind) WHERE (state = 'active'::text);
CREATE INDEX webhook_by_app ON developers.webhook USING btree (app_id);
grant delete, insert, select, update on developers.webhook to yenbai_app;

-- indicators ------------------------------------------------------------------------------------------------------------------------------

create schema indicators;
comment on schema indicators is 'Figures made of what the other modules record';
grant usage on schema indicators to yenbai_app;
grant usage on schema indicators to yenbai_reader;

create table indicators.coverage_check (
  id uuid not null,
  checked_at timestamp with time zone not null,
  milliseconds integer not null,
  rows_compared bigint not null,
  differences jsonb not null,
  constraint coverage_check_pkey PRIMARY KEY (id)
);
comment on table indicators.coverage_check is 'Each night the steps are made anew from the rosters and compared with what was prepared.';
comment on column indicators.coverage_check.id is 'Identity, UUIDv7.';
comment on column indicators.coverage_check.checked_at is 'When.';
comment on column indicators.coverage_check.milliseconds is 'How long it took.';
comment on column indicators.coverage_check.rows_compared is 'How many steps were compared.';
comment on column indicators.coverage_check.differences is 'What differed (unit, day, figures before and after), at most a hundred; empty when all is well.';
CREATE INDEX coverage_check_newest ON indicators.coverage_check USING btree (checked_at DESC);
grant delete, insert, select, update on indicators.coverage_check to yenbai_app;
grant select on indicators.coverage_check to yenbai_reader;

create table indicators.coverage_delta (
  event_id uuid not null,
  unit_id uuid not null,
  day date not null,
  figure text collate "C" not null,
  delta integer not null,
  constraint coverage_delta_pkey PRIMARY KEY (event_id, unit_id, day, figure)
);
comment on table indicators.coverage_delta is 'By how much a figure of a unit changed on a day, event by event. Their sum is the figure.';
comment on column indicators.coverage_delta.event_id is 'The event that said so; it counts once.';
comment on column indicators.coverage_delta.unit_id is 'The unit where the team sits.';
comment on column indicators.coverage_delta.day is 'From which day on.';
comment on column indicators.coverage_delta.figure is '<level>.teams, <level>.members.<core force> or <level>.leaderless.';
comment on column indicators.coverage_delta.delta is 'By how much.';
CREATE INDEX coverage_delta_by_unit ON indicators.coverage_delta USING btree (unit_id, day);
grant delete, insert, select, update on indicators.coverage_delta to yenbai_app;
grant select on indicators.coverage_delta to yenbai_reader;

create table indicators.coverage_map (
  id bigint generated always as identity not null,
  from_day date not null,
  to_day date not null,
  structure_version bigint not null,
  built_at timestamp with time zone not null,
  constraint coverage_map_pkey PRIMARY KEY (id),
  constraint coverage_map_once UNIQUE (from_day, structure_version)
);
comment on table indicators.coverage_map is 'Maps for which steps are prepared: every day between two changes of units has the same one.';
comment on column indicators.coverage_map.id is 'Number of the map.';
comment on column indicators.coverage_map.from_day is 'First day with this map.';
comment on column indicators.coverage_map.to_day is 'Day after the last; infinity when open.';
comment on column indicators.coverage_map.structure_version is 'The version of the structure that it was built from.';
comment on column indicators.coverage_map.built_at is 'When it was built.';
grant delete, insert, select, update on indicators.coverage_map to yenbai_app;
grant select on indicators.coverage_map to yenbai_reader;

create table indicators.coverage_step (
  map_id bigint not null,
  unit_id uuid not null,
  from_day date not null,
  to_day date not null,
  communes_total integer not null,
  communes_with_team integer not null,
  villages_total integer not null,
  villages_with_team integer not null,
  commune_teams integer not null,
  village_teams integer not null,
  commune_leaderless integer not null,
  village_leaderless integer not null,
  commune_members integer not null,
  village_members integer not null,
  by_core_force jsonb not null,
  people integer not null,
  constraint coverage_step_pkey PRIMARY KEY (map_id, unit_id, from_day),
  constraint coverage_step_map_id_fkey FOREIGN KEY (map_id) REFERENCES indicators.coverage_map(id) ON DELETE CASCADE
);
comment on table indicators.coverage_step is 'The figures of a unit on one map over a range of days. Days before the first step have nothing.';
comment on column indicators.coverage_step.map_id is 'The map.';
comment on column indicators.coverage_step.unit_id is 'The unit.';
comment on column indicators.coverage_step.from_day is 'First day.';
comment on column indicators.coverage_step.to_day is 'Day after the last; infinity when open.';
comment on column indicators.coverage_step.communes_total is 'Communes of the map in the unit.';
comment on column indicators.coverage_step.communes_with_team is 'Of these, with an active commune team, of their own or of a predecessor.';
comment on column indicators.coverage_step.villages_total is 'Villages of the map in the unit.';
comment on column indicators.coverage_step.villages_with_team is 'Of these, with an active village team.';
comment on column indicators.coverage_step.commune_teams is 'Active teams at commune level.';
comment on column indicators.coverage_step.village_teams is 'Active teams at village level.';
comment on column indicators.coverage_step.commune_leaderless is 'Of the commune teams, without a leader.';
comment on column indicators.coverage_step.village_leaderless is 'Of the village teams, without a leader.';
comment on column indicators.coverage_step.commune_members is 'Memberships in force in commune teams.';
comment on column indicators.coverage_step.village_members is 'Memberships in force in village teams.';
comment on column indicators.coverage_step.by_core_force is 'All memberships in force by code of the core force.';
comment on column indicators.coverage_step.people is 'Distinct persons in force in the unit; never summed over units.';
grant delete, insert, select, update on indicators.coverage_step to yenbai_app;
grant select on indicators.coverage_step to yenbai_reader;

-- legal -----------------------------------------------------------------------------------------------------------------------------------

create schema legal;
comment on schema legal is 'Legal documents and their clauses, cited by every other module.';
grant usage on schema legal to yenbai_app;
grant usage on schema legal to yenbai_reader;

create table legal.clause (
  id uuid not null,
  document_id uuid not null,
  path text collate "C" not null,
  ordinal integer default 0 not null,
  text text not null,
  constraint clause_pkey PRIMARY KEY (id),
  constraint clause_once_per_path UNIQUE (document_id, path),
  constraint clause_path_written CHECK (((path <> ''::text) AND (path = btrim(path)))),
  constraint clause_document_id_fkey FOREIGN KEY (document_id) REFERENCES legal.document(id)
);
comment on table legal.clause is 'A part of a document that something cites.';
comment on column legal.clause.id is 'Identity; fixed for clauses shipped as reference data.';
comment on column legal.clause.document_id is 'The document it is part of.';
comment on column legal.clause.path is 'Place in the document as one cites it, e.g. Điều 1.khoản 2.';
comment on column legal.clause.ordinal is 'Order inside the document, as printed.';
comment on column legal.clause.text is 'What the clause says: its words, or a summary that says that it is one.';
grant insert, select, update on legal.clause to yenbai_app;
grant select on legal.clause to yenbai_reader;

create table legal.document (
  id uuid not null,
  number text collate "C" not null,
  kind text collate "C" not null,
  issuer text not null,
  title_vi text not null,
  title_en text,
  signed_on date,
  in_force daterange,
  verified boolean default false not null,
  verification_note text default ''::text not null,
  source text not null,
  url text,
  file_hash text collate "C",
  constraint document_pkey PRIMARY KEY (id),
  constraint document_number_key UNIQUE (number),
  constraint document_doubt_is_explained CHECK ((verified OR (verification_note <> ''::text))),
  constraint document_file_hash_is_sha256 CHECK (((file_hash IS NULL) OR (file_hash ~ '^[0-9a-f]{64}$'::text))),
  constraint document_in_force_not_empty CHECK (((in_force IS NULL) OR (NOT isempty(in_force)))),
  constraint document_kind_known CHECK ((kind = ANY (ARRAY['law'::text, 'resolution'::text, 'decree'::text, 'decision'::text, 'circular'::text, 'plan'::text, 'guidance'::text, 'letter'::text, 'other'::text]))),
  constraint document_number_written CHECK (((number <> ''::text) AND (number = btrim(number)))),
  constraint document_url_is_web CHECK (((url IS NULL) OR (url ~~ 'http%'::text)))
);
comment on table legal.document is 'One official document that rules, events or figures rest on.';
comment on column legal.document.id is 'Identity; fixed for documents shipped as reference data.';
comment on column legal.document.number is 'Number and symbol as printed, e.g. 1673/NQ-UBTVQH15: the key by which people and import files name the document.';
comment on column legal.document.kind is 'What kind of paper it is, by its name in Vietnamese law.';
comment on column legal.document.issuer is 'The body that issued it, in Vietnamese.';
comment on column legal.document.title_vi is 'Subject of the document as printed, or in short where the exact words are not at hand.';
comment on column legal.document.title_en is 'Subject in English, ours; missing where nobody has translated it.';
comment on column legal.document.signed_on is 'Civil date of signature; missing where unknown.';
comment on column legal.document.in_force is 'Days in force, [from,to); missing where unknown, open end while in force.';
comment on column legal.document.verified is 'True when number, date and what is cited from it were compared with the text of the document.';
comment on column legal.document.verification_note is 'What was compared with what, or what is in doubt.';
comment on column legal.document.source is 'Where this record was taken from.';
comment on column legal.document.url is 'Public address of the text, where there is one.';
comment on column legal.document.file_hash is 'SHA-256 (hex) of the stored copy in the file store, where there is one.';
CREATE INDEX document_newest_first ON legal.document USING btree (COALESCE(signed_on, '0001-01-01'::date) DESC, number);
grant insert, select, update on legal.document to yenbai_app;
grant select on legal.document to yenbai_reader;

-- people ----------------------------------------------------------------------------------------------------------------------------------

create schema people;
comment on schema people is 'People, organisations over time, sign-in, roles, two-person decisions, consent, requests about personal data.';
grant usage on schema people to yenbai_app;
grant usage on schema people to yenbai_reader;

create table people.absence (
  id uuid not null,
  person_id uuid not null,
  deputy_id uuid not null,
  grant_ids uuid[] not null,
  valid daterange not null,
  recorded_by uuid not null,
  recorded_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint absence_pkey PRIMARY KEY (id),
  constraint absence_gives_something CHECK ((cardinality(grant_ids) > 0)),
  constraint absence_not_own_deputy CHECK ((person_id <> deputy_id)),
  constraint absence_valid_whole CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid)) AND (NOT upper_inf(valid)))),
  constraint absence_deputy_id_fkey FOREIGN KEY (deputy_id) REFERENCES people.person(id),
  constraint absence_person_id_fkey FOREIGN KEY (person_id) REFERENCES people.person(id),
  constraint absence_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES people.person(id)
);
comment on table people.absence is 'Away from-to, and who does the work meanwhile with which of the absent person''s roles.';
comment on column people.absence.id is 'Identity, UUIDv7.';
comment on column people.absence.person_id is 'Who is away.';
comment on column people.absence.deputy_id is 'Who does the work.';
comment on column people.absence.grant_ids is 'The grants that the deputy may use.';
comment on column people.absence.valid is 'Days, [from,to).';
comment on column people.absence.recorded_by is 'Who recorded it: the person, or a leader of the place.';
comment on column people.absence.recorded_at is 'When it was recorded.';
comment on column people.absence.ended_at is 'When it was ended early.';
CREATE INDEX absence_by_deputy ON people.absence USING btree (deputy_id) WHERE (ended_at IS NULL);
CREATE INDEX absence_by_person ON people.absence USING btree (person_id) WHERE (ended_at IS NULL);
grant insert, select, update on people.absence to yenbai_app;

create table people.attempt (
  id uuid not null,
  kind text collate "C" not null,
  binding_digest bytea not null,
  person_id uuid,
  sealed_data text collate "C" not null,
  code_digest bytea,
  tries integer default 0 not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint attempt_pkey PRIMARY KEY (id),
  constraint attempt_kind_known CHECK ((kind = ANY (ARRAY['sms-code'::text, 'email-code'::text, 'passkey'::text, 'passkey-new'::text, 'oidc'::text, 'second-factor'::text, 'enrolment'::text, 'handed-code'::text, 'totp-new'::text]))),
  constraint attempt_person_id_fkey FOREIGN KEY (person_id) REFERENCES people.person(id)
);
comment on table people.attempt is 'One try to prove something, bound to the browser that began it: single use, short-lived, counted.';
comment on column people.attempt.id is 'Identity, UUIDv7.';
comment on column people.attempt.kind is 'What is being tried.';
comment on column people.attempt.binding_digest is 'SHA-256 of the secret in the cookie of the browser that began it; for enrolment and handed codes, of the code itself.';
comment on column people.attempt.person_id is 'Whom it would sign in; null where nobody has that number (the page looks the same).';
comment on column people.attempt.sealed_data is 'What the next step needs, encrypted: number, challenge, state of the protocol.';
comment on column people.attempt.code_digest is 'Keyed hash of the code, with the attempt''s id.';
comment on column people.attempt.tries is 'Wrong tries so far.';
comment on column people.attempt.created_at is 'When it began.';
comment on column people.attempt.expires_at is 'When it can no longer be used.';
comment on column people.attempt.used_at is 'When it was used: once.';
CREATE UNIQUE INDEX attempt_by_binding ON people.attempt USING btree (kind, binding_digest) WHERE (used_at IS NULL);
CREATE INDEX attempt_old ON people.attempt USING btree (expires_at);
alter table people.attempt enable row level security;
alter table people.attempt force row level security;
create policy attempt_rows on people.attempt for all to public using (( SELECT platform.state_duty(VARIADIC ARRAY['identity'::text, 'privacy'::text, 'archive'::text]) AS state_duty));
grant delete, insert, select, update on people.attempt to yenbai_app;

create table people.consent (
  id uuid not null,
  person_id uuid not null,
  purpose text collate "C" not null,
  version integer not null,
  given_at timestamp with time zone not null,
  how text collate "C" not null,
  recorded_by uuid,
  withdrawn_at timestamp with time zone,
  withdrawn_by uuid,
  constraint consent_pkey PRIMARY KEY (id),
  constraint consent_how_known CHECK ((how = ANY (ARRAY['self'::text, 'spoken'::text, 'paper'::text]))),
  constraint consent_person_id_fkey FOREIGN KEY (person_id) REFERENCES people.person(id),
  constraint consent_purpose_version_fkey FOREIGN KEY (purpose, version) REFERENCES people.consent_purpose(code, version),
  constraint consent_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES people.person(id),
  constraint consent_withdrawn_by_fkey FOREIGN KEY (withdrawn_by) REFERENCES people.person(id)
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
CREATE UNIQUE INDEX consent_one_in_force ON people.consent USING btree (person_id, purpose) WHERE (withdrawn_at IS NULL);
alter table people.consent enable row level security;
alter table people.consent force row level security;
create policy consent_rows on people.consent for all to public using (((person_id = ( SELECT platform.state_actor() AS state_actor)) OR ( SELECT platform.state_duty(VARIADIC ARRAY['identity'::text, 'privacy'::text, 'archive'::text]) AS state_duty)));
grant delete, insert, select, update on people.consent to yenbai_app;

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
  constraint consent_purpose_pkey PRIMARY KEY (code, version)
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
grant delete, insert, select, update on people.consent_purpose to yenbai_app;

create table people.credential (
  id uuid not null,
  person_id uuid not null,
  device_id uuid,
  kind text collate "C" not null,
  public_id text collate "C",
  secret text collate "C" not null,
  counter bigint default 0 not null,
  failures integer default 0 not null,
  label text,
  created_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  ended_at timestamp with time zone,
  constraint credential_pkey PRIMARY KEY (id),
  constraint credential_kind_known CHECK ((kind = ANY (ARRAY['password'::text, 'totp'::text, 'recovery-code'::text, 'pin'::text, 'passkey'::text]))),
  constraint credential_pin_has_device CHECK (((kind = 'pin'::text) = (device_id IS NOT NULL))),
  constraint credential_device_id_fkey FOREIGN KEY (device_id) REFERENCES people.device(id),
  constraint credential_person_id_fkey FOREIGN KEY (person_id) REFERENCES people.person(id)
);
comment on table people.credential is 'What a person proves to be themselves with.';
comment on column people.credential.id is 'Identity, UUIDv7.';
comment on column people.credential.person_id is 'Whose it is.';
comment on column people.credential.device_id is 'The device on which a PIN counts.';
comment on column people.credential.kind is 'password, totp, recovery-code, pin or passkey.';
comment on column people.credential.public_id is 'A passkey''s credential id.';
comment on column people.credential.secret is 'Argon2id hash (password, pin, recovery-code), sealed secret (totp), public key and properties as JSON (passkey).';
comment on column people.credential.counter is 'Last counter of a passkey, last time step used of a totp: neither is accepted twice.';
comment on column people.credential.failures is 'Wrong tries since the last right one.';
comment on column people.credential.label is 'How the person recognises it.';
comment on column people.credential.created_at is 'When it was made.';
comment on column people.credential.last_used_at is 'When it was used last.';
comment on column people.credential.ended_at is 'When it stopped counting.';
CREATE INDEX credential_by_person ON people.credential USING btree (person_id, kind) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX credential_one_password ON people.credential USING btree (person_id) WHERE ((kind = 'password'::text) AND (ended_at IS NULL));
CREATE UNIQUE INDEX credential_one_pin ON people.credential USING btree (device_id) WHERE ((kind = 'pin'::text) AND (ended_at IS NULL));
CREATE UNIQUE INDEX credential_passkey_once ON people.credential USING btree (public_id) WHERE (public_id IS NOT NULL);
alter table people.credential enable row level security;
alter table people.credential force row level security;
create policy credential_rows on people.credential for all to public using (((person_id = ( SELECT platform.state_actor() AS state_actor)) OR ( SELECT platform.state_duty(VARIADIC ARRAY['identity'::text, 'privacy'::text, 'archive'::text]) AS state_duty)));
grant delete, insert, select, update on people.credential to yenbai_app;

create table people.decision (
  id uuid not null,
  kind text collate "C" not null,
  subject_kind text collate "C" not null,
  subject_id text collate "C" not null,
  persons uuid[] default '{}'::uuid[] not null,
  unit_id uuid,
  organisation_id uuid,
  payload jsonb default '{}'::jsonb not null,
  proposed_by uuid not null,
  proposed_role text collate "C" not null,
  proposed_at timestamp with time zone not null,
  reason text not null,
  state text collate "C" default 'proposed'::text not null,
  step integer default 1 not null,
  step_until timestamp with time zone,
  expires_at timestamp with time zone not null,
  decided_by uuid,
  decided_role text collate "C",
  decided_at timestamp with time zone,
  decided_why text,
  constraint decision_pkey PRIMARY KEY (id),
  constraint decision_ended_is_whole CHECK (((state = 'proposed'::text) = (decided_at IS NULL))),
  constraint decision_reason_given CHECK (((length(reason) >= 1) AND (length(reason) <= 500))),
  constraint decision_second_is_another CHECK (((state <> ALL (ARRAY['confirmed'::text, 'refused'::text])) OR (decided_by <> proposed_by))),
  constraint decision_state_known CHECK ((state = ANY (ARRAY['proposed'::text, 'confirmed'::text, 'refused'::text, 'withdrawn'::text, 'expired'::text]))),
  constraint decision_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES people.person(id),
  constraint decision_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES people.organisation(id),
  constraint decision_proposed_by_fkey FOREIGN KEY (proposed_by) REFERENCES people.person(id),
  constraint decision_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES territory.unit(id)
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
CREATE INDEX decision_by_proposer ON people.decision USING btree (proposed_by, proposed_at DESC);
CREATE INDEX decision_by_subject ON people.decision USING btree (subject_kind, subject_id, proposed_at DESC);
CREATE UNIQUE INDEX decision_one_open ON people.decision USING btree (kind, subject_kind, subject_id) WHERE (state = 'proposed'::text);
CREATE INDEX decision_open ON people.decision USING btree (kind, proposed_at) WHERE (state = 'proposed'::text);
CREATE INDEX decision_timer ON people.decision USING btree (LEAST(step_until, expires_at)) WHERE (state = 'proposed'::text);
grant insert, select, update on people.decision to yenbai_app;

create table people.device (
  id uuid not null,
  person_id uuid not null,
  name text not null,
  kind text collate "C" not null,
  token_digest bytea not null,
  enrolled_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  ended_why text collate "C",
  constraint device_pkey PRIMARY KEY (id),
  constraint device_kind_known CHECK ((kind = ANY (ARRAY['remembered'::text, 'enrolled'::text]))),
  constraint device_person_id_fkey FOREIGN KEY (person_id) REFERENCES people.person(id)
);
comment on table people.device is 'A browser that a person uses again: remembered after a code, or enrolled by the commune or a leader.';
comment on column people.device.id is 'Identity, UUIDv7.';
comment on column people.device.person_id is 'Whose device it is.';
comment on column people.device.name is 'How the person recognises it, e.g. Android, Chrome.';
comment on column people.device.kind is 'remembered (one factor) or enrolled (with its PIN two factors).';
comment on column people.device.token_digest is 'SHA-256 of the secret in the device''s cookie.';
comment on column people.device.enrolled_at is 'When it became known.';
comment on column people.device.last_seen_at is 'When it was used last, to the hour.';
comment on column people.device.ended_at is 'When it stopped being trusted.';
comment on column people.device.ended_why is 'By the person, recovery, too many wrong PINs ...: a code.';
CREATE INDEX device_by_person ON people.device USING btree (person_id);
CREATE UNIQUE INDEX device_by_token ON people.device USING btree (token_digest);
alter table people.device enable row level security;
alter table people.device force row level security;
create policy device_rows on people.device for all to public using (((person_id = ( SELECT platform.state_actor() AS state_actor)) OR ( SELECT platform.state_duty(VARIADIC ARRAY['identity'::text, 'privacy'::text, 'archive'::text]) AS state_duty)));
grant delete, insert, select, update on people.device to yenbai_app;

create table people.identifier (
  id uuid not null,
  person_id uuid not null,
  unit_id uuid,
  organisation_id uuid,
  kind text collate "C" not null,
  sealed text collate "C" not null,
  digest bytea not null,
  digest_key text collate "C" not null,
  verified_at timestamp with time zone,
  added_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint identifier_pkey PRIMARY KEY (id),
  constraint identifier_kind_known CHECK ((kind = ANY (ARRAY['phone'::text, 'email'::text, 'citizen-id'::text, 'oidc-subject'::text, 'user-name'::text]))),
  constraint identifier_person_id_fkey FOREIGN KEY (person_id) REFERENCES people.person(id)
);
comment on table people.identifier is 'Numbers and addresses of a person, encrypted; found by a keyed hash.';
comment on column people.identifier.id is 'Identity; part of the place to which the encryption is bound.';
comment on column people.identifier.person_id is 'The person.';
comment on column people.identifier.unit_id is 'As in person, for row-level security.';
comment on column people.identifier.organisation_id is 'As in person, for row-level security.';
comment on column people.identifier.kind is 'phone (E.164), email, citizen-id, oidc-subject (issuer and subject), user-name (of officials).';
comment on column people.identifier.sealed is 'The value, encrypted.';
comment on column people.identifier.digest is 'Keyed hash of kind and value.';
comment on column people.identifier.digest_key is 'The key of the hash.';
comment on column people.identifier.verified_at is 'When the person proved that it is theirs.';
comment on column people.identifier.added_at is 'When it was recorded.';
comment on column people.identifier.ended_at is 'When it stopped being theirs.';
CREATE INDEX identifier_by_digest ON people.identifier USING btree (digest);
CREATE INDEX identifier_by_key ON people.identifier USING btree (digest_key);
CREATE INDEX identifier_by_person ON people.identifier USING btree (person_id);
CREATE UNIQUE INDEX identifier_one_holder ON people.identifier USING btree (kind, digest) WHERE ((ended_at IS NULL) AND (verified_at IS NOT NULL));
alter table people.identifier enable row level security;
alter table people.identifier force row level security;
create policy identifier_rows on people.identifier for all to public using (((person_id = ( SELECT platform.state_actor() AS state_actor)) OR (unit_id = ANY (( SELECT platform.state_units() AS state_units)::uuid[])) OR (organisation_id = ANY (( SELECT platform.state_organisations() AS state_organisations)::uuid[])) OR ( SELECT platform.state_everywhere() AS state_everywhere) OR ( SELECT platform.state_duty(VARIADIC ARRAY['identity'::text, 'privacy'::text, 'archive'::text]) AS state_duty)));
grant delete, insert, select, update on people.identifier to yenbai_app;

create table people.organisation (
  id uuid not null,
  kind text collate "C" not null,
  origin text collate "C" default 'reference'::text not null,
  constraint organisation_pkey PRIMARY KEY (id),
  constraint organisation_kind_known CHECK ((kind = ANY (ARRAY['peoples-committee'::text, 'department'::text, 'agency'::text, 'company'::text, 'office'::text]))),
  constraint organisation_origin_known CHECK ((origin = ANY (ARRAY['reference'::text, 'demonstration'::text, 'entered'::text])))
);
comment on table people.organisation is 'An organisation''s identity. Names, places and what it receives are dated, in organisation_version.';
comment on column people.organisation.id is 'Identity.';
comment on column people.organisation.kind is 'peoples-committee, department, agency, company, or office inside one of these.';
comment on column people.organisation.origin is 'reference, demonstration (made up) or entered by hand.';
grant insert, select, update on people.organisation to yenbai_app;
grant select on people.organisation to yenbai_reader;

create table people.organisation_version (
  id uuid not null,
  organisation_id uuid not null,
  valid daterange not null,
  name text collate "vi-x-icu" not null,
  short_name text collate "vi-x-icu" not null,
  search_name text collate "C" not null,
  parent_id uuid,
  unit_id uuid,
  receives text[] collate "C" default '{}'::text[] not null,
  document_id uuid,
  constraint organisation_version_pkey PRIMARY KEY (id),
  constraint organisation_version_not_own_parent CHECK ((parent_id <> organisation_id)),
  constraint organisation_version_receives_known CHECK ((receives <@ ARRAY['cases'::text, 'money'::text])),
  constraint organisation_version_valid_whole CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid)) AND lower_inc(valid) AND (upper_inf(valid) OR (NOT upper_inc(valid))))),
  constraint organisation_version_document_id_fkey FOREIGN KEY (document_id) REFERENCES legal.document(id),
  constraint organisation_version_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES people.organisation(id),
  constraint organisation_version_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES people.organisation(id),
  constraint organisation_version_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES territory.unit(id),
  constraint organisation_version_no_overlap EXCLUDE USING gist (organisation_id WITH =, valid WITH &&)
);
comment on table people.organisation_version is 'What an organisation was called, where it belonged, and what could be sent to it, over a range of days.';
comment on column people.organisation_version.id is 'Identity.';
comment on column people.organisation_version.organisation_id is 'The organisation.';
comment on column people.organisation_version.valid is 'Days for which it holds, [from,to).';
comment on column people.organisation_version.name is 'Full name.';
comment on column people.organisation_version.short_name is 'Name for lists.';
comment on column people.organisation_version.search_name is 'Both names, folded for searching.';
comment on column people.organisation_version.parent_id is 'The organisation above it.';
comment on column people.organisation_version.unit_id is 'The unit it governs or sits in; a People''s Committee has the unit that it governs.';
comment on column people.organisation_version.receives is 'What goes to this office: cases, money.';
comment on column people.organisation_version.document_id is 'The document that founded or changed it.';
CREATE INDEX organisation_version_by_name ON people.organisation_version USING gin (search_name public.gin_trgm_ops);
CREATE INDEX organisation_version_by_parent ON people.organisation_version USING btree (parent_id);
CREATE INDEX organisation_version_by_unit ON people.organisation_version USING btree (unit_id);
grant insert, select, update on people.organisation_version to yenbai_app;
grant select on people.organisation_version to yenbai_reader;

create table people.person (
  id uuid not null,
  state text collate "C" default 'active'::text not null,
  origin text collate "C" default 'entered'::text not null,
  unit_id uuid,
  organisation_id uuid,
  language_of_help text collate "C" default 'vi'::text not null,
  created_at timestamp with time zone not null,
  restricted_at timestamp with time zone,
  erased_at timestamp with time zone,
  constraint person_pkey PRIMARY KEY (id),
  constraint person_erased_has_moment CHECK (((state = 'erased'::text) = (erased_at IS NOT NULL))),
  constraint person_origin_known CHECK ((origin = ANY (ARRAY['entered'::text, 'demonstration'::text]))),
  constraint person_state_known CHECK ((state = ANY (ARRAY['active'::text, 'closed'::text, 'erased'::text]))),
  constraint person_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES people.organisation(id),
  constraint person_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES territory.unit(id)
);
comment on table people.person is 'A person known to the system: an identity without anything that names the person.';
comment on column people.person.id is 'Identity, UUIDv7.';
comment on column people.person.state is 'active, closed (cannot sign in) or erased.';
comment on column people.person.origin is 'entered, or demonstration (made up).';
comment on column people.person.unit_id is 'The unit where the person lives or serves: officials of this place may see the person.';
comment on column people.person.organisation_id is 'The organisation where an official works.';
comment on column people.person.language_of_help is 'The language in which the person wants to be helped; never an ethnicity.';
comment on column people.person.created_at is 'When the person became known.';
comment on column people.person.restricted_at is 'Since when the person''s data may only be kept, not used, at the person''s request.';
comment on column people.person.erased_at is 'When everything that names the person was removed.';
CREATE INDEX person_by_organisation ON people.person USING btree (organisation_id);
CREATE INDEX person_by_unit ON people.person USING btree (unit_id);
grant delete, insert, select, update on people.person to yenbai_app;

create table people.person_details (
  person_id uuid not null,
  unit_id uuid,
  organisation_id uuid,
  full_name text collate "vi-x-icu" not null,
  search_name text collate "C" not null,
  birth_year integer,
  constraint person_details_pkey PRIMARY KEY (person_id),
  constraint person_details_birth_year_possible CHECK (((birth_year >= 1900) AND (birth_year <= 2100))),
  constraint person_details_person_id_fkey FOREIGN KEY (person_id) REFERENCES people.person(id)
);
comment on table people.person_details is 'What names a person. Row-level security by place and organisation.';
comment on column people.person_details.person_id is 'The person.';
comment on column people.person_details.unit_id is 'As in person, for row-level security.';
comment on column people.person_details.organisation_id is 'As in person, for row-level security.';
comment on column people.person_details.full_name is 'Name as the person writes it.';
comment on column people.person_details.search_name is 'Name folded for searching.';
comment on column people.person_details.birth_year is 'Year of birth, where the person gave it: tells two people of one name apart.';
CREATE INDEX person_details_by_organisation ON people.person_details USING btree (organisation_id);
CREATE INDEX person_details_by_unit ON people.person_details USING btree (unit_id);
alter table people.person_details enable row level security;
alter table people.person_details force row level security;
create policy person_details_seen on people.person_details for select to public using (((person_id = ( SELECT platform.state_actor() AS state_actor)) OR (unit_id = ANY (( SELECT platform.state_units() AS state_units)::uuid[])) OR (organisation_id = ANY (( SELECT platform.state_organisations() AS state_organisations)::uuid[])) OR ( SELECT platform.state_everywhere() AS state_everywhere) OR ( SELECT platform.state_duty(VARIADIC ARRAY['identity'::text, 'privacy'::text, 'archive'::text]) AS state_duty)));
create policy person_details_written on people.person_details for all to public using (((person_id = ( SELECT platform.state_actor() AS state_actor)) OR (unit_id = ANY (( SELECT platform.state_units() AS state_units)::uuid[])) OR (organisation_id = ANY (( SELECT platform.state_organisations() AS state_organisations)::uuid[])) OR ( SELECT platform.state_everywhere() AS state_everywhere) OR ( SELECT platform.state_duty(VARIADIC ARRAY['identity'::text, 'privacy'::text]) AS state_duty)));
grant delete, insert, select, update on people.person_details to yenbai_app;

create table people.privacy_request (
  id uuid not null,
  person_id uuid not null,
  unit_id uuid,
  organisation_id uuid,
  kind text collate "C" not null,
  state text collate "C" default 'received'::text not null,
  words text,
  received_at timestamp with time zone not null,
  received_how text collate "C" not null,
  recorded_by uuid,
  due_at timestamp with time zone not null,
  answered_at timestamp with time zone,
  answered_by uuid,
  answer text,
  carry_out_after timestamp with time zone,
  ended_at timestamp with time zone,
  constraint privacy_request_pkey PRIMARY KEY (id),
  constraint privacy_request_ended_is_whole CHECK (((state = ANY (ARRAY['received'::text, 'answered'::text])) = (ended_at IS NULL))),
  constraint privacy_request_how_known CHECK ((received_how = ANY (ARRAY['self'::text, 'spoken'::text, 'paper'::text]))),
  constraint privacy_request_kind_known CHECK ((kind = ANY (ARRAY['see'::text, 'correct'::text, 'export'::text, 'restrict'::text, 'delete'::text, 'object'::text]))),
  constraint privacy_request_state_known CHECK ((state = ANY (ARRAY['received'::text, 'answered'::text, 'carried-out'::text, 'refused'::text, 'withdrawn'::text]))),
  constraint privacy_request_answered_by_fkey FOREIGN KEY (answered_by) REFERENCES people.person(id),
  constraint privacy_request_person_id_fkey FOREIGN KEY (person_id) REFERENCES people.person(id),
  constraint privacy_request_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES people.person(id)
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
CREATE INDEX privacy_request_by_person ON people.privacy_request USING btree (person_id, received_at DESC);
CREATE INDEX privacy_request_ended ON people.privacy_request USING btree (ended_at) WHERE (ended_at IS NOT NULL);
CREATE UNIQUE INDEX privacy_request_one_open ON people.privacy_request USING btree (person_id, kind) WHERE (state = ANY (ARRAY['received'::text, 'answered'::text]));
CREATE INDEX privacy_request_open ON people.privacy_request USING btree (due_at) WHERE (state = ANY (ARRAY['received'::text, 'answered'::text]));
alter table people.privacy_request enable row level security;
alter table people.privacy_request force row level security;
create policy privacy_request_rows on people.privacy_request for all to public using (((person_id = ( SELECT platform.state_actor() AS state_actor)) OR (unit_id = ANY (( SELECT platform.state_units() AS state_units)::uuid[])) OR (organisation_id = ANY (( SELECT platform.state_organisations() AS state_organisations)::uuid[])) OR ( SELECT platform.state_everywhere() AS state_everywhere) OR ( SELECT platform.state_duty(VARIADIC ARRAY['privacy'::text, 'archive'::text]) AS state_duty)));
grant delete, insert, select, update on people.privacy_request to yenbai_app;

create table people.retention_rule (
  code text collate "C" not null,
  keep_days integer not null,
  what_vi text not null,
  what_en text not null,
  basis text not null,
  constraint retention_rule_pkey PRIMARY KEY (code),
  constraint retention_rule_days_positive CHECK ((keep_days > 0))
);
comment on table people.retention_rule is 'How long what is kept; from data/people/retention.csv.';
comment on column people.retention_rule.code is 'Code; a module carries it out.';
comment on column people.retention_rule.keep_days is 'Days.';
comment on column people.retention_rule.what_vi is 'What it is about, Vietnamese.';
comment on column people.retention_rule.what_en is 'What it is about, English.';
comment on column people.retention_rule.basis is 'Why this long.';
grant delete, insert, select, update on people.retention_rule to yenbai_app;

create table people.retention_run (
  id uuid not null,
  rule text collate "C" not null,
  ran_at timestamp with time zone not null,
  ended integer not null,
  constraint retention_run_pkey PRIMARY KEY (id),
  constraint retention_run_rule_fkey FOREIGN KEY (rule) REFERENCES people.retention_rule(code) ON DELETE CASCADE
);
comment on table people.retention_run is 'What the nightly job ended by which rule.';
comment on column people.retention_run.id is 'Identity, UUIDv7.';
comment on column people.retention_run.rule is 'The rule.';
comment on column people.retention_run.ran_at is 'When.';
comment on column people.retention_run.ended is 'How many things.';
CREATE INDEX retention_run_latest ON people.retention_run USING btree (rule, ran_at DESC);
grant insert, select on people.retention_run to yenbai_app;

create table people.role (
  code text collate "C" not null,
  holds_at text collate "C" not null,
  second_factor boolean not null,
  powerful boolean not null,
  idle_minutes integer not null,
  longest_hours integer not null,
  name_vi text not null,
  name_en text not null,
  meaning_vi text not null,
  meaning_en text not null,
  sort_order integer not null,
  constraint role_pkey PRIMARY KEY (code),
  constraint role_holds_at_known CHECK ((holds_at = ANY (ARRAY['self'::text, 'unit'::text, 'organisation'::text, 'everywhere'::text]))),
  constraint role_limits_positive CHECK (((idle_minutes > 0) AND (longest_hours > 0)))
);
comment on table people.role is 'Roles with their meaning in plain words; from data/people/roles.csv.';
comment on column people.role.code is 'Code.';
comment on column people.role.holds_at is 'What a grant names: nothing (self, everywhere), a unit, or an organisation.';
comment on column people.role.second_factor is 'Its rights need a session with two factors: it sees personal data or moves money.';
comment on column people.role.powerful is 'A grant of it needs a second person.';
comment on column people.role.idle_minutes is 'A session with it ends after this rest.';
comment on column people.role.longest_hours is 'A session with it ends after this time.';
comment on column people.role.name_vi is 'Name, Vietnamese.';
comment on column people.role.name_en is 'Name, English.';
comment on column people.role.meaning_vi is 'What it may do, in plain words, Vietnamese.';
comment on column people.role.meaning_en is 'What it may do, in plain words, English.';
comment on column people.role.sort_order is 'Order in lists.';
grant delete, insert, select, update on people.role to yenbai_app;
grant select on people.role to yenbai_reader;

create table people.role_grant (
  id uuid not null,
  person_id uuid not null,
  role text collate "C" not null,
  unit_id uuid,
  organisation_id uuid,
  valid daterange not null,
  granted_by uuid,
  granted_at timestamp with time zone not null,
  basis text not null,
  document_id uuid,
  succeeds uuid,
  ended_at timestamp with time zone,
  ended_by uuid,
  ended_why text collate "C",
  constraint role_grant_pkey PRIMARY KEY (id),
  constraint role_grant_basis_given CHECK (((length(basis) >= 1) AND (length(basis) <= 300))),
  constraint role_grant_one_place CHECK (((unit_id IS NULL) OR (organisation_id IS NULL))),
  constraint role_grant_valid_whole CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid)) AND lower_inc(valid) AND (upper_inf(valid) OR (NOT upper_inc(valid))))),
  constraint role_grant_document_id_fkey FOREIGN KEY (document_id) REFERENCES legal.document(id),
  constraint role_grant_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES people.person(id),
  constraint role_grant_granted_by_fkey FOREIGN KEY (granted_by) REFERENCES people.person(id),
  constraint role_grant_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES people.organisation(id),
  constraint role_grant_person_id_fkey FOREIGN KEY (person_id) REFERENCES people.person(id),
  constraint role_grant_role_fkey FOREIGN KEY (role) REFERENCES people.role(code),
  constraint role_grant_succeeds_fkey FOREIGN KEY (succeeds) REFERENCES people.role_grant(id),
  constraint role_grant_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES territory.unit(id)
);
comment on table people.role_grant is 'Who holds which role where, from when to when, given by whom and on what basis.';
comment on column people.role_grant.id is 'Identity, UUIDv7.';
comment on column people.role_grant.person_id is 'Who holds it.';
comment on column people.role_grant.role is 'The role.';
comment on column people.role_grant.unit_id is 'Where, for roles held at a unit.';
comment on column people.role_grant.organisation_id is 'Where, for roles held at an organisation.';
comment on column people.role_grant.valid is 'Days on which it holds, [from,to).';
comment on column people.role_grant.granted_by is 'Who gave it; null for what the installation was made with.';
comment on column people.role_grant.granted_at is 'When it was given.';
comment on column people.role_grant.basis is 'On what basis: number and date of the decision, in words.';
comment on column people.role_grant.document_id is 'The document of the basis, where it is in the register.';
comment on column people.role_grant.succeeds is 'The grant at a unit that ended, which this one carries on.';
comment on column people.role_grant.ended_at is 'When it was taken back before its end: from the next request on.';
comment on column people.role_grant.ended_by is 'Who took it back.';
comment on column people.role_grant.ended_why is 'Why: a code.';
CREATE INDEX role_grant_by_organisation ON people.role_grant USING btree (organisation_id) WHERE (ended_at IS NULL);
CREATE INDEX role_grant_by_person ON people.role_grant USING btree (person_id) WHERE (ended_at IS NULL);
CREATE INDEX role_grant_by_unit ON people.role_grant USING btree (unit_id) WHERE (ended_at IS NULL);
grant insert, select, update on people.role_grant to yenbai_app;

create table people.role_granter (
  granter text collate "C" not null,
  role text collate "C" not null,
  constraint role_granter_pkey PRIMARY KEY (granter, role),
  constraint role_granter_granter_fkey FOREIGN KEY (granter) REFERENCES people.role(code),
  constraint role_granter_role_fkey FOREIGN KEY (role) REFERENCES people.role(code)
);
comment on table people.role_granter is 'Who may give which role, inside their own place; from data/people/role-granters.csv.';
comment on column people.role_granter.granter is 'The role that gives.';
comment on column people.role_granter.role is 'The role that is given.';
grant delete, insert, select, update on people.role_granter to yenbai_app;

create table people.role_right (
  role text collate "C" not null,
  right text collate "C" not null,
  constraint role_right_pkey PRIMARY KEY (role, "right"),
  constraint role_right_role_fkey FOREIGN KEY (role) REFERENCES people.role(code)
);
comment on table people.role_right is 'The rights of each role; from data/people/role-rights.csv.';
comment on column people.role_right.role is 'The role.';
comment on column people.role_right.right is 'The right, as a module declares it.';
grant delete, insert, select, update on people.role_right to yenbai_app;
grant select on people.role_right to yenbai_reader;

create table people.session (
  id uuid not null,
  token_digest bytea not null,
  person_id uuid not null,
  device_id uuid,
  methods text[] collate "C" not null,
  strength text collate "C" not null,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  confirmed_at timestamp with time zone not null,
  idle_until timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  idle_minutes integer not null,
  ended_at timestamp with time zone,
  ended_why text collate "C",
  constraint session_pkey PRIMARY KEY (id),
  constraint session_methods_known CHECK ((methods <@ ARRAY['sms-code'::text, 'password'::text, 'totp'::text, 'recovery-code'::text, 'pin'::text, 'passkey'::text, 'oidc'::text, 'handed-code'::text, 'demonstration'::text])),
  constraint session_strength_known CHECK ((strength = ANY (ARRAY['one'::text, 'two'::text]))),
  constraint session_device_id_fkey FOREIGN KEY (device_id) REFERENCES people.device(id),
  constraint session_person_id_fkey FOREIGN KEY (person_id) REFERENCES people.person(id)
);
comment on table people.session is 'A signed-in browser. The cookie holds a secret of which only the hash is here.';
comment on column people.session.id is 'Identity, UUIDv7; survives the rotation of its secret.';
comment on column people.session.token_digest is 'SHA-256 of the secret in the cookie.';
comment on column people.session.person_id is 'Who is signed in.';
comment on column people.session.device_id is 'The known device, where there is one.';
comment on column people.session.methods is 'How the person proved who they are.';
comment on column people.session.strength is 'one or two factors.';
comment on column people.session.created_at is 'When it began.';
comment on column people.session.last_seen_at is 'When it was used last, to the minute.';
comment on column people.session.confirmed_at is 'When the person last proved who they are.';
comment on column people.session.idle_until is 'Without use it ends then.';
comment on column people.session.ends_at is 'It ends then in any case.';
comment on column people.session.idle_minutes is 'How long it may rest: the shortest of the person''s roles.';
comment on column people.session.ended_at is 'When it was ended.';
comment on column people.session.ended_why is 'Signed out, ended from the list of sessions, recovery ...: a code.';
CREATE INDEX session_by_person ON people.session USING btree (person_id) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX session_by_token ON people.session USING btree (token_digest);
CREATE INDEX session_old ON people.session USING btree (ends_at);
grant delete, insert, select, update on people.session to yenbai_app;

create table people.succession (
  id uuid not null,
  grant_id uuid not null,
  to_unit_id uuid not null,
  proposed_at timestamp with time zone not null,
  effective_on date not null,
  state text collate "C" default 'proposed'::text not null,
  decided_at timestamp with time zone,
  decided_by uuid,
  new_grant_id uuid,
  constraint succession_pkey PRIMARY KEY (id),
  constraint succession_decided_is_whole CHECK (((state = 'proposed'::text) = (decided_at IS NULL))),
  constraint succession_state_known CHECK ((state = ANY (ARRAY['proposed'::text, 'confirmed'::text, 'declined'::text]))),
  constraint succession_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES people.person(id),
  constraint succession_grant_id_fkey FOREIGN KEY (grant_id) REFERENCES people.role_grant(id),
  constraint succession_new_grant_id_fkey FOREIGN KEY (new_grant_id) REFERENCES people.role_grant(id),
  constraint succession_to_unit_id_fkey FOREIGN KEY (to_unit_id) REFERENCES territory.unit(id)
);
comment on table people.succession is 'Grants at units that ended, proposed for the unit that followed; an administrator confirms each.';
comment on column people.succession.id is 'Identity, UUIDv7.';
comment on column people.succession.grant_id is 'The grant that ended with its unit.';
comment on column people.succession.to_unit_id is 'The unit that followed.';
comment on column people.succession.proposed_at is 'When the end of the unit was seen.';
comment on column people.succession.effective_on is 'First day of the new grant.';
comment on column people.succession.state is 'proposed, confirmed or declined.';
comment on column people.succession.decided_at is 'When it was decided.';
comment on column people.succession.decided_by is 'Who decided.';
comment on column people.succession.new_grant_id is 'The grant that was given.';
CREATE UNIQUE INDEX succession_once ON people.succession USING btree (grant_id, to_unit_id);
CREATE INDEX succession_open ON people.succession USING btree (to_unit_id) WHERE (state = 'proposed'::text);
grant insert, select, update on people.succession to yenbai_app;

create table people.throttle (
  key bytea not null,
  window_start timestamp with time zone not null,
  hits integer not null,
  constraint throttle_pkey PRIMARY KEY (key),
  constraint throttle_hits_positive CHECK ((hits > 0))
);
comment on table people.throttle is 'Counts of tries by account, number and address, as keyed hashes; slows down, never locks out.';
comment on column people.throttle.key is 'Keyed hash of kind and subject.';
comment on column people.throttle.window_start is 'Start of the time that is counted.';
comment on column people.throttle.hits is 'Tries in that time.';
CREATE INDEX throttle_old ON people.throttle USING btree (window_start);
grant delete, insert, select, update on people.throttle to yenbai_app;

-- platform --------------------------------------------------------------------------------------------------------------------------------

create schema platform;
comment on schema platform is 'Technical state of the installation; no domain word.';
grant usage on schema platform to yenbai_app;
grant usage on schema platform to yenbai_reader;

create table platform.calendar_day (
  day date not null,
  kind text collate "C" not null,
  name_vi text not null,
  name_en text not null,
  source text not null,
  constraint calendar_day_pkey PRIMARY KEY (day),
  constraint calendar_day_kind_known CHECK ((kind = ANY (ARRAY['holiday'::text, 'make-up'::text])))
);
comment on table platform.calendar_day is 'Days that are not what their weekday says: off (holiday, substitute), or worked instead of another (make-up).';
comment on column platform.calendar_day.day is 'The day.';
comment on column platform.calendar_day.kind is 'holiday: no work; make-up: worked like a Monday.';
comment on column platform.calendar_day.name_vi is 'Why, Vietnamese.';
comment on column platform.calendar_day.name_en is 'Why, English.';
comment on column platform.calendar_day.source is 'By which law or notice.';
grant delete, insert, select, update on platform.calendar_day to yenbai_app;

create table platform.calendar_hours (
  weekday integer not null,
  opens_at text collate "C" not null,
  closes_at text collate "C" not null,
  constraint calendar_hours_pkey PRIMARY KEY (weekday, opens_at),
  constraint calendar_hours_are_times CHECK (((opens_at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'::text) AND (closes_at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'::text) AND (opens_at < closes_at))),
  constraint calendar_hours_weekday_known CHECK (((weekday >= 1) AND (weekday <= 7)))
);
comment on table platform.calendar_hours is 'Working hours of a week, in civil time. A make-up day has those of a Monday.';
comment on column platform.calendar_hours.weekday is '1 is Monday, 7 is Sunday.';
comment on column platform.calendar_hours.opens_at is 'From, HH:MM.';
comment on column platform.calendar_hours.closes_at is 'To, HH:MM.';
grant delete, insert, select, update on platform.calendar_hours to yenbai_app;

create table platform.calendar_year (
  year integer not null,
  announced boolean not null,
  note text not null,
  source text not null,
  constraint calendar_year_pkey PRIMARY KEY (year),
  constraint calendar_year_possible CHECK (((year >= 2000) AND (year <= 2100)))
);
comment on table platform.calendar_year is 'Years whose days off are known. For any other year the calendar says that it knows only the days of the week.';
comment on column platform.calendar_year.year is 'The year.';
comment on column platform.calendar_year.announced is 'Whether the notices for the year are out; before that its days may still move.';
comment on column platform.calendar_year.note is 'What is not certain yet.';
comment on column platform.calendar_year.source is 'Notices by number.';
grant delete, insert, select, update on platform.calendar_year to yenbai_app;

create table platform.early_receipt (
  id uuid not null,
  channel text collate "C" not null,
  reference text collate "C" not null,
  outcome text collate "C" not null,
  code text collate "C",
  received_at timestamp with time zone not null,
  constraint early_receipt_pkey PRIMARY KEY (id),
  constraint early_receipt_channel_known CHECK ((channel = ANY (ARRAY['sms'::text, 'email'::text, 'push'::text]))),
  constraint early_receipt_outcome_known CHECK ((outcome = ANY (ARRAY['delivered'::text, 'undeliverable'::text])))
);
comment on table platform.early_receipt is 'Receipts that came before the gateway''s name for the message was stored; removed after some days.';
comment on column platform.early_receipt.id is 'Identity, UUIDv7.';
comment on column platform.early_receipt.channel is 'sms, email or push.';
comment on column platform.early_receipt.reference is 'The gateway''s name for the message.';
comment on column platform.early_receipt.outcome is 'delivered or undeliverable.';
comment on column platform.early_receipt.code is 'The gateway''s code for a failure.';
comment on column platform.early_receipt.received_at is 'When it came.';
CREATE UNIQUE INDEX early_receipt_once ON platform.early_receipt USING btree (channel, reference, outcome);
grant delete, insert, select, update on platform.early_receipt to yenbai_app;

create table platform.installation (
  id uuid default gen_random_uuid() not null,
  mode text collate "C" not null,
  created_by text collate "C" default 'yenbai'::text not null,
  created_at timestamp with time zone default now() not null,
  constraint installation_pkey PRIMARY KEY (id),
  constraint installation_mode_known CHECK ((mode = ANY (ARRAY['demonstration'::text, 'production'::text])))
);
comment on table platform.installation is 'One row: who made this database and for what. A demonstration writes only where it finds its own.';
comment on column platform.installation.id is 'Identity of this installation; an archive carries it along.';
comment on column platform.installation.mode is 'demonstration or production; fixed for the life of the database.';
comment on column platform.installation.created_by is 'The program that made the database.';
comment on column platform.installation.created_at is 'When the first migration ran.';
CREATE UNIQUE INDEX installation_single ON platform.installation USING btree ((true));
grant select on platform.installation to yenbai_app;
grant select on platform.installation to yenbai_reader;

create table platform.message (
  id uuid not null,
  idempotency_key text collate "C" not null,
  channel text collate "C" not null,
  purpose text collate "C" not null,
  person_id uuid,
  sealed_to text collate "C",
  sealed_text text collate "C",
  state text collate "C" default 'queued'::text not null,
  attempts integer default 0 not null,
  next_attempt_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  provider_reference text collate "C",
  failure text collate "C",
  created_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  delivered_at timestamp with time zone,
  ended_at timestamp with time zone,
  constraint message_pkey PRIMARY KEY (id),
  constraint message_attempts_counted CHECK ((attempts >= 0)),
  constraint message_channel_known CHECK ((channel = ANY (ARRAY['sms'::text, 'email'::text, 'push'::text]))),
  constraint message_purpose_is_dotted CHECK ((purpose ~ '^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$'::text)),
  constraint message_state_known CHECK ((state = ANY (ARRAY['queued'::text, 'sending'::text, 'sent'::text, 'delivered'::text, 'failed'::text, 'expired'::text])))
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
CREATE INDEX message_by_person ON platform.message USING btree (person_id) WHERE (person_id IS NOT NULL);
CREATE INDEX message_by_reference ON platform.message USING btree (channel, provider_reference) WHERE (provider_reference IS NOT NULL);
CREATE INDEX message_due ON platform.message USING btree (next_attempt_at) WHERE (state = ANY (ARRAY['queued'::text, 'sending'::text]));
CREATE INDEX message_newest ON platform.message USING btree (created_at DESC);
CREATE UNIQUE INDEX message_once ON platform.message USING btree (idempotency_key);
CREATE INDEX message_to_be_emptied ON platform.message USING btree (COALESCE(ended_at, sent_at)) WHERE (sealed_text IS NOT NULL);
CREATE INDEX message_troubles ON platform.message USING btree (created_at DESC) WHERE (failure IS NOT NULL);
alter table platform.message enable row level security;
alter table platform.message force row level security;
create policy message_rows on platform.message for all to public using (((person_id = ( SELECT platform.state_actor() AS state_actor)) OR ( SELECT platform.state_duty(VARIADIC ARRAY['identity'::text, 'privacy'::text, 'archive'::text, 'messaging'::text]) AS state_duty))) with check (true);
grant delete, insert, select, update on platform.message to yenbai_app;

create table platform.migration (
  name text collate "C" not null,
  sha256 text collate "C" not null,
  applied_at timestamp with time zone default now() not null,
  constraint migration_pkey PRIMARY KEY (name)
);
comment on table platform.migration is 'The files of db/migrations that ran here.';
comment on column platform.migration.name is 'The file''s name, which is also the order.';
comment on column platform.migration.sha256 is 'Of the file''s text, so that a later edit is noticed.';
comment on column platform.migration.applied_at is 'When it ran.';
grant select on platform.migration to yenbai_app;
grant select on platform.migration to yenbai_reader;

create table platform.outbox (
  id uuid not null,
  name text collate "C" not null,
  version integer not null,
  payload jsonb not null,
  created_at timestamp with time zone not null,
  handled_at timestamp with time zone,
  constraint outbox_pkey PRIMARY KEY (id),
  constraint outbox_name_is_dotted CHECK ((name ~ '^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$'::text)),
  constraint outbox_payload_is_object CHECK ((jsonb_typeof(payload) = 'object'::text)),
  constraint outbox_version_positive CHECK ((version > 0))
);
comment on table platform.outbox is 'Events published by commands in the transaction of the change; the dispatcher turns each into one job per reaction.';
comment on column platform.outbox.id is 'Identity of the event, UUIDv7.';
comment on column platform.outbox.name is 'What happened, <module>.<event>, e.g. territory.event-applied.';
comment on column platform.outbox.version is 'Version of the payload''s shape, from 1.';
comment on column platform.outbox.payload is 'Ids and facts that reactions need; never personal values.';
comment on column platform.outbox.created_at is 'When the command ran.';
comment on column platform.outbox.handled_at is 'When its jobs were created; missing while the event waits for the dispatcher.';
CREATE INDEX outbox_handled ON platform.outbox USING btree (handled_at) WHERE (handled_at IS NOT NULL);
CREATE INDEX outbox_unhandled ON platform.outbox USING btree (id) WHERE (handled_at IS NULL);
grant delete, insert, select, update on platform.outbox to yenbai_app;
grant select on platform.outbox to yenbai_reader;

create table platform.outbox_reaction (
  event_id uuid not null,
  reaction text collate "C" not null,
  done_at timestamp with time zone,
  constraint outbox_reaction_pkey PRIMARY KEY (event_id, reaction),
  constraint outbox_reaction_event_id_fkey FOREIGN KEY (event_id) REFERENCES platform.outbox(id) ON DELETE CASCADE
);
comment on table platform.outbox_reaction is 'Reactions owed to an event, written when it is dispatched. A repeated job finds its row done and does nothing; a lost job is made again from a row that is not.';
comment on column platform.outbox_reaction.event_id is 'The event reacted to.';
comment on column platform.outbox_reaction.reaction is 'Name of the reaction.';
comment on column platform.outbox_reaction.done_at is 'When the reaction''s transaction ran; missing while it is owed.';
CREATE INDEX outbox_reaction_owed ON platform.outbox_reaction USING btree (event_id, reaction) WHERE (done_at IS NULL);
grant delete, insert, select, update on platform.outbox_reaction to yenbai_app;
grant select on platform.outbox_reaction to yenbai_reader;

create table platform.push_subscription (
  id uuid not null,
  person_id uuid not null,
  sealed_subscription text collate "C" not null,
  endpoint_digest bytea not null,
  created_at timestamp with time zone not null,
  failed_at timestamp with time zone,
  constraint push_subscription_pkey PRIMARY KEY (id)
);
comment on table platform.push_subscription is 'Browsers that asked for web push.';
comment on column platform.push_subscription.id is 'Identity, UUIDv7.';
comment on column platform.push_subscription.person_id is 'Whose browser it is.';
comment on column platform.push_subscription.sealed_subscription is 'Endpoint and keys as JSON, encrypted.';
comment on column platform.push_subscription.endpoint_digest is 'Keyed hash of the endpoint.';
comment on column platform.push_subscription.created_at is 'When it was registered.';
comment on column platform.push_subscription.failed_at is 'When the push service said that it is gone.';
CREATE INDEX push_subscription_by_person ON platform.push_subscription USING btree (person_id);
CREATE UNIQUE INDEX push_subscription_once ON platform.push_subscription USING btree (endpoint_digest);
alter table platform.push_subscription enable row level security;
alter table platform.push_subscription force row level security;
create policy push_subscription_rows on platform.push_subscription for all to public using (((person_id = ( SELECT platform.state_actor() AS state_actor)) OR ( SELECT platform.state_duty(VARIADIC ARRAY['identity'::text, 'privacy'::text, 'archive'::text, 'messaging'::text]) AS state_duty)));
grant delete, insert, select, update on platform.push_subscription to yenbai_app;

create unlogged table platform.rate_counter (
  key text collate "C" not null,
  window_start timestamp with time zone not null,
  hits integer not null,
  constraint rate_counter_pkey PRIMARY KEY (key),
  constraint rate_counter_hits_positive CHECK ((hits > 0))
);
comment on table platform.rate_counter is 'Calls that write or guess, counted exactly across all programs; one row per caller and kind.';
comment on column platform.rate_counter.key is 'Kind of limit and the caller it holds for.';
comment on column platform.rate_counter.window_start is 'Start of the minute that is being counted.';
comment on column platform.rate_counter.hits is 'Calls in that minute.';
CREATE INDEX rate_counter_window_start ON platform.rate_counter USING btree (window_start);
grant delete, insert, select, update on platform.rate_counter to yenbai_app;

create table platform.spoken_text (
  key text collate "C" not null,
  language text collate "C" not null,
  text_digest bytea not null,
  file_hash text collate "C" not null,
  bytes bigint not null,
  seconds real,
  added_at timestamp with time zone not null,
  added_by uuid,
  constraint spoken_text_pkey PRIMARY KEY (key, language)
);
comment on table platform.spoken_text is 'Recordings of texts of our own pages, by language. One whose text has changed since is not played.';
comment on column platform.spoken_text.key is 'Name of the text.';
comment on column platform.spoken_text.language is 'Language of help: vi, hmn, ...';
comment on column platform.spoken_text.text_digest is 'SHA-256 of the Vietnamese text that was read.';
comment on column platform.spoken_text.file_hash is 'The recording in the file store.';
comment on column platform.spoken_text.bytes is 'Its size.';
comment on column platform.spoken_text.seconds is 'Its length.';
comment on column platform.spoken_text.added_at is 'When it was recorded.';
comment on column platform.spoken_text.added_by is 'Who added it.';
grant delete, insert, select, update on platform.spoken_text to yenbai_app;

create table platform.upload (
  id uuid not null,
  owner text collate "C" not null,
  purpose text collate "C" not null,
  declared_name text not null,
  declared_bytes bigint not null,
  received_bytes bigint default 0 not null,
  state text collate "C" default 'receiving'::text not null,
  sent_hash text collate "C",
  kept_hash text collate "C",
  kept_bytes bigint,
  kind text collate "C",
  media jsonb,
  refusal jsonb,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint upload_pkey PRIMARY KEY (id),
  constraint upload_bytes_fit CHECK (((declared_bytes > 0) AND ((received_bytes >= 0) AND (received_bytes <= declared_bytes)))),
  constraint upload_kept_is_whole CHECK (((state = ANY (ARRAY['ready'::text, 'taken'::text])) = (kept_hash IS NOT NULL))),
  constraint upload_state_known CHECK ((state = ANY (ARRAY['receiving'::text, 'checking'::text, 'ready'::text, 'refused'::text, 'taken'::text])))
);
comment on table platform.upload is 'A file on its way: received in pieces, checked, then taken by the form that it belongs to, or expired.';
comment on column platform.upload.id is 'Identity, UUIDv7; the address of the upload in tus.';
comment on column platform.upload.owner is 'Digest of the browser''s own ticket, or the person: who may go on with it and use it.';
comment on column platform.upload.purpose is 'What it is for: decides which kinds and sizes are taken.';
comment on column platform.upload.declared_name is 'Name of the file as the sender calls it.';
comment on column platform.upload.declared_bytes is 'How many bytes it will be.';
comment on column platform.upload.received_bytes is 'How many bytes are here.';
comment on column platform.upload.state is 'receiving, checking, ready, refused, taken.';
comment on column platform.upload.sent_hash is 'SHA-256 of what was sent: by this the sender knows that it arrived whole.';
comment on column platform.upload.kept_hash is 'The file in the store: what was sent without its metadata.';
comment on column platform.upload.kept_bytes is 'Size of the file in the store.';
comment on column platform.upload.kind is 'image, video or audio; document where the purpose takes one.';
comment on column platform.upload.media is 'Width, height and seconds, as far as known.';
comment on column platform.upload.refusal is 'Why it was not taken: a refusal, for its words.';
comment on column platform.upload.created_at is 'When it began.';
comment on column platform.upload.expires_at is 'From then on it is gone unless a form has taken it.';
CREATE INDEX upload_by_expiry ON platform.upload USING btree (expires_at) WHERE (state <> 'taken'::text);
CREATE INDEX upload_by_kept ON platform.upload USING btree (kept_hash) WHERE (kept_hash IS NOT NULL);
CREATE INDEX upload_by_owner ON platform.upload USING btree (owner) WHERE (state <> 'taken'::text);
grant delete, insert, select, update on platform.upload to yenbai_app;

create table platform.upload_piece (
  upload_id uuid not null,
  at_byte bigint not null,
  bytes bigint not null,
  file_hash text collate "C" not null,
  constraint upload_piece_pkey PRIMARY KEY (upload_id, at_byte),
  constraint upload_piece_upload_id_fkey FOREIGN KEY (upload_id) REFERENCES platform.upload(id) ON DELETE CASCADE
);
comment on table platform.upload_piece is 'The pieces of an upload, each a file in the store: any program can go on where another stopped.';
comment on column platform.upload_piece.upload_id is 'The upload.';
comment on column platform.upload_piece.at_byte is 'Where the piece begins.';
comment on column platform.upload_piece.bytes is 'Its size.';
comment on column platform.upload_piece.file_hash is 'The piece in the store.';
grant delete, insert, select, update on platform.upload_piece to yenbai_app;

create function platform.forget_push_endpoint(digests bytea[]) returns void
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  before text := coalesce(current_setting('yenbai.duty', true), '');
begin
  perform set_config('yenbai.duty', 'messaging', true);
  delete from platform.push_subscription where endpoint_digest = any (digests);
  perform set_config('yenbai.duty', before, true);
end
$$;
comment on function platform.forget_push_endpoint(digests bytea[]) is 'Ends what was registered for a browser, by whomever: whoever knows the endpoint holds the browser.';
grant execute on function platform.forget_push_endpoint(digests bytea[]) to public;
grant execute on function platform.forget_push_endpoint(digests bytea[]) to yenbai_app;

create function platform.message_by_key(wanted text) returns uuid
  language plpgsql set search_path = pg_catalog, pg_temp
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
comment on function platform.message_by_key(wanted text) is 'The message that was queued under a key, whoever may see it: a repeated command is given the same id.';
grant execute on function platform.message_by_key(wanted text) to public;
grant execute on function platform.message_by_key(wanted text) to yenbai_app;

create function platform.state_actor() returns uuid
  language sql stable parallel safe set search_path = pg_catalog, pg_temp
as $$ select nullif(current_setting('yenbai.actor', true), '')::uuid $$;
comment on function platform.state_actor() is 'The person for whom this transaction runs; null where there is none.';
grant execute on function platform.state_actor() to public;
grant execute on function platform.state_actor() to yenbai_app;

create function platform.state_duty(VARIADIC duties text[]) returns boolean
  language sql stable parallel safe set search_path = pg_catalog, pg_temp
as $$ select coalesce(current_setting('yenbai.duty', true), '') = any (duties) $$;
comment on function platform.state_duty(VARIADIC duties text[]) is 'Whether this transaction does one of these duties of the system: identity, privacy, archive, messaging.';
grant execute on function platform.state_duty(VARIADIC duties text[]) to public;
grant execute on function platform.state_duty(VARIADIC duties text[]) to yenbai_app;

create function platform.state_everywhere() returns boolean
  language sql stable parallel safe set search_path = pg_catalog, pg_temp
as $$ select coalesce(current_setting('yenbai.everywhere', true), '') = 'on' $$;
comment on function platform.state_everywhere() is 'Whether this transaction may see personal rows of all places.';
grant execute on function platform.state_everywhere() to public;
grant execute on function platform.state_everywhere() to yenbai_app;

create function platform.state_organisations() returns uuid[]
  language sql stable parallel safe set search_path = pg_catalog, pg_temp
as $$ select coalesce(nullif(current_setting('yenbai.organisations', true), ''), '{}')::uuid[] $$;
comment on function platform.state_organisations() is 'Organisations in which this transaction may see personal rows.';
grant execute on function platform.state_organisations() to public;
grant execute on function platform.state_organisations() to yenbai_app;

create function platform.state_units() returns uuid[]
  language sql stable parallel safe set search_path = pg_catalog, pg_temp
as $$ select coalesce(nullif(current_setting('yenbai.units', true), ''), '{}')::uuid[] $$;
comment on function platform.state_units() is 'Units in which this transaction may see personal rows.';
grant execute on function platform.state_units() to public;
grant execute on function platform.state_units() to yenbai_app;

-- reports ---------------------------------------------------------------------------------------------------------------------------------

create schema reports;
comment on schema reports is 'Citizen reports: sending, deciding, answering, judging';
grant usage on schema reports to yenbai_app;
grant usage on schema reports to yenbai_reader;

create table reports.active_use (
  month date not null,
  unit_id uuid not null,
  what text collate "C" not null,
  persons integer,
  browsers integer,
  constraint active_use_pkey PRIMARY KEY (month, unit_id, what),
  constraint active_use_what_known CHECK ((what = ANY (ARRAY['any'::text, 'sent'::text, 'followed'::text, 'rated'::text, 'answered'::text])))
);
comment on table reports.active_use is 'How many used the channel in a month: sent, followed, rated or were answered. Neither accounts nor installs are counted.';
comment on column reports.active_use.month is 'First day of the month.';
comment on column reports.active_use.unit_id is 'The unit of their reports: a commune, or a root with all below it. Distinct, never summed.';
comment on column reports.active_use.what is 'any, sent, followed, rated, answered.';
comment on column reports.active_use.persons is 'Distinct persons with an account; null where they are too few to be told.';
comment on column reports.active_use.browsers is 'Distinct browsers without an account; null where they are too few to be told.';
grant delete, insert, select, update on reports.active_use to yenbai_app;

create table reports.attachment (
  id uuid not null,
  report_id uuid not null,
  event_id uuid,
  rank integer not null,
  role text collate "C" not null,
  kind text collate "C" not null,
  file_hash text collate "C" not null,
  sent_hash text collate "C" not null,
  bytes bigint not null,
  media jsonb default '{}'::jsonb not null,
  shown_hash text collate "C",
  covers jsonb default '[]'::jsonb not null,
  person_id uuid,
  unit_id uuid not null,
  organisations uuid[] default '{}'::uuid[] not null,
  constraint attachment_pkey PRIMARY KEY (id),
  constraint attachment_kind_known CHECK ((kind = ANY (ARRAY['image'::text, 'video'::text, 'audio'::text, 'document'::text]))),
  constraint attachment_role_known CHECK ((role = ANY (ARRAY['sent'::text, 'before'::text, 'after'::text, 'document'::text, 'spoken-answer'::text, 'judgement'::text]))),
  constraint attachment_event_id_fkey FOREIGN KEY (event_id) REFERENCES reports.event(id),
  constraint attachment_report_id_fkey FOREIGN KEY (report_id) REFERENCES reports.report(id)
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
CREATE INDEX attachment_by_file ON reports.attachment USING btree (file_hash);
CREATE INDEX attachment_by_report ON reports.attachment USING btree (report_id);
CREATE INDEX attachment_by_shown ON reports.attachment USING btree (shown_hash) WHERE (shown_hash IS NOT NULL);
alter table reports.attachment enable row level security;
alter table reports.attachment force row level security;
create policy attachment_rows on reports.attachment for all to public using (((person_id = ( SELECT platform.state_actor() AS state_actor)) OR (unit_id = ANY (( SELECT platform.state_units() AS state_units)::uuid[])) OR (organisations && ( SELECT platform.state_organisations() AS state_organisations)) OR ( SELECT platform.state_everywhere() AS state_everywhere) OR ( SELECT platform.state_duty(VARIADIC ARRAY['identity'::text, 'privacy'::text, 'archive'::text]) AS state_duty))) with check (true);
grant delete, insert, select, update on reports.attachment to yenbai_app;

create table reports.call_back (
  id uuid not null,
  gateway_id text collate "C" not null,
  sealed_number text collate "C",
  number_digest bytea not null,
  called_at timestamp with time zone not null,
  calls integer default 1 not null,
  state text collate "C" default 'open'::text not null,
  tries integer default 0 not null,
  next_try_at timestamp with time zone,
  taken_by uuid,
  ended_at timestamp with time zone,
  report_id uuid,
  revision integer default 1 not null,
  constraint call_back_pkey PRIMARY KEY (id),
  constraint call_back_once UNIQUE (gateway_id),
  constraint call_back_state_known CHECK ((state = ANY (ARRAY['open'::text, 'done'::text, 'report'::text, 'not-reached'::text, 'wrong-number'::text]))),
  constraint call_back_report_id_fkey FOREIGN KEY (report_id) REFERENCES reports.report(id),
  constraint call_back_taken_by_fkey FOREIGN KEY (taken_by) REFERENCES people.person(id)
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
CREATE INDEX call_back_by_number ON reports.call_back USING btree (number_digest) WHERE (state = 'open'::text);
CREATE INDEX call_back_open ON reports.call_back USING btree (called_at) WHERE (state = 'open'::text);
alter table reports.call_back enable row level security;
alter table reports.call_back force row level security;
create policy call_back_rows on reports.call_back for all to public using ((( SELECT platform.state_everywhere() AS state_everywhere) OR ( SELECT platform.state_duty(VARIADIC ARRAY['identity'::text, 'privacy'::text, 'archive'::text]) AS state_duty))) with check (true);
grant delete, insert, select, update on reports.call_back to yenbai_app;

create table reports.category (
  code text collate "C" not null,
  constraint category_pkey PRIMARY KEY (code)
);
comment on table reports.category is 'Kinds of matters: an identity for life, whose meaning is dated in category_version.';
comment on column reports.category.code is 'Code; stays when names and rules change.';
grant delete, insert, select, update on reports.category to yenbai_app;

create table reports.category_version (
  code text collate "C" not null,
  valid daterange not null,
  parent_code text collate "C",
  kind text collate "C" not null,
  rank integer not null,
  name_vi text not null,
  name_en text not null,
  hint_vi text default ''::text not null,
  hint_en text default ''::text not null,
  icon text collate "C" default ''::text not null,
  place text collate "C" not null,
  privacy text collate "C" not null,
  intake text collate "C" not null,
  urgency text collate "C" not null,
  notice_code text collate "C",
  near_metres integer,
  constraint category_version_pkey PRIMARY KEY (code, valid),
  constraint category_intake_known CHECK ((intake = ANY (ARRAY['centre'::text, 'direct'::text]))),
  constraint category_kind_known CHECK ((kind = ANY (ARRAY['field'::text, 'question'::text, 'proposal'::text]))),
  constraint category_near_sensible CHECK (((near_metres >= 1) AND (near_metres <= 5000))),
  constraint category_place_known CHECK ((place = ANY (ARRAY['required'::text, 'optional'::text, 'none'::text]))),
  constraint category_privacy_known CHECK ((privacy = ANY (ARRAY['public'::text, 'private'::text]))),
  constraint category_urgency_known CHECK ((urgency = ANY (ARRAY['urgent'::text, 'normal'::text, 'complex'::text]))),
  constraint category_valid_whole CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid)))),
  constraint category_version_code_fkey FOREIGN KEY (code) REFERENCES reports.category(code),
  constraint category_version_parent_code_fkey FOREIGN KEY (parent_code) REFERENCES reports.category(code),
  constraint category_one_a_day EXCLUDE USING gist (code WITH =, valid WITH &&)
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
grant delete, insert, select, update on reports.category_version to yenbai_app;

create table reports.content (
  report_id uuid not null,
  person_id uuid,
  unit_id uuid not null,
  organisations uuid[] default '{}'::uuid[] not null,
  words text not null,
  answers jsonb default '{}'::jsonb not null,
  place_words text default ''::text not null,
  lat double precision,
  lon double precision,
  accuracy_metres integer,
  place_how text collate "C" default 'none'::text not null,
  at_home boolean default false not null,
  summary text,
  summary_by uuid,
  constraint content_pkey PRIMARY KEY (report_id),
  constraint content_coordinates CHECK (((lat IS NULL) = (lon IS NULL))),
  constraint content_lat_range CHECK (((lat >= ('-90'::integer)::double precision) AND (lat <= (90)::double precision))),
  constraint content_lon_range CHECK (((lon >= ('-180'::integer)::double precision) AND (lon <= (180)::double precision))),
  constraint content_place_how_known CHECK ((place_how = ANY (ARRAY['gps'::text, 'pin'::text, 'photo'::text, 'words'::text, 'unit'::text, 'none'::text]))),
  constraint content_person_id_fkey FOREIGN KEY (person_id) REFERENCES people.person(id),
  constraint content_report_id_fkey FOREIGN KEY (report_id) REFERENCES reports.report(id),
  constraint content_summary_by_fkey FOREIGN KEY (summary_by) REFERENCES people.person(id)
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
CREATE INDEX content_by_person ON reports.content USING btree (person_id) WHERE (person_id IS NOT NULL);
alter table reports.content enable row level security;
alter table reports.content force row level security;
create policy content_rows on reports.content for all to public using (((person_id = ( SELECT platform.state_actor() AS state_actor)) OR (unit_id = ANY (( SELECT platform.state_units() AS state_units)::uuid[])) OR (organisations && ( SELECT platform.state_organisations() AS state_organisations)) OR ( SELECT platform.state_everywhere() AS state_everywhere) OR ( SELECT platform.state_duty(VARIADIC ARRAY['identity'::text, 'privacy'::text, 'archive'::text]) AS state_duty))) with check (true);
grant delete, insert, select, update on reports.content to yenbai_app;

create table reports.deadline (
  report_id uuid not null,
  step text collate "C" not null,
  round integer not null,
  rule_id text collate "C" not null,
  began_at timestamp with time zone not null,
  amount integer not null,
  unit text collate "C" not null,
  due_at timestamp with time zone not null,
  paused_since timestamp with time zone,
  paused_minutes integer default 0 not null,
  extended integer default 0 not null,
  met_at timestamp with time zone,
  on_time boolean,
  level integer default 0 not null,
  escalate_at timestamp with time zone,
  constraint deadline_pkey PRIMARY KEY (report_id, step, round),
  constraint deadline_met_is_judged CHECK (((met_at IS NULL) = (on_time IS NULL))),
  constraint deadline_step_known CHECK ((step = ANY (ARRAY['receive'::text, 'answer'::text]))),
  constraint deadline_report_id_fkey FOREIGN KEY (report_id) REFERENCES reports.report(id),
  constraint deadline_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES reports.deadline_rule(id)
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
comment on column reports.deadline.escalate_at is 'When the next level is due to be told; null where none is left.';
CREATE INDEX deadline_open ON reports.deadline USING btree (due_at) WHERE ((met_at IS NULL) AND (paused_since IS NULL));
CREATE INDEX deadline_to_escalate ON reports.deadline USING btree (escalate_at) WHERE ((met_at IS NULL) AND (paused_since IS NULL) AND (escalate_at IS NOT NULL));
grant delete, insert, select, update on reports.deadline to yenbai_app;

create table reports.deadline_rule (
  id text collate "C" not null,
  step text collate "C" not null,
  category_code text collate "C",
  urgency text collate "C" not null,
  valid daterange not null,
  amount integer not null,
  unit text collate "C" not null,
  source text not null,
  constraint deadline_rule_pkey PRIMARY KEY (id),
  constraint deadline_rule_amount_sensible CHECK (((amount >= 1) AND (amount <= 400))),
  constraint deadline_rule_step_known CHECK ((step = ANY (ARRAY['receive'::text, 'answer'::text]))),
  constraint deadline_rule_unit_known CHECK ((unit = ANY (ARRAY['working-hours'::text, 'working-days'::text]))),
  constraint deadline_rule_urgency_known CHECK ((urgency = ANY (ARRAY['urgent'::text, 'normal'::text, 'complex'::text]))),
  constraint deadline_rule_category_code_fkey FOREIGN KEY (category_code) REFERENCES reports.category(code)
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
grant delete, insert, select, update on reports.deadline_rule to yenbai_app;

create table reports.emergency_number (
  number text collate "C" not null,
  valid daterange not null,
  rank integer not null,
  name_vi text not null,
  name_en text not null,
  source text not null,
  constraint emergency_number_pkey PRIMARY KEY (number, valid)
);
comment on table reports.emergency_number is 'Numbers to call when somebody is in danger.';
comment on column reports.emergency_number.number is 'The number.';
comment on column reports.emergency_number.valid is 'Days, [from,to).';
comment on column reports.emergency_number.rank is 'Order.';
comment on column reports.emergency_number.name_vi is 'Who answers, in Vietnamese.';
comment on column reports.emergency_number.name_en is 'Who answers, in English.';
comment on column reports.emergency_number.source is 'The rule.';
grant delete, insert, select, update on reports.emergency_number to yenbai_app;

create table reports.empty_phrase (
  phrase text collate "C" not null,
  valid daterange not null,
  constraint empty_phrase_pkey PRIMARY KEY (phrase)
);
comment on table reports.empty_phrase is 'Phrases that say nothing: an answer made of them does not count as one.';
comment on column reports.empty_phrase.phrase is 'Folded words.';
comment on column reports.empty_phrase.valid is 'Days, [from,to).';
grant delete, insert, select, update on reports.empty_phrase to yenbai_app;

create table reports.escalation_rule (
  id text collate "C" not null,
  step text collate "C" not null,
  level integer not null,
  valid daterange not null,
  percent integer not null,
  tell text collate "C" not null,
  source text not null,
  constraint escalation_rule_pkey PRIMARY KEY (id),
  constraint escalation_rule_level_sensible CHECK (((level >= 1) AND (level <= 9))),
  constraint escalation_rule_percent_sensible CHECK (((percent >= 1) AND (percent <= 1000))),
  constraint escalation_rule_step_known CHECK ((step = ANY (ARRAY['receive'::text, 'answer'::text]))),
  constraint escalation_rule_tell_known CHECK ((tell = ANY (ARRAY['assignee'::text, 'office'::text, 'approver'::text, 'centre'::text, 'province'::text])))
);
comment on table reports.escalation_rule is 'Who is told when a report comes due or is late, level by level.';
comment on column reports.escalation_rule.id is 'Name of the rule.';
comment on column reports.escalation_rule.step is 'receive or answer.';
comment on column reports.escalation_rule.level is 'Level, from 1.';
comment on column reports.escalation_rule.valid is 'Days, [from,to).';
comment on column reports.escalation_rule.percent is 'When this much of the working time given has run: 100 is the deadline.';
comment on column reports.escalation_rule.tell is 'assignee (else the office), office, approver (leaders of the office), centre, province (leaders).';
comment on column reports.escalation_rule.source is 'The rule that it follows from.';
grant delete, insert, select, update on reports.escalation_rule to yenbai_app;

create table reports.event (
  id uuid not null,
  report_id uuid not null,
  ordinal integer not null,
  at timestamp with time zone not null,
  step text collate "C" not null,
  from_state text collate "C",
  to_state text collate "C" not null,
  actor_kind text collate "C" not null,
  actor_id uuid,
  organisation_id uuid,
  reason_code text collate "C",
  facts jsonb default '{}'::jsonb not null,
  constraint event_pkey PRIMARY KEY (id),
  constraint event_once UNIQUE (report_id, ordinal),
  constraint event_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES people.organisation(id),
  constraint event_report_id_fkey FOREIGN KEY (report_id) REFERENCES reports.report(id)
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
CREATE INDEX event_by_time ON reports.event USING btree (at);
CREATE INDEX event_objected ON reports.event USING btree (report_id) WHERE (step = 'object'::text);
grant delete, insert, select, update on reports.event to yenbai_app;

create table reports.event_words (
  event_id uuid not null,
  audience text collate "C" not null,
  report_id uuid not null,
  person_id uuid,
  unit_id uuid not null,
  organisations uuid[] default '{}'::uuid[] not null,
  words text not null,
  template_id uuid,
  constraint event_words_pkey PRIMARY KEY (event_id, audience),
  constraint event_words_audience_known CHECK ((audience = ANY (ARRAY['everybody'::text, 'sender'::text, 'officials'::text]))),
  constraint event_words_event_id_fkey FOREIGN KEY (event_id) REFERENCES reports.event(id),
  constraint event_words_report_id_fkey FOREIGN KEY (report_id) REFERENCES reports.report(id),
  constraint event_words_template_id_fkey FOREIGN KEY (template_id) REFERENCES reports.reply_template(id)
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
CREATE INDEX event_words_by_report ON reports.event_words USING btree (report_id);
alter table reports.event_words enable row level security;
alter table reports.event_words force row level security;
create policy event_words_rows on reports.event_words for all to public using (((person_id = ( SELECT platform.state_actor() AS state_actor)) OR (unit_id = ANY (( SELECT platform.state_units() AS state_units)::uuid[])) OR (organisations && ( SELECT platform.state_organisations() AS state_organisations)) OR ( SELECT platform.state_everywhere() AS state_everywhere) OR ( SELECT platform.state_duty(VARIADIC ARRAY['identity'::text, 'privacy'::text, 'archive'::text]) AS state_duty))) with check (true);
grant delete, insert, select, update on reports.event_words to yenbai_app;

create table reports.follower (
  report_id uuid not null,
  person_id uuid not null,
  followed_at timestamp with time zone not null,
  constraint follower_pkey PRIMARY KEY (report_id, person_id),
  constraint follower_person_id_fkey FOREIGN KEY (person_id) REFERENCES people.person(id),
  constraint follower_report_id_fkey FOREIGN KEY (report_id) REFERENCES reports.report(id)
);
comment on table reports.follower is 'Persons who follow a report of others.';
comment on column reports.follower.report_id is 'The report.';
comment on column reports.follower.person_id is 'Who follows it.';
comment on column reports.follower.followed_at is 'Since when.';
CREATE INDEX follower_by_person ON reports.follower USING btree (person_id, followed_at DESC);
alter table reports.follower enable row level security;
alter table reports.follower force row level security;
create policy follower_rows on reports.follower for all to public using (((person_id = ( SELECT platform.state_actor() AS state_actor)) OR ( SELECT platform.state_duty(VARIADIC ARRAY['identity'::text, 'privacy'::text, 'archive'::text]) AS state_duty))) with check (true);
grant delete, insert, select, update on reports.follower to yenbai_app;

create table reports.listener (
  id uuid not null,
  language text collate "C" not null,
  person_id uuid not null,
  unit_id uuid,
  valid daterange not null,
  added_at timestamp with time zone not null,
  added_by uuid,
  kind text collate "C" default 'other'::text not null,
  ended_at timestamp with time zone,
  ended_by uuid,
  end_reason text collate "C",
  constraint listener_pkey PRIMARY KEY (id),
  constraint listener_end_reason_known CHECK ((end_reason = ANY (ARRAY['own-wish'::text, 'moved-away'::text, 'died'::text, 'term-over'::text, 'unsuitable'::text, 'mistake'::text]))),
  constraint listener_ended_whole CHECK (((ended_at IS NULL) = (end_reason IS NULL))),
  constraint listener_kind_known CHECK ((kind = ANY (ARRAY['official'::text, 'team'::text, 'respected'::text, 'other'::text]))),
  constraint listener_added_by_fkey FOREIGN KEY (added_by) REFERENCES people.person(id),
  constraint listener_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES people.person(id),
  constraint listener_person_id_fkey FOREIGN KEY (person_id) REFERENCES people.person(id),
  constraint listener_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES territory.unit(id),
  constraint listener_once EXCLUDE USING gist (person_id WITH =, language WITH =, COALESCE(unit_id, '00000000-0000-0000-0000-000000000000'::uuid) WITH =, valid WITH &&)
);
comment on table reports.listener is 'Who listens to reports spoken in a language, and where.';
comment on column reports.listener.id is 'Identity.';
comment on column reports.listener.language is 'Language of help.';
comment on column reports.listener.person_id is 'The listener.';
comment on column reports.listener.unit_id is 'Only for reports of this unit and below; null for all.';
comment on column reports.listener.valid is 'Days, [from,to).';
comment on column reports.listener.added_at is 'When it was recorded.';
comment on column reports.listener.added_by is 'By whom.';
comment on column reports.listener.kind is 'As what somebody listens: official, member of a team, elder whom people trust, other.';
comment on column reports.listener.ended_at is 'When it was ended by somebody; null where it goes on, or ends by its last day.';
comment on column reports.listener.ended_by is 'By whom.';
comment on column reports.listener.end_reason is 'Why it was ended.';
CREATE INDEX listener_by_person ON reports.listener USING btree (person_id);
alter table reports.listener enable row level security;
alter table reports.listener force row level security;
create policy listener_seen on reports.listener for select to public using (((person_id = ( SELECT platform.state_actor() AS state_actor)) OR (unit_id = ANY (( SELECT platform.state_units() AS state_units)::uuid[])) OR ( SELECT platform.state_everywhere() AS state_everywhere) OR ( SELECT platform.state_duty(VARIADIC ARRAY['identity'::text, 'privacy'::text, 'archive'::text]) AS state_duty)));
create policy listener_written on reports.listener for all to public using (((unit_id = ANY (( SELECT platform.state_units() AS state_units)::uuid[])) OR ( SELECT platform.state_everywhere() AS state_everywhere) OR ( SELECT platform.state_duty(VARIADIC ARRAY['identity'::text, 'privacy'::text]) AS state_duty)));
grant delete, insert, select, update on reports.listener to yenbai_app;

create table reports.notice (
  code text collate "C" not null,
  valid daterange not null,
  effect text collate "C" not null,
  title_vi text not null,
  title_en text not null,
  text_vi text not null,
  text_en text not null,
  actions jsonb default '[]'::jsonb not null,
  source text not null,
  constraint notice_pkey PRIMARY KEY (code, valid),
  constraint notice_effect_known CHECK ((effect = ANY (ARRAY['stop'::text, 'divert'::text, 'warn'::text])))
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
grant delete, insert, select, update on reports.notice to yenbai_app;

create table reports.open_row (
  id uuid not null,
  month date not null,
  kind text collate "C" not null,
  unit_id uuid not null,
  category_code text collate "C" not null,
  organisation_id uuid,
  door text collate "C" not null,
  state text collate "C" not null,
  coarsened text[] default '{}'::text[] not null,
  receive_minutes integer,
  answer_minutes integer,
  received_on_time boolean,
  answered_on_time boolean,
  paused_minutes integer default 0 not null,
  returns integer not null,
  extensions integer not null,
  reopens integer not null,
  answers integer not null,
  satisfied boolean,
  not_accepted_reason text collate "C",
  shown boolean not null,
  followers integer not null,
  judgements integer default 0 not null,
  not_satisfied integer default 0 not null,
  returned_by text[] collate "C" default '{}'::text[] not null,
  late_office text collate "C",
  standing_days integer,
  constraint open_row_pkey PRIMARY KEY (id)
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
comment on column reports.open_row.satisfied is 'The last judgement ever given, whatever was answered since; null for none.';
comment on column reports.open_row.not_accepted_reason is 'Reason from the list.';
comment on column reports.open_row.shown is 'Whether everybody can see it.';
comment on column reports.open_row.followers is 'How many follow it.';
comment on column reports.open_row.judgements is 'How often the sender judged an answer; opening it again says not satisfied.';
comment on column reports.open_row.not_satisfied is 'How many of these said not satisfied.';
comment on column reports.open_row.returned_by is 'The offices that gave it back, in order: ids, "other" where few are alike.';
comment on column reports.open_row.late_office is 'Who had it when its time to answer was first over, where that is not organisation_id: an id, "centre", "other" where few are alike.';
comment on column reports.open_row.standing_days is 'Whole working days for which its time stands still now; null where it runs.';
CREATE INDEX open_row_by_month ON reports.open_row USING btree (month, unit_id);
grant delete, insert, select, update on reports.open_row to yenbai_app;

create table reports.part (
  id uuid not null,
  report_id uuid not null,
  organisation_id uuid not null,
  lead boolean not null,
  state text collate "C" not null,
  assignee_id uuid,
  asked_at timestamp with time zone not null,
  done_at timestamp with time zone,
  constraint part_pkey PRIMARY KEY (id),
  constraint part_state_known CHECK ((state = ANY (ARRAY['handed'::text, 'in-work'::text, 'done'::text, 'returned'::text, 'withdrawn'::text]))),
  constraint part_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES people.person(id),
  constraint part_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES people.organisation(id),
  constraint part_report_id_fkey FOREIGN KEY (report_id) REFERENCES reports.report(id)
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
CREATE INDEX part_by_office ON reports.part USING btree (organisation_id) WHERE (state = ANY (ARRAY['handed'::text, 'in-work'::text]));
CREATE INDEX part_by_report ON reports.part USING btree (report_id);
CREATE UNIQUE INDEX part_one_lead ON reports.part USING btree (report_id) WHERE (lead AND (state = ANY (ARRAY['handed'::text, 'in-work'::text, 'done'::text])));
grant delete, insert, select, update on reports.part to yenbai_app;

create table reports.public_face (
  report_id uuid not null,
  words text not null,
  place_words text default ''::text not null,
  lat double precision,
  lon double precision,
  shown_at timestamp with time zone not null,
  shown_by uuid,
  search text not null,
  constraint public_face_pkey PRIMARY KEY (report_id),
  constraint public_face_coordinates CHECK (((lat IS NULL) = (lon IS NULL))),
  constraint public_face_report_id_fkey FOREIGN KEY (report_id) REFERENCES reports.report(id),
  constraint public_face_shown_by_fkey FOREIGN KEY (shown_by) REFERENCES people.person(id)
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
CREATE INDEX public_face_by_place ON reports.public_face USING btree (lat, lon) WHERE (lat IS NOT NULL);
CREATE INDEX public_face_search ON reports.public_face USING gin (search public.gin_trgm_ops);
grant delete, insert, select, update on reports.public_face to yenbai_app;

create table reports.publication (
  id uuid not null,
  made_at timestamp with time zone not null,
  until timestamp with time zone not null,
  rows integer not null,
  least integer not null,
  file_hash text collate "C" not null,
  bytes bigint not null,
  constraint publication_pkey PRIMARY KEY (id)
);
comment on table reports.publication is 'Publications of the open data; the newest one is what reports.open_row holds.';
comment on column reports.publication.id is 'Identity, UUIDv7.';
comment on column reports.publication.made_at is 'When it was made.';
comment on column reports.publication.until is 'What was known then.';
comment on column reports.publication.rows is 'How many reports.';
comment on column reports.publication.least is 'How many rows have to be alike before place, office, category and door are told.';
comment on column reports.publication.file_hash is 'The CSV in the file store.';
comment on column reports.publication.bytes is 'Its size.';
CREATE INDEX publication_newest ON reports.publication USING btree (made_at DESC);
grant delete, insert, select, update on reports.publication to yenbai_app;

create table reports.question (
  category_code text collate "C" not null,
  code text collate "C" not null,
  valid daterange not null,
  rank integer not null,
  answer text collate "C" not null,
  required boolean not null,
  label_vi text not null,
  label_en text not null,
  options jsonb default '[]'::jsonb not null,
  constraint question_pkey PRIMARY KEY (category_code, code, valid),
  constraint question_answer_known CHECK ((answer = ANY (ARRAY['choice'::text, 'yes-no'::text, 'text'::text, 'number'::text]))),
  constraint question_category_code_fkey FOREIGN KEY (category_code) REFERENCES reports.category(code)
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
grant delete, insert, select, update on reports.question to yenbai_app;

create table reports.reason (
  code text collate "C" not null,
  kind text collate "C" not null,
  valid daterange not null,
  rank integer not null,
  name_vi text not null,
  name_en text not null,
  door_vi text default ''::text not null,
  door_en text default ''::text not null,
  door_href text default ''::text not null,
  constraint reason_pkey PRIMARY KEY (code, valid),
  constraint reason_kind_known CHECK ((kind = ANY (ARRAY['not-accepted'::text, 'return'::text, 'needs-more'::text, 'extension'::text, 'unshown'::text, 'dissatisfied'::text, 'cannot'::text])))
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
grant delete, insert, select, update on reports.reason to yenbai_app;

create table reports.reply_template (
  id uuid not null,
  category_code text collate "C",
  organisation_id uuid,
  title text not null,
  body text not null,
  valid daterange not null,
  constraint reply_template_pkey PRIMARY KEY (id),
  constraint reply_template_category_code_fkey FOREIGN KEY (category_code) REFERENCES reports.category(code),
  constraint reply_template_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES people.organisation(id)
);
comment on table reports.reply_template is 'Beginnings of answers. One that is sent unchanged is marked.';
comment on column reports.reply_template.id is 'Identity.';
comment on column reports.reply_template.category_code is 'For this category and below; null for all.';
comment on column reports.reply_template.organisation_id is 'Of this organisation; null for all.';
comment on column reports.reply_template.title is 'What it is for.';
comment on column reports.reply_template.body is 'The words, with gaps in square brackets to be filled.';
comment on column reports.reply_template.valid is 'Days, [from,to).';
grant delete, insert, select, update on reports.reply_template to yenbai_app;

create table reports.report (
  id uuid not null,
  code text collate "C" not null,
  kind text collate "C" not null,
  category_code text collate "C" not null,
  unit_id uuid not null,
  language text collate "C" default 'vi'::text not null,
  door text collate "C" not null,
  state text collate "C" not null,
  urgency text collate "C" not null,
  privacy text collate "C" not null,
  shown boolean default false not null,
  listening boolean default false not null,
  sent_at timestamp with time zone not null,
  captured_at timestamp with time zone,
  organisation_id uuid,
  assignee_id uuid,
  returns integer default 0 not null,
  reopens integer default 0 not null,
  rounds integer default 0 not null,
  master_id uuid,
  revision integer default 1 not null,
  due_at timestamp with time zone,
  paused_since timestamp with time zone,
  received_at timestamp with time zone,
  handed_at timestamp with time zone,
  answered_at timestamp with time zone,
  closed_at timestamp with time zone,
  satisfied boolean,
  followers integer default 0 not null,
  origin text collate "C" default 'entered'::text not null,
  reminded integer default 0 not null,
  remind_at timestamp with time zone,
  constraint report_pkey PRIMARY KEY (id),
  constraint report_closed_is_not_due CHECK (((closed_at IS NULL) OR (due_at IS NULL))),
  constraint report_code_form CHECK ((code ~ '^[0-9]{12}$'::text)),
  constraint report_kind_known CHECK ((kind = ANY (ARRAY['field'::text, 'question'::text, 'proposal'::text]))),
  constraint report_merged_has_master CHECK (((state = 'merged'::text) = (master_id IS NOT NULL))),
  constraint report_not_own_master CHECK ((master_id <> id)),
  constraint report_origin_known CHECK ((origin = ANY (ARRAY['entered'::text, 'demonstration'::text]))),
  constraint report_privacy_known CHECK ((privacy = ANY (ARRAY['public'::text, 'private'::text]))),
  constraint report_shown_is_public CHECK (((NOT shown) OR (privacy = 'public'::text))),
  constraint report_urgency_known CHECK ((urgency = ANY (ARRAY['urgent'::text, 'normal'::text, 'complex'::text]))),
  constraint report_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES people.person(id),
  constraint report_category_code_fkey FOREIGN KEY (category_code) REFERENCES reports.category(code),
  constraint report_master_id_fkey FOREIGN KEY (master_id) REFERENCES reports.report(id),
  constraint report_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES people.organisation(id),
  constraint report_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES territory.unit(id)
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
comment on column reports.report.reminded is 'How often the sender was reminded to judge the last answer.';
comment on column reports.report.remind_at is 'When the sender is reminded next; null for not.';
CREATE INDEX report_by_assignee ON reports.report USING btree (assignee_id, due_at) WHERE ((assignee_id IS NOT NULL) AND (closed_at IS NULL));
CREATE INDEX report_by_category ON reports.report USING btree (category_code, sent_at DESC);
CREATE UNIQUE INDEX report_by_code ON reports.report USING btree (code);
CREATE INDEX report_by_due ON reports.report USING btree (due_at, id) WHERE (due_at IS NOT NULL);
CREATE INDEX report_by_master ON reports.report USING btree (master_id) WHERE (master_id IS NOT NULL);
CREATE INDEX report_by_office ON reports.report USING btree (organisation_id, due_at) WHERE (closed_at IS NULL);
CREATE INDEX report_by_office_newest ON reports.report USING btree (organisation_id, sent_at DESC, id DESC);
CREATE INDEX report_by_state ON reports.report USING btree (state, due_at) WHERE (closed_at IS NULL);
CREATE INDEX report_by_unit ON reports.report USING btree (unit_id, sent_at DESC);
CREATE INDEX report_listening ON reports.report USING btree (due_at, id) WHERE (listening AND (closed_at IS NULL));
CREATE INDEX report_newest ON reports.report USING btree (sent_at DESC, id DESC);
CREATE INDEX report_open_by_unit ON reports.report USING btree (unit_id, due_at, id) WHERE (closed_at IS NULL);
CREATE INDEX report_shown ON reports.report USING btree (sent_at DESC, id DESC) WHERE shown;
CREATE INDEX report_to_remind ON reports.report USING btree (remind_at) WHERE (remind_at IS NOT NULL);
CREATE INDEX report_to_show ON reports.report USING btree (due_at, id) WHERE ((NOT shown) AND (privacy = 'public'::text) AND (closed_at IS NULL));
grant delete, insert, select, update on reports.report to yenbai_app;

create table reports.reporter (
  report_id uuid not null,
  person_id uuid,
  sealed_contact text collate "C",
  how_to_answer text collate "C" not null,
  helper_id uuid,
  helper_consent text collate "C",
  visit_back boolean default false not null,
  contact_digests bytea[] default '{}'::bytea[] not null,
  brought_at timestamp with time zone,
  brought_by uuid,
  constraint reporter_pkey PRIMARY KEY (report_id),
  constraint reporter_consent_known CHECK ((helper_consent = ANY (ARRAY['spoken'::text, 'paper'::text]))),
  constraint reporter_how_known CHECK ((how_to_answer = ANY (ARRAY['page'::text, 'sms'::text, 'call'::text, 'visit'::text]))),
  constraint reporter_brought_by_fkey FOREIGN KEY (brought_by) REFERENCES people.person(id),
  constraint reporter_helper_id_fkey FOREIGN KEY (helper_id) REFERENCES people.person(id),
  constraint reporter_person_id_fkey FOREIGN KEY (person_id) REFERENCES people.person(id),
  constraint reporter_report_id_fkey FOREIGN KEY (report_id) REFERENCES reports.report(id)
);
comment on table reports.reporter is 'Who sent a report, and how the answer reaches them. Seen by the receiving centre only; offices write through it.';
comment on column reports.reporter.report_id is 'The report.';
comment on column reports.reporter.person_id is 'The person, where known to the system.';
comment on column reports.reporter.sealed_contact is 'Name and number as JSON, encrypted; null where none was given or it was removed.';
comment on column reports.reporter.how_to_answer is 'page (follows it alone), sms, call or visit.';
comment on column reports.reporter.helper_id is 'Who wrote it down for the sender.';
comment on column reports.reporter.helper_consent is 'How the sender agreed to that: spoken or paper.';
comment on column reports.reporter.visit_back is 'Somebody has to go and bring the answer.';
comment on column reports.reporter.contact_digests is 'Keyed hash of the number that was given, one a key: the centre finds a caller''s reports by it.';
comment on column reports.reporter.brought_at is 'When somebody brought the answer.';
comment on column reports.reporter.brought_by is 'Who.';
CREATE INDEX reporter_by_contact ON reports.reporter USING gin (contact_digests);
CREATE INDEX reporter_by_helper ON reports.reporter USING btree (helper_id) WHERE (helper_id IS NOT NULL);
CREATE INDEX reporter_by_person ON reports.reporter USING btree (person_id) WHERE (person_id IS NOT NULL);
CREATE INDEX reporter_to_reach ON reports.reporter USING btree (report_id) WHERE ((how_to_answer = ANY (ARRAY['call'::text, 'visit'::text])) AND (brought_at IS NULL));
alter table reports.reporter enable row level security;
alter table reports.reporter force row level security;
create policy reporter_rows on reports.reporter for all to public using (((person_id = ( SELECT platform.state_actor() AS state_actor)) OR (helper_id = ( SELECT platform.state_actor() AS state_actor)) OR ( SELECT platform.state_everywhere() AS state_everywhere) OR ( SELECT platform.state_duty(VARIADIC ARRAY['identity'::text, 'privacy'::text, 'archive'::text]) AS state_duty))) with check (true);
grant delete, insert, select, update on reports.reporter to yenbai_app;

create table reports.route (
  id uuid not null,
  category_code text collate "C" not null,
  unit_id uuid,
  valid daterange not null,
  target text collate "C" not null,
  organisation_id uuid,
  source text not null,
  constraint route_pkey PRIMARY KEY (id),
  constraint route_target_known CHECK ((target = ANY (ARRAY['unit-office'::text, 'organisation'::text]))),
  constraint route_target_whole CHECK (((target = 'organisation'::text) = (organisation_id IS NOT NULL))),
  constraint route_category_code_fkey FOREIGN KEY (category_code) REFERENCES reports.category(code),
  constraint route_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES people.organisation(id)
);
comment on table reports.route is 'Who handles a category, where: the nearest row wins (deepest category, then smallest unit).';
comment on column reports.route.id is 'Identity; fixed for shipped rows.';
comment on column reports.route.category_code is 'The category; it holds for those below it too.';
comment on column reports.route.unit_id is 'Only in this unit and below; null for everywhere.';
comment on column reports.route.valid is 'Days, [from,to).';
comment on column reports.route.target is 'unit-office (the office of the unit of the matter that receives cases) or organisation.';
comment on column reports.route.organisation_id is 'The department, company or office.';
comment on column reports.route.source is 'The rule.';
CREATE INDEX route_by_category ON reports.route USING btree (category_code);
grant delete, insert, select, update on reports.route to yenbai_app;

create table reports.search (
  report_id uuid not null,
  words text not null,
  constraint search_pkey PRIMARY KEY (report_id),
  constraint search_report_id_fkey FOREIGN KEY (report_id) REFERENCES reports.report(id)
);
comment on table reports.search is 'Folded words of a report, to find it by: asked for ids only, never shown.';
comment on column reports.search.report_id is 'The report.';
comment on column reports.search.words is 'Folded code, words and place.';
CREATE INDEX search_words ON reports.search USING gin (words public.gin_trgm_ops);
grant delete, insert, select, update on reports.search to yenbai_app;

create table reports.sent_by_app (
  report_id uuid not null,
  app_id uuid not null,
  sent_at timestamp with time zone not null,
  constraint sent_by_app_pkey PRIMARY KEY (report_id),
  constraint sent_by_app_report_id_fkey FOREIGN KEY (report_id) REFERENCES reports.report(id)
);
comment on table reports.sent_by_app is 'Reports that a program of somebody else sent (Open311).';
comment on column reports.sent_by_app.report_id is 'The report.';
comment on column reports.sent_by_app.app_id is 'The program.';
comment on column reports.sent_by_app.sent_at is 'When.';
CREATE INDEX sent_by_app_by_app ON reports.sent_by_app USING btree (app_id, sent_at DESC);
grant delete, insert, select, update on reports.sent_by_app to yenbai_app;

create table reports.slip (
  code text collate "C" not null,
  unit_id uuid not null,
  printed_at timestamp with time zone not null,
  printed_by uuid,
  report_id uuid,
  form_id uuid not null,
  constraint slip_pkey PRIMARY KEY (code),
  constraint slip_code_form CHECK ((code ~ '^[0-9]{12}$'::text)),
  constraint slip_printed_by_fkey FOREIGN KEY (printed_by) REFERENCES people.person(id),
  constraint slip_report_id_fkey FOREIGN KEY (report_id) REFERENCES reports.report(id),
  constraint slip_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES territory.unit(id)
);
comment on table reports.slip is 'Paper slips, printed before there is a report: the number on the part that is torn off becomes the report''s code.';
comment on column reports.slip.code is 'The code.';
comment on column reports.slip.unit_id is 'The commune or village for which it was printed.';
comment on column reports.slip.printed_at is 'When.';
comment on column reports.slip.printed_by is 'By whom.';
comment on column reports.slip.report_id is 'The report that was typed in from it.';
comment on column reports.slip.form_id is 'The id under which its report is written: typed in twice, it is the same report.';
CREATE UNIQUE INDEX slip_by_form ON reports.slip USING btree (form_id);
CREATE INDEX slip_by_unit ON reports.slip USING btree (unit_id, printed_at DESC);
grant delete, insert, select, update on reports.slip to yenbai_app;

create table reports.sms_said (
  report_id uuid not null,
  gateway_id text collate "C" not null,
  said_at timestamp with time zone not null,
  constraint sms_said_pkey PRIMARY KEY (gateway_id),
  constraint sms_said_report_id_fkey FOREIGN KEY (report_id) REFERENCES reports.report(id)
);
comment on table reports.sms_said is 'Which messages a report came from: what the gateway brings twice is taken once.';
comment on column reports.sms_said.report_id is 'The report.';
comment on column reports.sms_said.gateway_id is 'The gateway''s name for the message.';
comment on column reports.sms_said.said_at is 'When.';
grant delete, insert, select, update on reports.sms_said to yenbai_app;

create table reports.telephone (
  kind text collate "C" not null,
  origin text collate "C" not null,
  valid daterange not null,
  number text collate "C" not null,
  source text not null,
  constraint telephone_pkey PRIMARY KEY (kind, origin, valid),
  constraint telephone_kind_known CHECK ((kind = 'centre'::text)),
  constraint telephone_number_dialled CHECK ((number ~ '^\+?[0-9]{3,15}$'::text)),
  constraint telephone_origin_known CHECK ((origin = ANY (ARRAY['reference'::text, 'demonstration'::text]))),
  constraint telephone_valid_whole CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid)))),
  constraint telephone_one_a_day EXCLUDE USING gist (kind WITH =, origin WITH =, valid WITH &&)
);
comment on table reports.telephone is 'Numbers to ask about a report, as they hold over time.';
comment on column reports.telephone.kind is 'Who answers: centre.';
comment on column reports.telephone.origin is 'reference, or demonstration: made up, and told in a demonstration only.';
comment on column reports.telephone.valid is 'Days, [from,to).';
comment on column reports.telephone.number is 'The number, as it is dialled.';
comment on column reports.telephone.source is 'Where the number was published.';
grant delete, insert, select, update on reports.telephone to yenbai_app;
grant select on reports.telephone to yenbai_reader;

create table reports.ticket (
  report_id uuid not null,
  digest bytea not null,
  relation text collate "C" not null,
  given_at timestamp with time zone not null,
  constraint ticket_pkey PRIMARY KEY (report_id, digest),
  constraint ticket_relation_known CHECK ((relation = ANY (ARRAY['sender'::text, 'follower'::text]))),
  constraint ticket_report_id_fkey FOREIGN KEY (report_id) REFERENCES reports.report(id)
);
comment on table reports.ticket is 'Browsers that sent or follow a report without an account.';
comment on column reports.ticket.report_id is 'The report.';
comment on column reports.ticket.digest is 'SHA-256 of the browser''s ticket.';
comment on column reports.ticket.relation is 'sender or follower.';
comment on column reports.ticket.given_at is 'When.';
CREATE INDEX ticket_by_digest ON reports.ticket USING btree (digest, given_at DESC);
grant delete, insert, select, update on reports.ticket to yenbai_app;

-- teams -----------------------------------------------------------------------------------------------------------------------------------

create schema teams;
comment on schema teams is 'Community digital teams: rosters over time, imports, cards, offers';
grant usage on schema teams to yenbai_app;
grant usage on schema teams to yenbai_reader;

create table teams.card (
  id uuid not null,
  membership_id uuid not null,
  serial text collate "C" not null,
  digest bytea not null,
  digest_key text collate "C" not null,
  sealed_number text collate "C" not null,
  sealed_key text collate "C" not null,
  valid daterange not null,
  issued_at timestamp with time zone not null,
  issued_by uuid,
  revoked_at timestamp with time zone,
  revoked_by uuid,
  revoked_why text collate "C",
  constraint card_pkey PRIMARY KEY (id),
  constraint card_revoked_has_reason CHECK (((revoked_at IS NULL) = (revoked_why IS NULL))),
  constraint card_revoked_why_known CHECK ((revoked_why = ANY (ARRAY['lost'::text, 'left'::text, 'replaced'::text, 'misused'::text, 'mistake'::text]))),
  constraint card_serial_is_digits CHECK ((serial ~ '^[0-9]{8}$'::text)),
  constraint card_valid_whole CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid)) AND (NOT upper_inf(valid)))),
  constraint card_issued_by_fkey FOREIGN KEY (issued_by) REFERENCES people.person(id),
  constraint card_membership_id_fkey FOREIGN KEY (membership_id) REFERENCES teams.membership(id),
  constraint card_revoked_by_fkey FOREIGN KEY (revoked_by) REFERENCES people.person(id)
);
comment on table teams.card is 'Cards of members: a printed number that cannot be guessed, and a secret for the code that changes each minute.';
comment on column teams.card.id is 'Identity, UUIDv7; the place to which the encryption is bound.';
comment on column teams.card.membership_id is 'Whose card.';
comment on column teams.card.serial is 'First eight digits of the number: says which card, and nothing about the person.';
comment on column teams.card.digest is 'Keyed hash of the whole number.';
comment on column teams.card.digest_key is 'The key of the hash.';
comment on column teams.card.sealed_number is 'The whole number, encrypted, for printing.';
comment on column teams.card.sealed_key is 'The secret of the code that changes each minute, encrypted.';
comment on column teams.card.valid is 'Days, [from,to): never longer than the term.';
comment on column teams.card.issued_at is 'When it was issued.';
comment on column teams.card.issued_by is 'Who issued it.';
comment on column teams.card.revoked_at is 'From this moment on it is worth nothing.';
comment on column teams.card.revoked_by is 'Who revoked it; null for the system, when the member left.';
comment on column teams.card.revoked_why is 'Why: a code.';
CREATE INDEX card_by_key ON teams.card USING btree (digest_key);
CREATE INDEX card_by_membership ON teams.card USING btree (membership_id);
CREATE UNIQUE INDEX card_by_serial ON teams.card USING btree (serial);
CREATE UNIQUE INDEX card_one_in_force ON teams.card USING btree (membership_id) WHERE (revoked_at IS NULL);
grant delete, insert, select, update on teams.card to yenbai_app;

create table teams.confirmation (
  team_id uuid not null,
  confirmed_at timestamp with time zone not null,
  confirmed_by uuid,
  constraint confirmation_pkey PRIMARY KEY (team_id, confirmed_at),
  constraint confirmation_confirmed_by_fkey FOREIGN KEY (confirmed_by) REFERENCES people.person(id),
  constraint confirmation_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams.team(id)
);
comment on table teams.confirmation is 'Somebody looked at a roster and said that it is right: otherwise it grows stale.';
comment on column teams.confirmation.team_id is 'The team.';
comment on column teams.confirmation.confirmed_at is 'When.';
comment on column teams.confirmation.confirmed_by is 'By whom; null for an import.';
CREATE INDEX confirmation_by_person ON teams.confirmation USING btree (confirmed_by) WHERE (confirmed_by IS NOT NULL);
grant delete, insert, select, update on teams.confirmation to yenbai_app;
grant select on teams.confirmation to yenbai_reader;

create table teams.contribution (
  id uuid not null,
  offer_id uuid not null,
  on_day date not null,
  what text not null,
  noted_at timestamp with time zone not null,
  noted_by uuid,
  constraint contribution_pkey PRIMARY KEY (id),
  constraint contribution_noted_by_fkey FOREIGN KEY (noted_by) REFERENCES people.person(id),
  constraint contribution_offer_id_fkey FOREIGN KEY (offer_id) REFERENCES teams.offer(id)
);
comment on table teams.contribution is 'What was given on an offer of help.';
comment on column teams.contribution.id is 'Identity, UUIDv7.';
comment on column teams.contribution.offer_id is 'The offer.';
comment on column teams.contribution.on_day is 'Day.';
comment on column teams.contribution.what is 'What was given.';
comment on column teams.contribution.noted_at is 'When it was noted.';
comment on column teams.contribution.noted_by is 'Who noted it.';
CREATE INDEX contribution_by_offer ON teams.contribution USING btree (offer_id);
grant delete, insert, select, update on teams.contribution to yenbai_app;

create table teams.core_force (
  code text collate "C" not null,
  rank integer not null,
  name_vi text not null,
  name_en text not null,
  valid daterange default daterange(NULL::date, NULL::date) not null,
  constraint core_force_pkey PRIMARY KEY (code)
);
comment on table teams.core_force is 'Where members come from: youth union, teachers ... Data: another province has other forces.';
comment on column teams.core_force.code is 'Code, stable.';
comment on column teams.core_force.rank is 'Order in lists.';
comment on column teams.core_force.name_vi is 'Name in Vietnamese.';
comment on column teams.core_force.name_en is 'Name in English.';
comment on column teams.core_force.valid is 'Days on which it can be chosen, [from,to).';
grant delete, insert, select, update on teams.core_force to yenbai_app;
grant select on teams.core_force to yenbai_reader;

-- columns:
--   team_id uuid
--   unit_id uuid
--   day date
--   figure text
--   delta integer
create view teams.figure_deltas with (security_invoker=true) as
 WITH piece AS NOT MATERIALIZED (
         SELECT v.team_id,
            v.unit_id,
            t.level_id || '.teams'::text AS figure,
            v.valid
           FROM teams.team_version v
             JOIN teams.team t ON t.id = v.team_id
          WHERE v.status = 'active'::text
        UNION ALL
         SELECT d.team_id,
            d.unit_id,
            (d.level_id || '.members.'::text) || d.core_force,
            d.valid
           FROM teams.roster_days d
        UNION ALL
         SELECT v.team_id,
            v.unit_id,
            t.level_id || '.leaderless'::text,
            unnest(datemultirange(v.valid) - COALESCE(l.led, '{}'::datemultirange)) AS unnest
           FROM teams.team_version v
             JOIN teams.team t ON t.id = v.team_id
             LEFT JOIN LATERAL ( SELECT range_agg(m.valid) AS led
                   FROM teams.membership m
                  WHERE m.team_id = v.team_id AND m.role = 'leader'::text) l ON true
          WHERE v.status = 'active'::text
        )
 SELECT piece.team_id,
    piece.unit_id,
    change.day,
    piece.figure,
    sum(change.delta)::integer AS delta
   FROM piece
     CROSS JOIN LATERAL ( VALUES (lower(piece.valid),1), (upper(piece.valid),'-1'::integer)) change(day, delta)
  WHERE change.day IS NOT NULL
  GROUP BY piece.team_id, piece.unit_id, change.day, piece.figure
 HAVING sum(change.delta) <> 0;
comment on view teams.figure_deltas is 'Published to other modules: by how much each figure of each team changes on which day. Figures: <level>.teams, <level>.members.<core force>, <level>.leaderless.';
grant delete, insert, select, update on teams.figure_deltas to yenbai_app;
grant select on teams.figure_deltas to yenbai_reader;

create table teams.import_batch (
  id uuid not null,
  file_name text not null,
  file_hash text collate "C" not null,
  marked_hash text collate "C",
  as_of date not null,
  state text collate "C" default 'checked'::text not null,
  columns jsonb not null,
  counts jsonb not null,
  checked_at timestamp with time zone not null,
  checked_by uuid,
  applied_at timestamp with time zone,
  applied_by uuid,
  undone_at timestamp with time zone,
  undone_by uuid,
  emptied_at timestamp with time zone,
  constraint import_batch_pkey PRIMARY KEY (id),
  constraint import_batch_applied_has_moment CHECK (((state = ANY (ARRAY['applied'::text, 'undone'::text])) = (applied_at IS NOT NULL))),
  constraint import_batch_state_known CHECK ((state = ANY (ARRAY['checked'::text, 'applied'::text, 'undone'::text, 'dropped'::text]))),
  constraint import_batch_undone_has_moment CHECK (((state = 'undone'::text) = (undone_at IS NOT NULL)))
);
comment on table teams.import_batch is 'Workbooks that communes sent in: checked, then applied as one, and perhaps undone.';
comment on column teams.import_batch.id is 'Identity, UUIDv7.';
comment on column teams.import_batch.file_name is 'Name of the file as it came.';
comment on column teams.import_batch.file_hash is 'SHA-256 of the file: the same file changes nothing twice.';
comment on column teams.import_batch.marked_hash is 'The workbook that went back with its faults marked; null once removed.';
comment on column teams.import_batch.as_of is 'The day for which the lists speak: units are looked up on its map, members without a day begin on it.';
comment on column teams.import_batch.state is 'checked, applied, undone, or dropped (not wanted any more).';
comment on column teams.import_batch.columns is 'Which column of which sheet was read as what.';
comment on column teams.import_batch.counts is 'Rows read, faulty, to be added, changed, ended, left as they are.';
comment on column teams.import_batch.checked_at is 'When it was read.';
comment on column teams.import_batch.checked_by is 'Who sent it in; null from the command line.';
comment on column teams.import_batch.applied_at is 'When its rows became the record.';
comment on column teams.import_batch.applied_by is 'Who applied it; null from the command line.';
comment on column teams.import_batch.undone_at is 'When it was taken back.';
comment on column teams.import_batch.undone_by is 'Who took it back.';
comment on column teams.import_batch.emptied_at is 'When file and rows were removed after their time.';
CREATE UNIQUE INDEX import_batch_applied_once ON teams.import_batch USING btree (file_hash) WHERE (state = 'applied'::text);
CREATE INDEX import_batch_newest ON teams.import_batch USING btree (checked_at DESC);
grant delete, insert, select, update on teams.import_batch to yenbai_app;
grant select on teams.import_batch to yenbai_reader;

create table teams.import_change (
  batch_id uuid not null,
  ordinal bigint generated always as identity not null,
  table_name text collate "C" not null,
  row_id uuid not null,
  before jsonb,
  after jsonb,
  constraint import_change_pkey PRIMARY KEY (batch_id, ordinal),
  constraint import_change_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES teams.import_batch(id) ON DELETE CASCADE
);
comment on table teams.import_change is 'What applying a workbook did to each row, so that it can be taken back exactly. Ids and days only.';
comment on column teams.import_change.batch_id is 'The workbook.';
comment on column teams.import_change.ordinal is 'Order of the changes.';
comment on column teams.import_change.table_name is 'team, team_event, team_version, membership; person for somebody who became known by it.';
comment on column teams.import_change.row_id is 'The row.';
comment on column teams.import_change.before is 'The row before; null where it is new.';
comment on column teams.import_change.after is 'The row afterwards; null where it is gone.';
CREATE INDEX import_change_by_row ON teams.import_change USING btree (table_name, row_id);
grant delete, insert, select, update on teams.import_change to yenbai_app;

create table teams.import_row (
  batch_id uuid not null,
  row_no integer not null,
  checked_by uuid,
  unit_id uuid,
  sheet text not null,
  sheet_row integer not null,
  action text collate "C" not null,
  cells jsonb not null,
  reading jsonb not null,
  findings jsonb not null,
  team_id uuid,
  membership_id uuid,
  constraint import_row_pkey PRIMARY KEY (batch_id, row_no),
  constraint import_row_action_known CHECK ((action = ANY (ARRAY['add'::text, 'change'::text, 'end'::text, 'same'::text, 'refused'::text]))),
  constraint import_row_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES teams.import_batch(id) ON DELETE CASCADE
);
comment on table teams.import_row is 'One line of a workbook: as written, as understood, and what would come of it. Row-level security by place.';
comment on column teams.import_row.batch_id is 'The workbook.';
comment on column teams.import_row.row_no is 'Number of the line in the whole workbook, from 1.';
comment on column teams.import_row.checked_by is 'Who sent it in, for row-level security.';
comment on column teams.import_row.unit_id is 'The unit that the line was understood to name, for row-level security.';
comment on column teams.import_row.sheet is 'Name of the sheet.';
comment on column teams.import_row.sheet_row is 'Number of the row in the sheet, from 1.';
comment on column teams.import_row.action is 'What applying does: add, change, end, same (nothing), refused (faulty).';
comment on column teams.import_row.cells is 'The cells as written.';
comment on column teams.import_row.reading is 'What they were understood to say.';
comment on column teams.import_row.findings is 'What is wrong or proposed, with the column.';
comment on column teams.import_row.team_id is 'The team, known or made by applying.';
comment on column teams.import_row.membership_id is 'The membership, known or made by applying.';
alter table teams.import_row enable row level security;
alter table teams.import_row force row level security;
create policy import_row_rows on teams.import_row for all to public using (((checked_by = ( SELECT platform.state_actor() AS state_actor)) OR (unit_id = ANY (( SELECT platform.state_units() AS state_units)::uuid[])) OR ( SELECT platform.state_everywhere() AS state_everywhere) OR ( SELECT platform.state_duty(VARIADIC ARRAY['privacy'::text, 'archive'::text]) AS state_duty))) with check (true);
grant delete, insert, select, update on teams.import_row to yenbai_app;

create table teams.leave (
  id uuid not null,
  membership_id uuid not null,
  valid daterange not null,
  stand_in_id uuid,
  recorded_at timestamp with time zone not null,
  recorded_by uuid,
  constraint leave_pkey PRIMARY KEY (id),
  constraint leave_not_own_stand_in CHECK ((stand_in_id IS DISTINCT FROM membership_id)),
  constraint leave_valid_whole CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid)))),
  constraint leave_membership_id_fkey FOREIGN KEY (membership_id) REFERENCES teams.membership(id),
  constraint leave_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES people.person(id),
  constraint leave_stand_in_id_fkey FOREIGN KEY (stand_in_id) REFERENCES teams.membership(id),
  constraint leave_once EXCLUDE USING gist (uuid_hash_extended(membership_id, (0)::bigint) WITH =, uuid_send(membership_id) WITH =, ((valid * '(,)'::daterange)) WITH &&)
);
comment on table teams.leave is 'A member is away for some days (harvest, study, a child), and who stands in. The membership goes on.';
comment on column teams.leave.id is 'Identity, UUIDv7.';
comment on column teams.leave.membership_id is 'Who is away.';
comment on column teams.leave.valid is 'Days, [from,to).';
comment on column teams.leave.stand_in_id is 'The member of the same team who stands in.';
comment on column teams.leave.recorded_at is 'When it was recorded.';
comment on column teams.leave.recorded_by is 'Who recorded it.';
CREATE INDEX leave_by_membership ON teams.leave USING btree (membership_id);
CREATE INDEX leave_by_stand_in ON teams.leave USING btree (stand_in_id) WHERE (stand_in_id IS NOT NULL);
grant delete, insert, select, update on teams.leave to yenbai_app;
grant select on teams.leave to yenbai_reader;

create table teams.membership (
  id uuid not null,
  team_id uuid not null,
  person_id uuid not null,
  role text collate "C" not null,
  core_force text collate "C" not null,
  valid daterange not null,
  term_until date,
  ended_why text collate "C",
  succeeds uuid,
  recorded_at timestamp with time zone not null,
  recorded_by uuid,
  batch_id uuid,
  constraint membership_pkey PRIMARY KEY (id),
  constraint membership_ended_why_known CHECK ((ended_why = ANY (ARRAY['own-wish'::text, 'moved-away'::text, 'died'::text, 'term-over'::text, 'other-work'::text, 'role-changed'::text, 'handed-over'::text, 'team-changed'::text, 'team-ended'::text, 'removed'::text, 'mistake'::text]))),
  constraint membership_role_known CHECK ((role = ANY (ARRAY['leader'::text, 'deputy'::text, 'member'::text]))),
  constraint membership_valid_whole CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid)) AND lower_inc(valid) AND (upper_inf(valid) OR (NOT upper_inc(valid))))),
  constraint membership_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES teams.import_batch(id),
  constraint membership_core_force_fkey FOREIGN KEY (core_force) REFERENCES teams.core_force(code),
  constraint membership_person_id_fkey FOREIGN KEY (person_id) REFERENCES people.person(id),
  constraint membership_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES people.person(id),
  constraint membership_succeeds_fkey FOREIGN KEY (succeeds) REFERENCES teams.membership(id),
  constraint membership_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams.team(id),
  constraint membership_once EXCLUDE USING gist (uuid_hash_extended(person_id, (0)::bigint) WITH =, uuid_send(person_id) WITH =, uuid_send(team_id) WITH =, ((valid * '(,)'::daterange)) WITH &&),
  constraint membership_one_leader EXCLUDE USING gist (uuid_hash_extended(team_id, (0)::bigint) WITH =, uuid_send(team_id) WITH =, ((valid * '(,)'::daterange)) WITH &&) WHERE ((role = 'leader'::text))
);
comment on table teams.membership is 'Who served in which team in which role, from when to when. A new role is a new row.';
comment on column teams.membership.id is 'Identity, UUIDv7.';
comment on column teams.membership.team_id is 'The team.';
comment on column teams.membership.person_id is 'The person; may serve in several teams.';
comment on column teams.membership.role is 'leader, deputy or member.';
comment on column teams.membership.core_force is 'Where the member comes from.';
comment on column teams.membership.valid is 'Days, [from,to).';
comment on column teams.membership.term_until is 'Last day of the term that was agreed; null without a term.';
comment on column teams.membership.ended_why is 'Why it ended: a code.';
comment on column teams.membership.succeeds is 'The membership that this one carries on: another role, another team after a merger, or handed over by somebody.';
comment on column teams.membership.recorded_at is 'When it was recorded.';
comment on column teams.membership.recorded_by is 'Who recorded it; null for the system.';
comment on column teams.membership.batch_id is 'The import that brought it.';
CREATE INDEX membership_by_batch ON teams.membership USING btree (batch_id) WHERE (batch_id IS NOT NULL);
CREATE INDEX membership_by_person ON teams.membership USING btree (person_id);
CREATE INDEX membership_by_predecessor ON teams.membership USING btree (succeeds) WHERE (succeeds IS NOT NULL);
CREATE INDEX membership_by_recorder ON teams.membership USING btree (recorded_by) WHERE (recorded_by IS NOT NULL);
CREATE INDEX membership_by_team ON teams.membership USING btree (team_id);
grant delete, insert, select, update on teams.membership to yenbai_app;
grant select on teams.membership to yenbai_reader;

create table teams.offer (
  id uuid not null,
  kind text collate "C" not null,
  person_id uuid,
  unit_id uuid not null,
  code text collate "C" not null,
  sealed_contact text collate "C",
  what text,
  core_force text collate "C",
  available daterange,
  state text collate "C" default 'new'::text not null,
  offered_at timestamp with time zone not null,
  recorded_by uuid,
  answered_at timestamp with time zone,
  answered_by uuid,
  answer text,
  membership_id uuid,
  constraint offer_pkey PRIMARY KEY (id),
  constraint offer_answered_has_moment CHECK (((state = ANY (ARRAY['new'::text, 'withdrawn'::text, 'expired'::text])) OR (answered_at IS NOT NULL))),
  constraint offer_kind_known CHECK ((kind = ANY (ARRAY['join'::text, 'help'::text]))),
  constraint offer_state_known CHECK ((state = ANY (ARRAY['new'::text, 'welcomed'::text, 'asked'::text, 'given'::text, 'declined'::text, 'withdrawn'::text, 'expired'::text]))),
  constraint offer_answered_by_fkey FOREIGN KEY (answered_by) REFERENCES people.person(id),
  constraint offer_core_force_fkey FOREIGN KEY (core_force) REFERENCES teams.core_force(code),
  constraint offer_membership_id_fkey FOREIGN KEY (membership_id) REFERENCES teams.membership(id),
  constraint offer_person_id_fkey FOREIGN KEY (person_id) REFERENCES people.person(id),
  constraint offer_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES people.person(id),
  constraint offer_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES territory.unit(id)
);
comment on table teams.offer is 'Citizens who want to join a team; experts and firms who offer help. Row-level security by place.';
comment on column teams.offer.id is 'Identity, UUIDv7.';
comment on column teams.offer.kind is 'join (become a member) or help (an expert or a firm).';
comment on column teams.offer.person_id is 'Who offers, where known to the system.';
comment on column teams.offer.unit_id is 'Where: the unit of the team, or the area that help is offered to.';
comment on column teams.offer.code is 'By which the answer is looked up.';
comment on column teams.offer.sealed_contact is 'Name, organisation and number as JSON, encrypted; null once removed.';
comment on column teams.offer.what is 'What is offered, in the words of whoever offers.';
comment on column teams.offer.core_force is 'Where somebody who wants to join comes from.';
comment on column teams.offer.available is 'From when until when, [from,to).';
comment on column teams.offer.state is 'new, welcomed, asked (for help that is needed now), given, declined, withdrawn, expired.';
comment on column teams.offer.offered_at is 'When.';
comment on column teams.offer.recorded_by is 'The official or member who wrote it down for somebody.';
comment on column teams.offer.answered_at is 'When it was first answered.';
comment on column teams.offer.answered_by is 'By whom.';
comment on column teams.offer.answer is 'The words of the answer.';
comment on column teams.offer.membership_id is 'The membership that came of it.';
CREATE UNIQUE INDEX offer_by_code ON teams.offer USING btree (code);
CREATE INDEX offer_by_person ON teams.offer USING btree (person_id) WHERE (person_id IS NOT NULL);
CREATE INDEX offer_by_unit ON teams.offer USING btree (unit_id, state);
alter table teams.offer enable row level security;
alter table teams.offer force row level security;
create policy offer_rows on teams.offer for all to public using (((person_id = ( SELECT platform.state_actor() AS state_actor)) OR (unit_id = ANY (( SELECT platform.state_units() AS state_units)::uuid[])) OR ( SELECT platform.state_everywhere() AS state_everywhere) OR ( SELECT platform.state_duty(VARIADIC ARRAY['identity'::text, 'privacy'::text, 'archive'::text]) AS state_duty))) with check (true);
grant delete, insert, select, update on teams.offer to yenbai_app;

create table teams.photo (
  person_id uuid not null,
  file_hash text collate "C" not null,
  added_at timestamp with time zone not null,
  added_by uuid,
  constraint photo_pkey PRIMARY KEY (person_id),
  constraint photo_added_by_fkey FOREIGN KEY (added_by) REFERENCES people.person(id),
  constraint photo_person_id_fkey FOREIGN KEY (person_id) REFERENCES people.person(id)
);
comment on table teams.photo is 'Photographs of members for card and sheet, with their consent. Row-level security.';
comment on column teams.photo.person_id is 'Who is in it.';
comment on column teams.photo.file_hash is 'The picture in the file store: scaled down, without what cameras write into it.';
comment on column teams.photo.added_at is 'When it was added.';
comment on column teams.photo.added_by is 'Who added it.';
alter table teams.photo enable row level security;
alter table teams.photo force row level security;
create policy photo_rows on teams.photo for all to public using (((person_id = ( SELECT platform.state_actor() AS state_actor)) OR ( SELECT platform.state_duty(VARIADIC ARRAY['identity'::text, 'privacy'::text, 'archive'::text]) AS state_duty)));
grant delete, insert, select, update on teams.photo to yenbai_app;

-- columns:
--   membership_id uuid
--   team_id uuid
--   person_id uuid
--   role text
--   core_force text
--   level_id text
--   unit_id uuid
--   valid daterange
create view teams.roster_days with (security_invoker=true) as
 SELECT m.id AS membership_id,
    m.team_id,
    m.person_id,
    m.role,
    m.core_force,
    t.level_id,
    v.unit_id,
    m.valid * v.valid AS valid
   FROM teams.membership m
     JOIN teams.team t ON t.id = m.team_id
     JOIN teams.team_version v ON v.team_id = m.team_id AND v.valid && m.valid
  WHERE v.status = 'active'::text;
comment on view teams.roster_days is 'Published to other modules: memberships in force in active teams, with the unit where the team sat over these days.';
grant delete, insert, select, update on teams.roster_days to yenbai_app;
grant select on teams.roster_days to yenbai_reader;

create table teams.team (
  id uuid not null,
  level_id text collate "C" not null,
  origin text collate "C" default 'entered'::text not null,
  recorded_at timestamp with time zone not null,
  batch_id uuid,
  constraint team_pkey PRIMARY KEY (id),
  constraint team_origin_known CHECK ((origin = ANY (ARRAY['entered'::text, 'demonstration'::text]))),
  constraint team_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES teams.import_batch(id),
  constraint team_level_id_fkey FOREIGN KEY (level_id) REFERENCES territory.level(id)
);
comment on table teams.team is 'A community digital team: an identity for life.';
comment on column teams.team.id is 'Identity, UUIDv7.';
comment on column teams.team.level_id is 'Level of the units that it may sit at.';
comment on column teams.team.origin is 'entered, or demonstration (made up).';
comment on column teams.team.recorded_at is 'When it was recorded.';
comment on column teams.team.batch_id is 'The import that brought it.';
grant delete, insert, select, update on teams.team to yenbai_app;
grant select on teams.team to yenbai_reader;

-- columns:
--   team_id uuid
--   level_id text
--   unit_id uuid
--   name text
--   status text
--   to_confirm boolean
--   valid daterange
--   origin text
create view teams.team_days with (security_invoker=true) as
 SELECT v.team_id,
    t.level_id,
    v.unit_id,
    v.name,
    v.status,
    v.to_confirm,
    v.valid,
    t.origin
   FROM teams.team_version v
     JOIN teams.team t ON t.id = v.team_id;
comment on view teams.team_days is 'Published to other modules: every state of every team.';
grant delete, insert, select, update on teams.team_days to yenbai_app;
grant select on teams.team_days to yenbai_reader;

create table teams.team_edge (
  event_id uuid not null,
  from_team_id uuid not null,
  to_team_id uuid not null,
  constraint team_edge_pkey PRIMARY KEY (event_id, from_team_id, to_team_id),
  constraint team_edge_event_id_fkey FOREIGN KEY (event_id) REFERENCES teams.team_event(id),
  constraint team_edge_from_team_id_fkey FOREIGN KEY (from_team_id) REFERENCES teams.team(id),
  constraint team_edge_to_team_id_fkey FOREIGN KEY (to_team_id) REFERENCES teams.team(id)
);
comment on table teams.team_edge is 'Which team went on in which, by a merger or split.';
comment on column teams.team_edge.event_id is 'The merger or split.';
comment on column teams.team_edge.from_team_id is 'The team before.';
comment on column teams.team_edge.to_team_id is 'The team after.';
CREATE INDEX team_edge_from ON teams.team_edge USING btree (from_team_id);
CREATE INDEX team_edge_to ON teams.team_edge USING btree (to_team_id);
grant delete, insert, select, update on teams.team_edge to yenbai_app;
grant select on teams.team_edge to yenbai_reader;

create table teams.team_event (
  id uuid not null,
  kind text collate "C" not null,
  on_day date not null,
  decision_number text,
  decided_on date,
  issuer text,
  file_hash text collate "C",
  file_name text,
  recorded_at timestamp with time zone not null,
  recorded_by uuid,
  batch_id uuid,
  constraint team_event_pkey PRIMARY KEY (id),
  constraint team_event_file_is_named CHECK (((file_hash IS NULL) = (file_name IS NULL))),
  constraint team_event_kind_known CHECK ((kind = ANY (ARRAY['formed'::text, 'renamed'::text, 'moved'::text, 'followed-unit'::text, 'suspended'::text, 'revived'::text, 'merged'::text, 'split'::text, 'dissolved'::text, 'corrected'::text]))),
  constraint team_event_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES teams.import_batch(id),
  constraint team_event_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES people.person(id)
);
comment on table teams.team_event is 'What happened to teams on a day, and by which decision.';
comment on column teams.team_event.id is 'Identity, UUIDv7.';
comment on column teams.team_event.kind is 'formed, renamed, moved (other seat), followed-unit (its unit ended), suspended, revived, merged, split, dissolved, corrected.';
comment on column teams.team_event.on_day is 'First day of the new state.';
comment on column teams.team_event.decision_number is 'Number of the decision, e.g. 45/QĐ-UBND.';
comment on column teams.team_event.decided_on is 'Day of the decision.';
comment on column teams.team_event.issuer is 'Who decided, e.g. UBND xã Nậm Khắt.';
comment on column teams.team_event.file_hash is 'The scanned decision in the file store.';
comment on column teams.team_event.file_name is 'Name of that file as it came.';
comment on column teams.team_event.recorded_at is 'When it was recorded.';
comment on column teams.team_event.recorded_by is 'Who recorded it; null for the system.';
comment on column teams.team_event.batch_id is 'The import that brought it.';
CREATE INDEX team_event_by_recorder ON teams.team_event USING btree (recorded_by) WHERE (recorded_by IS NOT NULL);
grant delete, insert, select, update on teams.team_event to yenbai_app;
grant select on teams.team_event to yenbai_reader;

create table teams.team_version (
  id uuid not null,
  team_id uuid not null,
  valid daterange not null,
  name text not null,
  search text collate "C" not null,
  unit_id uuid not null,
  status text collate "C" not null,
  to_confirm boolean default false not null,
  event_id uuid not null,
  batch_id uuid,
  constraint team_version_pkey PRIMARY KEY (id),
  constraint team_version_name_given CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint team_version_status_known CHECK ((status = ANY (ARRAY['active'::text, 'suspended'::text]))),
  constraint team_version_valid_whole CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid)) AND lower_inc(valid) AND (upper_inf(valid) OR (NOT upper_inc(valid))))),
  constraint team_version_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES teams.import_batch(id),
  constraint team_version_event_id_fkey FOREIGN KEY (event_id) REFERENCES teams.team_event(id),
  constraint team_version_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams.team(id),
  constraint team_version_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES territory.unit(id),
  constraint team_version_one_a_day EXCLUDE USING gist (uuid_hash_extended(team_id, (0)::bigint) WITH =, uuid_send(team_id) WITH =, ((valid * '(,)'::daterange)) WITH &&)
);
comment on table teams.team_version is 'A team over a range of days: name, seat, status. After its last day the team has ended.';
comment on column teams.team_version.id is 'Identity, UUIDv7.';
comment on column teams.team_version.team_id is 'The team.';
comment on column teams.team_version.valid is 'Days, [from,to).';
comment on column teams.team_version.name is 'Name as people call it.';
comment on column teams.team_version.search is 'Name folded for searching.';
comment on column teams.team_version.unit_id is 'The unit where it sits.';
comment on column teams.team_version.status is 'active or suspended.';
comment on column teams.team_version.to_confirm is 'Its unit was divided: the seat is the largest part until an official confirms or chooses.';
comment on column teams.team_version.event_id is 'What began this state.';
comment on column teams.team_version.batch_id is 'The import that brought it.';
CREATE INDEX team_version_by_event ON teams.team_version USING btree (event_id);
CREATE INDEX team_version_by_team ON teams.team_version USING btree (team_id);
CREATE INDEX team_version_by_unit ON teams.team_version USING btree (unit_id);
CREATE INDEX team_version_search ON teams.team_version USING gin (search public.gin_trgm_ops);
grant delete, insert, select, update on teams.team_version to yenbai_app;
grant select on teams.team_version to yenbai_reader;

-- territory -------------------------------------------------------------------------------------------------------------------------------

create schema territory;
comment on schema territory is 'Administrative units over time: identities, dated attributes, events, boundaries, population and the map closure';
grant usage on schema territory to yenbai_app;
grant usage on schema territory to yenbai_reader;

create table territory.import_batch (
  id uuid not null,
  kind text collate "C" not null,
  file_name text not null,
  file_hash text collate "C" not null,
  state text collate "C" default 'applied'::text not null,
  applied_at timestamp with time zone not null,
  applied_by text not null,
  undone_at timestamp with time zone,
  undone_by text,
  counts jsonb default '{}'::jsonb not null,
  constraint import_batch_pkey PRIMARY KEY (id),
  constraint import_batch_kind_check CHECK ((kind = ANY (ARRAY['units'::text, 'events'::text, 'boundaries'::text, 'population'::text]))),
  constraint import_batch_state_check CHECK ((state = ANY (ARRAY['applied'::text, 'undone'::text]))),
  constraint import_batch_undone CHECK (((state = 'undone'::text) = (undone_at IS NOT NULL)))
);
comment on table territory.import_batch is 'One imported file: applied as a whole, undone as a whole';
comment on column territory.import_batch.id is 'UUIDv7';
comment on column territory.import_batch.kind is 'What the file holds: units, events, boundaries or population';
comment on column territory.import_batch.file_name is 'The file''s name as the officer gave it';
comment on column territory.import_batch.file_hash is 'SHA-256 of the file, hexadecimal; the bytes are in the file store';
comment on column territory.import_batch.state is 'applied, or undone when every row was put back';
comment on column territory.import_batch.applied_at is 'When the batch was written';
comment on column territory.import_batch.applied_by is 'The actor who wrote it: a person''s id, or the kind of actor';
comment on column territory.import_batch.undone_at is 'When the batch was undone';
comment on column territory.import_batch.undone_by is 'The actor who undid it';
comment on column territory.import_batch.counts is 'Rows per kind of change, for the list of imports';
CREATE INDEX import_batch_applied_at ON territory.import_batch USING btree (applied_at DESC, id DESC);
CREATE INDEX import_batch_file_hash ON territory.import_batch USING btree (file_hash);
grant delete, insert, select, update on territory.import_batch to yenbai_app;
grant select on territory.import_batch to yenbai_reader;

create table territory.import_change (
  ordinal bigint generated always as identity not null,
  batch_id uuid not null,
  table_name text collate "C" not null,
  row_id text collate "C" not null,
  before jsonb,
  after jsonb,
  constraint import_change_pkey PRIMARY KEY (ordinal),
  constraint import_change_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES territory.import_batch(id)
);
comment on table territory.import_change is 'Every row that a batch wrote, in order, with its content before and after: undoing walks it backwards';
comment on column territory.import_change.ordinal is 'Order of writing';
comment on column territory.import_change.batch_id is 'The batch that wrote the row';
comment on column territory.import_change.table_name is 'Name of the table inside the schema territory';
comment on column territory.import_change.row_id is 'The row''s key; the parts of a compound key are joined by /';
comment on column territory.import_change.before is 'The row before; null when the batch inserted it';
comment on column territory.import_change.after is 'The row after; null when the batch deleted it';
CREATE INDEX import_change_batch ON territory.import_change USING btree (batch_id, ordinal);
CREATE INDEX import_change_row ON territory.import_change USING btree (table_name, row_id, ordinal);
grant delete, insert, select, update on territory.import_change to yenbai_app;
grant select on territory.import_change to yenbai_reader;

create table territory.import_lock (
  singleton boolean default true not null,
  backend_pid integer not null,
  who text not null,
  since timestamp with time zone not null,
  constraint import_lock_pkey PRIMARY KEY (singleton),
  constraint import_lock_singleton_check CHECK (singleton)
);
comment on table territory.import_lock is 'One row: who took the import lock last. It means nothing unless its session still holds the lock';
comment on column territory.import_lock.singleton is 'Always true: there is one row';
comment on column territory.import_lock.backend_pid is 'The database session that holds the lock';
comment on column territory.import_lock.who is 'How the actor is named on screens';
comment on column territory.import_lock.since is 'When the import began';
grant delete, insert, select, update on territory.import_lock to yenbai_app;
grant select on territory.import_lock to yenbai_reader;

create table territory.level (
  id text collate "C" not null,
  rank integer not null,
  has_codes boolean default true not null,
  name_vi text not null,
  name_en text not null,
  valid daterange default daterange(NULL::date, NULL::date) not null,
  constraint level_pkey PRIMARY KEY (id),
  constraint level_rank_key UNIQUE (rank)
);
comment on table territory.level is 'Levels of administration. Their number is data; a level may be abolished';
comment on column territory.level.id is 'Stable key: province, district, commune, village';
comment on column territory.level.rank is '1 is the highest; a parent always has a smaller rank than its child';
comment on column territory.level.has_codes is 'Whether units of this level carry an official code';
comment on column territory.level.name_vi is 'What people call the level in Vietnamese';
comment on column territory.level.name_en is 'What people call the level in English';
comment on column territory.level.valid is 'Days on which units of this level may exist';
grant delete, insert, select, update on territory.level to yenbai_app;
grant select on territory.level to yenbai_reader;

create table territory.map_ancestor (
  version bigint not null,
  unit_id uuid not null,
  level_id text collate "C" not null,
  from_day date not null,
  to_day date not null,
  ancestor_id uuid not null,
  constraint map_ancestor_pkey PRIMARY KEY (version, unit_id, level_id, from_day)
);
comment on table territory.map_ancestor is 'Which unit of a level a unit belongs to over a range of days; a unit is its own ancestor at its own level';
comment on column territory.map_ancestor.version is 'The version of the structure it was built from';
comment on column territory.map_ancestor.unit_id is 'The unit';
comment on column territory.map_ancestor.level_id is 'The level asked for';
comment on column territory.map_ancestor.from_day is 'First day';
comment on column territory.map_ancestor.to_day is 'Day after the last; infinity when open';
comment on column territory.map_ancestor.ancestor_id is 'The unit of that level';
grant delete, insert, select, update on territory.map_ancestor to yenbai_app;
grant select on territory.map_ancestor to yenbai_reader;

create table territory.map_ancestor_version (
  version bigint not null,
  built_at timestamp with time zone not null,
  constraint map_ancestor_version_pkey PRIMARY KEY (version)
);
comment on table territory.map_ancestor_version is 'Versions of the structure whose ancestry is materialised';
comment on column territory.map_ancestor_version.version is 'The version';
comment on column territory.map_ancestor_version.built_at is 'When it was built';
grant delete, insert, select, update on territory.map_ancestor_version to yenbai_app;
grant select on territory.map_ancestor_version to yenbai_reader;

create table territory.map_closure (
  map_id bigint not null,
  source_no integer not null,
  part_no integer not null,
  unit_id uuid not null,
  from_day date not null,
  to_day date not null,
  target_unit_id uuid not null,
  num bigint not null,
  den bigint not null,
  parts integer not null,
  placed boolean not null,
  constraint map_closure_pkey PRIMARY KEY (map_id, source_no, part_no),
  constraint map_closure_map_id_fkey FOREIGN KEY (map_id) REFERENCES territory.map_closure_day(id) ON DELETE CASCADE
);
comment on table territory.map_closure is 'Where a fact of a unit and day belongs on the map of the target day, with integer shares';
comment on column territory.map_closure.map_id is 'The map';
comment on column territory.map_closure.source_no is 'Number of the source (unit and range of fact days) within the map';
comment on column territory.map_closure.part_no is 'Order of the parts for ties: by the target''s code, then id; from 1';
comment on column territory.map_closure.unit_id is 'The unit that the fact names';
comment on column territory.map_closure.from_day is 'First day of the facts';
comment on column territory.map_closure.to_day is 'Day after the last day of the facts; infinity when open';
comment on column territory.map_closure.target_unit_id is 'The unit on the map of the target day';
comment on column territory.map_closure.num is 'Share, numerator';
comment on column territory.map_closure.den is 'Share, denominator, the same for all parts of a source';
comment on column territory.map_closure.parts is 'How many parts the source has; one means no apportioning';
comment on column territory.map_closure.placed is 'False where the record does not say: the fact then stays on its own unit';
grant delete, insert, select, update on territory.map_closure to yenbai_app;
grant select on territory.map_closure to yenbai_reader;

create table territory.map_closure_day (
  id bigint generated always as identity not null,
  target_day date not null,
  to_day date not null,
  version bigint not null,
  built_at timestamp with time zone not null,
  constraint map_closure_day_pkey PRIMARY KEY (id),
  constraint map_closure_day_once UNIQUE (target_day, version)
);
comment on table territory.map_closure_day is 'The maps that are materialised: one for each period between two changes that somebody asked for';
comment on column territory.map_closure_day.id is 'Number of the map';
comment on column territory.map_closure_day.target_day is 'First day of the period; every day of it has the same map';
comment on column territory.map_closure_day.to_day is 'Day after the period; infinity when open';
comment on column territory.map_closure_day.version is 'The version of the structure it was built from';
comment on column territory.map_closure_day.built_at is 'When it was built';
grant delete, insert, select, update on territory.map_closure_day to yenbai_app;
grant select on territory.map_closure_day to yenbai_reader;

create table territory.map_state (
  singleton boolean default true not null,
  version bigint not null,
  constraint map_state_pkey PRIMARY KEY (singleton),
  constraint map_state_singleton_check CHECK (singleton)
);
comment on table territory.map_state is 'One row: the version of the structure. Writers lock it and count up; derived maps of another version are stale';
comment on column territory.map_state.singleton is 'Always true: there is one row';
comment on column territory.map_state.version is 'Counts up with every change of units, events or edges';
grant delete, insert, select, update on territory.map_state to yenbai_app;
grant select on territory.map_state to yenbai_reader;

create table territory.population (
  id uuid not null,
  unit_id uuid not null,
  on_day date not null,
  value bigint not null,
  basis text not null,
  source text not null,
  batch_id uuid,
  constraint population_pkey PRIMARY KEY (id),
  constraint population_one_figure UNIQUE (unit_id, on_day),
  constraint population_value_check CHECK ((value >= 0)),
  constraint population_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES territory.import_batch(id),
  constraint population_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES territory.unit(id)
);
comment on table territory.population is 'People living in a unit on a day';
comment on column territory.population.id is 'UUIDv7; fixed for reference rows';
comment on column territory.population.unit_id is 'The unit';
comment on column territory.population.on_day is 'The day of the figure; the unit is the one of that day';
comment on column territory.population.value is 'Number of people';
comment on column territory.population.basis is 'How the figure was made: census, registration, estimate ...';
comment on column territory.population.source is 'Where the figure comes from';
comment on column territory.population.batch_id is 'The import that brought the figure';
CREATE INDEX population_batch ON territory.population USING btree (batch_id) WHERE (batch_id IS NOT NULL);
grant delete, insert, select, update on territory.population to yenbai_app;
grant select on territory.population to yenbai_reader;

create table territory.unit (
  id uuid not null,
  origin text collate "C" not null,
  batch_id uuid,
  constraint unit_pkey PRIMARY KEY (id),
  constraint unit_origin_check CHECK ((origin = ANY (ARRAY['official'::text, 'demonstration'::text]))),
  constraint unit_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES territory.import_batch(id)
);
comment on table territory.unit is 'A unit''s identity. Codes, names, types and parents are dated attributes in unit_version';
comment on column territory.unit.id is 'Our own stable id; official codes are reused for other units and are never identity';
comment on column territory.unit.origin is 'official, or demonstration for units that are made up and say so';
comment on column territory.unit.batch_id is 'The import that brought the unit; null when recorded by hand';
CREATE INDEX unit_batch ON territory.unit USING btree (batch_id) WHERE (batch_id IS NOT NULL);
grant delete, insert, select, update on territory.unit to yenbai_app;
grant select on territory.unit to yenbai_reader;

create table territory.unit_boundary (
  id uuid not null,
  unit_id uuid not null,
  valid daterange not null,
  geometry jsonb not null,
  min_lon double precision not null,
  min_lat double precision not null,
  max_lon double precision not null,
  max_lat double precision not null,
  source text not null,
  batch_id uuid,
  constraint unit_boundary_pkey PRIMARY KEY (id),
  constraint unit_boundary_geometry_check CHECK (((geometry ->> 'type'::text) = ANY (ARRAY['Polygon'::text, 'MultiPolygon'::text]))),
  constraint unit_boundary_valid_check CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid)))),
  constraint unit_boundary_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES territory.import_batch(id),
  constraint unit_boundary_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES territory.unit(id),
  constraint unit_boundary_one_shape EXCLUDE USING gist (unit_id WITH =, valid WITH &&) DEFERRABLE
);
comment on table territory.unit_boundary is 'Boundaries over time';
comment on column territory.unit_boundary.id is 'UUIDv7';
comment on column territory.unit_boundary.unit_id is 'The unit';
comment on column territory.unit_boundary.valid is 'Days [from,to) on which the boundary held';
comment on column territory.unit_boundary.geometry is 'GeoJSON Polygon or MultiPolygon, RFC 7946, WGS 84';
comment on column territory.unit_boundary.min_lon is 'West edge of the bounding box, degrees';
comment on column territory.unit_boundary.min_lat is 'South edge of the bounding box, degrees';
comment on column territory.unit_boundary.max_lon is 'East edge of the bounding box, degrees';
comment on column territory.unit_boundary.max_lat is 'North edge of the bounding box, degrees';
comment on column territory.unit_boundary.source is 'Where the boundary comes from';
comment on column territory.unit_boundary.batch_id is 'The import that brought the boundary';
CREATE INDEX unit_boundary_batch ON territory.unit_boundary USING btree (batch_id) WHERE (batch_id IS NOT NULL);
CREATE INDEX unit_boundary_box ON territory.unit_boundary USING btree (min_lon, max_lon, min_lat, max_lat);
grant delete, insert, select, update on territory.unit_boundary to yenbai_app;
grant select on territory.unit_boundary to yenbai_reader;

create table territory.unit_edge (
  event_id uuid not null,
  from_unit_id uuid not null,
  to_unit_id uuid not null,
  share_num bigint not null,
  share_den bigint not null,
  back_num bigint,
  back_den bigint,
  basis text collate "C" not null,
  constraint unit_edge_pkey PRIMARY KEY (event_id, from_unit_id, to_unit_id),
  constraint unit_edge_back CHECK ((((back_num IS NULL) = (back_den IS NULL)) AND (back_num > 0) AND (back_den > 0) AND (back_num <= back_den))),
  constraint unit_edge_basis_check CHECK ((basis = ANY (ARRAY['whole'::text, 'villages'::text, 'households'::text, 'population'::text, 'area'::text]))),
  constraint unit_edge_share CHECK (((share_num > 0) AND (share_den > 0) AND (share_num <= share_den))),
  constraint unit_edge_event_id_fkey FOREIGN KEY (event_id) REFERENCES territory.unit_event(id),
  constraint unit_edge_from_unit_id_fkey FOREIGN KEY (from_unit_id) REFERENCES territory.unit(id),
  constraint unit_edge_to_unit_id_fkey FOREIGN KEY (to_unit_id) REFERENCES territory.unit(id)
);
comment on table territory.unit_edge is 'How a unit''s past is handed on at an event: integer shares that add up to one for each unit that hands on';
comment on column territory.unit_edge.event_id is 'The event';
comment on column territory.unit_edge.from_unit_id is 'The unit before the event';
comment on column territory.unit_edge.to_unit_id is 'The unit after the event; the same as from where it goes on';
comment on column territory.unit_edge.share_num is 'Share of the old unit that goes this way, numerator';
comment on column territory.unit_edge.share_den is 'Share of the old unit that goes this way, denominator';
comment on column territory.unit_edge.back_num is 'Share of the new unit that came this way, numerator; null where not known';
comment on column territory.unit_edge.back_den is 'Share of the new unit that came this way, denominator';
comment on column territory.unit_edge.basis is 'What the share was measured by';
CREATE INDEX unit_edge_from ON territory.unit_edge USING btree (from_unit_id);
CREATE INDEX unit_edge_to ON territory.unit_edge USING btree (to_unit_id);
grant delete, insert, select, update on territory.unit_edge to yenbai_app;
grant select on territory.unit_edge to yenbai_reader;

create table territory.unit_event (
  id uuid not null,
  kind text collate "C" not null,
  effective_on date not null,
  title text not null,
  document_id uuid,
  clause text,
  verified boolean default false not null,
  verification_note text,
  outside text,
  batch_id uuid,
  constraint unit_event_pkey PRIMARY KEY (id),
  constraint unit_event_kind_check CHECK ((kind = ANY (ARRAY['merge'::text, 'split'::text, 'transfer'::text, 'rename'::text, 'retype'::text, 'establish'::text, 'abolish-level'::text]))),
  constraint unit_event_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES territory.import_batch(id),
  constraint unit_event_document_id_fkey FOREIGN KEY (document_id) REFERENCES legal.document(id)
);
comment on table territory.unit_event is 'What happened to units on a day, with its legal basis';
comment on column territory.unit_event.id is 'UUIDv7; fixed for reference rows';
comment on column territory.unit_event.kind is 'merge, split, transfer (new parent), rename, retype, establish, abolish-level';
comment on column territory.unit_event.effective_on is 'First day of the new state';
comment on column territory.unit_event.title is 'What happened, in one line for people';
comment on column territory.unit_event.document_id is 'The legal document that ordered it';
comment on column territory.unit_event.clause is 'Where in the document';
comment on column territory.unit_event.verified is 'Whether the event was checked against the document''s text';
comment on column territory.unit_event.verification_note is 'What is inferred or still to be checked';
comment on column territory.unit_event.outside is 'Predecessors outside the record, named in words; facts on the result cannot be carried back without shares';
comment on column territory.unit_event.batch_id is 'The import that brought the event; null when recorded by hand';
CREATE INDEX unit_event_batch ON territory.unit_event USING btree (batch_id) WHERE (batch_id IS NOT NULL);
CREATE INDEX unit_event_document ON territory.unit_event USING btree (document_id) WHERE (document_id IS NOT NULL);
CREATE INDEX unit_event_effective_on ON territory.unit_event USING btree (effective_on, id);
grant delete, insert, select, update on territory.unit_event to yenbai_app;
grant select on territory.unit_event to yenbai_reader;

create table territory.unit_type (
  id text collate "C" not null,
  level_id text collate "C" not null,
  name_vi text not null,
  name_en text not null,
  constraint unit_type_pkey PRIMARY KEY (id),
  constraint unit_type_level UNIQUE (id, level_id),
  constraint unit_type_level_id_fkey FOREIGN KEY (level_id) REFERENCES territory.level(id)
);
comment on table territory.unit_type is 'Kinds of unit inside a level: ward, commune, township ...';
comment on column territory.unit_type.id is 'Stable key: xa, phuong, thi-tran ...';
comment on column territory.unit_type.level_id is 'The level that the type belongs to';
comment on column territory.unit_type.name_vi is 'The word in front of the name, in Vietnamese and lower case';
comment on column territory.unit_type.name_en is 'The same in English';
grant delete, insert, select, update on territory.unit_type to yenbai_app;
grant select on territory.unit_type to yenbai_reader;

-- columns:
--   id text
--   level_id text
--   name_vi text
--   name_en text
create view territory.unit_types with (security_invoker=true) as
 SELECT id,
    level_id,
    name_vi,
    name_en
   FROM territory.unit_type;
comment on view territory.unit_types is 'Published to other modules: the types of units with their names';
grant select on territory.unit_types to yenbai_app;
grant select on territory.unit_types to yenbai_reader;

create table territory.unit_version (
  id uuid not null,
  unit_id uuid not null,
  valid daterange not null,
  code text collate "C",
  name text not null,
  type_id text collate "C" not null,
  level_id text collate "C" not null,
  parent_id uuid,
  aliases text[] default '{}'::text[] not null,
  search text not null,
  lat double precision,
  lon double precision,
  coord_basis text,
  event_id uuid,
  batch_id uuid,
  constraint unit_version_pkey PRIMARY KEY (id),
  constraint unit_version_check CHECK ((parent_id <> unit_id)),
  constraint unit_version_code_check CHECK ((code <> ''::text)),
  constraint unit_version_coordinates CHECK (((lat IS NULL) = (lon IS NULL))),
  constraint unit_version_lat_check CHECK (((lat >= ('-90'::integer)::double precision) AND (lat <= (90)::double precision))),
  constraint unit_version_lon_check CHECK (((lon >= ('-180'::integer)::double precision) AND (lon <= (180)::double precision))),
  constraint unit_version_name_check CHECK ((name <> ''::text)),
  constraint unit_version_valid_check CHECK (((NOT isempty(valid)) AND (NOT lower_inf(valid)))),
  constraint unit_version_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES territory.import_batch(id),
  constraint unit_version_event_id_fkey FOREIGN KEY (event_id) REFERENCES territory.unit_event(id),
  constraint unit_version_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES territory.unit(id),
  constraint unit_version_type FOREIGN KEY (type_id, level_id) REFERENCES territory.unit_type(id, level_id),
  constraint unit_version_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES territory.unit(id),
  constraint unit_version_one_code EXCLUDE USING gist (level_id WITH =, code WITH =, valid WITH &&) WHERE ((code IS NOT NULL)) DEFERRABLE,
  constraint unit_version_one_state EXCLUDE USING gist (uuid_hash_extended(unit_id, (0)::bigint) WITH =, uuid_send(unit_id) WITH =, ((valid * '(,)'::daterange)) WITH &&) DEFERRABLE
);
comment on table territory.unit_version is 'What a unit was called, where it belonged and what code it carried, over a range of days';
comment on column territory.unit_version.id is 'UUIDv7; fixed for reference rows';
comment on column territory.unit_version.unit_id is 'The unit';
comment on column territory.unit_version.valid is 'Days [from,to) on which this state held';
comment on column territory.unit_version.code is 'Official code of the statistics office on those days; null where the level has none';
comment on column territory.unit_version.name is 'Name without the type, NFC';
comment on column territory.unit_version.type_id is 'The type on those days';
comment on column territory.unit_version.level_id is 'The type''s level, repeated for the constraints';
comment on column territory.unit_version.parent_id is 'The unit directly above; null for a root';
comment on column territory.unit_version.aliases is 'Other spellings and former names by which people look for the unit';
comment on column territory.unit_version.search is 'Folded type, name, aliases and code for finding by typing';
comment on column territory.unit_version.lat is 'Latitude of the centre point, WGS 84 degrees';
comment on column territory.unit_version.lon is 'Longitude of the centre point, WGS 84 degrees';
comment on column territory.unit_version.coord_basis is 'How the centre point was made';
comment on column territory.unit_version.event_id is 'The event that began this state; null for the start of the record';
comment on column territory.unit_version.batch_id is 'The import that wrote the row first; null when recorded by hand';
CREATE INDEX unit_version_batch ON territory.unit_version USING btree (batch_id) WHERE (batch_id IS NOT NULL);
CREATE INDEX unit_version_code ON territory.unit_version USING btree (code) WHERE (code IS NOT NULL);
CREATE INDEX unit_version_event ON territory.unit_version USING btree (event_id) WHERE (event_id IS NOT NULL);
CREATE INDEX unit_version_level ON territory.unit_version USING btree (level_id, code, unit_id);
CREATE INDEX unit_version_parent ON territory.unit_version USING btree (parent_id);
CREATE INDEX unit_version_search ON territory.unit_version USING gin (search public.gin_trgm_ops);
CREATE INDEX unit_version_unit ON territory.unit_version USING btree (unit_id);
grant delete, insert, select, update on territory.unit_version to yenbai_app;
grant select on territory.unit_version to yenbai_reader;

-- columns:
--   unit_id uuid
--   valid daterange
--   code text
--   name text
--   type_id text
--   level_id text
--   parent_id uuid
--   lat double precision
--   lon double precision
--   origin text
create view territory.unit_versions with (security_invoker=true) as
 SELECT v.unit_id,
    v.valid,
    v.code,
    v.name,
    v.type_id,
    v.level_id,
    v.parent_id,
    v.lat,
    v.lon,
    u.origin
   FROM territory.unit_version v
     JOIN territory.unit u ON u.id = v.unit_id;
comment on view territory.unit_versions is 'Published to other modules: every state of every unit';
grant delete, insert, select, update on territory.unit_versions to yenbai_app;
grant select on territory.unit_versions to yenbai_reader;

create function territory.map_ancestors(structure_version bigint, level text) returns TABLE(unit_id uuid, from_day date, to_day date, ancestor_id uuid)
  language plpgsql stable parallel safe rows 100
as $$
begin
  return query
    select a.unit_id, a.from_day, a.to_day, a.ancestor_id
    from territory.map_ancestor a where a.version = structure_version and a.level_id = level;
end $$;
comment on function territory.map_ancestors(structure_version bigint, level text) is 'Who belongs to which unit of a level, over ranges of days; read by roll-ups';
grant execute on function territory.map_ancestors(structure_version bigint, level text) to yenbai_app;
grant execute on function territory.map_ancestors(structure_version bigint, level text) to yenbai_reader;

create function territory.map_parts(map bigint) returns TABLE(source_no integer, part_no integer, unit_id uuid, from_day date, to_day date, target_unit_id uuid, num bigint, den bigint, parts integer, placed boolean)
  language plpgsql stable parallel safe rows 10000
as $$
begin
  return query
    select c.source_no, c.part_no, c.unit_id, c.from_day, c.to_day, c.target_unit_id, c.num, c.den, c.parts, c.placed
    from territory.map_closure c where c.map_id = map;
end $$;
comment on function territory.map_parts(map bigint) is 'The closure of one map; read by the re-expression of facts';
grant execute on function territory.map_parts(map bigint) to yenbai_app;
grant execute on function territory.map_parts(map bigint) to yenbai_reader;

create function territory.units_on(day date) returns TABLE(unit_id uuid, code text, name text, type_id text, level_id text, parent_id uuid, lat double precision, lon double precision, origin text, valid daterange)
  language sql stable
BEGIN ATOMIC
 SELECT v.unit_id,
     v.code,
     v.name,
     v.type_id,
     v.level_id,
     v.parent_id,
     v.lat,
     v.lon,
     u.origin,
     v.valid
    FROM (territory.unit_version v
      JOIN territory.unit u ON ((u.id = v.unit_id)))
   WHERE (v.valid @> units_on.day);
END;
comment on function territory.units_on(day date) is 'Published to other modules: the units that exist on a day, as they are on that day';
grant execute on function territory.units_on(day date) to yenbai_app;
grant execute on function territory.units_on(day date) to yenbai_reader;
