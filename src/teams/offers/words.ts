import type { Lang } from '../../platform/i18n/index.ts';
import type { RefusalWords } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { texts } from './messages.gen.ts';

/** The words for this folder's refusals; null for those of others. */
export function offersRefusalText(refusal: Refusal, lang: Lang): RefusalWords | null {
  const t = texts[lang];
  const words: Readonly<Record<string, RefusalWords>> = {
    'teams.offer-name-missing': { title: t.name_missing(), advice: t.name_missing_advice() },
    'teams.offer-phone-strange': { title: t.phone_strange(), advice: t.phone_strange_advice() },
    'teams.offer-what-missing': { title: t.what_missing(), advice: t.what_missing_advice() },
    'teams.offer-what-long': { title: t.what_long(), advice: t.what_long_advice({ most: LONGEST(refusal) }) },
    'teams.offer-until-past': { title: t.until_past(), advice: t.until_advice() },
    'teams.offer-until-before-from': { title: t.until_before_from(), advice: t.until_advice() },
    'teams.offer-day-ahead': { title: t.day_ahead(), advice: t.day_ahead_advice() },
    'teams.offer-not-agreed': { title: t.not_agreed(), advice: t.not_agreed_advice() },
    'teams.offer-unit-gone': { title: t.unit_gone(), advice: t.unit_gone_advice() },
    'teams.offer-force-unknown': { title: t.force_unknown(), advice: t.force_unknown_advice() },
    'teams.offer-words-missing': { title: t.words_missing(), advice: t.words_missing_advice() },
    'teams.offer-answered': { title: t.already_answered(), advice: t.already_answered_advice() },
    'teams.offer-not-welcomed': { title: t.not_welcomed(), advice: t.not_welcomed_advice() },
    'teams.offer-taken': { title: t.taken(), advice: t.taken_advice() },
  };
  return words[refusal.code] ?? null;
}

const LONGEST = (refusal: Refusal): number => Number(refusal.params?.most ?? 0);
