/** Sending what is due: claimed in one transaction, given to the gateway outside of any, and what became of it stored in another. */
import { sql } from 'kysely';
import type { Vault } from '../crypto/index.ts';
import type { Db, Tx } from '../db/index.ts';
import type { Logger } from '../log/index.ts';
import { dutyState } from '../session/index.ts';
import type { Adapter, Delivery } from './adapters/types.ts';
import { afterFailure, dueEvent, isOver, leaseSeconds, type MessageEvent, type MessageState, nextState } from './model.ts';
import { openMessage } from './send.ts';
import type { MessageChannel } from './types.ts';

export interface Sender {
  readonly db: Db;
  readonly vault: Vault;
  readonly log: Logger;
  readonly now: () => Temporal.Instant;
  readonly adapters: ReadonlyMap<MessageChannel, Adapter>;
}

/** Messages claimed at once; all are given to their gateways at the same time. */
export const batch = 20;

const state = dutyState('messaging');

interface Claimed {
  readonly id: string;
  readonly channel: MessageChannel;
  readonly state: MessageState;
  readonly attempts: number;
  readonly created_at: Temporal.Instant;
  readonly expires_at: Temporal.Instant | null;
  readonly sealed_to: string | null;
  readonly sealed_text: string | null;
}

/**
 * Claims what is due and sends it; returns how many rows were dealt with. Several workers may do so at once: each skips what another
 * has claimed. A message whose worker was killed is due again after a minute; the gateway then gets the same id again.
 */
export async function sendDue(sender: Sender, signal: AbortSignal): Promise<number> {
  const { db } = sender;
  const { seen, claimed } = await db.transaction((tx) => claim(tx), { state });
  await Promise.all(claimed.map((message) => sendOne(sender, message, signal)));
  return seen;
}

async function claim(tx: Tx): Promise<{ seen: number; claimed: Claimed[] }> {
  const now = tx.clock.now();
  const due = await sql<Claimed>`select id, channel, state, attempts, created_at, expires_at, sealed_to, sealed_text from platform.message
    where state in ('queued', 'sending') and next_attempt_at <= ${now.toString()}::timestamptz
    order by next_attempt_at limit ${batch} for update skip locked`.execute(tx.rows<unknown>());
  const claimed: Claimed[] = [];
  for (const row of due.rows) {
    const event = dueEvent(timesOf(row), now.epochMilliseconds);
    const why = event === 'expire' ? 'expired' : event === 'give-up' ? 'no-answer' : null;
    const lease = now.add({ seconds: leaseSeconds });
    await change(tx, row, event, event === 'claim' ? { attempts: row.attempts + 1, nextAttemptAt: lease } : { why });
    if (event === 'claim') claimed.push({ ...row, attempts: row.attempts + 1 });
  }
  return { seen: due.rows.length, claimed };
}

const timesOf = (row: Claimed) => ({
  attempts: row.attempts,
  createdAt: row.created_at.epochMilliseconds,
  expiresAt: row.expires_at?.epochMilliseconds ?? null,
});

async function sendOne(sender: Sender, message: Claimed, signal: AbortSignal): Promise<void> {
  const delivery = await handOver(sender, message, signal);
  await sender.db.transaction((tx) => settle(tx, message, delivery), { state });
  if (delivery.kind === 'put-off' || delivery.kind === 'refused') {
    const { id, channel, attempts } = message;
    sender.log.warn({ message: id, channel, attempt: attempts, why: delivery.why }, `message ${delivery.kind}`);
  }
}

