/** Webhooks, delivered to a receiver on this machine and verified by somebody else's implementation of the standard. */
import { sql } from 'kysely';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { ownState } from '../../platform/session/index.ts';
import type { WebhookEvent } from '../contract.ts';
import { resealSecrets } from '../jobs.ts';
import { pauses } from '../model.ts';
import { actorOf, openReceiver, program, type Receiver, resultOf, webhook } from '../programs.fixture.ts';
import { changeWebhook, sendAgain } from './commands.ts';
import { deliverDue } from './deliver.ts';
import { post } from './post.ts';
import { queueWebhooks } from './queue.ts';

let app: TestApp;
let receiver: Receiver;
let appId: string;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());
const now = () => app.context.clock.now();
const forward = (seconds: number) => app.database.clock.set(now().add({ seconds }).toString());
beforeEach(async () => {
  app.database.clock.set(Temporal.Now.instant().toString());
  await sql`delete from developers.delivery`.execute(app.context.db.rows<unknown>());
  await sql`update developers.webhook set state = 'removed'`.execute(app.context.db.rows<unknown>());
  receiver = await openReceiver();
  appId = await ownProgram();
});
afterEach(() => receiver.close());

let known: string | null = null;
async function ownProgram(): Promise<string> {
  known ??= (await program(app)).id;
  return known;
}

const signal = new AbortController().signal;
const deliver = () => deliverDue(app.context, signal);
const event = (over: Partial<WebhookEvent> = {}): WebhookEvent => ({
  id: `step_${app.context.ids.next()}`,
  type: 'report.answered',
  at: '2026-11-23T02:00:00Z',
  data: { service_request_id: '482913560027' },
  appId: null,
  ...over,
});
const queue = (what: WebhookEvent) => app.context.db.transaction((tx) => queueWebhooks(tx, 'sandbox', what));
interface Delivery {
  state: string;
  attempts: number;
  status: number | null;
  failure: string | null;
}
const deliveries = async (): Promise<readonly Delivery[]> =>
  (
    await sql<Delivery>`select state, attempts, status, failure from developers.delivery order by created_at, id`.execute(
      app.context.db.rows<unknown>(),
    )
  ).rows;
const stateOf = async (id: string) =>
  (
    await sql<{
      state: string;
      failing_since: Temporal.Instant | null;
    }>`select state, failing_since from developers.webhook where id = ${id}::uuid`.execute(app.context.db.rows<unknown>())
  ).rows[0];
const owned = async <T>(
  command: (tx: Parameters<typeof changeWebhook>[0], actor: Parameters<typeof changeWebhook>[1]) => Promise<T>,
): Promise<T> => {
  const actor = await actorOf(app, 'citizen');
  return app.context.db.transaction((tx) => command(tx, actor), { state: ownState(actor) });
};

test('a message is signed as Standard Webhooks has it; a changed one and another secret are found out', async () => {
  const { secret } = await webhook(app, appId, receiver.url);
  const said = event();
  await queue(said);
  await deliver();
  expect(await deliveries()).toEqual([{ state: 'delivered', attempts: 1, status: 200, failure: null }]);
  const [got] = receiver.got;
  if (!got) throw new Error('nothing arrived');
  const headers = Object.fromEntries(Object.entries(got.headers).map(([name, value]) => [name, String(value)]));
  expect(new Webhook(secret).verify(got.body, headers)).toEqual({
    type: 'report.answered',
    timestamp: said.at,
    version: 1,
    data: said.data,
  });
  expect(headers['webhook-id']).toBe(said.id);
  expect(() => new Webhook(secret).verify(got.body.replace('482913560027', '482913560028'), headers)).toThrow();
  const other = await webhook(app, appId, receiver.url);
  expect(() => new Webhook(other.secret).verify(got.body, headers)).toThrow();
});

test('duplicate webhooks: the same event again is one delivery, and an attempt that is repeated carries the same id', async () => {
  await webhook(app, appId, receiver.url);
  const said = event();
  await Promise.all([queue(said), queue(said), queue(said)]);
  expect(await deliveries()).toHaveLength(1);
  receiver.answer = (_request, response) => void response.writeHead(500).end();
  await deliver();
  forward(pauses[0]);
  receiver.answer = (_request, response) => void response.writeHead(204).end();
  await deliver();
  expect(receiver.got.map(({ headers }) => headers['webhook-id'])).toEqual([said.id, said.id]);
  expect(await deliveries()).toEqual([{ state: 'delivered', attempts: 2, status: 204, failure: null }]);
});

