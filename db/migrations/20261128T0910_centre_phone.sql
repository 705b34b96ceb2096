-- The telephone on which people are answered who ask about a report: printed on letters and slips, so it is read with the day of printing.
create table reports.telephone (
  kind text collate "C" not null,
  origin text collate "C" not null,
  valid daterange not null,
  number text collate "C" not null,
  source text not null,
  primary key (kind, origin, valid),
  constraint telephone_one_a_day exclude using gist (kind with =, origin with =, valid with &&),
  constraint telephone_valid_whole check (not isempty(valid) and not lower_inf(valid)),
  constraint telephone_kind_known check (kind in ('centre')),
  constraint telephone_origin_known check (origin in ('reference', 'demonstration')),
  constraint telephone_number_dialled check (number ~ '^\+?[0-9]{3,15}$')
);
comment on table reports.telephone is 'Numbers to ask about a report, as they hold over time.';
comment on column reports.telephone.kind is 'Who answers: centre.';
comment on column reports.telephone.number is 'The number, as it is dialled.';
comment on column reports.telephone.origin is 'reference, or demonstration: made up, and told in a demonstration only.';
comment on column reports.telephone.source is 'Where the number was published.';
comment on column reports.telephone.valid is 'Days, [from,to).';

grant select, insert, update, delete on reports.telephone to yenbai_app;
grant select on reports.telephone to yenbai_reader;
