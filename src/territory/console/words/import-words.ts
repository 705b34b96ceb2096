import type { Texts } from './messages.gen.ts';
import type { Say } from './words.ts';

/** Words for what can be wrong with a file and its rows. */
export const importWords: Readonly<Record<string, Say<Texts>>> = {
  'territory.import-empty': (t) => ({ title: t.import_empty(), advice: t.import_empty_do() }),
  'territory.import-too-large': (t, { n }) => ({
    title: t.import_too_large({ megabytes: n('megabytes') }),
    advice: t.import_too_large_do(),
  }),
  'territory.import-workbook': (t) => ({ title: t.import_workbook(), advice: t.import_workbook_do() }),
  'territory.import-utf16': (t) => ({ title: t.import_utf16(), advice: t.import_utf16_do() }),
  'territory.import-binary': (t) => ({ title: t.import_binary(), advice: t.import_binary_do() }),
  'territory.import-encoding': (t) => ({ title: t.import_encoding(), advice: t.import_encoding_do() }),
  'territory.import-letters-lost': (t, { p }) => ({
    title: t.import_letters_lost({ line: p('line') }),
    advice: t.import_letters_lost_do(),
  }),
  'territory.import-twice-encoded': (t, { p }) => ({
    title: t.import_twice_encoded({ line: p('line') }),
    advice: t.import_twice_encoded_do(),
  }),
  'territory.import-no-header': (t, { p }) => ({
    title: t.import_no_header(),
    advice: t.import_no_header_do({ columns: p('columns'), found: p('found') }),
  }),
  'territory.import-columns-missing': (t, { p }) => ({
    title: t.import_columns_missing({ columns: p('columns') }),
    advice: t.import_columns_missing_do({ found: p('found') }),
  }),
  'territory.import-column-twice': (t, { p }) => ({
    title: t.import_column_twice({ column: p('column') }),
    advice: t.import_column_twice_do(),
  }),
  'territory.import-quotes': (t, { p }) => ({ title: t.import_quotes({ row: p('row') }), advice: t.import_quotes_do() }),
  'territory.import-row-too-long': (t, { p }) => ({ title: t.import_row_too_long({ row: p('row') }), advice: t.import_row_too_long_do() }),
  'territory.import-too-many-rows': (t, { n }) => ({
    title: t.import_too_many_rows({ max: n('max') }),
    advice: t.import_too_many_rows_do(),
  }),
  'territory.import-no-rows': (t) => ({ title: t.import_no_rows(), advice: t.import_no_rows_do() }),
  'territory.import-from-missing': (t) => ({ title: t.import_from_missing(), advice: t.import_from_missing_do() }),
  'territory.import-rows-wrong': (t, { n }) => ({ title: t.import_rows_wrong({ count: n('count') }), advice: t.import_rows_wrong_do() }),
  'territory.import-nothing-new': (t) => ({ title: t.import_nothing_new(), advice: t.import_nothing_new_do() }),
  'territory.import-row-width': (t, { p }) => ({
    title: t.import_row_width({ expected: p('expected'), found: p('found') }),
    advice: t.import_row_width_do(),
  }),
  'territory.import-cell-missing': (t) => ({ title: t.import_cell_missing(), advice: t.import_cell_missing_do() }),
  'territory.import-date': (t, { p }) => ({ title: t.import_date({ value: p('value') }), advice: t.import_date_do() }),
  'territory.import-no-such-day': (t, { p }) => ({ title: t.import_no_such_day({ value: p('value') }), advice: t.import_no_such_day_do() }),
  'territory.import-number': (t, { p }) => ({ title: t.import_number({ value: p('value') }), advice: t.import_number_do() }),
  'territory.import-decimal': (t, { p }) => ({ title: t.import_decimal({ value: p('value') }), advice: t.import_decimal_do() }),
  'territory.import-yes-no': (t, { p }) => ({ title: t.import_yes_no({ value: p('value') }), advice: t.import_yes_no_do() }),
  'territory.import-word': (t, { p }) => ({ title: t.import_word({ value: p('value') }), advice: t.import_word_do({ known: p('known') }) }),
  'territory.import-level-unknown': (t, { p }) => ({
    title: t.import_level_unknown({ value: p('value') }),
    advice: t.import_level_unknown_do(),
  }),
  'territory.import-type-unknown': (t, { p }) => ({
    title: t.import_type_unknown({ value: p('value') }),
    advice: t.import_type_unknown_do(),
  }),
  'territory.import-id': (t, { p }) => ({ title: t.import_id({ value: p('value') }), advice: t.import_id_do() }),
  'territory.import-level-type': (t, { p }) => ({
    title: t.import_level_type({ level: p('level'), type: p('type') }),
    advice: t.import_level_type_do(),
  }),
  'territory.import-days-turned': (t, { p }) => ({
    title: t.import_days_turned({ from: p('from'), to: p('to') }),
    advice: t.import_days_turned_do(),
  }),
  'territory.import-unit-ambiguous': (t, { p }) => ({
    title: t.import_unit_ambiguous({ code: p('code'), day: p('day') }),
    advice: t.import_unit_ambiguous_do(),
  }),
  'territory.import-before-record': (t, { p }) => ({
    title: t.import_before_record({ day: p('day'), from: p('from') }),
    advice: t.import_before_record_do({ from: p('from') }),
  }),
  'territory.import-unit-other-day': (t, { p }) => ({
    title: t.import_unit_other_day({ code: p('code'), day: p('day') }),
    advice: t.import_unit_other_day_do({ unit: p('unit'), from: p('from') }),
  }),
  'territory.import-unit-other-days': (t, { p }) => ({
    title: t.import_unit_other_days({ code: p('code'), day: p('day') }),
    advice: t.import_unit_other_days_do({ unit: p('unit'), from: p('from'), last: p('last') }),
  }),
  'territory.import-code-zeros': (t, { p }) => ({
    title: t.import_code_zeros({ code: p('code') }),
    advice: t.import_code_zeros_do({ other: p('other') }),
  }),
  'territory.import-unit-unknown': (t, { p }) => ({
    title: t.import_unit_unknown({ code: p('code'), day: p('day') }),
    advice: t.import_unit_unknown_do(),
  }),
  'territory.import-event-differs': (t, { p }) => ({
    title: t.import_event_differs({ event: p('event'), row: p('row') }),
    advice: t.import_event_differs_do(),
  }),
  'territory.import-document-unknown': (t, { p }) => ({
    title: t.import_document_unknown({ number: p('number') }),
    advice: t.import_document_unknown_do(),
  }),
  'territory.import-unit-differs': (t, { p }) => ({
    title: t.import_unit_differs({ unit: p('unit'), columns: p('columns') }),
    advice: t.import_unit_differs_do(),
  }),
  'territory.import-row-twice': (t, { p }) => ({
    title: t.import_row_twice({ unit: p('unit'), row: p('row') }),
    advice: t.import_row_twice_do(),
  }),
  'territory.import-unit-not-there': (t, { p }) => ({
    title: t.import_unit_not_there({ unit: p('unit'), day: p('day') }),
    advice: t.import_unit_not_there_do(),
  }),
  'territory.import-figure-differs': (t, { p }) => ({
    title: t.import_figure_differs({ unit: p('unit'), day: p('day'), value: p('value'), basis: p('basis') }),
    advice: t.import_figure_differs_do(),
  }),
  'territory.import-boundary-differs': (t, { p }) => ({
    title: t.import_boundary_differs({ unit: p('unit'), day: p('day') }),
    advice: t.import_boundary_differs_do(),
  }),
  'territory.import-file-missing': (t) => ({ title: t.import_file_missing(), advice: t.import_file_missing_do() }),
  'territory.import-kind-missing': (t) => ({ title: t.import_kind_missing(), advice: t.import_kind_missing_do() }),
  'territory.import-file-gone': (t) => ({ title: t.import_file_gone(), advice: t.import_file_gone_do() }),
};
