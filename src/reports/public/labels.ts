/** How reports read on public pages. */
import { formatDate } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { titleName } from '../../territory/index.ts';
import { stateName, stateTone } from '../citizen/states.ts';
import type { Category } from '../core/types.ts';
import type { ReportState } from '../model.ts';
import { statesOf } from './asked.ts';
import type { Seat } from './gather.ts';
import { texts } from './messages.gen.ts';

/** The civil day of a moment. */
export const dayOf = (at: Temporal.Instant, timeZone: string): string => at.toZonedDateTimeISO(timeZone).toPlainDate().toString();

/** Village, commune: as people say where they live. */
export function placeName(seat: Seat | undefined, lang: Lang): string {
  if (!seat) return texts[lang].place_unknown();
  return [seat.unit, ...(seat.within === null ? [] : [seat.within])].map((unit) => titleName(unit, lang)).join(', ');
}

/** The name of a category, by its code; the code where it holds no more. */
export const categoryName = (categories: readonly Category[], code: string, lang: Lang): string =>
  categories.find((category) => category.code === code)?.names[lang] ?? code;

interface Stand {
  readonly state: ReportState;
  readonly dueAt: Temporal.Instant | null;
  readonly paused: boolean;
}

/** Whether an open report is past its day. By the day: an answer is kept for one. */
export function isLate({ state, dueAt, paused }: Stand, today: string, timeZone: string): boolean {
  return dueAt !== null && !paused && statesOf('open').includes(state) && dayOf(dueAt, timeZone) < today;
}

/** The state as a word and its colour. */
export function standing(
  report: Stand,
  { lang, today, timeZone }: { readonly lang: Lang; readonly today: string; readonly timeZone: string },
): { readonly tone: 'plain' | 'info' | 'good' | 'waiting' | 'danger'; readonly word: string } {
  const t = texts[lang];
  if (report.dueAt !== null && isLate(report, today, timeZone))
    return { tone: 'danger', word: t.late({ day: formatDate(dayOf(report.dueAt, timeZone)) }) };
  if (report.state === 'needs-more') return { tone: 'waiting', word: t.state_waiting_sender() };
  return { tone: stateTone(report.state), word: stateName(report.state, lang) };
}
