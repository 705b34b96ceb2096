/** Numbers and addresses of persons: encrypted, found by a keyed hash under every key of the ring. */
import { sql } from 'kysely';
import type { Vault } from '../../platform/crypto/index.ts';
import type { Reader, Tx } from '../../platform/db/index.ts';

export type IdentifierKind = 'phone' | 'email' | 'citizen-id' | 'oidc-subject' | 'user-name';

const place = (id: string): string => `people.identifier/${id}`;
const purpose = (kind: IdentifierKind): string => `people.identifier/${kind}`;

/** The hashes under which a value may be kept: one for each key of the ring. */
export function digestsOf(vault: Vault, kind: IdentifierKind, value: string): readonly Buffer[] {
  return vault.keys.map((key) => vault.digest(value, purpose(kind), key));
}

/** Records a number or address in its normal form (E.164, lower case, `issuer subject`). Throws where somebody else holds it verified. */
export async function recordIdentifier(
  tx: Tx,
  vault: Vault,
  input: { personId: string; unitId: string | null; organisationId: string | null; kind: IdentifierKind; value: string; verified: boolean },
): Promise<string> {
  const { personId, unitId, organisationId, kind, value, verified } = input;
  const id = tx.ids.next();
  const now = tx.clock.now().toString();
  await sql`insert into people.identifier (id, person_id, unit_id, organisation_id, kind, sealed, digest, digest_key, verified_at, added_at)
    values (${id}::uuid, ${personId}::uuid, ${unitId}::uuid, ${organisationId}::uuid, ${kind}, ${vault.seal(value, place(id))},
      ${vault.digest(value, purpose(kind))}, ${vault.currentKey}, ${verified ? now : null}::timestamptz, ${now}::timestamptz)`.execute(
    tx.rows<unknown>(),
  );
  return id;
}

/** Who holds this value, proved and not ended; null for nobody. Runs under the duty `identity`, or finds only what the caller may see. */
export async function holderOf(reader: Reader, vault: Vault, kind: IdentifierKind, value: string): Promise<string | null> {
  const digests = digestsOf(vault, kind, value);
  const found = await sql<{ person_id: string }>`select person_id from people.identifier
    where digest = any (${digests}::bytea[]) and kind = ${kind} and ended_at is null and verified_at is not null`.execute(
    reader.rows<unknown>(),
  );
  return found.rows[0]?.person_id ?? null;
}

export interface Identifier {
  readonly id: string;
  readonly kind: IdentifierKind;
  readonly value: string;
  readonly verified: boolean;
}

/** The numbers and addresses of a person in force, in full. Whoever shows them masks them or records the look. */
export async function identifiersOf(reader: Reader, vault: Vault, personId: string): Promise<readonly Identifier[]> {
  const found = await sql<{
    id: string;
    kind: IdentifierKind;
    sealed: string;
    verified: boolean;
  }>`select id, kind, sealed, verified_at is not null as verified
    from people.identifier where person_id = ${personId}::uuid and ended_at is null order by kind, added_at`.execute(
    reader.rows<unknown>(),
  );
  return found.rows.map(({ sealed, ...row }) => ({ ...row, value: vault.open(sealed, place(row.id)) }));
}

/** A number or address as others may see it: enough to recognise, too little to use. `+84912345678` → `•••• 678`. */
export function masked(kind: IdentifierKind, value: string): string {
  if (kind === 'email') return value.replace(/^(.).*(@.*)$/u, '$1•••$2');
  if (kind === 'user-name') return value;
  return `•••• ${value.slice(-3)}`;
}

/** Encrypts and hashes anew up to `limit` numbers that stand under an older key. Returns how many. */
export async function resealIdentifiers(tx: Tx, vault: Vault, limit: number): Promise<number> {
  const rows = tx.rows<unknown>();
  const found = await sql<{ id: string; kind: IdentifierKind; sealed: string }>`select id, kind, sealed from people.identifier
    where digest_key <> ${vault.currentKey} order by id limit ${limit} for update`.execute(rows);
  for (const { id, kind, sealed } of found.rows) {
    const value = vault.open(sealed, place(id));
    await sql`update people.identifier set sealed = ${vault.seal(value, place(id))}, digest = ${vault.digest(value, purpose(kind))},
      digest_key = ${vault.currentKey} where id = ${id}::uuid`.execute(rows);
  }
  return found.rows.length;
}
