/** Times as they are said to citizens. */
import { momentText } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { ReportDeadline } from '../core/index.ts';
import { texts } from './messages.gen.ts';

interface Moment {
  readonly epochMilliseconds: number;
}

/** `10 giờ ngày 26/11/2026`, `10 giờ 30 ngày 26/11/2026`. */
export function momentWords(at: Moment, timeZone: string, lang: Lang): string {
  const [time = '', day = ''] = momentText(at, timeZone).split(' ');
  const [hour = '', minute = ''] = time.split(':');
  return texts[lang].moment({ hour: String(Number(hour)), minute: minute === '00' ? 'none' : minute, day });
}

/** A name of a place at the start of a line: `Thôn 5, xã Trạm Tấu`. */
export const lineStart = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** The day alone: `26/11/2026`. */
export const dayWords = (at: Moment, timeZone: string): string => momentText(at, timeZone).split(' ')[1] ?? '';

/** Whether a deadline that runs is past. What is done in its very moment is in time. */
export const isLate = ({ dueAt }: Pick<ReportDeadline, 'dueAt'>, now: Moment): boolean => now.epochMilliseconds > dueAt.epochMilliseconds;

/** From when on a page that is made now would call the deadline late; undefined where it does already, where time stands still, and without a deadline. */
export function latenessAhead(
  deadline: Pick<ReportDeadline, 'dueAt' | 'pausedSince'> | null,
  now: Temporal.Instant,
): Temporal.Instant | undefined {
  const ahead = deadline !== null && deadline.pausedSince === null && !isLate(deadline, now);
  return ahead ? deadline.dueAt.add({ milliseconds: 1 }) : undefined;
}
