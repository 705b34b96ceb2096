/** What everybody sees of one report. */
import { sql } from 'kysely';
import { organisationName } from '../../people/index.ts';
import type { Db, Tx } from '../../platform/db/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { labelsOf } from '../../territory/index.ts';
import type { ReportKind, ReportState, StepName, Urgency } from '../model.ts';
import { openSteps } from '../told.ts';

/** A picture or recording that everybody may see: `/reports/files/<hash>`. */
export interface PublicPicture {
  /** The hash of what is shown, with its covers: never that of what was sent. */
  readonly hash: string;
  readonly kind: 'image' | 'video' | 'audio' | 'document';
  readonly role: 'sent' | 'before' | 'after' | 'document' | 'spoken-answer';
  readonly width: number | null;
  readonly height: number | null;
}

/** A step that everybody may know of: no names, no words but those to everybody. */
export interface PublicStep {
  readonly step: StepName;
  readonly at: Temporal.Instant;
  readonly to: ReportState;
  /** The office, where the step belongs to one. */
  readonly organisation: string | null;
  /** With `approve`: the answer. */
  readonly words: string | null;
}

type Label = Awaited<ReturnType<typeof labelsOf>> extends ReadonlyMap<string, infer One> ? One : never;

export interface PublicReport {
  readonly id: string;
  readonly code: string;
  readonly kind: ReportKind;
  readonly category: { readonly code: string; readonly vi: string; readonly en: string; readonly icon: string };
  /** `label` is null for a unit that nobody knows any more. */
  readonly unit: { readonly id: string; readonly name: string; readonly label: Label | null };
  readonly state: ReportState;
  readonly urgency: Urgency;
  readonly sentAt: Temporal.Instant;
  readonly dueAt: Temporal.Instant | null;
  readonly pausedSince: Temporal.Instant | null;
  readonly answeredAt: Temporal.Instant | null;
  /** Whether the last answer came in time; null while there is none. */
  readonly onTime: boolean | null;
  readonly closedAt: Temporal.Instant | null;
  readonly satisfied: boolean | null;
  readonly reopens: number;
  readonly followers: number;
  readonly organisation: string | null;
  /** The code of the report that this one was merged into, where that one is shown too. */
  readonly masterCode: string | null;
  readonly words: string;
  readonly placeWords: string;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly shownAt: Temporal.Instant;
  readonly pictures: readonly PublicPicture[];
  readonly steps: readonly PublicStep[];
  readonly demonstration: boolean;
}

interface FaceRow {
  id: string;
  code: string;
  kind: ReportKind;
  category_code: string;
  name_vi: string | null;
  name_en: string | null;
  icon: string | null;
  unit_id: string;
  unit_name: string | null;
  state: ReportState;
  urgency: Urgency;
  sent_at: Temporal.Instant;
  due_at: Temporal.Instant | null;
  paused_since: Temporal.Instant | null;
  answered_at: Temporal.Instant | null;
  on_time: boolean | null;
  closed_at: Temporal.Instant | null;
  satisfied: boolean | null;
  reopens: number;
  followers: number;
  organisation_id: string | null;
  master_code: string | null;
  words: string;
  place_words: string;
  lat: number | null;
  lon: number | null;
  shown_at: Temporal.Instant;
  origin: string;
}

interface PictureRow {
  hash: string;
  kind: PublicPicture['kind'];
  role: PublicPicture['role'];
  width: number | null;
  height: number | null;
}

interface StepRow {
  step: StepName;
  at: Temporal.Instant;
  to_state: ReportState;
  organisation_id: string | null;
  words: string | null;
}

/** What the offices are called now, or were last. */
async function officeNames(tx: Tx, ids: readonly (string | null)[]): Promise<ReadonlyMap<string, string>> {
  const today = tx.clock.today().toString();
  const names = new Map<string, string>();
  for (const id of new Set(ids)) {
    const name = id === null ? null : await organisationName(tx, id, today);
    if (id !== null && name !== null) names.set(id, name);
  }
  return names;
}

