-- Community digital teams: what each was on any day, and who served in it.

create schema teams;
comment on schema teams is 'Community digital teams: rosters over time, imports, cards, offers';
grant usage on schema teams to yenbai_app, yenbai_reader;

create table teams.core_force (
  code text collate "C" primary key,
  rank integer not null,
  name_vi text not null,
  name_en text not null,
  valid daterange not null default daterange(null, null)
);
comment on table teams.core_force is 'Where members come from: youth union, teachers ... Data: another province has other forces.';
comment on column teams.core_force.code is 'Code, stable.';
comment on column teams.core_force.rank is 'Order in lists.';
comment on column teams.core_force.name_vi is 'Name in Vietnamese.';
comment on column teams.core_force.name_en is 'Name in English.';
comment on column teams.core_force.valid is 'Days on which it can be chosen, [from,to).';

create table teams.import_batch (
  id uuid primary key,
  file_name text not null,
  file_hash text collate "C" not null,
  marked_hash text collate "C",
  as_of date not null,
  state text collate "C" not null default 'checked',
  columns jsonb not null,
  counts jsonb not null,
  checked_at timestamptz not null,
  checked_by uuid,
  applied_at timestamptz,
  applied_by uuid,
  undone_at timestamptz,
  undone_by uuid,
  emptied_at timestamptz,
  constraint import_batch_state_known check (state in ('checked', 'applied', 'undone', 'dropped')),
  constraint import_batch_applied_has_moment check ((state in ('applied', 'undone')) = (applied_at is not null)),
  constraint import_batch_undone_has_moment check ((state = 'undone') = (undone_at is not null))
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
-- Serves the rule that the same file applies once.
create unique index import_batch_applied_once on teams.import_batch (file_hash) where state = 'applied';
-- Serves the list of imports, newest first.
create index import_batch_newest on teams.import_batch (checked_at desc);

create table teams.import_row (
  batch_id uuid not null references teams.import_batch on delete cascade,
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
  primary key (batch_id, row_no),
  constraint import_row_action_known check (action in ('add', 'change', 'end', 'same', 'refused'))
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
create policy import_row_rows on teams.import_row
  using (checked_by = (select platform.state_actor()) or unit_id = any ((select platform.state_units())::uuid[])
    or (select platform.state_everywhere()) or (select platform.state_duty('privacy', 'archive')))
  with check (true);

create table teams.import_change (
  batch_id uuid not null references teams.import_batch on delete cascade,
  ordinal bigint generated always as identity,
  table_name text collate "C" not null,
  row_id uuid not null,
  before jsonb,
  after jsonb,
  primary key (batch_id, ordinal)
);
comment on table teams.import_change is 'What applying a workbook did to each row, so that it can be taken back exactly. Ids and days only.';
comment on column teams.import_change.batch_id is 'The workbook.';
comment on column teams.import_change.ordinal is 'Order of the changes.';
comment on column teams.import_change.table_name is 'team, team_event, team_version, membership; person for somebody who became known by it.';
comment on column teams.import_change.row_id is 'The row.';
comment on column teams.import_change.before is 'The row before; null where it is new.';
comment on column teams.import_change.after is 'The row afterwards; null where it is gone.';
-- Serves the question what later wrote a row.
create index import_change_by_row on teams.import_change (table_name, row_id);

create table teams.team (
  id uuid primary key,
  level_id text collate "C" not null references territory.level,
  origin text collate "C" not null default 'entered',
  recorded_at timestamptz not null,
  batch_id uuid references teams.import_batch,
  constraint team_origin_known check (origin in ('entered', 'demonstration'))
);
comment on table teams.team is 'A community digital team: an identity for life.';
comment on column teams.team.id is 'Identity, UUIDv7.';
comment on column teams.team.level_id is 'Level of the units that it may sit at.';
comment on column teams.team.origin is 'entered, or demonstration (made up).';
comment on column teams.team.recorded_at is 'When it was recorded.';
comment on column teams.team.batch_id is 'The import that brought it.';

create table teams.team_event (
  id uuid primary key,
  kind text collate "C" not null,
  on_day date not null,
  decision_number text,
  decided_on date,
  issuer text,
  file_hash text collate "C",
  file_name text,
  recorded_at timestamptz not null,
  recorded_by uuid references people.person,
  batch_id uuid references teams.import_batch,
  constraint team_event_kind_known
    check (kind in ('formed', 'renamed', 'moved', 'followed-unit', 'suspended', 'revived', 'merged', 'split', 'dissolved', 'corrected')),
  constraint team_event_file_is_named check ((file_hash is null) = (file_name is null))
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

create table teams.team_version (
  id uuid primary key,
  team_id uuid not null references teams.team,
  valid daterange not null,
  name text not null,
  search text collate "C" not null,
  unit_id uuid not null references territory.unit,
  status text collate "C" not null,
  to_confirm boolean not null default false,
  event_id uuid not null references teams.team_event,
  batch_id uuid references teams.import_batch,
  constraint team_version_valid_whole check (not isempty(valid) and not lower_inf(valid) and lower_inc(valid) and (upper_inf(valid) or not upper_inc(valid))),
  constraint team_version_status_known check (status in ('active', 'suspended')),
  constraint team_version_name_given check (length(name) between 1 and 200),
  -- One state of a team on any day. The hash comes first: ids that were made together begin alike, and an index that orders them by
  -- their first bytes would be searched from end to end. Id and days are expressions, so that it is
  -- never taken for looking something up.
  constraint team_version_one_a_day exclude using gist (uuid_hash_extended(team_id, 0) with =, uuid_send(team_id) with =, (valid * '(,)'::daterange) with &&)
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
-- Serves the teams of a unit on a day.
create index team_version_by_unit on teams.team_version (unit_id);
-- Serves a team's states.
create index team_version_by_team on teams.team_version (team_id);
-- Serves the search for a name.
create index team_version_search on teams.team_version using gin (search public.gin_trgm_ops);
-- Serves taking back an event: what it began.
create index team_version_by_event on teams.team_version (event_id);

create table teams.team_edge (
  event_id uuid not null references teams.team_event,
  from_team_id uuid not null references teams.team,
  to_team_id uuid not null references teams.team,
  primary key (event_id, from_team_id, to_team_id)
);
comment on table teams.team_edge is 'Which team went on in which, by a merger or split.';
comment on column teams.team_edge.event_id is 'The merger or split.';
comment on column teams.team_edge.from_team_id is 'The team before.';
comment on column teams.team_edge.to_team_id is 'The team after.';
create index team_edge_from on teams.team_edge (from_team_id);
create index team_edge_to on teams.team_edge (to_team_id);

create table teams.membership (
  id uuid primary key,
  team_id uuid not null references teams.team,
  person_id uuid not null references people.person,
  role text collate "C" not null,
  core_force text collate "C" not null references teams.core_force,
  valid daterange not null,
  term_until date,
  ended_why text collate "C",
  succeeds uuid references teams.membership,
  recorded_at timestamptz not null,
  recorded_by uuid references people.person,
  batch_id uuid references teams.import_batch,
  constraint membership_role_known check (role in ('leader', 'deputy', 'member')),
  constraint membership_valid_whole check (not isempty(valid) and not lower_inf(valid) and lower_inc(valid) and (upper_inf(valid) or not upper_inc(valid))),
  constraint membership_ended_why_known
    check (ended_why in ('own-wish', 'moved-away', 'died', 'term-over', 'other-work', 'role-changed', 'handed-over', 'team-changed', 'team-ended', 'removed', 'mistake')),
  -- A person serves once in a team at a time.
  constraint membership_once exclude using gist (uuid_hash_extended(person_id, 0) with =, uuid_send(person_id) with =, uuid_send(team_id) with =, (valid * '(,)'::daterange) with &&),
  -- A team has one leader at a time.
  constraint membership_one_leader exclude using gist (uuid_hash_extended(team_id, 0) with =, uuid_send(team_id) with =, (valid * '(,)'::daterange) with &&) where (role = 'leader')
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
-- Serves a team's roster.
create index membership_by_team on teams.membership (team_id);
-- Serves what a person serves in.
create index membership_by_person on teams.membership (person_id);
-- Serves taking back what a workbook brought.
create index membership_by_batch on teams.membership (batch_id) where batch_id is not null;

create table teams.leave (
  id uuid primary key,
  membership_id uuid not null references teams.membership,
  valid daterange not null,
  stand_in_id uuid references teams.membership,
  recorded_at timestamptz not null,
  recorded_by uuid references people.person,
  constraint leave_valid_whole check (not isempty(valid) and not lower_inf(valid)),
  constraint leave_not_own_stand_in check (stand_in_id is distinct from membership_id),
  constraint leave_once exclude using gist (uuid_hash_extended(membership_id, 0) with =, uuid_send(membership_id) with =, (valid * '(,)'::daterange) with &&)
);
comment on table teams.leave is 'A member is away for some days (harvest, study, a child), and who stands in. The membership goes on.';
comment on column teams.leave.id is 'Identity, UUIDv7.';
comment on column teams.leave.membership_id is 'Who is away.';
comment on column teams.leave.valid is 'Days, [from,to).';
comment on column teams.leave.stand_in_id is 'The member of the same team who stands in.';
comment on column teams.leave.recorded_at is 'When it was recorded.';
comment on column teams.leave.recorded_by is 'Who recorded it.';
-- Serves a member's absences.
create index leave_by_membership on teams.leave (membership_id);
-- Serves taking back a membership that stands in for another.
create index leave_by_stand_in on teams.leave (stand_in_id) where stand_in_id is not null;

create table teams.confirmation (
  team_id uuid not null references teams.team,
  confirmed_at timestamptz not null,
  confirmed_by uuid references people.person,
  primary key (team_id, confirmed_at)
);
comment on table teams.confirmation is 'Somebody looked at a roster and said that it is right: otherwise it grows stale.';
comment on column teams.confirmation.team_id is 'The team.';
comment on column teams.confirmation.confirmed_at is 'When.';
comment on column teams.confirmation.confirmed_by is 'By whom; null for an import.';

-- Serves taking back memberships: what carries one on.
create index membership_by_predecessor on teams.membership (succeeds) where succeeds is not null;
-- Serves taking back persons who became known by mistake.
create index membership_by_recorder on teams.membership (recorded_by) where recorded_by is not null;
create index team_event_by_recorder on teams.team_event (recorded_by) where recorded_by is not null;
create index confirmation_by_person on teams.confirmation (confirmed_by) where confirmed_by is not null;

-- Published views -----------------------------------------------------------------------------------------------------------------

create view teams.roster_days with (security_invoker = true) as
select m.id as membership_id, m.team_id, m.person_id, m.role, m.core_force, t.level_id, v.unit_id, m.valid * v.valid as valid
from teams.membership m
join teams.team t on t.id = m.team_id
join teams.team_version v on v.team_id = m.team_id and v.valid && m.valid
where v.status = 'active';
comment on view teams.roster_days is 'Published to other modules: memberships in force in active teams, with the unit where the team sat over these days.';

create view teams.team_days with (security_invoker = true) as
select v.team_id, t.level_id, v.unit_id, v.name, v.status, v.to_confirm, v.valid, t.origin
from teams.team_version v
join teams.team t on t.id = v.team_id;
comment on view teams.team_days is 'Published to other modules: every state of every team.';

create view teams.figure_deltas with (security_invoker = true) as
with piece as not materialized (
  select v.team_id, v.unit_id, t.level_id || '.teams' as figure, v.valid
  from teams.team_version v join teams.team t on t.id = v.team_id
  where v.status = 'active'
  union all
  select d.team_id, d.unit_id, d.level_id || '.members.' || d.core_force, d.valid
  from teams.roster_days d
  union all
  select v.team_id, v.unit_id, t.level_id || '.leaderless', unnest(datemultirange(v.valid) - coalesce(l.led, '{}'::datemultirange))
  from teams.team_version v
  join teams.team t on t.id = v.team_id
  left join lateral (
    select range_agg(m.valid) as led from teams.membership m where m.team_id = v.team_id and m.role = 'leader'
  ) l on true
  where v.status = 'active'
)
select piece.team_id, piece.unit_id, change.day, piece.figure, sum(change.delta)::integer as delta
from piece cross join lateral (values (lower(piece.valid), 1), (upper(piece.valid), -1)) as change (day, delta)
where change.day is not null
group by piece.team_id, piece.unit_id, change.day, piece.figure
having sum(change.delta) <> 0;
comment on view teams.figure_deltas is
  'Published to other modules: by how much each figure of each team changes on which day. Figures: <level>.teams, <level>.members.<core force>, <level>.leaderless.';

grant select, insert, update, delete on all tables in schema teams to yenbai_app;
grant select on teams.core_force, teams.import_batch, teams.team, teams.team_event, teams.team_version, teams.team_edge, teams.membership,
  teams.leave, teams.confirmation, teams.roster_days, teams.team_days, teams.figure_deltas to yenbai_reader;
