-- What the technical part keeps for itself: whose database this is, and counters of calls.
-- The schema and the list of migrations are made by the migrator, before the first file.

comment on schema platform is 'Technical state of the installation; no domain word.';
grant usage on schema platform to yenbai_app, yenbai_reader;
grant select on platform.migration to yenbai_app, yenbai_reader;

create table platform.installation (
  id uuid primary key default gen_random_uuid(),
  mode text collate "C" not null,
  created_by text collate "C" not null default 'yenbai',
  created_at timestamptz not null default now(),
  constraint installation_mode_known check (mode in ('demonstration', 'production'))
);
comment on table platform.installation is 'One row: who made this database and for what. A demonstration writes only where it finds its own.';
comment on column platform.installation.id is 'Identity of this installation; an archive carries it along.';
comment on column platform.installation.mode is 'demonstration or production; fixed for the life of the database.';
comment on column platform.installation.created_by is 'The program that made the database.';
comment on column platform.installation.created_at is 'When the first migration ran.';

-- Serves the rule that there is one row at most.
create unique index installation_single on platform.installation ((true));

grant select on platform.installation to yenbai_app, yenbai_reader;

-- Unlogged: after a crash of the server everybody may start counting again.
create unlogged table platform.rate_counter (
  key text collate "C" primary key,
  window_start timestamptz not null,
  hits integer not null,
  constraint rate_counter_hits_positive check (hits > 0)
);
comment on table platform.rate_counter is 'Calls that write or guess, counted exactly across all programs; one row per caller and kind.';
comment on column platform.rate_counter.key is 'Kind of limit and the caller it holds for.';
comment on column platform.rate_counter.window_start is 'Start of the minute that is being counted.';
comment on column platform.rate_counter.hits is 'Calls in that minute.';

-- Serves the clean-up of callers that have not come back.
create index rate_counter_window_start on platform.rate_counter (window_start);

grant select, insert, update, delete on platform.rate_counter to yenbai_app;
