/** What a person can prove themselves with, and whether their roles ask for a second factor. Run under the duty `identity` or for the person. */
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db/index.ts';

export interface Factors {
  /** The password in force. */
  readonly password: { readonly id: string; readonly hash: string } | null;
  /** The authenticator app in force. */
  readonly totp: { readonly id: string; readonly createdAt: Temporal.Instant; readonly lastUsedAt: Temporal.Instant | null } | null;
  readonly passkeys: number;
  /** The first signs of the recovery codes that are left. */
  readonly recoveryCodes: readonly string[];
}

interface Row {
  readonly id: string;
  readonly kind: 'password' | 'totp' | 'passkey' | 'recovery-code';
  readonly hash: string | null;
  readonly label: string | null;
  readonly created_at: Temporal.Instant;
  readonly last_used_at: Temporal.Instant | null;
}

/** Everything in force that a person proves themselves with, but for PINs, which belong to a device. */
export async function factorsOf(reader: Reader, personId: string): Promise<Factors> {
  const found = await sql<Row>`select id, kind, case when kind = 'password' then secret end as hash, label, created_at, last_used_at
    from people.credential where person_id = ${personId}::uuid and ended_at is null and kind <> 'pin' order by label`.execute(
    reader.rows<unknown>(),
  );
  const of = (kind: Row['kind']) => found.rows.filter((row) => row.kind === kind);
  const [password] = of('password');
  const [totp] = of('totp');
  return {
    password: password?.hash ? { id: password.id, hash: password.hash } : null,
    totp: totp ? { id: totp.id, createdAt: totp.created_at, lastUsedAt: totp.last_used_at } : null,
    passkeys: of('passkey').length,
    recoveryCodes: of('recovery-code').map(({ label }) => label ?? ''),
  };
}

/** Whether there is a second factor beside the password. Recovery codes stand in for one and are none by themselves. */
export function hasSecondFactor({ totp, passkeys }: Pick<Factors, 'totp' | 'passkeys'>): boolean {
  return totp !== null || passkeys > 0;
}

/** Whether a role that the person holds now or will hold, or does for somebody who is away, asks for a second factor. */
export async function needsSecondFactor(reader: Reader, personId: string, today: string): Promise<boolean> {
  const found = await sql<{ needed: boolean }>`select exists (
      select from people.role_grant held join people.role on role.code = held.role
      where role.second_factor and held.ended_at is null and coalesce(upper(held.valid), 'infinity') > ${today}::date
        and (held.person_id = ${personId}::uuid or held.id in (select unnest(absence.grant_ids) from people.absence
          where absence.deputy_id = ${personId}::uuid and absence.ended_at is null and upper(absence.valid) > ${today}::date))) as needed`.execute(
    reader.rows<unknown>(),
  );
  return found.rows[0]?.needed === true;
}

/**
 * Whether one second factor fewer would leave the person without any while their roles ask for one: then it is not taken away. For
 * everything that ends an authenticator app or a passkey.
 */
export async function isLastNeededFactor(tx: Tx, personId: string): Promise<boolean> {
  const { totp, passkeys } = await factorsOf(tx, personId);
  return (totp === null ? 0 : 1) + passkeys <= 1 && (await needsSecondFactor(tx, personId, tx.clock.today().toString()));
}

/** Ends credentials by their ids; returns how many were still in force. */
export async function endCredentials(tx: Tx, personId: string, kind: Row['kind']): Promise<number> {
  const ended = await sql`update people.credential set ended_at = ${tx.clock.now().toString()}::timestamptz
    where person_id = ${personId}::uuid and kind = ${kind} and ended_at is null`.execute(tx.rows<unknown>());
  return Number(ended.numAffectedRows ?? 0n);
}
