/** The reports of somebody: sent or followed, as a person or by this browser's ticket. */
import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';
import type { Names, Who } from '../core/index.ts';
import type { ReportState } from '../model.ts';

export interface MineReport {
  readonly code: string;
  readonly names: Names;
  readonly unitName: string;
  readonly state: ReportState;
  readonly sentAt: Temporal.Instant;
  readonly dueAt: Temporal.Instant | null;
  readonly relation: 'sender' | 'follower';
}

const most = 100;

interface Row {
  readonly code: string;
  readonly name_vi: string;
  readonly name_en: string;
  readonly unit_name: string;
  readonly state: ReportState;
  readonly sent_at: Temporal.Instant;
  readonly due_at: Temporal.Instant | null;
  readonly relation: 'sender' | 'follower';
}

/** The newest hundred. Runs under `dutyState('identity')`: the ticket is the proof. */
export async function mineOf(reader: Reader, { actor, ticket }: Who): Promise<readonly MineReport[]> {
  const { rows } = await sql<Row>`with mine as (
      select report_id, max(relation) as relation from (
        select report_id, 'sender' as relation from reports.content where person_id = ${actor.id}::uuid
        union all select report_id, 'follower' from reports.follower where person_id = ${actor.id}::uuid
        union all select report_id, relation from reports.ticket where digest = decode(${ticket ?? ''}, 'hex')
      ) found group by report_id
    )
    select report.code, named.name_vi, named.name_en, type.name_vi || ' ' || unit.name as unit_name, report.state, report.sent_at, report.due_at, mine.relation
    from mine join reports.report report on report.id = mine.report_id
    join lateral (select name_vi, name_en from reports.category_version where code = report.category_code order by valid desc limit 1) named on true
    join lateral (select name, type_id from territory.unit_versions where unit_id = report.unit_id order by valid desc limit 1) unit on true
    join territory.unit_types type on type.id = unit.type_id
    order by report.sent_at desc, report.id desc limit ${most}`.execute(reader.rows<unknown>());
  return rows.map((row) => ({
    code: row.code,
    names: { vi: row.name_vi, en: row.name_en },
    unitName: row.unit_name,
    state: row.state,
    sentAt: row.sent_at,
    dueAt: row.due_at,
    relation: row.relation,
  }));
}
