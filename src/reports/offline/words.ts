import type { Lang } from '../../platform/i18n/index.ts';
import type { RefusalWords } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { texts } from './messages.gen.ts';

/** The words for this folder's refusals; null for those of others. */
export function offlineRefusalText(refusal: Refusal, lang: Lang): RefusalWords | null {
  const t = texts[lang];
  const words: Readonly<Record<string, RefusalWords>> = {
    'reports.ticket-first': { title: t.refused_ticket(), advice: t.refused_ticket_advice() },
    'reports.form-newer': { title: t.refused_newer(), advice: t.refused_newer_advice() },
    'reports.send-later': { title: t.refused_later(), advice: t.refused_later_advice() },
  };
  return words[refusal.code] ?? null;
}
