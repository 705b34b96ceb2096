import { DocumentReference } from '../../legal/index.ts';
import { dayBefore, formatDate } from '../../platform/calendar/index.ts';
import { type Lang, plain, type RichText } from '../../platform/i18n/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { formatInteger } from '../../platform/numbers/index.ts';
import { Answer, Breadcrumb, Card, Notice, Pill, QuietLinks, type Step, Timeline, WhatIsThis } from '../../platform/ui/index.ts';
import { texts } from '../messages.gen.ts';
import { type Chapter, type EventOf, eventsOfRecord, type LevelCount, storyOf } from '../queries/index.ts';
import { emptyRecord } from './empty.tsx';
import type { Made, Making } from './page.ts';
import { EventLine } from './timeline.tsx';
import { capitalized, levelCount, typeCounts, typeNames } from './words.ts';

/** More events than this open on demand. */
const shownAtOnce = 3;

/** `/units/history`: how the numbers of units came about, counted from the record. */
export async function historyPage(context: Context, making: Making): Promise<Made> {
  const { db } = context;
  const { lang, epochs, today } = making;
  const t = texts[lang];
  const first = epochs.completeFrom;
  if (first === null) return emptyRecord(making);
  const chapters = await storyOf(
    db,
    epochs.mapDays.filter((day) => day >= first),
  );
  const events = await eventsOfRecord(db);
  const unverified = events.filter((event) => !event.verified).length;
  const followed = chapters.at(-1)?.counts.findLast((count) => count.demonstration === 0)?.level;
  const steps = chapters.map((chapter, index): Step => {
    const ofDay = events.filter((event) => event.day === chapter.day);
    return {
      title: <Title chapter={chapter} before={chapters[index - 1]} level={followed} lang={lang} />,
      when: index === 0 ? t.record_from({ day: formatDate(chapter.day) }) : formatDate(chapter.day),
      state: chapter.day > today ? 'next' : 'done',
      detail: <Detail chapter={chapter} before={chapters[index - 1]} events={ofDay} lang={lang} />,
    };
  });
  return {
    units: [],
    page: {
      title: t.story_title(),
      description: t.story_description(),
      sharing: { text: plain(chain(chapters, followed, lang)) },
      help: [
        { part: t.help_answer(), text: t.help_story_answer(), target: 'main .answer' },
        { part: t.help_story_steps(), text: t.help_story_steps_text(), target: 'main .timeline' },
        { part: t.help_story_documents(), text: t.help_story_documents_text(), target: 'main .timeline details' },
        { part: t.help_story_unverified(), text: t.help_story_unverified_text(), target: 'main .notice.waiting' },
      ],
      body: (
        <>
          <Breadcrumb lang={lang} steps={[{ label: t.units_title(), href: '/units' }, { label: t.story_title() }]} />
          <Answer eyebrow={t.story_title()} text={chain(chapters, followed, lang)} />
          {unverified > 0 && <Notice tone="waiting">{t.story_unverified({ count: unverified, all: events.length })}</Notice>}
          <Card>
            <Timeline lang={lang} steps={steps} />
          </Card>
          <WhatIsThis lang={lang} term={t.unverified()}>
            <p>{t.unverified_meaning()}</p>
          </WhatIsThis>
          <QuietLinks lang={lang} print links={[]} />
        </>
      ),
    },
  };
}

function countOf(chapter: Chapter | undefined, level: string | undefined): LevelCount | undefined {
  return chapter?.counts.find((count) => count.level === level);
}

