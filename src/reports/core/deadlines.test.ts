import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '../../platform/calendar/index.ts';
import { isWorkingDay, type WorkingCalendar } from '../../platform/calendar/working-day.ts';
import { workingTimeBetween } from '../../platform/calendar/working-time.ts';
import { addWorkingMinutes, converted, dueOf, minutesOfHours, resumed, type Term } from './deadlines.ts';

const office = [
  { from: '07:30', to: '11:30' },
  { from: '13:30', to: '17:00' },
];
const plain: WorkingCalendar = {
  timeZone: 'Asia/Ho_Chi_Minh',
  week: [office, office, office, office, office, [], []],
  days: { '2027-02-05': 'holiday', '2027-02-08': 'holiday', '2027-02-13': 'make-up', '2027-04-30': 'holiday' },
  years: { 2027: 'announced' },
};
const at = (text: string) => Temporal.Instant.from(`${text}+07:00`);
const compare = Temporal.Instant.compare;

const start = at('2027-01-04T00:00').epochMilliseconds;
const instant = fc
  .integer({ min: 0, max: 200 * 24 * 60 })
  .map((minutes) => Temporal.Instant.fromEpochMilliseconds(start + minutes * 60_000));
const term = fc.record({
  beganAt: instant,
  amount: fc.integer({ min: 1, max: 40 }),
  unit: fc.constantFrom('working-hours' as const, 'working-days' as const),
  pausedMinutes: fc.integer({ min: 0, max: 3_000 }),
});
const seed = { seed: 5_2027, numRuns: 200 };

test('what is due when, by hand', () => {
  const due = (beganAt: string, amount: number, unit: Term['unit'], pausedMinutes = 0) =>
    dueOf({ beganAt: at(beganAt), amount, unit, pausedMinutes }, plain)
      .toZonedDateTimeISO('Asia/Ho_Chi_Minh')
      .toPlainDateTime()
      .toString();
  expect(due('2027-01-04T09:00', 3, 'working-days')).toBe('2027-01-07T17:00:00');
  // A Saturday counts as little as the Friday evening before it.
  expect(due('2027-01-09T09:00', 1, 'working-days')).toBe('2027-01-11T17:00:00');
  expect(due('2027-01-04T16:00', 4, 'working-hours')).toBe('2027-01-05T10:30:00');
  // Over the days off: Friday and Monday are none, the Saturday after is worked.
  expect(due('2027-02-04T16:30', 1, 'working-hours')).toBe('2027-02-09T08:00:00');
  expect(due('2027-02-11T09:00', 2, 'working-days')).toBe('2027-02-13T17:00:00');
  expect(due('2027-01-04T09:00', 1, 'working-days', 90)).toBe('2027-01-06T09:00:00');
});

test('eight hours are a day’s work: what came on a day off is due at the end of the first working day, not on the morning after it', () => {
  const due = (beganAt: string, amount: number, calendar = plain) =>
    dueOf({ beganAt: at(beganAt), amount, unit: 'working-hours', pausedMinutes: 0 }, calendar)
      .toZonedDateTimeISO('Asia/Ho_Chi_Minh')
      .toPlainDateTime()
      .toString();
  // The desk is open for seven and a half hours.
  expect(due('2027-01-10T15:00', 8)).toBe('2027-01-11T17:00:00');
  expect(due('2027-01-11T07:30', 8)).toBe('2027-01-11T17:00:00');
  expect(due('2027-01-11T09:00', 8)).toBe('2027-01-12T09:00:00');
  expect(due('2027-01-10T15:00', 16)).toBe('2027-01-12T17:00:00');
  // The end of the morning is the end, not the beginning of the afternoon.
  expect(due('2027-01-10T15:00', 4)).toBe('2027-01-11T11:30:00');
  const long = [{ from: '07:00', to: '18:00' }];
  expect(due('2027-01-10T15:00', 8, { ...plain, week: [long, long, long, long, long, [], []] })).toBe('2027-01-11T15:00:00');
  const short = [{ from: '08:00', to: '11:00' }];
  const few = { ...plain, week: [short, short, short, short, short, [], []] };
  expect([due('2027-01-10T15:00', 5, few), due('2027-01-10T15:00', 8, few)]).toEqual(['2027-01-11T11:00:00', '2027-01-11T11:00:00']);
  expect(minutesOfHours(8, { ...plain, week: [[], office, office, office, office, [], []] })).toBe(480);
});

