-- The dated list of those who understand spoken reports is kept by people: what each entry remembers, and who may write it.
alter table reports.listener
  add column kind text collate "C" not null default 'other',
  add column ended_at timestamptz,
  add column ended_by uuid references people.person,
  add column end_reason text collate "C",
  add constraint listener_kind_known check (kind in ('official', 'team', 'respected', 'other')),
  add constraint listener_end_reason_known check (end_reason in ('own-wish', 'moved-away', 'died', 'term-over', 'unsuitable', 'mistake')),
  add constraint listener_ended_whole check ((ended_at is null) = (end_reason is null)),
  -- Nobody is named twice for the same language and place on one day; a place of its own stands for everywhere.
  add constraint listener_once exclude using gist (person_id with =, language with =, (coalesce(unit_id, '00000000-0000-0000-0000-000000000000'::uuid)) with =, valid with &&);
comment on column reports.listener.kind is 'As what somebody listens: official, member of a team, elder whom people trust, other.';
comment on column reports.listener.ended_at is 'When it was ended by somebody; null where it goes on, or ends by its last day.';
comment on column reports.listener.ended_by is 'By whom.';
comment on column reports.listener.end_reason is 'Why it was ended.';

-- A listener sees the own rows and writes none of them: the list is kept by those whose place it is.
drop policy listener_rows on reports.listener;
create policy listener_seen on reports.listener for select
  using (person_id = (select platform.state_actor()) or unit_id = any ((select platform.state_units())::uuid[]) or (select platform.state_everywhere())
    or (select platform.state_duty('identity', 'privacy', 'archive')));
create policy listener_written on reports.listener for all
  using (unit_id = any ((select platform.state_units())::uuid[]) or (select platform.state_everywhere()) or (select platform.state_duty('identity', 'privacy')));
