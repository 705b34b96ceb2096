-- The state of a unit is found by its id through an ordinary index. Ids that were made together begin alike, and an exclusion that orders
-- them by their first bytes is searched from end to end: with 95,000 units a look took 40 ms. The exclusion puts a hash first;
-- id and days are expressions, so that it is never taken for looking something up.

alter table territory.unit_version drop constraint unit_version_one_state;
alter table territory.unit_version add constraint unit_version_one_state
  exclude using gist (uuid_hash_extended(unit_id, 0) with =, uuid_send(unit_id) with =, (valid * '(,)'::daterange) with &&) deferrable initially immediate;
-- Serves "this unit on that day".
create index unit_version_unit on territory.unit_version (unit_id);
