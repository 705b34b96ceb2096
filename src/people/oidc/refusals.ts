import type { Lang } from '../../platform/i18n/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { texts } from './messages.gen.ts';
import type { TroubleKind } from './trouble.ts';

interface Words {
  readonly title: string;
  readonly advice: string;
}

const words: Readonly<Record<string, (t: (typeof texts)[Lang]) => Words>> = {
  'people.oidc-over': (t) => ({ title: t.over_title(), advice: t.over_advice() }),
  'people.oidc-down': (t) => ({ title: t.down_title(), advice: t.down_advice() }),
  'people.oidc-declined': (t) => ({ title: t.declined_title(), advice: t.declined_advice() }),
  'people.oidc-refused': (t) => ({ title: t.refused_title(), advice: t.refused_advice() }),
  'people.oidc-unreadable': (t) => ({ title: t.unreadable_title(), advice: t.unreadable_advice() }),
  'people.oidc-unknown': (t) => ({ title: t.unknown_title(), advice: t.unknown_advice() }),
  'people.oidc-not-linked': (t) => ({ title: t.not_linked_title(), advice: t.not_linked_advice() }),
  'people.oidc-somebody-else': (t) => ({ title: t.somebody_else_title(), advice: t.somebody_else_advice() }),
  'people.oidc-closed': (t) => ({ title: t.closed_title(), advice: t.closed_advice() }),
  'people.oidc-prove-again': (t) => ({ title: t.prove_title(), advice: t.prove_again() }),
  'people.oidc-taken': (t) => ({ title: t.taken_title(), advice: t.taken_advice() }),
  'people.oidc-another': (t) => ({ title: t.another_title(), advice: t.another_advice() }),
  'people.oidc-last-way': (t) => ({ title: t.last_way_title(), advice: t.last_way_advice() }),
};

/** The words for what outside accounts refuse. */
export function oidcRefusalText(refusal: Refusal, lang: Lang): Words | null {
  return words[refusal.code]?.(texts[lang]) ?? null;
}

/** The refusal that a trouble with a provider becomes. A status of 503 is the page's own: programs have nothing to ask here. */
export function refusalOf(kind: TroubleKind): Refusal {
  return { code: `people.oidc-${kind}`, status: kind === 'declined' ? 403 : 409 };
}
