import type { Texts } from './messages.gen.ts';
import type { Say } from './words.ts';

/** Words for what the record refuses. */
export const modelWords: Readonly<Record<string, Say<Texts>>> = {
  'territory.event_refused': (t, { n }) => ({ title: t.event_refused({ count: n('count') }), advice: t.event_refused_do() }),
  'territory.units_refused': (t, { n }) => ({ title: t.units_refused({ count: n('count') }), advice: t.units_refused_do() }),
  'territory.unknown_unit': (t) => ({ title: t.unknown_unit(), advice: t.unknown_unit_do() }),
  'territory.unknown_event': (t) => ({ title: t.unknown_event(), advice: t.unknown_event_do() }),
  'territory.unknown_type': (t, { p }) => ({ title: t.unknown_type({ type: p('type') }), advice: t.unknown_type_do() }),
  'territory.unknown_level': (t, { p }) => ({ title: t.unknown_level({ level: p('level') }), advice: t.unknown_level_do() }),
  'territory.unknown_document': (t) => ({ title: t.unknown_document(), advice: t.unknown_document_do() }),
  'territory.bad_day': (t, { p }) => ({ title: t.bad_day({ day: p('day') }), advice: t.bad_day_do() }),
  'territory.empty_event': (t) => ({ title: t.empty_event(), advice: t.empty_event_do() }),
  'territory.title_missing': (t) => ({ title: t.title_missing(), advice: t.title_missing_do() }),
  'territory.bad_share': (t, { p }) => ({
    title: t.bad_share({ unit: p('unit'), num: p('num'), den: p('den') }),
    advice: t.bad_share_do(),
  }),
  'territory.shares_not_whole': (t, { p }) => ({
    title: t.shares_not_whole({ unit: p('unit'), num: p('num'), den: p('den') }),
    advice: t.shares_not_whole_do(),
  }),
  'territory.back_shares_not_whole': (t, { p }) => ({
    title: t.back_shares_not_whole({ unit: p('unit'), num: p('num'), den: p('den') }),
    advice: t.back_shares_not_whole_do(),
  }),
  'territory.share_too_fine': (t, { p }) => ({ title: t.share_too_fine({ unit: p('unit') }), advice: t.share_too_fine_do() }),
  'territory.edge_twice': (t, { p }) => ({ title: t.edge_twice({ from: p('from'), to: p('to') }), advice: t.edge_twice_do() }),
  'territory.hands_on_twice': (t, { p }) => ({
    title: t.hands_on_twice({ unit: p('unit'), day: p('day') }),
    advice: t.hands_on_twice_do(),
  }),
  'territory.changed_twice': (t, { p }) => ({ title: t.changed_twice({ unit: p('unit'), day: p('day') }), advice: t.changed_twice_do() }),
  'territory.not_existing': (t, { p }) => ({ title: t.not_existing({ unit: p('unit'), day: p('day') }), advice: t.not_existing_do() }),
  'territory.before_record': (t, { p }) => ({
    title: t.before_record({ unit: p('unit'), day: p('day'), from: p('from') }),
    advice: t.before_record_do({ from: p('from') }),
  }),
  'territory.receiver_not_existing': (t, { p }) => ({
    title: t.receiver_not_existing({ unit: p('unit'), day: p('day') }),
    advice: t.receiver_not_existing_do(),
  }),
  'territory.already_recorded': (t, { p }) => ({ title: t.already_recorded({ unit: p('unit') }), advice: t.already_recorded_do() }),
  'territory.name_missing': (t) => ({ title: t.name_missing(), advice: t.name_missing_do() }),
  'territory.type_missing': (t, { p }) => ({ title: t.type_missing({ unit: p('unit') }), advice: t.type_missing_do() }),
  'territory.parent_missing': (t, { p }) => ({ title: t.parent_missing({ unit: p('unit') }), advice: t.parent_missing_do() }),
  'territory.code_missing': (t, { p }) => ({ title: t.code_missing({ unit: p('unit') }), advice: t.code_missing_do() }),
  'territory.code_taken': (t, { p }) => ({
    title: t.code_taken({ unit: p('unit'), code: p('code'), other: p('other'), day: p('day') }),
    advice: t.code_taken_do(),
  }),
  'territory.overlap': (t, { p }) => ({ title: t.overlap({ unit: p('unit'), day: p('day') }), advice: t.overlap_do() }),
  'territory.empty_range': (t, { p }) => ({
    title: t.empty_range({ unit: p('unit'), from: p('from'), to: p('to') }),
    advice: t.empty_range_do(),
  }),
  'territory.level_changed': (t, { p }) => ({ title: t.level_changed({ unit: p('unit') }), advice: t.level_changed_do() }),
  'territory.parent_not_existing': (t, { p }) => ({
    title: t.parent_not_existing({ unit: p('unit'), parent: p('parent'), day: p('day') }),
    advice: t.parent_not_existing_do(),
  }),
  'territory.parent_not_higher': (t, { p }) => ({
    title: t.parent_not_higher({ unit: p('unit'), parent: p('parent') }),
    advice: t.parent_not_higher_do(),
  }),
  'territory.level_not_valid': (t, { p }) => ({
    title: t.level_not_valid({ unit: p('unit'), day: p('day') }),
    advice: t.level_not_valid_do(),
  }),
  'territory.level_still_used': (t, { p }) => ({
    title: t.level_still_used({ unit: p('unit'), day: p('day') }),
    advice: t.level_still_used_do(),
  }),
  'territory.level_missing': (t) => ({ title: t.level_missing(), advice: t.level_missing_do() }),
  'territory.orphan': (t, { p }) => ({
    title: t.orphan({ unit: p('unit'), parent: p('parent'), day: p('day') }),
    advice: t.orphan_do({ unit: p('unit') }),
  }),
  'territory.later_history': (t, { p }) => ({
    title: t.later_history({ unit: p('unit'), later: p('later') }),
    advice: t.later_history_do({ day: p('day') }),
  }),
  'territory.bad_coordinates': (t, { p }) => ({ title: t.bad_coordinates({ unit: p('unit') }), advice: t.bad_coordinates_do() }),
  'territory.population_twice': (t, { p }) => ({
    title: t.population_twice({ unit: p('unit'), day: p('day') }),
    advice: t.population_twice_do(),
  }),
  'territory.population_negative': (t) => ({ title: t.population_negative(), advice: t.population_negative_do() }),
  'territory.unknown_batch': (t) => ({ title: t.unknown_batch(), advice: t.unknown_batch_do() }),
  'territory.batch_already_undone': (t) => ({ title: t.batch_already_undone(), advice: t.batch_already_undone_do() }),
  'territory.batch_stands': (t, { n }) => ({ title: t.batch_stands({ count: n('count') }), advice: t.batch_stands_do() }),
  'territory.stands_in_way': (t, { p }) => ({ title: t.stands_in_way({ kind: p('kind') }), advice: t.stands_in_way_do() }),
  'territory.not_allowed': (t) => ({ title: t.not_allowed(), advice: t.not_allowed_do() }),
  'territory.busy': (t, { p, n }) => ({ title: t.busy({ who: p('who'), minutes: n('minutes') }), advice: t.busy_do() }),
  'territory.busy_nobody': (t) => ({ title: t.busy_nobody(), advice: t.busy_nobody_do() }),
};
