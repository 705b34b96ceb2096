import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts';
import { loadCalendar, readCalendar } from './store.ts';
import { isWorkingDay, spansOf, uncertainYears, type WorkingCalendar, weekdayOf, workingDayAfter } from './working-day.ts';
import { addWorkingDays, endOfWorkingDay, minutesOfWorkingDay, workingTimeBetween } from './working-time.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const file = (name: string) => readFileSync(join(import.meta.dirname, '..', '..', '..', 'data', 'calendar', name), 'utf8');
const files = { hours: file('hours.csv'), years: file('years.csv'), days: file('days.csv') };

let database: TestDatabase;
let calendar: WorkingCalendar;
beforeAll(async () => {
  database = await testDatabase();
  await database.db.transaction((tx) => loadCalendar(tx, files));
  calendar = await readCalendar(database.db, ZONE);
});
afterAll(() => database.drop());

const at = (local: string): Temporal.Instant => Temporal.PlainDateTime.from(local).toZonedDateTime(ZONE).toInstant();
const local = (instant: Temporal.Instant): string =>
  instant.toZonedDateTimeISO(ZONE).toPlainDateTime().toString({ smallestUnit: 'minute' });

describe('the shipped calendar', () => {
  test('knows holidays, exchanges and make-up days of its years', () => {
    expect(isWorkingDay('2026-02-17', calendar)).toBe(false);
    expect(isWorkingDay('2026-11-24', calendar)).toBe(false);
    expect(isWorkingDay('2025-11-24', calendar)).toBe(true);
    expect(isWorkingDay('2026-01-02', calendar)).toBe(false);
    expect(isWorkingDay('2026-01-10', calendar)).toBe(true);
    expect(spansOf('2026-01-10', calendar)).toEqual(spansOf('2026-01-12', calendar));
    expect(isWorkingDay('2026-01-11', calendar)).toBe(false);
    expect(minutesOfWorkingDay(calendar)).toBe(450);
  });

  test('gives every year the days off of the law, and a worked Saturday for every exchange', () => {
    for (const year of ['2024', '2025', '2026', '2027']) {
      const off = Object.keys(calendar.days).filter((day) => day.startsWith(year) && calendar.days[day] === 'holiday');
      const exchanged = Object.keys(calendar.days).filter((day) => day.startsWith(year) && calendar.days[day] === 'make-up');
      const weekdays = off.filter((day) => weekdayOf(day) < 6).length;
      // 11 days by the Labour Code, 12 since Culture Day; what falls on a weekend is made up, so that all are weekdays.
      expect(weekdays - exchanged.length, year).toBe(Number(year) >= 2026 ? 12 : 11);
      for (const day of exchanged) expect(weekdayOf(day), day).toBe(6);
    }
  });

  test('a year without data is said so, not guessed silently', () => {
    expect(uncertainYears('2026-12-30', '2026-12-31', calendar)).toEqual([]);
    expect(uncertainYears('2026-12-30', '2027-01-04', calendar)).toEqual([2027]);
    expect(addWorkingDays(at('2031-05-05T09:00'), 2, calendar)).toMatchObject({ uncertainYears: [2031] });
    expect(addWorkingDays(at('2025-05-05T09:00'), 2, calendar)).toMatchObject({ uncertainYears: [] });
  });

  test('a day of a year that is not named is refused, as is a day that does not exist', async () => {
    const load = (days: string) =>
      database.db.transaction((tx) => loadCalendar(tx, { ...files, days: `day,kind,name_vi,name_en,source\n${days}\n` }));
    await expect(load('2033-01-01,holiday,Tết,New Year,x')).rejects.toThrow('years.csv does not name');
    await expect(load('2026-02-30,holiday,Tết,New Year,x')).rejects.toThrow('is not a day');
    expect((await readCalendar(database.db, ZONE)).days).toEqual(calendar.days);
  });
});

