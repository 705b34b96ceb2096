/** One of every kind of thing that a migration may make. */
export const trial = `
  create schema trial;
  create type trial.colour as enum ('red', 'green''ish');
  create domain trial.share as integer check (value > 0);
  create sequence trial.counter;
  create function trial.touch() returns trigger language plpgsql as 'begin return new; end';
  create table trial.parent (id bigint generated always as identity primary key, colour trial.colour, colours trial.colour[], share trial.share not null default 1);
  create table trial.thing (
    id uuid primary key, parent_id bigint references trial.parent, "Odd name" text collate "C" not null default 'it''s',
    seen timestamptz not null default now(), data jsonb not null, extra jsonb, days daterange, doubled int generated always as (2 * 3) stored, amount numeric(10,2),
    counts int8[] not null default '{}', exclude using gist (parent_id with =, days with &&)
  ) with (fillfactor = 90);
  create index thing_by_name on trial.thing using gin ("Odd name" gin_trgm_ops);
  comment on index trial.thing_by_name is 'finds';
  create statistics trial.thing_days on parent_id, seen from trial.thing;
  create trigger thing_touched before update on trial.thing for each row execute function trial.touch();
  alter table trial.thing enable row level security;
  alter table trial.thing force row level security;
  create policy thing_own on trial.thing for select to yenbai_app using (id = any (string_to_array(current_setting('yenbai.units'), ',')::uuid[]));
  create view trial.things with (security_invoker = true) as select t.id, t.seen from trial.thing t where t.amount > 0;
  create function trial.double(n int) returns int language sql immutable strict begin atomic; select n * 2; end;
  create table trial.log (at timestamptz not null) partition by range (at);
  create table trial.log_2026 partition of trial.log for values from ('2026-01-01 00:00+00') to ('2027-01-01 00:00+00');
  grant select (id, seen), insert on trial.thing to yenbai_app;
  revoke execute on function trial.double from public;`;
