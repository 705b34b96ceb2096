/** How long it is kept who sent a report. */
import { sql } from 'kysely';
import type { RetentionSource } from '../../platform/module/index.ts';

const past = (
  before: Temporal.Instant,
) => sql`(s.sealed_contact is not null or s.contact_digests <> '{}') and exists (select from reports.report r where r.id = s.report_id
  and r.closed_at < ${before.toString()}::timestamptz)`;

/** Names and numbers go some time after a report was closed; the matter, its answer and its figures stay. */
export const contactRetention: RetentionSource = {
  rule: 'reports.contacts',
  async count(reader, before) {
    const found = await sql<{ count: number }>`select count(*)::int as count from reports.reporter s where ${past(before)}`.execute(
      reader.rows<unknown>(),
    );
    return found.rows[0]?.count ?? 0;
  },
  async apply(tx, before, limit) {
    const done = await sql`update reports.reporter set sealed_contact = null, contact_digests = '{}' where report_id in (
      select s.report_id from reports.reporter s where ${past(before)} order by 1 limit ${limit} for update skip locked)`.execute(
      tx.rows<unknown>(),
    );
    return Number(done.numAffectedRows ?? 0n);
  },
};
