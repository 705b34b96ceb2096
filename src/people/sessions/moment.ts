import { formatDate } from '../../platform/calendar/index.ts';

/** A moment as people read it: `09:05, 22/11/2026` in civil time, the same in both languages. */
export function momentText(at: Temporal.Instant, timeZone: string): string {
  const civil = at.toZonedDateTimeISO(timeZone);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(civil.hour)}:${two(civil.minute)}, ${formatDate(civil.toPlainDate().toString())}`;
}
