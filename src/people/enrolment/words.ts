import type { Lang } from '../../platform/i18n/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { texts } from './messages.gen.ts';

/** The words for the refusals of opening a way in for somebody; null for those of others. */
export function enrolmentRefusalText(refusal: Refusal, lang: Lang): { title: string; advice: string } | null {
  const t = texts[lang];
  const words: Readonly<Record<string, () => { title: string; advice: string }>> = {
    'people.way-in-closed': () => ({ title: t.refused_closed(), advice: t.refused_closed_advice() }),
    'people.way-in-oneself': () => ({ title: t.refused_oneself(), advice: t.refused_oneself_advice() }),
    'people.way-in-above': () => ({ title: t.refused_above(), advice: t.refused_above_advice() }),
    'people.enrol-official': () => ({ title: t.refused_official(), advice: t.refused_official_advice() }),
  };
  return words[refusal.code]?.() ?? null;
}
