import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts';
import { installJobs, openJobs } from './index.ts';

const running = 8;
const waiting = 40;

let database: TestDatabase;
const workers: ChildProcess[] = [];

beforeAll(async () => {
  database = await testDatabase();
  await database.open('yenbai_owner').direct(async (client) => {
    await installJobs(client);
    await client.query(`
      create table platform.noted (worker text, what text, job uuid, at timestamptz default clock_timestamp());
      grant select, insert on platform.noted to yenbai_app;`);
  });
});
afterAll(async () => {
  for (const worker of workers) {
    if (worker.exitCode === null && worker.signalCode === null) {
      worker.kill('SIGKILL');
      await once(worker, 'exit');
    }
  }
  await sleep(500);
  await database.drop();
});

function startWorker(name: string, seconds: number): ChildProcess {
  const worker = spawn(
    process.execPath,
    [fileURLToPath(new URL('./crash-worker.ts', import.meta.url)), database.url('yenbai_app'), name, String(seconds)],
    { stdio: 'inherit' },
  );
  workers.push(worker);
  return worker;
}

async function count(condition: string): Promise<number> {
  const result = await sql<{
    count: number;
  }>`select count(distinct job)::int as count from platform.noted where ${sql.raw(condition)}`.execute(database.db.rows());
  return result.rows[0]?.count ?? 0;
}

async function until(what: () => Promise<boolean>, seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await what())) {
    if (performance.now() > end) throw new Error(`not within ${seconds} s`);
    await sleep(100);
  }
}

it('runs every job of a killed worker again within a minute, and loses none', { timeout: 180_000 }, async () => {
  const jobs = openJobs({ url: database.url('yenbai_app'), timeZone: 'UTC', log: pino({ level: 'silent' }) });
  await jobs.declare([{ name: 'crash.work', handle: async () => {} }]);
  await database.db.transaction(async (tx) => {
    for (let n = 0; n < running + waiting; n++) await jobs.send(tx, 'crash.work', {});
  });
  const first = startWorker('first', 3600);
  await until(async () => (await count(`what = 'begun'`)) === running, 30);
  // Long enough for heartbeats to be under way, as in a worker that has run for a while.
  await sleep(9000);
  first.kill('SIGKILL');
  await once(first, 'exit');
  const killed = performance.now();
  startWorker('second', 0.05);
  const again = `worker = 'second' and what = 'done' and job in (select job from platform.noted where worker = 'first')`;
  await until(async () => (await count(again)) === running, 60);
  const seconds = (performance.now() - killed) / 1000;
  await until(async () => (await count(`what = 'done'`)) === running + waiting, 60);
  await jobs.stop();
  expect(seconds).toBeLessThan(60);
  process.stdout.write(`recovered ${running} jobs of the killed worker in ${seconds.toFixed(1)} s\n`);
});
