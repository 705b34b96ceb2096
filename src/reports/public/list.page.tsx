/** `/reports`: what was reported, where, and how far it is. */
import { formatDate } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import {
  Answer,
  ButtonLink,
  Chips,
  EmptyState,
  type Page,
  PageHeading,
  Pager,
  Pill,
  QuietLinks,
  type View,
  WhatIsThis,
} from '../../platform/ui/index.ts';
import { fullName, mapScript, titleName } from '../../territory/index.ts';
import { lineStart } from '../citizen/due.ts';
import { addressOf, isFiltered, stateGroups } from './asked.ts';
import { Filters } from './filters.tsx';
import type { Listing } from './gather.ts';
import { categoryName, dayOf, placeName, standing } from './labels.ts';
import { texts } from './messages.gen.ts';
import { publicFilePath } from './paths.ts';
import type { ListedReport } from './queries.ts';

/** Letters of a report that a list shows. */
const SHORT = 180;

/** Words cut at the end of one of them. */
function shortened(words: string): string {
  if (words.length <= SHORT) return words;
  const cut = words.slice(0, SHORT);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), SHORT - 30))}…`;
}

/** The page. `map` is its drawing where the map was asked for. */
export function listPage(view: Pick<View, 'lang'>, listing: Listing, timeZone: string, map: Page['body'] | null): Page {
  const { lang } = view;
  const { asked, unit, reports, next, total, month, today } = listing;
  const t = texts[lang];
  const filtered = isFiltered(asked);
  const where = unit === null ? null : fullName(unit, lang);
  const title = where === null ? t.title() : t.title_of({ unit: where });
  const monthText = `${today.slice(5, 7)}/${today.slice(0, 4)}`;
  const day = formatDate(today);
  const sentence = filtered ? t.answer_found({ count: total }) : t.answer_month(month);
  return {
    title,
    description: t.description(),
    unlisted: asked.text !== '' || asked.after !== null || asked.box !== null,
    scripts: map === null ? [] : [mapScript],
    sharing: {
      text: filtered
        ? `${unit === null ? '' : `${titleName(unit, lang)}: `}${t.sharing_found({ count: total, day })}`
        : t.sharing({ month: monthText, ...month }),
    },
    help: [
      { part: t.help_answer(), text: t.help_answer_text(), target: 'main .answer' },
      { part: t.help_filters(), text: t.help_filters_text(), target: '#filters' },
      { part: t.help_list(), text: t.help_list_text(), target: map === null ? '.report-list' : '.chips' },
    ],
    body: (
      <>
        <PageHeading eyebrow={filtered ? t.eyebrow_filtered({ day }) : t.eyebrow({ month: monthText, day })} title={title} />
        <Answer underHeading text={sentence} />
        {!filtered && month.sent > 0 && <p class="muted">{t.counted({ count: total })}</p>}
        <p class="actions">
          <ButtonLink href="/reports/new" icon="forward">
            {t.send()}
          </ButtonLink>
        </p>
        <Chips
          label={t.view_label()}
          items={[
            { label: t.view_list(), href: addressOf('/reports', { ...asked, map: false, after: null }), current: !asked.map },
            { label: t.view_map(), href: addressOf('/reports', { ...asked, map: true, after: null, box: null }), current: asked.map },
          ]}
        />
        <Chips
          label={t.state_label()}
          items={[
            { label: t.state_all(), href: addressOf('/reports', { ...asked, state: null, after: null }), current: asked.state === null },
            ...stateGroups.map((group) => ({
              label: t.state_group({ group }),
              href: addressOf('/reports', { ...asked, state: group, after: null }),
              current: asked.state === group,
            })),
          ]}
        />
        <Filters lang={lang} listing={listing} />
        {asked.box !== null && <p class="muted">{t.box_chosen()}</p>}
        {filtered && (
          <p>
            <a href={asked.map ? '/reports?view=map' : '/reports'}>{t.clear()}</a>
          </p>
        )}
        {map}
        {map === null &&
          (reports.length === 0 ? (
            <EmptyState title={t.none()} why={filtered ? t.none_found() : t.none_why()} />
          ) : (
            <ul class="report-list" aria-label={t.list_label()}>
              {reports.map((report) => (
                <ReportCard key={report.code} lang={lang} report={report} listing={listing} timeZone={timeZone} />
              ))}
            </ul>
          ))}
        {map === null && next !== null && <Pager lang={lang} next={addressOf('/reports', asked, { after: next })} />}
        <WhatIsThis lang={lang} term={t.what_public()}>
          <p>{t.what_public_text()}</p>
        </WhatIsThis>
        <QuietLinks
          lang={lang}
          print
          links={[
            { href: addressOf('/reports/feed.atom', { ...asked, map: false }), label: t.feed() },
            { href: addressOf('/api/v1/reports', { ...asked, map: false }), label: 'JSON' },
            { href: addressOf('/api/v1/reports', { ...asked, map: false }, { format: 'geojson' }), label: 'GeoJSON' },
          ]}
        />
      </>
    ),
  };
}

function ReportCard(props: { lang: Lang; report: ListedReport; listing: Listing; timeZone: string }) {
  const { lang, report, listing, timeZone } = props;
  const { categories, seats, pictures, now } = listing;
  const t = texts[lang];
  const { tone, word } = standing(report, { lang, now, timeZone });
  const picture = pictures.get(report.id);
  const dated = (at: Temporal.Instant) => formatDate(dayOf(at, timeZone));
  return (
    <li class="report-card">
      {picture !== undefined && (
        <img src={publicFilePath(picture, 'small')} alt="" width="96" height="96" loading="lazy" decoding="async" />
      )}
      <div class="report-card-body">
        <p class="report-card-state">
          <Pill tone={tone}>{word}</Pill>
          {report.satisfied !== null && <span class="muted small">{t.satisfied({ yes: report.satisfied ? 'yes' : 'no' })}</span>}
        </p>
        <h2>
          <a dir="auto" href={`/reports/${report.code}`}>
            {shortened(report.words)}
          </a>
        </h2>
        <p class="muted small">
          {t.meta({
            category: categoryName(categories, report.categoryCode, lang),
            place: lineStart(placeName(seats.get(report.unitId), lang)),
          })}
        </p>
        <p class="muted small">
          {[
            t.sent_on({ day: dated(report.sentAt) }),
            ...(report.answeredAt === null ? [] : [t.answered_on({ day: dated(report.answeredAt) })]),
            ...(report.answeredAt === null && report.dueAt !== null && tone !== 'danger' ? [t.due_on({ day: dated(report.dueAt) })] : []),
            ...(report.followers === 0 ? [] : [t.followers({ count: report.followers })]),
            ...(report.demonstration ? [t.demonstration()] : []),
          ].join(' · ')}
        </p>
      </div>
    </li>
  );
}
