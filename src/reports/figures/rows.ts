/**
 * The rows of the open data: one a report, then made coarser until each is like others. Nothing leaves the database here. Rows are made in a table of the
 * transaction, and coarsened as combinations with their counts, so that each is written to the published table once, with what it became.
 */
import { type RawBuilder, sql } from 'kysely';
import type { WorkingCalendar } from '../../platform/calendar/working-day.ts';
import { minutesOfWorkingDay } from '../../platform/calendar/working-time.ts';
import type { Tx } from '../../platform/db/index.ts';
import { workedTime } from './worked.ts';

/** So many rows have to be alike in month, unit, category, office and door, or they are made coarser. */
export const least = 5;

/** The most levels that a category or a unit can be lifted. */
const mostLevels = 8;

/** Stands for an office that is not told, and for the receiving centre, where offices are told. */
export const untold = 'other';
export const centre = 'centre';

/** The ids of all offices that published rows name. */
export const officesTold = sql`select organisation_id::text as id from reports.open_row where organisation_id is not null group by organisation_id
  union select unnest(returned_by) from reports.open_row where returned_by <> '{}' union select late_office from reports.open_row where late_office is not null
  except values (${untold}), (${centre})`;

/** Stands for no office, so that combinations are compared by plain equality. */
const noOffice = sql`'00000000-0000-0000-0000-000000000000'::uuid`;

/** Makes one row for each report, as exact as it is known; `coarsenRows` publishes them. Returns how many. Once a transaction. */
export async function putRows(tx: Tx, calendar: WorkingCalendar, timeZone: string): Promise<number> {
  const db = tx.rows<unknown>();
  const until = tx.clock.now();
  const found = await sql<{
    first: string | null;
  }>`select min((sent_at at time zone ${timeZone})::date)::text as first from reports.report`.execute(db);
  await sql`create temporary table made_row (like reports.open_row including defaults) on commit drop`.execute(db);
  const first = found.rows[0]?.first;
  if (!first) return 0;
  const today = until.toZonedDateTimeISO(timeZone).toPlainDate().toString();
  // A clock that was put back leaves reports of tomorrow.
  const time = workedTime(
    calendar,
    Temporal.PlainDate.from(first).subtract({ days: 1 }).toString(),
    Temporal.PlainDate.from(today).add({ days: 2 }).toString(),
  );
  const now = sql`${until.toString()}::timestamptz`;
  const dayMinutes = sql.lit(Math.max(1, minutesOfWorkingDay(calendar)));
  // In PostgreSQL greatest() passes over what is not known: without the case an open report would have been answered at once.
  const known = (minutes: RawBuilder<unknown>) => sql`case when ${minutes} is not null then greatest(0, ${minutes}) end`;
  // Working time is counted once a row: what stands behind `offset 0` is not copied to where it is used.
  // Judgements as letters in their order: good, bad, reopened. Opened again right after a bad one is the same judgement of the same answer.
  const put = await sql`with worked as materialized (${time.rows}),
      place as materialized (select unit_id, valid, level_id, parent_id from territory.unit_versions where unit_id in (select unit_id from reports.report)),
      spent as materialized (select one.report_id, min(one.met_at) filter (where one.step = 'receive') as received,
        coalesce(sum(one.paused_minutes) filter (where one.step = 'receive'), 0) as receive_paused,
        min(one.met_at) filter (where one.step = 'answer') as answered,
        coalesce(sum(one.paused_minutes) filter (where one.step = 'answer' and one.round = 1), 0) as answer_paused,
        bool_and(one.in_time) filter (where one.step = 'receive') as receive_judged,
        bool_or(not one.in_time) filter (where one.step = 'answer') as answer_missed,
        bool_or(one.met_at is null) filter (where one.step = 'answer') as answer_open,
        bool_or(one.in_time) filter (where one.step = 'answer') as answer_kept,
        min(one.due_at) filter (where one.step = 'answer' and not one.in_time) as missed_at,
        sum(one.paused_minutes) as paused, max(one.paused_since) as paused_since, sum(one.extended) as extended
      from (select d.*, case when d.met_at is not null then d.on_time when coalesce(d.paused_since, ${now}) > d.due_at then false end as in_time
        from reports.deadline d) one group by one.report_id),
      late as materialized (select distinct on (spent.report_id) spent.report_id, p.organisation_id from spent join reports.part p on p.report_id = spent.report_id
        where spent.missed_at is not null and p.lead and p.asked_at <= spent.missed_at and (p.state = 'done' or p.done_at is null or p.done_at > spent.missed_at)
        order by spent.report_id, p.asked_at desc, p.id desc),
      said as materialized (select e.report_id,
          replace(string_agg(case when e.step = 'reopen' then 'R' when e.facts->>'satisfied' = 'true' then 'G' else 'B' end, '' order by e.ordinal)
            filter (where e.step in ('rate', 'reopen')), 'BR', 'B') as verdicts,
          array_agg(coalesce(e.organisation_id::text, ${untold}) order by e.ordinal) filter (where e.step = 'return') as returned_by,
          max(e.reason_code) filter (where e.step = 'not-accept') as not_accepted
        from reports.event e where e.step in ('rate', 'reopen', 'return', 'not-accept') group by e.report_id)
    insert into made_row (id, month, kind, unit_id, category_code, organisation_id, door, state, receive_minutes, answer_minutes, received_on_time,
      answered_on_time, paused_minutes, returns, extensions, reopens, answers, judgements, not_satisfied, satisfied, returned_by, late_office, standing_days,
      not_accepted_reason, shown, followers)
    select gen_random_uuid(), date_trunc('month', r.sent_at at time zone ${timeZone})::date, r.kind,
      case when place.level_id = 'village' then coalesce(place.parent_id, r.unit_id) else r.unit_id end, r.category_code,
      has.office, r.door, r.state,
      ${known(sql`took.receive`)}, ${known(sql`took.answer`)},
      d.receive_judged,
      case when d.answer_missed then false when d.answer_open and r.closed_at is null then null when d.answer_kept then true end,
      coalesce(d.paused, 0) + coalesce(took.standing, 0),
      r.returns, coalesce(d.extended, 0), r.reopens, r.rounds,
      coalesce(length(said.verdicts), 0), coalesce(length(replace(said.verdicts, 'G', '')), 0), right(said.verdicts, 1) = 'G',
      coalesce(said.returned_by, '{}'),
      case when d.answer_missed is not true or has.office is null or late.organisation_id = has.office then null
        else coalesce(late.organisation_id::text, ${centre}) end,
      took.standing / ${dayMinutes},
      case when r.state = 'not-accepted' then said.not_accepted end, r.shown, r.followers
    from reports.report r
    left join place on place.unit_id = r.unit_id and place.valid @> (r.sent_at at time zone ${timeZone})::date
    left join lateral (select p.organisation_id from reports.part p where p.report_id = r.id and p.lead order by p.asked_at desc, p.id desc limit 1) held
      on r.organisation_id is null
    cross join lateral (select coalesce(r.organisation_id, held.organisation_id) as office) has
    left join spent d on d.report_id = r.id
    left join late on late.report_id = r.id
    left join said on said.report_id = r.id
    cross join lateral (select ${time.between(sql`r.sent_at`, sql`d.received`)} - d.receive_paused as receive,
      ${time.between(sql`r.sent_at`, sql`d.answered`)} - d.receive_paused - d.answer_paused as answer,
      ${time.between(sql`case when r.closed_at is null then d.paused_since end`, now)} as standing offset 0) took`.execute(db);
  return Number(put.numAffectedRows ?? 0);
}

