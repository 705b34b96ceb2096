import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a running server wrote down about itself in `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number;
  readonly socketDir: string;
}

const pidFile = (cluster: string): string => path.join(cluster, 'postmaster.pid');

/**
 * The server that runs on this cluster, or null. A pid in a file proves nothing after a crash or a restart of the machine:
 * the process must be a server started on this very directory.
 */
export async function findPostmaster(cluster: string): Promise<Postmaster | null> {
  const found = await readPidFile(cluster);
  return found && (await isServerOf(cluster, found.pid)) ? found : null;
}

async function readPidFile(cluster: string): Promise<Postmaster | null> {
  const text = await readFile(pidFile(cluster), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  return Number.isSafeInteger(pid) && pid > 1 ? { pid, socketDir: lines[4] ?? '' } : null;
}

/** Whether the process still does anything: a dead one that nobody has collected does not. */
export function isAlive(pid: number): boolean {
  if (!exists(pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function isServerOf(cluster: string, pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform === 'linux') {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return command.split('\0').includes(cluster);
  }
  const { stdout } = await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.includes(`-D ${cluster} `);
}

/**
 * After a crash the pid may have gone to a stranger, and the server refuses to start beside a living one. The line is replaced
 * by a pid that nobody has; the rest stays, because by it the server makes sure that none of its old processes is left.
 */
export async function disarmPidFile(cluster: string): Promise<void> {
  const found = await readPidFile(cluster);
  if (!found || !exists(found.pid)) return;
  let free = 4_194_303;
  while (exists(free)) free--;
  const text = await readFile(pidFile(cluster), 'utf8');
  const next = `${pidFile(cluster)}.new`;
  await writeFile(next, [String(free), ...text.split('\n').slice(1)].join('\n'), { mode: 0o600 });
  await rename(next, pidFile(cluster));
}

/** Stops a server: politely, after two seconds firmly, and waits until it is gone. Throws if it isn't within two minutes. */
export async function stopPostmaster(pid: number): Promise<void> {
  signal(pid, 'SIGTERM');
  if (await gone(pid, 2_000)) return;
  signal(pid, 'SIGINT');
  if (await gone(pid, 120_000)) return;
  throw new Error(`The embedded PostgreSQL (pid ${pid}) does not stop`);
}

function signal(pid: number, name: 'SIGTERM' | 'SIGINT'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It went by itself in between.
  }
}

export async function gone(pid: number, withinMs: number): Promise<boolean> {
  const until = performance.now() + withinMs;
  while (isAlive(pid)) {
    if (performance.now() > until) return false;
    await sleep(10);
  }
  return true;
}
