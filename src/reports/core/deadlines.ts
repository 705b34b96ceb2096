/**
 * When something is due, in Vietnamese working time. A deadline has a beginning, an amount of working time (with what was granted on top), and
 * the working minutes for which it stood still. What remains at the beginning of a pause remains at its end, also where it is late already.
 */
import { addDays } from '../../platform/calendar/index.ts';
import { spansOf, type WorkingCalendar } from '../../platform/calendar/working-day.ts';
import { addWorkingDays, minutesOfWorkingDay, workingTimeBetween } from '../../platform/calendar/working-time.ts';

export type DeadlineUnit = 'working-hours' | 'working-days';

/** What decides when something is due. */
export interface Term {
  readonly beganAt: Temporal.Instant;
  readonly amount: number;
  readonly unit: DeadlineUnit;
  /** Working minutes for which it stood still before. */
  readonly pausedMinutes: number;
}

const MILLISECONDS = 60_000;
/** Hours of a working day in rules (Labour Code 45/2019/QH14, article 105): "8 giờ làm việc" is one day's work, also where the desk is open for less. */
const HOURS_A_DAY = 8;

/**
 * The working minutes of so many hours of a rule. Each eight of them are one working day as the calendar has it: counted by the clock, what came on a
 * Sunday with eight hours would be due on Tuesday morning where the desk is open seven and a half hours, though the term is over at the end of its
 * last day (Civil Code 91/2015/QH13, article 148).
 */
export function minutesOfHours(hours: number, calendar: WorkingCalendar): number {
  const day = Math.min(HOURS_A_DAY * 60, minutesOfWorkingDay(calendar) || HOURS_A_DAY * 60);
  return Math.floor(hours / HOURS_A_DAY) * day + Math.min((hours % HOURS_A_DAY) * 60, day);
}

/**
 * The instant at which so many working minutes after the given one are over; the instant itself for none. Throws a RangeError for a negative
 * number and for a calendar without working hours.
 */
export function addWorkingMinutes(from: Temporal.Instant, minutes: number, calendar: WorkingCalendar): Temporal.Instant {
  if (!Number.isInteger(minutes) || minutes < 0) throw new RangeError(`not a number of working minutes: ${minutes}`);
  if (minutes === 0) return from;
  if (calendar.week.every((spans) => spans.length === 0)) throw new RangeError('the calendar has no working hours');
  const { timeZone } = calendar;
  let day = from.toZonedDateTimeISO(timeZone).toPlainDate().toString();
  for (let left = minutes * MILLISECONDS; ; day = addDays(day, 1)) {
    for (const span of spansOf(day, calendar)) {
      const at = (time: string) => Temporal.PlainDate.from(day).toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds;
      const opens = Math.max(at(span.from), from.epochMilliseconds);
      const length = at(span.to) - opens;
      if (length <= 0) continue;
      if (left <= length) return Temporal.Instant.fromEpochMilliseconds(opens + left);
      left -= length;
    }
  }
}

/** When it is due, pauses counted in. */
export function dueOf({ beganAt, amount, unit, pausedMinutes }: Term, calendar: WorkingCalendar): Temporal.Instant {
  const due =
    unit === 'working-days'
      ? addWorkingDays(beganAt, amount, calendar).at
      : addWorkingMinutes(beganAt, minutesOfHours(amount, calendar), calendar);
  return addWorkingMinutes(due, pausedMinutes, calendar);
}

/**
 * The instant at which so many percent of the working time given have run, pauses not counted: 100 is when it is due, 200 when as much time has run
 * again after that.
 */
export function momentOf(term: Term, percent: number, calendar: WorkingCalendar): Temporal.Instant {
  const due = dueOf(term, calendar);
  if (percent === 100) return due;
  const given = workingTimeBetween(term.beganAt, dueOf({ ...term, pausedMinutes: 0 }, calendar), calendar);
  return percent > 100
    ? addWorkingMinutes(due, Math.floor((given * (percent - 100)) / 100), calendar)
    : addWorkingMinutes(term.beganAt, Math.floor((given * percent) / 100) + term.pausedMinutes, calendar);
}

/** The term after a pause that began then and ends now. */
export function resumed<T extends Term>(term: T, since: Temporal.Instant, now: Temporal.Instant, calendar: WorkingCalendar): T {
  return { ...term, pausedMinutes: term.pausedMinutes + Math.max(0, workingTimeBetween(since, now, calendar)) };
}

/** Time that was granted on top, in the unit of another rule: a whole number, never less than it was. */
export function converted(amount: number, from: DeadlineUnit, to: DeadlineUnit): number {
  if (from === to) return amount;
  return to === 'working-hours' ? amount * HOURS_A_DAY : Math.ceil(amount / HOURS_A_DAY);
}
