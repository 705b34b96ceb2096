import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Binaries } from './binaries.ts';
import { port } from './socket-dir.ts';
import { own, type ServerUser } from './user.ts';

const run = promisify(execFile);

/** Nothing of the caller's environment reaches the server: PGDATA, PGOPTIONS and locales would change what it does. */
const environment = (): NodeJS.ProcessEnv => ({ PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' });

const unfinished = 'cluster.new-';

/**
 * Makes an empty cluster at `<dataDir>/cluster` where there is none. It is made beside its place and moved there whole, so that
 * a crash leaves either none or a complete one. Character set UTF-8 with PostgreSQL's own rules for case, equal on all systems.
 */
export async function ensureCluster(dataDir: string, binaries: Binaries, user: ServerUser): Promise<string> {
  for (const name of await readdir(dataDir)) {
    // Its maker may have been killed a moment ago and initdb still be writing: try again until that has noticed.
    if (name.startsWith(unfinished)) await rm(path.join(dataDir, name), { recursive: true, force: true, maxRetries: 20 });
  }
  const cluster = path.join(dataDir, 'cluster');
  const made = await stat(cluster).catch(() => null);
  if (made) {
    await checkVersion(cluster, binaries);
    await own(cluster, user, 'tree');
    return cluster;
  }
  const fresh = path.join(dataDir, `${unfinished}${process.pid}`);
  await mkdir(fresh, { mode: 0o700 });
  await own(fresh, user, 'directory');
  await initdb(binaries, user, [
    '--no-sync',
    '--no-instructions',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--username=postgres',
    '--auth=trust',
    '-D',
    fresh,
  ]);
  await initdb(binaries, user, ['--sync-only', '-D', fresh]);
  await rename(fresh, cluster);
  return cluster;
}

async function initdb(binaries: Binaries, user: ServerUser, words: readonly string[]): Promise<void> {
  const all = [...user.prefix, path.join(binaries.root, 'bin', 'initdb'), ...words];
  try {
    await run(all[0] ?? '', all.slice(1), { ...user.spawn, env: environment(), cwd: '/' });
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new Error(`The database's files can't be made: ${said}`);
  }
}

async function checkVersion(cluster: string, binaries: Binaries): Promise<void> {
  const made = (await readFile(path.join(cluster, 'PG_VERSION'), 'utf8')).trim();
  const ours = binaries.version.split('.')[0];
  if (made !== ours) {
    throw new Error(
      `The data in ${cluster} were made by PostgreSQL ${made}, this program brings ${ours}: ` +
        'make an archive with `npm run backup` of the version that made them, then `npm run restore` into an empty directory',
    );
  }
}

function settings(socketDir: string, durable: boolean): Record<string, string> {
  return {
    listen_addresses: '',
    port: String(port),
    unix_socket_directories: socketDir,
    unix_socket_permissions: '0700',
    max_connections: '100',
    shared_buffers: '256MB',
    effective_cache_size: '4GB',
    work_mem: '16MB',
    maintenance_work_mem: '256MB',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    wal_compression: 'on',
    random_page_cost: '1.1',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    log_checkpoints: 'off',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', wal_level: 'minimal', max_wal_senders: '0' }),
  };
}

/** A server on its way up, and the file it writes its log to (from `logStart` on). */
export interface Starting {
  readonly child: ChildProcess;
  logTail(): Promise<string>;
}

const longestLog = 10 * 1024 * 1024;

/** Starts the server. It does not end with this process. */
export async function spawnServer(options: {
  dataDir: string;
  cluster: string;
  socketDir: string;
  binaries: Binaries;
  user: ServerUser;
  durable: boolean;
}): Promise<Starting> {
  const logFile = path.join(options.dataDir, 'server.log');
  const before = await stat(logFile).catch(() => null);
  if (before && before.size > longestLog) await rename(logFile, `${logFile}.1`);
  const log = await open(logFile, 'a', 0o600);
  const start = (await log.stat()).size;
  const words = [...options.user.prefix, path.join(options.binaries.root, 'bin', 'postgres'), '-D', options.cluster];
  for (const [name, value] of Object.entries(settings(options.socketDir, options.durable))) words.push('-c', `${name}=${value}`);
  const child = spawn(words[0] ?? '', words.slice(1), {
    ...options.user.spawn,
    cwd: '/',
    env: environment(),
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  child.on('error', () => {});
  child.unref();
  await log.close();
  return { child, logTail: async () => (await readFile(logFile)).subarray(start).toString('utf8').trim() };
}
