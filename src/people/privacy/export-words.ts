/** Names of tables and columns in the readable page of an export; what has no words keeps its technical name. */
import type { Lang } from '../../platform/i18n/index.ts';
import { texts } from './messages.gen.ts';

/** The name of a table in plain words. */
export function tableName(table: string, lang: Lang): string {
  const t = texts[lang];
  const names: Readonly<Record<string, string>> = {
    'people.person': t.table_person(),
    'people.person_details': t.table_details(),
    'people.identifier': t.table_identifier(),
    'people.device': t.table_device(),
    'people.credential': t.table_credential(),
    'people.session': t.table_session(),
    'people.attempt': t.table_attempt(),
    'people.consent': t.table_consent(),
    'people.privacy_request': t.table_request(),
    'people.role_grant': t.table_grant(),
    'people.absence': t.table_absence(),
    'people.decision': t.table_decision(),
    'platform.message': t.table_message(),
    'platform.push_subscription': t.table_push(),
    'audit.entry': t.table_trail(),
  };
  return names[table] ?? table;
}

/** The name of a column in plain words. */
export function columnName(column: string, lang: Lang): string {
  const t = texts[lang];
  const names: Readonly<Record<string, string>> = {
    id: t.column_id(),
    person_id: t.column_person(),
    full_name: t.column_full_name(),
    birth_year: t.column_birth_year(),
    unit_id: t.column_unit(),
    organisation_id: t.column_organisation(),
    language_of_help: t.column_language(),
    state: t.column_state(),
    kind: t.column_kind(),
    value: t.column_value(),
    name: t.column_name(),
    label: t.column_name(),
    role: t.column_role(),
    valid: t.column_valid(),
    basis: t.column_basis(),
    purpose: t.column_purpose(),
    words: t.column_words(),
    words_vi: t.column_words(),
    text: t.column_words(),
    answer: t.column_answer(),
    reason: t.column_reason(),
    methods: t.column_methods(),
    at: t.column_at(),
    action: t.column_action(),
    created_at: t.column_created(),
    added_at: t.column_created(),
    enrolled_at: t.column_created(),
    given_at: t.column_given(),
    received_at: t.column_received(),
    verified_at: t.column_verified(),
    last_seen_at: t.column_last_seen(),
    last_used_at: t.column_last_seen(),
    ended_at: t.column_ended(),
    withdrawn_at: t.column_withdrawn(),
  };
  return names[column] ?? column.replaceAll('_', ' ');
}
