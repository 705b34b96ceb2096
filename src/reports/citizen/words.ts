import type { Lang } from '../../platform/i18n/index.ts';
import type { Context, RefusalWords } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { texts } from './messages.gen.ts';

/** The words for this folder's refusals; null for those of others. */
export function citizenRefusalText(refusal: Refusal, lang: Lang): RefusalWords | null {
  const t = texts[lang];
  const words: Readonly<Record<string, RefusalWords>> = {
    'reports.nothing-to-object': { title: t.refused_nothing_to_object(), advice: t.refused_nothing_to_object_advice() },
    'reports.objected-already': { title: t.refused_objected(), advice: t.refused_objected_advice() },
    'reports.objected-too-often': {
      title: t.refused_objected_often({ most: Number(refusal.params?.most ?? 0) }),
      advice: t.refused_objected_often_advice(),
    },
    'reports.not-shown': { title: t.refused_follow(), advice: t.refused_follow_advice() },
    'reports.not-sender': { title: t.refused_not_sender(), advice: t.refused_not_sender_advice() },
  };
  return words[refusal.code] ?? null;
}

/** Whatever module's refusal as one line at a field; null where nobody has words for it. */
export function refusalWords(context: Pick<Context, 'modules'>, refusal: Refusal, lang: Lang): string | null {
  for (const module of context.modules) {
    const words = module.refusalText?.(refusal, lang);
    if (words) return `${words.title}. ${words.advice}`.replace(/([.!?])\./, '$1');
  }
  return null;
}
