/** Reports as they are read: only what the transaction's state shows. */
import { type RawBuilder, sql } from 'kysely';
import { organisationName } from '../../people/index.ts';
import type { Reader, Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { codeIn } from '../code.ts';
import { inside } from './steps/write.ts';
import type {
  Audience,
  ReportAttachment,
  ReportContent,
  ReportDeadline,
  ReportEvent,
  Reporter,
  ReportFace,
  ReportPart,
  ReportStanding,
  ReportView,
} from './types.ts';

/** Where a sealed contact is kept: it opens nowhere else. */
export const contactPlace = (reportId: string): string => `reports.reporter/${reportId}`;

type Head = Omit<
  ReportView,
  'content' | 'face' | 'attachments' | 'events' | 'deadlines' | 'parts' | 'organisationName' | 'categoryNames'
> & {
  readonly categoryVi: string;
  readonly categoryEn: string;
};

const head = (
  which: RawBuilder<unknown>,
) => sql<Head>`select r.id, r.code, r.kind, r.category_code as "categoryCode", category.name_vi as "categoryVi",
    category.name_en as "categoryEn", r.unit_id as "unitId", unit.name as "unitName", unit.type_id as "unitTypeId", unit.level_id as "unitLevelId", r.language,
    r.door, r.state, r.urgency, r.privacy, r.shown, r.listening, r.sent_at as "sentAt", r.captured_at as "capturedAt", r.organisation_id as "organisationId",
    r.assignee_id as "assigneeId", r.returns, r.reopens, r.rounds, r.master_id as "masterId", master.code as "masterCode", r.revision, r.due_at as "dueAt",
    r.paused_since as "pausedSince", r.received_at as "receivedAt", r.handed_at as "handedAt", r.answered_at as "answeredAt", r.closed_at as "closedAt",
    r.satisfied, r.followers, r.origin
  from reports.report r
  left join reports.report master on master.id = r.master_id
  cross join lateral (select v.name_vi, v.name_en from reports.category_version v where v.code = r.category_code
    order by lower(v.valid) desc limit 1) category
  cross join lateral (select u.name, u.type_id, u.level_id from territory.unit_versions u where u.unit_id = r.unit_id order by lower(u.valid) desc limit 1) unit
  where ${which}`;

interface EventRow extends Omit<ReportEvent, 'reason' | 'organisationName' | 'words' | 'templateId'> {
  readonly reason: ReportEvent['reason'];
  readonly words: readonly { readonly audience: Audience; readonly words: string; readonly template: string | null }[] | null;
}

/**
 * Under the duty `identity` the one who reads is a sender without an account: words among officials, and files that an answer not yet approved
 * would bring, are left out here, since row-level security shows everything to a duty.
 */
const forOfficials = sql`not platform.state_duty('identity')`;

async function view(tx: Tx, which: RawBuilder<unknown>): Promise<ReportView | null> {
  const rows = tx.rows<unknown>();
  const found = await head(which).execute(rows);
  const [report] = found.rows;
  if (!report) return null;
  const { id } = report;
  const [content, face, attachments, events, deadlines, parts] = await Promise.all([
    sql<ReportContent>`select person_id as "personId", words, answers, place_words as "placeWords", lat, lon, accuracy_metres as "accuracyMetres",
      place_how as "placeHow", at_home as "atHome", summary, summary_by as "summaryBy" from reports.content where report_id = ${id}::uuid`.execute(
      rows,
    ),
    sql<ReportFace>`select words, place_words as "placeWords", lat, lon, shown_at as "shownAt" from reports.public_face where report_id = ${id}::uuid`.execute(
      rows,
    ),
    sql<
      Omit<ReportAttachment, 'bytes'> & { bytes: bigint }
    >`select a.id, a.event_id as "eventId", a.rank, a.role, a.kind, a.file_hash as "fileHash",
        a.sent_hash as "sentHash", a.bytes, a.media, a.shown_hash as "shownHash"
      from reports.attachment a left join reports.event e on e.id = a.event_id
      where a.report_id = ${id}::uuid and (${forOfficials} or e.step is null or not e.step = any (${[...inside]}::text[]))
      order by e.ordinal nulls first, a.rank, a.id`.execute(rows),
    sql<EventRow>`select e.id, e.ordinal, e.at, e.step, e.from_state as "from", e.to_state as "to", e.actor_kind as "actorKind", e.actor_id as "actorId",
        e.organisation_id as "organisationId", e.reason_code as "reasonCode", e.facts,
        (select jsonb_build_object('code', v.code, 'names', jsonb_build_object('vi', v.name_vi, 'en', v.name_en),
            'doors', jsonb_build_object('vi', v.door_vi, 'en', v.door_en), 'doorHref', v.door_href)
          from reports.reason v where v.code = e.reason_code order by v.valid @> e.at::date desc, lower(v.valid) desc limit 1) as reason,
        (select jsonb_agg(jsonb_build_object('audience', w.audience, 'words', w.words, 'template', w.template_id)) from reports.event_words w
          where w.event_id = e.id and (w.audience <> 'officials' or ${forOfficials})) as words
      from reports.event e where e.report_id = ${id}::uuid order by e.ordinal`.execute(rows),
    sql<ReportDeadline>`select step, round, rule_id as "ruleId", began_at as "beganAt", amount, unit, due_at as "dueAt", paused_since as "pausedSince",
        paused_minutes as "pausedMinutes", extended, met_at as "metAt", on_time as "onTime", level
      from reports.deadline where report_id = ${id}::uuid order by began_at, round`.execute(rows),
    sql<
      Omit<ReportPart, 'organisationName'>
    >`select id, organisation_id as "organisationId", lead, state, assignee_id as "assigneeId", asked_at as "askedAt",
        done_at as "doneAt" from reports.part where report_id = ${id}::uuid order by asked_at, lead desc, id`.execute(rows),
  ]);
  const offices = [report.organisationId, ...events.rows.map((row) => row.organisationId), ...parts.rows.map((row) => row.organisationId)];
  const names = await namesOf(tx, offices);
  const { categoryVi, categoryEn, ...columns } = report;
  return {
    ...columns,
    categoryNames: { vi: categoryVi, en: categoryEn },
    organisationName: columns.organisationId === null ? null : (names.get(columns.organisationId) ?? null),
    content: content.rows[0] ?? null,
    face: face.rows[0] ?? null,
    attachments: attachments.rows.map((row) => ({ ...row, bytes: Number(row.bytes) })),
    events: events.rows.map(({ words, ...row }) => ({
      ...row,
      organisationName: row.organisationId === null ? null : (names.get(row.organisationId) ?? null),
      words: Object.fromEntries((words ?? []).map((one) => [one.audience, one.words])),
      templateId: words?.find((one) => one.template !== null)?.template ?? null,
    })),
    deadlines: deadlines.rows,
    parts: parts.rows.map((row) => ({ ...row, organisationName: names.get(row.organisationId) ?? '' })),
  };
}

/** The names of offices as they are today, the last one of those that ended. */
async function namesOf(tx: Tx, ids: readonly (string | null)[]): Promise<ReadonlyMap<string, string>> {
  const today = tx.clock.today().toString();
  const all = [...new Set(ids.filter((id) => id !== null))];
  const names = await Promise.all(all.map((id) => organisationName(tx, id, today)));
  return new Map(all.flatMap((id, index) => (names[index] ? [[id, names[index]]] : [])));
}

/**
 * The report with this code, however it was grouped; null for an unknown one. Personal parts are null or empty where the state doesn't show them.
 * Under the duty `identity` it is read for its sender: nothing that is only among officials is in it.
 */
export async function reportByCode(tx: Tx, code: string): Promise<ReportView | null> {
  const digits = codeIn(code);
  return digits === null ? null : view(tx, sql`r.code = ${digits}`);
}

/** As `reportByCode`, by its id. */
export async function reportById(tx: Tx, id: string): Promise<ReportView | null> {
  return view(tx, sql`r.id = ${id}::uuid`);
}

/** Where the report with this id or code stands; null for an unknown one. Whether somebody may know is judged by the caller. */
export async function reportStanding(
  reader: Reader,
  which: { readonly id: string } | { readonly code: string },
): Promise<ReportStanding | null> {
  const code = 'code' in which ? codeIn(which.code) : null;
  if ('code' in which && code === null) return null;
  const found =
    await sql<ReportStanding>`select r.id, r.code, r.state, r.revision, r.unit_id as "unitId", r.language, r.organisation_id as "organisationId",
      r.category_code as "categoryCode",
      coalesce((select jsonb_agg(jsonb_build_object('organisationId', p.organisation_id)) from reports.part p where p.report_id = r.id), '[]') as parts
    from reports.report r where ${'id' in which ? sql`r.id = ${which.id}::uuid` : sql`r.code = ${code}`}`.execute(reader.rows<unknown>());
  return found.rows[0] ?? null;
}

/** Who sent it, opened: for the receiving centre, which records the sight in the trail; null where the state doesn't show it. */
export async function reporterOf(tx: Tx, { vault }: Pick<Context, 'vault'>, reportId: string): Promise<Reporter | null> {
  const found = await sql<
    Omit<Reporter, 'name' | 'phone'> & { sealed: string | null }
  >`select person_id as "personId", sealed_contact as sealed,
      how_to_answer as "answerBy", helper_id as "helperId", helper_consent as "helperConsent", visit_back as "visitBack"
    from reports.reporter where report_id = ${reportId}::uuid`.execute(tx.rows<unknown>());
  const [row] = found.rows;
  if (!row) return null;
  const { sealed, ...rest } = row;
  return { ...rest, ...(sealed === null ? { name: '', phone: '' } : contactIn(vault.open(sealed, contactPlace(reportId)))) };
}

function contactIn(text: string): { name: string; phone: string } {
  const read: unknown = JSON.parse(text);
  const of = (key: 'name' | 'phone') => (typeof read === 'object' && read !== null && key in read ? String(Reflect.get(read, key)) : '');
  return { name: of('name'), phone: of('phone') };
}
