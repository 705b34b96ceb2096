import { sql } from 'kysely';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts';
import type { Tx } from '../db/index.ts';
import { installJobs, type Jobs, openJobs } from '../jobs/index.ts';
import { removeHandled } from './dispatch.ts';
import { carryOutOwed, claimEvents, dispatchOnce, type OutboxEvent, outboxJobs, publish, reaction } from './index.ts';

let database: TestDatabase;
let jobs: Jobs;
let handled: OutboxEvent[];
let failures = 0;

const reactions = [
  reaction({
    on: 'territory.event-applied',
    name: 'first',
    handle: async (tx, event) => {
      await tx.rows<unknown>().executeQuery(sql`insert into platform.noted (event) values (${event.id}::uuid)`.compile(tx.rows<unknown>()));
      if (failures-- > 0) throw new Error('not yet');
      handled.push(event);
    },
  }),
  reaction({ on: 'territory.event-applied', name: 'second', handle: async (_tx, event) => void handled.push(event) }),
  reaction({ on: 'legal.added', name: 'first', handle: async (_tx, event) => void handled.push(event) }),
];

beforeEach(async () => {
  database = await testDatabase();
  handled = [];
  failures = 0;
  await database.open('yenbai_owner').direct(async (client) => {
    await installJobs(client);
    await client.query('create table platform.noted (event uuid); grant select, insert on platform.noted to yenbai_app');
  });
  jobs = openJobs({ url: database.url('yenbai_app'), timeZone: 'UTC', log: pino({ level: 'silent' }) });
});
afterEach(async () => {
  await jobs.stop({ graceSeconds: 2 });
  await database.drop();
});

const event = (n: number) => ({ name: 'territory.event-applied', version: 1, payload: { n } });
const publishNow = (n: number) => database.db.transaction((tx) => publish(tx, event(n)));
const scalar = async (query: string) =>
  (await sql<{ n: number }>`select (${sql.raw(query)})::int as n`.execute(database.db.rows())).rows[0]?.n;

