/**
 * Coverage: page and JSON over all units and 50 dates in random order (fixed seed), on the demonstration's province, against the same
 * bytes from bare `node:http` (cache off, the shipped cache with one changed member a second, bare, taking turns); how long a change
 * takes to the page; and the same program with a whole country beside it. Nothing is compressed, on either side.
 * `node bench/coverage.ts [province | national]`
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { pino } from 'pino';
import { runnerImport } from 'vite';
import { systemClock } from '../src/platform/clock/index.ts';
import type { Db } from '../src/platform/db/index.ts';
import { uuidIds } from '../src/platform/ids/index.ts';
import { openEmbedded } from '../src/platform/postgres/index.ts';
import { makeNational, national, nationalUnits } from './fixtures/national.ts';
import { bareServer, capture, type Figures, line, mean, measure, middle } from './support/against-bare.ts';
import { dataFolder, type Program, startProgram } from './support/program.ts';
import { randomFrom } from './support/random.ts';

const { changeRosters, checkCoverage, openDatabase, rebuildCoverage } = (
  await runnerImport<typeof import('./support/coverage-insides.ts')>(fileURLToPath(import.meta.resolve('./support/coverage-insides.ts')), {
    configFile: false,
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  })
).module;

const days = 50;
const sampled = 6_000;
const rounds = 2;
const requests = 30_000;
const warmUp = 20_000;
const requestsOff = 600;
const changes = 10;
const settings = { RATE_READS_PER_MINUTE: '100000000', SHED_EVENT_LOOP_MS: '0' };
const clock = systemClock('Asia/Ho_Chi_Minh');
const today = () => clock.today().toString();
const print = (text: string): void => void process.stdout.write(`${text}\n`);

const random = randomFrom(20_220_531);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
const dates = Array.from({ length: days }, () =>
  Temporal.PlainDate.from('2022-01-01')
    .add({ days: Math.floor(random() * 1_780) })
    .toString(),
);

const folder = mkdtempSync(join(tmpdir(), 'yenbai-bench-coverage-'));

async function hitsAndMisses(origin: string): Promise<{ hits: number; misses: number }> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  const figure = (name: string) => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
  return { hits: figure('page_cache_hits'), misses: figure('page_cache_misses') };
}

/** A member of a village team leaves as of today, by the way that every change of a roster goes. Gives the unit of the team. */
async function memberLeaves(db: Db, only = ''): Promise<string> {
  return db.transaction(async (tx) => {
    const { rows } = await sql<{ id: string; team_id: string; unit_id: string }>`
      select membership_id as id, team_id, unit_id from teams.roster_days
      where team_id = (
          select m.team_id from teams.membership m join teams.team t on t.id = m.team_id
          where t.level_id = 'village' and m.role = 'member' and upper_inf(m.valid) and lower(m.valid) < ${today()}::date and m.id::text like ${`${only}%`}
          and m.id > ${`${(only || '0190aaaa').slice(0, 8)}-0000-7000-8007-${String(Math.floor(random() * 400_000)).padStart(12, '0')}`}::uuid order by m.id limit 1
        ) and role = 'member' and upper_inf(valid) and lower(valid) < ${today()}::date limit 1`.execute(tx.rows());
    const [one] = rows.length > 0 ? rows : (await anybody(tx.rows())).rows;
    if (!one) throw new Error('nobody is left');
    await changeRosters(tx, [one.team_id], async () => {
      await sql`update teams.membership set valid = daterange(lower(valid), ${today()}::date), ended_why = 'own-wish' where id = ${one.id}::uuid`.execute(
        tx.rows(),
      );
      return { value: null };
    });
    return one.unit_id;
  });
}

const anybody = (rows: ReturnType<Db['rows']>) =>
  sql<{ id: string; team_id: string; unit_id: string }>`select membership_id as id, team_id, unit_id from teams.roster_days
    where level_id = 'village' and role = 'member' and upper_inf(valid) and lower(valid) < ${today()}::date order by random() limit 1`.execute(
    rows,
  );

/** One changed member a second until stopped. */
function writer(db: Db, only?: string): { stop(): Promise<number> } {
  let writes = 0;
  let underway: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    underway = underway.then(() => memberLeaves(db, only));
    writes += 1;
  }, 1_000);
  return {
    async stop() {
      clearInterval(timer);
      await underway;
      return writes;
    },
  };
}

interface Kind {
  readonly name: string;
  readonly variant: 'cache off' | 'shipped';
  readonly paths: readonly string[];
  readonly connections: readonly number[];
  /** Whose members leave while it is measured: the start of their ids. */
  readonly only?: string;
}

