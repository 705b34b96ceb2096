/** What listeners are asked to hear: decided here, because a listener may hold no right over reports. */
import { type RawBuilder, sql } from 'kysely';
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

/** The reports that a person listens to on a day, as a condition; null for nobody's listener. */
async function understands(tx: Tx, personId: string, today: string): Promise<RawBuilder<unknown> | null> {
  const listens =
    await sql<Listens>`select language, unit_id from reports.listener where person_id = ${personId}::uuid and valid @> ${today}::date`.execute(
      tx.rows<unknown>(),
    );
  if (listens.rows.length === 0) return null;
  const conditions = await Promise.all(
    listens.rows.map(async ({ language, unit_id }) =>
      unit_id === null
        ? sql`report.language = ${language}`
        : sql`(report.language = ${language} and report.unit_id = any (${[unit_id, ...(await unitsWithin(tx, unit_id, today))]}::uuid[]))`,
    ),
  );
  return sql`(${sql.join(conditions, sql` or `)})`;
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
  const mine = await understands(tx, personId, today);
  if (mine === null) return [];
  const code = only.code === undefined ? sql`true` : sql`report.code = ${only.code}`;
  const found = await sql<Omit<Heard, 'recordings'> & { recordings: readonly ReportAttachment[] | null }>`
    select report.id, report.code, report.revision, coalesce(version.name_vi, report.category_code) as "categoryVi",
      coalesce(version.name_en, report.category_code) as "categoryEn", report.unit_id as "unitId", report.language, report.sent_at as "sentAt",
      (select jsonb_agg(jsonb_build_object('id', a.id, 'eventId', a.event_id, 'rank', a.rank, 'role', a.role, 'kind', a.kind, 'fileHash', a.file_hash,
          'sentHash', a.sent_hash, 'bytes', a.bytes, 'media', a.media, 'shownHash', null) order by a.rank, a.id)
        from reports.attachment a where a.report_id = report.id and a.role = 'sent' and a.kind in ('audio', 'video')) as recordings
    from reports.report
    left join reports.category_version version on version.code = report.category_code and version.valid @> ${today}::date
    where report.closed_at is null and report.listening and ${code} and ${mine}
    order by report.sent_at, report.id limit ${only.limit}`.execute(rows);
  return found.rows.map((row) => ({ ...row, recordings: row.recordings ?? [] }));
}

/** Where a report stands that this person listens to. */
export interface Listened {
  readonly id: string;
  readonly revision: number;
  /** It still waits for somebody who understands it. */
  readonly waits: boolean;
}

/** Locks the report with this code where the person listens to it, heard or not; null for everybody else. Runs under the duty `identity`. */
export async function lockListened(tx: Tx, personId: string, today: string, code: string): Promise<Listened | null> {
  const mine = await understands(tx, personId, today);
  if (mine === null) return null;
  const found = await sql<Listened>`select report.id, report.revision, report.listening and report.closed_at is null as waits
    from reports.report where report.code = ${code} and ${mine} for update`.execute(tx.rows<unknown>());
  return found.rows[0] ?? null;
}

export interface LastHeard {
  readonly personId: string | null;
  readonly at: Temporal.Instant;
  readonly summary: string | null;
}

/** Who understood a report last, when, and what stands there now; null where nobody has. Runs under the duty `identity`. */
export async function lastHeard(tx: Tx, reportId: string): Promise<LastHeard | null> {
  const found = await sql<LastHeard>`select event.actor_id as "personId", event.at, content.summary
    from reports.event join reports.content on content.report_id = event.report_id
    where event.report_id = ${reportId}::uuid and event.step = 'listen' order by event.ordinal desc limit 1`.execute(tx.rows<unknown>());
  return found.rows[0] ?? null;
}

/** An answer that waits for somebody who reads it aloud. */
export interface ToSpeak extends Omit<Heard, 'recordings'> {
  /** The answer as it was approved. */
  readonly words: string;
  readonly officeId: string | null;
}

/**
 * Answers in these languages that nobody has spoken yet, where the sender spoke or can't be reached by writing; the oldest first. Runs under the duty
 * `identity`: of the report only what has to be read aloud leaves it.
 */
export async function toBeSpoken(
  tx: Tx,
  personId: string,
  today: string,
  only: { readonly code?: string; readonly limit: number },
): Promise<readonly ToSpeak[]> {
  const mine = await understands(tx, personId, today);
  if (mine === null) return [];
  const code = only.code === undefined ? sql`true` : sql`report.code = ${only.code}`;
  const found = await sql<ToSpeak>`
    select report.id, report.code, report.revision, coalesce(version.name_vi, report.category_code) as "categoryVi",
      coalesce(version.name_en, report.category_code) as "categoryEn", report.unit_id as "unitId", report.language, report.sent_at as "sentAt",
      words.words, approved.organisation_id as "officeId"
    from reports.report
    left join reports.category_version version on version.code = report.category_code and version.valid @> ${today}::date
    join lateral (select event.id, event.ordinal, event.organisation_id from reports.event where event.report_id = report.id and event.step = 'approve'
      order by event.ordinal desc limit 1) approved on true
    join reports.event_words words on words.event_id = approved.id and words.audience = 'everybody'
    where report.state in ('answered', 'rated') and report.language <> 'vi' and ${code} and ${mine}
      and (exists (select from reports.attachment a where a.report_id = report.id and a.role = 'sent' and a.kind = 'audio')
        or exists (select from reports.reporter r where r.report_id = report.id and r.how_to_answer in ('call', 'visit')))
      and not exists (select from reports.event spoken where spoken.report_id = report.id and spoken.step = 'speak'
        and spoken.ordinal > (select max(draft.ordinal) from reports.event draft where draft.report_id = report.id and draft.step = 'answer'
          and draft.ordinal < approved.ordinal))
    order by report.answered_at, report.id limit ${only.limit}`.execute(tx.rows<unknown>());
  return found.rows;
}
