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
export const batch = 100;

/** What gateways answer within this time is stored in one transaction: a warning to everybody is a hundred thousand messages. */
const gatheredMs = 15;

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
  const settled = settler(sender);
  await Promise.all(claimed.map(async (message) => settled.add({ message, delivery: await handOver(sender, message, signal) })));
  await settled.rest();
  return seen;
}

async function claim(tx: Tx): Promise<{ seen: number; claimed: readonly Claimed[] }> {
  const now = tx.clock.now();
  const due = await sql<Claimed>`select id, channel, state, attempts, created_at, expires_at, sealed_to, sealed_text from platform.message
    where state in ('queued', 'sending') and next_attempt_at <= ${now.toString()}::timestamptz
    order by next_attempt_at limit ${batch} for update skip locked`.execute(tx.rows<unknown>());
  const events = due.rows.map((row) => ({ row, event: dueEvent(timesOf(row), now.epochMilliseconds) }));
  const claimed = events.flatMap(({ row, event }) => (event === 'claim' ? [{ ...row, attempts: row.attempts + 1 }] : []));
  if (claimed.length > 0)
    await sql`update platform.message set state = 'sending', attempts = attempts + 1, next_attempt_at = ${now.add({ seconds: leaseSeconds }).toString()}::timestamptz,
        failure = null
      where id = any (${claimed.map(({ id }) => id)}::uuid[])`.execute(tx.rows<unknown>());
  for (const { row, event } of events)
    if (event !== 'claim') await change(tx, row, event, { why: event === 'expire' ? 'expired' : 'no-answer' });
  return { seen: due.rows.length, claimed };
}

const timesOf = (row: Claimed) => ({
  attempts: row.attempts,
  createdAt: row.created_at.epochMilliseconds,
  expiresAt: row.expires_at?.epochMilliseconds ?? null,
});

interface Answered {
  readonly message: Claimed;
  readonly delivery: Delivery;
}

/** Stores what gateways answered, many answers at a time; a slow gateway holds nobody else up. */
function settler({ db, log }: Sender): { add(answered: Answered): void; rest(): Promise<void> } {
  let waiting: Answered[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;
  let underway: Promise<void> = Promise.resolve();
  const store = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const now = waiting;
    waiting = [];
    if (now.length > 0) underway = underway.then(() => db.transaction((tx) => settle(tx, now), { state }));
    // Whoever waits for the rest hears of it; without this a failure in between would end the program.
    underway.catch(() => undefined);
  };
  return {
    add(answered) {
      const { message, delivery } = answered;
      waiting.push(answered);
      timer ??= setTimeout(store, gatheredMs);
      if (delivery.kind === 'put-off' || delivery.kind === 'refused') {
        const { id, channel, attempts } = message;
        log.warn({ message: id, channel, attempt: attempts, why: delivery.why }, `message ${delivery.kind}`);
      }
    },
    rest() {
      store();
      return underway;
    },
  };
}

/** Gives the message to its gateway. What is thrown is only named by its kind: an error's words may quote number or text. */
async function handOver({ vault, adapters }: Sender, message: Claimed, signal: AbortSignal): Promise<Delivery> {
  const adapter = adapters.get(message.channel);
  if (!adapter) return { kind: 'put-off', why: 'no-gateway' };
  try {
    const opened = openMessage(vault, message);
    if (!opened) return { kind: 'refused', why: 'removed' };
    const { to, words } = opened;
    const { subject, text, href } = words;
    const envelope = { id: message.id, to, subject, text, expiresAt: message.expires_at, ...(href === undefined ? {} : { href }) };
    return await adapter.send(envelope, signal);
  } catch (error) {
    return { kind: 'put-off', why: `error-${error instanceof Error ? error.name.toLowerCase() : 'unknown'}` };
  }
}

/** Stores what became of attempts. A failure counts only for the attempt that is still the last; a receipt may have come before. */
async function settle(tx: Tx, answers: readonly Answered[]): Promise<void> {
  const [, found] = await Promise.all([
    namesAreStored(tx),
    sql<{ id: string; state: MessageState; attempts: number }>`select id, state, attempts from platform.message
      where id = any (${answers.map(({ message }) => message.id)}::uuid[]) order by id for update`.execute(tx.rows<unknown>()),
  ]);
  const rows = new Map(found.rows.map((row) => [row.id, row]));
  // Nearly all go well, and from the same state to the same state: they are changed together, the others one by one.
  const usual = ({ message, delivery }: Answered) =>
    (delivery.kind === 'delivered' || delivery.kind === 'taken') && rows.get(message.id)?.state === 'sending';
  await settleUsual(tx, answers.filter(usual));
  for (const answered of answers) {
    const row = rows.get(answered.message.id);
    if (row && !usual(answered)) await settleOne(tx, row, answered.message, answered.delivery);
  }
}

const names = sql`hashtextextended('platform.message/provider-reference', 0)`;

/** Names that gateways have for messages are stored in this transaction, by many at once. */
async function namesAreStored(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${names})`.execute(tx.rows<unknown>());
}

/** Waits for the names that are just being stored; none is until the transaction ends. */
export async function noNameIsStored(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${names})`.execute(tx.rows<unknown>());
}

const referenceOf = (delivery: Delivery): string | null => (delivery.kind === 'taken' ? delivery.reference : null);

/** What was being sent and went well. */
async function settleUsual(tx: Tx, answers: readonly Answered[]): Promise<void> {
  if (answers.length === 0) return;
  const now = tx.clock.now().toString();
  const ids = answers.map(({ message }) => message.id);
  const there = answers.map(({ delivery }) => delivery.kind === 'delivered');
  const references = answers.map(({ delivery }) => referenceOf(delivery));
  await sql`update platform.message m set state = case when a.there then 'delivered' else 'sent' end, failure = null,
      provider_reference = coalesce(m.provider_reference, a.reference), sent_at = coalesce(m.sent_at, ${now}::timestamptz),
      delivered_at = case when a.there then ${now}::timestamptz else m.delivered_at end,
      ended_at = case when a.there then ${now}::timestamptz else m.ended_at end
    from unnest(${ids}::uuid[], ${there}::boolean[], ${references}::text[]) as a (id, there, reference) where m.id = a.id`.execute(
    tx.rows<unknown>(),
  );
  const early = await sql<{ channel: string; reference: string }>`select distinct channel, reference from platform.early_receipt
    where reference = any (${references.filter((reference) => reference !== null)}::text[])`.execute(tx.rows<unknown>());
  for (const { message, delivery } of answers) {
    const reference = referenceOf(delivery);
    if (early.rows.some((one) => one.channel === message.channel && one.reference === reference))
      await applyEarlyReceipts(tx, message.channel, message.id, reference);
  }
}

async function settleOne(
  tx: Tx,
  row: { readonly id: string; readonly state: MessageState; readonly attempts: number },
  message: Claimed,
  delivery: Delivery,
): Promise<void> {
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
