/** How sessions, devices, attempts and counts end; how long they are kept is data (people.retention_rule). */
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db/index.ts';
import type { RetentionSource } from '../../platform/module/index.ts';

async function counted(reader: Reader, query: ReturnType<typeof sql<{ count: bigint }>>): Promise<number> {
  return Number((await query.execute(reader.rows<unknown>())).rows[0]?.count ?? 0);
}

const over = (before: Temporal.Instant) =>
  sql`least(coalesce(ended_at, idle_until), idle_until, ends_at) < ${before.toString()}::timestamptz`;

const unused = (before: Temporal.Instant) => sql`device.ended_at < ${before.toString()}::timestamptz
  and not exists (select from people.session where session.device_id = device.id)`;

/** Sessions that ended; then devices that ended and that no session is left of, with their PINs. */
const sessions: RetentionSource = {
  rule: 'people.sessions',
  async count(reader, before) {
    return counted(
      reader,
      sql`select (select count(*) from people.session where ${over(before)}) + (select count(*) from people.device where ${unused(before)}) as count`,
    );
  },
  async apply(tx: Tx, before, limit) {
    const rows = tx.rows<unknown>();
    const ended =
      await sql`delete from people.session where id in (select id from people.session where ${over(before)} limit ${limit})`.execute(rows);
    const left = limit - Number(ended.numAffectedRows ?? 0n);
    const devices = await sql<{ id: string }>`select id from people.device where ${unused(before)} limit ${left} for update`.execute(rows);
    const ids = devices.rows.map(({ id }) => id);
    await sql`delete from people.credential where device_id = any (${ids}::uuid[])`.execute(rows);
    await sql`delete from people.device where id = any (${ids}::uuid[])`.execute(rows);
    return limit - left + ids.length;
  },
};

const attempts: RetentionSource = {
  rule: 'people.attempts',
  count: (reader, before) =>
    counted(reader, sql`select count(*) as count from people.attempt where expires_at < ${before.toString()}::timestamptz`),
  async apply(tx, before, limit) {
    const removed = await sql`delete from people.attempt where id in (
      select id from people.attempt where expires_at < ${before.toString()}::timestamptz limit ${limit})`.execute(tx.rows<unknown>());
    return Number(removed.numAffectedRows ?? 0n);
  },
};

/** No count runs longer than a day; the rule must keep them longer than that. */
const throttle: RetentionSource = {
  rule: 'people.throttle',
  count: (reader, before) =>
    counted(reader, sql`select count(*) as count from people.throttle where window_start < ${before.toString()}::timestamptz`),
  async apply(tx, before, limit) {
    const removed = await sql`delete from people.throttle where key in (
      select key from people.throttle where window_start < ${before.toString()}::timestamptz limit ${limit})`.execute(tx.rows<unknown>());
    return Number(removed.numAffectedRows ?? 0n);
  },
};

export const accessRetention: readonly RetentionSource[] = [sessions, attempts, throttle];
