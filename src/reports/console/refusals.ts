import type { Lang } from '../../platform/i18n/index.ts';
import type { RefusalWords } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { texts } from './messages.gen.ts';

/** The words for this folder's own refusals; null for those of others. */
export function reportsConsoleRefusalText(refusal: Refusal, lang: Lang): RefusalWords | null {
  const t = texts[lang];
  const most = Number(refusal.params?.most ?? 0);
  const words: Readonly<Record<string, RefusalWords>> = {
    'reports.photo-not-drawn': { title: t.cover_wrong_picture(), advice: t.cover_wrong_picture_advice() },
    'reports.template-title': { title: t.template_title_wrong(), advice: t.template_title_advice({ most }) },
    'reports.template-body': { title: t.template_body_wrong(), advice: t.template_body_advice({ most }) },
    'reports.template-office': { title: t.template_office_wrong(), advice: t.template_office_advice() },
  };
  return words[refusal.code] ?? null;
}
