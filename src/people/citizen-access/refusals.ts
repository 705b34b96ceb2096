import type { Lang } from '../../platform/i18n/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { texts } from './messages.gen.ts';

/** The words for the refusals of this folder. */
export function citizenAccessRefusalText(refusal: Refusal, lang: Lang): { title: string; advice: string } | null {
  const t = texts[lang];
  const { code, params } = refusal;
  if (code === 'people.sms-wait') return { title: t.sms_wait_title(), advice: waitText(Number(params?.seconds ?? 60), lang) };
  if (code === 'people.pin-form') return { title: t.pin_form_title(), advice: t.pin_form() };
  return code === 'people.pin-weak' ? { title: t.pin_weak_title(), advice: t.pin_weak() } : null;
}

/** How long to wait for another code, in the unit in which people wait. */
export function waitText(seconds: number, lang: Lang): string {
  const t = texts[lang];
  if (seconds < 120) return t.sms_wait_seconds({ count: seconds });
  if (seconds < 2 * 3600) return t.sms_wait_minutes({ count: Math.ceil(seconds / 60) });
  return t.sms_wait_hours({ count: Math.ceil(seconds / 3600) });
}
