import type { Lang } from '../../platform/i18n/index.ts';
import type { RefusalWords } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { figuresPath } from './ask.ts';
import { texts } from './messages.gen.ts';

/** The words for the refusals of this folder; null for those of others. */
export function figuresRefusalText({ code, params }: Refusal, lang: Lang): RefusalWords | null {
  const t = texts[lang];
  if (code !== 'reports.figures-strange') return null;
  return {
    title: t.strange({ field: String(params?.field ?? '') }),
    advice: t.strange_advice(),
    action: { href: figuresPath, label: t.strange_action() },
  };
}
