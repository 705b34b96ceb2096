/**
 * Citizen reports, on the demonstration's province, load generator on the same cores: `node bench/reports.ts [life | send | read | flood]`
 * life   [0,100000,1000000] written down -> handed over -> answered and approved -> found, over HTTP, beside 0, 100,000 and 1,000,000 reports
 * send   submitting against pgbench doing the same statements
 * read   list, map, page of a report, Open311 list, against the same bytes from bare `node:http`
 * flood  100,000 push notifications leave while 64 connections read the map
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { runnerImport } from 'vite';
import { systemClock } from '../src/platform/clock/index.ts';
import type { Db } from '../src/platform/db/index.ts';
import { uuidIds } from '../src/platform/ids/index.ts';
import { openEmbedded } from '../src/platform/postgres/index.ts';
import { makeReports } from './fixtures/many-reports.ts';
import { bareServer, capture, type Figures, line, measure, middle } from './support/against-bare.ts';
import { pgbenchScript, recordStatements, runPgbench } from './support/pgbench.ts';
import { cpuSeconds, dataFolder, type Program, startProgram } from './support/program.ts';

const insides = (
  await runnerImport<typeof import('./support/reports-insides.ts')>(fileURLToPath(import.meta.resolve('./support/reports-insides.ts')), {
    configFile: false,
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  })
).module;
const { dutyState, openDatabase, openMessages, openSession, openVault, readConfig, readDataKeys, submitReport } = insides;

const settings = { RATE_READS_PER_MINUTE: '100000000', RATE_WRITES_PER_MINUTE: '1000000', SHED_EVENT_LOOP_MS: '0', TRUST_PROXY: '1' };
const clock = systemClock('Asia/Ho_Chi_Minh');
const print = (text: string): void => void process.stdout.write(`${text}\n`);
const sizes = process.argv[3] === undefined ? [0, 100_000, 1_000_000] : process.argv[3].split(',').map(Number);
const batch = 100_000;
/** Made-up officials: who takes in for the province, and two of the Department of Construction. */
const officials = { centre: 'intake-officer', handler: 'agency-handler', leader: 'agency-leader' } as const;
const department = '0190a000-0000-7000-8000-000000000003';
const category = 'road-damage';
/** One that a person of the centre takes in: what goes on by itself would be handed over before the first call. */
const taken = 'encroachment';
const commune = '04606';

interface Opened {
  readonly program: Program;
  readonly db: Db;
  readonly owner: Db;
}

async function withProgram(data: string, more: Readonly<Record<string, string>>, fn: (opened: Opened) => Promise<void>): Promise<void> {
  const program = await startProgram(data, { ...settings, ...more });
  const server = await openEmbedded({ dataDir: data, durable: true, purpose: 'bench' });
  const limits = { statementMs: 0, lockMs: 0, idleInTransactionMs: 0 };
  const db = openDatabase({ url: server.url('yenbai_app'), role: 'yenbai_app', clock, ids: uuidIds, poolSize: 8, limits });
  const owner = openDatabase({ url: server.url('yenbai_owner'), role: 'yenbai_owner', clock, ids: uuidIds, poolSize: 1, limits });
  try {
    await fn({ program, db, owner });
  } finally {
    await db.close();
    await owner.close();
    await server.release();
    await program.stop();
  }
}

let made = 0;

/** Reports up to this many, and what autovacuum does within minutes. */
async function fill(owner: Db, wanted: number): Promise<void> {
  const started = performance.now();
  if (made >= wanted) return;
  for (; made < wanted; made += batch)
    await owner.transaction((tx) => makeReports(tx, made + 1, Math.min(wanted, made + batch)), { state: dutyState('archive') });
  await owner.direct((client) => client.query('vacuum analyze'));
  print(`${wanted} reports recorded in ${Math.round((performance.now() - started) / 1000)} s`);
}

async function sessionOf(db: Db, person: string): Promise<string> {
  const { demonstrationPeople } = await import('../test/support/people.ts');
  const personId = demonstrationPeople.get(person)?.id ?? '';
  const opened = await db.transaction((tx) => openSession(tx, { personId, methods: ['demonstration'], strength: 'two' }), {
    state: dutyState('identity'),
  });
  return `session=${opened.token}`;
}

