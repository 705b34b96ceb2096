import type { Lang } from '../platform/i18n/index.ts';
import type { RefusalWords } from '../platform/module/index.ts';
import type { Refusal } from '../platform/outcome/index.ts';
import { texts } from './messages.gen.ts';

type Words = (t: (typeof texts)[Lang], params: NonNullable<Refusal['params']>) => RefusalWords;

const refusals: Readonly<Record<string, Words>> = {
  'developers.key-missing': (t) => ({ title: t.key_missing_title(), advice: t.key_missing_advice() }),
  'developers.key-unknown': (t) => ({ title: t.key_unknown_title(), advice: t.key_unknown_advice() }),
  'developers.key-revoked': (t) => ({ title: t.key_revoked_title(), advice: t.key_revoked_advice() }),
  'developers.key-closed': (t) => ({ title: t.key_closed_title(), advice: t.key_closed_advice() }),
  'developers.app-unknown': (t) => ({ title: t.app_unknown_title(), advice: t.app_unknown_advice() }),
  'developers.app-made': (t) => ({ title: t.app_made_title(), advice: t.app_made_advice() }),
  'developers.apps-too-many': (t, { most }) => ({ title: t.apps_too_many_title({ most: Number(most) }), advice: t.apps_too_many_advice() }),
  'developers.keys-too-many': (t, { most }) => ({ title: t.keys_too_many_title({ most: Number(most) }), advice: t.keys_too_many_advice() }),
  'developers.name-missing': (t) => ({ title: t.name_missing_title(), advice: t.fix_advice() }),
  'developers.purpose-missing': (t) => ({ title: t.purpose_missing_title(), advice: t.fix_advice() }),
  'developers.contact-missing': (t) => ({ title: t.contact_missing_title(), advice: t.fix_advice() }),
  'developers.reason-missing': (t) => ({ title: t.reason_missing_title(), advice: t.fix_advice() }),
  'developers.too-long': (t, { most }) => ({ title: t.too_long_title({ most: Number(most) }), advice: t.fix_advice() }),
  'developers.site-strange': (t) => ({ title: t.site_strange_title(), advice: t.site_strange_advice() }),
  'developers.not-granted': (t) => ({ title: t.not_granted_title(), advice: t.not_granted_advice() }),
  'developers.own-app': (t) => ({ title: t.own_app_title(), advice: t.own_app_advice() }),
  'developers.decided-already': (t) => ({ title: t.decided_already_title(), advice: t.decided_already_advice() }),
  'developers.limit-strange': (t, { most }) => ({ title: t.limit_strange_title({ most: Number(most) }), advice: t.fix_advice() }),
  'developers.url-strange': (t) => ({ title: t.url_strange_title(), advice: t.url_strange_advice() }),
  'developers.url-not-https': (t) => ({ title: t.url_not_https_title(), advice: t.url_not_https_advice() }),
  'developers.url-inside': (t) => ({ title: t.url_inside_title(), advice: t.url_inside_advice() }),
  'developers.url-port': (t) => ({ title: t.url_port_title(), advice: t.url_port_advice() }),
  'developers.type-unknown': (t, { types }) => ({ title: t.type_unknown_title(), advice: t.type_unknown_advice({ types: String(types) }) }),
  'developers.webhooks-too-many': (t, { most }) => ({
    title: t.webhooks_too_many_title({ most: Number(most) }),
    advice: t.webhooks_too_many_advice(),
  }),
  'developers.webhook-unknown': (t) => ({ title: t.webhook_unknown_title(), advice: t.webhook_unknown_advice() }),
  'developers.webhook-made': (t) => ({ title: t.webhook_made_title(), advice: t.webhook_made_advice() }),
  'developers.since-strange': (t) => ({ title: t.since_strange_title(), advice: t.since_strange_advice() }),
  'developers.sandbox-full': (t, { most }) => ({ title: t.sandbox_full_title({ most: Number(most) }), advice: t.sandbox_full_advice() }),
  'developers.sandbox-again': (t) => ({ title: t.sandbox_again_title(), advice: t.sandbox_again_advice() }),
};

/** The words for the refusals of this module; null for a code of somebody else. */
export function developersRefusalText({ code, params = {} }: Refusal, lang: Lang): RefusalWords | null {
  return refusals[code]?.(texts[lang], params) ?? null;
}
