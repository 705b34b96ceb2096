import type { Lang } from '../platform/i18n/index.ts';
import { Pill } from '../platform/ui/index.ts';
import type { LegalDocument } from './contract.ts';
import { texts } from './messages.gen.ts';
import { citation } from './model.ts';

/** A citation as a link: number, clause if given, and a word where the citation was not compared with the document's text. */
export function DocumentReference(props: {
  lang: Lang;
  document: Pick<LegalDocument, 'id' | 'number'>;
  /** Path as stored, e.g. 'Điều 1.khoản 2'. */
  clause?: string | null;
  /** Whether this citation was checked; false adds a word that says so. */
  verified?: boolean;
}) {
  const { lang, document, clause } = props;
  return (
    <span class="legal-reference">
      <a href={`/legal/${document.id}`}>{document.number}</a>
      {clause && <span>, {citation(clause, lang)}</span>}
      {props.verified === false && (
        <>
          {' '}
          <Pill tone="waiting">{texts[lang].unverified()}</Pill>
        </>
      )}
    </span>
  );
}
