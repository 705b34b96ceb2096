/** `/account/listening`: recordings that wait for somebody who understands them, for whoever is named, with an office or without one. */
import { formatDate, lastValidDay } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { EmptyState, ErrorSummary, Notice, type Page, PageHeading, type View } from '../../platform/ui/index.ts';
import type { Listener } from '../console/listening/listeners.ts';
import { HeardCard, type HeardContent, isGone, NotSaved } from '../console/listening/listening.page.tsx';
import { hearingAddress } from './address.ts';
import { texts } from './messages.gen.ts';

interface ListenerContent extends HeardContent {
  /** The person's own entries of the list, the newest first. */
  readonly entries: readonly Listener[];
  readonly today: string;
  readonly done: boolean;
}

/** An entry by the day: those that were taken off before they began are over. */
function placeInTime({ from, to }: Pick<Listener, 'from' | 'to'>, today: string): 'now' | 'later' | 'over' {
  if (from === null || (to !== null && to <= today)) return 'over';
  return from > today ? 'later' : 'now';
}

export function listenerPage(view: View, content: ListenerContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { entries, reports, units, today } = content;
  const now = entries.filter((entry) => placeInTime(entry, today) === 'now');
  return {
    title: t.title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.title()} {...(now.length > 0 ? { intro: t.intro() } : {})} />
        {content.done && <Notice tone="good">{t.done()}</Notice>}
        <ErrorSummary lang={lang} problems={isGone(content) ? [] : content.problems} />
        <NotSaved view={view} content={content} />
        {now.length > 0 && <Notice tone="waiting">{t.keep()}</Notice>}
        {reports.map((report) => (
          <HeardCard key={report.id} view={view} address={hearingAddress} content={content} report={report} />
        ))}
        {reports.length === 0 && <Nothing lang={lang} content={content} listens={now.length > 0} />}
        {now.length > 0 && (
          <section aria-labelledby="listens">
            <h2 id="listens">{t.listens()}</h2>
            <ul>
              {now.map((entry) => (
                <li key={entry.id}>{entryWords(entry, units, lang)}</li>
              ))}
            </ul>
          </section>
        )}
      </>
    ),
  };
}

function entryWords({ language, unitId, from, to }: Listener, units: ReadonlyMap<string, string>, lang: Lang): string {
  return texts[lang].entry({
    language,
    place: (unitId === null ? undefined : units.get(unitId)) ?? 'none',
    from: formatDate(from ?? ''),
    until: to === null ? 'none' : formatDate(lastValidDay(to)),
  });
}

function Nothing({ lang, content, listens }: { lang: Lang; content: ListenerContent; listens: boolean }) {
  const t = texts[lang];
  const { entries, today } = content;
  if (listens) return <EmptyState icon="listen" title={t.empty()} why={t.empty_why()} />;
  const later = entries.find((entry) => placeInTime(entry, today) === 'later');
  if (later) return <EmptyState icon="listen" title={t.later({ from: formatDate(later.from ?? '') })} why={t.later_why()} />;
  if (entries.length === 0) return <EmptyState icon="listen" title={t.not_listed()} why={t.not_listed_why()} />;
  const last = entries.toSorted((a, b) => ((a.to ?? '') < (b.to ?? '') ? 1 : -1))[0];
  // Whoever was taken off the list is told so; a time that ran out has a last day.
  const why = last?.to && last.endReason === null ? t.over_why({ day: formatDate(lastValidDay(last.to)) }) : t.over_ended_why();
  return <EmptyState icon="listen" title={t.over()} why={why} />;
}
