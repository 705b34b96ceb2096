/** Passkeys as they are kept: public key and properties as JSON; nothing secret. */
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db/index.ts';

/** A passkey in its owner's list. */
export interface OwnPasskey {
  readonly id: string;
  readonly label: string;
  readonly createdAt: Temporal.Instant;
  readonly lastUsedAt: Temporal.Instant | null;
}

/** What is kept of the key itself, as JSON in `secret`. */
export interface KeyMaterial {
  /** The public key (COSE), base64url. */
  readonly publicKey: string;
  readonly transports: readonly string[];
  /** Whether the key is copied to the owner's other devices by the maker of the phone. */
  readonly synced: boolean;
}

export interface KnownPasskey {
  readonly id: string;
  readonly personId: string;
  readonly publicId: string;
  readonly counter: number;
  readonly material: KeyMaterial;
}

export const LONGEST_LABEL = 60;

/** The passkeys of a person in force, oldest first. */
export async function passkeysOf(reader: Reader, personId: string): Promise<readonly OwnPasskey[]> {
  const found =
    await sql<OwnPasskey>`select id, coalesce(label, '') as label, created_at as "createdAt", last_used_at as "lastUsedAt" from people.credential
    where person_id = ${personId}::uuid and kind = 'passkey' and ended_at is null order by created_at, id`.execute(reader.rows<unknown>());
  return found.rows;
}

/** The public ids of a person's passkeys, so that a device that has one isn't given a second. */
export async function publicIdsOf(reader: Reader, personId: string): Promise<readonly { id: string; transports: readonly string[] }[]> {
  const found = await sql<{ public_id: string; secret: string }>`select public_id, secret from people.credential
    where person_id = ${personId}::uuid and kind = 'passkey' and ended_at is null and public_id is not null`.execute(
    reader.rows<unknown>(),
  );
  return found.rows.map((row) => ({ id: row.public_id, transports: (JSON.parse(row.secret) as KeyMaterial).transports }));
}

/** The passkey with this public id, locked, of a person who can sign in; null where there is none (any more). Runs under the duty `identity`. */
export async function lockPasskey(tx: Tx, publicId: string): Promise<KnownPasskey | null> {
  const found = await sql<{ id: string; person_id: string; counter: string; secret: string }>`select credential.id, credential.person_id,
      credential.counter::text as counter, credential.secret
    from people.credential join people.person on person.id = credential.person_id and person.state = 'active'
    where credential.public_id = ${publicId} and credential.kind = 'passkey' and credential.ended_at is null for update of credential`.execute(
    tx.rows<unknown>(),
  );
  const row = found.rows[0];
  if (!row) return null;
  return { id: row.id, personId: row.person_id, publicId, counter: Number(row.counter), material: JSON.parse(row.secret) as KeyMaterial };
}

/** Keeps a new passkey. Returns false where its public id is kept already. */
export async function keepPasskey(
  tx: Tx,
  input: { id: string; personId: string; publicId: string; material: KeyMaterial; counter: number; label: string },
): Promise<boolean> {
  const { id, personId, publicId, material, counter, label } = input;
  const kept = await sql`insert into people.credential (id, person_id, kind, public_id, secret, counter, label, created_at)
    values (${id}::uuid, ${personId}::uuid, 'passkey', ${publicId}, ${JSON.stringify(material)}, ${counter}::bigint, ${label},
      ${tx.clock.now().toString()}::timestamptz) on conflict do nothing`.execute(tx.rows<unknown>());
  return kept.numAffectedRows === 1n;
}

/** Notes that a passkey was used, with the counter that it gave. */
export async function notePasskeyUse(tx: Tx, id: string, counter: number): Promise<void> {
  await sql`update people.credential set counter = ${counter}::bigint, last_used_at = ${tx.clock.now().toString()}::timestamptz
    where id = ${id}::uuid`.execute(tx.rows<unknown>());
}

/** Renames a person's passkey; false where the person has no such passkey. */
export async function labelPasskey(tx: Tx, personId: string, id: string, label: string): Promise<boolean> {
  const done = await sql`update people.credential set label = ${label}
    where id = ${id}::uuid and person_id = ${personId}::uuid and kind = 'passkey' and ended_at is null`.execute(tx.rows<unknown>());
  return done.numAffectedRows === 1n;
}

/** Ends a person's passkey; false where the person has no such passkey. */
export async function endPasskey(tx: Tx, personId: string, id: string): Promise<boolean> {
  const done = await sql`update people.credential set ended_at = ${tx.clock.now().toString()}::timestamptz
    where id = ${id}::uuid and person_id = ${personId}::uuid and kind = 'passkey' and ended_at is null`.execute(tx.rows<unknown>());
  return done.numAffectedRows === 1n;
}
