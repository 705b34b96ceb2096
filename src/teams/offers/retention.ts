/** Names and numbers of offers that are over are removed after their time; what was offered and given stays as a count. */
import { sql } from 'kysely';
import type { RetentionSource } from '../../platform/module/index.ts';

const past = (
  before: Temporal.Instant,
) => sql`sealed_contact is not null and coalesce(answered_at, offered_at) < ${before.toString()}::timestamptz
  and (state in ('declined', 'withdrawn', 'expired', 'given') or membership_id is not null)`;

export const offersRetention: RetentionSource = {
  rule: 'teams.offers',
  async count(reader, before) {
    const found = await sql<{ count: number }>`select count(*)::integer as count from teams.offer where ${past(before)}`.execute(
      reader.rows<unknown>(),
    );
    return found.rows[0]?.count ?? 0;
  },
  async apply(tx, before, limit) {
    const done = await sql`update teams.offer set sealed_contact = null, answer = null
      where id in (select id from teams.offer where ${past(before)} limit ${limit} for update skip locked)`.execute(tx.rows<unknown>());
    return Number(done.numAffectedRows ?? 0n);
  },
};
