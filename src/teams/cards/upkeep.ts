/** What is done about cards by night: for the record, never for their worth, which is worked out at each look. */
import { sql } from 'kysely';
import type { JobDefinition } from '../../platform/jobs/index.ts';
import type { Context, RetentionSource } from '../../platform/module/index.ts';
import { system } from '../../platform/session/index.ts';
import { revoke } from './commands.ts';
import { removeUnwanted } from './photos.ts';
import { resealSecrets } from './secrets.ts';
import { cardsOf } from './store.ts';

const PORTION = 200;

/** Marks the cards of those who left as revoked, a portion at a time. Harmless to repeat. Returns how many. */
export async function revokeOfThoseWhoLeft({ db }: Pick<Context, 'db'>): Promise<number> {
  for (let revoked = 0; ; ) {
    const done = await db.transaction(async (tx) => {
      const today = tx.clock.today().toString();
      const found = await sql<{ id: string; membership_id: string }>`select c.id, c.membership_id from teams.card c
        join teams.membership m on m.id = c.membership_id
        where c.revoked_at is null and upper(m.valid) <= ${today}::date order by c.id limit ${PORTION} for update of c`.execute(
        tx.rows<unknown>(),
      );
      const ids = new Set(found.rows.map(({ id }) => id));
      const cards = await cardsOf(
        tx,
        found.rows.map((row) => row.membership_id),
        today,
      );
      for (const card of cards) if (ids.has(card.id)) await revoke(tx, system, card, 'left');
      return ids.size;
    });
    revoked += done;
    if (done < PORTION) return revoked;
  }
}

/** Seals and hashes anew what stands under an older key of the ring. Harmless to repeat. Returns how many cards changed. */
export async function rotateCardKeys({ db, vault }: Pick<Context, 'db' | 'vault'>): Promise<number> {
  for (let changed = 0; ; ) {
    const done = await db.transaction(async (tx) => {
      const rows = tx.rows<unknown>();
      const found = await sql<{
        id: string;
        digest: Uint8Array;
        digestKey: string;
        sealedNumber: string;
        sealedKey: string;
      }>`select id, digest, digest_key as "digestKey", sealed_number as "sealedNumber", sealed_key as "sealedKey" from teams.card
        where digest_key <> ${vault.currentKey} order by id limit ${PORTION} for update`.execute(rows);
      for (const card of found.rows) {
        const fresh = resealSecrets(vault, card);
        await sql`update teams.card set digest = ${fresh.digest}, digest_key = ${fresh.digestKey}, sealed_number = ${fresh.sealedNumber},
          sealed_key = ${fresh.sealedKey} where id = ${card.id}::uuid`.execute(rows);
      }
      return found.rows.length;
    });
    changed += done;
    if (done < PORTION) return changed;
  }
}

/** Pictures without consent go within the hour (they are hidden at once); the rest waits for the night. */
export function cardJobs(context: Context): readonly JobDefinition[] {
  return [
    {
      name: 'teams.remove-photos',
      cron: '7 * * * *',
      handle: async () => {
        await removeUnwanted(context);
      },
    },
    {
      name: 'teams.keep-cards',
      cron: '40 3 * * *',
      handle: async () => {
        const revoked = await revokeOfThoseWhoLeft(context);
        const changed = await rotateCardKeys(context);
        if (revoked + changed > 0) context.log.info({ revoked, changed }, 'cards were brought up to date');
      },
    },
  ];
}

const overBefore = (before: Temporal.Instant) => sql`(revoked_at < ${before.toString()}::timestamptz
  or upper(valid) < (${before.toString()}::timestamptz)::date)`;

/** Cards that were worth nothing for so long that nobody asks for them; afterwards their number is as unknown as any other. */
export const cardRetention: RetentionSource = {
  rule: 'teams.cards',
  async count(reader, before) {
    const found = await sql<{ count: number }>`select count(*)::int as count from teams.card where ${overBefore(before)}`.execute(
      reader.rows<unknown>(),
    );
    return found.rows[0]?.count ?? 0;
  },
  async apply(tx, before, limit) {
    const removed = await sql`delete from teams.card where id in (
      select id from teams.card where ${overBefore(before)} order by id limit ${limit} for update skip locked)`.execute(tx.rows<unknown>());
    return Number(removed.numAffectedRows ?? 0n);
  },
};
