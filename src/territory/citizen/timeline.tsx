import { DocumentReference } from '../../legal/index.ts';
import { dayBefore, formatDate } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { Pill, type Step, Timeline } from '../../platform/ui/index.ts';
import { texts } from '../messages.gen.ts';
import { type EventOf, type Moment, type Part, titleName, type UnitItem } from '../queries/index.ts';
import { shareWords } from './words.ts';

/** One event with its legal basis, and what about it is not verified. */
export function EventLine({ event, lang, title = true }: { event: EventOf; lang: Lang; title?: boolean }) {
  const t = texts[lang];
  return (
    <div>
      {title && <p>{event.title}</p>}
      <p class="small">
        {event.document ? (
          <DocumentReference lang={lang} document={event.document} clause={event.clause} verified={event.verified} />
        ) : (
          <>
            {t.no_document()} {!event.verified && <Pill tone="waiting">{t.unverified()}</Pill>}
          </>
        )}
      </p>
      {event.outside && <p class="small">{t.from_outside({ names: event.outside })}</p>}
      {event.verificationNote && <p class="muted small">{event.verificationNote}</p>}
    </div>
  );
}

function Parts({ label, parts, day, lang }: { label: string; parts: readonly Part[]; day: string; lang: Lang }) {
  if (parts.length === 0) return null;
  return (
    <div>
      <p>{label}</p>
      <ul class="grid gap-1">
        {parts.map(({ unit, share }) => (
          <li key={unit.id}>
            <a href={`/units/${unit.id}?on=${day}`}>{titleName(unit, lang)}</a> <span class="muted">· {shareWords(share, lang)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What is different after a day: name, type, code, unit above. */
function changes(before: UnitItem, after: UnitItem, lang: Lang): string[] {
  const t = texts[lang];
  const parent = (unit: UnitItem) =>
    unit.parentName === null || unit.parentTypeName === null
      ? '–'
      : titleName({ name: unit.parentName, typeName: unit.parentTypeName }, lang);
  return [
    titleName(before, lang) === titleName(after, lang)
      ? ''
      : t.changed_name({ before: titleName(before, lang), after: titleName(after, lang) }),
    before.code === after.code ? '' : t.changed_code({ before: before.code ?? '–', after: after.code ?? '–' }),
    before.parent === after.parent ? '' : t.changed_parent({ before: parent(before), after: parent(after) }),
  ].filter((line) => line !== '');
}

function stepOf(moment: Moment, lang: Lang, today: string): Step {
  const t = texts[lang];
  const { day, events, before, after, cameFrom, became } = moment;
  const [only] = events;
  const lines = before && after && before.validTo === dayBefore(day) ? changes(before, after, lang) : [];
  const fallback = before === null ? t.record_begins() : after === null ? t.unit_ends() : (lines[0] ?? t.unit_changes());
  return {
    title: only && events.length === 1 ? only.title : events.length === 0 ? fallback : t.several_changes({ count: events.length }),
    when: formatDate(day),
    state: day > today ? 'next' : 'done',
    detail: (
      <div class="grid gap-2">
        {events.map((event) => (
          <EventLine key={event.id} event={event} lang={lang} title={events.length > 1} />
        ))}
        {lines.length > 0 && !(events.length === 0 && lines.length === 1) && (
          <ul class="grid gap-1">
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
        <Parts label={t.came_from()} parts={cameFrom} day={dayBefore(day)} lang={lang} />
        <Parts label={t.became()} parts={became} day={day} lang={lang} />
      </div>
    ),
  };
}

/** The life of a unit, top to bottom. */
export function UnitTimeline({ moments, lang, today }: { moments: readonly Moment[]; lang: Lang; today: string }) {
  return <Timeline lang={lang} steps={moments.map((moment) => stepOf(moment, lang, today))} />;
}
