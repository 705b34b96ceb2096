import { describe, expect, it } from 'vitest';
import { afterQuiet, isQuiet, quietFrom, usualQuiet } from './quiet.ts';

const zone = 'Asia/Ho_Chi_Minh';
/** Civil time in Yên Bái. */
const at = (local: string) => Temporal.PlainDateTime.from(local).toZonedDateTime(zone).toInstant();

describe('quiet hours', () => {
  it.each([
    ['2026-12-07T20:59:59', false],
    ['2026-12-07T21:00:00', true],
    ['2026-12-07T23:59:59', true],
    ['2026-12-08T00:00:00', true],
    ['2026-12-08T06:29:59', true],
    ['2026-12-08T06:30:00', false],
  ])('across midnight: %s is quiet: %s', (local, quiet) => {
    expect(isQuiet(at(local), usualQuiet, zone)).toBe(quiet);
  });

  it('end on the same day before midnight of the night, on the next one after it', () => {
    expect(afterQuiet(at('2026-12-07T22:15:00'), usualQuiet, zone)).toEqual(at('2026-12-08T06:30:00'));
    expect(afterQuiet(at('2026-12-08T02:15:00'), usualQuiet, zone)).toEqual(at('2026-12-08T06:30:00'));
    expect(afterQuiet(at('2026-12-31T23:00:00'), usualQuiet, zone)).toEqual(at('2027-01-01T06:30:00'));
    expect(afterQuiet(at('2026-12-08T12:00:00'), usualQuiet, zone)).toEqual(at('2026-12-08T12:00:00'));
  });

  it('within one day, and none at all', () => {
    const noon = { from: '11:30', to: '13:30' };
    expect(['11:29', '11:30', '13:29', '13:30'].map((time) => isQuiet(at(`2026-12-07T${time}:00`), noon, zone))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    const none = { from: '21:00', to: '21:00' };
    expect(isQuiet(at('2026-12-07T21:00:00'), none, zone)).toBe(false);
    expect(quietFrom(at('2026-12-07T21:00:00'), none, zone)).toBeNull();
  });

  it('begin next on this day or the next', () => {
    expect(quietFrom(at('2026-12-07T20:59:00'), usualQuiet, zone)).toEqual(at('2026-12-07T21:00:00'));
    expect(quietFrom(at('2026-12-07T21:00:00'), usualQuiet, zone)).toEqual(at('2026-12-08T21:00:00'));
  });

  it('follow civil time where clocks are changed: the night of 29 March 2026 in Berlin has eight and a half hours', () => {
    const berlin = 'Europe/Berlin';
    const from = Temporal.ZonedDateTime.from('2026-03-28T21:00[Europe/Berlin]').toInstant();
    const until = afterQuiet(from, usualQuiet, berlin);
    expect(until.toZonedDateTimeISO(berlin).toPlainDateTime().toString()).toBe('2026-03-29T06:30:00');
    expect(from.until(until).total('hours')).toBe(8.5);
  });
});
