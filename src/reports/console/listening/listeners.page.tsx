/** `/console/reports/listeners`: who listens to which language, where, from when to when. */
import { formatDate, formatDateRange, lastValidDay } from '../../../platform/calendar/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import {
  Breadcrumb,
  Button,
  ButtonLink,
  Chips,
  DataTable,
  EmptyState,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  Notice,
  type Page,
  PageHeading,
  Pager,
  problemOf,
  SelectField,
  type View,
} from '../../../platform/ui/index.ts';
import { listAddress } from '../list/choice.ts';
import { texts as desk } from '../messages.gen.ts';
import { plain } from '../words.ts';
import { endReasons, type Listener, listenedLanguages } from './listeners.ts';
import { texts } from './messages.gen.ts';

export const listenersAddress = `${listAddress}/listeners`;
/** The reason of an entry: each is once on the page. */
export const reasonField = (id: string): string => `reason.${id}`;

export const doneMarks = ['added', 'told', 'ended'] as const;
export type Done = (typeof doneMarks)[number];

export interface ListenersContent {
  readonly entries: readonly Listener[];
  readonly names: ReadonlyMap<string, string>;
  readonly units: ReadonlyMap<string, string>;
  /** How many listen for the whole province, for those who see only their own place. */
  readonly everywhere: readonly { readonly language: string; readonly count: number }[];
  readonly past: boolean;
  readonly language: string | null;
  readonly page: number;
  readonly more: boolean;
  readonly keeps: boolean;
  readonly problems: readonly FieldProblem[];
  readonly done: Done | null;
}

function addressOf({ past, language, page }: Pick<ListenersContent, 'past' | 'language' | 'page'>): string {
  const query = new URLSearchParams();
  if (past) query.set('which', 'past');
  if (language !== null) query.set('language', language);
  if (page > 1) query.set('page', String(page));
  return query.size === 0 ? listenersAddress : `${listenersAddress}?${query}`;
}

export function listenersPage(view: View, content: ListenersContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { entries, past, language, page, done, keeps } = content;
  return {
    title: t.title(),
    unlisted: true,
    body: (
      <>
        <Breadcrumb lang={lang} steps={[{ label: desk[lang].list_title(), href: listAddress }, { label: t.title() }]} />
        <PageHeading title={t.title()} intro={t.intro()} />
        {done && <Notice tone="good">{done === 'ended' ? t.done_ended() : done === 'told' ? t.done_added_told() : t.done_added()}</Notice>}
        <ErrorSummary lang={lang} problems={content.problems} />
        {keeps && (
          <div class="actions">
            <ButtonLink icon="people" href={`${listenersAddress}/new`}>
              {t.add()}
            </ButtonLink>
          </div>
        )}
        <Chips
          label={t.which()}
          shown
          items={[false, true].map((one) => ({
            label: one ? t.which_past() : t.which_now(),
            href: addressOf({ past: one, language, page: 1 }),
            current: one === past,
          }))}
        />
        <Chips
          label={t.language_filter()}
          shown
          items={[null, ...listenedLanguages].map((one) => ({
            label: one === null ? t.language_any() : t.language_option({ language: one }),
            href: addressOf({ past, language: one, page: 1 }),
            current: one === language,
          }))}
        />
        {content.everywhere.length > 0 && !past && (
          <p class="muted">{t.everywhere({ list: content.everywhere.map((one) => t.everywhere_one(one)).join(', ') })}</p>
        )}
        {entries.length === 0 ? (
          <EmptyState icon="listen" title={past ? t.empty_past() : t.empty_now()} why={past ? t.empty_past_why() : t.empty_now_why()} />
        ) : (
          <Table view={view} content={content} />
        )}
        {(page > 1 || content.more) && (
          <Pager
            lang={lang}
            summary={t.page_of({ page })}
            previous={page > 1 ? addressOf({ past, language, page: page - 1 }) : null}
            next={content.more ? addressOf({ past, language, page: page + 1 }) : null}
          />
        )}
      </>
    ),
  };
}

function Table({ view, content }: { view: View; content: ListenersContent }) {
  const { lang } = view;
  const t = texts[lang];
  const nameOf = (entry: Listener) => content.names.get(entry.personId) ?? t.nameless();
  return (
    <DataTable
      caption={t.caption()}
      captionHidden
      rows={content.entries}
      columns={[
        {
          label: t.column_person(),
          cell: (entry) => (
            <>
              {nameOf(entry)} <span class="muted">· {t.kind({ kind: entry.kind })}</span>
            </>
          ),
        },
        { label: t.column_language(), cell: (entry) => t.language_option({ language: entry.language }) },
        {
          label: t.column_place(),
          cell: (entry) => (entry.unitId === null ? t.place_everywhere() : (content.units.get(entry.unitId) ?? '')),
        },
        { label: t.column_days(), cell: (entry) => daysOf(entry, lang) },
        ...(content.keeps && !content.past
          ? [
              {
                label: t.column_end(),
                cell: (entry: Listener) => (
                  <End view={view} entry={entry} name={nameOf(entry)} error={problemOf(content.problems, reasonField(entry.id))} />
                ),
              },
            ]
          : []),
      ]}
    />
  );
}

function daysOf({ from, to, endReason }: Listener, lang: Lang): string {
  const t = texts[lang];
  const days =
    from === null ? t.days_never() : to === null ? t.days_from({ from: formatDate(from) }) : formatDateRange(from, lastValidDay(to), lang);
  return endReason === null ? days : `${days}. ${t.ended_why({ reason: plain(endReason) })}`;
}

/** Without script: the reason is asked where the entry stands. */
function End({ view, entry, name, error }: { view: View; entry: Listener; name: string; error: string | undefined }) {
  const { lang } = view;
  const t = texts[lang];
  return (
    <details open={error !== undefined}>
      <summary class="linkish">
        {t.end_open()}
        <span class="sr-only">
          : {name}, {t.language({ language: entry.language })}
        </span>
      </summary>
      <form class="form" method="post" action={`${listenersAddress}/${entry.id}/end`}>
        <FormToken view={view} />
        <SelectField
          lang={lang}
          name={reasonField(entry.id)}
          label={t.end_reason({ name })}
          options={[
            { value: '', label: t.end_choose() },
            ...endReasons.map((reason) => ({ value: reason, label: t.end_option({ reason: plain(reason) }) })),
          ]}
          error={error}
        />
        <Button kind="secondary">{t.end_button()}</Button>
      </form>
    </details>
  );
}
