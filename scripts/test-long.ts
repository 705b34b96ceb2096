/**
 * `npm run test:long`: first what takes minutes (more seeds, crash rounds, large fixtures), then every test once more on
 * PostgreSQL 15 as an external server. PG15_BIN names the folder of its programs; Debian's is found by itself.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = join(import.meta.dirname, '..');
const vitest = join(root, 'node_modules', '.bin', 'vitest');
const bin = process.env.PG15_BIN ?? '/usr/lib/postgresql/15/bin';
/** PostgreSQL refuses to run as root; a user namespace makes it somebody else there. */
const asSomebody = process.getuid?.() === 0 ? ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'] : [];

function command(program: string, ...args: string[]): [string, string[]] {
  const [first = '', ...rest] = [...asSomebody, join(bin, program), ...args];
  return [first, rest];
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

function tests(environment: Record<string, string>, ...args: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    spawn(vitest, ['run', ...args], { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } }).on('exit', (code) =>
      resolve(code === 0),
    );
  });
}

async function onPostgres15(): Promise<boolean> {
  if (!existsSync(join(bin, 'postgres'))) {
    process.stderr.write(
      `No PostgreSQL 15 in ${bin}. On Debian 12: apt-get install postgresql-15. Elsewhere give its folder in PG15_BIN.\n`,
    );
    return false;
  }
  const dir = mkdtempSync(join(tmpdir(), 'yenbai-pg15-'));
  const cluster = join(dir, 'cluster');
  const made = spawnSync(
    ...command('initdb', '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8', '-U', 'admin', '--auth=trust', '-D', cluster),
    { encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(made.stderr);
  const port = await freePort();
  const server = spawn(
    ...command(
      'postgres',
      '-D',
      cluster,
      '-p',
      String(port),
      '-k',
      '',
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'fsync=off',
      '-c',
      'max_connections=200',
    ),
    { stdio: 'ignore' },
  );
  try {
    for (let tries = 0; tries < 100 && spawnSync(...command('pg_isready', '-h', '127.0.0.1', '-p', String(port))).status !== 0; tries += 1)
      await sleep(100);
    const environment = { TEST_LOOKS: 'whole', TEST_DATABASE_URL: `postgresql://admin@127.0.0.1:${port}/postgres?sslmode=disable` };
    return await tests(environment);
  } finally {
    server.kill('SIGINT');
    await new Promise((resolve) => server.once('exit', resolve));
    rmSync(dir, { recursive: true, force: true });
  }
}

process.stdout.write('\n== What takes minutes, on the embedded server\n');
const long = await tests({}, '--config', 'vitest.long.config.ts');
process.stdout.write('\n== Everything once more, on PostgreSQL 15\n');
const fifteen = await onPostgres15();
process.exitCode = long && fifteen ? 0 : 1;
