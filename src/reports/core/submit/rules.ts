/** Everything that decides about a report that comes in, found by one statement. */
import { sql } from 'kysely';
import type { Reader } from '../../../platform/db/index.ts';
import type { ReportKind, Urgency } from '../../model.ts';
import type { Rule } from '../deadlines-store.ts';
import type { Names, Question, QuestionOption } from '../types.ts';
import type { ChosenUnit } from './place.ts';

export interface Rules {
  readonly category: {
    readonly code: string;
    readonly kind: ReportKind;
    readonly place: 'required' | 'optional' | 'none';
    readonly privacy: 'public' | 'private';
    readonly urgency: Urgency;
    readonly leaf: boolean;
  } | null;
  readonly notice: { readonly code: string; readonly effect: 'stop' | 'divert' | 'warn' } | null;
  readonly questions: readonly Question[];
  /** Within what time it is to be taken in. */
  readonly receive: Rule | null;
  readonly unit: ChosenUnit | null;
  readonly root: string | null;
  /** What was sent under this id before. */
  readonly before: {
    readonly code: string;
    readonly personId: string | null;
    readonly helperId: string | null;
    readonly browser: boolean;
  } | null;
}

interface Row extends Omit<Rules, 'questions'> {
  readonly questions:
    | readonly {
        readonly code: string;
        readonly answer: Question['answer'];
        readonly required: boolean;
        readonly labels: Names;
        readonly options: readonly QuestionOption[];
      }[]
    | null;
}

/**
 * The rules for a category and a unit on a day, and what is known under the id. With `alone`, whoever sends the same id meanwhile waits until the
 * transaction ends. Runs under the duty `identity`.
 */
export async function readRules(
  reader: Reader,
  ask: {
    readonly id: string;
    readonly categoryCode: string;
    readonly unitId: string | null;
    readonly on: string;
    readonly digest: Buffer | null;
    readonly alone: boolean;
  },
): Promise<Rules> {
  const { id, categoryCode, unitId, on, digest, alone } = ask;
  const rows = reader.rows<unknown>();
  const [, found] = await Promise.all([
    alone ? sql`select pg_advisory_xact_lock(hashtextextended(${`reports.submit/${id}`}, 0))`.execute(rows) : null,
    sql<Row>`with recursive up (code, parent_code, steps) as (
      select v.code, v.parent_code, 0 from reports.category_version v where v.code = ${categoryCode} and v.valid @> ${on}::date
      union all
      select v.code, v.parent_code, up.steps + 1 from reports.category_version v join up on v.code = up.parent_code where v.valid @> ${on}::date
    ), asked as (
      select distinct on (q.code) q.*, up.steps from reports.question q join up on up.code = q.category_code where q.valid @> ${on}::date order by q.code, up.steps
    ), own as (select * from reports.category_version v where v.code = ${categoryCode} and v.valid @> ${on}::date)
    select
      (select jsonb_build_object('code', own.code, 'kind', own.kind, 'place', own.place, 'privacy', own.privacy, 'urgency', own.urgency,
        'leaf', not exists (select from reports.category_version below where below.parent_code = own.code and below.valid @> ${on}::date)) from own) as category,
      (select jsonb_build_object('code', n.code, 'effect', n.effect) from reports.notice n join own on own.notice_code = n.code where n.valid @> ${on}::date) as notice,
      (select jsonb_agg(jsonb_build_object('code', code, 'answer', answer, 'required', required, 'labels', jsonb_build_object('vi', label_vi, 'en', label_en),
        'options', options) order by steps desc, rank, code) from asked) as questions,
      (select jsonb_build_object('id', r.id, 'amount', r.amount, 'unit', r.unit) from own join reports.deadline_rule r on r.urgency = own.urgency
        left join up on up.code = r.category_code where r.step = 'receive' and r.valid @> ${on}::date and (r.category_code is null or up.code is not null)
        order by up.steps nulls last, r.id limit 1) as receive,
      (select jsonb_build_object('id', u.unit_id, 'root', u.parent_id is null, 'parent', u.parent_id,
          'village', case u.level_id when 'village' then t.name_vi || ' ' || u.name end)
        from territory.unit_versions u join territory.unit_types t on t.id = u.type_id
        where u.unit_id = ${unitId}::uuid and u.valid @> ${on}::date) as unit,
      (select u.unit_id from territory.unit_versions u where u.parent_id is null and u.valid @> ${on}::date order by u.code nulls last, u.unit_id limit 1) as root,
      (select jsonb_build_object('code', r.code, 'personId', s.person_id, 'helperId', s.helper_id,
          'browser', exists (select from reports.ticket t where t.report_id = r.id and t.digest = ${digest}::bytea and t.relation = 'sender'))
        from reports.report r left join reports.reporter s on s.report_id = r.id where r.id = ${id}::uuid) as before`.execute(rows),
  ]);
  const row = found.rows[0] as Row;
  return { ...row, questions: row.questions ?? [] };
}