/** What combinations are of. */
const alike = sql`month, unit_id, category_code, office, door`;

/** What stands above a category or a unit as it last was. */
const above = {
  category: sql`above as materialized (select distinct on (code) code as key, parent_code as parent from reports.category_version order by code, lower(valid) desc)`,
  unit: sql`above as materialized (select distinct on (unit_id) unit_id as key, parent_id as parent from territory.unit_versions
    where unit_id in (select unit_id from combination) order by unit_id, lower(valid) desc)`,
} as const;

/** What is made coarser, in this order: where a matter is stays longest, because figures are asked for by place. What is rare in the end has all of it. */
const ladder = ['door', 'category', 'organisation', 'unit'] as const;

/**
 * Changes every combination that has too few rows, among those that have come this far: whatever was left behind has enough, and loses none.
 * Returns how many changed.
 */
async function coarsen(tx: Tx, { reached, set, lifted }: { reached: number; set: RawBuilder<unknown>; lifted?: 'category' | 'unit' }) {
  const few = sql`few as materialized (select ${alike} from combination where reached = ${reached} group by ${alike} having sum(rows) < ${least})`;
  const key = lifted === 'unit' ? sql`few.unit_id` : sql`few.category_code`;
  const changed =
    lifted === undefined
      ? sql`with ${few}, rare as (select * from few)`
      : sql`with ${above[lifted]}, ${few}, rare as materialized (select few.*, above.parent from few join above on above.key = ${key} and above.parent is not null)`;
  const done = await sql`${changed} update combination c set ${set} from rare where c.reached = ${reached}
    and (c.month, c.unit_id, c.category_code, c.office, c.door) = (rare.month, rare.unit_id, rare.category_code, rare.office, rare.door)`.execute(
    tx.rows<unknown>(),
  );
  return Number(done.numAffectedRows ?? 0);
}

