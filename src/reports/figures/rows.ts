/** The rows of the open data: one a report, then made coarser until each is like others. Nothing leaves the database here. */
import { sql } from 'kysely';
import type { WorkingCalendar } from '../../platform/calendar/working-day.ts';
import type { Tx } from '../../platform/db/index.ts';
import { workedTime } from './worked.ts';

/** So many rows have to be alike in month, unit, category, office and door, or they are made coarser. */
export const least = 5;

/** The most levels that a category or a unit can be lifted. */
const mostLevels = 8;

/** Puts one row for each report, as exact as it is known, instead of the rows that were there. Returns how many. */
export async function putRows(tx: Tx, calendar: WorkingCalendar, timeZone: string): Promise<number> {
  const db = tx.rows<unknown>();
  const until = tx.clock.now();
  const found = await sql<{
    first: string | null;
  }>`select min((sent_at at time zone ${timeZone})::date)::text as first from reports.report`.execute(db);
  await sql`delete from reports.open_row`.execute(db);
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
  // In PostgreSQL greatest() passes over what is not known: without the case an open report would have been answered at once.
  const known = (minutes: ReturnType<typeof sql>) => sql`case when (${minutes}) is not null then greatest(0, ${minutes}) end`;
  const put = await sql`with worked as materialized (${time.rows}),
      place as materialized (select unit_id, valid, level_id, parent_id from territory.unit_versions where unit_id in (select unit_id from reports.report))
    insert into reports.open_row (id, month, kind, unit_id, category_code, organisation_id, door, state, receive_minutes, answer_minutes, received_on_time,
      answered_on_time, paused_minutes, returns, extensions, reopens, answers, satisfied, not_accepted_reason, shown, followers)
    select gen_random_uuid(), date_trunc('month', r.sent_at at time zone ${timeZone})::date, r.kind,
      case when place.level_id = 'village' then coalesce(place.parent_id, r.unit_id) else r.unit_id end, r.category_code,
      coalesce(r.organisation_id, held.organisation_id), r.door, r.state,
      ${known(sql`${time.between(sql`r.sent_at`, sql`d.received`)} - d.receive_paused`)},
      ${known(sql`${time.between(sql`r.sent_at`, sql`d.answered`)} - d.receive_paused - d.answer_paused`)},
      d.receive_judged,
      case when d.answer_missed then false when d.answer_open and r.closed_at is null then null when d.answer_kept then true end,
      coalesce(d.paused, 0) + coalesce(${time.between(sql`case when r.closed_at is null then d.paused_since end`, now)}, 0),
      r.returns, coalesce(d.extended, 0), r.reopens, r.rounds, r.satisfied,
      case when r.state = 'not-accepted' then (select e.reason_code from reports.event e where e.report_id = r.id and e.step = 'not-accept'
        order by e.ordinal desc limit 1) end, r.shown, r.followers
    from reports.report r cross join worked
    left join place on place.unit_id = r.unit_id and place.valid @> (r.sent_at at time zone ${timeZone})::date
    left join lateral (select p.organisation_id from reports.part p where p.report_id = r.id and p.lead order by p.asked_at desc, p.id desc limit 1) held
      on r.organisation_id is null
    left join lateral (
      select min(one.met_at) filter (where one.step = 'receive') as received, coalesce(sum(one.paused_minutes) filter (where one.step = 'receive'), 0) as receive_paused,
        min(one.met_at) filter (where one.step = 'answer') as answered,
        coalesce(sum(one.paused_minutes) filter (where one.step = 'answer' and one.round = 1), 0) as answer_paused,
        bool_and(one.in_time) filter (where one.step = 'receive') as receive_judged,
        coalesce(bool_or(not one.in_time) filter (where one.step = 'answer'), false) as answer_missed,
        coalesce(bool_or(one.met_at is null) filter (where one.step = 'answer'), false) as answer_open,
        coalesce(bool_or(one.in_time) filter (where one.step = 'answer'), false) as answer_kept,
        sum(one.paused_minutes) as paused, max(one.paused_since) as paused_since, sum(one.extended) as extended
      from (select d.*, case when d.met_at is not null then d.on_time when coalesce(d.paused_since, ${now}) > d.due_at then false end as in_time
        from reports.deadline d where d.report_id = r.id) one) d on true`.execute(db);
  return Number(put.numAffectedRows ?? 0);
}

const alike = sql`month, unit_id, category_code, organisation_id, door, coarsened`;

/** What stands above a category or a unit as it last was; read once a step. */
const above = {
  category: sql`above as materialized (select distinct on (code) code as key, parent_code as parent from reports.category_version order by code, lower(valid) desc)`,
  unit: sql`above as materialized (select distinct on (unit_id) unit_id as key, parent_id as parent from territory.unit_versions
    where unit_id in (select unit_id from reports.open_row) order by unit_id, lower(valid) desc)`,
  nothing: sql`above as (select null::text as key, null::text as parent where false)`,
} as const;

interface Coarser {
  readonly set: ReturnType<typeof sql>;
  readonly over?: 'category' | 'unit';
  /** Only those that have something above them. */
  readonly liftedOnly?: boolean;
}

/** Changes the rows of every combination that has too few. Returns how many rows changed. */
async function coarsen(tx: Tx, { set, over, liftedOnly = false }: Coarser): Promise<number> {
  const key = over === 'unit' ? sql`few.unit_id` : over === 'category' ? sql`few.category_code` : sql`null::text`;
  const done = await sql`with ${above[over ?? 'nothing']},
      few as materialized (select ${alike} from reports.open_row group by ${alike} having count(*) < ${least}),
      lifted as materialized (select few.*, above.parent from few left join above on above.key = ${key})
    update reports.open_row o set ${set} from lifted
    where (o.month, o.unit_id, o.category_code, o.door, o.coarsened) = (lifted.month, lifted.unit_id, lifted.category_code, lifted.door, lifted.coarsened)
      and o.organisation_id is not distinct from lifted.organisation_id ${liftedOnly ? sql`and lifted.parent is not null` : sql``}`.execute(
    tx.rows<unknown>(),
  );
  return Number(done.numAffectedRows ?? 0);
}

/** Lifts what is rare one level, and again while it is rare and there is something above it. */
async function lift(tx: Tx, over: 'category' | 'unit', flag: ReturnType<typeof sql>): Promise<void> {
  const column =
    over === 'unit' ? sql`unit_id = coalesce(lifted.parent, o.unit_id)` : sql`category_code = coalesce(lifted.parent, o.category_code)`;
  await coarsen(tx, { set: sql`${column}, ${flag}`, over });
  for (let level = 1; level < mostLevels; level += 1) if ((await coarsen(tx, { set: column, over, liftedOnly: true })) === 0) break;
}

/**
 * Makes rows coarser, step by step, until each combination of month, unit, category, office and door (and of what was made coarser) has at least
 * `least` rows: the door, the office, the category up to the top, the unit up to the root. What is rare even then stays at the coarsest. The month is
 * never touched and no row is dropped, so sums over everything are what they were.
 */
export async function coarsenRows(tx: Tx): Promise<void> {
  const flag = (name: string) => sql`coarsened = o.coarsened || ${sql.lit(name)}::text`;
  await coarsen(tx, { set: sql`door = 'other', ${flag('door')}` });
  await coarsen(tx, { set: sql`organisation_id = null, ${flag('organisation')}` });
  await lift(tx, 'category', flag('category'));
  await lift(tx, 'unit', flag('unit'));
}