/** Gives the message to its gateway. What is thrown is only named by its kind: an error's words may quote number or text. */
async function handOver({ vault, adapters }: Sender, message: Claimed, signal: AbortSignal): Promise<Delivery> {
  const adapter = adapters.get(message.channel);
  if (!adapter) return { kind: 'put-off', why: 'no-gateway' };
  try {
    const opened = openMessage(vault, message);
    if (!opened) return { kind: 'refused', why: 'removed' };
    const { to, words } = opened;
    return await adapter.send({ id: message.id, to, subject: words.subject, text: words.text, expiresAt: message.expires_at }, signal);
  } catch (error) {
    return { kind: 'put-off', why: `error-${error instanceof Error ? error.name.toLowerCase() : 'unknown'}` };
  }
}

/** Stores what became of an attempt. A failure counts only for the attempt that is still the last; a receipt may have come before. */
async function settle(tx: Tx, message: Claimed, delivery: Delivery): Promise<void> {
  const found = await sql<{ id: string; state: MessageState; attempts: number }>`select id, state, attempts from platform.message
    where id = ${message.id}::uuid for update`.execute(tx.rows<unknown>());
  const row = found.rows[0];
  if (!row) return;
  if (delivery.kind === 'delivered') return change(tx, row, 'delivered', {});
  if (delivery.kind === 'taken') {
    await change(tx, row, 'taken', { reference: delivery.reference });
    return applyEarlyReceipts(tx, message.channel, message.id, delivery.reference);
  }
  if (row.attempts !== message.attempts) return;
  if (delivery.kind === 'refused') return change(tx, row, 'refused', { why: delivery.why });
  const now = tx.clock.now();
  const next = afterFailure(timesOf(message), now.epochMilliseconds, delivery.afterSeconds);
  return change(tx, row, next.event, {
    why: delivery.why,
    ...(next.event === 'put-off' ? { nextAttemptAt: Temporal.Instant.fromEpochMilliseconds(next.at) } : {}),
  });
}

interface Change {
  readonly attempts?: number;
  readonly nextAttemptAt?: Temporal.Instant;
  readonly reference?: string | null;
  readonly why?: string | null;
}

/** Brings a locked message to the state that follows the event, where one does. The gateway's name for it is kept in any case. */
export async function change(
  tx: Tx,
  row: { readonly id: string; readonly state: MessageState },
  event: MessageEvent,
  given: Change,
): Promise<void> {
  const next = nextState(row.state, event);
  const now = tx.clock.now().toString();
  const to = next ?? row.state;
  const sent = event === 'taken' || event === 'delivered' || event === 'undeliverable';
  await sql`update platform.message set state = ${to},
      attempts = coalesce(${given.attempts ?? null}::integer, attempts),
      next_attempt_at = coalesce(${given.nextAttemptAt?.toString() ?? null}::timestamptz, next_attempt_at),
      provider_reference = coalesce(provider_reference, ${given.reference ?? null}),
      failure = case when ${next !== null} then ${given.why ?? null}::text else failure end,
      sent_at = case when ${sent} then coalesce(sent_at, ${now}::timestamptz) else sent_at end,
      delivered_at = case when ${next === 'delivered'} then ${now}::timestamptz else delivered_at end,
      ended_at = case when ${next !== null && isOver(next)} then ${now}::timestamptz else ended_at end
    where id = ${row.id}::uuid`.execute(tx.rows<unknown>());
}

/** Receipts that came before the gateway's name for the message was stored. */
async function applyEarlyReceipts(tx: Tx, channel: MessageChannel, id: string, reference: string | null): Promise<void> {
  if (reference === null) return;
  const early = await sql<{ outcome: 'delivered' | 'undeliverable'; code: string | null }>`delete from platform.early_receipt
    where channel = ${channel} and reference = ${reference} returning outcome, code`.execute(tx.rows<unknown>());
  for (const { outcome, code } of early.rows) {
    const found = await sql<{
      id: string;
      state: MessageState;
    }>`select id, state from platform.message where id = ${id}::uuid for update`.execute(tx.rows<unknown>());
    const row = found.rows[0];
    if (row) await change(tx, row, outcome, { why: outcome === 'undeliverable' ? (code ?? 'undeliverable') : null });
  }
}
