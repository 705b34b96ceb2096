import type { Lang } from '../../../platform/i18n/index.ts';
import type { RefusalWords } from '../../../platform/module/index.ts';
import type { Refusal } from '../../../platform/outcome/index.ts';
import { texts } from './messages.gen.ts';

/** The words for the refusals of listening and of its list; null for those of others. */
export function listeningRefusalText({ code, params }: Refusal, lang: Lang): RefusalWords | null {
  const t = texts[lang];
  const words: Readonly<Record<string, () => RefusalWords>> = {
    'reports.listener-language': () => ({ title: t.refused_language(), advice: t.refused_language_advice() }),
    'reports.listener-kind': () => ({ title: t.refused_kind(), advice: t.refused_kind_advice() }),
    'reports.listener-unit': () => ({ title: t.refused_unit(), advice: t.refused_unit_advice() }),
    'reports.listener-from': () => ({ title: t.refused_from(), advice: t.refused_from_advice() }),
    'reports.listener-until': () => ({ title: t.refused_until(), advice: t.refused_until_advice() }),
    'reports.listener-already': () => ({ title: t.refused_already(), advice: t.refused_already_advice() }),
    'reports.listener-over': () => ({ title: t.refused_over(), advice: t.refused_over_advice() }),
    'reports.listener-reason': () => ({ title: t.refused_reason(), advice: t.refused_reason_advice() }),
    'reports.listener-keeper': () => ({ title: t.refused_keeper(), advice: t.refused_keeper_advice() }),
    'reports.heard-already': () => ({
      title: t.heard_already({ who: String(params?.who ?? 'none') }),
      advice: t.heard_already_advice({ when: String(params?.when ?? 'none') }),
    }),
    'reports.heard-more': () => ({ title: t.heard_more(), advice: t.heard_more_advice() }),
  };
  return words[code]?.() ?? null;
}
