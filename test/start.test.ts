/** The built program as people start it: ports, locks, sudden deaths, and the archive. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEmbedded } from '../src/platform/postgres/index.ts';
import { findPostmaster } from '../src/platform/postgres/postmaster.ts';

const root = join(import.meta.dirname, '..');

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** The printed address; rejects when the program ends before. */
  readonly ready: Promise<string>;
  readonly ended: Promise<number | null>;
}

let folder: string;
const running = new Set<ChildProcess>();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yenbai tests with spaces '));
});
afterAll(async () => {
  for (const child of running) child.kill('SIGTERM');
  await Promise.all([...running].map((child) => new Promise((resolve) => child.once('exit', resolve))));
  await rm(folder, { recursive: true, force: true });
});

function main(args: readonly string[], settings: Readonly<Record<string, string>> = {}): Run {
  const child = spawn(process.execPath, [join(root, 'dist/server/main.js'), ...args], {
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'warn', YENBAI_DATA_DIR: join(folder, 'data'), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  const ended = new Promise<number | null>((resolve) =>
    child.once('exit', (code) => {
      running.delete(child);
      resolve(code);
    }),
  );
  const ready = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const address = /is ready: (http\S+)/.exec(output)?.[1];
      if (address) resolve(address);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    void ended.then(() => reject(new Error(output)));
  });
  ready.catch(() => undefined);
  return { child, output: () => output, ready, ended };
}

async function unitCount(address: string): Promise<string> {
  return (await (await fetch(`${address}/units?on=2022-10-31`)).text()).match(/<b?[^>]*>173<|173/)?.[0] ?? '';
}

/** Waits until somebody holds the lock under which units are written. */
async function writing(dataDir: string): Promise<void> {
  const server = await openEmbedded({ dataDir, durable: true, purpose: 'test' });
  const client = new pg.Client({ connectionString: server.url('postgres') });
  client.on('error', () => undefined);
  await client.connect();
  await expect
    .poll(
      async () =>
        (await client.query("select 1 from pg_locks where relation = 'territory.unit_version'::regclass and mode = 'RowExclusiveLock'"))
          .rowCount,
      { interval: 5, timeout: 60_000 },
    )
    .toBeGreaterThan(0);
  await client.end();
  await server.release();
}

describe('the program', () => {
  let first: Run;
  let address: string;

  test('starts on an empty folder, in a path with spaces, and answers to both names of this machine', async () => {
    first = main(['start']);
    address = await first.ready;
    expect(await unitCount(address)).toContain('173');
    expect((await fetch(address.replace('localhost', '127.0.0.1'))).status).toBe(200);
  }, 120_000);

  test('a second start on the same data is refused and says who holds it', async () => {
    const second = main(['start']);
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`pid=${first.child.pid}`);
    expect(second.output()).toContain('YENBAI_DATA_DIR');
  });

  test('other commands attach to the running server', async () => {
    const routes = main(['routes']);
    expect(await routes.ended).toBe(0);
    expect(routes.output()).toMatch(/GET +\/units\/:id +public/);
    const backup = main(['backup', join(folder, 'a.tar.zst')]);
    expect(await backup.ended, backup.output()).toBe(0);
    expect((await fetch(`${address}/readyz`)).status).toBe(200);
  }, 60_000);

  test('a port in use is told by the name of its setting', async () => {
    const other: Server = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const run = main(['start'], { PORT: String(port), HOST: '127.0.0.1', YENBAI_DATA_DIR: join(folder, 'other') });
    expect(await run.ended).toBe(1);
    expect(run.output()).toContain('PORT');
    await new Promise((resolve) => other.close(resolve));
  }, 60_000);

  test('after kill -9 of the program the next start takes over at once', async () => {
    first.child.kill('SIGKILL');
    await first.ended;
    first = main(['start']);
    address = await first.ready;
    expect(await unitCount(address)).toContain('173');
  }, 60_000);

  test('after kill -9 of everything nothing is lost and no lock is left', async () => {
    const postmaster = await findPostmaster(join(folder, 'data', 'cluster'));
    first.child.kill('SIGKILL');
    if (postmaster) process.kill(postmaster.pid, 'SIGKILL');
    await first.ended;
    first = main(['start']);
    address = await first.ready;
    expect(await unitCount(address)).toContain('173');
  }, 60_000);

  test('after kill -9 of everything in the middle of an import nothing is half, and the import can be repeated', async () => {
    const villages = join(folder, 'villages.csv');
    const rows = Array.from({ length: 11_000 }, (_, i) => `Thử ${i + 1},thon,${i % 2 ? '04606' : '04252'},commune,01/06/2022`);
    await writeFile(villages, ['name,type,parent_code,parent_level,valid_from', ...rows].join('\n'));
    const found = async () => {
      const page = (await (
        await fetch(`${address}/api/v1/units?on=2022-10-31&level=village&q=${encodeURIComponent('Thử 10999')}`)
      ).json()) as { items: { name: string }[] };
      return page.items.some(({ name }) => name === 'Thử 10999');
    };
    const postmaster = await findPostmaster(join(folder, 'data', 'cluster'));
    const cut = main(['import', 'units', villages, '--apply']);
    await writing(join(folder, 'data'));
    cut.child.kill('SIGKILL');
    first.child.kill('SIGKILL');
    if (postmaster) process.kill(postmaster.pid, 'SIGKILL');
    await Promise.all([cut.ended, first.ended]);
    first = main(['start']);
    address = await first.ready;
    expect(await found()).toBe(false);
    const again = main(['import', 'units', villages, '--apply']);
    expect(await again.ended, again.output()).toBe(0);
    await expect.poll(found).toBe(true);
  }, 180_000);

  test('the archive restores into an empty folder, with counts and hashes equal; a filled one is refused', async () => {
    const restored = main(['restore', join(folder, 'a.tar.zst')], { YENBAI_DATA_DIR: join(folder, 'restored') });
    expect(await restored.ended, restored.output()).toBe(0);
    expect(restored.output()).toContain('counts and hashes equal');
    const again = main(['restore', join(folder, 'a.tar.zst')], { YENBAI_DATA_DIR: join(folder, 'restored') });
    expect(await again.ended).toBe(1);
  }, 120_000);

  test('the trail can be verified from outside', async () => {
    const verify = main(['audit:verify']);
    expect(await verify.ended, verify.output()).toBe(0);
  }, 60_000);

  test('a reset asks, and without an answer nothing is deleted', async () => {
    const reset = main(['db:reset'], { YENBAI_DATA_DIR: join(folder, 'restored') });
    expect(await reset.ended).not.toBe(0);
  }, 60_000);

  test('stops in order at SIGTERM: requests under way are answered, the database stops', async () => {
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    expect(await findPostmaster(join(folder, 'data', 'cluster'))).toBeNull();
  }, 60_000);

  test('production without its addresses and secrets does not start, and names them', async () => {
    const run = main(['start'], { YENBAI_MODE: 'production' });
    expect(await run.ended).toBe(1);
    for (const name of ['PUBLIC_URL', 'SECRET_KEY', 'DATA_KEYS']) expect(run.output()).toContain(name);
  });
});
