/**
 * Recovery codes: ten, each for one sign-in without the phone. A code is twelve signs in three groups; the first group stays readable and
 * says which code it is, so that one hash is compared and not ten; the other eight signs (40 bits) are only kept as an argon2id hash.
 */
import { randomInt } from 'node:crypto';
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db/index.ts';
import { lockPersons } from '../persons/lock.ts';
import { hashSecret, verifySecret } from './passwords.ts';

const RECOVERY_CODES = 10;

/** Without signs that are mistaken for each other on paper: 0 and o, 1 and l and i, u and v. */
const SIGNS = '23456789abcdefghjkmnpqrstvwxyz';
const GROUP = 4;

const newGroup = (): string => Array.from({ length: GROUP }, () => SIGNS[randomInt(SIGNS.length)]).join('');

interface Code {
  readonly first: string;
  readonly rest: string;
}

/** What was typed as a recovery code, whatever is between its signs; null where it can't be one. */
function readCode(typed: string): Code | null {
  const signs = typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s.-]+/g, '');
  return signs.length === 3 * GROUP && [...signs].every((sign) => SIGNS.includes(sign))
    ? { first: signs.slice(0, GROUP), rest: signs.slice(GROUP) }
    : null;
}

export interface NewCodes {
  /** As they are written down: `k7fm-2xqp-9dwa`. */
  readonly shown: readonly string[];
  readonly kept: readonly { readonly label: string; readonly hash: string }[];
}

/** Makes codes and their hashes: a quarter of a second, so outside of transactions. */
export async function makeRecoveryCodes(): Promise<NewCodes> {
  const firsts = new Set<string>();
  while (firsts.size < RECOVERY_CODES) firsts.add(newGroup());
  const shown: string[] = [];
  const kept: { label: string; hash: string }[] = [];
  for (const first of firsts) {
    const [second, third] = [newGroup(), newGroup()];
    shown.push(`${first}-${second}-${third}`);
    kept.push({ label: first, hash: await hashSecret(second + third) });
  }
  return { shown, kept };
}

/** Makes these the person's codes; those before are worth nothing any more. */
export async function keepRecoveryCodes(tx: Tx, personId: string, codes: NewCodes['kept']): Promise<void> {
  const now = tx.clock.now().toString();
  const db = tx.rows<unknown>();
  // Two sheets at once: the later one is good, the other is not.
  await lockPersons(tx, [personId]);
  await sql`update people.credential set ended_at = ${now}::timestamptz
    where person_id = ${personId}::uuid and kind = 'recovery-code' and ended_at is null`.execute(db);
  for (const { label, hash } of codes) {
    await sql`insert into people.credential (id, person_id, kind, secret, label, created_at)
      values (${tx.ids.next()}::uuid, ${personId}::uuid, 'recovery-code', ${hash}, ${label}, ${now}::timestamptz)`.execute(db);
  }
}

/** The code of the person that this may be, with its hash; null where there is none. */
export async function candidateFor(reader: Reader, personId: string, typed: string): Promise<{ id: string; hash: string } | null> {
  const code = readCode(typed);
  if (!code) return null;
  const found = await sql<{ id: string; secret: string }>`select id, secret from people.credential
    where person_id = ${personId}::uuid and kind = 'recovery-code' and label = ${code.first} and ended_at is null`.execute(
    reader.rows<unknown>(),
  );
  const row = found.rows[0];
  return row ? { id: row.id, hash: row.secret } : null;
}

/** Whether the candidate is the code that was typed; without a candidate it takes as long. Outside of transactions. */
export function isRightCode(candidate: { readonly hash: string } | null, typed: string): Promise<boolean> {
  return verifySecret(candidate?.hash ?? null, readCode(typed)?.rest ?? '');
}

/** Uses up the code; false where somebody was quicker. */
export async function spendRecoveryCode(tx: Tx, id: string): Promise<boolean> {
  const now = tx.clock.now().toString();
  const spent = await sql`update people.credential set ended_at = ${now}::timestamptz, last_used_at = ${now}::timestamptz
    where id = ${id}::uuid and ended_at is null`.execute(tx.rows<unknown>());
  return spent.numAffectedRows === 1n;
}
