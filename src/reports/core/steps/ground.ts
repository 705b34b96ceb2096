/** What a step stands on: the report, locked, and what happened in it before. */
import { sql } from 'kysely';
import type { JsonObject, Tx } from '../../../platform/db/index.ts';
import type { ReportKind, ReportState, Urgency } from '../../model.ts';

/** The columns of a report that steps change or look at. */
export interface ReportRow {
  readonly id: string;
  readonly code: string;
  readonly kind: ReportKind;
  readonly categoryCode: string;
  readonly unitId: string;
  readonly language: string;
  readonly state: ReportState;
  readonly urgency: Urgency;
  readonly privacy: 'public' | 'private';
  readonly shown: boolean;
  readonly listening: boolean;
  readonly organisationId: string | null;
  readonly assigneeId: string | null;
  readonly returns: number;
  readonly reopens: number;
  readonly rounds: number;
  readonly masterId: string | null;
  readonly revision: number;
  readonly dueAt: Temporal.Instant | null;
  readonly pausedSince: Temporal.Instant | null;
  readonly receivedAt: Temporal.Instant | null;
  readonly handedAt: Temporal.Instant | null;
  readonly answeredAt: Temporal.Instant | null;
  readonly closedAt: Temporal.Instant | null;
  readonly satisfied: boolean | null;
}

export interface PastEvent {
  readonly id: string;
  readonly actor: string | null;
  readonly actorKind: string;
  readonly from: ReportState | null;
  readonly at: string;
  readonly facts: JsonObject;
}

/** What the transaction's state shows of the content; null where it shows nothing. */
export interface ContentFacts {
  readonly personId: string | null;
  readonly organisations: readonly string[];
  readonly atHome: boolean;
  readonly lat: number | null;
  readonly lon: number | null;
}

export interface Part {
  readonly id: string;
  readonly organisationId: string;
  readonly lead: boolean;
  readonly state: 'handed' | 'in-work' | 'done' | 'returned' | 'withdrawn';
}

export interface Ground {
  readonly report: ReportRow;
  readonly content: ContentFacts | null;
  readonly ordinal: number;
  /** The last step of each kind that later steps ask for, and the last that changed anything. */
  readonly last: Readonly<Partial<Record<'change' | 'answer' | 'approve' | 'ask-extension' | 'ask-more', PastEvent>>>;
  readonly parts: readonly Part[];
}

const reportColumns = sql`r.id, r.code, r.kind, r.category_code as "categoryCode", r.unit_id as "unitId", r.language, r.state, r.urgency, r.privacy, r.shown, r.listening,
  r.organisation_id as "organisationId", r.assignee_id as "assigneeId", r.returns, r.reopens, r.rounds, r.master_id as "masterId", r.revision,
  r.due_at as "dueAt", r.paused_since as "pausedSince", r.received_at as "receivedAt", r.handed_at as "handedAt", r.answered_at as "answeredAt",
  r.closed_at as "closedAt", r.satisfied`;

const lastEvent = (
  which: ReturnType<typeof sql>,
) => sql`(select jsonb_build_object('id', e.id, 'actor', e.actor_id, 'actorKind', e.actor_kind,
  'from', e.from_state, 'at', e.at, 'facts', e.facts) from reports.event e where e.report_id = r.id and ${which} order by e.ordinal desc limit 1)`;

interface Row extends ReportRow {
  readonly content: ContentFacts | null;
  readonly ordinal: number;
  readonly change: PastEvent | null;
  readonly answer: PastEvent | null;
  readonly approve: PastEvent | null;
  readonly extension: PastEvent | null;
  readonly more: PastEvent | null;
  readonly parts: readonly Part[] | null;
}

/** Locks the report (and the one that it is to be merged into, in the order of ids) and reads what steps ask for. Null for an unknown id. */
export async function lockGround(tx: Tx, reportId: string, masterId: string | null): Promise<Ground | null> {
  const rows = tx.rows<unknown>();
  // One id as such: for a list of ids PostgreSQL plans anew each time.
  const which = masterId === null ? sql`id = ${reportId}::uuid` : sql`id = any (${[reportId, masterId]}::uuid[])`;
  // Read by a statement of its own: what happened while this one waited for the lock is seen too.
  const [, found] = await Promise.all([
    sql`select id from reports.report where ${which} order by id for update`.execute(rows),
    sql<Row>`select ${reportColumns},
        (select jsonb_build_object('personId', c.person_id, 'organisations', c.organisations, 'atHome', c.at_home, 'lat', c.lat, 'lon', c.lon)
          from reports.content c where c.report_id = r.id) as content,
        coalesce((select max(e.ordinal) from reports.event e where e.report_id = r.id), 0) as ordinal,
        ${lastEvent(sql`e.step not in ('note', 'escalate', 'remind', 'bring', 'object')`)} as change, ${lastEvent(sql`e.step = 'answer'`)} as answer, ${lastEvent(sql`e.step = 'approve'`)} as approve,
        ${lastEvent(sql`e.step = 'ask-extension'`)} as extension, ${lastEvent(sql`e.step = 'ask-more'`)} as more,
        (select jsonb_agg(jsonb_build_object('id', p.id, 'organisationId', p.organisation_id, 'lead', p.lead, 'state', p.state) order by p.asked_at, p.id)
          from reports.part p where p.report_id = r.id) as parts
      from reports.report r where r.id = ${reportId}::uuid`.execute(rows),
  ]);
  const [row] = found.rows;
  if (!row) return null;
  const { content, ordinal, change, answer, approve, extension, more, parts, ...report } = row;
  const last = {
    ...(change ? { change } : {}),
    ...(answer ? { answer } : {}),
    ...(approve ? { approve } : {}),
    ...(extension ? { 'ask-extension': extension } : {}),
    ...(more ? { 'ask-more': more } : {}),
  };
  return { report, content, ordinal, last, parts: parts ?? [] };
}

/** What a report holds besides where it stands, as the state of the transaction shows it. */
export async function contentOf(tx: Tx, reportId: string): Promise<ContentFacts | null> {
  const found = await sql<ContentFacts>`select person_id as "personId", organisations, at_home as "atHome", lat, lon from reports.content
    where report_id = ${reportId}::uuid`.execute(tx.rows<unknown>());
  return found.rows[0] ?? null;
}

/** Parts that are not finished. */
export const openParts = (parts: readonly Part[]): readonly Part[] =>
  parts.filter((part) => part.state === 'handed' || part.state === 'in-work');
