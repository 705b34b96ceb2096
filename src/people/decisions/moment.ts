import { formatDate } from '../../platform/calendar/index.ts';

/** `14:05 22/11/2026` in the installation's time zone. */
export function momentText(at: Temporal.Instant, timeZone: string): string {
  const local = at.toZonedDateTimeISO(timeZone);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(local.hour)}:${two(local.minute)} ${formatDate(local.toPlainDate().toString())}`;
}
