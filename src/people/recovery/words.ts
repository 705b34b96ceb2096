import type { Lang } from '../../platform/i18n/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { texts } from './messages.gen.ts';
import { type Check, checks, type Ending, endings } from './model.ts';

export function checkNames(chosen: readonly Check[], lang: Lang): readonly string[] {
  const t = texts[lang];
  const names: Record<Check, string> = { card: t.check_card(), known: t.check_known(), vouched: t.check_vouched() };
  return chosen.map((one) => names[one]);
}

export function endingNames(chosen: readonly Ending[], lang: Lang): readonly string[] {
  const t = texts[lang];
  const names: Record<Ending, string> = {
    phone: t.ending_phone(),
    password: t.ending_password(),
    'second-factor': t.ending_second_factor(),
    passkey: t.ending_passkey(),
  };
  return chosen.map((one) => names[one]);
}

const optionsOf = <T extends string>(all: readonly T[], name: (one: T) => string) => all.map((value) => ({ value, label: name(value) }));

export const checkOptions = (lang: Lang) => optionsOf(checks, (one) => checkNames([one], lang)[0] ?? '');
export const endingOptions = (lang: Lang) => optionsOf(endings, (one) => endingNames([one], lang)[0] ?? '');

/** The words for this folder's refusals; null for those of others. */
export function recoveryRefusalText(refusal: Refusal, lang: Lang): { title: string; advice: string } | null {
  const t = texts[lang];
  const words: Readonly<Record<string, () => { title: string; advice: string }>> = {
    'people.recovery-check-missing': () => ({ title: t.check_missing(), advice: t.check_missing_advice() }),
    'people.recovery-code-gone': () => ({ title: t.code_gone(), advice: t.code_gone_advice() }),
  };
  return words[refusal.code]?.() ?? null;
}