describe('the outbox', () => {
  it('carries an event to each reaction, at once', async () => {
    await jobs.start(outboxJobs({ db: database.db, jobs }, reactions));
    const started = performance.now();
    await publishNow(1);
    await vi.waitFor(() => expect(handled).toHaveLength(2), { timeout: 10_000, interval: 20 });
    expect(performance.now() - started).toBeLessThan(3000);
    expect(handled[0]).toEqual({ id: handled[1]?.id, name: 'territory.event-applied', version: 1, payload: { n: 1 } });
    expect(await scalar('select count(*) from platform.outbox_reaction where done_at is not null')).toBe(2);
  });

  it('loses the event with the change that failed', async () => {
    await expect(
      database.db.transaction(async (tx) => {
        await publish(tx, event(1));
        throw new Error('undone');
      }),
    ).rejects.toThrow();
    expect(await scalar('select count(*) from platform.outbox')).toBe(0);
  });

  it('carries out each reaction once, however many dispatch', async () => {
    await jobs.declare(outboxJobs({ db: database.db, jobs }, reactions));
    for (let n = 0; n < 150; n++) await publishNow(n);
    const other = database.open('yenbai_app');
    const counts = await Promise.all([database.db, other, database.db, other].map((db) => dispatchOnce({ db, jobs }, reactions)));
    while ((await dispatchOnce({ db: database.db, jobs }, reactions)) > 0);
    expect(counts.reduce((a, b) => a + b)).toBeLessThanOrEqual(150);
    expect(handled).toHaveLength(300);
    expect(await scalar('select count(*) from platform.noted')).toBe(150);
    expect(await scalar(`select count(*) from pgboss.job where name like 'reaction/%'`)).toBe(0);
    expect(await scalar('select count(*) from platform.outbox where handled_at is null')).toBe(0);
  });

  it('sees an event that commits after a younger one', async () => {
    await jobs.declare(outboxJobs({ db: database.db, jobs }, reactions));
    const go = Promise.withResolvers<void>();
    const written = Promise.withResolvers<void>();
    const slow = database.db.transaction(async (tx: Tx) => {
      await publish(tx, event(1));
      written.resolve();
      await go.promise;
    });
    await written.promise;
    await publishNow(2);
    expect(await dispatchOnce({ db: database.db, jobs }, reactions)).toBe(1);
    go.resolve();
    await slow;
    expect(await dispatchOnce({ db: database.db, jobs }, reactions)).toBe(1);
  });

  it('undoes the effects of a reaction that fails, and repeats it alone', async () => {
    failures = 1;
    await jobs.start(outboxJobs({ db: database.db, jobs }, reactions));
    await publishNow(1);
    await vi.waitFor(() => expect(handled).toHaveLength(2), { timeout: 20_000 });
    await vi.waitFor(async () => expect(await scalar('select count(*) from platform.noted')).toBe(1));
  });

  it('does nothing the second time when a job is repeated', async () => {
    const definitions = outboxJobs({ db: database.db, jobs }, reactions);
    await jobs.declare(definitions);
    await publishNow(1);
    await claimEvents(database.db, reactions);
    const id = (await sql<{ id: string }>`select id from platform.outbox`.execute(database.db.rows())).rows[0]?.id ?? '';
    const run = { id, attempt: 1, signal: new AbortController().signal };
    const job = definitions.find((definition) => definition.name === 'reaction/territory.event-applied/first');
    await Promise.all([job?.handle({ event: id }, run), job?.handle({ event: id }, run)]);
    await job?.handle({ event: id }, run);
    expect(handled).toHaveLength(1);
    expect(await scalar('select count(*) from platform.noted')).toBe(1);
  });

  it('hands back to the queue what is left when the program stops, and what failed', async () => {
    await jobs.declare(outboxJobs({ db: database.db, jobs }, reactions));
    await publishNow(1);
    failures = 1;
    await dispatchOnce({ db: database.db, jobs }, reactions);
    expect(await scalar(`select count(*) from pgboss.job where name = 'reaction/territory.event-applied/first'`)).toBe(1);
    expect(await scalar('select count(*) from platform.noted')).toBe(0);
    expect(handled).toHaveLength(1);
    await publishNow(2);
    await dispatchOnce({ db: database.db, jobs }, reactions, AbortSignal.abort());
    expect(handled).toHaveLength(1);
    expect(await scalar(`select count(*) from pgboss.job where name like 'reaction/%'`)).toBe(3);
  });

  it('does for the others what one of several events stands against, and gives only that one a job', async () => {
    await jobs.declare(outboxJobs({ db: database.db, jobs }, reactions));
    for (let n = 0; n < 5; n++) await publishNow(n);
    const broken = reactions.map((each) => ({
      ...each,
      handle: async (tx: Tx, event: OutboxEvent) => {
        await each.handle(tx, event);
        if (each.name === 'first' && event.payload.n === 3) throw new Error('not this one');
      },
    }));
    expect(await dispatchOnce({ db: database.db, jobs }, broken)).toBe(5);
    expect(await scalar(`select count(*) from pgboss.job where name like 'reaction/%'`)).toBe(1);
    expect(await scalar('select count(*) from platform.outbox_reaction where done_at is null')).toBe(1);
    expect(await scalar('select count(*) from platform.noted')).toBe(4);
  });

  it('owes nothing to whoever does not want the event', async () => {
    const some = reactions.map((each) => ({ ...each, wants: ({ n }: { readonly n?: unknown }) => each.name === 'second' || n === 2 }));
    for (const n of [1, 2]) await publishNow(n);
    await dispatchOnce({ db: database.db, jobs }, some);
    expect(handled.map(({ payload }) => Number(payload.n)).sort((a, b) => a - b)).toEqual([1, 2, 2]);
    expect(await scalar('select count(*) from platform.outbox_reaction')).toBe(3);
  });

  it('carries out what a killed program owed, and gives jobs to what fails', async () => {
    await jobs.declare(outboxJobs({ db: database.db, jobs }, reactions));
    for (let n = 0; n < 120; n++) await publishNow(n);
    while ((await claimEvents(database.db, reactions)).events > 0);
    expect(await carryOutOwed({ db: database.db, jobs }, reactions, 60)).toBe(0);
    failures = 1;
    expect(await carryOutOwed({ db: database.db, jobs }, reactions)).toBe(240);
    const failed = (await scalar(`select count(*) from pgboss.job where name = 'reaction/territory.event-applied/first'`)) ?? 0;
    expect(failed).toBeGreaterThan(0);
    expect(failed).toBeLessThanOrEqual(25);
    expect(await scalar(`select count(*) from platform.outbox_reaction where reaction = 'first' and done_at is null`)).toBe(failed);
    expect(await scalar(`select count(*) from platform.outbox_reaction where reaction = 'second' and done_at is null`)).toBe(0);
    expect(await scalar('select count(*) from platform.noted')).toBe(120 - failed);
    // Two programs that look at the same time do nothing twice, and a job that is there already stays one.
    await Promise.all([carryOutOwed({ db: database.db, jobs }, reactions), carryOutOwed({ db: database.db, jobs }, reactions)]);
    expect(await scalar('select count(*) from platform.noted')).toBe(120);
    expect(await scalar(`select count(*) from pgboss.job where name = 'reaction/territory.event-applied/first'`)).toBe(failed);
    expect(await carryOutOwed({ db: database.db, jobs }, reactions)).toBe(0);
  });

  it('removes events handled long ago to which nothing is owed', async () => {
    await jobs.declare(outboxJobs({ db: database.db, jobs }, reactions));
    await publishNow(1);
    await database.db.transaction((tx) => publish(tx, { name: 'nobody.cares', version: 1, payload: {} }));
    await claimEvents(database.db, reactions);
    database.clock.advance({ days: 31 });
    await publishNow(3);
    await database.db.transaction((tx) => removeHandled(tx, 30));
    expect(await scalar('select count(*) from platform.outbox')).toBe(2);
    await sql`update platform.outbox_reaction set done_at = now()`.execute(database.db.rows());
    await database.db.transaction((tx) => removeHandled(tx, 30));
    expect(await scalar('select count(*) from platform.outbox')).toBe(1);
  });

  it('refuses two reactions of the same name', () => {
    expect(() => outboxJobs({ db: database.db, jobs }, [...reactions, ...reactions])).toThrow('Two reactions are named');
  });
});
