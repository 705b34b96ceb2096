/** The words for the refusals of rosters. */
import { formatDate } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { RefusalWords } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { texts } from './messages.gen.ts';

type Params = NonNullable<Refusal['params']>;
type Words = (t: (typeof texts)[Lang], params: Params) => { readonly title: string; readonly advice: string };

const day = (params: Params, name = 'day') => formatDate(String(params[name]));
const most = (params: Params) => ({ most: Number(params.most ?? 0) });

const refusals: Readonly<Record<string, Words>> = {
  'teams.place-not-yours': (t) => ({ title: t.place_not_yours_title(), advice: t.place_not_yours_advice() }),
  'teams.team-unknown': (t) => ({ title: t.team_unknown_title(), advice: t.team_unknown_advice() }),
  'teams.membership-unknown': (t) => ({ title: t.membership_unknown_title(), advice: t.membership_unknown_advice() }),
  'teams.leave-unknown': (t) => ({ title: t.leave_unknown_title(), advice: t.leave_unknown_advice() }),
  'teams.changed-meanwhile': (t) => ({ title: t.changed_meanwhile_title(), advice: t.changed_meanwhile_advice() }),
  'teams.day-strange': (t) => ({ title: t.day_strange_title(), advice: t.day_strange_advice() }),
  'teams.name-missing': (t) => ({ title: t.name_missing_title(), advice: t.name_missing_advice() }),
  'teams.unit-unknown': (t) => ({ title: t.unit_unknown_title(), advice: t.unit_unknown_advice() }),
  'teams.unit-level': (t) => ({ title: t.unit_level_title(), advice: t.unit_level_advice() }),
  'teams.person-unknown': (t) => ({ title: t.person_unknown_title(), advice: t.person_unknown_advice() }),
  'teams.core-force-unknown': (t) => ({ title: t.core_force_unknown_title(), advice: t.core_force_unknown_advice() }),
  'teams.term-before-begin': (t) => ({ title: t.term_before_begin_title(), advice: t.term_before_begin_advice() }),
  'teams.last-day-missing': (t) => ({ title: t.last_day_missing_title(), advice: t.last_day_missing_advice() }),
  'teams.service-left-traces': (t) => ({ title: t.service_left_traces_title(), advice: t.service_left_traces_advice() }),
  'teams.not-a-member': (t) => ({ title: t.not_a_member_title(), advice: t.not_a_member_advice() }),
  'teams.seat-confirmed': (t) => ({ title: t.seat_confirmed_title(), advice: t.seat_confirmed_advice() }),
  'teams.only-first-day': (t) => ({ title: t.only_first_day_title(), advice: t.only_first_day_advice() }),
  'teams.merge-two': (t) => ({ title: t.merge_two_title(), advice: t.merge_two_advice() }),
  'teams.merge-levels': (t) => ({ title: t.merge_levels_title(), advice: t.merge_levels_advice() }),
  'teams.leader-not-among': (t) => ({ title: t.leader_not_among_title(), advice: t.leader_not_among_advice() }),
  'teams.parts-missing': (t) => ({ title: t.parts_missing_title(), advice: t.parts_missing_advice() }),
  'teams.member-in-two-parts': (t) => ({ title: t.member_in_two_parts_title(), advice: t.member_in_two_parts_advice() }),
  'teams.stand-in-unknown': (t) => ({ title: t.stand_in_unknown_title(), advice: t.stand_in_unknown_advice() }),
  'teams.stand-in-away': (t) => ({ title: t.stand_in_away_title(), advice: t.stand_in_away_advice() }),
  'teams.decided-in-future': (t) => ({ title: t.decided_in_future_title(), advice: t.decided_in_future_advice() }),
  'teams.decision-file': (t) => ({ title: t.decision_file_title(), advice: t.decision_file_advice() }),
  'teams.service-not-today': (t) => ({ title: t.service_not_today_title(), advice: t.service_not_today_advice() }),
  'teams.day-too-far': (t, params) => ({ title: t.day_too_far_title(), advice: t.day_too_far_advice({ day: day(params) }) }),
  'teams.unit-not-yet': (t, params) => ({ title: t.unit_not_yet_title(), advice: t.unit_not_yet_advice({ day: day(params) }) }),
  'teams.unit-ended': (t, params) => ({ title: t.unit_ended_title(), advice: t.unit_ended_advice({ day: day(params) }) }),
  'teams.team-not-yet': (t, params) => ({ title: t.team_not_yet_title(), advice: t.team_not_yet_advice({ day: day(params) }) }),
  'teams.team-ended': (t, params) => ({ title: t.team_ended_title(), advice: t.team_ended_advice({ day: day(params) }) }),
  'teams.team-suspended': (t, params) => ({ title: t.team_suspended_title({ day: day(params) }), advice: t.team_suspended_advice() }),
  'teams.team-active': (t, params) => ({ title: t.team_active_title({ day: day(params) }), advice: t.team_active_advice() }),
  'teams.second-leader': (t, params) => ({ title: t.second_leader_title({ day: day(params) }), advice: t.second_leader_advice() }),
  'teams.member-overlap': (t, params) => ({ title: t.member_overlap_title({ day: day(params) }), advice: t.member_overlap_advice() }),
  'teams.end-before-begin': (t, params) => ({ title: t.end_before_begin_title(), advice: t.end_before_begin_advice({ day: day(params) }) }),
  'teams.service-over': (t, params) => ({ title: t.service_over_title({ day: day(params) }), advice: t.service_over_advice() }),
  'teams.no-leader': (t, params) => ({ title: t.no_leader_title({ day: day(params) }), advice: t.no_leader_advice() }),
  'teams.leader-since-that-day': (t, params) => ({ title: t.leader_since_title({ day: day(params) }), advice: t.leader_since_advice() }),
  'teams.something-later': (t, params) => ({ title: t.something_later_title({ day: day(params) }), advice: t.something_later_advice() }),
  'teams.served-before': (t, params) => ({ title: t.served_before_title({ day: day(params) }), advice: t.served_before_advice() }),
  'teams.leave-overlap': (t, params) => ({ title: t.leave_overlap_title({ day: day(params) }), advice: t.leave_overlap_advice() }),
  'teams.stand-in-not-there': (t, params) => ({
    title: t.stand_in_not_there_title(),
    advice: t.stand_in_not_there_advice({ day: day(params, 'from') }),
  }),
  'teams.day-outside-service': (t, params) => ({
    title: t.outside_title(),
    advice:
      params.until === undefined
        ? t.outside_advice({ from: day(params, 'from') })
        : t.outside_until_advice({ from: day(params, 'from'), until: day(params, 'until') }),
  }),
  'teams.name-long': (t, params) => ({ title: t.name_long_title(), advice: t.name_long_advice(most(params)) }),
  'teams.decision-long': (t, params) => ({ title: t.decision_long_title(), advice: t.decision_long_advice(most(params)) }),
  'teams.decision-twice': (t, params) => ({
    title: t.decision_twice_title({ number: String(params.number) }),
    advice: t.decision_twice_advice(),
  }),
  'teams.members-left-over': (t, params) => ({
    title: t.left_over_title({ count: Number(params.count ?? 0) }),
    advice: t.left_over_advice(),
  }),
  'people.persons-refused': (t, params) => ({
    title: t.persons_refused_title({ count: Number(params.count ?? 0) }),
    advice: t.persons_refused_advice(),
  }),
};

/** The words for a refusal of rosters: what happened, what to do now, and that nothing is lost; null for a code of somebody else. */
export function rostersRefusalText({ code, params = {} }: Refusal, lang: Lang): RefusalWords | null {
  const words = refusals[code]?.(texts[lang], params);
  return words ? { title: words.title, advice: `${words.advice} ${texts[lang].nothing_lost()}` } : null;
}
