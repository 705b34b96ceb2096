import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts';
import { testDataKeys } from '../../../test/support/people.ts';
import { openVault, readDataKeys } from '../crypto/index.ts';
import type { Db } from '../db/index.ts';
import { meanwhile } from '../postgres/waiting.fixture.ts';
import { anonymous, dutyState, ownState, type RowState } from '../session/index.ts';
import type { Delivery, Envelope } from './adapters/types.ts';
import { type Sender, sendDue } from './deliver.ts';
import { messageFates, withdrawMessages } from './fates.ts';
import { mostAttempts } from './model.ts';
import { privacy } from './privacy.ts';
import { takeReceipt } from './receipts.ts';
import { messageRetention } from './retention.ts';
import { queueMessage } from './send.ts';
import { pushSubscriptionsOf, registerPush, resealSubscriptions, unregisterPush } from './subscriptions.ts';
import type { MessageInput } from './types.ts';

let database: TestDatabase;
const vault = openVault(readDataKeys(testDataKeys));
const duty = dutyState('messaging');
const mai = '0190d000-0000-7000-8000-000000000001';
const other = '0190d000-0000-7000-8000-000000000002';
const ofPerson = (id: string) => ownState({ ...anonymous, kind: 'person', id });

let sent: Envelope[] = [];
let logged: string[] = [];
let answer: (message: Envelope) => Promise<Delivery>;

function sender(db: Db = database.db): Sender {
  const send = async (message: Envelope) => {
    sent.push(message);
    return answer(message);
  };
  const log = pino({}, { write: (line: string) => void logged.push(line) });
  return { db, vault, log, now: () => database.clock.now(), adapters: new Map([['sms', { channel: 'sms', send }]]) };
}

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  sent = [];
  logged = [];
  answer = async (message) => ({ kind: 'taken', reference: `gw-${message.id}` });
  database.clock.set('2026-11-22T03:00:00Z');
  await inState((tx) => sql`delete from platform.message`.execute(tx.rows<unknown>()));
  await sql`delete from platform.early_receipt`.execute(database.db.rows());
});

const inState = <T>(
  fn: Parameters<Db['transaction']>[0] extends (tx: infer X) => unknown ? (tx: X) => Promise<T> : never,
  state: RowState = duty,
) => database.db.transaction(fn, { state });
let keys = 0;
const input = (more: Partial<MessageInput> = {}): MessageInput => ({
  channel: 'sms',
  to: '+84912345678',
  purpose: 'people.sign-in-code',
  text: 'Mã của bà con là 123456',
  key: `key-${++keys}`,
  personId: mai,
  ...more,
});
/** Queued by a command that runs in the state of nobody. */
const queue = (more: Partial<MessageInput> = {}) => database.db.transaction((tx) => queueMessage(tx, vault, input(more)));
const work = (db?: Db) => sendDue(sender(db), new AbortController().signal);
const rowOf = (id: string) =>
  inState(async (tx) => {
    const found = await sql<Record<string, unknown>>`select * from platform.message where id = ${id}::uuid`.execute(tx.rows<unknown>());
    return found.rows[0];
  });
const receipt = (given: { id?: string; reference?: string; outcome: 'delivered' | 'undeliverable' }) =>
  inState((tx) => takeReceipt(tx, 'sms', { id: null, reference: null, code: null, ...given }));

