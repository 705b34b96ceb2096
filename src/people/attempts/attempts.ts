/** Attempts: what somebody has begun to prove, bound to the browser that began it, short-lived, used once, counted. */
import { randomInt } from 'node:crypto';
import { sql } from 'kysely';
import { equalBytes, randomToken, type Vault } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { JsonObject } from '../../platform/jobs/index.ts';
import { tokenDigest } from '../sessions/tokens.ts';

export type AttemptKind =
  | 'sms-code'
  | 'email-code'
  | 'passkey'
  | 'passkey-new'
  | 'oidc'
  | 'second-factor'
  | 'enrolment'
  | 'handed-code'
  | 'totp-new';

export interface Attempt {
  readonly id: string;
  readonly kind: AttemptKind;
  readonly personId: string | null;
  readonly data: JsonObject;
  readonly tries: number;
  readonly expiresAt: Temporal.Instant;
}

/** Wrong tries after which an attempt is over. A code of six digits is then guessed with 1 in 200,000. */
const MOST_TRIES = 5;

const place = (id: string): string => `people.attempt/${id}`;
const codeDigest = (vault: Vault, id: string, code: string): Buffer => vault.digest(`${id} ${code}`, 'people.attempt/code');

/** Random digits, all equally likely. */
export function randomDigits(length: number): string {
  return Array.from({ length }, () => String(randomInt(10))).join('');
}

/**
 * Begins an attempt under the duty `identity`. `personId` null is an attempt that can't succeed and looks the same. `binding` is
 * the secret to which it is bound: the browser's (made here and returned, for the cookie), or a code that is handed over.
 */
export async function beginAttempt(
  tx: Tx,
  vault: Vault,
  input: { kind: AttemptKind; personId: string | null; data?: JsonObject; code?: string; minutes: number; binding?: string },
): Promise<{ id: string; token: string }> {
  const id = tx.ids.next();
  const now = tx.clock.now();
  const token = input.binding ?? randomToken();
  await sql`insert into people.attempt (id, kind, binding_digest, person_id, sealed_data, code_digest, created_at, expires_at)
    values (${id}::uuid, ${input.kind}, ${tokenDigest(token)}, ${input.personId}::uuid, ${vault.seal(JSON.stringify(input.data ?? {}), place(id))},
      ${input.code === undefined ? null : codeDigest(vault, id, input.code)}, ${now.toString()}::timestamptz,
      ${now.add({ minutes: input.minutes }).toString()}::timestamptz)`.execute(tx.rows<unknown>());
  return { id, token };
}

interface AttemptRow {
  readonly id: string;
  readonly person_id: string | null;
  readonly sealed_data: string;
  readonly tries: number;
  readonly expires_at: Temporal.Instant;
  readonly code_digest: Uint8Array | null;
}

async function lockOpen(tx: Tx, kind: AttemptKind, token: string): Promise<AttemptRow | null> {
  const found = await sql<AttemptRow>`select id, person_id, sealed_data, tries, expires_at, code_digest from people.attempt
    where kind = ${kind} and binding_digest = ${tokenDigest(token)} and used_at is null and tries < ${MOST_TRIES}
      and expires_at > ${tx.clock.now().toString()}::timestamptz for update`.execute(tx.rows<unknown>());
  return found.rows[0] ?? null;
}

const shaped = (vault: Vault, kind: AttemptKind, row: AttemptRow): Attempt => ({
  id: row.id,
  kind,
  personId: row.person_id,
  data: JSON.parse(vault.open(row.sealed_data, place(row.id))) as JsonObject,
  tries: row.tries,
  expiresAt: row.expires_at,
});

/** The open attempt bound to this secret, locked; null where there is none, it is over, used, or too often wrong. */
export async function openAttempt(tx: Tx, vault: Vault, kind: AttemptKind, token: string): Promise<Attempt | null> {
  const row = await lockOpen(tx, kind, token);
  return row ? shaped(vault, kind, row) : null;
}

/** Uses up the attempt: nothing can be done with it again. */
export async function spendAttempt(tx: Tx, id: string): Promise<void> {
  await sql`update people.attempt set used_at = ${tx.clock.now().toString()}::timestamptz where id = ${id}::uuid`.execute(
    tx.rows<unknown>(),
  );
}

/** Notes a wrong try. The caller's transaction must commit. Returns how many tries are left. */
export async function noteWrongTry(tx: Tx, id: string): Promise<number> {
  const noted = await sql<{ tries: number }>`update people.attempt set tries = tries + 1 where id = ${id}::uuid returning tries`.execute(
    tx.rows<unknown>(),
  );
  return Math.max(0, MOST_TRIES - (noted.rows[0]?.tries ?? MOST_TRIES));
}

export type CodeAnswer =
  | { readonly kind: 'right'; readonly attempt: Attempt }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  | { readonly kind: 'over' };

/**
 * Compares a code with the attempt's, and uses up the attempt where it is right. The caller's transaction must commit, also after a wrong
 * code. An attempt for nobody is never right, unless `forAnybody`: there the code proves a number, whoever holds it.
 */
export async function answerCode(
  tx: Tx,
  vault: Vault,
  kind: AttemptKind,
  token: string,
  code: string,
  { forAnybody = false }: { readonly forAnybody?: boolean } = {},
): Promise<CodeAnswer> {
  const row = await lockOpen(tx, kind, token);
  if (!row) return { kind: 'over' };
  // An attempt for nobody's number has a code too, so that both take the same way.
  const right =
    row.code_digest !== null && equalBytes(codeDigest(vault, row.id, code), row.code_digest) && (forAnybody || row.person_id !== null);
  if (!right) return { kind: 'wrong', triesLeft: await noteWrongTry(tx, row.id) };
  await spendAttempt(tx, row.id);
  return { kind: 'right', attempt: shaped(vault, kind, row) };
}
