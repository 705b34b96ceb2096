import { momentText } from '../../platform/calendar/index.ts';
import type { Page } from '../../platform/http/index.ts';
import { DataTable, Notice, PageHeading, Pill, type View } from '../../platform/ui/index.ts';
import { texts } from './messages.gen.ts';
import type { RetentionState } from './retention.ts';

/** `/console/retention`: how long what is kept and why, what is past its time, and what the last nights ended. */
export function retentionPage(view: View, states: readonly RetentionState[], missing: readonly string[], timeZone: string): Page {
  const { lang } = view;
  const t = texts[lang];
  return {
    title: t.retention_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.retention_title()} intro={t.retention_intro()} />
        {missing.length > 0 && (
          <Notice tone="danger">
            <p>{t.retention_missing({ rules: missing.join(', ') })}</p>
          </Notice>
        )}
        <DataTable
          caption={t.retention_caption()}
          captionHidden
          columns={[
            { label: t.retention_what(), cell: (row: RetentionState) => row.what[lang] },
            { label: t.retention_days(), kind: 'number', cell: (row: RetentionState) => t.retention_days_of({ days: row.keepDays }) },
            { label: t.retention_basis(), cell: (row: RetentionState) => row.basis },
            {
              label: t.retention_past(),
              kind: 'number',
              cell: (row: RetentionState) =>
                row.past === null ? <Pill tone="danger">{t.retention_nobody()}</Pill> : t.retention_count({ count: row.past }),
            },
            {
              label: t.retention_runs(),
              cell: (row: RetentionState) =>
                row.runs.length === 0
                  ? t.retention_never()
                  : row.runs.map((run) => t.retention_run({ at: momentText(run.ranAt, timeZone), count: run.ended })).join(' · '),
            },
          ]}
          rows={states}
          dense
        />
      </>
    ),
  };
}
