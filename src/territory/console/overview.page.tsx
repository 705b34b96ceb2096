import { momentText } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
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
  Pager,
  Pill,
  problemOf,
  QuietLinks,
  type View,
} from '../../platform/ui/index.ts';
import type { Batch } from '../commands/import/batches.ts';
import type { Importing } from '../commands/import/lock.ts';
import { type ImportKind, importKinds } from '../commands/import/types.ts';
import { eventForms, eventName } from './event-form.ts';
import { actorName, countsLine, kindName } from './labels.ts';
import { texts } from './messages.gen.ts';

export interface Overview {
  readonly batches: readonly Batch[];
  /** Address of the older ones. */
  readonly older: string | null;
  readonly importing: Importing | null;
  readonly timeZone: string;
  /** What may be done here: import files, record events. */
  readonly may: { readonly import: boolean; readonly edit: boolean };
  /** What was sent and was wrong; kept in the form. */
  readonly sent?: {
    readonly kind: string;
    readonly from: string;
    /** The file that has arrived, so that it need not be chosen again. */
    readonly file: { readonly hash: string; readonly name: string } | null;
    readonly problems: readonly FieldProblem[];
  };
}

/** `/console/territory`: import a file, record an event, and what was written so far. */
export function overviewPage(view: View, overview: Overview): Page {
  const t = texts[view.lang];
  return {
    title: t.overview_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.overview_title()} intro={t.overview_intro()} />
        {overview.importing && (
          <Notice tone="waiting" title={t.importing_now({ who: overview.importing.who })}>
            <p>{t.importing_now_why()}</p>
          </Notice>
        )}
        {overview.may.import && <UploadCard view={view} sent={overview.sent} />}
        {overview.may.edit && <HandCard lang={view.lang} />}
        <BatchList lang={view.lang} overview={overview} />
      </>
    ),
  };
}

function UploadCard({ view, sent }: { view: View; sent: Overview['sent'] }) {
  const t = texts[view.lang];
  const problems = sent?.problems ?? [];
  const hints: Record<ImportKind, string> = {
    units: t.kind_units_hint(),
    events: t.kind_events_hint(),
    population: t.kind_population_hint(),
    boundaries: t.kind_boundaries_hint(),
  };
  const options = importKinds.map((kind) => ({ value: kind, label: kindName(kind, view.lang), hint: hints[kind] }));
  const templates = importKinds.map((kind) => ({
    href: `/console/territory/templates/${kind}?lang=${view.lang}`,
    label: t.template_of({ kind: kindName(kind, view.lang) }),
    download: true,
  }));
  return (
    <Card title={t.upload_title()} id="upload">
      <ErrorSummary lang={view.lang} problems={problems} />
      <form class="form" method="post" action="/console/territory/imports" encType="multipart/form-data">
        <FormToken view={view} />
        {sent?.file && <input type="hidden" name="kept" value={sent.file.hash} />}
        {sent?.file && <input type="hidden" name="kept_name" value={sent.file.name} />}
        <ChoiceField
          lang={view.lang}
          name="kind"
          label={t.upload_kind()}
          options={options}
          value={sent?.kind ?? ''}
          error={problemOf(problems, 'kind')}
        />
        <FileField
          lang={view.lang}
          name="file"
          label={t.upload_file()}
          hint={sent?.file ? t.upload_kept({ file: sent.file.name }) : t.upload_file_hint()}
          accept=".csv,.txt,.tsv,.json,.geojson"
          error={problemOf(problems, 'file')}
        />
        <DateField
          lang={view.lang}
          name="from"
          label={t.upload_from()}
          hint={t.upload_from_hint()}
          optional
          value={sent?.from}
          error={problemOf(problems, 'from')}
        />
        <Button icon="upload">{t.upload_button()}</Button>
      </form>
      <h3 class="card-title">{t.templates_title()}</h3>
      <QuietLinks lang={view.lang} links={templates} />
    </Card>
  );
}

function HandCard({ lang }: { lang: Lang }) {
  const t = texts[lang];
  return (
    <Card title={t.hand_title()}>
      <p>{t.hand_intro()}</p>
      <div class="actions">
        {eventForms.map((form) => (
          <ButtonLink key={form} kind="secondary" href={`/console/territory/events/new?kind=${form}`}>
            {eventName(form, lang)}
          </ButtonLink>
        ))}
      </div>
    </Card>
  );
}

function BatchList({ lang, overview }: { lang: Lang; overview: Overview }) {
  const t = texts[lang];
  const { batches, timeZone } = overview;
  if (batches.length === 0) return <EmptyState icon="history" title={t.batches_empty()} why={t.batches_empty_why()} />;
  const columns = [
    { label: t.column_batch(), cell: (row: Batch) => <a href={`/console/territory/batches/${row.id}`}>{row.fileName}</a> },
    { label: t.column_kind(), cell: (row: Batch) => kindName(row.kind, lang) },
    {
      label: t.column_state(),
      cell: (row: Batch) => (
        <Pill tone={row.state === 'applied' ? 'good' : 'plain'}>{row.state === 'applied' ? t.state_applied() : t.state_undone()}</Pill>
      ),
    },
    {
      label: t.column_when(),
      cell: (row: Batch) => t.when_who({ when: momentText(row.appliedAt, timeZone), who: actorName(row.appliedBy, lang) }),
    },
    { label: t.column_counts(), cell: (row: Batch) => countsLine(row.counts, lang) },
  ];
  return (
    <>
      <DataTable caption={t.batches_title()} columns={columns} rows={batches} dense />
      {overview.older !== null && <Pager lang={lang} summary={t.batches_older()} next={overview.older} />}
    </>
  );
}
