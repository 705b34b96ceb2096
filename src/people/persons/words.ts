/** Words for persons that several pages use, and for the refusals of this folder. */
import type { Lang } from '../../platform/i18n/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { type HelpLanguage, helpLanguages } from '../contract.ts';
import type { IdentifierKind } from './identifiers.ts';
import { texts } from './messages.gen.ts';

/** Why somebody looks at a whole number. */
export const purposes = ['case', 'recovery', 'request-of-person', 'check'] as const;
export type Purpose = (typeof purposes)[number];

export function purposeName(purpose: Purpose, lang: Lang): string {
  const t = texts[lang];
  const names: Record<Purpose, string> = {
    case: t.purpose_case(),
    recovery: t.purpose_recovery(),
    'request-of-person': t.purpose_request_of_person(),
    check: t.purpose_check(),
  };
  return names[purpose];
}

export function languageName(language: HelpLanguage, lang: Lang): string {
  const t = texts[lang];
  const names: Record<HelpLanguage, string> = {
    vi: t.language_vi(),
    mong: t.language_mong(),
    dao: t.language_dao(),
    thai: t.language_thai(),
    tay: t.language_tay(),
  };
  return names[language];
}

/** The languages of help as options of a form. */
export const languageOptions = (lang: Lang) => helpLanguages.map((value) => ({ value, label: languageName(value, lang) }));

export function contactName(kind: IdentifierKind, lang: Lang): string {
  const t = texts[lang];
  const names: Record<IdentifierKind, string> = {
    phone: t.contact_phone(),
    email: t.contact_email(),
    'citizen-id': t.contact_citizen_id(),
    'oidc-subject': t.contact_oidc_subject(),
    'user-name': t.contact_user_name(),
  };
  return names[kind];
}

/** The words for this folder's refusals; null for those of others. */
export function personsRefusalText(refusal: Refusal, lang: Lang): { title: string; advice: string } | null {
  const t = texts[lang];
  const titles: Readonly<Record<string, () => string>> = {
    'people.name-missing': () => t.name_missing_title(),
    'people.name-strange': () => t.name_strange_title(),
    'people.birth-year-strange': () => t.birth_year_strange_title(),
    'people.language-unknown': () => t.language_unknown_title(),
    'people.phone-strange': () => t.phone_strange_title(),
    'people.place-not-yours': () => t.place_not_yours_title(),
    'people.purpose-missing': () => t.purpose_missing(),
  };
  const title = titles[refusal.code]?.();
  return title === undefined ? null : { title, advice: t.refusal_advice() };
}
