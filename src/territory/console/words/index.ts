/** The words for every refusal of this module's writing side: for pages, for the rows of a file, for a terminal. */
import { lastValidDay } from '../../../platform/calendar/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import type { Refusal } from '../../../platform/outcome/index.ts';
import { geoRefusalText } from '../../geo/index.ts';
import { importWords } from './import-words.ts';
import { texts } from './messages.gen.ts';
import { modelWords } from './model-words.ts';
import type { Words } from './words.ts';

export type { Words } from './words.ts';

/** What happened and what to do, in plain words; null for a refusal of another module. */
export function territoryRefusalText(refusal: Refusal, lang: Lang): Words | null {
  const geo = geoRefusalText(refusal, lang);
  if (geo) return geo;
  const { code, params } = special(refusal);
  const words = importWords[code] ?? modelWords[code];
  return words?.(texts[lang], { p: (name) => String(params[name] ?? ''), n: (name) => Number(params[name] ?? 0) }) ?? null;
}

/** The same as one line, for a row of a table or a terminal. */
export function refusalLine(refusal: Refusal, lang: Lang): string {
  const words = territoryRefusalText(refusal, lang);
  return words ? `${words.title}. ${words.advice}` : refusal.code;
}

/** Refusals whose words depend on what is known. */
function special(refusal: Refusal): { code: string; params: Record<string, string | number> } {
  const { code, params = {} } = refusal;
  if (code === 'territory.import-unit-other-day' && params.to) {
    return { code: 'territory.import-unit-other-days', params: { ...params, last: lastValidDay(String(params.to)) } };
  }
  return code === 'territory.busy' && !params.who ? { code: 'territory.busy_nobody', params } : { code, params };
}
