import type { Lang } from '../../platform/i18n/index.ts';
import type { RefusalWords } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { texts } from './messages.gen.ts';

function changed(refusal: Refusal, lang: Lang): RefusalWords {
  const t = texts[lang];
  const { who = '', by = 'system', when = '' } = refusal.params ?? {};
  const kind = by === 'sender' || by === 'system' ? by : 'other';
  return {
    title: t.changed_meanwhile({ by: kind, who: String(who) || t.somebody(), when: String(when) }).trim(),
    advice: t.changed_meanwhile_advice(),
  };
}

/** The words for the refusals of the kernel: what happened, that nothing is lost, what to do now; null for those of others. */
export function coreRefusalText(refusal: Refusal, lang: Lang): RefusalWords | null {
  const t = texts[lang];
  const n = (name: string): number => Number(refusal.params?.[name] ?? 0);
  if (refusal.code === 'reports.changed-meanwhile') return changed(refusal, lang);
  const words: Readonly<Record<string, RefusalWords>> = {
    'reports.amount-strange': { title: t.amount_strange(), advice: t.amount_strange_advice({ most: n('most') }) },
    'reports.answer-by-strange': { title: t.answer_by_strange(), advice: t.answer_by_strange_advice() },
    'reports.answer-empty': { title: t.answer_empty(), advice: t.answer_empty_advice({ least: n('least') }) },
    'reports.answer-evidence': { title: t.answer_evidence(), advice: t.answer_evidence_advice() },
    'reports.answer-missing': { title: t.answer_missing(), advice: t.answer_missing_advice() },
    'reports.answer-strange': { title: t.answer_strange(), advice: t.answer_strange_advice() },
    'reports.assignee-missing': { title: t.assignee_missing(), advice: t.assignee_missing_advice() },
    'reports.assignee-unfit': { title: t.assignee_unfit(), advice: t.assignee_unfit_advice() },
    'reports.attachment-unknown': { title: t.attachment_unknown(), advice: t.attachment_unknown_advice() },
    'reports.cannot-day': { title: t.cannot_day(), advice: t.cannot_day_advice() },
    'reports.cannot-reason': { title: t.cannot_reason(), advice: t.cannot_reason_advice() },
    'reports.cannot-who': { title: t.cannot_who(), advice: t.cannot_who_advice() },
    'reports.category-unknown': { title: t.category_gone(), advice: t.category_gone_advice() },
    'reports.category-missing': { title: t.category_missing(), advice: t.category_missing_advice() },
    'reports.category-not-final': { title: t.category_not_final(), advice: t.category_not_final_advice() },
    'reports.centre-decided': { title: t.centre_decided(), advice: t.centre_decided_advice({ returns: n('returns') }) },
    'reports.close-too-early': { title: t.close_too_early(), advice: t.close_too_early_advice({ days: n('days') }) },
    'reports.cover-again': { title: t.cover_again(), advice: t.cover_again_advice() },
    'reports.face-missing': { title: t.face_missing(), advice: t.face_missing_advice() },
    'reports.files-too-many': { title: t.files_too_many(), advice: t.files_too_many_advice({ most: n('most') }) },
    'reports.id-strange': { title: t.id_strange(), advice: t.id_strange_advice() },
    'reports.id-taken': { title: t.id_taken(), advice: t.id_taken_advice() },
    'reports.language-unknown': { title: t.language_unknown(), advice: t.language_unknown_advice() },
    'reports.master-itself': { title: t.master_itself(), advice: t.master_itself_advice() },
    'reports.master-missing': { title: t.master_missing(), advice: t.master_missing_advice() },
    'reports.master-over': { title: t.master_over(), advice: t.master_over_advice() },
    'reports.master-unknown': { title: t.master_unknown(), advice: t.master_unknown_advice() },
    'reports.more-missing': { title: t.more_missing(), advice: t.more_missing_advice() },
    'reports.no-visit-wanted': { title: t.no_visit_wanted(), advice: t.no_visit_wanted_advice() },
    'reports.notice-stops': { title: t.notice_stops(), advice: t.notice_stops_advice() },
    'reports.office-missing': { title: t.office_missing(), advice: t.office_missing_advice() },
    'reports.office-receives-none': { title: t.office_receives_none(), advice: t.office_receives_none_advice() },
    'reports.office-approves': { title: t.office_approves(), advice: t.office_approves_advice() },
    'reports.on-behalf-missing': { title: t.on_behalf_missing(), advice: t.on_behalf_missing_advice() },
    'reports.on-behalf-not-yours': { title: t.on_behalf_not_yours(), advice: t.on_behalf_not_yours_advice() },
    'reports.on-behalf-of-oneself': { title: t.on_behalf_of_oneself(), advice: t.on_behalf_of_oneself_advice() },
    'reports.part-over': { title: t.part_over(), advice: t.part_over_advice() },
    'reports.part-there': { title: t.part_there(), advice: t.part_there_advice() },
    'reports.parts-open': { title: t.parts_open(), advice: t.parts_open_advice({ left: n('left') }) },
    'reports.parts-too-many': { title: t.parts_too_many(), advice: t.parts_too_many_advice({ most: n('most') }) },
    'reports.phone-missing': { title: t.phone_missing(), advice: t.phone_missing_advice() },
    'reports.phone-strange': { title: t.phone_strange(), advice: t.phone_strange_advice() },
    'reports.place-missing': { title: t.place_missing(), advice: t.place_missing_advice() },
    'reports.point-outside': { title: t.point_outside(), advice: t.point_outside_advice() },
    'reports.point-strange': { title: t.point_strange(), advice: t.point_strange_advice() },
    'reports.private-stays': { title: t.private_stays(), advice: t.private_stays_advice() },
    'reports.reason-missing': { title: t.reason_missing(), advice: t.reason_missing_advice() },
    'reports.reopen-too-late': { title: t.reopen_too_late({ days: n('days') }), advice: t.reopen_too_late_advice() },
    'reports.reopened-too-often': { title: t.reopened_too_often({ most: n('most') }), advice: t.reopened_too_often_advice() },
    'reports.recording-missing': { title: t.recording_missing(), advice: t.recording_missing_advice() },
    'reports.said-and-shown-nothing': { title: t.said_and_shown_nothing(), advice: t.said_and_shown_nothing_advice() },
    'reports.said-nothing': { title: t.said_nothing(), advice: t.said_nothing_advice() },
    'reports.same-approver': { title: t.same_approver(), advice: t.same_approver_advice() },
    'reports.same-person': { title: t.same_person(), advice: t.same_person_advice() },
    'reports.spoken-not-sound': { title: t.spoken_not_sound(), advice: t.spoken_not_sound_advice() },
    'reports.step-not-now': { title: t.step_not_now(), advice: t.step_not_now_advice() },
    'reports.step-not-yours': { title: t.step_not_yours(), advice: t.step_not_yours_advice() },
    'reports.still-asked': { title: t.still_asked({ days: n('days') }), advice: t.still_asked_advice() },
    'reports.summary-missing': { title: t.summary_missing(), advice: t.summary_missing_advice() },
    'reports.template-unknown': { title: t.template_unknown(), advice: t.template_unknown_advice() },
    'reports.unit-gone': { title: t.unit_gone(), advice: t.unit_gone_advice() },
    'reports.verdict-missing': { title: t.verdict_missing(), advice: t.verdict_missing_advice() },
    'reports.words-to-officials-missing': { title: t.words_to_officials_missing(), advice: t.words_to_officials_missing_advice() },
    'reports.words-to-sender-missing': { title: t.words_to_sender_missing(), advice: t.words_to_sender_missing_advice() },
    'reports.reason-unknown': { title: t.reason_missing(), advice: t.reason_missing_advice() },
    'reports.words-long': { title: t.words_long(), advice: t.words_long_advice({ most: n('most') }) },
    'reports.on-behalf-no-consent': {
      title: t.on_behalf_no_consent(),
      advice: t.on_behalf_no_consent_advice(),
    },
  };
  return words[refusal.code] ?? null;
}
