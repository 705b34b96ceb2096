/** Working time inside the database: the calendar as arrays, one entry a civil day, so that a million intervals are counted where they lie. */
import { type RawBuilder, sql } from 'kysely';
import { addDays, daysBetween } from '../../platform/calendar/index.ts';
import { spansOf, type WorkingCalendar } from '../../platform/calendar/working-day.ts';

const MINUTE = 60_000;

/** What a statement needs to count working time between two instants. */
interface WorkedTime {
  /** The one row of arrays, for `with … as materialized (…)`; name it `worked`. */
  readonly rows: RawBuilder<unknown>;
  /** Whole minutes between two instants, pauses counted; null where one of them is. Needs `worked` in reach, not in the from clause. */
  readonly between: (from: RawBuilder<unknown>, to: RawBuilder<unknown>) => RawBuilder<number | null>;
}

/** Counts as `workingTimeBetween` does for instants from the first to the last civil day, both ISO days and both included. */
export function workedTime(calendar: WorkingCalendar, first: string, last: string): WorkedTime {
  const { timeZone } = calendar;
  const days = Array.from({ length: daysBetween(first, last) + 1 }, (_, index) => addDays(first, index));
  const at = (day: string, time: string) => Temporal.PlainDate.from(day).toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds;
  const spans = days.map((day) => spansOf(day, calendar).map(({ from, to }) => ({ opens: at(day, from), closes: at(day, to) })));
  const most = Math.max(1, ...spans.map((list) => list.length));
  let sum = 0;
  const before = spans.map((list) => {
    const now = sum;
    sum += list.reduce((milliseconds, { opens, closes }) => milliseconds + closes - opens, 0);
    return now;
  });
  const nth = Array.from({ length: most }, (_, index) => index);
  const opens = (index: number) => spans.map((list) => list[index]?.opens ?? 0);
  const closes = (index: number) => spans.map((list) => list[index]?.closes ?? 0);
  // Each array is read once a statement: beside the rows it would be carried through every join and sort.
  const of = (name: string) => sql`(select ${sql.ref(name)} from worked)`;
  const until = (instant: RawBuilder<unknown>) => {
    const parts = nth.map((index) => sql`greatest(0, least(at.ms, ${of(`closes${index}`)}[at.day]) - ${of(`opens${index}`)}[at.day])`);
    // An instant is converted once: what stands behind `offset 0` is not copied to where it is used.
    return sql`(select ${of('before')}[at.day] + ${sql.join(parts, sql` + `)} from (select ((${instant}) at time zone ${sql.lit(timeZone)})::date - ${of('first')} + 1 as day,
      floor(extract(epoch from ${instant}) * 1000)::bigint as ms offset 0) at)`;
  };
  return {
    rows: sql`select ${first}::date as first, ${before}::bigint[] as before, ${sql.join(
      nth.map(
        (index) =>
          sql`${opens(index)}::bigint[] as ${sql.ref(`opens${index}`)}, ${closes(index)}::bigint[] as ${sql.ref(`closes${index}`)}`,
      ),
    )}`,
    between: (from, to) =>
      sql<number | null>`(case when ${from} is null or ${to} is null then null
        else greatest(0, (${until(to)} - ${until(from)}) / ${sql.lit(MINUTE)}) end)::integer`,
  };
}
