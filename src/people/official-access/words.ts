/** The words for the refusals of this folder. */
import type { Lang } from '../../platform/i18n/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import type { FieldProblem } from '../../platform/ui/index.ts';
import { texts } from './messages.gen.ts';

/** How long to wait, in the unit that one would say. */
export function waitText(seconds: number, lang: Lang): string {
  const t = texts[lang];
  return seconds < 90 ? t.wait_seconds({ count: seconds }) : t.wait_minutes({ count: Math.ceil(seconds / 60) });
}

type Words = { readonly title: string; readonly advice: string };

const words: Readonly<Record<string, (t: (typeof texts)[Lang], refusal: Refusal, lang: Lang) => Words>> = {
  'people.password-short': (t, { params }) => ({ title: t.short_title(), advice: t.short_advice({ least: Number(params?.least) }) }),
  'people.password-common': (t) => ({ title: t.common_title(), advice: t.common_advice() }),
  'people.password-personal': (t) => ({ title: t.personal_title(), advice: t.personal_advice() }),
  'people.password-again': (t) => ({ title: t.again_title(), advice: t.again_advice() }),
  'people.password-current': (t) => ({ title: t.current_title(), advice: t.current_advice() }),
  'people.password-proof': (t) => ({ title: t.proof_title(), advice: t.proof_advice() }),
  'people.password-changed-meanwhile': (t) => ({ title: t.meanwhile_title(), advice: t.meanwhile_advice() }),
  'people.proof-wait': (t, { params }, lang) => ({ title: t.wait_title(), advice: waitText(Number(params?.seconds), lang) }),
  'people.user-name-form': (t) => ({ title: t.user_name_form_title(), advice: t.user_name_form_advice() }),
  'people.user-name-taken': (t) => ({ title: t.user_name_taken_title(), advice: t.user_name_taken_advice() }),
  'people.second-code-wrong': (t, { field }) =>
    field === 'recovery'
      ? { title: t.recovery_wrong_title(), advice: t.recovery_wrong_advice() }
      : { title: t.code_wrong_title(), advice: t.code_wrong_advice() },
  'people.totp-over': (t) => ({ title: t.totp_over_title(), advice: t.totp_over_advice() }),
  'people.second-not-fresh': (t) => ({ title: t.not_fresh_title(), advice: t.not_fresh_advice() }),
  'people.second-none': (t) => ({ title: t.no_factor_title(), advice: t.no_factor_advice() }),
  'people.second-last': (t) => ({ title: t.last_factor_title(), advice: t.last_factor_advice() }),
};

/** What happened, and what to do now; null for refusals of others. */
export function officialRefusalText(refusal: Refusal, lang: Lang): Words | null {
  return words[refusal.code]?.(texts[lang], refusal, lang) ?? null;
}

/** A refusal at its field, in one line. */
export function fieldProblem(refusal: Refusal, lang: Lang): FieldProblem | null {
  const said = officialRefusalText(refusal, lang);
  return said && refusal.field !== undefined ? { field: refusal.field, message: `${said.title}. ${said.advice}` } : null;
}
