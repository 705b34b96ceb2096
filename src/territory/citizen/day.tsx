import { dayBefore, formatDateRange } from '../../platform/calendar/index.ts';
import { Button, type Chip, Chips, DateField } from '../../platform/ui/index.ts';
import { texts } from '../messages.gen.ts';
import { epochOf } from '../queries/index.ts';
import type { Making } from './page.ts';

/** More periods than this are left to the day's own field. */
const mostPeriods = 8;

/**
 * The days on which the map changed, as chips for the periods between them, and a field for any other day. A period leads to its
 * last day; today's to no day at all. `within` leaves out periods in which there is nothing to see.
 */
export function DayChoice(props: {
  making: Making;
  path: string;
  parameters?: Readonly<Record<string, string>>;
  within?: { from: string; to: string | null };
  typed?: { value: string; error: string };
}) {
  const { making, path, parameters = {}, within, typed } = props;
  const { lang, today, epochs, asked } = making;
  const t = texts[lang];
  const current = epochOf(epochs.mapDays, asked.on);
  const periods = epochs.mapDays
    .map((from, index) => {
      const next = epochs.mapDays[index + 1];
      return { from, to: next === undefined ? null : dayBefore(next) };
    })
    .filter(({ from, to }) => !within || ((to === null || to >= within.from) && (within.to === null || from <= within.to)));
  const chips = periods.slice(-mostPeriods).map(({ from, to }): Chip => {
    const holdsToday = from <= today && (to === null || today <= to);
    const query = new URLSearchParams({ ...parameters, ...(holdsToday ? {} : { on: to ?? from }) }).toString();
    return { label: formatDateRange(from, to, lang), href: query === '' ? path : `${path}?${query}`, current: from === current };
  });
  return (
    <div class="grid gap-3">
      <Chips label={t.choose_period()} items={chips} />
      <details class="what" open={typed !== undefined}>
        <summary>{t.another_day()}</summary>
        <form action={path} class="what-body flex flex-wrap items-end gap-3">
          {Object.entries(parameters).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <DateField lang={lang} name="on" label={t.day_label()} value={typed?.value ?? making.day} error={typed?.error} />
          <Button kind="secondary" icon="calendar">
            {t.show_day()}
          </Button>
        </form>
      </details>
    </div>
  );
}
