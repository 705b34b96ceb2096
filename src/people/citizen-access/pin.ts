/** A short PIN that counts on one device only: worth something together with the secret of that device, and ended by five wrong tries. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { hashSecret, verifySecret } from '../official-access/passwords.ts';

/** Wrong tries after which the PIN of a device is ended. */
const MOST_WRONG_PINS = 5;

/** Whether many people choose the PIN, or it is a year: repetitions, runs up and down, patterns of the keypad (DataGenetics 2012). */
function isWeak(pin: string, birthYear: number | null): boolean {
  const digits = [...pin].map(Number);
  const steps = new Set(digits.slice(1).map((digit, index) => (digit - (digits[index] ?? 0) + 10) % 10));
  if (steps.size === 1 && [0, 1, 2, 8, 9].some((step) => steps.has(step))) return true;
  if (birthYear !== null && pin.includes(String(birthYear))) return true;
  return /^(19|20)\d\d$|^(2580|0852)$|^(\d\d)\3+$|^(\d{3})\4$/.test(pin);
}

/**
 * Whether the person may choose this PIN. Refused (field `pin`): `people.pin-form` unless 4 to 6 digits, `people.pin-weak` where many
 * people choose it or it is a year.
 */
export async function checkNewPin(tx: Tx, personId: string, pin: string): Promise<Outcome<null>> {
  if (!/^\d{4,6}$/.test(pin)) return refused({ code: 'people.pin-form', field: 'pin' });
  const found = await sql<{
    birth_year: number | null;
  }>`select birth_year from people.person_details where person_id = ${personId}::uuid`.execute(tx.rows<unknown>());
  if (isWeak(pin, found.rows[0]?.birth_year ?? null)) return refused({ code: 'people.pin-weak', field: 'pin' });
  return accepted(null);
}

/** Gives the device this PIN in place of any before; refused as `checkNewPin` says. Runs under the duty `identity` or for the person. */
export async function setPin(
  tx: Tx,
  input: { readonly personId: string; readonly deviceId: string; readonly pin: string },
): Promise<Outcome<null>> {
  const { personId, deviceId, pin } = input;
  const checked = await checkNewPin(tx, personId, pin);
  if (!checked.ok) return checked;
  const now = tx.clock.now().toString();
  const secret = await hashSecret(pin);
  await sql`update people.credential set ended_at = ${now}::timestamptz
    where device_id = ${deviceId}::uuid and kind = 'pin' and ended_at is null`.execute(tx.rows<unknown>());
  await sql`insert into people.credential (id, person_id, device_id, kind, secret, created_at)
    values (${tx.ids.next()}::uuid, ${personId}::uuid, ${deviceId}::uuid, 'pin', ${secret}, ${now}::timestamptz)`.execute(
    tx.rows<unknown>(),
  );
  return accepted(null);
}

interface PinRow {
  readonly id: string;
  readonly secret: string;
  readonly failures: number;
  readonly live: boolean;
}

/** The device's newest PIN. Ended ones stay as long as the device, so that its owner can be told why. */
async function newestPin(tx: Tx, deviceId: string, lock: boolean): Promise<PinRow | null> {
  const found = await sql<PinRow>`select id, secret, failures, ended_at is null as live from people.credential
    where device_id = ${deviceId}::uuid and kind = 'pin' order by (ended_at is null) desc, created_at desc limit 1
    ${lock ? sql`for update` : sql``}`.execute(tx.rows<unknown>());
  return found.rows[0] ?? null;
}

/** Whether the device has a PIN that can be tried, had one that was tried too often, or has none. */
export async function pinState(tx: Tx, deviceId: string): Promise<'set' | 'over' | 'none'> {
  const row = await newestPin(tx, deviceId, false);
  if (row?.live) return 'set';
  return row && row.failures >= MOST_WRONG_PINS ? 'over' : 'none';
}

export type PinAnswer =
  | { readonly kind: 'right' }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  /** Tried too often, now (`justNow`) or before, and ended: other ways in stay open. */
  | { readonly kind: 'over'; readonly justNow: boolean }
  | { readonly kind: 'none' };

/**
 * Compares a PIN with the device's. The try is counted and committed before the PIN is looked at, so that many tries at the same moment
 * are not more than five; a right one begins the count anew. `ended` runs in the transaction that ends the PIN after the fifth wrong
 * try. The caller has decided that the asker holds the device's secret. Throws SecretsBusy.
 */
export async function tryPin(
  context: Pick<Context, 'db'>,
  deviceId: string,
  pin: string,
  ended: (tx: Tx) => Promise<void> = async () => {},
): Promise<PinAnswer> {
  const state = dutyState('identity');
  const counted = await context.db.transaction(
    async (tx) => {
      const row = await newestPin(tx, deviceId, true);
      if (!row) return { kind: 'none' } as const;
      if (!row.live) return row.failures >= MOST_WRONG_PINS ? ({ kind: 'over', justNow: false } as const) : ({ kind: 'none' } as const);
      // All five are being looked at right now, in other requests.
      if (row.failures >= MOST_WRONG_PINS) return { kind: 'wrong', triesLeft: 0 } as const;
      await sql`update people.credential set failures = failures + 1 where id = ${row.id}::uuid`.execute(tx.rows<unknown>());
      return { kind: 'counted', row } as const;
    },
    { state },
  );
  if (counted.kind !== 'counted') return counted;
  const { row } = counted;
  const right = /^\d{4,6}$/.test(pin) && (await verifySecret(row.secret, pin));
  return context.db.transaction(
    async (tx): Promise<PinAnswer> => {
      const now = tx.clock.now().toString();
      if (right) {
        const kept = await sql`update people.credential set failures = 0, last_used_at = ${now}::timestamptz
          where id = ${row.id}::uuid and ended_at is null`.execute(tx.rows<unknown>());
        return kept.numAffectedRows === 1n ? { kind: 'right' } : { kind: 'over', justNow: false };
      }
      const triesLeft = MOST_WRONG_PINS - (row.failures + 1);
      if (triesLeft > 0) return { kind: 'wrong', triesLeft };
      const over = await sql`update people.credential set ended_at = ${now}::timestamptz
        where id = ${row.id}::uuid and ended_at is null and failures >= ${MOST_WRONG_PINS}`.execute(tx.rows<unknown>());
      if (over.numAffectedRows !== 1n) return { kind: 'over', justNow: false };
      await ended(tx);
      return { kind: 'over', justNow: true };
    },
    { state },
  );
}