test('each gets what it chose: types, the kind of system, its own program', async () => {
  await webhook(app, appId, receiver.url, { types: ['report.sent'] });
  await queue(event());
  expect(await deliveries()).toEqual([]);
  await queue(event({ type: 'report.sent', appId: app.context.ids.next() }));
  expect(await deliveries()).toEqual([]);
  await app.context.db.transaction((tx) => queueWebhooks(tx, 'live', event({ type: 'report.sent' })));
  expect(await deliveries()).toEqual([]);
  await queue(event({ type: 'report.sent', appId }));
  expect(await deliveries()).toHaveLength(1);
});

test('retries: the pauses grow, and after the last one it has failed', async () => {
  const { id } = await webhook(app, appId, receiver.url);
  receiver.answer = (_request, response) => void response.writeHead(503).end();
  await queue(event());
  for (const pause of pauses) {
    expect(await deliver()).toBe(1);
    forward(pause - 1);
    expect(await deliver()).toBe(0);
    forward(1);
  }
  expect(await deliver()).toBe(1);
  expect(await deliveries()).toEqual([{ state: 'failed', attempts: pauses.length + 1, status: 503, failure: 'status' }]);
  forward(864_000);
  expect(await deliver()).toBe(0);
  expect(pauses.reduce<number>((sum, pause) => sum + pause, 0) / 86_400).toBeGreaterThan(3);
  expect((await stateOf(id))?.state).toBe('active');
});

test('a receiver that asks for more time is given it', async () => {
  await webhook(app, appId, receiver.url);
  receiver.answer = (_request, response) => void response.writeHead(429, { 'retry-after': '600' }).end();
  await queue(event());
  await deliver();
  forward(599);
  expect(await deliver()).toBe(0);
  forward(1);
  expect(await deliver()).toBe(1);
});

test('provider down for a day: nothing is lost, and all arrives when it is back', async () => {
  const { id } = await webhook(app, appId, receiver.url);
  receiver.answer = (request) => void request.socket.destroy();
  for (let n = 0; n < 5; n++) await queue(event());
  for (let hour = 0; hour < 24; hour++) {
    while ((await deliver()) > 0);
    forward(3_600);
  }
  expect((await deliveries()).map(({ state, failure }) => [state, failure])).toEqual(Array(5).fill(['waiting', 'network']));
  expect((await stateOf(id))?.failing_since).not.toBeNull();
  receiver.answer = (_request, response) => void response.writeHead(200).end();
  const before = receiver.got.length;
  for (let hour = 0; hour < 24; hour++) {
    while ((await deliver()) > 0);
    forward(3_600);
  }
  expect((await deliveries()).map(({ state }) => state)).toEqual(Array(5).fill('delivered'));
  expect(receiver.got.length - before).toBe(5);
  expect((await stateOf(id))?.failing_since).toBeNull();
});

test('five days without success pause a webhook; its owner resumes it and sends again what failed since a day', async () => {
  const { id } = await webhook(app, appId, receiver.url);
  receiver.answer = (_request, response) => void response.writeHead(500).end();
  const began = now();
  const said = event();
  await queue(said);
  for (let step = 0; step < 16; step++) {
    await deliver();
    forward(28_800);
    if (step === 14) await queue(event());
  }
  await deliver();
  expect((await stateOf(id))?.state).toBe('paused');
  await queue(event());
  expect(await deliveries()).toHaveLength(2);
  expect(await deliver()).toBe(0);
  receiver.answer = (_request, response) => void response.writeHead(200).end();
  await owned((tx, actor) => changeWebhook(tx, actor, appId, id, 'resume'));
  const again = await owned((tx, actor) => sendAgain(tx, actor, appId, id, { failedSince: began.subtract({ hours: 1 }) }));
  expect(resultOf(again)).toEqual({ count: 1 });
  forward(600);
  await deliver();
  expect((await deliveries()).map(({ state }) => state)).toEqual(['delivered', 'delivered']);
  expect(receiver.got.filter(({ headers }) => headers['webhook-id'] === said.id).length).toBeGreaterThan(1);
});

