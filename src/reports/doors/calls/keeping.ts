/** How long a missed call is remembered, and that its number follows a change of the key. */
import { sql } from 'kysely';
import { reseal } from '../../../platform/crypto/index.ts';
import type { Context, RetentionSource } from '../../../platform/module/index.ts';
import { dutyState } from '../../../platform/session/index.ts';
import { contactDigests } from '../../core/submit/doors.ts';
import { numberPlace } from './store.ts';

const past = (before: Temporal.Instant) => sql`coalesce(ended_at, called_at) < ${before.toString()}::timestamptz`;

/** A call that nobody returned in all that time is not returned any more: the row goes, and with it what is left of the number. */
export const callRetention: RetentionSource = {
  rule: 'reports.calls',
  async count(reader, before) {
    const found = await sql<{ count: number }>`select count(*)::int as count from reports.call_back where ${past(before)}`.execute(
      reader.rows<unknown>(),
    );
    return found.rows[0]?.count ?? 0;
  },
  async apply(tx, before, limit) {
    const done = await sql`delete from reports.call_back where id in (
      select id from reports.call_back where ${past(before)} order by id limit ${limit} for update skip locked)`.execute(
      tx.rows<unknown>(),
    );
    return Number(done.numAffectedRows ?? 0n);
  },
};

/** Seals and hashes under the current key the numbers of calls that still wait. Harmless to repeat. Returns how many changed. */
export async function resealCalls({ db, vault }: Pick<Context, 'db' | 'vault'>): Promise<number> {
  return db.transaction(
    async (tx) => {
      const rows = tx.rows<unknown>();
      const found = await sql<{ id: string; sealed: string }>`select id, sealed_number as sealed from reports.call_back
        where sealed_number is not null and split_part(sealed_number, '.', 2) <> ${vault.currentKey} for update`.execute(rows);
      for (const { id, sealed } of found.rows) {
        const place = numberPlace(id);
        const [digest] = contactDigests(vault, vault.open(sealed, place));
        await sql`update reports.call_back set sealed_number = ${reseal(vault, sealed, place) ?? sealed}, number_digest = ${digest ?? null}::bytea
          where id = ${id}::uuid`.execute(rows);
      }
      return found.rows.length;
    },
    { state: dutyState('identity') },
  );
}
