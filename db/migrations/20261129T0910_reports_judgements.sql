-- What the open data tell beside where a report stands: every judgement, who gave it back, who had it when it became late, whether it stands still.
alter table reports.open_row
  add column judgements integer not null default 0,
  add column not_satisfied integer not null default 0,
  add column returned_by text[] collate "C" not null default '{}',
  add column late_office text collate "C",
  add column standing_days integer;

comment on column reports.open_row.satisfied is 'The last judgement ever given, whatever was answered since; null for none.';
comment on column reports.open_row.judgements is 'How often the sender judged an answer; opening it again says not satisfied.';
comment on column reports.open_row.not_satisfied is 'How many of these said not satisfied.';
comment on column reports.open_row.returned_by is 'The offices that gave it back, in order: ids, "other" where few are alike.';
comment on column reports.open_row.late_office is 'Who had it when its time to answer was first over, where that is not organisation_id: an id, "centre", "other" where few are alike.';
comment on column reports.open_row.standing_days is 'Whole working days for which its time stands still now; null where it runs.';

-- What was published stays what it was until the next publication.
update reports.open_row set judgements = 1, not_satisfied = case when satisfied then 0 else 1 end where satisfied is not null and answers > 0;
