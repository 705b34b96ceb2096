/** The expected refusals of reading teams, and their words. */
import type { Lang } from '../../platform/i18n/index.ts';
import type { RefusalWords } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import type { Unreadable } from './asked.ts';
import { texts } from './messages.gen.ts';

export const unknownTeam: Refusal = { code: 'teams.unknown-team', status: 404 };
export const unknownUnit = (id: string): Refusal => ({ code: 'teams.unknown-unit', field: 'unit', params: { id }, status: 404 });
export const refusalOf = ({ field, value }: Unreadable): Refusal => ({
  code: `teams.unreadable-${field}`,
  field,
  params: { value },
  status: 400,
});

/** The words for this folder's refusals; null for those of others. */
export function citizenRefusalText({ code, params }: Refusal, lang: Lang): RefusalWords | null {
  const t = texts[lang];
  const value = String(params?.value ?? '');
  const all = { href: '/teams', label: t.all_teams() };
  if (code === unknownTeam.code) return { title: t.unknown_team(), advice: t.unknown_team_advice(), action: all };
  if (code === 'teams.unknown-unit') return { title: t.unknown_unit(), advice: t.unknown_unit_advice(), action: all };
  if (code === 'teams.unreadable-on') return { title: t.unreadable_day({ value }), advice: t.unreadable_day_advice(), action: all };
  if (code.startsWith('teams.unreadable-')) return { title: t.unreadable({ value }), advice: t.unreadable_advice(), action: all };
  return null;
}
