import { formatDate } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { Breadcrumb, DataTable, DefinitionList, Notice, PageHeading, QuietLinks } from '../../platform/ui/index.ts';
import type { Clause, LegalDocument } from '../contract.ts';
import { kindName, titleIn } from '../kinds.ts';
import { texts } from '../messages.gen.ts';
import { citation } from '../model.ts';

/** One document: what it is, how far it is checked, and the clauses that something cites. */
export function ShowPage({ lang, document, clauses }: { lang: Lang; document: LegalDocument; clauses: readonly Clause[] }) {
  const t = texts[lang];
  const day = (iso: string | null) => (iso === null ? t.unknown() : formatDate(iso, lang));
  const facts = [
    { term: t.number(), value: document.number },
    { term: t.kind(), value: kindName(document.kind, lang) },
    { term: t.issuer(), value: document.issuer },
    { term: t.signed_on(), value: day(document.signedOn) },
    { term: t.in_force_from(), value: day(document.inForceFrom) },
    { term: t.in_force_to(), value: document.inForceTo === null ? '' : formatDate(document.inForceTo, lang) },
    { term: t.source(), value: document.source },
  ];
  const columns = [
    { label: t.clause_place(), cell: (row: Clause) => citation(row.path, lang) },
    { label: t.clause_text(), cell: (row: Clause) => row.text },
  ];
  return (
    <>
      <Breadcrumb lang={lang} steps={[{ label: t.list_title(), href: '/legal' }, { label: document.number }]} />
      <PageHeading title={titleIn(document, lang)} eyebrow={`${kindName(document.kind, lang)} ${document.number}`} />
      <Notice
        tone={document.verified ? 'good' : 'waiting'}
        title={`${t.verification()}: ${document.verified ? t.verified() : t.unverified()}`}
      >
        {document.verificationNote && <p lang="vi">{document.verificationNote}</p>}
      </Notice>
      <DefinitionList rows={facts} />
      <h2>{t.clauses()}</h2>
      {clauses.length === 0 ? <p>{t.no_clauses()}</p> : <DataTable caption={t.clauses()} captionHidden columns={columns} rows={clauses} />}
      <QuietLinks
        lang={lang}
        print
        links={[
          { href: '/legal', label: t.back() },
          ...(document.url === null ? [] : [{ href: document.url, label: t.text_link(), external: true }]),
        ]}
      />
    </>
  );
}
