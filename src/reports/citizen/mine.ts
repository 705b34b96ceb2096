/** The reports of somebody: sent or followed, as a person or by this browser's ticket. */
import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';
import { labelsOf } from '../../territory/index.ts';
import type { Names, Who } from '../core/index.ts';
import type { ReportState } from '../model.ts';

export interface MineReport {
  readonly code: string;
  readonly names: Names;
  /** Where it is; null for a unit that nobody knows any more. */
  readonly place: Place | null;
  readonly state: ReportState;
  readonly sentAt: Temporal.Instant;
  readonly dueAt: Temporal.Instant | null;
  readonly relation: 'sender' | 'follower';
}

type Place = Awaited<ReturnType<typeof labelsOf>> extends ReadonlyMap<string, infer Label> ? Label : never;

const most = 100;

interface Row {
  readonly code: string;
  readonly name_vi: string;
  readonly name_en: string;
  readonly unit_id: string;
  readonly state: ReportState;
  readonly sent_at: Temporal.Instant;
  readonly due_at: Temporal.Instant | null;
  readonly relation: 'sender' | 'follower';
}

/** The newest hundred, with places as they are called on the day `on`. Runs under `dutyState('identity')`: the ticket is the proof. */
export async function mineOf(reader: Reader, { actor, ticket }: Who, on: string): Promise<readonly MineReport[]> {
  const { rows } = await sql<Row>`with mine as (
      select report_id, max(relation) as relation from (
        select report_id, 'sender' as relation from reports.content where person_id = ${actor.id}::uuid
        union all select report_id, 'follower' from reports.follower where person_id = ${actor.id}::uuid
        union all select report_id, relation from reports.ticket where digest = decode(${ticket ?? ''}, 'hex')
      ) found group by report_id
    )
    select report.code, named.name_vi, named.name_en, report.unit_id, report.state, report.sent_at, report.due_at, mine.relation
    from mine join reports.report report on report.id = mine.report_id
    join lateral (select name_vi, name_en from reports.category_version where code = report.category_code order by valid desc limit 1) named on true
    order by report.sent_at desc, report.id desc limit ${most}`.execute(reader.rows<unknown>());
  const places = await labelsOf(
    reader,
    rows.map((row) => row.unit_id),
    on,
  );
  return rows.map((row) => ({
    code: row.code,
    names: { vi: row.name_vi, en: row.name_en },
    place: places.get(row.unit_id) ?? null,
    state: row.state,
    sentAt: row.sent_at,
    dueAt: row.due_at,
    relation: row.relation,
  }));
}
