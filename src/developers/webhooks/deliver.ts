/** Delivering what is due: claimed in one transaction, posted outside of any, and what became of it written in another. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import type { JsonValue, Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { system } from '../../platform/session/index.ts';
import { leaseSeconds, pauseAfter, pausedAfterSeconds, verdictOf } from '../model.ts';
import type { Openness } from './guard.ts';
import { type Attempt, post } from './post.ts';
import { secretPlace, signedHeaders } from './sign.ts';

type Ground = Pick<Context, 'db' | 'vault' | 'clock' | 'log' | 'config'>;

/** Deliveries claimed at once, and of one webhook: a receiver that lets us wait holds up nobody else. */
export const batch = 20;
const perWebhook = 4;

interface Claimed {
  readonly id: string;
  readonly webhook_id: string;
  readonly message_id: string;
  readonly payload: JsonValue;
  readonly attempts: number;
  readonly url: string;
  readonly sealed_secret: string;
}

export const opennessOf = ({ config }: Pick<Context, 'config'>): Openness => ({ ownMachine: config.YENBAI_MODE === 'demonstration' });

/**
 * Sends what is due; returns how many were tried. Several workers may do so at once: each skips what another has claimed. A delivery whose worker
 * was killed is due again after a minute, with the same id: at least once.
 */
export async function deliverDue(ground: Ground, signal: AbortSignal): Promise<number> {
  const claimed = await ground.db.transaction((tx) => claim(tx));
  await Promise.all(
    claimed.map(async (delivery) => {
      const attempt = await tryOnce(ground, delivery, signal);
      // A stop is not the receiver's fault: the lease runs out, and another worker tries again.
      if (attempt.kind === 'failed' && attempt.why === 'stopped') return;
      await ground.db.transaction((tx) => settle(tx, delivery, attempt));
    }),
  );
  return claimed.length;
}

async function claim(tx: Tx): Promise<readonly Claimed[]> {
  const now = tx.clock.now();
  const { rows } = await sql<Claimed>`with due as (
      select delivery.id from developers.delivery delivery where delivery.id in (
          select id from (
            select d.id, d.next_attempt_at, row_number() over (partition by d.webhook_id order by d.next_attempt_at, d.id) as place
            from developers.delivery d join developers.webhook w on w.id = d.webhook_id and w.state = 'active'
            where d.next_attempt_at <= ${now.toString()}::timestamptz) waiting
          where place <= ${perWebhook} order by next_attempt_at, id limit ${batch})
        and delivery.state = 'waiting' and delivery.next_attempt_at <= ${now.toString()}::timestamptz
      for update skip locked
    ) update developers.delivery delivery set attempts = attempts + 1, next_attempt_at = ${now.add({ seconds: leaseSeconds }).toString()}::timestamptz
    from due, developers.webhook webhook where delivery.id = due.id and webhook.id = delivery.webhook_id
    returning delivery.id, delivery.webhook_id, delivery.message_id, delivery.payload, delivery.attempts, webhook.url, webhook.sealed_secret`.execute(
    tx.rows<unknown>(),
  );
  return rows;
}

async function tryOnce(ground: Ground, delivery: Claimed, signal: AbortSignal): Promise<Attempt> {
  const { vault, clock, config } = ground;
  const body = JSON.stringify(delivery.payload);
  const seconds = Math.floor(clock.now().epochMilliseconds / 1000);
  const secret = vault.open(delivery.sealed_secret, secretPlace(delivery.webhook_id));
  const headers = { ...signedHeaders(secret, { id: delivery.message_id, seconds, body }), 'user-agent': `${config.PRODUCT_NAME} webhooks` };
  return post(new URL(delivery.url), { headers, body, openness: opennessOf(ground), signal });
}

/** Writes what became of an attempt. It counts only for the attempt that is still the last. */
async function settle(tx: Tx, { id, webhook_id: webhookId, attempts }: Claimed, attempt: Attempt): Promise<void> {
  const rows = tx.rows<unknown>();
  const now = tx.clock.now();
  const status = attempt.kind === 'answered' ? attempt.status : null;
  const verdict = attempt.kind === 'answered' ? verdictOf(attempt.status) : 'again';
  const pause = verdict === 'again' ? pauseAfter(attempts, attempt.kind === 'answered' ? attempt.retryAfter : null) : null;
  const state = verdict === 'taken' ? 'delivered' : pause === null ? 'failed' : 'waiting';
  const failure = verdict === 'taken' ? null : attempt.kind === 'failed' ? attempt.why : verdict === 'gone' ? 'gone' : 'status';
  const settled = await sql`update developers.delivery set state = ${state}, status = ${status}::integer, failure = ${failure}::text,
      next_attempt_at = ${pause === null ? null : now.add({ seconds: pause }).toString()}::timestamptz,
      ended_at = ${state === 'waiting' ? null : now.toString()}::timestamptz
    where id = ${id}::uuid and attempts = ${attempts} and state = 'waiting'`.execute(rows);
  if ((settled.numAffectedRows ?? 0n) === 0n) return;
  if (verdict === 'taken') {
    await sql`update developers.webhook set failing_since = null where id = ${webhookId}::uuid and failing_since is not null`.execute(rows);
    return;
  }
  if (verdict === 'gone') return endWebhook(tx, webhookId, 'gone');
  await sql`update developers.webhook set failing_since = ${now.toString()}::timestamptz where id = ${webhookId}::uuid and failing_since is null`.execute(
    rows,
  );
  const longest = now.subtract({ seconds: pausedAfterSeconds }).toString();
  const paused = await sql`update developers.webhook set state = 'paused'
    where id = ${webhookId}::uuid and state = 'active' and failing_since <= ${longest}::timestamptz`.execute(rows);
  if ((paused.numAffectedRows ?? 0n) > 0n)
    await record(tx, system, {
      action: 'developers.pause-webhook',
      subject: { kind: 'developers.webhook', id: webhookId },
      fields: ['state'],
    });
}

/** The receiver wants nothing more for good, or its owner took it away: what waits for it is over too. */
export async function endWebhook(tx: Tx, webhookId: string, why: 'gone' | 'removed'): Promise<void> {
  const rows = tx.rows<unknown>();
  await sql`update developers.webhook set state = 'removed' where id = ${webhookId}::uuid`.execute(rows);
  await sql`update developers.delivery set state = 'failed', failure = ${why}, next_attempt_at = null, ended_at = ${tx.clock.now().toString()}::timestamptz
    where webhook_id = ${webhookId}::uuid and state = 'waiting'`.execute(rows);
  if (why === 'gone')
    await record(tx, system, {
      action: 'developers.remove-webhook',
      subject: { kind: 'developers.webhook', id: webhookId },
      fields: ['state'],
    });
}
