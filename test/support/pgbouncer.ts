/** PgBouncer in front of the test server: the machine's own program (Debian: apt-get install pgbouncer), lending each session for one transaction. */
import { spawn } from 'node:child_process';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { addressOf, type TestServer } from './server.ts';

export interface Pooler {
  /** An address whose sessions are lent for one transaction each. */
  url(database: string): string;
  stop(): Promise<void>;
}

/** Where PgBouncer is: PGBOUNCER_BIN, else Debian's place; null where it isn't installed. */
export async function findPgBouncer(): Promise<string | null> {
  const bin = process.env.PGBOUNCER_BIN ?? '/usr/sbin/pgbouncer';
  return access(bin).then(
    () => bin,
    () => null,
  );
}

async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** Starts it with two server sessions for all clients, so that every session serves everybody in turn. */
export async function startPgBouncer(bin: string, server: TestServer, database: string): Promise<Pooler> {
  const dir = await mkdtemp(join(tmpdir(), 'yenbai-pgbouncer-'));
  const port = await freePort();
  const target = new URL(addressOf(server, 'yenbai_app', database).replace('@/', '@localhost/'));
  const host = target.searchParams.get('host') ?? target.hostname;
  const to = `host=${host} port=${target.searchParams.get('port') ?? (target.port || '5432')} user=yenbai_app`;
  await writeFile(
    join(dir, 'pgbouncer.ini'),
    `[databases]\n${database} = ${to}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${port}\nunix_socket_dir =\nauth_type = any\npool_mode = transaction\ndefault_pool_size = 2\nmax_client_conn = 200\n`,
  );
  // It refuses to run as root; a user namespace makes it somebody else, who still reaches root's sockets.
  const prefix = process.getuid?.() === 0 ? ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'] : [];
  const [program = '', ...words] = [...prefix, bin, join(dir, 'pgbouncer.ini')];
  const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
    }
    await rm(dir, { recursive: true, force: true });
  };
  for (let again = 100; !(await answers(port)); again -= 1) {
    if (again === 0 || child.exitCode !== null) {
      await stop();
      throw new Error(`PgBouncer did not start: ${said}`);
    }
    await sleep(50);
  }
  return { url: (name) => `postgresql://yenbai_app@127.0.0.1:${port}/${name}?sslmode=disable`, stop };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createConnection({ port, host: '127.0.0.1' });
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}
