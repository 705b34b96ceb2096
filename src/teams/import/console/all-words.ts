import type { Lang } from '../../../platform/i18n/index.ts';
import type { Context, RefusalWords } from '../../../platform/module/index.ts';
import type { Refusal } from '../../../platform/outcome/index.ts';
import { sheetsRefusalText } from '../../../platform/sheets/index.ts';
import { importRefusalText } from '../refusals.ts';

/** What was refused in words: ours, those of workbooks, and those of any module whose rule stood in the way. Null for an unknown code. */
export function refusalWords(context: Pick<Context, 'modules'>, refusal: Refusal, lang: Lang): RefusalWords | null {
  const own = importRefusalText(refusal, lang) ?? sheetsRefusalText(refusal, lang);
  if (own) return own;
  for (const module of context.modules) {
    const found = module.refusalText?.(refusal, lang);
    if (found) return found;
  }
  return null;
}
