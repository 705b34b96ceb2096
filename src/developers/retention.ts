/** How long deliveries and what was tried in the sandbox are kept. */
import { type RawBuilder, sql } from 'kysely';
import type { RetentionSource } from '../platform/module/index.ts';

function removing(rule: string, table: RawBuilder<unknown>, moment: RawBuilder<unknown>): RetentionSource {
  return {
    rule,
    async count(reader, before) {
      const found = await sql<{
        n: number;
      }>`select count(*)::integer as n from ${table} where ${moment} < ${before.toString()}::timestamptz`.execute(reader.rows<unknown>());
      return found.rows[0]?.n ?? 0;
    },
    async apply(tx, before, limit) {
      const done = await sql`delete from ${table} where id in (select id from ${table} where ${moment} < ${before.toString()}::timestamptz
        order by ${moment} limit ${limit} for update skip locked)`.execute(tx.rows<unknown>());
      return Number(done.numAffectedRows ?? 0n);
    },
  };
}

export const developersRetention: readonly RetentionSource[] = [
  removing('developers.deliveries', sql`developers.delivery`, sql`created_at`),
  removing('developers.sandbox', sql`developers.sandbox_request`, sql`requested_at`),
];
