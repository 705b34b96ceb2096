-- Who is importing right now. The lock itself is an advisory lock of the importing transaction, which vanishes with its session;
-- this row only gives it a name, and counts only while the session that wrote it still holds the lock.

create table territory.import_lock (
  singleton boolean primary key default true check (singleton),
  backend_pid integer not null,
  who text not null,
  since timestamptz not null
);
comment on table territory.import_lock is 'One row: who took the import lock last. It means nothing unless its session still holds the lock';
comment on column territory.import_lock.singleton is 'Always true: there is one row';
comment on column territory.import_lock.backend_pid is 'The database session that holds the lock';
comment on column territory.import_lock.who is 'How the actor is named on screens';
comment on column territory.import_lock.since is 'When the import began';

grant select, insert, update, delete on territory.import_lock to yenbai_app;
grant select on territory.import_lock to yenbai_reader;
