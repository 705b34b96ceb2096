import { execFile, spawn } from 'node:child_process';
import { access, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { gone } from '../../src/platform/postgres/postmaster.ts';
import { chooseUser } from '../../src/platform/postgres/user.ts';

export interface ForeignServer {
  /** As superuser `postgres` unless another login is named. */
  url(database: string, login?: string): string;
  stop(): Promise<void>;
}

/** Where the oldest supported server's programs are: PG15_BIN, else Debian's place; null where they aren't installed. */
export async function postgres15(): Promise<string | null> {
  const bin = process.env.PG15_BIN ?? '/usr/lib/postgresql/15/bin';
  return access(path.join(bin, 'postgres')).then(
    () => bin,
    () => null,
  );
}

/** A fresh server from an administrator's programs, as if on another machine: nothing of ours is in it. */
export async function startForeignServer(bin: string): Promise<ForeignServer> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'yenbai-pg15-'));
  const { user } = await chooseUser({ root: path.dirname(bin), version: '15' }, dir);
  const cluster = path.join(dir, 'cluster');
  const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C' };
  const command = (program: string, ...words: string[]): string[] => [...user.prefix, path.join(bin, program), ...words];
  const [initdb = '', ...initWords] = command(
    'initdb',
    '--no-sync',
    '-E',
    'UTF8',
    '--locale=C',
    '-U',
    'postgres',
    '--auth=trust',
    '-D',
    cluster,
  );
  await promisify(execFile)(initdb, initWords, { ...user.spawn, env, cwd: '/' });
  const [postgres = '', ...words] = command('postgres', '-D', cluster, '-k', dir, '-c', 'listen_addresses=', '-c', 'fsync=off');
  const child = spawn(postgres, words, { ...user.spawn, env, cwd: '/', stdio: 'ignore' });
  const url = (database: string, login = 'postgres'): string =>
    `postgresql://${login}@/${database}?host=${encodeURIComponent(dir)}&port=5432&sslmode=disable`;
  const stop = async (): Promise<void> => {
    child.kill('SIGINT');
    if (child.pid !== undefined) await gone(child.pid, 20_000);
    await rm(dir, { recursive: true, force: true });
  };
  for (let again = 100; ; again--) {
    const client = new pg.Client({ connectionString: url('postgres') });
    try {
      await client.connect();
      await client.end();
      return { url, stop };
    } catch (error) {
      if (again === 0) {
        await stop();
        throw error;
      }
      await sleep(50);
    }
  }
}
