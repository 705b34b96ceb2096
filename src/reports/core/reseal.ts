/** Names and numbers of senders are sealed anew when the keyring has a new key. */
import { sql } from 'kysely';
import { reseal } from '../../platform/crypto/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { contactDigests } from './submit/doors.ts';
import { contactPlace, reporterOf } from './view.ts';

const PORTION = 200;

/** Seals under the current key what stands under an older one, a portion at a time. Harmless to repeat. Returns how many changed. */
export async function resealContacts({ db, vault }: Pick<Context, 'db' | 'vault'>): Promise<number> {
  const others = vault.keys.filter((key) => key !== vault.currentKey);
  if (others.length === 0) return 0;
  for (let changed = 0; ; ) {
    const done = await db.transaction(
      async (tx) => {
        const rows = tx.rows<unknown>();
        const found = await sql<{ id: string; sealed: string }>`select report_id as id, sealed_contact as sealed from reports.reporter
          where split_part(sealed_contact, '.', 2) = any (${[...others]}::text[]) order by 1 limit ${PORTION} for update`.execute(rows);
        for (const { id, sealed } of found.rows) {
          // Found by its number under the new key too.
          const phone = (await reporterOf(tx, { vault }, id))?.phone ?? '';
          const digests = phone === '' ? [] : contactDigests(vault, phone);
          await sql`update reports.reporter set sealed_contact = ${reseal(vault, sealed, contactPlace(id)) ?? sealed}, contact_digests = ${[...digests]}::bytea[]
            where report_id = ${id}::uuid`.execute(rows);
        }
        return found.rows.length;
      },
      { state: dutyState('identity') },
    );
    changed += done;
    if (done < PORTION) return changed;
  }
}
