import { formatDate, momentText } from '../../platform/calendar/index.ts';
import { formatInteger } from '../../platform/numbers/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import {
  ButtonLink,
  DataTable,
  DefinitionList,
  Notice,
  type Page,
  PageHeading,
  Pill,
  QuietLinks,
  UndoBar,
  type View,
} from '../../platform/ui/index.ts';
import type { Batch } from '../commands/import/batches.ts';
import { actorName, countsLine, kindName } from './labels.ts';
import { texts } from './messages.gen.ts';
import { RefusalNotice } from './preview.page.tsx';
import { territoryRefusalText } from './words/index.ts';

/** One thing in the way of an undo, with what is known of it. */
export interface InTheWay {
  readonly refusal: Refusal;
  readonly unit: { readonly id: string; readonly name: string } | null;
  readonly batch: { readonly id: string; readonly fileName: string } | null;
}

export interface BatchContent {
  readonly batch: Batch;
  readonly timeZone: string;
  /** The file was applied before: this is the old batch. */
  readonly repeated: boolean;
  readonly mayUndo: boolean;
  /** Whether the file is kept here; shipped files are not. */
  readonly hasFile: boolean;
  /** An undo that was refused. */
  readonly problem?: { readonly refusal: Refusal; readonly inTheWay: readonly InTheWay[]; readonly count: number };
}

/** One batch: what it wrote, who and when, and the way back. */
export function batchPage(view: View, content: BatchContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { batch, timeZone, problem } = content;
  const title = t.batch_title({ file: batch.fileName });
  const done = content.repeated ? t.batch_repeated() : t.batch_done({ what: countsLine(batch.counts, lang) });
  const who = (at: Temporal.Instant | null, by: string | null) =>
    at === null ? null : t.when_who({ when: momentText(at, timeZone), who: actorName(by ?? '', lang) });
  const rows = [
    {
      term: t.column_state(),
      value: (
        <Pill tone={batch.state === 'applied' ? 'good' : 'plain'}>{batch.state === 'applied' ? t.state_applied() : t.state_undone()}</Pill>
      ),
    },
    { term: t.batch_applied(), value: who(batch.appliedAt, batch.appliedBy) },
    { term: t.batch_undone_when(), value: who(batch.undoneAt, batch.undoneBy) },
    { term: t.batch_rows(), value: formatInteger(batch.counts.rows, lang) },
    { term: t.batch_from(), value: batch.counts.from ? formatDate(batch.counts.from, lang) : null },
  ];
  return {
    title,
    unlisted: true,
    body: (
      <>
        <PageHeading title={title} eyebrow={kindName(batch.kind, lang)} />
        {problem && <RefusalNotice lang={lang} refusal={problem.refusal} title={t.batch_undo_failed()} />}
        {problem && problem.inTheWay.length > 0 && <Standing view={view} rows={problem.inTheWay} count={problem.count} />}
        {batch.state === 'undone' ? (
          <Notice tone="info">
            <p>{t.batch_undone()}</p>
          </Notice>
        ) : content.mayUndo ? (
          <UndoBar view={view} message={done} action={`/console/territory/batches/${batch.id}/undo`} label={t.batch_undo()} />
        ) : (
          <p>{done}</p>
        )}
        <DefinitionList rows={rows} />
        {content.hasFile && (
          <QuietLinks
            lang={lang}
            links={[{ href: `/console/territory/batches/${batch.id}/file`, label: t.batch_file(), download: true }]}
          />
        )}
        <div class="actions">
          <ButtonLink kind="secondary" href="/units" icon="unit">
            {t.batch_see_units()}
          </ButtonLink>
          <ButtonLink kind="quiet" href="/console/territory" icon="previous">
            {t.overview_title()}
          </ButtonLink>
        </div>
      </>
    ),
  };
}

function Standing({ view, rows, count }: { view: View; rows: readonly InTheWay[]; count: number }) {
  const t = texts[view.lang];
  const columns = [
    { label: t.column_standing(), cell: (row: InTheWay) => territoryRefusalText(row.refusal, view.lang)?.title ?? row.refusal.code },
    { label: t.column_standing_unit(), cell: (row: InTheWay) => (row.unit ? <a href={`/units/${row.unit.id}`}>{row.unit.name}</a> : '–') },
    {
      label: t.column_standing_batch(),
      cell: (row: InTheWay) => (row.batch ? <a href={`/console/territory/batches/${row.batch.id}`}>{row.batch.fileName}</a> : t.by_hand()),
    },
  ];
  return (
    <>
      <DataTable caption={t.batch_standing()} columns={columns} rows={rows} dense />
      {count > rows.length && <p class="muted">{t.standing_shown({ shown: rows.length, count })}</p>}
    </>
  );
}
