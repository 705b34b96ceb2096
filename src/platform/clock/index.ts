/** The only source of "now" and "today": commands take it from their context, so that tests can set it. */
export interface Clock {
  now(): Temporal.Instant;
  /** The civil date in the installation's time zone (setting TIME_ZONE). */
  today(): Temporal.PlainDate;
}

/** The machine's clock; `timeZone` is an IANA name such as Asia/Ho_Chi_Minh. Throws a RangeError for an unknown zone. */
export function systemClock(timeZone: string): Clock {
  Temporal.Now.plainDateISO(timeZone);
  return { now: () => Temporal.Now.instant(), today: () => Temporal.Now.plainDateISO(timeZone) };
}

export interface SettableClock extends Clock {
  /** An instant (`2026-11-22T03:00:00Z`) or a Temporal.Instant. */
  set(now: Temporal.Instant | string): void;
  advance(by: Temporal.DurationLike): void;
}

/** A clock that stands still until it is set: for tests, and for the demonstration's fixed day. */
export function settableClock(start: Temporal.Instant | string, timeZone: string): SettableClock {
  let now = Temporal.Instant.from(start);
  return {
    now: () => now,
    today: () => now.toZonedDateTimeISO(timeZone).toPlainDate(),
    set: (next) => {
      now = Temporal.Instant.from(next);
    },
    advance: (by) => {
      now = now.toZonedDateTimeISO(timeZone).add(by).toInstant();
    },
  };
}
