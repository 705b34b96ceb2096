import { formatDate, lastValidDay } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { texts } from './messages.gen.ts';
import type { OrganisationKind, Receivable } from './model.ts';

type Texts = (typeof texts)[Lang];

/** What happened, for each refusal of this folder. */
const titles: Readonly<Record<string, (t: Texts, params: NonNullable<Refusal['params']>) => string>> = {
  'people.organisation-name': (t) => t.no_name(),
  'people.organisation-short-name': (t) => t.no_short_name(),
  'people.organisation-name-long': (t, params) => t.name_long({ most: Number(params.most) }),
  'people.organisation-unit': (t) => t.no_unit(),
  'people.organisation-parent': (t) => t.no_parent(),
  'people.organisation-parent-gone': (t) => t.parent_gone(),
  'people.organisation-circle': (t) => t.circle(),
  'people.organisation-unit-gone': (t) => t.unit_gone(),
  'people.organisation-day': (t, params) => t.day_early({ day: formatDate(String(params.day)) }),
  'people.organisation-ended': (t) => t.ended_already(),
  'people.organisation-has-below': (t, params) => t.has_below({ count: Number(params.count) }),
  'people.organisation-same': (t) => t.same(),
  'people.organisation-unknown': (t) => t.unknown(),
};

/** The words for the refusals of organisations; null for a code of somebody else. */
export function organisationsRefusalText({ code, params = {} }: Refusal, lang: Lang): { title: string; advice: string } | null {
  const t = texts[lang];
  const title = titles[code]?.(t, params);
  if (title === undefined) return null;
  const lost = code === 'people.organisation-unknown' || code === 'people.organisation-ended';
  return { title, advice: lost ? t.advice_list() : code === 'people.organisation-has-below' ? t.advice_below() : t.advice_field() };
}

export function kindWords(kind: OrganisationKind, lang: Lang): string {
  const t = texts[lang];
  return {
    'peoples-committee': t.kind_peoples_committee(),
    department: t.kind_department(),
    agency: t.kind_agency(),
    company: t.kind_company(),
    office: t.kind_office(),
  }[kind];
}

export function receivesWords(receives: readonly Receivable[], lang: Lang): string {
  const t = texts[lang];
  const words = { cases: t.receives_cases(), money: t.receives_money() };
  return receives.length === 0 ? t.receives_nothing() : receives.map((one) => words[one]).join(', ');
}

/** The days of a version, both ends included. */
export function rangeWords({ from, to }: { readonly from: string; readonly to: string | null }, lang: Lang): string {
  const t = texts[lang];
  return to === null
    ? t.days_from({ from: formatDate(from) })
    : t.days_from_until({ from: formatDate(from), until: formatDate(lastValidDay(to)) });
}
