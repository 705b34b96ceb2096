/** `kill -9` of the sender of webhooks, between sending and writing down that it was sent: nothing is lost, and the log has one row for each delivery. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { testDataKeys } from '../../../test/support/people.ts';
import { drawsFrom } from '../../../test/support/sending-phones.ts';
import { leaseSeconds } from '../model.ts';
import { openReceiver, program, type Receiver, webhook } from '../programs.fixture.ts';
import { queueWebhooks } from './queue.ts';

const root = join(import.meta.dirname, '../../..');
const webhooks = 3;
const events = 60;

let app: TestApp;
let receiver: Receiver;
const children = new Set<ChildProcess>();
beforeAll(async () => {
  app = await startApp();
  receiver = await openReceiver();
});
afterAll(async () => {
  for (const child of children) await killed(child);
  await receiver.close();
  await app.close();
});

/** A sender whose clock is ahead: what a killed one had claimed is due for the next one at once. */
function sender(ahead: number): ChildProcess {
  const script = `import { runnerImport } from 'vite'; await runnerImport(${JSON.stringify(join(root, 'test/support/deliver-child.ts'))}, { configFile: false, root: ${JSON.stringify(root)}, logLevel: 'error', oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } } });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    env: { ...process.env, DELIVER_CHILD: [app.database.url('yenbai_app'), testDataKeys, String(ahead)].join('\n') },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  children.add(child);
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  children.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
  const sessions = () =>
    sql`select 1 from pg_stat_activity where datname = current_database() and application_name like 'deliver-child%'`.execute(
      app.context.db.rows<unknown>(),
    );
  for (let again = 100; again > 0 && (await sessions()).rows.length > 0; again -= 1) await sleep(50);
}

const log = async () =>
  (
    await sql<{ message_id: string; webhook_id: string; state: string; attempts: number }>`select message_id, webhook_id, state, attempts
      from developers.delivery`.execute(app.context.db.rows<unknown>())
  ).rows;

test.for([21, 22, 23])('a sender that is killed again and again loses nothing (seed %i)', { timeout: 180_000 }, async (seed) => {
  await sql`delete from developers.delivery`.execute(app.context.db.rows<unknown>());
  await sql`update developers.webhook set state = 'removed'`.execute(app.context.db.rows<unknown>());
  app.database.clock.set(Temporal.Now.instant().toString());
  const draw = drawsFrom(seed);
  const { id: appId } = await program(app);
  for (let n = 0; n < webhooks; n += 1) await webhook(app, appId, receiver.url);
  const ids = Array.from({ length: events }, () => `step_${app.context.ids.next()}`);
  for (const id of ids)
    await app.context.db.transaction((tx) =>
      queueWebhooks(tx, 'sandbox', {
        id,
        type: 'report.answered',
        at: '2026-11-23T02:00:00Z',
        data: { service_request_id: '482913560027' },
        appId: null,
      }),
    );
  const before = receiver.got.length;
  const came = () => receiver.got.slice(before);
  let restarts = 0;
  for (; restarts < 5; restarts += 1) {
    const child = sender(restarts * (leaseSeconds + 5));
    const dead = new Promise((resolve) => child.once('exit', resolve));
    let left = 1 + draw(25);
    const early = draw(2) === 0;
    receiver.answer = (_request, response) => {
      left -= 1;
      // Before the answer: it was taken, and the sender never learns it. After it: the sender may have written it down or not.
      if (left <= 0 && early) return void child.kill('SIGKILL');
      response.writeHead(200).end('ok');
      if (left <= 0) child.kill('SIGKILL');
    };
    await dead;
    await killed(child);
  }
  const rows = await log();
  expect(rows).toHaveLength(webhooks * events);
  // Without deliveries that were taken and not written down this would prove nothing.
  const settled = rows.filter(({ state }) => state === 'delivered').length;
  expect(came().length).toBeGreaterThan(settled);
  expect(settled).toBeGreaterThan(0);
  expect(settled).toBeLessThan(rows.length);

  receiver.answer = (_request, response) => void response.writeHead(200).end('ok');
  const last = sender(restarts * (leaseSeconds + 5));
  await expect.poll(async () => (await log()).filter(({ state }) => state !== 'delivered'), { timeout: 60_000, interval: 100 }).toEqual([]);
  await killed(last);
  const after = await log();
  expect(after).toHaveLength(webhooks * events);
  const times = Map.groupBy(came(), ({ headers }) => String(headers['webhook-id']));
  expect(new Set(times.keys())).toEqual(new Set(ids));
  // What came more than once was sent by as many attempts as the log counts, and never more.
  for (const id of ids) {
    const attempts = after.filter((row) => row.message_id === id).reduce((sum, row) => sum + row.attempts, 0);
    const seen = times.get(id)?.length ?? 0;
    expect(seen).toBeGreaterThanOrEqual(webhooks);
    expect(seen).toBeLessThanOrEqual(attempts);
  }
  process.stdout.write(`seed ${seed}: ${restarts} senders killed, ${came().length} arrivals of ${rows.length} deliveries\n`);
});
