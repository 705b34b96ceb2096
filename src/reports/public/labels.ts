/** How reports read on public pages. */
import { formatDate } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { type fullName, placeName as nameOfPlace } from '../../territory/index.ts';
import { isLate as isPast } from '../citizen/due.ts';
import { stateName, stateTone } from '../citizen/states.ts';
import type { Category } from '../core/types.ts';
import type { ReportState } from '../model.ts';
import { statesOf } from './asked.ts';
import type { Seat } from './gather.ts';
import { texts } from './messages.gen.ts';

/** The civil day of a moment. */
export const dayOf = (at: Temporal.Instant, timeZone: string): string => at.toZonedDateTimeISO(timeZone).toPlainDate().toString();

/** `thôn 3, xã Trạm Tấu`, as inside a sentence; words for a place that nobody knows. */
export function placeName(seat: Seat | undefined, lang: Lang): string {
  if (!seat) return texts[lang].place_unknown();
  return nameOfPlace({ ...seat.unit, parent: seat.within }, lang);
}

/** `Trạm Tấu (xã)`: in a list of choices the name goes first, so that typing its letters finds it. */
export const choiceName = (unit: Parameters<typeof fullName>[0], lang: Lang): string => `${unit.name} (${unit.typeName[lang]})`;

/** The name of a category, by its code; the code where it holds no more. */
export const categoryName = (categories: readonly Category[], code: string, lang: Lang): string =>
  categories.find((category) => category.code === code)?.names[lang] ?? code;

interface Stand {
  readonly state: ReportState;
  readonly dueAt: Temporal.Instant | null;
  readonly paused: boolean;
}

/** Whether an open report is past its moment, as on its own page; an answer that says so ends with the next such moment (`nextLate`). */
export function isLate({ state, dueAt, paused }: Stand, now: Temporal.Instant): boolean {
  return dueAt !== null && !paused && statesOf('open').includes(state) && isPast({ dueAt }, now);
}

/** The state as a word and its colour. */
export function standing(
  report: Stand,
  { lang, now, timeZone }: { readonly lang: Lang; readonly now: Temporal.Instant; readonly timeZone: string },
): { readonly tone: 'plain' | 'info' | 'good' | 'waiting' | 'danger'; readonly word: string } {
  const t = texts[lang];
  if (report.dueAt !== null && isLate(report, now))
    return { tone: 'danger', word: t.late({ day: formatDate(dayOf(report.dueAt, timeZone)) }) };
  if (report.state === 'needs-more') return { tone: 'waiting', word: t.state_waiting_sender() };
  return { tone: stateTone(report.state), word: stateName(report.state, lang) };
}
