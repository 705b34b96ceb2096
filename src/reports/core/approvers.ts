/**
 * Who can decide on what an office has put up for approval. Whoever wrote it may not, nor, once it was opened again, whoever approved the last answer;
 * leaders above the office and those who stand in for somebody hold the right at it too. Where nobody is left, the receiving centre decides instead.
 */
import { sql } from 'kysely';
import { personsHolding } from '../../people/index.ts';
import type { Db, Reader } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { reportsRights } from '../contract.ts';
import type { ReportState } from '../model.ts';

/** States in which something waits for whoever approves. */
export const approvedStates: readonly ReportState[] = ['awaiting-approval', 'extension-asked'];

/** What waits, and for whom. */
export interface Approval {
  /** Who wrote it; null where the system did. */
  readonly writer: string | null;
  /** After it was opened again: who approved the last answer; else null. */
  readonly before: string | null;
  /** Who may decide at the office, by id. Empty: the receiving centre decides instead. */
  readonly persons: readonly string[];
}

/** Of the row `report`: who wrote what waits. */
export const writerOf = sql`(select event.actor_id from reports.event where event.report_id = report.id
  and event.step = case report.state when 'extension-asked' then 'ask-extension' else 'answer' end order by event.ordinal desc limit 1)`;

/** Of the row `report`: who approved the last answer, where somebody else has to approve this one. */
export const approverBefore = sql`(select event.actor_id from reports.event where event.report_id = report.id and event.step = 'approve'
  and report.state = 'awaiting-approval' and report.rounds > 0 order by event.ordinal desc limit 1)`;

/** What of this report waits for approval on a day (ISO), read anew; null where nothing does, and for an unknown id. */
export async function approvalOf(reader: Reader, reportId: string, on: string): Promise<Approval | null> {
  const found = await sql<{
    organisationId: string;
    writer: string | null;
    before: string | null;
  }>`select report.organisation_id as "organisationId", ${writerOf} as writer, ${approverBefore} as before from reports.report
    where report.id = ${reportId}::uuid and report.state = any (${[...approvedStates]}::text[]) and report.organisation_id is not null`.execute(
    reader.rows<unknown>(),
  );
  const [row] = found.rows;
  if (!row) return null;
  const { organisationId, writer, before } = row;
  const holders = await personsHolding(reader, reportsRights.approve, { organisationId }, on);
  return { writer, before, persons: holders.filter((id) => id !== writer && id !== before) };
}

/** An office at which at most two hold the right to approve: these may be the two who may not. */
export interface FewApprovers {
  readonly id: string;
  readonly holders: readonly string[];
}

/** Rights change by the day; a busy desk need not read them all at each look. Whoever decides is judged anew. */
const keptMs = 10_000;
const kept = new WeakMap<Db, { readonly on: string; readonly until: number; readonly offices: Map<string, readonly string[]> }>();

/** The offices where something waits for approval and that have so few approvers, at most some seconds old. */
export async function officesOfFew(reader: Reader, { db }: Pick<Context, 'db'>, on: string): Promise<readonly FewApprovers[]> {
  const found = await sql<{ id: string }>`select distinct organisation_id as id from reports.report
    where closed_at is null and state = any (${[...approvedStates]}::text[]) and organisation_id is not null order by 1`.execute(
    reader.rows<unknown>(),
  );
  const now = performance.now();
  const before = kept.get(db);
  const known =
    before && before.on === on && before.until > now ? before : { on, until: now + keptMs, offices: new Map<string, readonly string[]>() };
  kept.set(db, known);
  const few: FewApprovers[] = [];
  for (const { id } of found.rows) {
    const holders = known.offices.get(id) ?? (await personsHolding(reader, reportsRights.approve, { organisationId: id }, on));
    known.offices.set(id, holders);
    if (holders.length <= 2) few.push({ id, holders });
  }
  return few;
}
