-- The trail of what was done, and the seals over it. Both can be added to and read, never changed.

create schema audit;
comment on schema audit is 'The append-only trail of actions and its seals.';

create table audit.era (
  number integer primary key,
  began_at timestamptz not null,
  reason text not null,
  constraint era_number_positive check (number > 0)
);
comment on table audit.era is 'Times in which transaction ids of one database server count upwards; a restored archive begins a new one.';
comment on column audit.era.number is 'Counts from 1; the highest is the present era.';
comment on column audit.era.began_at is 'When the era began.';
comment on column audit.era.reason is 'Why: the installation, or a restored archive.';

insert into audit.era (number, began_at, reason) values (1, now(), 'installed');

create function audit.current_era() returns integer
  language sql stable parallel safe
  set search_path = pg_catalog, pg_temp
  as 'select max(number) from audit.era';
comment on function audit.current_era() is 'The era that rows written now belong to; the default of the era column of every sealed table.';

create table audit.entry (
  id uuid primary key,
  at timestamptz not null,
  actor_kind text collate "C" not null,
  actor_id uuid,
  action text collate "C" not null,
  subject_kind text collate "C" not null,
  subject_id text collate "C" not null,
  fields text[] collate "C" not null default '{}',
  places uuid[] not null default '{}',
  era integer not null default audit.current_era(),
  xid xid8 not null default pg_current_xact_id(),
  position bigint generated always as identity unique,
  constraint entry_actor_kind_known check (actor_kind in ('anonymous', 'system', 'demonstration-operator', 'person')),
  constraint entry_person_is_named check ((actor_kind = 'person') = (actor_id is not null)),
  constraint entry_action_is_dotted check (action ~ '^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$'),
  constraint entry_subject_kind_is_dotted check (subject_kind ~ '^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*$'),
  constraint entry_subject_id_is_key check (subject_id ~ '^[A-Za-z0-9._:/-]{1,120}$'),
  constraint entry_fields_are_names check (array_to_string(fields, ' ') ~ '^([A-Za-z][A-Za-z0-9_.-]*( |$))*$')
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

-- Serves the sealer and the verification: rows in the order of sealing.
create index entry_sealing_order on audit.entry (era, xid, id);

-- Serves the console's list filtered by action, newest first.
create index entry_by_action on audit.entry (action, position desc);

-- Serves the history of one thing, newest first.
create index entry_by_subject on audit.entry (subject_kind, subject_id, position desc);

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
  sealed_at timestamptz not null,
  hash text collate "C" not null,
  primary key (ledger, number),
  constraint seal_number_positive check (number > 0),
  constraint seal_not_empty check (row_count > 0),
  constraint seal_range_runs_forward check ((before_era, before_xid) > (from_era, from_xid)),
  constraint seal_hashes_are_sha256 check (root ~ '^[0-9a-f]{64}$' and previous ~ '^[0-9a-f]{64}$' and hash ~ '^[0-9a-f]{64}$')
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

create table audit.verification (
  id uuid primary key,
  ledger text collate "C" not null,
  verified_at timestamptz not null,
  seals bigint not null,
  sealed_rows bigint not null,
  open_rows bigint not null,
  broken_seal bigint,
  broken_how text collate "C",
  constraint verification_break_is_whole check ((broken_seal is null) = (broken_how is null)),
  constraint verification_break_known check (broken_how in ('changed', 'missing', 'inserted', 'seal'))
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

-- Serves the console: the latest verification of a ledger.
create index verification_latest on audit.verification (ledger, verified_at desc);

create function audit.refuse_change() returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
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

create trigger entry_append_only before update or delete on audit.entry for each row execute function audit.refuse_change();
create trigger entry_not_emptied before truncate on audit.entry for each statement execute function audit.refuse_change();
create trigger seal_append_only before update or delete on audit.seal for each row execute function audit.refuse_change();
create trigger seal_not_emptied before truncate on audit.seal for each statement execute function audit.refuse_change();
create trigger era_append_only before update or delete on audit.era for each row execute function audit.refuse_change();
create trigger era_not_emptied before truncate on audit.era for each statement execute function audit.refuse_change();
create trigger verification_append_only before update or delete on audit.verification for each row execute function audit.refuse_change();
create trigger verification_not_emptied before truncate on audit.verification for each statement execute function audit.refuse_change();

grant usage on schema audit to yenbai_app, yenbai_reader;
grant select, insert on audit.entry, audit.seal, audit.verification to yenbai_app;
grant select on audit.era to yenbai_app;
grant select on audit.entry, audit.seal, audit.era, audit.verification to yenbai_reader;
grant execute on function audit.current_era() to yenbai_app;
