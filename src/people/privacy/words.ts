/** Words that several pages about personal data share. */

import type { WorkingCalendar } from '../../platform/calendar/working-day.ts';
import { minutesOfWorkingDay } from '../../platform/calendar/working-time.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { texts } from './messages.gen.ts';
import type { RequestState, WayToSay } from './model.ts';

/** How a request stands, as a pill, and its tone. */
export function stateWord(state: RequestState, lang: Lang): { label: string; tone: 'plain' | 'info' | 'good' | 'waiting' | 'danger' } {
  const t = texts[lang];
  return {
    received: { label: t.state_received(), tone: 'waiting' as const },
    answered: { label: t.state_answered(), tone: 'info' as const },
    'carried-out': { label: t.state_carried_out(), tone: 'good' as const },
    refused: { label: t.state_refused(), tone: 'plain' as const },
    withdrawn: { label: t.state_withdrawn(), tone: 'plain' as const },
  }[state];
}

/** By whom it was said: the person, or somebody who wrote it down. */
export function howWord(how: WayToSay, lang: Lang): string {
  const t = texts[lang];
  return { self: t.how_self(), spoken: t.how_spoken(), paper: t.how_paper() }[how];
}

/** Working time in words: “1 ngày 3 giờ làm việc”, counted in the calendar's own days. */
export function workingTimeText(minutes: number, calendar: WorkingCalendar, lang: Lang): string {
  const t = texts[lang];
  const whole = Math.abs(minutes);
  const day = minutesOfWorkingDay(calendar);
  const days = Math.floor(whole / day);
  const hours = Math.floor((whole % day) / 60);
  if (days > 0) return hours > 0 ? t.time_days_hours({ days, hours }) : t.time_days({ days });
  return hours > 0 ? t.time_hours({ hours }) : t.time_minutes({ minutes: whole });
}
