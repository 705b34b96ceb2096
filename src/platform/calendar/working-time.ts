/** Working time between instants, on the server: the days come from working-day.ts, the clock from Temporal. */
import { addDays, daysBetween } from './index.ts';
import { isWorkingDay, spansOf, uncertainYears, type WorkingCalendar, type WorkingSpan, workingDayAfter } from './working-day.ts';

/** A moment reached by counting, with the years on the way whose days off are not known for certain. */
export interface WorkingMoment {
  readonly at: Temporal.Instant;
  readonly uncertainYears: readonly number[];
}

const dayOf = (at: Temporal.Instant, { timeZone }: WorkingCalendar): string => at.toZonedDateTimeISO(timeZone).toPlainDate().toString();

const moment = (day: string, time: string, { timeZone }: WorkingCalendar): Temporal.Instant =>
  Temporal.PlainDate.from(day).toZonedDateTime({ timeZone, plainTime: time }).toInstant();

function closing(day: string, calendar: WorkingCalendar): Temporal.Instant {
  const last = spansOf(day, calendar).at(-1) as WorkingSpan;
  return moment(day, last.to, calendar);
}

/**
 * The end of the `count`-th working day after the day of the instant; the day itself does not count, as periods in days begin with
 * the next day. So what comes in on an evening, a weekend or a holiday has the same time as what comes in first thing on the day before
 * work begins again. Throws a RangeError for a count below 1.
 */
export function addWorkingDays(from: Temporal.Instant, count: number, calendar: WorkingCalendar): WorkingMoment {
  const begins = dayOf(from, calendar);
  const ends = workingDayAfter(begins, count, calendar);
  return { at: closing(ends, calendar), uncertainYears: uncertainYears(begins, ends, calendar) };
}

/** The end of work on the day of the instant; where work is over or the day is off, of the next working day. */
export function endOfWorkingDay(at: Temporal.Instant, calendar: WorkingCalendar): WorkingMoment {
  const day = dayOf(at, calendar);
  if (isWorkingDay(day, calendar)) {
    const end = closing(day, calendar);
    if (Temporal.Instant.compare(at, end) <= 0) return { at: end, uncertainYears: uncertainYears(day, day, calendar) };
  }
  return addWorkingDays(at, 1, calendar);
}

/** Whole minutes of working time from one instant to another; negative where the second is earlier. */
export function workingTimeBetween(from: Temporal.Instant, to: Temporal.Instant, calendar: WorkingCalendar): number {
  if (Temporal.Instant.compare(from, to) > 0) return -workingTimeBetween(to, from, calendar);
  const first = dayOf(from, calendar);
  const days = daysBetween(first, dayOf(to, calendar));
  let milliseconds = 0;
  for (let index = 0; index <= days; index += 1) {
    const day = addDays(first, index);
    for (const span of spansOf(day, calendar)) {
      const opens = Math.max(moment(day, span.from, calendar).epochMilliseconds, from.epochMilliseconds);
      const closes = Math.min(moment(day, span.to, calendar).epochMilliseconds, to.epochMilliseconds);
      milliseconds += Math.max(0, closes - opens);
    }
  }
  return Math.floor(milliseconds / 60_000);
}

/** Minutes of a usual working day, to say working time in days: those of a Monday. */
export function minutesOfWorkingDay(calendar: WorkingCalendar): number {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return (calendar.week[0] ?? []).reduce((sum, span) => sum + minutes(span.to) - minutes(span.from), 0);
}
