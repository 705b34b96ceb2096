import { formatDate, lastValidDay } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { texts } from './messages.gen.ts';
import type { EndReason } from './model.ts';
import type { GrantRow, GrantState } from './queries.ts';

interface Words {
  readonly title: string;
  readonly advice: string;
}

const refusals: Readonly<Record<string, (t: (typeof texts)[Lang], params: NonNullable<Refusal['params']>) => Words>> = {
  'people.role-not-yours': (t) => ({ title: t.not_yours_title(), advice: t.not_yours_advice() }),
  'people.grant-outside': (t) => ({ title: t.outside_title(), advice: t.outside_advice() }),
  'people.grant-to-oneself': (t) => ({ title: t.oneself_title(), advice: t.oneself_advice() }),
  'people.person-unknown': (t) => ({ title: t.person_unknown_title(), advice: t.person_unknown_advice() }),
  'people.role-unknown': (t) => ({ title: t.role_unknown_title(), advice: t.role_unknown_advice() }),
  'people.grant-place': (t) => ({ title: t.place_title(), advice: t.place_advice() }),
  'people.grant-place-gone': (t) => ({ title: t.place_gone_title(), advice: t.place_gone_advice() }),
  'people.grant-from-past': (t) => ({ title: t.from_past_title(), advice: t.from_past_advice() }),
  'people.grant-until-early': (t) => ({ title: t.until_early_title(), advice: t.until_early_advice() }),
  'people.grant-basis-missing': (t) => ({ title: t.basis_missing_title(), advice: t.basis_missing_advice() }),
  'people.grant-basis-long': (t, params) => ({
    title: t.basis_long_title({ most: Number(params.most ?? 0) }),
    advice: t.basis_long_advice(),
  }),
  'people.grant-exists': (t) => ({ title: t.exists_title(), advice: t.exists_advice() }),
  'people.grant-unknown': (t) => ({ title: t.unknown_title(), advice: t.unknown_advice() }),
  'people.grant-end-why': (t) => ({ title: t.end_why_title(), advice: t.end_why_advice() }),
  'people.grant-end-own': (t) => ({ title: t.end_own_title(), advice: t.end_own_advice() }),
};

/** The words for the refusals of roles; null for a code of somebody else. */
export function rolesRefusalText({ code, params = {} }: Refusal, lang: Lang): Words | null {
  return refusals[code]?.(texts[lang], params) ?? null;
}

/** Where a grant holds, in words. */
export function placeWords(row: Pick<GrantRow, 'unitName' | 'organisationName'>, lang: Lang): string {
  return row.unitName ?? row.organisationName ?? texts[lang].everywhere();
}

/** The days of a grant, both ends included. */
export function daysWords(row: { readonly from: string; readonly to: string | null }, lang: Lang): string {
  const t = texts[lang];
  return row.to === null
    ? t.days_from({ from: formatDate(row.from) })
    : t.days_from_until({ from: formatDate(row.from), until: formatDate(lastValidDay(row.to)) });
}

export function stateWords(state: GrantState, lang: Lang): string {
  const t = texts[lang];
  return {
    current: t.state_current(),
    coming: t.state_coming(),
    over: t.state_over(),
    ended: t.state_ended(),
    'place-ended': t.state_place_ended(),
  }[state];
}

export function reasonWords(reason: EndReason, lang: Lang): string {
  const t = texts[lang];
  return { moved: t.why_moved(), left: t.why_left(), finished: t.why_finished(), mistake: t.why_mistake(), misuse: t.why_misuse() }[reason];
}
