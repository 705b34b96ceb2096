/** Numbers of many persons: sealed and hashed here, written at once. */
import { sql } from 'kysely';
import type { Vault } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import { digestsOf } from '../persons/identifiers.ts';

/** Where the encryption of a number is bound to, as in identifiers.ts. */
export const identifierPlace = (id: string): string => `people.identifier/${id}`;

/** Writes numbers (E.164) as told, not proved. Runs under the duty `identity`. */
export async function insertPhones(
  tx: Tx,
  vault: Vault,
  phones: readonly {
    readonly personId: string;
    readonly unitId: string | null;
    readonly organisationId: string | null;
    readonly phone: string;
  }[],
): Promise<void> {
  if (phones.length === 0) return;
  const sealed = phones.map((one) => {
    const id = tx.ids.next();
    const [digest] = digestsOf(vault, 'phone', one.phone);
    return { ...one, id, sealed: vault.seal(one.phone, identifierPlace(id)), digest: digest?.toString('hex') ?? null };
  });
  const column = <K extends keyof (typeof sealed)[number]>(key: K) => sealed.map((one) => one[key]);
  await sql`insert into people.identifier (id, person_id, unit_id, organisation_id, kind, sealed, digest, digest_key, added_at)
    select id, person, unit, organisation, 'phone', sealed, decode(digest, 'hex'), ${vault.currentKey}, ${tx.clock.now().toString()}::timestamptz
    from unnest(${column('id')}::uuid[], ${column('personId')}::uuid[], ${column('unitId')}::uuid[], ${column('organisationId')}::uuid[],
      ${column('sealed')}::text[], ${column('digest')}::text[]) as p (id, person, unit, organisation, sealed, digest)`.execute(
    tx.rows<unknown>(),
  );
}