/**
 * What everybody sees of the report with this code; null for an unknown one and for one that is not shown, which can't be told apart. Reads in a
 * transaction of its own: what is returned has been chosen here and is the same for whoever asks.
 */
export async function publicFace(db: Pick<Db, 'transaction'>, code: string): Promise<PublicReport | null> {
  return db.transaction(
    async (tx) => {
      const rows = tx.rows<unknown>();
      const found = await sql<FaceRow>`select report.id, report.code, report.kind, report.category_code, category.name_vi, category.name_en,
          category.icon, report.unit_id, unit.name as unit_name, report.state, report.urgency, report.sent_at, report.due_at, report.paused_since,
          report.answered_at, deadline.on_time, report.closed_at, report.satisfied, report.reopens, report.followers,
          report.organisation_id, master.code as master_code, face.words, face.place_words, face.lat, face.lon, face.shown_at, report.origin
        from reports.report report join reports.public_face face on face.report_id = report.id
        left join lateral (select name_vi, name_en, icon from reports.category_version version where version.code = report.category_code
          order by version.valid @> report.sent_at::date desc, upper(version.valid) desc nulls first limit 1) category on true
        left join lateral (select name from territory.unit_versions version where version.unit_id = report.unit_id
          order by version.valid @> report.sent_at::date desc, upper(version.valid) desc nulls first limit 1) unit on true
        left join lateral (select on_time from reports.deadline where deadline.report_id = report.id and step = 'answer' and met_at is not null
          order by round desc limit 1) deadline on true
        left join reports.report master on master.id = report.master_id and master.shown
        where report.code = ${code} and report.shown`.execute(rows);
      const row = found.rows[0];
      if (!row) return null;
      const pictures = await sql<PictureRow>`select shown_hash as hash, kind, role, (media->>'width')::integer as width,
          (media->>'height')::integer as height
        from reports.attachment where report_id = ${row.id}::uuid and shown_hash is not null and role <> 'judgement' order by role = 'after', rank, id`.execute(
        rows,
      );
      // An answer that was sent back stays among officials: only the one that was approved goes with its approval.
      const steps = await sql<StepRow>`select event.step, event.at, event.to_state, event.organisation_id, answer.words
        from reports.event event
        left join lateral (select words.words from reports.event written join reports.event_words words on words.event_id = written.id
          where event.step = 'approve' and written.report_id = event.report_id and written.ordinal <= event.ordinal and words.audience = 'everybody'
          order by written.ordinal desc limit 1) answer on true
        where event.report_id = ${row.id}::uuid and event.step = any (${openSteps}::text[]) order by event.ordinal`.execute(rows);
      const labels = await labelsOf(tx, [row.unit_id], tx.clock.today().toString());
      const names = await officeNames(tx, [row.organisation_id, ...steps.rows.map((step) => step.organisation_id)]);
      const office = (id: string | null) => (id === null ? null : (names.get(id) ?? null));
      return {
        id: row.id,
        code: row.code,
        kind: row.kind,
        category: { code: row.category_code, vi: row.name_vi ?? '', en: row.name_en ?? '', icon: row.icon ?? '' },
        unit: { id: row.unit_id, name: row.unit_name ?? '', label: labels.get(row.unit_id) ?? null },
        state: row.state,
        urgency: row.urgency,
        sentAt: row.sent_at,
        dueAt: row.due_at,
        pausedSince: row.paused_since,
        answeredAt: row.answered_at,
        onTime: row.on_time,
        closedAt: row.closed_at,
        satisfied: row.satisfied,
        reopens: row.reopens,
        followers: row.followers,
        organisation: office(row.organisation_id),
        masterCode: row.master_code,
        words: row.words,
        placeWords: row.place_words,
        lat: row.lat,
        lon: row.lon,
        shownAt: row.shown_at,
        pictures: pictures.rows,
        steps: steps.rows.map(({ to_state, organisation_id, ...step }) => ({
          ...step,
          to: to_state,
          organisation: office(organisation_id),
        })),
        demonstration: row.origin === 'demonstration',
      };
    },
    { readOnly: true, state: dutyState('identity') },
  );
}
