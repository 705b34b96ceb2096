import { momentText } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import {
  Answer,
  Button,
  ButtonLink,
  DataTable,
  FormToken,
  Notice,
  type Page,
  PageHeading,
  QuietLinks,
  type View,
} from '../../platform/ui/index.ts';
import type { Preview } from '../commands/import/apply.ts';
import type { ImportKind, RowError } from '../commands/import/types.ts';
import { Effects, type RecordNames } from './effects.tsx';
import { columnName, countsLine, countsOfSummary, kindName } from './labels.ts';
import { texts } from './messages.gen.ts';
import { territoryRefusalText } from './words/index.ts';

/** Which stored file is looked at, and as what. */
export interface FileChoice {
  readonly hash: string;
  readonly kind: ImportKind;
  readonly fileName: string;
  readonly from: string | null;
}

/** The address of a file's page: `preview`, `apply` or `errors`. */
export function fileAddress(choice: FileChoice, page: 'preview' | 'apply' | 'errors'): string {
  const query = new URLSearchParams({ kind: choice.kind, name: choice.fileName, ...(choice.from ? { from: choice.from } : {}) });
  return `/console/territory/imports/${choice.hash}/${page}?${query}`;
}

export type PreviewContent = { readonly preview: Preview; readonly names: RecordNames } | { readonly refusal: Refusal };

const mostErrors = 200;

/** What a file would do, before anything is written. `problem` is a refusal of an attempt to apply it. */
export function previewPage(
  view: View,
  choice: FileChoice,
  content: PreviewContent,
  options: { timeZone: string; problem?: Refusal },
): Page {
  const t = texts[view.lang];
  const title = t.preview_title({ file: choice.fileName });
  return {
    title,
    unlisted: true,
    body: (
      <>
        <PageHeading title={title} eyebrow={kindName(choice.kind, view.lang)} />
        {options.problem && <RefusalNotice lang={view.lang} refusal={options.problem} />}
        {'refusal' in content ? (
          <RefusalNotice lang={view.lang} refusal={content.refusal} title={t.preview_refused()} />
        ) : (
          <Content view={view} choice={choice} {...content} timeZone={options.timeZone} />
        )}
        <p class="muted">{t.preview_kept()}</p>
        <div class="actions">
          <ButtonLink kind="quiet" href="/console/territory#upload" icon="previous">
            {t.preview_other_file()}
          </ButtonLink>
        </div>
      </>
    ),
  };
}

/** A refusal in its own words. */
export function RefusalNotice({ lang, refusal, title }: { lang: Lang; refusal: Refusal; title?: string }) {
  const words = territoryRefusalText(refusal, lang) ?? { title: refusal.code, advice: '' };
  return (
    <Notice tone={refusal.code === 'territory.busy' ? 'waiting' : 'danger'} title={title ?? words.title} urgent>
      {title && <p>{words.title}.</p>}
      <p>{words.advice}</p>
    </Notice>
  );
}

function Content({
  view,
  choice,
  preview,
  names,
  timeZone,
}: {
  view: View;
  choice: FileChoice;
  preview: Preview;
  names: RecordNames;
  timeZone: string;
}) {
  const { lang } = view;
  const t = texts[lang];
  const { decision, summary, applied, empty } = preview;
  const { rows, errors, unchanged, unknownColumns } = decision;
  const what = countsLine(countsOfSummary(summary), lang);
  const sentence =
    errors.length > 0
      ? t.preview_wrong({ rows, kind: choice.kind, errors: errors.length })
      : empty
        ? t.preview_empty({ rows, kind: choice.kind })
        : t.preview_good({ rows, kind: choice.kind, what });
  return (
    <>
      <Answer text={sentence} underHeading />
      {unchanged > 0 && !empty && <p>{t.preview_unchanged({ count: unchanged })}</p>}
      {unknownColumns.length > 0 && (
        <Notice>
          <p>{t.preview_unknown_columns({ columns: unknownColumns.join(', ') })}</p>
        </Notice>
      )}
      {applied && (
        <Notice tone="info" title={t.preview_applied()}>
          <p>{t.preview_applied_why({ when: momentText(applied.appliedAt, timeZone) })}</p>
          <p>
            <a href={`/console/territory/batches/${applied.id}`}>{t.preview_see_batch()}</a>
          </p>
        </Notice>
      )}
      {errors.length > 0 && <Errors lang={lang} choice={choice} errors={errors} />}
      {errors.length === 0 && <Effects lang={lang} summary={summary} names={names} />}
      {errors.length === 0 && !empty && !applied && (
        <form class="form" method="post" action={fileAddress(choice, 'apply')}>
          <FormToken view={view} />
          <Button icon="done">{t.apply_button()}</Button>
          <p class="muted">{t.apply_note()}</p>
        </form>
      )}
    </>
  );
}

function Errors({ lang, choice, errors }: { lang: Lang; choice: FileChoice; errors: readonly RowError[] }) {
  const t = texts[lang];
  const words = (row: RowError) => territoryRefusalText(row.refusal, lang) ?? { title: row.refusal.code, advice: '' };
  const columns = [
    { label: choice.kind === 'boundaries' ? t.column_feature() : t.column_row(), cell: (row: RowError) => String(row.row) },
    {
      label: t.column_column(),
      cell: (row: RowError) => (row.column === null ? t.whole_row() : columnName(choice.kind, row.column, lang)),
    },
    { label: t.column_wrong(), cell: (row: RowError) => words(row).title },
    { label: t.column_do(), cell: (row: RowError) => words(row).advice },
  ];
  return (
    <>
      <DataTable caption={t.errors_title()} columns={columns} rows={errors.slice(0, mostErrors)} dense />
      {errors.length > mostErrors && <p class="muted">{t.errors_shown({ shown: mostErrors, count: errors.length })}</p>}
      {choice.kind !== 'boundaries' && (
        <QuietLinks lang={lang} links={[{ href: fileAddress(choice, 'errors'), label: t.errors_download(), download: true }]} />
      )}
    </>
  );
}