/** `180 → 173 → 168 → 51 (trong 99)`: at each change the units that continue the record, and all of that day where there are more. */
function chain(chapters: readonly Chapter[], level: string | undefined, lang: Lang): RichText {
  const t = texts[lang];
  const figures: (string | { mark: string; parts: RichText })[] = [];
  let last: number | null = null;
  for (const [index, chapter] of chapters.entries()) {
    const count = countOf(chapter, level);
    if (!count) continue;
    const continued = index === 0 ? count.units : (chapter.continued.get(count.level) ?? 0);
    if (continued === last && continued === count.units) continue;
    if (figures.length > 0) figures.push(' → ');
    figures.push({ mark: 'good', parts: [formatInteger(continued, lang)] });
    if (continued !== count.units) figures.push(` ${t.of_all({ all: count.units })}`);
    last = count.units;
  }
  const types = chapters.flatMap((chapter) => countOf(chapter, level)?.types ?? []);
  const distinct = types.filter((one, index) => types.findIndex((other) => other.type === one.type) === index);
  return [`${t.story_chain({ types: capitalized(typeNames(distinct, lang, 2)) })} `, ...figures, '.'];
}

function Title({ chapter, before, level, lang }: { chapter: Chapter; before: Chapter | undefined; level: string | undefined; lang: Lang }) {
  const t = texts[lang];
  const [now, then] = [countOf(chapter, level), countOf(before, level)];
  if (!now) return <>{formatDate(chapter.day)}</>;
  if (!then) return <>{capitalized(levelCount(now, lang))}</>;
  const continued = chapter.continued.get(now.level) ?? 0;
  return (
    <>
      {formatInteger(then.units, lang)} →{' '}
      {continued === now.units ? levelCount(now, lang) : t.continued_of({ continued, all: levelCount(now, lang) })}
    </>
  );
}

function Detail({
  chapter,
  before,
  events,
  lang,
}: {
  chapter: Chapter;
  before: Chapter | undefined;
  events: readonly EventOf[];
  lang: Lang;
}) {
  const t = texts[lang];
  const gone = before?.counts.filter((count) => !chapter.counts.some((one) => one.level === count.level)) ?? [];
  return (
    <div class="grid gap-3">
      <ul class="grid gap-1">
        {chapter.counts.map((count) => (
          <li key={count.level}>
            {capitalized(count.levelName[lang])}:{' '}
            {count.types.length === 1 ? levelCount(count, lang) : `${formatInteger(count.units, lang)} (${typeCounts(count.types, lang)})`}
            {count.demonstration > 0 && <> {t.demonstration_data()}</>}
          </li>
        ))}
        {gone.map((count) => (
          <li key={count.level}>{t.level_gone({ level: capitalized(count.levelName[lang]) })}</li>
        ))}
      </ul>
      <p class="flex flex-wrap gap-3">
        {before && <a href={`/units?on=${dayBefore(chapter.day)}`}>{t.map_day_before()}</a>}
        <a href={`/units?on=${chapter.day}`}>{t.map_that_day()}</a>
      </p>
      {byDocument(events).map(({ key, ofDocument }) => (
        <Events key={key} events={ofDocument} lang={lang} />
      ))}
    </div>
  );
}

function byDocument(events: readonly EventOf[]) {
  const groups = Map.groupBy(events, (event) => event.document?.id ?? '');
  return [...groups].map(([key, ofDocument]) => ({ key, ofDocument }));
}

/** The events ordered by one document. */
function Events({ events, lang }: { events: readonly EventOf[]; lang: Lang }) {
  const t = texts[lang];
  const document = events[0]?.document;
  const unverified = events.filter((event) => !event.verified).length;
  const list = (
    <ul class="grid gap-3">
      {events.map((event) => (
        <li key={event.id}>
          <EventLine event={event} lang={lang} />
        </li>
      ))}
    </ul>
  );
  if (events.length <= shownAtOnce) return list;
  return (
    <details class="what">
      <summary>
        {t.events_of_document({ count: events.length })} {document?.number}
        {unverified > 0 && (
          <>
            {' '}
            <Pill tone="waiting">{t.unverified_count({ count: unverified })}</Pill>
          </>
        )}
      </summary>
      <div class="what-body">
        {document && (
          <p>
            <DocumentReference lang={lang} document={document} />
          </p>
        )}
        {list}
      </div>
    </details>
  );
}