describe('time limits', () => {
  test('what came in on the Friday evening before Tết is due two working days after it', () => {
    expect(local(addWorkingDays(at('2026-02-13T20:00'), 2, calendar).at)).toBe('2026-02-24T17:00');
    expect(local(addWorkingDays(at('2025-01-24T20:00'), 2, calendar).at)).toBe('2025-02-04T17:00');
  });

  test('the day itself does not count; weekends, holidays and exchanges are passed over', () => {
    expect(local(addWorkingDays(at('2026-11-20T09:00'), 2, calendar).at)).toBe('2026-11-25T17:00');
    expect(local(addWorkingDays(at('2026-11-22T10:00'), 1, calendar).at)).toBe('2026-11-23T17:00');
    expect(local(addWorkingDays(at('2026-01-09T09:00'), 1, calendar).at)).toBe('2026-01-10T17:00');
    // Midnight in the civil zone, not in UTC.
    expect(local(addWorkingDays(at('2026-11-16T23:59'), 1, calendar).at)).toBe('2026-11-17T17:00');
    expect(local(addWorkingDays(at('2026-11-17T00:01'), 1, calendar).at)).toBe('2026-11-18T17:00');
    expect(() => addWorkingDays(at('2026-11-17T00:01'), 0, calendar)).toThrow(RangeError);
    expect(() => workingDayAfter('2026-11-17', 1, { ...calendar, week: [[], [], [], [], [], [], []] })).toThrow(RangeError);
  });

  test('the end of a working day, and the time between', () => {
    expect(local(endOfWorkingDay(at('2026-11-20T09:00'), calendar).at)).toBe('2026-11-20T17:00');
    expect(local(endOfWorkingDay(at('2026-11-20T17:01'), calendar).at)).toBe('2026-11-23T17:00');
    expect(workingTimeBetween(at('2026-11-20T16:00'), at('2026-11-23T08:30'), calendar)).toBe(120);
    expect(workingTimeBetween(at('2026-11-23T08:30'), at('2026-11-20T16:00'), calendar)).toBe(-120);
    expect(workingTimeBetween(at('2026-02-13T17:00'), at('2026-02-23T07:30'), calendar)).toBe(0);
  });
});

describe('properties', () => {
  const minute = fc
    .integer({ min: Date.UTC(2024, 0, 2) / 60_000, max: Date.UTC(2027, 10, 1) / 60_000 })
    .map((n) => Temporal.Instant.fromEpochMilliseconds(n * 60_000));
  const count = fc.integer({ min: 1, max: 15 });
  const settings = { seed: 20261122, numRuns: 300 };
  const day = (instant: Temporal.Instant) => instant.toZonedDateTimeISO(ZONE).toPlainDate().toString();

  test('a time limit never ends on a day or at an hour that is not worked', () => {
    fc.assert(
      fc.property(minute, count, (from, n) => {
        const { at: end } = addWorkingDays(from, n, calendar);
        const spans = spansOf(day(end), calendar);
        expect(spans.at(-1)?.to).toBe(end.toZonedDateTimeISO(ZONE).toPlainTime().toString({ smallestUnit: 'minute' }));
        expect(Temporal.Instant.compare(end, from)).toBe(1);
      }),
      settings,
    );
  });

  test('later in, never due earlier; one more day, always due later', () => {
    fc.assert(
      fc.property(minute, minute, count, (a, b, n) => {
        const [first, second] = Temporal.Instant.compare(a, b) <= 0 ? [a, b] : [b, a];
        expect(Temporal.Instant.compare(addWorkingDays(first, n, calendar).at, addWorkingDays(second, n, calendar).at)).toBeLessThanOrEqual(
          0,
        );
        expect(Temporal.Instant.compare(addWorkingDays(a, n, calendar).at, addWorkingDays(a, n + 1, calendar).at)).toBe(-1);
      }),
      settings,
    );
  });

  test('days add up: a days, then b days, are a + b days', () => {
    fc.assert(
      fc.property(minute, count, count, (from, a, b) => {
        const twice = addWorkingDays(addWorkingDays(from, a, calendar).at, b, calendar).at;
        expect(Temporal.Instant.compare(twice, addWorkingDays(from, a + b, calendar).at)).toBe(0);
      }),
      settings,
    );
  });

  test('time adds up: from a to b and from b to c is from a to c', () => {
    fc.assert(
      fc.property(minute, fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 0, max: 40_000 }), (a, more, evenMore) => {
        const b = a.add({ minutes: more });
        const c = b.add({ minutes: evenMore });
        expect(workingTimeBetween(a, b, calendar) + workingTimeBetween(b, c, calendar)).toBe(workingTimeBetween(a, c, calendar));
        expect(workingTimeBetween(a, b, calendar)).toBeGreaterThanOrEqual(0);
      }),
      { ...settings, numRuns: 60 },
    );
  });

  test('weekdays are those of Temporal', () => {
    fc.assert(
      fc.property(fc.integer({ min: -200_000, max: 200_000 }), (n) => {
        const date = Temporal.PlainDate.from('1970-01-01').add({ days: n });
        expect(weekdayOf(date.toString())).toBe(date.dayOfWeek);
      }),
      settings,
    );
  });
});