/** Ours and bare in turns: what the machine does besides falls on both. */
async function compare({ name, variant, paths, connections, only }: Kind, program: Program, db: Db): Promise<void> {
  const [pathsFile, bytesFile] = [join(folder, 'paths'), join(folder, 'bytes')];
  writeFileSync(pathsFile, `${paths.toSorted(() => random() - 0.5).join('\n')}\n`);
  const size = await capture(program.address, paths, bytesFile);
  const bare = await bareServer(bytesFile);
  const own = variant === 'shipped' ? requests : requestsOff;
  print(`\n${name}, ${variant}: ${paths.length} addresses, ${(size / 1000).toFixed(1)} kB on average`);
  print('server     conns    req/s   p50 ms   p95 ms  CPU s/1000  of bare  CPU: bare/this');
  try {
    await measure(program.address, program.pid, pathsFile, 16, variant === 'shipped' ? warmUp : requestsOff);
    await measure(bare.origin, bare.pid, pathsFile, 16, warmUp);
    for (const count of connections) {
      const [ours, theirs]: [Figures[], Figures[]] = [[], []];
      const writing = writer(db, only);
      let writes = 0;
      const before = await hitsAndMisses(program.address);
      try {
        for (let round = 0; round < rounds; round += 1) {
          ours.push(await measure(program.address, program.pid, pathsFile, count, own));
          theirs.push(await measure(bare.origin, bare.pid, pathsFile, count, requests));
        }
      } finally {
        writes = await writing.stop();
      }
      const after = await hitsAndMisses(program.address);
      const [hits, misses] = [after.hits - before.hits, after.misses - before.misses];
      const [one, other] = [middle(ours), middle(theirs)];
      const kept = variant === 'shipped' ? `${((hits / (hits + misses)) * 100).toFixed(1)} % from the cache, ` : '';
      print(`${line(variant, count, one, other, `${kept}${writes} members changed`)}\n${line('bare', count, other, other)}`);
    }
  } finally {
    bare.stop();
  }
}

/** From the commit of a change until the public JSON says so. */
async function delays(program: Program, db: Db, only?: string): Promise<string> {
  const found: number[] = [];
  for (let n = 0; n < changes; n += 1) {
    const { rows } = await sql<{
      id: string;
    }>`select unit_id as id from territory.unit_versions where parent_id is null and valid @> ${today()}::date
      and unit_id::text like ${`${only === undefined ? '' : '0190bbbb'}%`}`.execute(db.rows());
    const before = new Map<string, string>();
    const read = async (unit: string) => (await fetch(`${program.address}/api/v1/coverage?unit=${unit}`)).text();
    for (const { id } of rows) before.set(id, await read(id));
    const unit = await memberLeaves(db, only);
    const started = performance.now();
    const above = await sql<{ id: string }>`with recursive up as (
        select unit_id, parent_id from territory.units_on(${today()}::date) where unit_id = ${unit}::uuid
        union all select u.unit_id, u.parent_id from up join territory.units_on(${today()}::date) u on u.unit_id = up.parent_id
      ) select unit_id as id from up where parent_id is null`.execute(db.rows());
    const root = above.rows[0]?.id ?? '';
    while ((await read(root)) === before.get(root)) {
      if (performance.now() - started > 30_000) throw new Error('the figure does not follow');
      await sleep(20);
    }
    found.push(performance.now() - started);
  }
  return `${Math.round(mean(found))} ms on average, ${Math.round(Math.max(...found))} ms at most (${found.length} changes)`;
}

async function nights(db: Db): Promise<void> {
  const started = performance.now();
  await db.transaction(rebuildCoverage);
  const rebuilt = performance.now();
  const counts = await sql<{
    steps: bigint;
    maps: bigint;
  }>`select count(*) as steps, count(distinct map_id) as maps from indicators.coverage_step`.execute(db.rows());
  print(
    `\nEverything made anew: ${((rebuilt - started) / 1000).toFixed(1)} s (${counts.rows[0]?.steps} steps, ${counts.rows[0]?.maps} maps)`,
  );
  const { compared, differences } = await checkCoverage({ db, clock, ids: uuidIds, log: pino({ level: 'silent' }) });
  print(`nightly comparison: ${((performance.now() - rebuilt) / 1000).toFixed(1)} s, ${compared} rows, ${differences.length} differences`);
}