describe('the queue', () => {
  it('sends a message once for its key, however often the command is repeated', async () => {
    const first = await queue({ key: 'code-of-attempt-1' });
    expect(await queue({ key: 'code-of-attempt-1', text: 'again' })).toBe(first);
    await work();
    await work();
    expect(sent.map(({ id, text }) => [id, text])).toEqual([[first, 'Mã của bà con là 123456']]);
    expect(await rowOf(first)).toMatchObject({ state: 'sent', attempts: 1, provider_reference: `gw-${first}` });
  });

  it('gives the gateway of push the page that it opens, and takes back only what no gateway has', async () => {
    const [waiting, gone] = [await queue({ href: '/account/notices' }), await queue()];
    await work();
    expect(sent.map(({ href }) => href)).toEqual(['/account/notices', undefined]);
    const late = await queue();
    expect(await inState((tx) => withdrawMessages(tx, [waiting, gone, late]))).toEqual([late]);
    await work();
    expect(sent).toHaveLength(2);
    const fates = await inState((tx) => messageFates(tx, [waiting, late, mai]));
    expect([...fates.values()].map(({ state, gaveUp }) => [state, gaveUp])).toEqual([
      ['sent', false],
      ['expired', true],
    ]);
  });

  it('forgets the message with the command that failed', async () => {
    await expect(
      database.db.transaction(async (tx) => {
        await queueMessage(tx, vault, input());
        throw new Error('the command failed');
      }),
    ).rejects.toThrow('the command failed');
    expect(await work()).toBe(0);
  });

  it('keeps number and words unreadable at rest, and closed to whoever is not the person', async () => {
    const id = await queue();
    const row = JSON.stringify(await rowOf(id), (_key, value) => (typeof value === 'bigint' ? String(value) : value));
    expect(row).not.toMatch(/84912345678|123456/);
    const visible = (state?: RowState) =>
      database.db.transaction(
        async (tx) => (await sql`select from platform.message`.execute(tx.rows<unknown>())).rows.length,
        state ? { state } : {},
      );
    expect([await visible(), await visible(ofPerson(other)), await visible(ofPerson(mai)), await visible(duty)]).toEqual([0, 0, 1, 1]);
  });

  it('leaves the state of the command as it was after a repeated key', async () => {
    await queue({ key: 'k' });
    const seen = await database.db.transaction(
      async (tx) => {
        await queueMessage(tx, vault, input({ key: 'k' }));
        return (await sql`select from platform.message`.execute(tx.rows<unknown>())).rows.length;
      },
      { state: ofPerson(other) },
    );
    expect(seen).toBe(0);
  });
});

