/** Browsers that asked for web push: an address at a push service and two keys, encrypted. */
import { sql } from 'kysely';
import { reseal, type Vault } from '../crypto/index.ts';
import type { Db, Reader, Tx } from '../db/index.ts';
import { accepted, type Outcome, refused } from '../outcome/index.ts';
import { dutyState } from '../session/index.ts';
import type { PushStore } from './adapters/push.ts';

/** As browsers give it (PushSubscription.toJSON). */
export interface PushSubscription {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

const placeOf = (id: string): string => `platform.push_subscription/${id}`;
const purpose = 'platform.push_subscription/endpoint';

/** The push services of the browsers there are. */
const services = /^(fcm\.googleapis\.com|updates\.push\.services\.mozilla\.com|[a-z0-9-]+\.notify\.windows\.com|(.+\.)?push\.apple\.com)$/;

/** Whether the address is one of a push service: whatever a browser sends is later called by us. */
export function isPushEndpoint(endpoint: string): boolean {
  if (endpoint.length > 2000 || !URL.canParse(endpoint)) return false;
  const { protocol, hostname, port, username } = new URL(endpoint);
  return protocol === 'https:' && port === '' && username === '' && services.test(hostname);
}

/**
 * Registers a browser for a person; one that was registered before, by whomever, belongs to this person from now on. Returns the id
 * to which messages of the channel `push` go. Refuses (`messaging.no-push-service`) what is no subscription.
 */
export async function registerPush(
  tx: Tx,
  vault: Vault,
  personId: string,
  subscription: PushSubscription,
): Promise<Outcome<{ id: string }>> {
  const { endpoint, keys } = subscription;
  const base64url = /^[\w-]{16,200}={0,2}$/;
  if (!isPushEndpoint(endpoint) || !base64url.test(keys.p256dh) || !base64url.test(keys.auth)) {
    return refused({ code: 'messaging.no-push-service', status: 422 });
  }
  await forget(tx, vault, endpoint);
  const id = tx.ids.next();
  const sealed = vault.seal(JSON.stringify({ endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } }), placeOf(id));
  await sql`insert into platform.push_subscription (id, person_id, sealed_subscription, endpoint_digest, created_at)
    values (${id}::uuid, ${personId}::uuid, ${sealed}, ${vault.digest(endpoint, purpose)}, ${tx.clock.now().toString()}::timestamptz)`.execute(
    tx.rows<unknown>(),
  );
  return accepted({ id });
}

/** Ends a browser's registration, where it is this person's. Returns whether there was one. */
export async function unregisterPush(
  tx: Tx,
  vault: Vault,
  personId: string,
  subscription: Pick<PushSubscription, 'endpoint'>,
): Promise<boolean> {
  const removed = await sql`delete from platform.push_subscription
    where person_id = ${personId}::uuid and endpoint_digest = any (${digestsOf(vault, subscription.endpoint)}::bytea[])`.execute(
    tx.rows<unknown>(),
  );
  return (removed.numAffectedRows ?? 0n) > 0n;
}

/** Whether this browser is registered for this person and can be reached. */
export async function isPushOf(
  reader: Reader,
  vault: Vault,
  personId: string,
  { endpoint }: Pick<PushSubscription, 'endpoint'>,
): Promise<boolean> {
  const found = await sql`select from platform.push_subscription where person_id = ${personId}::uuid and failed_at is null
    and endpoint_digest = any (${digestsOf(vault, endpoint)}::bytea[])`.execute(reader.rows<unknown>());
  return found.rows.length > 0;
}

/** Ends the registrations of all browsers of a person. Returns how many there were. */
export async function unregisterAllPush(tx: Tx, personId: string): Promise<number> {
  const removed = await sql`delete from platform.push_subscription where person_id = ${personId}::uuid`.execute(tx.rows<unknown>());
  return Number(removed.numAffectedRows ?? 0n);
}

/** The ids of a person's browsers that can still be reached. */
export async function pushSubscriptionsOf(reader: Reader, personId: string): Promise<readonly string[]> {
  const found = await sql<{ id: string }>`select id from platform.push_subscription
    where person_id = ${personId}::uuid and failed_at is null order by created_at desc limit 10`.execute(reader.rows<unknown>());
  return found.rows.map(({ id }) => id);
}

const digestsOf = (vault: Vault, endpoint: string): Buffer[] => vault.keys.map((key) => vault.digest(endpoint, purpose, key));

/** Whoever holds the endpoint holds the browser, so that a registration of somebody else on it is over; row-level security would hide that one. */
async function forget(tx: Tx, vault: Vault, endpoint: string): Promise<void> {
  await sql`select platform.forget_push_endpoint(${digestsOf(vault, endpoint)}::bytea[])`.execute(tx.rows<unknown>());
}

/** The subscriptions as the sender reads them. */
export function pushStore(db: Db, vault: Vault): PushStore {
  const state = dutyState('messaging');
  return {
    find: (id) =>
      db.transaction(
        async (tx) => {
          const found = await sql<{ sealed: string }>`select sealed_subscription as sealed from platform.push_subscription
            where id = ${id}::uuid and failed_at is null`.execute(tx.rows<unknown>());
          const sealed = found.rows[0]?.sealed;
          return sealed === undefined ? null : (JSON.parse(vault.open(sealed, placeOf(id))) as PushSubscription);
        },
        { state },
      ),
    gone: (id) =>
      db.transaction(
        async (tx) => {
          await sql`update platform.push_subscription set failed_at = ${tx.clock.now().toString()}::timestamptz where id = ${id}::uuid`.execute(
            tx.rows<unknown>(),
          );
        },
        { state },
      ),
  };
}

/** After a change of the key: encrypts again what lies under an older one, at most `limit`; returns how many. Runs under the duty `messaging`. */
export async function resealSubscriptions(tx: Tx, vault: Vault, limit: number): Promise<number> {
  const found = await sql<{ id: string; sealed: string }>`select id, sealed_subscription as sealed from platform.push_subscription
    where split_part(sealed_subscription, '.', 2) <> ${vault.currentKey} limit ${limit} for update skip locked`.execute(tx.rows<unknown>());
  for (const { id, sealed } of found.rows) {
    const { endpoint } = JSON.parse(vault.open(sealed, placeOf(id))) as PushSubscription;
    await sql`update platform.push_subscription set sealed_subscription = ${reseal(vault, sealed, placeOf(id))},
      endpoint_digest = ${vault.digest(endpoint, purpose)} where id = ${id}::uuid`.execute(tx.rows<unknown>());
  }
  return found.rows.length;
}
