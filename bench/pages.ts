/**
 * Public unit pages and the units API over all units and 50 dates in random order (fixed seed), against the same bytes from bare
 * `node:http`: cache off, the shipped cache with one write a second, bare, taking turns. Nothing is compressed, on either side.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { touch } from '../src/platform/cache/index.ts';
import { systemClock } from '../src/platform/clock/index.ts';
import { type Db, openDatabase } from '../src/platform/db/index.ts';
import { uuidIds } from '../src/platform/ids/index.ts';
import { openEmbedded } from '../src/platform/postgres/index.ts';
import { bareServer, capture, type Figures, line, measure, middle } from './support/against-bare.ts';
import { dataFolder, type Program, startProgram } from './support/program.ts';
import { randomFrom } from './support/random.ts';

const sampled = 6_000;
const days = 50;
const connectionCounts = [1, 16, 64];
const rounds = 2;
/** Enough for both servers to be past their compilation: what is measured is how they run, not how they start. */
const requests = 30_000;
const warmUp = 20_000;
/** Without a cache each answer is made anew; fewer suffice to see what it costs. */
const requestsOff = 1_500;
const settings = { RATE_READS_PER_MINUTE: '100000000', SHED_EVENT_LOOP_MS: '0' };

const random = randomFrom(20_221_031);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

interface UnitDays {
  readonly id: string;
  readonly from: string;
  readonly to: string | null;
}

async function unitsOf(db: Db): Promise<UnitDays[]> {
  const { rows } = await sql<UnitDays>`
    select unit_id as id, min(lower(valid)) as from, nullif(max(coalesce(upper(valid), 'infinity')), 'infinity') as to
    from territory.unit_version group by unit_id order by unit_id`.execute(db.rows());
  return rows;
}

function daysBetween(first: string, last: string, count: number): string[] {
  const start = Temporal.PlainDate.from(first);
  const span = start.until(Temporal.PlainDate.from(last), { largestUnit: 'days' }).days;
  return Array.from({ length: count }, () => start.add({ days: Math.floor(random() * span) }).toString());
}

const folder = mkdtempSync(join(tmpdir(), 'yenbai-bench-pages-'));

async function hitsAndMisses(origin: string): Promise<{ hits: number; misses: number }> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  const figure = (name: string) => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
  return { hits: figure('page_cache_hits'), misses: figure('page_cache_misses') };
}

/** Corrects a figure of people as a command does: the row, and word to those who show it. */
async function correct(db: Db): Promise<void> {
  await db.transaction(async (tx) => {
    const { rows } = await sql<{ unit_id: string }>`
      update territory.population set value = value + 1
      where id = (select id from territory.population order by random() limit 1) returning unit_id`.execute(tx.rows());
    await touch(
      tx,
      rows.map((row) => `unit:${row.unit_id}`),
    );
  });
}

/** One correction a second until stopped. */
function writer(db: Db): { stop(): Promise<number> } {
  let writes = 0;
  let underway: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    underway = underway.then(() => correct(db));
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
  readonly paths: readonly string[];
}

async function compare(kind: Kind, program: Program, variant: 'cache off' | 'shipped', db: Db): Promise<void> {
  const [pathsFile, bytesFile] = [join(folder, 'paths'), join(folder, 'bytes')];
  writeFileSync(pathsFile, `${kind.paths.toSorted(() => random() - 0.5).join('\n')}\n`);
  const size = await capture(program.address, kind.paths, bytesFile);
  const bare = await bareServer(bytesFile);
  process.stdout.write(`\n${kind.name}, ${variant}: ${kind.paths.length} addresses, ${(size / 1000).toFixed(1)} kB on average\n`);
  process.stdout.write('server     conns    req/s   p50 ms   p95 ms  CPU s/1000  of bare  CPU: bare/this\n');
  const ownRequests = variant === 'shipped' ? requests : requestsOff;
  try {
    for (const server of [program, bare] as const) {
      await measure(
        'address' in server ? server.address : server.origin,
        server.pid,
        pathsFile,
        16,
        server === program && variant === 'cache off' ? requestsOff : warmUp,
      );
    }
    for (const connections of connectionCounts) {
      const [ours, theirs]: [Figures[], Figures[]] = [[], []];
      const before = await hitsAndMisses(program.address);
      const writing = writer(db);
      // A B A B: what the machine does besides falls on both.
      let writes = 0;
      try {
        for (let round = 0; round < rounds; round += 1) {
          ours.push(await measure(program.address, program.pid, pathsFile, connections, ownRequests));
          theirs.push(await measure(bare.origin, bare.pid, pathsFile, connections, requests));
        }
      } finally {
        writes = await writing.stop();
      }
      const after = await hitsAndMisses(program.address);
      const [hits, misses] = [after.hits - before.hits, after.misses - before.misses];
      const note = variant === 'shipped' ? `${((hits / (hits + misses)) * 100).toFixed(1)} % from the cache, ${writes} writes` : '';
      const [one, other] = [middle(ours), middle(theirs)];
      process.stdout.write(`${line(variant, connections, one, other, note)}\n${line('bare', connections, other, other)}\n`);
    }
  } finally {
    bare.stop();
  }
}

const data = dataFolder();
try {
  for (const variant of ['shipped', 'cache off'] as const) {
    const program = await startProgram(data.path, { ...settings, ...(variant === 'cache off' ? { CACHE_MB: '0' } : {}) });
    const server = await openEmbedded({ dataDir: data.path, durable: true, purpose: 'bench' });
    const db = openDatabase({
      url: server.url('yenbai_app'),
      role: 'yenbai_app',
      clock: systemClock('Asia/Ho_Chi_Minh'),
      ids: uuidIds,
      poolSize: 2,
    });
    try {
      const units = await unitsOf(db);
      const dates = daysBetween('2019-01-01', '2026-11-01', days);
      const pairs = new Set<string>();
      const kinds: [string[], string[]] = [[], []];
      const wanted = variant === 'shipped' ? sampled : requestsOff;
      while (pairs.size < wanted) {
        const [unit, on] = [pick(units), pick(dates)];
        if (pairs.has(`${unit.id} ${on}`)) continue;
        pairs.add(`${unit.id} ${on}`);
        kinds[0].push(`/units/${unit.id}?on=${on}`);
        // The API answers 404 for a unit that did not exist on the day; such answers are no measure.
        if (unit.from <= on && (unit.to === null || on < unit.to)) kinds[1].push(`/api/v1/units/${unit.id}?on=${on}`);
      }
      process.stdout.write(`${units.length} units, ${days} dates, ${wanted} of ${units.length * days} pairs at random\n`);
      await compare({ name: 'Unit page', paths: kinds[0] }, program, variant, db);
      await compare({ name: 'Units API', paths: kinds[1] }, program, variant, db);
    } finally {
      await db.close();
      await server.release();
      await program.stop();
    }
  }
} finally {
  data.remove();
  rmSync(folder, { recursive: true, force: true });
}
