/** The expected refusals of reading reports, and their words. */
import type { Lang } from '../../platform/i18n/index.ts';
import type { RefusalWords } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import type { Unreadable } from './asked.ts';
import { texts } from './messages.gen.ts';

export const unknownShown: Refusal = { code: 'reports.unknown-shown', status: 404 };
export const unknownUnit: Refusal = { code: 'reports.unknown-unit', field: 'unit', status: 404 };
export const refusalOf = ({ field, value }: Unreadable): Refusal => ({ code: 'reports.unreadable', field, params: { value }, status: 400 });

/** The words for this folder's refusals; null for those of others. */
export function publicRefusalText({ code, params }: Refusal, lang: Lang): RefusalWords | null {
  const t = texts[lang];
  const action = { href: '/reports', label: t.all_reports() };
  if (code === unknownShown.code) return { title: t.unknown_report(), advice: t.unknown_report_advice(), action };
  if (code === unknownUnit.code) return { title: t.unknown_unit(), advice: t.unknown_unit_advice(), action };
  if (code === 'reports.unreadable')
    return { title: t.unreadable({ value: String(params?.value ?? '') }), advice: t.unreadable_advice(), action };
  return null;
}
