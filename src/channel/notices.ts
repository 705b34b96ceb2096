/** Where a number of somebody without an account is sealed, and what is read and changed on a person's own page. */
import { sql } from 'kysely';
import type { Reader, Tx } from '../platform/db/index.ts';
import type { Lang } from '../platform/i18n/index.ts';

/** The place of a sealed number: copied to another row it does not open. */
export const sealPlace = (noticeId: string): string => `channel.notice/${noticeId}`;

export type NoticeState = 'waiting' | 'on-its-way' | 'reached' | 'not-reached' | 'page-only';

export interface OwnNotice {
  readonly id: string;
  readonly title: string;
  readonly words: string;
  readonly lang: Lang;
  readonly state: NoticeState;
  readonly at: Temporal.Instant;
  readonly dueAt: Temporal.Instant | null;
  readonly readAt: Temporal.Instant | null;
}

/** Notices of a person, the newest first, `limit` of them that came before the one named. Runs for the person (`ownState`). */
export async function noticesOfPerson(
  reader: Reader,
  personId: string,
  before: string | null,
  limit: number,
): Promise<readonly OwnNotice[]> {
  const found = await sql<OwnNotice>`select id, title, words, lang, state, at, due_at as "dueAt", read_at as "readAt" from channel.notice
    where person_id = ${personId}::uuid and (${before}::uuid is null or id < ${before}::uuid)
    order by id desc limit ${limit}`.execute(reader.rows<unknown>());
  return found.rows;
}

/** How many notices the person has not read. Runs for the person (`ownState`). */
export async function unreadOf(reader: Reader, personId: string): Promise<number> {
  const found = await sql<{ count: number }>`select count(*)::int as count from channel.notice
    where person_id = ${personId}::uuid and read_at is null`.execute(reader.rows<unknown>());
  return found.rows[0]?.count ?? 0;
}

/** Marks one notice of the person as read and gives the page that it leads to; null where it is not theirs. Runs for the person (`ownState`). */
export async function openNotice(tx: Tx, personId: string, id: string): Promise<string | null> {
  const found = await sql<{ href: string }>`update channel.notice set read_at = coalesce(read_at, ${tx.clock.now().toString()}::timestamptz)
    where id = ${id}::uuid and person_id = ${personId}::uuid returning href`.execute(tx.rows<unknown>());
  return found.rows[0]?.href ?? null;
}

/** Marks all notices of the person as read. Runs for the person (`ownState`). */
export async function readAll(tx: Tx, personId: string): Promise<void> {
  await sql`update channel.notice set read_at = ${tx.clock.now().toString()}::timestamptz where id in (
    select id from channel.notice where person_id = ${personId}::uuid and read_at is null order by id for update)`.execute(
    tx.rows<unknown>(),
  );
}
