/** Codes of an authenticator app (RFC 6238): six digits that change every 30 seconds. Each step is taken once. */
import { sql } from 'kysely';
import { Secret, TOTP } from 'otpauth';
import type { Vault } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import { lockPersons } from '../persons/lock.ts';

/** What every app understands; some ignore anything else without saying so. */
const shape = { algorithm: 'SHA1', digits: 6, period: 30 } as const;

/** Steps before and after the present one that are taken too: a phone's clock may be half a minute off (RFC 6238, 5.2). */
const WINDOW = 1;

const place = (id: string): string => `people.credential/${id}`;

/** A new secret of 160 bits (RFC 4226, 4) in base32, as apps read it. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** The address that an app reads from the picture: whose codes these are, and the secret. */
export function totpAddress(secret: string, names: { readonly issuer: string; readonly account: string }): string {
  return new TOTP({ ...shape, issuer: names.issuer, label: names.account, secret: Secret.fromBase32(secret) }).toString();
}

/** What was typed as a code: its digits, whatever is between them; null where there are not six. */
export function typedCode(text: string): string | null {
  const digits = text.normalize('NFKC').replace(/[\s.-]+/g, '');
  return /^\d{6}$/.test(digits) ? digits : null;
}

/** The time step to which the code belongs; null where it is none of the present one and its neighbours. */
export function stepOf(secret: string, code: string, now: Temporal.Instant): number | null {
  const timestamp = now.epochMilliseconds;
  const delta = TOTP.validate({ ...shape, token: code, secret: Secret.fromBase32(secret), timestamp, window: WINDOW });
  return delta === null ? null : TOTP.counter({ period: shape.period, timestamp }) + delta;
}

/** Makes the secret the person's authenticator app in place of any before; the step that proved it is used up. */
export async function keepTotp(tx: Tx, vault: Vault, input: { personId: string; secret: string; step: number }): Promise<void> {
  const id = tx.ids.next();
  const now = tx.clock.now().toString();
  // Two at once: one of them is in force, not both.
  await lockPersons(tx, [input.personId]);
  await sql`update people.credential set ended_at = ${now}::timestamptz
    where person_id = ${input.personId}::uuid and kind = 'totp' and ended_at is null`.execute(tx.rows<unknown>());
  await sql`insert into people.credential (id, person_id, kind, secret, counter, created_at, last_used_at)
    values (${id}::uuid, ${input.personId}::uuid, 'totp', ${vault.seal(input.secret, place(id))}, ${input.step}, ${now}::timestamptz,
      ${now}::timestamptz)`.execute(tx.rows<unknown>());
}

/** Whether the code is right and its step, or a later one, was not used before; then it is used up. Tries of one person wait for each other. */
export async function proveTotp(tx: Tx, vault: Vault, personId: string, typed: string): Promise<boolean> {
  const code = typedCode(typed);
  const found = await sql<{
    id: string;
    secret: string;
    counter: string;
  }>`select id, secret, counter::text as counter from people.credential
    where person_id = ${personId}::uuid and kind = 'totp' and ended_at is null for update`.execute(tx.rows<unknown>());
  const row = found.rows[0];
  if (!row || code === null) return false;
  const step = stepOf(vault.open(row.secret, place(row.id)), code, tx.clock.now());
  if (step === null || step <= Number(row.counter)) return false;
  await sql`update people.credential set counter = ${step}, last_used_at = ${tx.clock.now().toString()}::timestamptz
    where id = ${row.id}::uuid`.execute(tx.rows<unknown>());
  return true;
}
