import type { Lang } from '../../platform/i18n/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { texts } from './messages.gen.ts';

type Words = { readonly title: string; readonly advice: string };

/** The words for refusals about consent and requests: what happened, that nothing is lost, what to do. */
export function privacyRefusalText(refusal: Refusal, lang: Lang): Words | null {
  const t = texts[lang];
  const words: Readonly<Record<string, () => Words>> = {
    'people.consent-not-yours': () => ({ title: t.refusal_consent_not_yours(), advice: t.refusal_consent_not_yours_do() }),
    'people.consent-unknown': () => ({ title: t.refusal_consent_unknown(), advice: t.refusal_consent_unknown_do() }),
    'people.consent-words-changed': () => ({ title: t.refusal_words_changed(), advice: t.refusal_words_changed_do() }),
    'people.request-nobody': () => ({ title: t.refusal_nobody(), advice: t.refusal_nobody_do() }),
    'people.request-not-yours': () => ({ title: t.refusal_not_yours(), advice: t.refusal_not_yours_do() }),
    'people.request-too-long': () => ({
      title: t.refusal_too_long({ most: Number(refusal.params?.most ?? 0) }),
      advice: t.refusal_too_long_do(),
    }),
    'people.request-words-missing': () => ({ title: t.refusal_words_missing(), advice: t.refusal_words_missing_do() }),
    'people.request-kind-missing': () => ({ title: t.refusal_kind_missing(), advice: t.refusal_kind_missing_do() }),
    'people.erasure-in-office': () => ({ title: t.refusal_in_office(), advice: t.refusal_in_office_do() }),
    'people.request-open': () => ({ title: t.refusal_open(), advice: t.refusal_open_do() }),
    'people.request-unknown': () => ({ title: t.refusal_unknown(), advice: t.refusal_unknown_do() }),
    'people.request-own': () => ({ title: t.refusal_own(), advice: t.refusal_own_do() }),
    'people.request-over': () => ({ title: t.refusal_over(), advice: t.refusal_over_do() }),
    'people.answer-missing': () => ({ title: t.refusal_answer_missing(), advice: t.refusal_answer_missing_do() }),
  };
  return words[refusal.code]?.() ?? null;
}
