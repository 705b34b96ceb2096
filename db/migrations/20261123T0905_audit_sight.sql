-- The trail also tells for whom somebody acted, from which device, about which persons, and why they looked.

alter table audit.entry
  add column format integer not null default 1,
  add column acting_for uuid,
  add column device_id uuid,
  add column persons uuid[] not null default '{}',
  add column purpose text collate "C",
  add constraint entry_format_known check (format in (1, 2)),
  add constraint entry_purpose_is_code check (purpose ~ '^[a-z][a-z0-9-]*$');
alter table audit.entry alter column format set default 2;

comment on column audit.entry.format is 'Which version of the sealed bytes holds for the row.';
comment on column audit.entry.acting_for is 'The absent official or the citizen for whom it was done.';
comment on column audit.entry.device_id is 'The device of the session.';
comment on column audit.entry.persons is 'Persons whose data was changed or seen.';
comment on column audit.entry.purpose is 'Why somebody looked, where it is asked: a code.';

-- Serves "who looked at my file": all entries about a person.
create index entry_by_person on audit.entry using gin (persons) where persons <> '{}';
-- Serves what one actor did, newest first.
create index entry_by_actor on audit.entry (actor_id, position desc) where actor_id is not null;
-- Serves the filter by day: entries are written in about the order of their time.
create index entry_by_time on audit.entry using brin (at);

-- What format 1 does not cover is empty in its rows.
alter table audit.entry add constraint entry_format_covers_row
  check (format = 2 or (acting_for is null and device_id is null and persons = '{}' and purpose is null));

-- Verification names the record: for each seal, its rows' ids and hashes.
create table audit.leaf (
  ledger text collate "C" not null,
  seal bigint not null,
  part integer not null,
  leaves bytea not null,
  primary key (ledger, seal, part),
  constraint leaf_part_positive check (part > 0),
  constraint leaf_is_whole check (length(leaves) > 0 and length(leaves) % 48 = 0)
);
comment on table audit.leaf is 'Leaves of the Merkle tree under each seal: they name the record when the root does not hold. The root proves them.';
comment on column audit.leaf.ledger is 'The sealed table.';
comment on column audit.leaf.seal is 'Number of the seal.';
comment on column audit.leaf.part is 'Counts from 1: leaves of a large seal come in parts.';
comment on column audit.leaf.leaves is 'For each row in the order of sealing 16 bytes of id and 32 bytes of leaf hash.';

create trigger leaf_append_only before update or delete on audit.leaf for each row execute function audit.refuse_change();
create trigger leaf_not_emptied before truncate on audit.leaf for each statement execute function audit.refuse_change();
grant select, insert on audit.leaf to yenbai_app;
grant select on audit.leaf to yenbai_reader;

alter table audit.verification add column broken_records text[] collate "C" not null default '{}';
comment on column audit.verification.broken_records is 'The records found changed, missing or put in, where it can be told: how and id.';
