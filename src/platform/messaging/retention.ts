import { sql } from 'kysely';
import type { RetentionSource } from '../module/index.ts';

/** Words and addresses of messages that were sent or ended before the instant; what was queued, for what and how it ended stays. */
export const messageRetention: RetentionSource = {
  rule: 'platform.messages',
  async count(reader, before) {
    const found = await sql<{ count: number }>`select count(*)::int as count from platform.message
      where sealed_text is not null and coalesce(ended_at, sent_at) < ${before.toString()}::timestamptz`.execute(reader.rows<unknown>());
    return found.rows[0]?.count ?? 0;
  },
  async apply(tx, before, limit) {
    const emptied = await sql`update platform.message set sealed_to = null, sealed_text = null where id in (
      select id from platform.message where sealed_text is not null and coalesce(ended_at, sent_at) < ${before.toString()}::timestamptz
      limit ${limit} for update skip locked)`.execute(tx.rows<unknown>());
    return Number(emptied.numAffectedRows ?? 0n);
  },
};
