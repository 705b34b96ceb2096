/** Words for cards that several pages use, and for the refusals of this folder. */
import type { Lang } from '../../platform/i18n/index.ts';
import type { RefusalWords } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import type { MemberRole } from '../contract.ts';
import { texts } from './messages.gen.ts';
import type { CardState, Why } from './model.ts';

export function memberRoleName(role: MemberRole, lang: Lang): string {
  const t = texts[lang];
  return { leader: t.role_leader(), deputy: t.role_deputy(), member: t.role_member() }[role];
}

export function whyName(why: Why, lang: Lang): string {
  const t = texts[lang];
  const names: Record<Why, string> = {
    lost: t.why_lost(),
    misused: t.why_misused(),
    mistake: t.why_mistake(),
    left: t.why_left(),
    replaced: t.why_replaced(),
  };
  return names[why];
}

/** What a card is worth, for those who may know why. */
export function stateName(state: CardState, lang: Lang): string {
  const t = texts[lang];
  const names: Record<CardState, string> = {
    valid: t.state_valid(),
    revoked: t.state_revoked(),
    'not-serving': t.state_not_serving(),
    'team-not-active': t.state_team_not_active(),
    'not-yet': t.state_not_yet(),
    expired: t.state_expired(),
  };
  return names[state];
}

/** The words for this folder's refusals; null for those of others. */
export function cardsRefusalText({ code, params = {} }: Refusal, lang: Lang): RefusalWords | null {
  const t = texts[lang];
  const words: Readonly<Record<string, () => RefusalWords>> = {
    'teams.card-unknown': () => ({ title: t.refused_unknown_title(), advice: t.refused_unknown() }),
    'teams.card-there': () => ({ title: t.refused_there_title(), advice: t.refused_there() }),
    'teams.card-service-over': () => ({ title: t.refused_service_over_title(), advice: t.refused_service_over() }),
    'teams.card-team-not-active': () => ({ title: t.refused_team_title(), advice: t.refused_team() }),
    'teams.card-revoked-already': () => ({ title: t.refused_revoked_title(), advice: t.refused_revoked() }),
    'teams.card-why-missing': () => ({ title: t.refused_why_title(), advice: t.refused_why() }),
    'teams.photo-missing': () => ({ title: t.refused_photo_missing_title(), advice: t.refused_photo_missing() }),
    'teams.photo-strange': () => ({ title: t.refused_photo_strange_title(), advice: t.refused_photo_strange() }),
    'teams.photo-small': () => ({
      title: t.refused_photo_small_title(),
      advice: t.refused_photo_small({ side: Number(params.side) }),
    }),
    'teams.photo-consent-missing': () => ({ title: t.refused_consent_title(), advice: t.refused_consent() }),
  };
  return words[code]?.() ?? null;
}