test('replay: one delivery is sent again with its id, and nobody else can ask for it', async () => {
  const { id } = await webhook(app, appId, receiver.url);
  await queue(event());
  await deliver();
  const [row] = (await sql<{ id: string }>`select id from developers.delivery`.execute(app.context.db.rows<unknown>())).rows;
  const stranger = await actorOf(app, 'team-member');
  const refused = await app.context.db.transaction((tx) => sendAgain(tx, stranger, appId, id, { delivery: row?.id ?? '' }), {
    state: ownState(stranger),
  });
  expect(refused.ok).toBe(false);
  resultOf(await owned((tx, actor) => sendAgain(tx, actor, appId, id, { delivery: row?.id ?? '' })));
  await deliver();
  expect(receiver.got).toHaveLength(2);
  expect(receiver.got[0]?.headers['webhook-id']).toBe(receiver.got[1]?.headers['webhook-id']);
});

test('410 ends a webhook for good, and what waits for it', async () => {
  const { id } = await webhook(app, appId, receiver.url);
  receiver.answer = (_request, response) => void response.writeHead(410).end();
  await queue(event());
  await deliver();
  expect((await stateOf(id))?.state).toBe('removed');
  expect((await deliveries()).map(({ state, failure }) => [state, failure])).toEqual([['failed', 'gone']]);
  await queue(event());
  expect(await deliveries()).toHaveLength(1);
});

test('redirects are not followed, and an endless answer is not read', async () => {
  await webhook(app, appId, receiver.url);
  receiver.answer = (_request, response) => void response.writeHead(302, { location: receiver.url }).end();
  await queue(event());
  await deliver();
  expect(receiver.got).toHaveLength(1);
  expect(await deliveries()).toEqual([{ state: 'waiting', attempts: 1, status: 302, failure: 'status' }]);
  let written = 0;
  receiver.answer = (_request, response) => {
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536))) written += 65_536;
    };
    response.on('drain', more);
    response.on('error', () => {});
    more();
  };
  forward(pauses[0]);
  await deliver();
  expect((await deliveries())[0]?.state).toBe('delivered');
  expect(written).toBeLessThan(20_000_000);
});

test('a private address in the table is not connected to either: the guard stands at the connection', async () => {
  const body = '{}';
  const closed = await post(new URL(receiver.url), { headers: {}, body, openness: { ownMachine: false }, signal });
  expect(closed).toEqual({ kind: 'failed', why: 'closed-address' });
  const named = await post(new URL(receiver.url.replace('127.0.0.1', 'localhost')), {
    headers: {},
    body,
    openness: { ownMachine: false },
    signal,
  });
  expect(named).toEqual({ kind: 'failed', why: 'closed-address' });
  expect(receiver.got).toEqual([]);
});

test('two workers share the deliveries out; one that was killed leaves its own to the other', async () => {
  const ids = await Promise.all([0, 1, 2, 3, 4].map(() => webhook(app, appId, receiver.url)));
  expect(ids).toHaveLength(5);
  for (let n = 0; n < 4; n++) await queue(event());
  const counts = await Promise.all([deliver(), deliver(), deliver()]);
  while ((await deliver()) > 0);
  expect(receiver.got).toHaveLength(20);
  expect(counts.reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(20);
  // Claimed, and then the program is gone before it wrote what came of it.
  await queue(event());
  const stop = new AbortController();
  receiver.answer = () => stop.abort();
  await deliverDue(app.context, stop.signal);
  expect((await deliveries()).filter(({ state }) => state === 'waiting')).toHaveLength(5);
  expect(await deliver()).toBe(0);
  receiver.answer = (_request, response) => void response.writeHead(200).end();
  forward(60);
  while ((await deliver()) > 0);
  expect((await deliveries()).filter(({ state }) => state !== 'delivered')).toEqual([]);
});

test('secrets stay readable when keys change', async () => {
  const { secret } = await webhook(app, appId, receiver.url);
  await resealSecrets(app.context);
  await queue(event());
  await deliver();
  const headers = Object.fromEntries(Object.entries(receiver.got[0]?.headers ?? {}).map(([name, value]) => [name, String(value)]));
  expect(() => new Webhook(secret).verify(receiver.got[0]?.body ?? '', headers)).not.toThrow();
});
