import type { Lang } from '../../platform/i18n/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { texts } from './messages.gen.ts';

/** The words for this folder's refusals; null for those of others. */
export function onBehalfRefusalText(refusal: Refusal, lang: Lang): { title: string; advice: string } | null {
  const t = texts[lang];
  return refusal.code === 'people.on-behalf-of-oneself' ? { title: t.oneself_title(), advice: t.oneself_advice() } : null;
}
