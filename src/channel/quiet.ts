/** Hours in which a person does not want to be disturbed; pure. */

/** Times of the day in civil time, `HH:MM`; the same twice means none. They may go across midnight. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
}

/** For those who never chose. */
export const usualQuiet: QuietHours = { from: '21:00', to: '06:30' };

/** Whether the moment lies in the quiet hours: the first minute does, the last does not. */
export function isQuiet(at: Temporal.Instant, quiet: QuietHours, timeZone: string): boolean {
  const now = at.toZonedDateTimeISO(timeZone).toPlainTime();
  const [from, to] = [Temporal.PlainTime.from(quiet.from), Temporal.PlainTime.from(quiet.to)];
  const before = (a: Temporal.PlainTime, b: Temporal.PlainTime) => Temporal.PlainTime.compare(a, b) < 0;
  if (from.equals(to)) return false;
  return before(from, to) ? !before(now, from) && before(now, to) : !before(now, from) || before(now, to);
}

/** The moment itself, or the end of the quiet hours in which it lies. */
export function afterQuiet(at: Temporal.Instant, quiet: QuietHours, timeZone: string): Temporal.Instant {
  return isQuiet(at, quiet, timeZone) ? next(at, quiet.to, timeZone) : at;
}

/** When the next quiet hours begin; null for none. */
export function quietFrom(at: Temporal.Instant, quiet: QuietHours, timeZone: string): Temporal.Instant | null {
  return quiet.from === quiet.to ? null : next(at, quiet.from, timeZone);
}

/** The next moment after this one that bears the time of the day. */
function next(at: Temporal.Instant, time: string, timeZone: string): Temporal.Instant {
  const day = at.toZonedDateTimeISO(timeZone).toPlainDate();
  const on = (date: Temporal.PlainDate) => date.toZonedDateTime({ timeZone, plainTime: time }).toInstant();
  const today = on(day);
  return Temporal.Instant.compare(today, at) > 0 ? today : on(day.add({ days: 1 }));
}
