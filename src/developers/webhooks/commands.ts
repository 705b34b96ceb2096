/** What an owner does with webhooks: add, pause, resume, remove, try, send again. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { mayUse } from '../apps/commands.ts';
import { ownApp } from '../apps/queries.ts';
import { developersLimits, type KeyKind, testType, webhookTypes } from '../contract.ts';
import { endWebhook, opennessOf } from './deliver.ts';
import { webhookUrl } from './guard.ts';
import { queueFor } from './queue.ts';
import { drawSecret, secretPlace } from './sign.ts';
import { wakeDeliveries } from './wake.ts';

const unknown = refused({ code: 'developers.webhook-unknown', status: 404 });
const subjectOf = (id: string) => ({ kind: 'developers.webhook', id }) as const;

export interface WebhookInput {
  /** Made by the form: the same id again is the same webhook. */
  readonly id: string;
  readonly kind: KeyKind;
  readonly url: string;
  /** None for all. */
  readonly types: readonly string[];
}

/** Adds a webhook; gives its secret, which is shown once. Refusals: the address (`url`), types, too many, not granted, unknown program. */
export async function addWebhook(
  tx: Tx,
  context: Pick<Context, 'vault' | 'config'>,
  actor: Actor,
  appId: string,
  input: WebhookInput,
): Promise<Outcome<{ readonly secret: string }>> {
  const app = await ownApp(tx, actor.id ?? '', appId, true);
  if (app === null) return refused({ code: 'developers.app-unknown', status: 404 });
  const usable = mayUse(app, input.kind);
  if (!usable.ok) return usable;
  const url = webhookUrl(input.url.trim(), opennessOf(context));
  if (!url.ok) return url;
  if (!input.types.every((type) => webhookTypes.some((known) => known === type)))
    return refused({ code: 'developers.type-unknown', field: 'types', params: { types: webhookTypes.join(', ') } });
  const rows = tx.rows<unknown>();
  const { rows: counted } = await sql<{ n: number }>`select count(*)::integer as n from developers.webhook
    where app_id = ${appId}::uuid and kind = ${input.kind} and state <> 'removed'`.execute(rows);
  if ((counted[0]?.n ?? 0) >= developersLimits.webhooks)
    return refused({ code: 'developers.webhooks-too-many', params: { most: developersLimits.webhooks }, status: 409 });
  const secret = drawSecret();
  const added = await sql`insert into developers.webhook (id, app_id, kind, url, sealed_secret, types, state, created_at)
    values (${input.id}::uuid, ${appId}::uuid, ${input.kind}, ${url.value.href}, ${context.vault.seal(secret, secretPlace(input.id))},
      ${[...new Set(input.types)]}::text[], 'active', ${tx.clock.now().toString()}::timestamptz) on conflict do nothing`.execute(rows);
  if ((added.numAffectedRows ?? 0n) === 0n) return refused({ code: 'developers.webhook-made', status: 409 });
  await record(tx, actor, { action: 'developers.add-webhook', subject: subjectOf(input.id), fields: ['url', 'types', input.kind] });
  return accepted({ secret });
}

/** The webhook, where it is of a program of this person; locked. */
async function ownWebhook(tx: Tx, actor: Actor, appId: string, id: string) {
  const app = await ownApp(tx, actor.id ?? '', appId, true);
  if (app === null) return null;
  const { rows } = await sql<{ kind: KeyKind; state: string }>`select kind, state from developers.webhook
    where id = ${id}::uuid and app_id = ${appId}::uuid and state <> 'removed' for update`.execute(tx.rows<unknown>());
  const [webhook] = rows;
  return webhook ? { app, ...webhook } : null;
}

export const webhookChanges = ['pause', 'resume', 'remove', 'test'] as const;
export type WebhookChange = (typeof webhookChanges)[number];

/** Pauses, resumes, removes or tries a webhook. */
export async function changeWebhook(tx: Tx, actor: Actor, appId: string, id: string, change: WebhookChange): Promise<Outcome<null>> {
  const webhook = await ownWebhook(tx, actor, appId, id);
  if (webhook === null) return unknown;
  const rows = tx.rows<unknown>();
  if (change === 'resume') {
    const usable = mayUse(webhook.app, webhook.kind);
    if (!usable.ok) return usable;
    await sql`update developers.webhook set state = 'active', failing_since = null where id = ${id}::uuid`.execute(rows);
    tx.afterCommit(wakeDeliveries);
  }
  if (change === 'pause')
    await sql`update developers.webhook set state = 'paused', failing_since = null where id = ${id}::uuid`.execute(rows);
  if (change === 'remove') await endWebhook(tx, id, 'removed');
  if (change === 'test') {
    const at = tx.clock.now().toString();
    await queueFor(tx, [id], { id: `test_${tx.ids.next()}`, type: testType, at, data: { hello: webhook.app.name }, appId });
    return accepted(null);
  }
  await record(tx, actor, { action: `developers.${change}-webhook`, subject: subjectOf(id), fields: ['state'] });
  return accepted(null);
}

/** Sends again, with the same ids: one delivery, or all that failed since an instant. Returns how many. */
export async function sendAgain(
  tx: Tx,
  actor: Actor,
  appId: string,
  id: string,
  which: { readonly delivery: string } | { readonly failedSince: Temporal.Instant },
): Promise<Outcome<{ readonly count: number }>> {
  if ((await ownWebhook(tx, actor, appId, id)) === null) return unknown;
  const chosen =
    'delivery' in which
      ? sql`id = ${which.delivery}::uuid and state <> 'waiting'`
      : sql`state = 'failed' and created_at >= ${which.failedSince.toString()}::timestamptz`;
  const done =
    await sql`update developers.delivery set state = 'waiting', attempts = 0, next_attempt_at = ${tx.clock.now().toString()}::timestamptz,
      ended_at = null, failure = null, status = null
    where webhook_id = ${id}::uuid and ${chosen}`.execute(tx.rows<unknown>());
  const count = Number(done.numAffectedRows ?? 0n);
  if (count > 0) {
    await record(tx, actor, { action: 'developers.send-again', subject: subjectOf(id), fields: ['state'] });
    tx.afterCommit(wakeDeliveries);
  }
  return accepted({ count });
}
