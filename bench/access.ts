/**
 * What knowing the caller costs: a page signed in against the same page public (cache off on both), readers of public pages while
 * passwords are being guessed, a command with and without its row in the trail, and finding out who is asking.
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { runnerImport } from 'vite';
import { systemClock } from '../src/platform/clock/index.ts';
import { type Db, openDatabase, type Tx } from '../src/platform/db/index.ts';
import { uuidIds } from '../src/platform/ids/index.ts';
import { openEmbedded } from '../src/platform/postgres/index.ts';
import { type Actor, anonymous, dutyState } from '../src/platform/session/index.ts';
import { cpuSeconds, dataFolder, type Program, startProgram } from './support/program.ts';

const { record, openActors, openSession } = (
  await runnerImport<typeof import('./support/insides.ts')>(fileURLToPath(import.meta.resolve('./support/insides.ts')), {
    configFile: false,
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  })
).module;

const rounds = 3;
const settings = { RATE_READS_PER_MINUTE: '100000000', RATE_WRITES_PER_MINUTE: '1000000', SHED_EVENT_LOOP_MS: '0', TRUST_PROXY: '1' };
/** A made-up officer of a commune: a role at a place, with a second factor. */
const officer = '0190d000-0000-7000-8000-000000000005';
const clock = systemClock('Asia/Ho_Chi_Minh');

interface Load {
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly requests: number;
  readonly wrong: Readonly<Record<string, number>>;
}

function json<T>(script: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(import.meta.resolve(`./support/${script}.ts`)), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...environment },
    });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.on('exit', (code) => (code === 0 ? resolve(JSON.parse(text) as T) : reject(new Error(`${script} ended with ${code}`))));
  });
}

async function load(program: Program, paths: string, connections: number, requests: number, cookie = ''): Promise<Load & { cpu: number }> {
  const before = await cpuSeconds(program.pid);
  const found = await json<Load>(
    'load',
    [program.address, paths, String(connections), String(requests), '20'],
    cookie === '' ? {} : { LOAD_COOKIE: cookie },
  );
  if (Object.keys(found.wrong).length > 0) throw new Error(`answers other than 200: ${JSON.stringify(found.wrong)}`);
  return { ...found, cpu: (((await cpuSeconds(program.pid)) - before) / found.requests) * 1000 };
}

const mean = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0) / list.length;
const print = (text: string): void => void process.stdout.write(`${text}\n`);

async function sessionOf(db: Db, personId: string): Promise<string> {
  const opened = await db.transaction((tx) => openSession(tx, { personId, methods: ['demonstration'], strength: 'two' }), {
    state: dutyState('identity'),
  });
  return opened.token;
}

/** The same unit pages, public and signed in, taking turns. */
async function signedInPages(program: Program, db: Db, paths: string): Promise<void> {
  const cookie = `session=${await sessionOf(db, officer)}`;
  const [open, known]: [number[], number[]] = [[], []];
  for (const who of ['', cookie]) await load(program, paths, 8, 400, who);
  for (let round = 0; round < rounds; round += 1) {
    open.push((await load(program, paths, 8, 1_000)).cpu);
    known.push((await load(program, paths, 8, 1_000, cookie)).cpu);
  }
  print(
    `Page signed in / public, cache off: ${mean(known).toFixed(2)} / ${mean(open).toFixed(2)} s CPU per 1,000 = ${(mean(known) / mean(open)).toFixed(2)} (target 1.6 at most)`,
  );
}

