import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';
import type { KeyKind, WebhookEvent } from '../contract.ts';
import { wakeDeliveries } from './wake.ts';

/** The form of what is sent (docs/decisions/0031-formats-others-hold.md). The `v1` of a signature is the standard's own and says nothing of it. */
const version = 1;

/** What is sent: `type`, `timestamp` and `data` as Standard Webhooks has them, and the version, which the standard leaves to the sender. */
const payloadOf = ({ type, at, data }: WebhookEvent) => JSON.stringify({ type, timestamp: at, version, data });

/**
 * Queues an event for every webhook of this kind that wants it, in the transaction that noticed it. The same event again changes nothing: each
 * webhook has one delivery of an id. Webhooks that are paused miss it.
 */
export async function queueWebhooks(tx: Tx, kind: KeyKind, event: WebhookEvent): Promise<void> {
  const { rows } = await sql<{ id: string }>`select id from developers.webhook
    where kind = ${kind} and state = 'active' and (cardinality(types) = 0 or ${event.type} = any (types))
      and (${event.appId}::uuid is null or app_id = ${event.appId}::uuid) order by id`.execute(tx.rows<unknown>());
  await queueFor(
    tx,
    rows.map((row) => row.id),
    event,
  );
}

/** Queues an event for these webhooks, whatever types they chose. */
export async function queueFor(tx: Tx, webhooks: readonly string[], event: WebhookEvent): Promise<void> {
  if (webhooks.length === 0) return;
  const now = tx.clock.now().toString();
  await sql`insert into developers.delivery (id, webhook_id, message_id, type, payload, state, next_attempt_at, created_at)
    select new.id, new.webhook_id, ${event.id}, ${event.type}, ${payloadOf(event)}::jsonb, 'waiting', ${now}::timestamptz, ${now}::timestamptz
    from unnest(${webhooks.map(() => tx.ids.next())}::uuid[], ${[...webhooks]}::uuid[]) as new (id, webhook_id)
    on conflict (webhook_id, message_id) do nothing`.execute(tx.rows<unknown>());
  tx.afterCommit(wakeDeliveries);
}
