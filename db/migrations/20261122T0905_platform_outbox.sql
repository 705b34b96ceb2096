-- The outbox: events written with the change that causes them, and what became of the reactions to them.

create table platform.outbox (
  id uuid primary key,
  name text collate "C" not null,
  version integer not null,
  payload jsonb not null,
  created_at timestamptz not null,
  handled_at timestamptz,
  constraint outbox_name_is_dotted check (name ~ '^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$'),
  constraint outbox_version_positive check (version > 0),
  constraint outbox_payload_is_object check (jsonb_typeof(payload) = 'object')
);
comment on table platform.outbox is 'Events published by commands in the transaction of the change; the dispatcher turns each into one job per reaction.';
comment on column platform.outbox.id is 'Identity of the event, UUIDv7.';
comment on column platform.outbox.name is 'What happened, <module>.<event>, e.g. territory.event-applied.';
comment on column platform.outbox.version is 'Version of the payload''s shape, from 1.';
comment on column platform.outbox.payload is 'Ids and facts that reactions need; never personal values.';
comment on column platform.outbox.created_at is 'When the command ran.';
comment on column platform.outbox.handled_at is 'When its jobs were created; missing while the event waits for the dispatcher.';

-- Serves the dispatcher: unhandled events, oldest first, claimed with SKIP LOCKED.
create index outbox_unhandled on platform.outbox (id) where handled_at is null;

-- Serves the clean-up of events handled long ago.
create index outbox_handled on platform.outbox (handled_at) where handled_at is not null;

create table platform.outbox_reaction (
  event_id uuid not null references platform.outbox (id) on delete cascade,
  reaction text collate "C" not null,
  done_at timestamptz,
  primary key (event_id, reaction)
);
comment on table platform.outbox_reaction is 'Reactions owed to an event, written when it is dispatched. A repeated job finds its row done and does nothing; a lost job is made again from a row that is not.';
comment on column platform.outbox_reaction.event_id is 'The event reacted to.';
comment on column platform.outbox_reaction.reaction is 'Name of the reaction.';
comment on column platform.outbox_reaction.done_at is 'When the reaction''s transaction ran; missing while it is owed.';

-- Serves the search for reactions still owed, whose jobs may have to be made again.
create index outbox_reaction_owed on platform.outbox_reaction (event_id, reaction) where done_at is null;

grant select, insert, update, delete on platform.outbox to yenbai_app;
grant select, insert, update, delete on platform.outbox_reaction to yenbai_app;
grant select on platform.outbox, platform.outbox_reaction to yenbai_reader;