/** 64 connections read public pages, quietly and under attack, taking turns. */
async function underAttack(program: Program, paths: string): Promise<void> {
  const [quiet, attacked]: [number[], number[]] = [[], []];
  const tries: number[] = [];
  let statuses: Readonly<Record<string, number>> = {};
  await load(program, paths, 64, 20_000);
  for (let round = 0; round < rounds; round += 1) {
    quiet.push((await load(program, paths, 64, 20_000)).p95);
    const attack = json<{ perSecond: number; statuses: Record<string, number> }>('attack', [program.address, '32', '6']);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    attacked.push((await load(program, paths, 64, 20_000)).p95);
    const found = await attack;
    tries.push(found.perSecond);
    statuses = found.statuses;
  }
  print(
    `Readers at 64 connections, p95 under attack / quiet: ${mean(attacked).toFixed(1)} / ${mean(quiet).toFixed(1)} ms = ${(mean(attacked) / mean(quiet)).toFixed(2)} (target 2 at most); ${mean(tries).toFixed(0)} tries a second, answered ${JSON.stringify(statuses)}`,
  );
}

/** A small real command: one locked row, one change, one event; with and without its row in the trail. */
async function auditedWrites(db: Db): Promise<void> {
  const actor: Actor = { ...anonymous, kind: 'person', id: officer };
  const command = async (tx: Tx, audited: boolean): Promise<void> => {
    const rows = tx.rows<unknown>();
    await sql`select id from people.person where id = ${officer}::uuid for update`.execute(rows);
    await sql`update people.person_details set search_name = search_name where person_id = ${officer}::uuid`.execute(rows);
    await sql`insert into platform.outbox (id, name, version, payload, created_at)
      values (${tx.ids.next()}::uuid, 'bench.changed', 1, '{}', ${clock.now().toString()}::timestamptz)`.execute(rows);
    if (audited) await record(tx, actor, { action: 'people.correct', subject: { kind: 'people.person', id: officer }, persons: [officer] });
  };
  const times: Record<'with' | 'without', number[]> = { with: [], without: [] };
  for (let round = 0; round < 2 * rounds + 1; round += 1) {
    for (const kind of ['without', 'with'] as const) {
      const started = performance.now();
      for (let i = 0; i < 400; i += 1) await db.transaction((tx) => command(tx, kind === 'with'), { state: dutyState('identity') });
      // The first round only warms up.
      if (round > 0) times[kind].push((performance.now() - started) / 400);
    }
  }
  print(
    `Command with / without its row in the trail: ${mean(times.with).toFixed(3)} / ${mean(times.without).toFixed(3)} ms = ${(mean(times.with) / mean(times.without)).toFixed(2)} (target 1.15 at most)`,
  );
}

async function resolvingActors(db: Db): Promise<void> {
  const actors = openActors(db, clock);
  const token = await sessionOf(db, officer);
  for (let i = 0; i < 500; i += 1) await actors.bySession(token);
  const runs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    for (let i = 0; i < 1_000; i += 1) await actors.bySession(token);
    runs.push(performance.now() - started);
  }
  print(
    `Finding out who is asking: ${mean(runs).toFixed(0)} µs each, one statement in one transaction (BEGIN with the request's state, the statement, COMMIT: three round trips)`,
  );
}

const data = dataFolder();
try {
  for (const part of ['cache off', 'shipped'] as const) {
    const program = await startProgram(data.path, { ...settings, ...(part === 'cache off' ? { CACHE_MB: '0' } : {}) });
    const server = await openEmbedded({ dataDir: data.path, durable: true, purpose: 'bench' });
    const db = openDatabase({ url: server.url('yenbai_app'), role: 'yenbai_app', clock, ids: uuidIds, poolSize: 2 });
    try {
      const { rows } = await sql<{
        id: string;
      }>`select unit_id as id from territory.units_on('2026-11-01') order by unit_id limit 200`.execute(db.rows<unknown>());
      const paths = join(data.path, 'paths');
      writeFileSync(paths, rows.map(({ id }) => `/units/${id}?on=2026-11-01`).join('\n'));
      if (part === 'cache off') {
        await signedInPages(program, db, paths);
        await auditedWrites(db);
        await resolvingActors(db);
      } else await underAttack(program, paths);
    } finally {
      await db.close();
      await server.release();
      await program.stop();
    }
  }
} finally {
  data.remove();
}
