-- Types of units, for other modules that name units in full.

create view territory.unit_types with (security_invoker = true) as
select id, level_id, name_vi, name_en from territory.unit_type;
comment on view territory.unit_types is 'Published to other modules: the types of units with their names';
grant select on territory.unit_types to yenbai_app, yenbai_reader;
