import { formatDate, momentText } from '../../../platform/calendar/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import { formatInteger } from '../../../platform/numbers/index.ts';
import {
  Button,
  ButtonLink,
  Card,
  ChoiceField,
  DataTable,
  DateField,
  EmptyState,
  ErrorSummary,
  type FieldProblem,
  FileField,
  FormToken,
  Notice,
  type Page,
  PageHeading,
  Pill,
  problemOf,
  type View,
} from '../../../platform/ui/index.ts';
import { type Texts, texts } from '../messages.gen.ts';
import type { Batch, BatchState } from '../store/batches.ts';

export interface Typed {
  readonly asOf: string;
  readonly complete: boolean;
  /** A file that has arrived with a form that was wrong elsewhere. */
  readonly kept: { readonly hash: string; readonly name: string } | null;
}

export interface ListContent {
  readonly batches: readonly Batch[];
  readonly names: ReadonlyMap<string, string>;
  readonly typed: Typed;
  readonly problems: readonly FieldProblem[];
  /** What was wrong with the workbook as a whole. */
  readonly refused: { readonly title: string; readonly advice: string } | null;
  readonly timeZone: string;
}

/** `/console/teams/import`: send a list in, and the lists that were sent in. */
export function listPage(view: View, content: ListContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { typed, problems, refused } = content;
  return {
    title: t.list_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.list_title()} intro={t.list_intro()} />
        <ErrorSummary lang={lang} problems={problems} />
        {refused && (
          <Notice tone="danger" title={refused.title} urgent>
            <p>{refused.advice}</p>
          </Notice>
        )}
        <Card title={t.form_title()}>
          <form class="form" method="post" action="/console/teams/import" encType="multipart/form-data">
            <FormToken view={view} />
            {typed.kept && (
              <>
                <input type="hidden" name="kept" value={typed.kept.hash} />
                <input type="hidden" name="kept_name" value={typed.kept.name} />
                <p>{t.form_kept({ name: typed.kept.name })}</p>
              </>
            )}
            <FileField
              lang={lang}
              name="file"
              label={t.form_file()}
              hint={t.form_file_hint()}
              accept=".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
              error={problemOf(problems, 'file')}
            />
            <DateField
              lang={lang}
              name="as_of"
              label={t.form_as_of()}
              hint={t.form_as_of_hint()}
              value={typed.asOf}
              error={problemOf(problems, 'as_of')}
            />
            <ChoiceField
              lang={lang}
              name="complete"
              label={t.form_complete_label()}
              many
              optional
              options={[{ value: 'yes', label: t.form_complete(), hint: t.form_complete_hint() }]}
              value={typed.complete ? ['yes'] : []}
            />
            <div class="actions">
              <Button icon="done">{t.form_button()}</Button>
              <ButtonLink kind="quiet" href="/console/teams/template.xlsx" download>
                {t.form_template()}
              </ButtonLink>
            </div>
          </form>
        </Card>
        <Batches lang={lang} content={content} />
      </>
    ),
  };
}

function stateName(state: BatchState, t: Texts): string {
  return { checked: t.state_checked(), applied: t.state_applied(), undone: t.state_undone(), dropped: t.state_dropped() }[state];
}

const tones = { checked: 'waiting', applied: 'good', undone: 'plain', dropped: 'plain' } as const;

export function StatePill({ state, lang }: { state: BatchState; lang: Lang }) {
  return <Pill tone={tones[state]}>{stateName(state, texts[lang])}</Pill>;
}

function Batches({ lang, content: { batches, names, timeZone } }: { lang: Lang; content: ListContent }) {
  const t = texts[lang];
  if (batches.length === 0) return <EmptyState title={t.batches_empty()} why={t.batches_empty_why()} />;
  const number = (value: number) => formatInteger(value, lang);
  const columns = [
    { label: t.column_file(), cell: (batch: Batch) => <a href={`/console/teams/import/${batch.id}`}>{batch.fileName}</a> },
    { label: t.column_as_of(), cell: (batch: Batch) => formatDate(batch.asOf) },
    { label: t.column_state(), cell: (batch: Batch) => <StatePill state={batch.state} lang={lang} /> },
    {
      label: t.column_rows(),
      cell: ({ counts }: Batch) =>
        t.counts_line({ add: number(counts.add), change: number(counts.change), end: number(counts.end), refused: number(counts.refused) }),
    },
    {
      label: t.column_sent(),
      cell: (batch: Batch) =>
        t.when_who({
          when: momentText(batch.checkedAt, timeZone),
          who: batch.checkedBy === null ? t.by_command() : (names.get(batch.checkedBy) ?? t.somebody()),
        }),
    },
  ];
  return <DataTable caption={t.batches_title()} columns={columns} rows={batches} dense />;
}
