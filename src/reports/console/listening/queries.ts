/** What listeners are asked to hear: decided here, because a listener may hold no right over reports. */
import { sql } from 'kysely';
import type { Tx } from '../../../platform/db/index.ts';
import { unitsWithin } from '../../../territory/index.ts';
import type { ReportAttachment } from '../../core/index.ts';

export interface Heard {
  readonly id: string;
  readonly code: string;
  readonly revision: number;
  readonly categoryVi: string;
  readonly categoryEn: string;
  readonly unitId: string;
  readonly language: string;
  readonly sentAt: Temporal.Instant;
  readonly recordings: readonly ReportAttachment[];
}

interface Listens {
  readonly language: string;
  readonly unit_id: string | null;
}

/**
 * Reports that wait for somebody who understands them and that this person listens to, the oldest first. Runs under the duty `identity`: only what a
 * listener needs leaves it, the recordings and the kind of matter, and of the place the unit.
 */
export async function toBeHeard(
  tx: Tx,
  personId: string,
  today: string,
  only: { readonly code?: string; readonly limit: number },
): Promise<readonly Heard[]> {
  const rows = tx.rows<unknown>();
  const listens =
    await sql<Listens>`select language, unit_id from reports.listener where person_id = ${personId}::uuid and valid @> ${today}::date`.execute(
      rows,
    );
  if (listens.rows.length === 0) return [];
  const conditions = await Promise.all(
    listens.rows.map(async ({ language, unit_id }) =>
      unit_id === null
        ? sql`report.language = ${language}`
        : sql`(report.language = ${language} and report.unit_id = any (${[unit_id, ...(await unitsWithin(tx, unit_id, today))]}::uuid[]))`,
    ),
  );
  const code = only.code === undefined ? sql`true` : sql`report.code = ${only.code}`;
  const found = await sql<Omit<Heard, 'recordings'> & { recordings: readonly ReportAttachment[] | null }>`
    select report.id, report.code, report.revision, coalesce(version.name_vi, report.category_code) as "categoryVi",
      coalesce(version.name_en, report.category_code) as "categoryEn", report.unit_id as "unitId", report.language, report.sent_at as "sentAt",
      (select jsonb_agg(jsonb_build_object('id', a.id, 'eventId', a.event_id, 'rank', a.rank, 'role', a.role, 'kind', a.kind, 'fileHash', a.file_hash,
          'sentHash', a.sent_hash, 'bytes', a.bytes, 'media', a.media, 'shownHash', null) order by a.rank, a.id)
        from reports.attachment a where a.report_id = report.id and a.role = 'sent' and a.kind in ('audio', 'video')) as recordings
    from reports.report
    left join reports.category_version version on version.code = report.category_code and version.valid @> ${today}::date
    where report.closed_at is null and report.listening and ${code} and (${sql.join(conditions, sql` or `)})
    order by report.sent_at, report.id limit ${only.limit}`.execute(rows);
  return found.rows.map((row) => ({ ...row, recordings: row.recordings ?? [] }));
}
