/** Short codes that one person hands to another: eight digits, short-lived, used once, at most one open for each person. */
import { sql } from 'kysely';
import type { Vault } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { type Attempt, beginAttempt, openAttempt, randomDigits } from '../attempts/attempts.ts';
import { type Limit, sourceOf, waitFor } from '../attempts/limits.ts';
import { heldBy } from '../persons/held.ts';

export type HandedKind = 'enrolment' | 'handed-code';

const DIGITS = 8;

/**
 * Tries from one household or phone, and in all. A code is one of a hundred million; with twenty of them open, whoever uses up the
 * second limit all day from many addresses comes upon one in about half a year. Both end by themselves: nobody is locked out for long.
 */
const fromOne: Limit = { kind: 'handed-code-from', most: 20, seconds: 15 * 60 };
const inAll: Limit = { kind: 'handed-code-all', most: 200, seconds: 10 * 60 };

/** Seconds to wait before another code can be tried from this address; 0 where it can. Counts this try. */
export async function waitBeforeCode(context: Context, ip: string): Promise<number> {
  const seconds = await waitFor(context, [
    { limit: fromOne, subject: sourceOf(ip) },
    { limit: inAll, subject: 'all' },
  ]);
  if (seconds > 0) context.log.warn({ seconds }, 'Codes that are handed over are being tried too often');
  return seconds;
}

/** The digits of what was typed, however they were grouped; null where they are no code. */
export function codeIn(typed: string): string | null {
  const digits = typed.normalize('NFKC').replace(/[\s.-]/g, '');
  return digits.length === DIGITS && /^\d+$/.test(digits) ? digits : null;
}

/** To what the attempt is bound instead of a browser. Keyed, because a plain hash of eight digits is found by trying them all. */
const bindings = (vault: Vault, kind: HandedKind, code: string): readonly string[] =>
  vault.keys.map((key) => vault.digest(code, `people.attempt/${kind}`, key).toString('base64url'));

/** Ends what is open of this kind for a person: codes, and browsers that have begun with one. Runs under the duty `identity`. */
export async function endOpenCodes(tx: Tx, kind: HandedKind, personId: string): Promise<void> {
  await sql`update people.attempt set used_at = ${tx.clock.now().toString()}::timestamptz
    where kind = ${kind} and person_id = ${personId}::uuid and used_at is null`.execute(tx.rows<unknown>());
}

/** What a person holds, as one text: a code made for somebody does not open what they were given since. */
async function holdings(tx: Tx, personId: string): Promise<readonly string[]> {
  const held = await heldBy(tx, personId, tx.clock.today().toString());
  return held.map((one) => `${one.role} ${one.unitId ?? one.organisationIds.join('+')}`).toSorted();
}

/** Makes the code of a person and ends those before. Runs under the duty `identity`; the code is nowhere else. */
export async function makeCode(
  tx: Tx,
  vault: Vault,
  input: { readonly kind: HandedKind; readonly personId: string; readonly minutes: number; readonly data?: Attempt['data'] },
): Promise<{ code: string; expiresAt: Temporal.Instant }> {
  const { kind, personId, minutes, data = {} } = input;
  await endOpenCodes(tx, kind, personId);
  const held = await holdings(tx, personId);
  for (;;) {
    const code = randomDigits(DIGITS);
    const [binding = ''] = bindings(vault, kind, code);
    if (await openAttempt(tx, vault, kind, binding)) continue;
    // An old code of these digits that nobody used would stand in the way.
    await sql`delete from people.attempt where kind = ${kind} and used_at is null and expires_at <= ${tx.clock.now().toString()}::timestamptz`.execute(
      tx.rows<unknown>(),
    );
    await beginAttempt(tx, vault, { kind, personId, minutes, binding, data: { ...data, held } });
    return { code, expiresAt: tx.clock.now().add({ minutes }) };
  }
}

/** The open attempt of this code, locked; null for a code that is wrong, over or used, or whose person was given more since. */
export async function openCode(
  tx: Tx,
  vault: Vault,
  kind: HandedKind,
  code: string,
): Promise<(Attempt & { readonly personId: string }) | null> {
  for (const binding of bindings(vault, kind, code)) {
    const attempt = await openAttempt(tx, vault, kind, binding);
    if (attempt) return checked(tx, attempt);
  }
  return null;
}

/** Binds the browser that brought the right code to it, for a quarter of an hour. The code stays open until the end, for whoever starts again. */
export async function bindBrowser(
  tx: Tx,
  vault: Vault,
  kind: HandedKind,
  code: Attempt & { readonly personId: string },
  data: Attempt['data'] = {},
): Promise<string> {
  const { token } = await beginAttempt(tx, vault, {
    kind,
    personId: code.personId,
    minutes: 15,
    data: { ...code.data, ...data, code: code.id },
  });
  return token;
}

/** The browser's attempt and, with it, its code: both open and locked, the person as at the start; null where anything of it is over. */
export async function openBrowser(
  tx: Tx,
  vault: Vault,
  kind: HandedKind,
  token: string,
): Promise<(Attempt & { readonly personId: string }) | null> {
  const attempt = await openAttempt(tx, vault, kind, token);
  if (!attempt || typeof attempt.data.code !== 'string') return null;
  const code = await sql`select from people.attempt where id = ${attempt.data.code}::uuid and used_at is null
    and expires_at > ${tx.clock.now().toString()}::timestamptz for update`.execute(tx.rows<unknown>());
  return code.rows.length === 0 ? null : checked(tx, attempt);
}

async function checked(tx: Tx, attempt: Attempt): Promise<(Attempt & { readonly personId: string }) | null> {
  const { personId, data } = attempt;
  if (personId === null) return null;
  const active = await sql`select from people.person where id = ${personId}::uuid and state = 'active'`.execute(tx.rows<unknown>());
  if (active.rows.length === 0) return null;
  const before = new Set(Array.isArray(data.held) ? data.held : []);
  const grown = (await holdings(tx, personId)).some((one) => !before.has(one));
  return grown ? null : { ...attempt, personId };
}
