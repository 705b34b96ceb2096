/** Names of what the desk shows: states, tones, what is left of a deadline. */

import { formatDate } from '../../platform/calendar/index.ts';
import type { WorkingCalendar } from '../../platform/calendar/working-day.ts';
import { minutesOfWorkingDay, workingTimeBetween } from '../../platform/calendar/working-time.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { ReportState } from '../model.ts';
import { texts } from './messages.gen.ts';

/** A code as the texts name it in a choice: they know no hyphens. */
export const plain = (code: string): string => code.replaceAll('-', '_');

/** The state in a word. */
export const stateName = (state: ReportState, lang: Lang): string => texts[lang].state({ state: plain(state) });

type Tone = 'plain' | 'info' | 'good' | 'waiting' | 'danger';

const tones: Readonly<Record<ReportState, Tone>> = {
  sent: 'info',
  'needs-more': 'waiting',
  'not-accepted': 'plain',
  merged: 'plain',
  received: 'info',
  classified: 'info',
  handed: 'info',
  returned: 'waiting',
  'in-work': 'info',
  'extension-asked': 'waiting',
  'awaiting-approval': 'waiting',
  answered: 'good',
  rated: 'good',
  reopened: 'danger',
  closed: 'plain',
};
export const stateTone = (state: ReportState): Tone => tones[state];

export interface Due {
  readonly text: string;
  readonly tone: Tone;
  readonly late: boolean;
}

/** The civil day of an instant, as it is read. */
export const dayOf = (at: Temporal.Instant, { timeZone }: WorkingCalendar): string =>
  formatDate(at.toZonedDateTimeISO(timeZone).toPlainDate().toString());

/** What is left until a report is due, in working time; null where nothing is due. */
export function dueOf(
  report: { readonly dueAt: Temporal.Instant | null; readonly pausedSince: Temporal.Instant | null },
  ask: { readonly now: Temporal.Instant; readonly calendar: WorkingCalendar; readonly lang: Lang },
): Due | null {
  const { now, calendar, lang } = ask;
  const t = texts[lang];
  if (report.pausedSince !== null) return { text: t.due_paused({ day: dayOf(report.pausedSince, calendar) }), tone: 'plain', late: false };
  if (report.dueAt === null) return null;
  const late = Temporal.Instant.compare(report.dueAt, now) < 0;
  const minutes = Math.abs(workingTimeBetween(now, report.dueAt, calendar));
  const day = minutesOfWorkingDay(calendar);
  const days = Math.floor(minutes / day);
  const hours = Math.floor(minutes / 60);
  if (late) return { text: days >= 2 ? t.due_late_days({ days }) : t.due_late_hours({ hours }), tone: 'danger', late };
  return days >= 2 ? { text: t.due_days({ days }), tone: 'plain', late } : { text: t.due_hours({ hours }), tone: 'waiting', late };
}
