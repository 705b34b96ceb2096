/** Times as they are said to citizens. */
import { momentText } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
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

/** The day alone: `26/11/2026`. */
export const dayWords = (at: Moment, timeZone: string): string => momentText(at, timeZone).split(' ')[1] ?? '';