async function withProgram(
  data: string,
  more: Readonly<Record<string, string>>,
  fn: (program: Program, db: Db, owner: Db) => Promise<void>,
): Promise<void> {
  const program = await startProgram(data, { ...settings, ...more });
  const server = await openEmbedded({ dataDir: data, durable: true, purpose: 'bench' });
  const limits = { statementMs: 0, lockMs: 0, idleInTransactionMs: 0 };
  const db = openDatabase({ url: server.url('yenbai_app'), role: 'yenbai_app', clock, ids: uuidIds, poolSize: 3, limits });
  const owner = openDatabase({ url: server.url('yenbai_owner'), role: 'yenbai_owner', clock, ids: uuidIds, poolSize: 1, limits });
  try {
    await fn(program, db, owner);
  } finally {
    await db.close();
    await owner.close();
    await server.release();
    await program.stop();
  }
}

interface UnitDays {
  readonly id: string;
  readonly from: string;
  readonly to: string | null;
}

async function province(data: string): Promise<void> {
  for (const variant of ['shipped', 'cache off'] as const) {
    await withProgram(data, variant === 'cache off' ? { CACHE_MB: '0' } : {}, async (program, db) => {
      const { rows: units } = await sql<UnitDays>`select unit_id as id, min(lower(valid)) as from,
        nullif(max(coalesce(upper(valid), 'infinity')), 'infinity') as to from territory.unit_versions group by unit_id order by unit_id`.execute(
        db.rows(),
      );
      const there = units.flatMap((unit) =>
        dates.filter((on) => unit.from <= on && (unit.to === null || on < unit.to)).map((on) => `unit=${unit.id}&on=${on}`),
      );
      const wanted = Math.min(there.length, variant === 'shipped' ? sampled : requestsOff);
      const queries = new Set<string>();
      while (queries.size < wanted) queries.add(pick(there));
      print(`${units.length} units, ${days} dates: ${wanted} of ${there.length} pairs at random`);
      const connections = [1, 16, 64];
      await compare({ name: 'Coverage page', variant, connections, paths: [...queries].map((query) => `/coverage?${query}`) }, program, db);
      await compare(
        { name: 'Coverage JSON', variant, connections, paths: [...queries].map((query) => `/api/v1/coverage?${query}`) },
        program,
        db,
      );
      if (variant === 'shipped') {
        print(`\nFrom a changed member to the public figure: ${await delays(program, db)}`);
        await nights(db);
      }
    });
  }
}

/** How long an answer takes that nobody has asked for yet, by what it shows. */
async function firstAnswers(program: Program, db: Db): Promise<void> {
  for (const level of ['village', 'commune', 'province'] as const) {
    const { rows } = await nationalUnits(level, level === 'province' ? 1 : 97).execute(db.rows());
    const took: number[] = [];
    for (const { id } of rows.slice(0, 30)) {
      const started = performance.now();
      await (await fetch(`${program.address}/api/v1/coverage?unit=${id}&on=${pick(dates)}`)).text();
      took.push(performance.now() - started);
    }
    took.sort((a, b) => a - b);
    print(`first answer for a ${level}: ${(took[Math.floor(took.length / 2)] ?? 0).toFixed(1)} ms (median of ${took.length})`);
  }
}

async function country(data: string): Promise<void> {
  await withProgram(data, {}, async (_program, db, owner) => {
    const started = performance.now();
    await db.transaction(makeNational);
    print(
      `${national.provinces} provinces, ${national.communes} communes, ${national.villages} villages, ${national.members} members: ${Math.round((performance.now() - started) / 1000)} s to record`,
    );
    // What autovacuum does within minutes.
    await owner.direct((client) => client.query('analyze'));
    await nights(db);
  });
  await withProgram(data, {}, async (program, db) => {
    await firstAnswers(program, db);
    const only = '0190bbbb';
    const [provinces, communes, villages] = await Promise.all(
      (['province', 'commune', 'village'] as const).map(
        async (level) => (await nationalUnits(level, { province: 1, commune: 5, village: 50 }[level]).execute(db.rows())).rows,
      ),
    );
    const units = [...(provinces ?? []), ...(communes ?? []), ...(villages ?? [])];
    const queries = new Set(Array.from({ length: sampled }, () => `unit=${pick(units).id}&on=${pick(dates)}`));
    await compare(
      {
        name: 'Coverage page, country',
        variant: 'shipped',
        connections: [64],
        only,
        paths: [...queries].map((query) => `/coverage?${query}`),
      },
      program,
      db,
    );
    await compare(
      {
        name: 'Coverage JSON, country',
        variant: 'shipped',
        connections: [64],
        only,
        paths: [...queries].map((query) => `/api/v1/coverage?${query}`),
      },
      program,
      db,
    );
    print(`\nFrom a changed member to the public figure: ${await delays(program, db, only)}`);
  });
}

const wanted = process.argv[2];
const data = dataFolder();
try {
  if (wanted !== 'national') await province(data.path);
  if (wanted !== 'province') await country(data.path);
} finally {
  data.remove();
  rmSync(folder, { recursive: true, force: true });
}
