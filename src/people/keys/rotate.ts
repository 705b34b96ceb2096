/** Changing the key of numbers that lie encrypted: what an older key encrypted is encrypted anew, a portion at a time. */
import { sql } from 'kysely';
import type { Vault } from '../../platform/crypto/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { resealIdentifiers } from '../persons/identifiers.ts';

const PORTION = 500;

/**
 * Encrypts and hashes anew what stands under an older key of the ring, until nothing is left. Once it returns 0 for every table,
 * the old key can be taken out of DATA_KEYS. Harmless to repeat and to break off. Returns how many rows changed.
 */
export async function rotateKeys({ db, vault }: Pick<Context, 'db' | 'vault'>): Promise<number> {
  let changed = 0;
  for (const portion of [resealIdentifiers, resealSecrets]) {
    for (let last = PORTION; last === PORTION; changed += last) {
      last = await db.transaction((tx) => portion(tx, vault, PORTION), { state: dutyState('identity') });
    }
  }
  return changed;
}

/** The secrets of authenticator apps: the only credentials that are encrypted and not hashed. */
async function resealSecrets(tx: Parameters<typeof resealIdentifiers>[0], vault: Vault, limit: number): Promise<number> {
  const rows = tx.rows<unknown>();
  const found = await sql<{ id: string; secret: string }>`select id, secret from people.credential
    where kind = 'totp' and ended_at is null and secret not like ${`v1.${vault.currentKey}.%`} order by id limit ${limit} for update`.execute(
    rows,
  );
  for (const { id, secret } of found.rows) {
    const place = `people.credential/${id}`;
    await sql`update people.credential set secret = ${vault.seal(vault.open(secret, place), place)} where id = ${id}::uuid`.execute(rows);
  }
  return found.rows.length;
}