test('a clock change: a working day keeps its hours where clocks are put forward or back', () => {
  const week = [office, office, office, office, office, office, office];
  const elsewhere: WorkingCalendar = { ...plain, timeZone: 'Europe/Berlin', week };
  for (const [before, after] of [
    ['2027-03-27T10:30', '2027-03-28T10:30'],
    ['2027-10-30T10:30', '2027-10-31T10:30'],
  ] as const) {
    const civil = (text: string) => Temporal.PlainDateTime.from(text).toZonedDateTime('Europe/Berlin').toInstant();
    const due = dueOf({ beganAt: civil(before), amount: 8, unit: 'working-hours', pausedMinutes: 0 }, elsewhere);
    expect(due.toString()).toBe(civil(after).toString());
    expect(workingTimeBetween(civil(before), due, elsewhere)).toBe(450);
  }
});

test('minutes that make no sense are refused', () => {
  expect(() => addWorkingMinutes(at('2027-01-04T09:00'), -1, plain)).toThrow(RangeError);
  expect(() => addWorkingMinutes(at('2027-01-04T09:00'), 0.5, plain)).toThrow(RangeError);
  expect(() => addWorkingMinutes(at('2027-01-04T09:00'), 1, { ...plain, days: {}, week: [[], [], [], [], [], [], []] })).toThrow(
    RangeError,
  );
});

test('granted time changes its unit without getting less', () => {
  expect(converted(2, 'working-days', 'working-hours')).toBe(16);
  expect(converted(9, 'working-hours', 'working-days')).toBe(2);
  expect(converted(3, 'working-days', 'working-days')).toBe(3);
});

describe('properties', () => {
  test('what is due lies so many working minutes later', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 0, max: 9_000 }), (from, minutes) => {
        expect(workingTimeBetween(from, addWorkingMinutes(from, minutes, plain), plain)).toBe(minutes);
      }),
      seed,
    );
  });

  test('a pause never makes it earlier, and a pause that ends adds exactly its working time', () => {
    fc.assert(
      fc.property(term, instant, instant, (one, first, second) => {
        const [since, until] = compare(first, second) <= 0 ? [first, second] : [second, first];
        const before = dueOf(one, plain);
        const after = dueOf(resumed(one, since, until, plain), plain);
        expect(compare(after, before)).toBeGreaterThanOrEqual(0);
        expect(workingTimeBetween(before, after, plain)).toBe(workingTimeBetween(since, until, plain));
      }),
      seed,
    );
  });

  test('what begins later or has more time is never due earlier', () => {
    fc.assert(
      fc.property(term, instant, fc.integer({ min: 0, max: 20 }), (one, other, more) => {
        const later = compare(one.beganAt, other) <= 0 ? other : one.beganAt;
        expect(compare(dueOf({ ...one, beganAt: later }, plain), dueOf(one, plain))).toBeGreaterThanOrEqual(0);
        const longer = dueOf({ ...one, amount: one.amount + more }, plain);
        expect(Math.sign(compare(longer, dueOf(one, plain)))).toBe(more === 0 ? 0 : 1);
      }),
      seed,
    );
  });

  test('a holiday that is added moves exactly those that span it', () => {
    fc.assert(
      fc.property(term, fc.integer({ min: 0, max: 260 }), (one, days) => {
        const day = addDays('2027-01-04', days);
        fc.pre(isWorkingDay(day, plain));
        const more: WorkingCalendar = { ...plain, days: { ...plain.days, [day]: 'holiday' } };
        const before = dueOf(one, plain);
        const began = one.beganAt.toZonedDateTimeISO(plain.timeZone).toPlainDate().toString();
        // Days begin to count on the day after; hours at once.
        const from =
          one.unit === 'working-days'
            ? Temporal.PlainDate.from(addDays(began, 1)).toZonedDateTime(plain.timeZone).toInstant()
            : one.beganAt;
        const spans = workingTimeBetween(from, before, plain) !== workingTimeBetween(from, before, more);
        expect(compare(dueOf(one, more), before)).toBe(spans ? 1 : 0);
      }),
      seed,
    );
  });
});
