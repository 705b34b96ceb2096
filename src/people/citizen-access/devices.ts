/** Known devices: browsers that a person uses again, recognised by a secret that only the browser's cookie holds. */
import type { FastifyReply } from 'fastify';
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import { randomToken } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { endSessions } from '../sessions/sessions.ts';
import { setToken, tokenDigest } from '../sessions/tokens.ts';

/** `remembered` after a code: with its PIN one factor. `enrolled` by the commune or a leader: with its PIN two. */
export type DeviceKind = 'remembered' | 'enrolled';

export interface KnownDevice {
  readonly id: string;
  readonly personId: string;
  readonly kind: DeviceKind;
}

/** Browsers keep a cookie for 400 days at most (RFC 6265bis 5.6.2); a year is remembered, longer is not promised. */
const DEVICE_SECONDS = 365 * 24 * 3600;
const LONGEST_NAME = 60;

/** Makes a device known. The secret is returned once; give it to the browser with `handDevice` after the commit. */
export async function rememberDevice(
  tx: Tx,
  input: { readonly personId: string; readonly name: string; readonly kind: DeviceKind },
): Promise<{ id: string; token: string }> {
  const id = tx.ids.next();
  const token = randomToken();
  const now = tx.clock.now().toString();
  await sql`insert into people.device (id, person_id, name, kind, token_digest, enrolled_at, last_seen_at)
    values (${id}::uuid, ${input.personId}::uuid, ${input.name.slice(0, LONGEST_NAME)}, ${input.kind}, ${tokenDigest(token)},
      ${now}::timestamptz, ${now}::timestamptz)`.execute(tx.rows<unknown>());
  return { id, token };
}

/** Puts the device's secret into the browser, for a year. */
export function handDevice(reply: FastifyReply, context: Pick<Context, 'config'>, token: string): void {
  setToken(reply, context.config, 'device', token, DEVICE_SECONDS);
}

/** The device with this secret, not ended, of a person who can sign in. Runs under the duty `identity`. */
export async function deviceOf(tx: Tx, token: string): Promise<KnownDevice | null> {
  const found = await sql<{ id: string; person_id: string; kind: DeviceKind }>`select device.id, device.person_id, device.kind
    from people.device join people.person on person.id = device.person_id and person.state = 'active'
    where device.token_digest = ${tokenDigest(token)} and device.ended_at is null`.execute(tx.rows<unknown>());
  const row = found.rows[0];
  return row ? { id: row.id, personId: row.person_id, kind: row.kind } : null;
}

/** Notes that the device was used, to the hour: its list tells old devices from living ones. */
export async function touchDevice(tx: Tx, deviceId: string): Promise<void> {
  const now = tx.clock.now().toString();
  await sql`update people.device set last_seen_at = ${now}::timestamptz
    where id = ${deviceId}::uuid and last_seen_at < ${now}::timestamptz - interval '1 hour'`.execute(tx.rows<unknown>());
}

/**
 * Ends a device with its PIN and every session on it. `why` is a code: `own-list`, `recovery`, `replaced` ... Returns whether
 * there was one to end among the rows that this transaction may see.
 */
export async function endDevice(tx: Tx, actor: Actor, deviceId: string, why: string): Promise<boolean> {
  const now = tx.clock.now().toString();
  const rows = tx.rows<unknown>();
  const [, ended] = await Promise.all([
    // The person first, as whoever signs in on the device does.
    sql`select from people.person where id = (select person_id from people.device where id = ${deviceId}::uuid) for update`.execute(rows),
    sql<{ person_id: string }>`update people.device set ended_at = ${now}::timestamptz, ended_why = ${why}
    where id = ${deviceId}::uuid and ended_at is null returning person_id`.execute(rows),
  ]);
  const personId = ended.rows[0]?.person_id;
  if (personId === undefined) return false;
  await sql`update people.credential set ended_at = ${now}::timestamptz
    where device_id = ${deviceId}::uuid and ended_at is null`.execute(tx.rows<unknown>());
  await endSessions(tx, personId, { why, device: deviceId });
  await record(tx, actor, {
    action: 'people.end-device',
    subject: { kind: 'people.device', id: deviceId },
    fields: ['ended_at'],
    persons: [personId],
  });
  return true;
}

const systems: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/CrOS/, 'Chromebook'],
  [/Windows/, 'Windows'],
  [/Macintosh|Mac OS X/, 'Mac'],
  [/Linux/, 'Linux'],
];

const browsers: readonly (readonly [RegExp, string])[] = [
  [/Zalo/, 'Zalo'],
  [/coc_coc_browser|CocCoc/i, 'Cốc Cốc'],
  [/EdgA?\/|EdgiOS\//, 'Edge'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/OPR\/|Opera/, 'Opera'],
  [/FxiOS\/|Firefox\//, 'Firefox'],
  [/CriOS\/|Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];

/** How a person recognises their device: `Android · Chrome`. Nothing that tells one phone of a kind from another. */
export function deviceName(userAgent: string | undefined): string {
  const text = (userAgent ?? '').slice(0, 500);
  const named = (list: typeof systems) => list.find(([form]) => form.test(text))?.[1];
  return [named(systems), named(browsers)].filter((one) => one !== undefined).join(' · ') || '?';
}
