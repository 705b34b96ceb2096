/** The rows of the sender: what is due, locked by the person and the thing that it is about. */
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { Way } from '../contract.ts';
import type { NoticeState } from '../notices.ts';
import type { Attempt, AttemptOutcome } from './ways.ts';

/** Notices that may go out together: of one topic and thing, to one person. */
export interface Group {
  readonly personId: string | null;
  readonly subjectId: string;
  readonly topic: string;
}

export interface DueNotice {
  readonly id: string;
  readonly state: 'waiting' | 'on-its-way';
  readonly lang: Lang;
  readonly title: string;
  readonly words: string;
  readonly href: string;
  readonly urgent: boolean;
  readonly at: Temporal.Instant;
  readonly dueAt: Temporal.Instant;
  readonly readAt: Temporal.Instant | null;
  readonly sealedTo: string | null;
  readonly attempts: readonly Attempt[];
}

/** Groups of which something is due, those that wait longest first. */
export async function dueGroups(reader: Reader, now: Temporal.Instant, limit: number): Promise<readonly Group[]> {
  const found = await sql<Group>`select person_id as "personId", subject_id as "subjectId", topic from channel.notice
    where due_at <= ${now.toString()}::timestamptz order by due_at limit ${limit}`.execute(reader.rows<unknown>());
  return [...new Map(found.rows.map((group) => [nameOf(group), group])).values()];
}

const nameOf = ({ personId, subjectId, topic }: Group): string => `channel/${personId ?? ''}/${subjectId}/${topic}`;

/** Takes the group for this transaction; false where another worker has it. */
export async function takeGroup(tx: Tx, group: Group): Promise<boolean> {
  const found = await sql<{ taken: boolean }>`select pg_try_advisory_xact_lock(hashtextextended(${nameOf(group)}, 0)) as taken`.execute(
    tx.rows<unknown>(),
  );
  return found.rows[0]?.taken ?? false;
}

/** What is not over of a group that was taken, the oldest first, with its attempts. */
export async function openNotices(tx: Tx, { personId, subjectId, topic }: Group): Promise<readonly DueNotice[]> {
  const rows = tx.rows<unknown>();
  const notices = await sql<Omit<DueNotice, 'attempts'>>`select id, state, lang, title, words, href, urgent, at, due_at as "dueAt",
      read_at as "readAt", sealed_to as "sealedTo" from channel.notice
    where subject_id = ${subjectId}::uuid and topic = ${topic} and due_at is not null
      and ${personId === null ? sql`person_id is null` : sql`person_id = ${personId}::uuid`}
    order by id for update`.execute(rows);
  const attempts = await sql<
    Attempt & { notice_id: string }
  >`select notice_id, message_id as "messageId", way, at, outcome from channel.attempt
    where notice_id = any (${notices.rows.map(({ id }) => id)}::uuid[]) order by at, message_id`.execute(rows);
  return notices.rows.map((notice) => ({
    ...notice,
    attempts: attempts.rows.filter((one) => one.notice_id === notice.id).map(({ notice_id: _, ...attempt }) => attempt),
  }));
}

/** Brings notices to a state. Where that is the end, a number of somebody without an account has served and is removed. */
export async function putState(tx: Tx, ids: readonly string[], state: NoticeState, due: Temporal.Instant | null): Promise<void> {
  if (ids.length === 0) return;
  await sql`update channel.notice set state = ${state}, due_at = ${due?.toString() ?? null}::timestamptz,
      sealed_to = case when ${due === null} then null else sealed_to end
    where id = any (${[...ids]}::uuid[])`.execute(tx.rows<unknown>());
}

/** Notes what became of messages, for every notice that they carried. */
export async function putOutcomes(tx: Tx, outcomes: ReadonlyMap<string, AttemptOutcome>): Promise<void> {
  if (outcomes.size === 0) return;
  await sql`update channel.attempt a set outcome = o.outcome
    from unnest(${[...outcomes.keys()]}::uuid[], ${[...outcomes.values()]}::text[]) as o (message_id, outcome)
    where a.message_id = o.message_id and a.outcome is null`.execute(tx.rows<unknown>());
}

/** Notes that these notices go by this message. */
export async function putAttempts(
  tx: Tx,
  notices: readonly string[],
  { messageId, way, personId }: { readonly messageId: string; readonly way: Way; readonly personId: string | null },
): Promise<void> {
  await sql`insert into channel.attempt (notice_id, message_id, way, person_id, at)
    select id, ${messageId}::uuid, ${way}, ${personId}::uuid, ${tx.clock.now().toString()}::timestamptz
    from unnest(${[...notices]}::uuid[]) as n (id) on conflict do nothing`.execute(tx.rows<unknown>());
}

/** Puts a group off that could not be dealt with, so that it does not stand in the way of others. */
export async function putOff(tx: Tx, { personId, subjectId, topic }: Group, until: Temporal.Instant): Promise<void> {
  await sql`update channel.notice set due_at = ${until.toString()}::timestamptz
    where subject_id = ${subjectId}::uuid and topic = ${topic} and due_at < ${until.toString()}::timestamptz
      and person_id is not distinct from ${personId}::uuid`.execute(tx.rows<unknown>());
}
