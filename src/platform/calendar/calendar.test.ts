import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addDays,
  dayAfter,
  dayBefore,
  daysBetween,
  daysInMonth,
  formatDate,
  formatDateRange,
  isDay,
  lastValidDay,
  momentText,
  parseDate,
  readDate,
} from './index.ts';

test('days that people type', () => {
  for (const typed of ['31/05/2022', ' 31/5/2022 ', '31.05.2022', '31-5-2022', '2022-05-31']) expect(parseDate(typed)).toBe('2022-05-31');
  expect(readDate('')).toEqual({ ok: false, problem: 'empty' });
  expect(readDate('hôm nay')).toEqual({ ok: false, problem: 'form' });
  expect(readDate('31/05/22')).toEqual({ ok: false, problem: 'form' });
  expect(readDate('2022-5-1')).toEqual({ ok: false, problem: 'form' });
  expect(readDate('30/02/2022')).toEqual({ ok: false, problem: 'no-such-day' });
  expect(readDate('05/31/2022')).toEqual({ ok: false, problem: 'no-such-day' });
  expect(readDate('2023-02-29')).toEqual({ ok: false, problem: 'no-such-day' });
});

test('days that people read', () => {
  expect(formatDate('2025-07-01', 'vi')).toBe('01/07/2025');
  expect(() => formatDate('01/07/2025')).toThrow(RangeError);
  expect(formatDateRange('2022-01-01', '2025-06-30', 'vi')).toBe('01/01/2022–30/06/2025');
  expect(formatDateRange('2025-07-01', null, 'vi')).toBe('từ 01/07/2025');
  expect(formatDateRange(null, '2025-06-30', 'en')).toBe('until 30/06/2025');
  expect(formatDateRange(null, null, 'vi')).toBe('');
  expect(formatDateRange('2025-07-01', '2025-07-01', 'vi')).toBe('01/07/2025');
});

test('the last valid day of a range', () => {
  expect(lastValidDay('2025-07-01')).toBe('2025-06-30');
  expect(lastValidDay('2024-03-01')).toBe('2024-02-29');
  expect(lastValidDay('2020-01-01')).toBe('2019-12-31');
  expect(lastValidDay(null)).toBeNull();
  expect(dayAfter('2025-06-30')).toBe('2025-07-01');
});

test('every year has its days', () => {
  expect(daysInMonth(1900, 2)).toBe(28);
  expect(daysInMonth(2000, 2)).toBe(29);
  expect(isDay('2022-13-01')).toBe(false);
  expect(() => addDays('9999-12-31', 1)).toThrow(RangeError);
});

test('the same arithmetic as Temporal', () => {
  const day = fc.integer({ min: -700_000, max: 2_900_000 }).map((n) => Temporal.PlainDate.from('1970-01-01').add({ days: n }));
  fc.assert(
    fc.property(day, fc.integer({ min: -9_000, max: 9_000 }), (from, days) => {
      const to = from.add({ days });
      expect(addDays(from.toString(), days)).toBe(to.toString());
      expect(daysBetween(from.toString(), to.toString())).toBe(days);
      expect(dayBefore(dayAfter(from.toString()))).toBe(from.toString());
      expect(parseDate(formatDate(from.toString()))).toBe(from.toString());
    }),
    { numRuns: 500 },
  );
});

test('a moment in civil time, to the minute or to the second, on the day that it has there', () => {
  const at = { epochMilliseconds: Date.UTC(2026, 10, 21, 17, 0, 5) };
  expect(momentText(at, 'Asia/Ho_Chi_Minh')).toBe('00:00 22/11/2026');
  expect(momentText(at, 'Asia/Ho_Chi_Minh', { seconds: true })).toBe('00:00:05 22/11/2026');
  expect(momentText(at, 'America/New_York')).toBe('12:00 21/11/2026');
  expect(momentText(Temporal.Instant.from('2026-11-22T09:05:59.999+07:00'), 'Asia/Ho_Chi_Minh')).toBe('09:05 22/11/2026');
  expect(momentText(Temporal.Instant.from('0999-01-01T00:00:00Z'), 'UTC')).toBe('00:00 01/01/0999');
  expect(() => momentText(at, 'Asia/Nowhere')).toThrow(RangeError);
});
