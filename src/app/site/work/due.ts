import { formatDate } from '../../../platform/calendar/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import { texts } from './messages.gen.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** By when something is to be done, as one says it: “còn 3 giờ”, “quá hạn 2 ngày”; further away the day itself. */
export function dueText(due: string, now: Temporal.Instant, timeZone: string, lang: Lang): { text: string; overdue: boolean } {
  const t = texts[lang];
  const instant = Temporal.Instant.from(due);
  const left = instant.epochMilliseconds - now.epochMilliseconds;
  const overdue = left <= 0;
  const far = Math.abs(left);
  if (overdue) {
    if (far < HOUR) return { text: t.overdue_now(), overdue };
    return {
      text: far < DAY ? t.overdue_hours({ count: Math.floor(far / HOUR) }) : t.overdue_days({ count: Math.floor(far / DAY) }),
      overdue,
    };
  }
  if (far < HOUR) return { text: t.left_minutes({ count: Math.max(1, Math.floor(far / MINUTE)) }), overdue };
  if (far < 2 * DAY) return { text: t.left_hours({ count: Math.floor(far / HOUR) }), overdue };
  return { text: t.by_day({ day: formatDate(instant.toZonedDateTimeISO(timeZone).toPlainDate().toString(), lang) }), overdue };
}
