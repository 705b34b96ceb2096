import type { Lang } from '../platform/i18n/index.ts';
import type { DocumentKind } from './contract.ts';
import { texts } from './messages.gen.ts';

/** What a kind of document is called. */
export function kindName(kind: DocumentKind, lang: Lang): string {
  const t = texts[lang];
  const names: Readonly<Record<DocumentKind, string>> = {
    law: t.kind_law(),
    resolution: t.kind_resolution(),
    decree: t.kind_decree(),
    decision: t.kind_decision(),
    circular: t.kind_circular(),
    plan: t.kind_plan(),
    guidance: t.kind_guidance(),
    letter: t.kind_letter(),
    other: t.kind_other(),
  };
  return names[kind];
}

/** The document's subject in the language of the page, Vietnamese where nobody has translated it. */
export function titleIn(document: { title: string; titleEn: string | null }, lang: Lang): string {
  return lang === 'en' ? (document.titleEn ?? document.title) : document.title;
}