/** Lifts what is rare one level, and again while it is rare and there is something above it. */
async function lift(tx: Tx, what: 'category' | 'unit', reached: number): Promise<void> {
  const set = what === 'unit' ? sql`unit_id = rare.parent` : sql`category_code = rare.parent`;
  await coarsen(tx, { reached, set: sql`reached = ${reached + 1}` });
  for (let level = 0; level < mostLevels; level += 1) if ((await coarsen(tx, { reached: reached + 1, set, lifted: what })) === 0) break;
}

/**
 * Offices that had a report before take no part in the combinations: returned and late reports would then be lifted from their place more often than
 * others, and the figures of places would be better than the truth. They are told where the office of the row is, and where at least `least` such rows
 * of the month tell the same one. Makes `gave (id, returned_by)` and `held (id, late_office)`.
 */
const earlierOffices = (
  same: RawBuilder<unknown>,
) => sql`moved as materialized (select r.id, r.month, r.returned_by, r.late_office, c.office <> ${noOffice} as told
      from made_row r join combination c on ${same} where r.returned_by <> '{}' or r.late_office is not null),
    back as materialized (select moved.id, moved.month, moved.told, given.office, given.n
      from moved cross join lateral unnest(moved.returned_by) with ordinality given (office, n)),
    enough_back as materialized (select month, office from back where told group by month, office having count(distinct id) >= ${least}),
    enough_late as materialized (select month, late_office as office from moved where told and late_office is not null
      group by month, late_office having count(*) >= ${least}),
    gave as materialized (select back.id, array_agg(coalesce(enough.office, ${untold}) order by back.n) as returned_by
      from back left join enough_back enough on back.told and enough.month = back.month and enough.office = back.office group by back.id),
    held as materialized (select moved.id, case when moved.late_office = ${centre} then ${centre} else coalesce(enough.office, ${untold}) end as late_office
      from moved left join enough_late enough on moved.told and enough.month = moved.month and enough.office = moved.late_office
      where moved.late_office is not null)`;

/**
 * Makes rows coarser, step by step, until each combination of month, unit, category, office and door (and of what was made coarser) has at least
 * `least` rows: the door, the category up to the top, the office, the unit up to the root. What is rare even then stays at the coarsest. The month is
 * never touched and no row is dropped, so sums over everything are what they were. Puts them instead of the rows that were published.
 */
export async function coarsenRows(tx: Tx): Promise<void> {
  const db = tx.rows<unknown>();
  await sql`create temporary table combination on commit drop as
    select month, unit_id, category_code, coalesce(organisation_id, ${noOffice}) as office, door, count(*) as rows, 0 as reached,
      unit_id as made_unit, category_code as made_category, coalesce(organisation_id, ${noOffice}) as made_office, door as made_door
    from made_row group by month, unit_id, category_code, organisation_id, door`.execute(db);
  await sql`analyze combination`.execute(db);
  await coarsen(tx, { reached: 0, set: sql`reached = 1, door = 'other'` });
  await lift(tx, 'category', 1);
  await coarsen(tx, { reached: 2, set: sql`reached = 3, office = ${noOffice}` });
  await lift(tx, 'unit', 3);
  await sql`delete from reports.open_row`.execute(db);
  const same = sql`c.month = r.month and c.made_unit = r.unit_id and c.made_category = r.category_code
      and c.made_office = coalesce(r.organisation_id, ${noOffice}) and c.made_door = r.door`;
  await sql`with ${earlierOffices(same)}
    insert into reports.open_row (id, month, kind, unit_id, category_code, organisation_id, door, state, coarsened, receive_minutes, answer_minutes,
      received_on_time, answered_on_time, paused_minutes, returns, extensions, reopens, answers, judgements, not_satisfied, satisfied, returned_by, late_office,
      standing_days, not_accepted_reason, shown, followers)
    select r.id, r.month, r.kind, c.unit_id, c.category_code, nullif(c.office, ${noOffice}), c.door, r.state, (${[...ladder]}::text[])[1:c.reached],
      r.receive_minutes, r.answer_minutes, r.received_on_time, r.answered_on_time, r.paused_minutes, r.returns, r.extensions, r.reopens, r.answers,
      r.judgements, r.not_satisfied, r.satisfied, coalesce(gave.returned_by, r.returned_by), coalesce(held.late_office, r.late_office),
      r.standing_days, r.not_accepted_reason, r.shown, r.followers
    from made_row r join combination c on ${same} left join gave on gave.id = r.id left join held on held.id = r.id`.execute(db);
}
