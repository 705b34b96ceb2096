import type { Lang } from '../../platform/i18n/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { type Texts, texts } from './messages.gen.ts';
import type { DecisionState } from './model.ts';

interface Words {
  readonly title: string;
  readonly advice: string;
}

interface Params {
  readonly most: number;
  readonly ending: { readonly who: string; readonly at: string };
}

const words: Readonly<Record<string, (t: Texts, params: Params) => Words>> = {
  'people.decision-reason': (t, params) => ({ title: t.refusal_reason_title(), advice: t.refusal_reason_advice({ most: params.most }) }),
  'people.decision-why': (t, params) => ({ title: t.refusal_why_title(), advice: t.refusal_why_advice({ most: params.most }) }),
  'people.decision-no-right': (t) => ({ title: t.refusal_no_right_title(), advice: t.refusal_no_right_advice() }),
  'people.decision-proposed': (t) => ({ title: t.refusal_proposed_title(), advice: t.refusal_proposed_advice() }),
  'people.decision-expired': (t) => ({ title: t.refusal_expired_title(), advice: t.refusal_expired_advice() }),
  'people.decision-confirmed': (t, params) => ({ title: t.refusal_confirmed_title(params.ending), advice: t.refusal_ended_advice() }),
  'people.decision-refused': (t, params) => ({ title: t.refusal_refused_title(params.ending), advice: t.refusal_ended_advice() }),
  'people.decision-withdrawn': (t, params) => ({ title: t.refusal_withdrawn_title(params.ending), advice: t.refusal_ended_advice() }),
  'people.decision-own': (t) => ({ title: t.refusal_own_title(), advice: t.refusal_own_advice() }),
  'people.decision-concerned': (t) => ({ title: t.refusal_concerned_title(), advice: t.refusal_concerned_advice() }),
  'people.decision-deputy': (t) => ({ title: t.refusal_deputy_title(), advice: t.refusal_deputy_advice() }),
  'people.decision-same-role': (t) => ({ title: t.refusal_same_role_title(), advice: t.refusal_same_role_advice() }),
  'people.decision-not-own': (t) => ({ title: t.refusal_not_own_title(), advice: t.refusal_not_own_advice() }),
};

/** The words for refusals about decisions: what happened, that nothing is lost, what to do. */
export function decisionRefusalText(refusal: Refusal, lang: Lang): Words | null {
  const t = texts[lang];
  const { most = 0, who = '', at = '' }: Readonly<Record<string, string | number | undefined>> = refusal.params ?? {};
  const ending = { who: String(who || t.nobody_known()), at: String(at) };
  return words[refusal.code]?.(t, { most: Number(most), ending }) ?? null;
}

/** A state in a word or two. */
export function stateWord(state: DecisionState, lang: Lang): string {
  const t = texts[lang];
  return {
    proposed: t.state_proposed(),
    confirmed: t.state_confirmed(),
    refused: t.state_refused(),
    withdrawn: t.state_withdrawn(),
    expired: t.state_expired(),
  }[state];
}
