/** The choices of a coverage page: by what, on which day, on which map. Links and small forms, so they work without script. */
import type { ComponentChildren } from 'preact';
import { daysInMonth, formatDate } from '../../../platform/calendar/index.ts';
import { Button, type Chip, Chips, DateField, Icon } from '../../../platform/ui/index.ts';
import { coveragePath, type ViewBy, views } from './address.ts';
import type { Showing } from './gather.ts';
import { texts } from './messages.gen.ts';

export function Choices({ showing }: { showing: Showing }) {
  const { lang, choice, today, day, mapDay, about, href } = showing;
  const t = texts[lang];
  const words: Record<ViewBy, string> = {
    villages: t.by_villages(),
    communes: t.by_communes(),
    forces: t.by_forces(),
    time: t.by_time(),
  };
  // A commune has one commune, and a village no villages.
  const offered = views.filter((by) =>
    by === 'communes' ? about === 'units' : by === 'villages' || showing.view.unit !== null || by === 'forces',
  );
  return (
    <div class="coverage-choices" id="choices">
      {about !== 'village' && (
        <Chips
          label={t.view_by()}
          items={offered.map((by): Chip => ({ label: words[by], href: href(coveragePath, { by }), current: by === choice.by }))}
        />
      )}
      <Opened label={t.choose_day({ day })} icon="calendar">
        <Chips
          label={t.days_of_note()}
          items={[
            { label: t.day_today({ day: formatDate(today) }), href: href(coveragePath, { on: null }), current: choice.on === null },
            ...daysOfNote(showing).map((one) => ({ label: formatDate(one), href: href(coveragePath, { on: one }) })),
          ]}
        />
        <DayForm showing={showing} name="on" label={t.day_field()} value={day} keep={{ map: choice.map }} />
      </Opened>
      <Opened label={t.choose_map({ map: choice.map === null ? t.map_same() : mapDay })} icon="map">
        <Chips
          label={t.choose_map({ map: '' }).trim()}
          items={[
            { label: t.map_same_choice(), href: href(coveragePath, { map: null }), current: choice.map === null },
            { label: t.map_today_choice(), href: href(coveragePath, { map: today }) },
          ]}
        />
        <DayForm showing={showing} name="map" label={t.map_field()} value={choice.map === null ? '' : mapDay} keep={{ on: choice.on }} />
      </Opened>
    </div>
  );
}

/** A chip that opens what can be chosen. */
function Opened({ label, icon, children }: { label: string; icon: 'calendar' | 'map'; children: ComponentChildren }) {
  return (
    <details class="coverage-more">
      <summary class="chip">
        {label}
        <Icon name={icon} small />
      </summary>
      <div class="coverage-panel">{children}</div>
    </details>
  );
}

interface DayFormProps {
  readonly showing: Showing;
  readonly name: 'on' | 'map';
  readonly label: string;
  readonly value: string;
  readonly keep: Readonly<Record<string, string | null>>;
}

function DayForm({ showing, name, label, value, keep }: DayFormProps) {
  const { lang, choice } = showing;
  const t = texts[lang];
  const hidden = { ...keep, unit: choice.unit, by: choice.by === 'villages' ? null : choice.by };
  return (
    <form action={coveragePath} class="flex flex-wrap items-end gap-3">
      {Object.entries(hidden).map(([key, one]) => one !== null && <input key={key} type="hidden" name={key} value={one} />)}
      <DateField lang={lang} name={name} label={label} value={value} {...(name === 'map' ? { hint: t.map_hint(), optional: true } : {})} />
      <Button kind="secondary" icon="calendar">
        {t.show()}
      </Button>
    </form>
  );
}

const mostMonths = 3;
const mostYears = 3;

/** Ends of the months in which most teams were formed, and of the last years: the days for which people are asked for figures. */
function daysOfNote({ view, today }: Showing): readonly string[] {
  const grown = new Map<string, number>();
  let before = 0;
  for (const { from, teams } of view.series) {
    const now = teams.commune + teams.village;
    const month = from.slice(0, 7);
    grown.set(month, (grown.get(month) ?? 0) + now - before);
    before = now;
  }
  const months = [...grown].filter(([, by]) => by > 0).sort((a, b) => b[1] - a[1]);
  // Steps ascend, so the first month with a gain is the first of all.
  const first = [...grown].find(([, by]) => by > 0)?.[0];
  if (first === undefined) return [];
  const thisYear = Number(today.slice(0, 4));
  const years = Array.from({ length: mostYears }, (_, index) => `${thisYear - 1 - index}-12-31`).filter((day) => day > first);
  const ends = months.slice(0, mostMonths).map(([month]) => `${month}-${daysInMonth(Number(month.slice(0, 4)), Number(month.slice(5)))}`);
  return [...new Set([...ends, ...years])].filter((day) => day < today).sort((a, b) => (a < b ? -1 : 1));
}
