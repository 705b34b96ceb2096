-- When offices work: hours of the week, and the days of each year that are different. Loaded from data/calendar/.

create table platform.calendar_hours (
  weekday integer not null,
  opens_at text collate "C" not null,
  closes_at text collate "C" not null,
  primary key (weekday, opens_at),
  constraint calendar_hours_weekday_known check (weekday between 1 and 7),
  constraint calendar_hours_are_times check (opens_at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' and closes_at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' and opens_at < closes_at)
);
comment on table platform.calendar_hours is 'Working hours of a week, in civil time. A make-up day has those of a Monday.';
comment on column platform.calendar_hours.weekday is '1 is Monday, 7 is Sunday.';
comment on column platform.calendar_hours.opens_at is 'From, HH:MM.';
comment on column platform.calendar_hours.closes_at is 'To, HH:MM.';

create table platform.calendar_year (
  year integer primary key,
  announced boolean not null,
  note text not null,
  source text not null,
  constraint calendar_year_possible check (year between 2000 and 2100)
);
comment on table platform.calendar_year is 'Years whose days off are known. For any other year the calendar says that it knows only the days of the week.';
comment on column platform.calendar_year.year is 'The year.';
comment on column platform.calendar_year.announced is 'Whether the notices for the year are out; before that its days may still move.';
comment on column platform.calendar_year.note is 'What is not certain yet.';
comment on column platform.calendar_year.source is 'Notices by number.';

create table platform.calendar_day (
  day date primary key,
  kind text collate "C" not null,
  name_vi text not null,
  name_en text not null,
  source text not null,
  constraint calendar_day_kind_known check (kind in ('holiday', 'make-up'))
);
comment on table platform.calendar_day is 'Days that are not what their weekday says: off (holiday, substitute), or worked instead of another (make-up).';
comment on column platform.calendar_day.day is 'The day.';
comment on column platform.calendar_day.kind is 'holiday: no work; make-up: worked like a Monday.';
comment on column platform.calendar_day.name_vi is 'Why, Vietnamese.';
comment on column platform.calendar_day.name_en is 'Why, English.';
comment on column platform.calendar_day.source is 'By which law or notice.';

grant select, insert, update, delete on platform.calendar_hours, platform.calendar_year, platform.calendar_day to yenbai_app;
