import type { Lang } from '../../platform/i18n/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { texts } from './messages.gen.ts';

interface Words {
  readonly title: string;
  readonly advice: string;
}

const refusals: Readonly<Record<string, (t: (typeof texts)[Lang], params: NonNullable<Refusal['params']>) => Words>> = {
  'people.absence-past': (t) => ({ title: t.past_title(), advice: t.advice_fix() }),
  'people.absence-until': (t) => ({ title: t.until_title(), advice: t.advice_fix() }),
  'people.absence-long': (t, params) => ({ title: t.long_title({ most: Number(params.most) }), advice: t.long_advice() }),
  'people.absence-nothing': (t) => ({ title: t.nothing_title(), advice: t.advice_fix() }),
  'people.absence-not-own': (t) => ({ title: t.not_own_title(), advice: t.not_own_advice() }),
  'people.absence-powerful': (t) => ({ title: t.powerful_title(), advice: t.powerful_advice() }),
  'people.absence-deputy': (t) => ({ title: t.deputy_title(), advice: t.deputy_advice() }),
  'people.absence-to-oneself': (t) => ({ title: t.oneself_title(), advice: t.oneself_advice() }),
  'people.absence-twice': (t) => ({ title: t.twice_title(), advice: t.twice_advice() }),
  'people.absence-deputy-away': (t) => ({ title: t.away_title(), advice: t.away_advice() }),
  'people.absence-unknown': (t) => ({ title: t.unknown_title(), advice: t.advice_list() }),
  'people.absence-over': (t) => ({ title: t.over_title(), advice: t.advice_list() }),
};

/** The words for the refusals of absences; null for a code of somebody else. */
export function absencesRefusalText({ code, params = {} }: Refusal, lang: Lang): Words | null {
  return refusals[code]?.(texts[lang], params) ?? null;
}
