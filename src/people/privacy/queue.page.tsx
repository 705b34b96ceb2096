import { momentText } from '../../platform/calendar/index.ts';
import { uncertainYears, type WorkingCalendar } from '../../platform/calendar/working-day.ts';
import type { Page } from '../../platform/http/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { DataTable, EmptyState, Notice, PageHeading, Pill, type View } from '../../platform/ui/index.ts';
import { texts } from './messages.gen.ts';
import type { Queue, QueueRow } from './queue.ts';
import { kindName } from './telling.ts';
import { stateWord, workingTimeText } from './words.ts';

/** `/console/privacy`: what persons of my places ask about their data; what is overdue stands first. */
export function queuePage(view: View, { open, ended, calendar }: Queue): Page {
  const t = texts[view.lang];
  const { lang } = view;
  const who = (row: QueueRow) => <a href={`/console/privacy/${row.id}`}>{row.name ?? t.nobody_left()}</a>;
  const state = (row: QueueRow) => <Pill tone={stateWord(row.state, lang).tone}>{stateWord(row.state, lang).label}</Pill>;
  const received = (row: QueueRow) => momentText(row.receivedAt, calendar.timeZone);
  const late = open.filter(({ clock }) => clock?.late).length;
  return {
    title: t.queue_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.queue_title()} intro={t.queue_intro()} />
        {late > 0 && (
          <Notice tone="danger">
            <p>{t.queue_late({ count: late })}</p>
          </Notice>
        )}
        <Uncertain lang={lang} calendar={calendar} rows={open} />
        {open.length === 0 ? (
          <EmptyState icon="good" title={t.queue_empty()} why={t.queue_empty_why()} />
        ) : (
          <DataTable
            caption={t.queue_open()}
            columns={[
              { label: t.queue_who(), cell: who },
              { label: t.queue_what(), cell: (row: QueueRow) => kindName(row.kind, lang) },
              { label: t.queue_clock(), cell: (row: QueueRow) => <Clock lang={lang} row={row} calendar={calendar} /> },
              { label: t.queue_state(), cell: state },
              { label: t.row_received(), cell: received },
            ]}
            rows={open}
            dense
          />
        )}
        {ended.length > 0 && (
          <DataTable
            caption={t.queue_ended()}
            columns={[
              { label: t.queue_who(), cell: who },
              { label: t.queue_what(), cell: (row: QueueRow) => kindName(row.kind, lang) },
              { label: t.queue_state(), cell: state },
              { label: t.row_received(), cell: received },
            ]}
            rows={ended}
            dense
          />
        )}
      </>
    ),
  };
}

/** How much working time is left, or how late it is; nothing once the person was told. */
export function Clock({ lang, row, calendar }: { lang: Lang; row: Pick<QueueRow, 'clock' | 'dueAt'>; calendar: WorkingCalendar }) {
  const t = texts[lang];
  if (row.clock === null) return <>{t.clock_told()}</>;
  const time = workingTimeText(row.clock.minutes, calendar, lang);
  const until = momentText(row.dueAt, calendar.timeZone);
  const words = row.clock.late ? (
    <Pill tone="danger">{row.clock.minutes === 0 ? t.clock_just_late() : t.clock_late({ time })}</Pill>
  ) : (
    t.clock_left({ time })
  );
  return (
    <>
      {words} <span class="muted">({until})</span>
    </>
  );
}

/** A year whose days off are not announced is named where a time limit falls into it. */
export function Uncertain({
  lang,
  calendar,
  rows,
}: {
  lang: Lang;
  calendar: WorkingCalendar;
  rows: readonly Pick<QueueRow, 'receivedAt' | 'dueAt'>[];
}) {
  const day = (at: Temporal.Instant) => at.toZonedDateTimeISO(calendar.timeZone).toPlainDate().toString();
  const years = [...new Set(rows.flatMap((row) => uncertainYears(day(row.receivedAt), day(row.dueAt), calendar)))];
  if (years.length === 0) return null;
  return (
    <Notice tone="waiting">
      <p>{texts[lang].calendar_uncertain({ years: years.join(', ') })}</p>
    </Notice>
  );
}
