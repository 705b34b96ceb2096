-- Administrative units over time: identities, dated attributes, events with integer shares, boundaries, population,
-- the trail that lets an import be undone, and the derived map closure that re-expresses facts.

create schema territory;
comment on schema territory is 'Administrative units over time: identities, dated attributes, events, boundaries, population and the map closure';
grant usage on schema territory to yenbai_app, yenbai_reader;

-- Imports ---------------------------------------------------------------------------------------------------------------------

create table territory.import_batch (
  id uuid primary key,
  kind text collate "C" not null check (kind in ('units', 'events', 'boundaries', 'population')),
  file_name text not null,
  file_hash text collate "C" not null,
  state text collate "C" not null default 'applied' check (state in ('applied', 'undone')),
  applied_at timestamptz not null,
  applied_by text not null,
  undone_at timestamptz,
  undone_by text,
  counts jsonb not null default '{}',
  constraint import_batch_undone check ((state = 'undone') = (undone_at is not null))
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
-- The list of imports, newest first.
create index import_batch_applied_at on territory.import_batch (applied_at desc, id desc);
-- "Was this very file imported before?"
create index import_batch_file_hash on territory.import_batch (file_hash);

create table territory.import_change (
  ordinal bigint generated always as identity primary key,
  batch_id uuid not null references territory.import_batch (id),
  table_name text collate "C" not null,
  row_id text collate "C" not null,
  before jsonb,
  after jsonb
);
comment on table territory.import_change is 'Every row that a batch wrote, in order, with its content before and after: undoing walks it backwards';
comment on column territory.import_change.ordinal is 'Order of writing';
comment on column territory.import_change.batch_id is 'The batch that wrote the row';
comment on column territory.import_change.table_name is 'Name of the table inside the schema territory';
comment on column territory.import_change.row_id is 'The row''s key; the parts of a compound key are joined by /';
comment on column territory.import_change.before is 'The row before; null when the batch inserted it';
comment on column territory.import_change.after is 'The row after; null when the batch deleted it';
-- Undo: a batch's changes in reverse order.
create index import_change_batch on territory.import_change (batch_id, ordinal);
-- Undo: which batch wrote a row that stands in the way.
create index import_change_row on territory.import_change (table_name, row_id, ordinal);

-- Levels and types ------------------------------------------------------------------------------------------------------------

create table territory.level (
  id text collate "C" primary key,
  rank integer not null unique,
  has_codes boolean not null default true,
  name_vi text not null,
  name_en text not null,
  valid daterange not null default daterange(null, null)
);
comment on table territory.level is 'Levels of administration. Their number is data; a level may be abolished';
comment on column territory.level.id is 'Stable key: province, district, commune, village';
comment on column territory.level.rank is '1 is the highest; a parent always has a smaller rank than its child';
comment on column territory.level.has_codes is 'Whether units of this level carry an official code';
comment on column territory.level.name_vi is 'What people call the level in Vietnamese';
comment on column territory.level.name_en is 'What people call the level in English';
comment on column territory.level.valid is 'Days on which units of this level may exist';

create table territory.unit_type (
  id text collate "C" primary key,
  level_id text collate "C" not null references territory.level (id),
  name_vi text not null,
  name_en text not null,
  constraint unit_type_level unique (id, level_id)
);
comment on table territory.unit_type is 'Kinds of unit inside a level: ward, commune, township ...';
comment on column territory.unit_type.id is 'Stable key: xa, phuong, thi-tran ...';
comment on column territory.unit_type.level_id is 'The level that the type belongs to';
comment on column territory.unit_type.name_vi is 'The word in front of the name, in Vietnamese and lower case';
comment on column territory.unit_type.name_en is 'The same in English';

-- Units and their attributes over time ----------------------------------------------------------------------------------------

create table territory.unit (
  id uuid primary key,
  origin text collate "C" not null check (origin in ('official', 'demonstration')),
  batch_id uuid references territory.import_batch (id)
);
comment on table territory.unit is 'A unit''s identity. Codes, names, types and parents are dated attributes in unit_version';
comment on column territory.unit.id is 'Our own stable id; official codes are reused for other units and are never identity';
comment on column territory.unit.origin is 'official, or demonstration for units that are made up and say so';
comment on column territory.unit.batch_id is 'The import that brought the unit; null when recorded by hand';
-- Undo: units that a batch brought.
create index unit_batch on territory.unit (batch_id) where batch_id is not null;

create table territory.unit_event (
  id uuid primary key,
  kind text collate "C" not null check (kind in ('merge', 'split', 'transfer', 'rename', 'retype', 'establish', 'abolish-level')),
  effective_on date not null,
  title text not null,
  document_id uuid references legal.document (id),
  clause text,
  verified boolean not null default false,
  verification_note text,
  outside text,
  batch_id uuid references territory.import_batch (id)
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
-- What happened on a day or in a year, and the walk of the closure through events in order.
create index unit_event_effective_on on territory.unit_event (effective_on, id);
-- Undo: events that a batch brought.
create index unit_event_batch on territory.unit_event (batch_id) where batch_id is not null;
-- Events ordered by one legal document.
create index unit_event_document on territory.unit_event (document_id) where document_id is not null;

create table territory.unit_version (
  id uuid primary key,
  unit_id uuid not null references territory.unit (id),
  valid daterange not null check (not isempty(valid) and not lower_inf(valid)),
  code text collate "C" check (code <> ''),
  name text not null check (name <> ''),
  type_id text collate "C" not null,
  level_id text collate "C" not null,
  parent_id uuid references territory.unit (id) check (parent_id <> unit_id),
  aliases text[] not null default '{}',
  search text not null,
  lat double precision check (lat between -90 and 90),
  lon double precision check (lon between -180 and 180),
  coord_basis text,
  event_id uuid references territory.unit_event (id),
  batch_id uuid references territory.import_batch (id),
  constraint unit_version_coordinates check ((lat is null) = (lon is null)),
  constraint unit_version_type foreign key (type_id, level_id) references territory.unit_type (id, level_id),
  -- One state of a unit on any day; also serves "this unit on that day".
  constraint unit_version_one_state exclude using gist (unit_id with =, valid with &&) deferrable initially immediate,
  -- A code names one unit of a level on any day; also serves "the unit with this code on that day".
  constraint unit_version_one_code exclude using gist (level_id with =, code with =, valid with &&) where (code is not null)
    deferrable initially immediate
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
-- Children of a unit on a day.
create index unit_version_parent on territory.unit_version (parent_id);
-- The unit with a code, whatever its level and day.
create index unit_version_code on territory.unit_version (code) where code is not null;
-- Units of a level in the order of codes (keyset pages).
create index unit_version_level on territory.unit_version (level_id, code, unit_id);
-- Finding a unit by typing part of a name.
create index unit_version_search on territory.unit_version using gin (search public.gin_trgm_ops);
-- The units that an event changed.
create index unit_version_event on territory.unit_version (event_id) where event_id is not null;
-- Undo: versions that a batch brought.
create index unit_version_batch on territory.unit_version (batch_id) where batch_id is not null;

create table territory.unit_edge (
  event_id uuid not null references territory.unit_event (id),
  from_unit_id uuid not null references territory.unit (id),
  to_unit_id uuid not null references territory.unit (id),
  share_num bigint not null,
  share_den bigint not null,
  back_num bigint,
  back_den bigint,
  basis text collate "C" not null check (basis in ('whole', 'villages', 'households', 'population', 'area')),
  primary key (event_id, from_unit_id, to_unit_id),
  constraint unit_edge_share check (share_num > 0 and share_den > 0 and share_num <= share_den),
  constraint unit_edge_back check ((back_num is null) = (back_den is null) and back_num > 0 and back_den > 0 and back_num <= back_den)
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
-- What a unit became.
create index unit_edge_from on territory.unit_edge (from_unit_id);
-- What a unit came from.
create index unit_edge_to on territory.unit_edge (to_unit_id);

create table territory.unit_boundary (
  id uuid primary key,
  unit_id uuid not null references territory.unit (id),
  valid daterange not null check (not isempty(valid) and not lower_inf(valid)),
  geometry jsonb not null check (geometry ->> 'type' in ('Polygon', 'MultiPolygon')),
  min_lon double precision not null,
  min_lat double precision not null,
  max_lon double precision not null,
  max_lat double precision not null,
  source text not null,
  batch_id uuid references territory.import_batch (id),
  -- One boundary of a unit on any day; also serves "this unit's boundary on that day".
  constraint unit_boundary_one_shape exclude using gist (unit_id with =, valid with &&) deferrable initially immediate
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
-- Boundaries whose box holds a point: the first cut of "which unit is here".
create index unit_boundary_box on territory.unit_boundary (min_lon, max_lon, min_lat, max_lat);
-- Undo: boundaries that a batch brought.
create index unit_boundary_batch on territory.unit_boundary (batch_id) where batch_id is not null;

create table territory.population (
  id uuid primary key,
  unit_id uuid not null references territory.unit (id),
  on_day date not null,
  value bigint not null check (value >= 0),
  basis text not null,
  source text not null,
  batch_id uuid references territory.import_batch (id),
  -- One figure a unit and day; also serves a unit's figures over time.
  constraint population_one_figure unique (unit_id, on_day)
);
comment on table territory.population is 'People living in a unit on a day';
comment on column territory.population.id is 'UUIDv7; fixed for reference rows';
comment on column territory.population.unit_id is 'The unit';
comment on column territory.population.on_day is 'The day of the figure; the unit is the one of that day';
comment on column territory.population.value is 'Number of people';
comment on column territory.population.basis is 'How the figure was made: census, registration, estimate ...';
comment on column territory.population.source is 'Where the figure comes from';
comment on column territory.population.batch_id is 'The import that brought the figure';
-- Undo: figures that a batch brought.
create index population_batch on territory.population (batch_id) where batch_id is not null;

-- The derived map: closure and ancestry ---------------------------------------------------------------------------------------

create table territory.map_state (
  singleton boolean primary key default true check (singleton),
  version bigint not null
);
comment on table territory.map_state is 'One row: the version of the structure. Writers lock it and count up; derived maps of another version are stale';
comment on column territory.map_state.singleton is 'Always true: there is one row';
comment on column territory.map_state.version is 'Counts up with every change of units, events or edges';
insert into territory.map_state (version) values (1);

create table territory.map_closure_day (
  id bigint generated always as identity primary key,
  target_day date not null,
  to_day date not null,
  version bigint not null,
  built_at timestamptz not null,
  -- One closure a period and version; also serves "is the map of this day built?".
  constraint map_closure_day_once unique (target_day, version)
);
comment on table territory.map_closure_day is 'The maps that are materialised: one for each period between two changes that somebody asked for';
comment on column territory.map_closure_day.id is 'Number of the map';
comment on column territory.map_closure_day.target_day is 'First day of the period; every day of it has the same map';
comment on column territory.map_closure_day.to_day is 'Day after the period; infinity when open';
comment on column territory.map_closure_day.version is 'The version of the structure it was built from';
comment on column territory.map_closure_day.built_at is 'When it was built';

create table territory.map_closure (
  map_id bigint not null references territory.map_closure_day (id) on delete cascade,
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
  -- The parts of one source; the hash join reads one map's rows by its first column.
  primary key (map_id, source_no, part_no)
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

create table territory.map_ancestor (
  version bigint not null,
  unit_id uuid not null,
  level_id text collate "C" not null,
  from_day date not null,
  to_day date not null,
  ancestor_id uuid not null,
  -- A unit's ancestor of a level on a day; a whole level is read by the first column and hashed.
  primary key (version, unit_id, level_id, from_day)
);
comment on table territory.map_ancestor is 'Which unit of a level a unit belongs to over a range of days; a unit is its own ancestor at its own level';
comment on column territory.map_ancestor.version is 'The version of the structure it was built from';
comment on column territory.map_ancestor.unit_id is 'The unit';
comment on column territory.map_ancestor.level_id is 'The level asked for';
comment on column territory.map_ancestor.from_day is 'First day';
comment on column territory.map_ancestor.to_day is 'Day after the last; infinity when open';
comment on column territory.map_ancestor.ancestor_id is 'The unit of that level';

create table territory.map_ancestor_version (
  version bigint primary key,
  built_at timestamptz not null
);
comment on table territory.map_ancestor_version is 'Versions of the structure whose ancestry is materialised';
comment on column territory.map_ancestor_version.version is 'The version';
comment on column territory.map_ancestor_version.built_at is 'When it was built';

-- Published views -------------------------------------------------------------------------------------------------------------

create view territory.unit_versions with (security_invoker = true) as
select v.unit_id, v.valid, v.code, v.name, v.type_id, v.level_id, v.parent_id, v.lat, v.lon, u.origin
from territory.unit_version v
join territory.unit u on u.id = v.unit_id;
comment on view territory.unit_versions is 'Published to other modules: every state of every unit';

create function territory.units_on(day date)
returns table (
  unit_id uuid, code text, name text, type_id text, level_id text, parent_id uuid,
  lat double precision, lon double precision, origin text, valid daterange
)
language sql stable
begin atomic
  select v.unit_id, v.code, v.name, v.type_id, v.level_id, v.parent_id, v.lat, v.lon, u.origin, v.valid
  from territory.unit_version v
  join territory.unit u on u.id = v.unit_id
  where v.valid @> day;
end;
comment on function territory.units_on(date) is 'Published to other modules: the units that exist on a day, as they are on that day';

-- The planner knows nothing of a map that was built a moment ago; these functions tell it how many rows to expect,
-- so that facts are always joined by one hash.

create function territory.map_parts(map bigint)
returns table (
  source_no integer, part_no integer, unit_id uuid, from_day date, to_day date,
  target_unit_id uuid, num bigint, den bigint, parts integer, placed boolean
)
language plpgsql stable parallel safe rows 10000
as $$
begin
  return query
    select c.source_no, c.part_no, c.unit_id, c.from_day, c.to_day, c.target_unit_id, c.num, c.den, c.parts, c.placed
    from territory.map_closure c where c.map_id = map;
end $$;
comment on function territory.map_parts(bigint) is 'The closure of one map; read by the re-expression of facts';

create function territory.map_ancestors(structure_version bigint, level text)
returns table (unit_id uuid, from_day date, to_day date, ancestor_id uuid)
language plpgsql stable parallel safe rows 100
as $$
begin
  return query
    select a.unit_id, a.from_day, a.to_day, a.ancestor_id
    from territory.map_ancestor a where a.version = structure_version and a.level_id = level;
end $$;
comment on function territory.map_ancestors(bigint, text) is 'Who belongs to which unit of a level, over ranges of days; read by roll-ups';

-- Rights ----------------------------------------------------------------------------------------------------------------------

grant select, insert, update, delete on all tables in schema territory to yenbai_app;
grant select on all tables in schema territory to yenbai_reader;
revoke execute on all functions in schema territory from public;
grant execute on all functions in schema territory to yenbai_app, yenbai_reader;
