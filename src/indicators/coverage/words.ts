/** The words for refusals of reading, and for the alarm of the nightly comparison. */
import { formatDate } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { RefusalWords } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { coverageRefusals } from '../contract.ts';
import { texts } from './messages.gen.ts';

/** Null for refusals of others. */
export function coverageRefusalText({ code, params }: Refusal, lang: Lang): RefusalWords | null {
  if (code !== coverageRefusals.notOnDayOrMap) return null;
  const t = texts[lang];
  const day = (name: string) => formatDate(String(params?.[name] ?? ''));
  return {
    title: t.not_on_day_title({ name: String(params?.name ?? ''), day: day('day'), map: day('map') }),
    advice: t.not_on_day_advice(),
  };
}
