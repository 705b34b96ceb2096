/** What the channel holds about a person; its export, its part of an erasure, and how long notices are kept. */
import { type RawBuilder, sql } from 'kysely';
import type { JsonObject, Tx } from '../platform/db/index.ts';
import type { PrivacySource, RetentionSource } from '../platform/module/index.ts';
import { texts } from './messages.gen.ts';

async function rowsOf(tx: Tx, query: RawBuilder<{ row: JsonObject }>): Promise<readonly JsonObject[]> {
  return (await query.execute(tx.rows<unknown>())).rows.map(({ row }) => row);
}

/** Notices, by which messages they were tried, and choices. Numbers of people without an account are nobody's export: they lead to no person. */
export const channelPrivacy: PrivacySource = {
  holds: (lang) => {
    const t = texts[lang];
    return [
      { what: t.privacy_notices(), why: t.privacy_notices_why(), basis: t.privacy_basis() },
      { what: t.privacy_choices(), why: t.privacy_choices_why(), basis: t.privacy_basis() },
    ];
  },
  exportPerson: async (tx, personId) => ({
    'channel.notice': await rowsOf(
      tx,
      sql<{
        row: JsonObject;
      }>`select to_jsonb(n) - 'sealed_to' as row from channel.notice n where n.person_id = ${personId}::uuid order by n.id`,
    ),
    'channel.attempt': await rowsOf(
      tx,
      sql<{
        row: JsonObject;
      }>`select to_jsonb(a) as row from channel.attempt a where a.person_id = ${personId}::uuid order by a.at, a.notice_id, a.message_id`,
    ),
    'channel.choice': await rowsOf(
      tx,
      sql<{ row: JsonObject }>`select to_jsonb(c) as row from channel.choice c where c.person_id = ${personId}::uuid order by c.topic`,
    ),
    'channel.setting': await rowsOf(
      tx,
      sql<{ row: JsonObject }>`select to_jsonb(s) as row from channel.setting s where s.person_id = ${personId}::uuid`,
    ),
  }),
  erasePerson: async (tx, personId) => {
    const rows = tx.rows<unknown>();
    const count = (result: { numAffectedRows?: bigint }) => Number(result.numAffectedRows ?? 0n);
    const attempts = await sql`delete from channel.attempt where person_id = ${personId}::uuid`.execute(rows);
    const notices = await sql`delete from channel.notice where person_id = ${personId}::uuid`.execute(rows);
    const choices = await sql`delete from channel.choice where person_id = ${personId}::uuid`.execute(rows);
    const settings = await sql`delete from channel.setting where person_id = ${personId}::uuid`.execute(rows);
    return {
      'channel.attempt': count(attempts),
      'channel.notice': count(notices),
      'channel.choice': count(choices),
      'channel.setting': count(settings),
    };
  },
};

/** Notices that are over and older than the instant, with their attempts. */
export const noticeRetention: RetentionSource = {
  rule: 'channel.notices',
  async count(reader, before) {
    const found = await sql<{ count: number }>`select count(*)::int as count from channel.notice
      where due_at is null and at < ${before.toString()}::timestamptz`.execute(reader.rows<unknown>());
    return found.rows[0]?.count ?? 0;
  },
  async apply(tx, before, limit) {
    const removed = await sql`delete from channel.notice where id in (select id from channel.notice
      where due_at is null and at < ${before.toString()}::timestamptz order by id limit ${limit} for update skip locked)`.execute(
      tx.rows<unknown>(),
    );
    return Number(removed.numAffectedRows ?? 0n);
  },
};
