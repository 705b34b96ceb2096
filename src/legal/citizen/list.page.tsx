import { formatDate } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { DataTable, EmptyState, PageHeading, Pill, QuietLinks } from '../../platform/ui/index.ts';
import type { LegalDocument } from '../contract.ts';
import { kindName, titleIn } from '../kinds.ts';
import { texts } from '../messages.gen.ts';

/** The list of documents, newest first; `next` is the address of the older ones. */
export function ListPage({ lang, documents, next }: { lang: Lang; documents: readonly LegalDocument[]; next: string | null }) {
  const t = texts[lang];
  const columns = [
    { label: t.column_number(), cell: (row: LegalDocument) => <a href={`/legal/${row.id}`}>{row.number}</a> },
    { label: t.column_title(), cell: (row: LegalDocument) => `${kindName(row.kind, lang)}: ${titleIn(row, lang)}` },
    { label: t.column_signed(), cell: (row: LegalDocument) => (row.signedOn === null ? t.unknown() : formatDate(row.signedOn, lang)) },
    {
      label: t.column_checked(),
      cell: (row: LegalDocument) => <Pill tone={row.verified ? 'good' : 'waiting'}>{row.verified ? t.verified() : t.unverified()}</Pill>,
    },
  ];
  return (
    <>
      <PageHeading title={t.list_title()} intro={t.list_answer()} />
      {documents.length === 0 ? (
        <EmptyState title={t.list_title()} why={t.list_empty()} />
      ) : (
        <DataTable caption={t.list_title()} captionHidden columns={columns} rows={documents} />
      )}
      {next !== null && <QuietLinks lang={lang} links={[{ href: next, label: t.list_next() }]} />}
    </>
  );
}
