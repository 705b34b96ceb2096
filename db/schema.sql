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
  constraint entry_pkey PRIMARY KEY (id),
  constraint entry_position_key UNIQUE ("position"),
  constraint entry_action_is_dotted CHECK ((action ~ '^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$'::text)),
  constraint entry_actor_kind_known CHECK ((actor_kind = ANY (ARRAY['anonymous'::text, 'system'::text, 'demonstration-operator'::text, 'person'::text]))),
  constraint entry_fields_are_names CHECK ((array_to_string(fields, ' '::text) ~ '^([A-Za-z][A-Za-z0-9_.-]*( |$))*$'::text)),
  constraint entry_person_is_named CHECK (((actor_kind = 'person'::text) = (actor_id IS NOT NULL))),
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
CREATE INDEX entry_by_action ON audit.entry USING btree (action, "position" DESC);
CREATE INDEX entry_by_subject ON audit.entry USING btree (subject_kind, subject_id, "position" DESC);
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

-- platform --------------------------------------------------------------------------------------------------------------------------------

create schema platform;
comment on schema platform is 'Technical state of the installation; no domain word.';
grant usage on schema platform to yenbai_app;
grant usage on schema platform to yenbai_reader;

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
  constraint unit_version_one_state EXCLUDE USING gist (unit_id WITH =, valid WITH &&) DEFERRABLE
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
