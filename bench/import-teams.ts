/**
 * A province's list of 11,000 people as it comes (old fonts, lost zeros, days as text, formatted blank tails), checked, marked, applied and
 * taken in from the command line: time above that of a list of one person, and the most memory that the program held.
 */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { systemClock } from '../src/platform/clock/index.ts';
import { openDatabase } from '../src/platform/db/index.ts';
import { uuidIds } from '../src/platform/ids/index.ts';
import { openEmbedded } from '../src/platform/postgres/index.ts';
import { messyWorkbook } from '../src/platform/sheets/messy.fixture.ts';
import { messyProvince } from '../src/teams/import/messy-province.fixture.ts';
import { shownName } from '../src/teams/import/units/names.ts';
import { dataFolder, startProgram } from './support/program.ts';

const PEOPLE = 11_000;
/** The demonstration's teams are there: everybody is compared with a register of its size. */
const asOf = '30/06/2022';
const print = (text: string): void => void process.stdout.write(`${text}\n`);

interface Run {
  readonly seconds: number;
  readonly megabytes: number;
  readonly said: string;
}

/** The highest resident size of a process so far, in MB (Linux). */
function peak(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** As `npm run import:teams` starts it. */
const flags = ['--max-semi-space-size=8', '--max-old-space-size=160'];

function run(data: string, file: string, more: readonly string[] = []): Promise<Run> {
  const started = performance.now();
  const child = spawn(process.execPath, [...flags, 'dist/server/main.js', 'import:teams', file, `--as-of=${asOf}`, ...more], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, YENBAI_DATA_DIR: data, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  let megabytes = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const watch = setInterval(() => {
    megabytes = Math.max(megabytes, peak(child.pid ?? 0));
  }, 20);
  return new Promise((resolve) => {
    child.once('exit', () => {
      clearInterval(watch);
      resolve({ seconds: (performance.now() - started) / 1000, megabytes, said });
    });
  });
}

const data = dataFolder();
try {
  await (await startProgram(data.path)).stop();
  const server = await openEmbedded({ dataDir: data.path, durable: true, purpose: 'bench' });
  const db = openDatabase({
    url: server.url('yenbai_app'),
    role: 'yenbai_app',
    clock: systemClock('Asia/Ho_Chi_Minh'),
    ids: uuidIds,
    poolSize: 2,
  });
  try {
    const { rows } = await sql<{
      name: string;
      type: string;
      commune: string;
      commune_type: string;
      district: string;
      district_type: string;
    }>`select u.name, u.type_id as type, c.name as commune, c.type_id as commune_type, d.name as district, d.type_id as district_type
      from territory.units_on('2022-06-30') u join territory.units_on('2022-06-30') c on c.unit_id = u.parent_id
      join territory.units_on('2022-06-30') d on d.unit_id = c.parent_id where u.level_id = 'village' order by d.name, c.name, u.name`.execute(
      db.rows<unknown>(),
    );
    const villages = rows.map((row) => ({
      village: shownName(row),
      commune: shownName({ name: row.commune, type: row.commune_type }),
      district: shownName({ name: row.district, type: row.district_type }),
    }));
    const path = (name: string): string => join(data.path, name);
    writeFileSync(path('one.xlsx'), messyWorkbook(messyProvince(villages.slice(0, 1), 1), { extras: false }));
    writeFileSync(path('province.xlsx'), messyWorkbook(messyProvince(villages, PEOPLE)));
    await run(data.path, path('one.xlsx'));
    const base = await run(data.path, path('one.xlsx'));
    const checked = await run(data.path, path('province.xlsx'));
    const applied = await run(data.path, path('province.xlsx'), ['--apply']);
    print(applied.said.split('\n').slice(0, 3).join('\n'));
    print(
      `${PEOPLE} messy rows: checked and marked ${(checked.seconds - base.seconds).toFixed(1)} s, checked, marked and applied ${(applied.seconds - base.seconds).toFixed(1)} s (target 10), of ${applied.seconds.toFixed(1)} s with the start of the program`,
    );
    print(`Most memory of the program: ${applied.megabytes.toFixed(0)} MB (target 300); of one row ${base.megabytes.toFixed(0)} MB`);
  } finally {
    await db.close();
    await server.release();
  }
} finally {
  data.remove();
}
