-- Coverage: figures of teams and members for any unit, on any day, on any day's map. A request reads steps only.

create schema indicators;
comment on schema indicators is 'Figures made of what the other modules record';
grant usage on schema indicators to yenbai_app, yenbai_reader;

create table indicators.coverage_delta (
  event_id uuid not null,
  unit_id uuid not null,
  day date not null,
  figure text collate "C" not null,
  delta integer not null,
  primary key (event_id, unit_id, day, figure)
);
comment on table indicators.coverage_delta is 'By how much a figure of a unit changed on a day, event by event. Their sum is the figure.';
comment on column indicators.coverage_delta.event_id is 'The event that said so; it counts once.';
comment on column indicators.coverage_delta.unit_id is 'The unit where the team sits.';
comment on column indicators.coverage_delta.day is 'From which day on.';
comment on column indicators.coverage_delta.figure is '<level>.teams, <level>.members.<core force> or <level>.leaderless.';
comment on column indicators.coverage_delta.delta is 'By how much.';
-- Serves the steps of the units that changed.
create index coverage_delta_by_unit on indicators.coverage_delta (unit_id, day);

create table indicators.coverage_map (
  id bigint generated always as identity primary key,
  from_day date not null,
  to_day date not null,
  structure_version bigint not null,
  built_at timestamptz not null,
  constraint coverage_map_once unique (from_day, structure_version)
);
comment on table indicators.coverage_map is 'Maps for which steps are prepared: every day between two changes of units has the same one.';
comment on column indicators.coverage_map.id is 'Number of the map.';
comment on column indicators.coverage_map.from_day is 'First day with this map.';
comment on column indicators.coverage_map.to_day is 'Day after the last; infinity when open.';
comment on column indicators.coverage_map.structure_version is 'The version of the structure that it was built from.';
comment on column indicators.coverage_map.built_at is 'When it was built.';

create table indicators.coverage_step (
  map_id bigint not null references indicators.coverage_map on delete cascade,
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
  primary key (map_id, unit_id, from_day)
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

create table indicators.coverage_check (
  id uuid primary key,
  checked_at timestamptz not null,
  milliseconds integer not null,
  rows_compared bigint not null,
  differences jsonb not null
);
comment on table indicators.coverage_check is 'Each night the steps are made anew from the rosters and compared with what was prepared.';
comment on column indicators.coverage_check.id is 'Identity, UUIDv7.';
comment on column indicators.coverage_check.checked_at is 'When.';
comment on column indicators.coverage_check.milliseconds is 'How long it took.';
comment on column indicators.coverage_check.rows_compared is 'How many steps were compared.';
comment on column indicators.coverage_check.differences is 'What differed (unit, day, figures before and after), at most a hundred; empty when all is well.';
-- Serves the alarm: the newest check.
create index coverage_check_newest on indicators.coverage_check (checked_at desc);

grant select, insert, update, delete on all tables in schema indicators to yenbai_app;
grant select on all tables in schema indicators to yenbai_reader;
