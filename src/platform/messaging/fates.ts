/** What became of messages, for whoever has to decide about another way. */
import { sql } from 'kysely';
import type { Reader, Tx } from '../db/index.ts';
import { type MessageState, mostAttempts } from './model.ts';

export interface MessageFate {
  readonly state: MessageState;
  /** When the gateway took it. */
  readonly sentAt: Temporal.Instant | null;
  /** It ended because the gateway was not there, not because of the address: it may arrive another time. */
  readonly gaveUp: boolean;
}

/** How messages stand, by id; those that are not there (any more) are left out. Runs under the duty `messaging` or `identity`. */
export async function messageFates(reader: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, MessageFate>> {
  if (ids.length === 0) return new Map();
  const found = await sql<{ id: string; state: MessageState; sent_at: Temporal.Instant | null; attempts: number }>`
    select id, state, sent_at, attempts from platform.message where id = any (${[...ids]}::uuid[])`.execute(reader.rows<unknown>());
  return new Map(
    found.rows.map(({ id, state, sent_at, attempts }) => [
      id,
      { state, sentAt: sent_at, gaveUp: state === 'expired' || (state === 'failed' && sent_at === null && attempts >= mostAttempts) },
    ]),
  );
}

/**
 * Takes back messages that still wait for their gateway, and returns which: one that a gateway has in its hands can't be taken back. Runs under
 * the duty `messaging` or `identity`.
 */
export async function withdrawMessages(tx: Tx, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const now = tx.clock.now().toString();
  const taken = await sql<{ id: string }>`update platform.message set state = 'expired', failure = coalesce(failure, 'withdrawn'),
      ended_at = ${now}::timestamptz
    where id = any (${[...ids]}::uuid[]) and state = 'queued' returning id`.execute(tx.rows<unknown>());
  return taken.rows.map(({ id }) => id);
}
