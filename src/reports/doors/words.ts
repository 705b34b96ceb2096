import type { Lang } from '../../platform/i18n/index.ts';
import type { RefusalWords } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { spokenCode } from '../code.ts';
import { texts } from './messages.gen.ts';

/** The words for the refusals of these doors; null for those of others. */
export function doorsRefusalText(refusal: Refusal, lang: Lang): RefusalWords | null {
  const t = texts[lang];
  const code = String(refusal.params?.code ?? '');
  const most = Number(refusal.params?.most ?? 0);
  const who = String(refusal.params?.who ?? '');
  const report = { href: `/reports/${code}`, label: t.refused_report_link({ code: spokenCode(code) }) };
  const words: Readonly<Record<string, RefusalWords>> = {
    'reports.slip-unknown': { title: t.refused_slip_unknown(), advice: t.refused_slip_unknown_advice() },
    'reports.slip-used': { title: t.refused_slip_used({ code: spokenCode(code) }), advice: t.refused_slip_used_advice(), action: report },
    'reports.slip-foreign': { title: t.refused_slip_foreign(), advice: t.refused_slip_foreign_advice() },
    'reports.slips-count': { title: t.refused_slips_count({ most }), advice: t.refused_slips_count_advice() },
    'reports.slips-too-many': { title: t.refused_slips_too_many({ most }), advice: t.refused_slips_too_many_advice() },
    'reports.call-gone': { title: t.refused_call_gone(), advice: t.refused_call_gone_advice() },
    'reports.call-used': { title: t.refused_call_used({ code: spokenCode(code) }), advice: t.refused_call_used_advice(), action: report },
    'reports.call-changed': { title: t.refused_call_changed({ who: who || t.call_somebody() }), advice: t.refused_call_changed_advice() },
    'reports.sms-no-category': { title: t.refused_sms_no_category(), advice: t.refused_sms_no_category_advice() },
  };
  return words[refusal.code] ?? null;
}
