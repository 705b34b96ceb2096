import type { Lang } from '../../platform/i18n/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { texts } from './messages.gen.ts';

/** The words for the refusals of this folder. */
export function accountRefusalText(refusal: Refusal, lang: Lang): { title: string; advice: string } | null {
  const t = texts[lang];
  const advice: Readonly<Record<string, string>> = {
    'people.own-name-missing': t.name_missing(),
    'people.own-name-strange': t.name_strange(),
    'people.own-birth-year-strange': t.birth_year_strange(),
    'people.own-language-unknown': t.language_unknown(),
    'people.own-commune-unknown': t.commune_unknown(),
  };
  const words = advice[refusal.code];
  return words === undefined ? null : { title: t.not_saved(), advice: words };
}
