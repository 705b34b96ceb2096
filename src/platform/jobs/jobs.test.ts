import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts';
import { installJobs, type JobDefinition, type Jobs, openJobs } from './index.ts';

let database: TestDatabase;
const lines: string[] = [];
const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) });
const opened: Jobs[] = [];

function open(): Jobs {
  const jobs = openJobs({ url: database.url('yenbai_app'), timeZone: 'Asia/Ho_Chi_Minh', log });
  opened.push(jobs);
  return jobs;
}

beforeAll(async () => {
  database = await testDatabase();
  await database.open('yenbai_owner').direct((client) => installJobs(client));
});
afterAll(async () => {
  await Promise.all(opened.map((jobs) => jobs.stop({ graceSeconds: 1 })));
  await database.drop();
});

const nothing = async () => {};

describe('the queue', () => {
  it('is installed once, and again without harm, from two programs at once', async () => {
    const owner = database.open('yenbai_owner');
    await Promise.all([owner.direct((client) => installJobs(client)), owner.direct((client) => installJobs(client))]);
    await expect(sql`create table pgboss.mine ()`.execute(database.db.rows())).rejects.toThrow('permission denied');
  });

  it('creates a job if and when the transaction commits', async () => {
    const jobs = open();
    const definition: JobDefinition = { name: 'test.commit', handle: nothing };
    await jobs.declare([definition]);
    await expect(
      database.db.transaction(async (tx) => {
        await jobs.send(tx, 'test.commit', { n: 1 });
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    expect(await jobs.counts()).toEqual([]);
    await database.db.transaction((tx) => jobs.send(tx, 'test.commit', { n: 2 }));
    expect(await jobs.counts()).toEqual([{ name: 'test.commit', waiting: 1, running: 0, failed: 0 }]);
  });

  it('takes one job per id, and one waiting job per key', async () => {
    const jobs = open();
    await jobs.declare([{ name: 'test.once', handle: nothing }]);
    const id = database.ids.next();
    const sent = await database.db.transaction(async (tx) => [
      await jobs.send(tx, 'test.once', {}, { id }),
      await jobs.send(tx, 'test.once', {}, { id }),
      await jobs.send(tx, 'test.once', {}, { singletonKey: 'unit/1' }),
      await jobs.send(tx, 'test.once', {}, { singletonKey: 'unit/1' }),
      await jobs.send(tx, 'test.once', {}),
      await jobs.send(tx, 'test.once', {}),
    ]);
    expect(sent).toEqual([true, false, true, false, true, true]);
  });

  it('refuses a name that nobody declared', async () => {
    await expect(database.db.transaction((tx) => open().send(tx, 'test.unknown', {}))).rejects.toThrow(
      'The job test.unknown was not declared',
    );
  });

  it('runs jobs soon, with their payload, and those that failed again', async () => {
    const seen: unknown[] = [];
    const attempts: number[] = [];
    const jobs = open();
    await jobs.start([
      { name: 'test.run', handle: async (payload) => void seen.push(payload) },
      {
        name: 'test.fail',
        retryDelay: 1,
        handle: async (_payload, { attempt }) => {
          attempts.push(attempt);
          if (attempt < 2) throw Object.assign(new Error('Nguyễn Văn A, 0912 345 678'), { code: '23505' });
        },
      },
    ]);
    await sleep(300);
    const sentAt = performance.now();
    await database.db.transaction(async (tx) => {
      await jobs.send(tx, 'test.run', { unit: 'x', list: [1, 2] });
      await jobs.send(tx, 'test.fail', {});
    });
    await vi.waitFor(() => expect(seen).toEqual([{ unit: 'x', list: [1, 2] }]), { timeout: 10_000, interval: 20 });
    expect(performance.now() - sentAt).toBeLessThan(2000);
    await vi.waitFor(() => expect(attempts).toEqual([1, 2]), { timeout: 25_000, interval: 50 });
    const kept = await sql<{ output: unknown }>`select output from pgboss.job where name = 'test.fail'`.execute(database.db.rows());
    expect(JSON.stringify(kept.rows)).not.toContain('Nguyễn');
    await jobs.stop();
  });

  it('waits for an instant', async () => {
    const jobs = open();
    const ran: number[] = [];
    await jobs.start([{ name: 'test.later', handle: async () => void ran.push(Date.now()) }]);
    const due = Temporal.Now.instant().add({ seconds: 3 });
    await database.db.transaction((tx) => jobs.send(tx, 'test.later', {}, { startAfter: due }));
    await vi.waitFor(() => expect(ran).toHaveLength(1), { timeout: 15_000 });
    expect(ran[0]).toBeGreaterThanOrEqual(due.epochMilliseconds);
    await jobs.stop();
  });

  it('keeps the schedules of its definitions, and drops those that are gone', async () => {
    const schedules = async () =>
      (
        await sql<{ name: string; cron: string; timezone: string }>`select name, cron, timezone from pgboss.schedule order by name`.execute(
          database.db.rows(),
        )
      ).rows;
    const first = open();
    await first.start([
      { name: 'test.daily', cron: '10 3 * * *', handle: nothing },
      { name: 'test.hourly', cron: '5 * * * *', handle: nothing },
    ]);
    await first.stop();
    const second = open();
    await second.start([{ name: 'test.daily', cron: '20 3 * * *', handle: nothing }]);
    expect(await schedules()).toEqual([{ name: 'test.daily', cron: '20 3 * * *', timezone: 'Asia/Ho_Chi_Minh' }]);
    await second.stop();
  });

  it('runs timers over and over, at once when woken, and goes on after a failure', async () => {
    let runs = 0;
    const wakes = new Set<() => void>();
    const jobs = open();
    await jobs.start([
      {
        name: 'test.timer',
        everySeconds: 30,
        wake: (now) => {
          wakes.add(now);
          return () => wakes.delete(now);
        },
        handle: async () => {
          runs += 1;
        },
      },
      {
        name: 'test.failing-timer',
        everySeconds: 0.05,
        handle: async () => {
          throw new Error('not this time');
        },
      },
    ]);
    await vi.waitFor(() => expect(runs).toBe(1));
    for (const wake of wakes) wake();
    await vi.waitFor(() => expect(runs).toBe(2));
    await vi.waitFor(() => expect(lines.filter((line) => line.includes('test.failing-timer')).length).toBeGreaterThanOrEqual(2));
    await jobs.stop();
    expect(wakes.size).toBe(0);
  });
});

describe('stopping', () => {
  it('lets a running job finish', async () => {
    const jobs = open();
    let finished = false;
    const running = Promise.withResolvers<void>();
    await jobs.start([
      {
        name: 'test.finish',
        handle: async () => {
          running.resolve();
          await sleep(800);
          finished = true;
        },
      },
    ]);
    await database.db.transaction((tx) => jobs.send(tx, 'test.finish', {}));
    await running.promise;
    await jobs.stop({ graceSeconds: 5 });
    expect(finished).toBe(true);
  });

  it('gives back a job that takes longer than the grace: another program runs it', async () => {
    const attempts: number[] = [];
    const running = Promise.withResolvers<void>();
    const definition: JobDefinition = {
      name: 'test.give-back',
      retryDelay: 1,
      handle: async (_payload, { attempt, signal }) => {
        attempts.push(attempt);
        running.resolve();
        if (attempt === 1) await sleep(60_000, undefined, { signal });
      },
    };
    const first = open();
    await first.start([definition]);
    await database.db.transaction((tx) => first.send(tx, 'test.give-back', {}));
    await running.promise;
    const stoppedAt = performance.now();
    await first.stop({ graceSeconds: 1 });
    expect(performance.now() - stoppedAt).toBeLessThan(4000);
    const second = open();
    await second.start([definition]);
    await vi.waitFor(() => expect(attempts).toEqual([1, 2]), { timeout: 15_000 });
    await second.stop();
  });
});
