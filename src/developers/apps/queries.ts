/** Programs, read: under the owner's state their own, under that of who decides all of them. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';
import { type AppState, developersLimits } from '../contract.ts';
import type { ApiKey, App, Delivery, Webhook } from './types.ts';

const columns = sql`id, person_id as "personId", name, purpose, site, organisation, state, asked, contact, reason, per_minute as "perMinute",
  created_at as "createdAt", wanted_at as "wantedAt", decided_at as "decidedAt"`;

/** The programs of a person, the newest first. */
export async function appsOf(tx: Tx, personId: string): Promise<readonly App[]> {
  const { rows } =
    await sql<App>`select ${columns} from developers.app where person_id = ${personId}::uuid order by created_at desc, id desc`.execute(
      tx.rows<unknown>(),
    );
  return rows;
}

/** A program of this person; null for one of somebody else. `lock` keeps others from changing it meanwhile. */
export async function ownApp(tx: Tx, personId: string, id: string, lock = false): Promise<App | null> {
  const { rows } = await sql<App>`select ${columns} from developers.app where id = ${id}::uuid and person_id = ${personId}::uuid
    ${lock ? sql`for update` : sql``}`.execute(tx.rows<unknown>());
  return rows[0] ?? null;
}

/** A program, whoever it belongs to. */
export async function anyApp(tx: Tx, id: string, lock = false): Promise<App | null> {
  const { rows } = await sql<App>`select ${columns} from developers.app where id = ${id}::uuid ${lock ? sql`for update` : sql``}`.execute(
    tx.rows<unknown>(),
  );
  return rows[0] ?? null;
}

/** Programs in these states: those that wait longest first, the others by the last decision. */
export async function appsIn(tx: Tx, states: readonly AppState[], limit: number): Promise<readonly App[]> {
  const { rows } = await sql<App>`select ${columns} from developers.app where state = any (${[...states]}::text[])
    order by case when state = 'wanted' then wanted_at end, decided_at desc nulls last, created_at desc limit ${limit}`.execute(
    tx.rows<unknown>(),
  );
  return rows;
}

export async function countWanted(tx: Tx): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::integer as n from developers.app where state = 'wanted'`.execute(
    tx.rows<unknown>(),
  );
  return rows[0]?.n ?? 0;
}

/** The keys of a program, those in use first. */
export async function keysOf(tx: Tx, appId: string): Promise<readonly ApiKey[]> {
  const { rows } =
    await sql<ApiKey>`select id, kind, hint, created_at as "createdAt", last_used_at as "lastUsedAt", revoked_at as "revokedAt"
    from developers.api_key where app_id = ${appId}::uuid order by revoked_at desc nulls first, created_at desc, id desc limit 50`.execute(
      tx.rows<unknown>(),
    );
  return rows;
}

/** The webhooks of a program that were not taken away. */
export async function webhooksOf(tx: Tx, appId: string): Promise<readonly Webhook[]> {
  const { rows } = await sql<Webhook>`select id, kind, url, types, state, failing_since as "failingSince", created_at as "createdAt"
    from developers.webhook where app_id = ${appId}::uuid and state <> 'removed' order by created_at, id`.execute(tx.rows<unknown>());
  return rows;
}

/** The last deliveries of a webhook, the newest first. */
export async function deliveriesOf(tx: Tx, webhookId: string): Promise<readonly Delivery[]> {
  const { rows } =
    await sql<Delivery>`select id, message_id as "messageId", type, state, attempts, next_attempt_at as "nextAttemptAt", status, failure,
      created_at as "createdAt", ended_at as "endedAt"
    from developers.delivery where webhook_id = ${webhookId}::uuid order by created_at desc, id desc limit ${developersLimits.shown}`.execute(
      tx.rows<unknown>(),
    );
  return rows;
}
