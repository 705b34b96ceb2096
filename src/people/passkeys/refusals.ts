import type { Lang } from '../../platform/i18n/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { texts } from './messages.gen.ts';

interface Words {
  readonly title: string;
  readonly advice: string;
}

const words: Readonly<Record<string, (t: (typeof texts)[Lang], params: NonNullable<Refusal['params']>) => Words>> = {
  'people.passkey-over': (t) => ({ title: t.over_title(), advice: t.over_advice() }),
  'people.passkey-unknown': (t) => ({ title: t.unknown_title(), advice: t.unknown_advice() }),
  'people.passkey-copied': (t) => ({ title: t.copied_title(), advice: t.copied_advice() }),
  'people.passkey-somebody-else': (t) => ({ title: t.somebody_else_title(), advice: t.somebody_else_advice() }),
  'people.passkey-not-made': (t) => ({ title: t.not_made_title(), advice: t.not_made_advice() }),
  'people.passkey-too-many': (t, { most }) => ({ title: t.too_many_title({ most: Number(most) }), advice: t.too_many_advice() }),
  'people.passkey-label': (t) => ({ title: t.label_missing_title(), advice: t.label_missing_advice() }),
  'people.passkey-last-way': (t) => ({ title: t.last_way_title(), advice: t.last_way_advice() }),
  'people.passkey-last-factor': (t) => ({ title: t.last_factor_title(), advice: t.last_factor_advice() }),
  'people.passkey-prove-again': (t) => ({ title: t.prove_title(), advice: t.prove_again() }),
  'people.passkey-second-factor': (t) => ({ title: t.prove_title(), advice: t.prove_second() }),
  'people.passkey-first-factor': (t) => ({ title: t.prove_title(), advice: t.prove_first() }),
  'people.passkey-numeric-address': (t) => ({ title: t.not_made_title(), advice: t.numeric_address() }),
};

/** The words for what passkeys refuse. */
export function passkeyRefusalText(refusal: Refusal, lang: Lang): Words | null {
  return words[refusal.code]?.(texts[lang], refusal.params ?? {}) ?? null;
}