async function unitOf(db: Db, code: string): Promise<string> {
  const found = await sql<{
    id: string;
  }>`select unit_id as id from territory.units_on(${clock.today().toString()}::date) where code = ${code}`.execute(db.rows());
  return found.rows[0]?.id ?? '';
}

function child<T>(script: string, ...args: string[]): Promise<T> {
  return new Promise((resolve, reject) => {
    const running = spawn(process.execPath, [fileURLToPath(import.meta.resolve(`./support/${script}.ts`)), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    running.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    running.on('exit', (code) => (code === 0 ? resolve(JSON.parse(text) as T) : reject(new Error(`${script} ended with ${code}`))));
  });
}

// The life of reports ---------------------------------------------------------------------------------------------------------------------

interface Lives {
  readonly done: number;
  readonly seconds: number;
  readonly calls: Readonly<Record<string, { readonly p50: number; readonly p95: number; readonly count: number }>>;
  readonly wrong: Readonly<Record<string, number>>;
}

async function lives(
  data: string,
  { program, db }: Opened,
  users: number,
  seconds: number,
  think: readonly [number, number],
): Promise<Lives> {
  const cookies = Object.fromEntries(
    await Promise.all(Object.entries(officials).map(async ([role, key]) => [role, await sessionOf(db, key)])),
  );
  const file = join(data, 'lives.json');
  const byDay = clock.today().add({ days: 120 }).toString();
  writeFileSync(
    file,
    JSON.stringify({
      origin: program.address,
      users,
      seconds,
      think,
      category: taken,
      commune,
      organisationId: department,
      byDay,
      cookies,
    }),
  );
  return child<Lives>('lifecycle', file);
}

function livesLine(name: string, { done, seconds, calls, wrong }: Lives, cpu: number): string {
  const each = Object.entries(calls).map(([call, { p50, p95 }]) => `${call} ${p50.toFixed(0)}/${p95.toFixed(0)}`);
  const errors = Object.keys(wrong).length === 0 ? 'no error' : JSON.stringify(wrong);
  return `${name.padEnd(34)} ${(done / seconds).toFixed(1).padStart(6)}/s  p50/p95 ms: ${each.join(', ')}; ${((cpu / Math.max(done, 1)) * 1000).toFixed(1)} ms CPU of the program each; ${errors}`;
}

async function life(data: string): Promise<void> {
  for (const size of sizes) {
    await withProgram(data, {}, async (opened) => {
      await fill(opened.owner, size);
      print(`\nBeside ${size} reports`);
      await lives(data, opened, 4, 5, [0, 0]);
      for (const users of [1, 4, 8, 16, 32]) {
        const before = await cpuSeconds(opened.program.pid);
        const found = await lives(data, opened, users, 12, [0, 0]);
        print(livesLine(`${users} users, no think time`, found, (await cpuSeconds(opened.program.pid)) - before));
      }
      const before = await cpuSeconds(opened.program.pid);
      const found = await lives(data, opened, 300, 60, [1_000, 3_000]);
      print(livesLine('300 users, 1-3 s think time', found, (await cpuSeconds(opened.program.pid)) - before));
    });
  }
}

// Submitting ------------------------------------------------------------------------------------------------------------------------------

async function send(data: string): Promise<void> {
  await withProgram(data, {}, async ({ db }) => {
    const unitId = await unitOf(db, commune);
    const vault = openVault([{ id: 'bench', bytes: randomBytes(32) }]);
    const context = { db, vault, config: { TIME_ZONE: 'Asia/Ho_Chi_Minh' } } as unknown as Parameters<typeof submitReport>[1];
    const once = async (): Promise<void> => {
      const input = {
        id: uuidIds.next(),
        door: 'web' as const,
        categoryCode: category,
        words: 'Đường sạt lở sau mưa, xe máy không qua được từ sáng nay',
        answers: {},
        place: { how: 'words' as const, unitId, lat: null, lon: null, accuracyMetres: null, words: 'Gần cầu treo', atHome: false },
        language: 'vi',
        uploads: [],
        keepPrivate: false,
        contact: { name: '', phone: '' },
        answerBy: 'page' as const,
        capturedAt: null,
        onBehalf: null,
      };
      const { anonymous } = await import('../src/platform/session/index.ts');
      const outcome = await db.transaction(
        (tx) => submitReport(tx, context, { actor: anonymous, ticket: randomBytes(32).toString('hex') }, input),
        {
          state: dutyState('identity'),
        },
      );
      if (!outcome.ok) throw new Error(outcome.refusal.code);
    };
    const ours = async (count: number, atOnce: number): Promise<{ perSecond: number; cpu: number }> => {
      const [started, before] = [performance.now(), process.cpuUsage()];
      let left = count;
      await Promise.all(
        Array.from({ length: atOnce }, async () => {
          while (left-- > 0) await once();
        }),
      );
      const { user, system } = process.cpuUsage(before);
      return { perSecond: count / ((performance.now() - started) / 1000), cpu: (user + system) / 1000 / count };
    };
    await ours(1_000, 8);
    const first = await recordStatements(once);
    const second = await recordStatements(once);
    const server = await openEmbedded({ dataDir: data, durable: true, purpose: 'bench' });
    const script = join(data, 'submit.sql');
    writeFileSync(script, pgbenchScript(first, second));
    print(`Submitting: ${first.length} statements (pgbench asks for its random ids by one more)`);
    for (const atOnce of [1, 8]) {
      const rates: { ours: number[]; bench: number[]; cpu: number[] } = { ours: [], bench: [], cpu: [] };
      for (let round = 0; round < 3; round += 1) {
        const { perSecond, cpu } = await ours(2_000, atOnce);
        rates.ours.push(perSecond);
        rates.cpu.push(cpu);
        rates.bench.push(await runPgbench(server.url('yenbai_app'), script, atOnce, 6));
      }
      const mean = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0) / list.length;
      print(
        `${atOnce} at once: ${mean(rates.ours).toFixed(0)} a second, pgbench ${mean(rates.bench).toFixed(0)}: ${(mean(rates.ours) / mean(rates.bench)).toFixed(2)} (target 0.6 at least); ${mean(rates.cpu).toFixed(2)} ms CPU each (target 2 at most)`,
      );
    }
    await server.release();
  });
}

// Reading ---------------------------------------------------------------------------------------------------------------------------------

async function read(data: string): Promise<void> {
  const [pathsFile, bytesFile] = [join(data, 'paths'), join(data, 'bytes')];
  for (const variant of ['shipped', 'cache off'] as const) {
    await withProgram(data, variant === 'cache off' ? { CACHE_MB: '0' } : {}, async ({ program, db, owner }) => {
      await fill(owner, 100_000);
      const count = variant === 'shipped' ? 20_000 : 300;
      const codes = await sql<{ code: string }>`select code from reports.report where shown order by md5(code) limit 2000`.execute(
        db.rows(),
      );
      const communes = await sql<{
        id: string;
      }>`select unit_id as id from territory.units_on(${clock.today().toString()}::date) where level_id = 'commune' order by md5(unit_id::text)`.execute(
        db.rows(),
      );
      const at = (n: number): string => communes.rows[n % communes.rows.length]?.id ?? '';
      const kinds: Readonly<Record<string, readonly string[]>> = {
        List: Array.from({ length: 300 }, (_, n) => (n % 3 === 0 ? `/reports?page=${1 + (n % 40)}` : `/reports?unit=${at(n)}`)),
        'Map (50,000 points)': ['/reports?view=map', ...Array.from({ length: 99 }, (_, n) => `/reports?view=map&unit=${at(n)}`)],
        'Page of a report': codes.rows.map(({ code }) => `/reports/${code}`),
        'Open311 list': Array.from({ length: 100 }, (_, n) => `/open311/v2/requests.json?page=${1 + n}&page_size=50`),
      };
      for (const [name, all] of Object.entries(kinds)) {
        const paths = variant === 'shipped' ? all : all.slice(0, 100);
        writeFileSync(pathsFile, `${paths.join('\n')}\n`);
        const size = await capture(program.address, paths, bytesFile);
        const bare = await bareServer(bytesFile);
        print(`\n${name}, ${variant}: ${paths.length} addresses, ${(size / 1000).toFixed(1)} kB on average`);
        print('server     conns    req/s   p50 ms   p95 ms  CPU s/1000  of bare  CPU: bare/this');
        try {
          for (const connections of [1, 64]) {
            const [ours, theirs]: [Figures[], Figures[]] = [[], []];
            for (let round = 0; round < 2; round += 1) {
              ours.push(await measure(program.address, program.pid, pathsFile, connections, count));
              theirs.push(await measure(bare.origin, bare.pid, pathsFile, connections, 20_000));
            }
            const [one, other] = [middle(ours), middle(theirs)];
            print(`${line(variant, connections, one, other)}\n${line('bare', connections, other, other)}`);
          }
        } finally {
          bare.stop();
        }
      }
    });
  }
}

// The flood -------------------------------------------------------------------------------------------------------------------------------

const notifications = 100_000;

/** Push notifications for as many browsers; without keys of its own the demonstration has a stand-in for the push service, which takes each at once. */
async function queueNotifications(db: Db, data: string): Promise<void> {
  const [line = ''] = readFileSync(join(data, 'data-key'), 'utf8').split('\n');
  const messages = openMessages({ config: readConfig({}), vault: openVault(readDataKeys(`demonstration:${line}`)) });
  for (let from = 0; from < notifications; from += 2_000)
    await db.transaction(
      async (tx) => {
        await Promise.all(
          Array.from({ length: 2_000 }, (_, n) =>
            messages.send(tx, {
              channel: 'push',
              to: uuidIds.next(),
              purpose: 'bench.flood',
              subject: 'Cảnh báo mưa lớn',
              text: 'Mưa rất to ở vùng núi từ 19 giờ. Tránh xa suối và sườn dốc, nghe theo Tổ xung kích của thôn.',
              key: `flood:${from + n}`,
            }),
          ),
        );
        // Nobody sends before all are there: this is what is measured.
        await sql`update platform.message set next_attempt_at = 'infinity' where purpose = 'bench.flood' and next_attempt_at < 'infinity'`.execute(
          tx.rows(),
        );
      },
      { state: dutyState('messaging') },
    );
  await db.transaction((tx) => sql`update platform.message set next_attempt_at = now() where purpose = 'bench.flood'`.execute(tx.rows()), {
    state: dutyState('messaging'),
  });
}

async function flood(data: string): Promise<void> {
  await withProgram(data, {}, async (opened) => {
    const { program, db, owner } = opened;
    await fill(owner, 100_000);
    const file = join(data, 'paths');
    const communes = await sql<{
      id: string;
    }>`select unit_id as id from territory.units_on(${clock.today().toString()}::date) where level_id = 'commune' order by md5(unit_id::text)`.execute(
      db.rows(),
    );
    writeFileSync(file, `${communes.rows.map(({ id }) => `/reports?view=map&unit=${id}`).join('\n')}\n`);
    await measure(program.address, program.pid, file, 64, 20_000);
    const quiet = [
      await measure(program.address, program.pid, file, 64, 30_000),
      await measure(program.address, program.pid, file, 64, 30_000),
    ];
    await queueNotifications(db, data);
    const started = performance.now();
    const left = async (): Promise<number> => {
      const { rows } = await db.transaction(
        (tx) =>
          sql<{ left: bigint }>`select count(*) as left from platform.message where state in ('queued', 'sending')`.execute(
            tx.rows<unknown>(),
          ),
        {
          state: dutyState('messaging'),
        },
      );
      return Number(rows[0]?.left ?? 0);
    };
    const flooded: Figures[] = [];
    for (let waiting = await left(); waiting > 0; waiting = await left()) {
      if (flooded.length < 6) flooded.push(await measure(program.address, program.pid, file, 64, 30_000));
      else await sleep(1_000);
      print(`  ${waiting} waited, ${Math.round((performance.now() - started) / 1000)} s`);
    }
    const seconds = (performance.now() - started) / 1000;
    const [one, other] = [middle(flooded), middle(quiet)];
    print(
      `${notifications} notifications: the last one left after ${seconds.toFixed(0)} s (${(notifications / seconds).toFixed(0)} a second); readers of the map at 64 connections, p95 ${one.p95.toFixed(1)} ms, quiet ${other.p95.toFixed(1)} ms: ${(one.p95 / other.p95).toFixed(2)} (target 2 at most)`,
    );
  });
}

const wanted = process.argv[2];
const data = dataFolder();
try {
  if (wanted === undefined || wanted === 'send') await send(data.path);
  if (wanted === undefined || wanted === 'life') await life(data.path);
  if (wanted === undefined || wanted === 'read') await read(data.path);
  if (wanted === undefined || wanted === 'flood') await flood(data.path);
} finally {
  data.remove();
}
