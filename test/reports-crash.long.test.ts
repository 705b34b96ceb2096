/** `kill -9` while phones send reports: every acknowledged one is there, once, whole, and what it causes happens once. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FileStore, openFileStore } from '../src/platform/files/index.ts';
import { openEmbedded } from '../src/platform/postgres/index.ts';
import { findPostmaster } from '../src/platform/postgres/postmaster.ts';
import { drawsFrom, type SentReport, startSending } from './support/sending-phones.ts';

const root = join(import.meta.dirname, '..');
const phones = 8;
/** Reactions of a program that was killed are looked for each minute, and found a minute after they were claimed. */
const owedWithin = 180_000;

interface Run {
  readonly child: ChildProcess;
  /** The printed address; rejects when the program ends before. */
  readonly ready: Promise<string>;
  readonly ended: Promise<number | null>;
  readonly output: () => string;
}

let dataDir: string;
let files: FileStore;
const running = new Set<Run>();
const acknowledged: SentReport[] = [];
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'yenbai-reports-crash-'));
  files = await openFileStore({ kind: 'disk', dir: join(dataDir, 'files') });
});
afterAll(async () => {
  for (const run of running) run.child.kill('SIGTERM');
  await Promise.all([...running].map((run) => run.ended));
  await rm(dataDir, { recursive: true, force: true });
});

