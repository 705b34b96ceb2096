import { sql } from 'kysely';
import type { Vault } from '../crypto/index.ts';
import type { Reader } from '../db/index.ts';
import { type MessageState, maskedAddress } from './model.ts';
import { openMessage } from './send.ts';
import type { MessageChannel } from './types.ts';

export interface PurposeCount {
  readonly purpose: string;
  readonly channel: MessageChannel;
  readonly counts: Readonly<Record<MessageState, number>>;
  readonly count: number;
}

/** How many messages were queued since the instant, by purpose, channel and state. Runs under the duty `messaging`. */
export async function countsSince(reader: Reader, since: Temporal.Instant): Promise<readonly PurposeCount[]> {
  const found = await sql<PurposeCount>`select purpose, channel, sum(count)::int as count, jsonb_object_agg(state, count) as counts
    from (select purpose, channel, state, count(*)::int as count from platform.message
      where created_at >= ${since.toString()}::timestamptz group by purpose, channel, state) as counted
    group by purpose, channel order by purpose, channel`.execute(reader.rows<unknown>());
  return found.rows;
}

export interface Trouble {
  readonly id: string;
  readonly channel: MessageChannel;
  readonly purpose: string;
  readonly state: MessageState;
  readonly attempts: number;
  readonly failure: string | null;
  readonly createdAt: Temporal.Instant;
  readonly nextAttemptAt: Temporal.Instant;
  /** Masked; null once it was removed. */
  readonly to: string | null;
}

interface SealedRow {
  readonly sealed_to: string | null;
  readonly sealed_text: string | null;
}

/** Messages that failed, expired, or are tried again, newest first, without their words and with masked addresses. Runs under the duty `messaging`. */
export async function troubles(reader: Reader, vault: Vault, limit: number): Promise<readonly Trouble[]> {
  const found = await sql<Trouble & SealedRow>`select id, channel, purpose, state, attempts, failure, created_at as "createdAt",
      next_attempt_at as "nextAttemptAt", sealed_to, sealed_text
    from platform.message where failure is not null order by created_at desc limit ${limit}`.execute(reader.rows<unknown>());
  return found.rows.map(({ sealed_to, sealed_text, ...row }) => {
    const opened = openMessage(vault, { id: row.id, sealed_to, sealed_text });
    return { ...row, to: opened && maskedAddress(row.channel, opened.to) };
  });
}

export interface ReadableMessage {
  readonly id: string;
  readonly channel: MessageChannel;
  readonly purpose: string;
  readonly state: MessageState;
  readonly createdAt: Temporal.Instant;
  readonly to: string;
  readonly subject: string | null;
  readonly text: string;
}

/** The newest messages with their words: for the demonstration's own page only. Runs under the duty `messaging`. */
export async function newestMessages(reader: Reader, vault: Vault, limit: number): Promise<readonly ReadableMessage[]> {
  const found = await sql<Omit<ReadableMessage, 'to' | 'subject' | 'text'> & SealedRow>`select id, channel, purpose, state,
      created_at as "createdAt", sealed_to, sealed_text
    from platform.message where sealed_text is not null order by created_at desc, id desc limit ${limit}`.execute(reader.rows<unknown>());
  return found.rows.flatMap(({ sealed_to, sealed_text, ...row }) => {
    const opened = openMessage(vault, { id: row.id, sealed_to, sealed_text });
    return opened ? [{ ...row, to: opened.to, subject: opened.words.subject, text: opened.words.text }] : [];
  });
}
