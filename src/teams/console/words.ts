/** Words that several pages of the console use. */
import { type HelpLanguage, helpLanguages } from '../../people/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { Context, RefusalWords } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import type { FieldProblem } from '../../platform/ui/index.ts';
import type { MemberRole, ReasonToEnd, TeamEventKind, TeamLevel } from '../contract.ts';
import { texts } from './messages.gen.ts';

export function levelName(level: TeamLevel, lang: Lang): string {
  const t = texts[lang];
  return { commune: t.level_commune(), village: t.level_village() }[level];
}

export function roleName(role: MemberRole, lang: Lang): string {
  const t = texts[lang];
  return { leader: t.role_leader(), deputy: t.role_deputy(), member: t.role_member() }[role];
}

export function reasonName(reason: ReasonToEnd, lang: Lang): string {
  const t = texts[lang];
  const names: Record<ReasonToEnd, string> = {
    'own-wish': t.reason_own_wish(),
    'moved-away': t.reason_moved_away(),
    died: t.reason_died(),
    'term-over': t.reason_term_over(),
    'other-work': t.reason_other_work(),
    removed: t.reason_removed(),
    mistake: t.reason_mistake(),
    'role-changed': t.reason_role_changed(),
    'handed-over': t.reason_handed_over(),
    'team-changed': t.reason_team_changed(),
    'team-ended': t.reason_team_ended(),
  };
  return names[reason];
}

export function eventName(kind: TeamEventKind, lang: Lang): string {
  const t = texts[lang];
  const names: Record<TeamEventKind, string> = {
    formed: t.event_formed(),
    renamed: t.event_renamed(),
    moved: t.event_moved(),
    'followed-unit': t.event_followed_unit(),
    suspended: t.event_suspended(),
    revived: t.event_revived(),
    merged: t.event_merged(),
    split: t.event_split(),
    dissolved: t.event_dissolved(),
    corrected: t.event_corrected(),
  };
  return names[kind];
}

/** The words for this folder's refusals; null for those of others. */
export function consoleRefusalText(refusal: Refusal, lang: Lang): RefusalWords | null {
  const t = texts[lang];
  const words: Readonly<Record<string, () => RefusalWords>> = {
    'teams.decision-file-large': () => ({ title: t.file_large(), advice: t.file_advice() }),
    'teams.decision-file-kind': () => ({ title: t.file_kind(), advice: t.file_advice() }),
    'teams.decision-file-gone': () => ({ title: t.file_gone(), advice: t.file_gone_advice() }),
    'teams.day-missing': () => ({ title: t.day_missing(), advice: t.day_strange_advice() }),
    'teams.roster-moved-on': () => ({ title: t.moved_on(), advice: t.moved_on_advice() }),
    'teams.seat-missing': () => ({ title: t.seat_missing(), advice: t.seat_missing_advice() }),
    'teams.merge-none-chosen': () => ({ title: t.merge_none_chosen(), advice: t.merge_none_chosen_advice() }),
    'teams.role-missing': () => ({ title: t.role_missing(), advice: t.role_missing_advice() }),
    'teams.force-missing': () => ({ title: t.force_missing(), advice: t.force_missing_advice() }),
    'teams.reason-missing': () => ({ title: t.reason_missing(), advice: t.reason_missing_advice() }),
    'teams.new-leader-missing': () => ({ title: t.new_leader_missing(), advice: t.new_leader_missing_advice() }),
  };
  return words[refusal.code]?.() ?? null;
}

/** A refusal as one line at its field, in the words of whichever module says them. */
export function problemAt(context: Pick<Context, 'modules'>, refusal: Refusal, lang: Lang, fallback: string): FieldProblem {
  for (const module of context.modules) {
    const words = module.refusalText?.(refusal, lang);
    if (words) return { field: refusal.field ?? fallback, message: `${words.title} ${words.advice}` };
  }
  throw new Error(`No words for the refusal ${refusal.code}`);
}

/** Languages in which somebody may want to be helped, as options of a form. */
export function languageOptions(lang: Lang): readonly { readonly value: HelpLanguage; readonly label: string }[] {
  const t = texts[lang];
  const names: Record<HelpLanguage, string> = {
    vi: t.language_vi(),
    mong: t.language_mong(),
    dao: t.language_dao(),
    thai: t.language_thai(),
    tay: t.language_tay(),
  };
  return helpLanguages.map((value) => ({ value, label: names[value] }));
}
