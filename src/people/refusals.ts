import type { Lang } from '../platform/i18n/index.ts';
import type { Refusal } from '../platform/outcome/index.ts';
import { texts } from './messages.gen.ts';

interface Words {
  readonly title: string;
  readonly advice: string;
  /** What can be done about it right away. */
  readonly action?: { readonly href: string; readonly label: string };
}

type Params = NonNullable<Refusal['params']>;

const held = (params: Params) => ({ role: String(params.role), day: String(params.day) });
const asked = (params: Params) => ({ asked: String(params.asked) });
const back = (params: Params): string => encodeURIComponent(String(params.to ?? '/'));

const refusals: Readonly<Record<string, (t: (typeof texts)[Lang], params: Params) => Words>> = {
  'people.not-signed-in': (t, params) => ({
    title: t.not_signed_in_title(),
    advice: t.not_signed_in_advice(),
    action: { href: `/sign-in?to=${back(params)}`, label: t.not_signed_in_action() },
  }),
  'people.second-factor': (t, params) => ({
    title: t.second_factor_title(),
    advice: t.second_factor_advice(),
    action: { href: `/account/second-factor?to=${back(params)}`, label: t.second_factor_action() },
  }),
  'people.no-right': (t, params) => ({
    title: t.no_right_title(),
    advice: t.no_right_advice({ right: String(params.right), ...asked(params) }),
  }),
  'people.grant-coming': (t, params) => ({ title: t.coming_title(held(params)), advice: t.coming_advice(asked(params)) }),
  'people.grant-over': (t, params) => ({ title: t.over_title(held(params)), advice: t.over_advice(asked(params)) }),
  'people.grant-taken-back': (t, params) => ({ title: t.taken_back_title(held(params)), advice: t.taken_back_advice(asked(params)) }),
  'people.grant-place-ended': (t, params) => ({ title: t.place_ended_title(held(params)), advice: t.place_ended_advice(asked(params)) }),
  'people.deputising-over': (t, params) => ({
    title: t.deputising_over_title(held(params)),
    advice: t.deputising_over_advice(asked(params)),
  }),
  'people.wrong-place': (t, params) => ({
    title: t.wrong_place_title({ place: String(params.place) }),
    advice: t.wrong_place_advice(asked(params)),
  }),
};

/** The words for this module's refusals: why not, what is kept, and whom to ask. */
export function peopleRefusalText({ code, params = {} }: Refusal, lang: Lang): Words | null {
  return refusals[code]?.(texts[lang], params) ?? null;
}
