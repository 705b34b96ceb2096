/** Sessions: opened after a proof of who somebody is, rotated when that proof gets stronger, ended by the person or by recovery. */
import { sql } from 'kysely';
import { randomToken } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { SessionMethod, Strength } from '../contract.ts';
import { lockPersons } from '../persons/lock.ts';
import { tokenDigest } from './tokens.ts';

export interface OpenedSession {
  readonly id: string;
  /** The secret for the cookie; it is nowhere else. */
  readonly token: string;
  /** How long the cookie is kept, in seconds. */
  readonly seconds: number;
}

/**
 * How long a session may rest and last, in minutes and hours: the shortest of the person's roles where they can be used, also of those that
 * begin later, else those of a citizen.
 */
async function limitsOf(tx: Tx, personId: string, strength: Strength): Promise<{ idleMinutes: number; longestHours: number }> {
  const found = await sql<{
    idle: number;
    longest: number;
  }>`select min(idle_minutes) as idle, min(longest_hours) as longest from people.role
    where code = 'citizen' or (${strength} = 'two' and code in (select role from people.role_grant
      where person_id = ${personId}::uuid and ended_at is null
        and (upper_inf(valid) or upper(valid) > ${tx.clock.today().toString()}::date)))`.execute(tx.rows<unknown>());
  const row = found.rows[0];
  if (!row) throw new Error('The roles are not loaded');
  return { idleMinutes: row.idle, longestHours: row.longest };
}

/** Opens a session for a person who has proved who they are. The caller is in a transaction under the duty `identity`. */
export async function openSession(
  tx: Tx,
  input: {
    personId: string;
    deviceId?: string | null;
    methods: readonly SessionMethod[];
    strength: Strength;
    /** Nothing was proved anew: the moment of the last proof stays, and so does the end. */
    since?: { readonly confirmedAt: Temporal.Instant; readonly endsAt: Temporal.Instant } | null;
  },
): Promise<OpenedSession> {
  const { personId, deviceId = null, methods, strength, since = null } = input;
  const { idleMinutes, longestHours } = await limitsOf(tx, personId, strength);
  const token = randomToken();
  const id = tx.ids.next();
  const now = tx.clock.now();
  const longest = now.add({ hours: longestHours });
  const earlier = (a: Temporal.Instant, b: Temporal.Instant) => (Temporal.Instant.compare(a, b) < 0 ? a : b);
  const ends = since === null ? longest : earlier(since.endsAt, longest);
  const idle = earlier(now.add({ minutes: idleMinutes }), ends);
  await sql`insert into people.session (id, token_digest, person_id, device_id, methods, strength, created_at, last_seen_at, confirmed_at,
      idle_until, ends_at, idle_minutes)
    values (${id}::uuid, ${tokenDigest(token)}, ${personId}::uuid, ${deviceId}::uuid, ${[...methods]}::text[], ${strength}, ${now.toString()}::timestamptz,
      ${now.toString()}::timestamptz, ${(since?.confirmedAt ?? now).toString()}::timestamptz, ${idle.toString()}::timestamptz, ${ends.toString()}::timestamptz, ${idleMinutes})`.execute(
    tx.rows<unknown>(),
  );
  return { id, token, seconds: Math.max(0, Math.floor(now.until(ends).total('seconds'))) };
}

/**
 * Ends the session and opens one in its place, with the methods and the greater strength of both: after a stronger proof, or a change
 * of what the person may do. Null where the session has ended meanwhile.
 */
export async function replaceSession(
  tx: Tx,
  sessionId: string,
  added: { methods: readonly SessionMethod[]; strength: Strength; deviceId?: string | null },
): Promise<OpenedSession | null> {
  const rows = tx.rows<unknown>();
  const [, ended] = await Promise.all([
    // The person first, as whoever ends all sessions does: they see the new one, or this one has ended.
    sql`select from people.person where id = (select person_id from people.session where id = ${sessionId}::uuid) for key share`.execute(
      rows,
    ),
    sql<{
      person_id: string;
      device_id: string | null;
      methods: readonly SessionMethod[];
      strength: Strength;
      confirmed_at: Temporal.Instant;
      ends_at: Temporal.Instant;
    }>`update people.session
    set ended_at = ${tx.clock.now().toString()}::timestamptz, ended_why = 'replaced'
    where id = ${sessionId}::uuid and ended_at is null returning person_id, device_id, methods, strength, confirmed_at, ends_at`.execute(
      rows,
    ),
  ]);
  const old = ended.rows[0];
  if (!old) return null;
  const methods = [...new Set([...old.methods, ...added.methods])];
  const strength = old.strength === 'two' ? 'two' : added.strength;
  const since = added.methods.length === 0 ? { confirmedAt: old.confirmed_at, endsAt: old.ends_at } : null;
  return openSession(tx, { personId: old.person_id, deviceId: added.deviceId ?? old.device_id, methods, strength, since });
}

/**
 * Whether the person of this session proved who they are in the last minutes: what a thief of an open session could use to
 * stay (a new PIN, another number) asks for this first.
 */
export async function isFresh(tx: Tx, sessionId: string, minutes = 10): Promise<boolean> {
  const found = await sql<{
    fresh: boolean;
  }>`select confirmed_at > ${tx.clock.now().toString()}::timestamptz - ${minutes} * interval '1 minute' as fresh
    from people.session where id = ${sessionId}::uuid and ended_at is null`.execute(tx.rows<unknown>());
  return found.rows[0]?.fresh ?? false;
}

export interface SessionInList {
  readonly id: string;
  readonly deviceId: string | null;
  readonly methods: readonly SessionMethod[];
  readonly strength: Strength;
  readonly createdAt: Temporal.Instant;
  readonly lastSeenAt: Temporal.Instant;
}

/** The sessions of a person that can still be used, the last used first. */
export async function sessionsOf(tx: Tx, personId: string): Promise<readonly SessionInList[]> {
  const now = tx.clock.now().toString();
  const found =
    await sql<SessionInList>`select id, device_id as "deviceId", methods, strength, created_at as "createdAt", last_seen_at as "lastSeenAt"
    from people.session where person_id = ${personId}::uuid and ended_at is null
      and idle_until > ${now}::timestamptz and ends_at > ${now}::timestamptz
    order by last_seen_at desc, id desc`.execute(tx.rows<unknown>());
  return found.rows;
}

/** Ends sessions of a person: one, all, or all but one. Returns how many ended. */
export async function endSessions(
  tx: Tx,
  personId: string,
  which: { readonly why: string; readonly only?: string; readonly except?: string; readonly device?: string },
): Promise<number> {
  const { why, only = null, except = null, device = null } = which;
  // A session that is just being opened or replaced is waited for: the next statement sees it.
  if (only === null) await lockPersons(tx, [personId]);
  const ended = await sql`update people.session set ended_at = ${tx.clock.now().toString()}::timestamptz, ended_why = ${why}
    where person_id = ${personId}::uuid and ended_at is null
      and (${only}::uuid is null or id = ${only}::uuid)
      and (${except}::uuid is null or id <> ${except}::uuid)
      and (${device}::uuid is null or device_id = ${device}::uuid)`.execute(tx.rows<unknown>());
  return Number(ended.numAffectedRows ?? 0n);
}