describe('sending', () => {
  it('never gives one message to two workers at the same time', async () => {
    const ids = await Promise.all(Array.from({ length: 30 }, () => queue()));
    const second = database.open('yenbai_app');
    while ((await Promise.all([work(), work(second), work(second)])).some((count) => count > 0));
    expect(sent).toHaveLength(30);
    expect(new Set(sent.map(({ id }) => id))).toEqual(new Set(ids));
  });

  it('takes up again what a worker killed in the middle had, with the same key', async () => {
    const id = await queue();
    // The worker dies while the gateway has the message: its answer never comes.
    answer = () => new Promise(() => {});
    void work();
    while (sent.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    answer = async () => ({ kind: 'taken', reference: 'gw-2' });
    expect(await work()).toBe(0);
    database.clock.advance({ seconds: 61 });
    expect(await work()).toBe(1);
    expect(sent.map((one) => one.id)).toEqual([id, id]);
    expect(await rowOf(id)).toMatchObject({ state: 'sent', attempts: 2 });
  });

  it('believes no late failure of a worker that lost the message', async () => {
    const id = await queue();
    const slow = Promise.withResolvers<Delivery>();
    answer = () => slow.promise;
    const first = work();
    while (sent.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    database.clock.advance({ seconds: 61 });
    answer = async () => ({ kind: 'taken', reference: 'gw-2' });
    await work();
    slow.resolve({ kind: 'refused', why: 'http-400' });
    await first;
    expect(await rowOf(id)).toMatchObject({ state: 'sent', failure: null });
  });

  it('tries again after growing pauses, and gives up in the end', async () => {
    const id = await queue();
    answer = async () => ({ kind: 'put-off', why: 'http-503' });
    let hours = 0;
    while ((await rowOf(id))?.state !== 'failed' && hours < 48) {
      await work();
      database.clock.advance({ minutes: 30 });
      hours += 0.5;
    }
    expect(sent).toHaveLength(mostAttempts);
    expect(await rowOf(id)).toMatchObject({ state: 'failed', attempts: mostAttempts, failure: 'http-503' });
    expect(hours).toBeLessThan(24);
  });

  it('does not send a code that is past its time, nor one that would be after the pause', async () => {
    const late = await queue({ expiresAt: database.clock.now().add({ minutes: 5 }) });
    database.clock.advance({ minutes: 5 });
    await work();
    expect(sent).toEqual([]);
    expect(await rowOf(late)).toMatchObject({ state: 'expired' });
    const soon = await queue({ expiresAt: database.clock.now().add({ seconds: 3 }) });
    answer = async () => ({ kind: 'put-off', why: 'http-503' });
    await work();
    expect(await rowOf(soon)).toMatchObject({ state: 'expired', attempts: 1 });
  });

  it('says nothing about the person in the log, even where an adapter throws it', async () => {
    const id = await queue();
    answer = async ({ to, text }) => {
      throw new Error(`cannot send ${text} to ${to}`);
    };
    await work();
    expect(logged.join('')).toContain(id);
    expect(logged.join('')).not.toMatch(/84912345678|123456/);
    expect(await rowOf(id)).toMatchObject({ state: 'queued', failure: 'error-error' });
  });

  it('keeps what has no gateway for later', async () => {
    const id = await queue({ channel: 'email', to: 'mai@example.vn' });
    await work();
    expect(await rowOf(id)).toMatchObject({ state: 'queued', failure: 'no-gateway' });
  });
});

describe('receipts', () => {
  it('come by reference or by our id, twice, and out of order, and never go backwards', async () => {
    const id = await queue();
    await work();
    expect(await receipt({ reference: `gw-${id}`, outcome: 'delivered' })).toBe(true);
    const first = await rowOf(id);
    database.clock.advance({ minutes: 1 });
    await receipt({ reference: `gw-${id}`, outcome: 'delivered' });
    await receipt({ id, outcome: 'undeliverable' });
    expect(await rowOf(id)).toEqual(first);
    expect(first).toMatchObject({ state: 'delivered', failure: null });
  });

  it('may overtake the answer of the gateway, known by our id', async () => {
    const id = await queue();
    answer = async (message) => {
      await receipt({ id: message.id, outcome: 'delivered' });
      return { kind: 'taken', reference: 'gw-9' };
    };
    await work();
    expect(await rowOf(id)).toMatchObject({ state: 'delivered', provider_reference: 'gw-9' });
  });

  it('may overtake the answer of the gateway, known only by a reference that is not stored yet', async () => {
    const id = await queue();
    answer = async () => {
      expect(await receipt({ reference: 'gw-9', outcome: 'delivered' })).toBe(false);
      await receipt({ reference: 'gw-9', outcome: 'delivered' });
      return { kind: 'taken', reference: 'gw-9' };
    };
    await work();
    expect(await rowOf(id)).toMatchObject({ state: 'delivered' });
    expect((await sql`select from platform.early_receipt`.execute(database.db.rows())).rows).toEqual([]);
  });

  it('that comes while the reference is being stored is kept until then, or waits for it', async () => {
    const id = await queue();
    answer = async () => ({ kind: 'taken', reference: 'gw-10' });
    await meanwhile(
      database.db,
      (tx) => takeReceipt(tx, 'sms', { id: null, reference: 'gw-10', outcome: 'delivered', code: null }),
      work,
      duty,
    );
    expect(await rowOf(id)).toMatchObject({ state: 'delivered', provider_reference: 'gw-10' });
    expect((await sql`select from platform.early_receipt`.execute(database.db.rows())).rows).toEqual([]);
  });

  it('stop the next attempt where the message arrived though its answer was lost', async () => {
    const id = await queue();
    answer = async () => ({ kind: 'put-off', why: 'timeout' });
    await work();
    await receipt({ id, outcome: 'delivered' });
    database.clock.advance({ hours: 1 });
    expect(await work()).toBe(0);
    expect(await rowOf(id)).toMatchObject({ state: 'delivered', failure: null });
  });
});

describe('what is kept', () => {
  it('loses number and words some days after the end, and nothing else', async () => {
    const [ended, taken, waiting] = [await queue(), await queue(), await queue()];
    answer = async ({ id }) =>
      id === ended
        ? { kind: 'refused', why: 'http-400' }
        : id === taken
          ? { kind: 'taken', reference: 'r' }
          : { kind: 'put-off', why: 'x' };
    await work();
    const privacyDuty = dutyState('privacy');
    const before = database.clock.now().add({ hours: 1 });
    expect(await inState((tx) => messageRetention.count(tx, database.clock.now()), privacyDuty)).toBe(0);
    expect(await inState((tx) => messageRetention.count(tx, before), privacyDuty)).toBe(2);
    expect(await inState((tx) => messageRetention.apply(tx, before, 1), privacyDuty)).toBe(1);
    expect(await inState((tx) => messageRetention.apply(tx, before, 100), privacyDuty)).toBe(1);
    for (const id of [ended, taken])
      expect(await rowOf(id)).toMatchObject({ sealed_to: null, sealed_text: null, purpose: 'people.sign-in-code' });
    expect((await rowOf(waiting))?.sealed_text).not.toBeNull();
  });

  it('is exported to the person without a code that still opens something, and erased', async () => {
    const source = privacy({ vault });
    const [code, notice] = [await queue({ expiresAt: database.clock.now().add({ minutes: 5 }) }), await queue({ text: 'Đã đổi số' })];
    await queue({ personId: other });
    const state = dutyState('privacy');
    const exported = await inState((tx) => source.exportPerson(tx, mai), state);
    expect(exported['platform.message']).toMatchObject([
      { id: code, to: '+84912345678', text: null },
      { id: notice, text: 'Đã đổi số' },
    ]);
    expect(await inState((tx) => source.erasePerson(tx, mai), state)).toEqual({ 'platform.message': 2, 'platform.push_subscription': 0 });
    expect(await inState((tx) => source.erasePerson(tx, mai), state)).toEqual({ 'platform.message': 0, 'platform.push_subscription': 0 });
    expect(await rowOf(notice)).toMatchObject({ person_id: null, sealed_to: null, sealed_text: null, state: 'failed', failure: 'erased' });
    expect(await work()).toBe(1);
  });
});

describe('browsers that asked for push', () => {
  const subscription = (name: string) => ({
    endpoint: `https://fcm.googleapis.com/fcm/send/${name}`,
    keys: { p256dh: 'B'.repeat(87), auth: 'a'.repeat(22) },
  });

  it('belong to whoever registered last, and are ended by their person alone', async () => {
    const register = (id: string) => inState((tx) => registerPush(tx, vault, id, subscription('one')), ofPerson(id));
    const of = (id: string) => inState((tx) => pushSubscriptionsOf(tx, id));
    await register(mai);
    await register(mai);
    expect(await of(mai)).toHaveLength(1);
    await register(other);
    expect([await of(mai), (await of(other)).length]).toEqual([[], 1]);
    expect(await inState((tx) => unregisterPush(tx, vault, mai, subscription('one')), ofPerson(mai))).toBe(false);
    expect(await inState((tx) => unregisterPush(tx, vault, other, subscription('one')), ofPerson(other))).toBe(true);
  });

  it('are refused where the address is not a push service', async () => {
    const wrong = { ...subscription('x'), endpoint: 'https://localhost/x' };
    expect(await inState((tx) => registerPush(tx, vault, mai, wrong), ofPerson(mai))).toMatchObject({ ok: false });
  });

  it('come under a new key, and are still known by their address', async () => {
    await inState((tx) => registerPush(tx, vault, mai, subscription('two')), ofPerson(mai));
    const rotated = openVault([{ id: 'new', bytes: Buffer.alloc(32, 9) }, ...readDataKeys(testDataKeys)]);
    expect(await inState((tx) => resealSubscriptions(tx, rotated, 100))).toBe(1);
    expect(await inState((tx) => resealSubscriptions(tx, rotated, 100))).toBe(0);
    const onlyNew = openVault([{ id: 'new', bytes: Buffer.alloc(32, 9) }]);
    expect(await inState((tx) => unregisterPush(tx, onlyNew, mai, subscription('two')))).toBe(true);
  });
});
