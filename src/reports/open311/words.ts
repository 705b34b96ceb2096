import type { Lang } from '../../platform/i18n/index.ts';
import type { RefusalWords } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { texts } from './messages.gen.ts';

type Words = (t: (typeof texts)[Lang], params: NonNullable<Refusal['params']>) => RefusalWords;

const refusals: Readonly<Record<string, Words>> = {
  'reports.open311-parameter': (t, { field }) => ({ title: t.parameter_title({ field: String(field) }), advice: t.fields_advice() }),
  'reports.open311-missing': (t, { field }) => ({ title: t.missing_title({ field: String(field) }), advice: t.fields_advice() }),
  'reports.open311-service': (t) => ({ title: t.service_title(), advice: t.service_advice() }),
  'reports.open311-outside': (t) => ({ title: t.outside_title(), advice: t.outside_advice() }),
  'reports.open311-place': (t) => ({ title: t.place_title(), advice: t.place_advice() }),
  'reports.open311-span': (t, { days }) => ({ title: t.span_title({ days: Number(days) }), advice: t.span_advice() }),
  'reports.open311-jurisdiction': (t, { id }) => ({ title: t.jurisdiction_title({ id: String(id) }), advice: t.jurisdiction_advice() }),
  'reports.open311-live-in-sandbox': (t) => ({ title: t.live_title(), advice: t.live_advice() }),
  'reports.open311-format': (t) => ({ title: t.format_title(), advice: t.format_advice() }),
  'reports.open311-unknown': (t) => ({ title: t.unknown_title(), advice: t.unknown_advice() }),
  'reports.open311-type': (t) => ({ title: t.type_title(), advice: t.type_advice() }),
  'reports.open311-large': (t) => ({ title: t.large_title(), advice: t.large_advice() }),
  'reports.open311-unreadable': (t) => ({ title: t.unreadable_title(), advice: t.unreadable_advice() }),
  'reports.open311-method': (t) => ({ title: t.method_title(), advice: t.method_advice() }),
};

/** The words for the refusals of this door; null for a code of somebody else. */
export function open311RefusalText({ code, params = {} }: Refusal, lang: Lang): RefusalWords | null {
  return refusals[code]?.(texts[lang], params) ?? null;
}