function main(...args: readonly string[]): Run {
  const child = spawn(process.execPath, [join(root, 'dist/server/main.js'), ...args], {
    env: {
      ...process.env,
      PORT: '0',
      LOG_LEVEL: 'error',
      YENBAI_DATA_DIR: dataDir,
      TRUST_PROXY: '1',
      RATE_WRITES_PER_MINUTE: '1000000',
      RATE_READS_PER_MINUTE: '1000000',
      SHED_EVENT_LOOP_MS: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const ready = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const address = /is ready: (http\S+)/.exec(output)?.[1];
      if (address) resolve(address);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then(() => reject(new Error(output)));
  });
  ready.catch(() => undefined);
  const run = { child, ready, ended, output: () => output };
  running.add(run);
  void ended.then(() => running.delete(run));
  return run;
}

type Query = <T extends pg.QueryResultRow>(text: string, values?: readonly unknown[]) => Promise<readonly T[]>;

/** Looks into the database of the running program, past every right. */
async function looking<T>(work: (rows: Query) => Promise<T>): Promise<T> {
  const server = await openEmbedded({ dataDir, durable: true, purpose: 'test' });
  const client = new pg.Client({ connectionString: server.url('postgres') });
  await client.connect();
  try {
    return await work(async (text, values = []) => (await client.query(text, [...values])).rows);
  } finally {
    await client.end();
    await server.release();
  }
}

/** Ids of these reports of which something is not there exactly once: the row, its words, its event and its entry in the outbox of having been sent. */
const notOnce = (rows: Query, reports: readonly SentReport[]) =>
  rows<{ id: string }>(
    `select s.id from unnest($1::uuid[], $2::text[]) as s (id, mark)
      where (select count(*) from reports.report r where r.id = s.id) <> 1
        or (select count(*) from reports.content c where c.words like '%dấu ' || s.mark || '.%') <> 1
        or (select count(*) from reports.event e where e.report_id = s.id and e.step = 'send') <> 1
        or (select count(*) from platform.outbox o where o.payload ->> 'report' = s.id::text and o.payload ->> 'step' = 'send') <> 1`,
    [reports.map(({ id }) => id), reports.map(({ mark }) => mark)],
  );

/** Every code as the phone was told it. */
async function codesIn(rows: Query, reports: readonly SentReport[]): Promise<ReadonlyMap<string, string>> {
  const found = await rows<{ id: string; code: string }>('select id, code from reports.report where id = any ($1::uuid[])', [
    reports.map(({ id }) => id),
  ]);
  return new Map(found.map(({ id, code }) => [id, code]));
}

/** Photos of these reports that are missing, too many, or not whole in the store. */
async function brokenFiles(rows: Query, reports: readonly SentReport[]): Promise<readonly string[]> {
  const found = await rows<{ report_id: string; sent_hash: string; file_hash: string }>(
    `select report_id, sent_hash, file_hash from reports.attachment where report_id = any ($1::uuid[])`,
    [reports.map(({ id }) => id)],
  );
  const of = Map.groupBy(found, (row) => row.report_id);
  const broken: string[] = [];
  for (const { id, photos } of reports) {
    const there = of.get(id) ?? [];
    if (there.map((row) => row.sent_hash).join() !== photos.join()) broken.push(`${id} has ${there.length} of ${photos.length}`);
    for (const { file_hash: hash } of there) if (!(await files.verify(hash))) broken.push(`${id} ${hash}`);
  }
  return broken;
}

/** What the step `send` causes, once it has all been caused: reactions that are still owed, and reports where a step was taken twice or by two offices. */
async function causedTwice(rows: Query): Promise<readonly object[]> {
  await expect
    .poll(
      () =>
        rows(
          `select name from platform.outbox where handled_at is null union all select reaction from platform.outbox_reaction where done_at is null`,
        ),
      { timeout: owedWithin, interval: 1_000 },
    )
    .toEqual([]);
  return [
    ...(await rows(`select report_id, step, count(*) from reports.event group by report_id, step having count(*) > 1
      and report_id in (select report_id from reports.content where words like '%, dấu %')`)),
    ...(await rows(`select r.id, r.state, count(p.id) from reports.report r join reports.content c on c.report_id = r.id left join reports.part p on p.report_id = r.id
      where c.words like '%, dấu %' group by r.id having count(p.id) <> 1 or r.state <> 'handed'`)),
    ...(await rows(`select o.id, count(r.reaction) from platform.outbox o left join platform.outbox_reaction r on r.event_id = o.id and r.reaction = 'reports.route'
      where o.payload ->> 'step' = 'send' group by o.id having count(r.reaction) <> 1`)),
  ];
}

const rounds = [
  { seed: 11, killed: 'the program' },
  { seed: 12, killed: 'everything' },
  { seed: 13, killed: 'the program' },
  { seed: 14, killed: 'everything' },
] as const;

let run: Run;
let address: string;

test('the program starts', { timeout: 120_000 }, async () => {
  run = main('start');
  address = await run.ready;
});

test.for(rounds)('kill -9 of $killed while reports come (seed $seed)', { timeout: 180_000 }, async ({ seed, killed }) => {
  const sending = startSending(address, phones, seed);
  await expect.poll(() => sending.reports.filter(({ code }) => code !== null).length, { timeout: 60_000, interval: 5 }).toBeGreaterThan(40);
  await sleep(drawsFrom(seed)(1_500));
  const postmaster = await findPostmaster(join(dataDir, 'cluster'));
  run.child.kill('SIGKILL');
  if (killed === 'everything' && postmaster) process.kill(postmaster.pid, 'SIGKILL');
  await run.ended;
  await sending.ended;
  expect(sending.strange).toEqual([]);
  const known = sending.reports.filter(({ code }) => code !== null);
  const unknown = sending.reports.filter(({ code }) => code === null);
  // Without both this round would prove nothing.
  expect(known.length).toBeGreaterThan(40);
  expect(unknown.length).toBeGreaterThan(0);

  run = main('start');
  address = await run.ready;
  await looking(async (rows) => {
    expect(await notOnce(rows, known)).toEqual([]);
    const codes = await codesIn(rows, known);
    expect(known.filter(({ id, code }) => codes.get(id) !== code).map(({ id }) => id)).toEqual([]);
    expect(await brokenFiles(rows, known)).toEqual([]);
  });

  // Each phone sends all that it has once more, what was answered too: an answer may have been lost on the way.
  let taken = 0;
  for (const report of sending.reports) {
    const response = await report.phone.post(address, report);
    const answer = (await response.json()) as { code: string; repeated: boolean };
    if (report.code !== null) expect([response.status, answer]).toEqual([200, { id: report.id, code: report.code, repeated: true }]);
    else {
      expect([response.status, answer.repeated]).toEqual(response.status === 201 ? [201, false] : [200, true]);
      if (response.status === 201) taken += 1;
      report.code = answer.code;
    }
  }
  await looking(async (rows) => {
    expect(await notOnce(rows, sending.reports)).toEqual([]);
    expect(await brokenFiles(rows, sending.reports)).toEqual([]);
  });
  acknowledged.push(...sending.reports);
  process.stdout.write(
    `seed ${seed}: ${known.length} acknowledged, ${unknown.length} cut off, of which ${unknown.length - taken} had been written\n`,
  );
});

test('after all rounds every code belongs to one report, and what was caused was caused once', { timeout: 540_000 }, async () => {
  expect(new Set(acknowledged.map(({ code }) => code)).size).toBe(acknowledged.length);
  await looking(async (rows) => {
    expect(await causedTwice(rows)).toEqual([]);
    expect(await notOnce(rows, acknowledged)).toEqual([]);
  });
});

test('the trail is whole, and the program stops in order', { timeout: 120_000 }, async () => {
  const verify = main('audit:verify');
  expect(await verify.ended, verify.output()).toBe(0);
  run.child.kill('SIGTERM');
  expect(await run.ended).toBe(0);
});
