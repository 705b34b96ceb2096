import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyBinaries, findBinaries } from './binaries.ts';
import { type EmbeddedServer, openEmbedded } from './index.ts';
import { findPostmaster, isAlive } from './postmaster.ts';
import { possibleUsers } from './user.ts';

const fixture = fileURLToPath(new URL('./holder.fixture.ts', import.meta.url));
const root = process.getuid?.() === 0;

/** A closed directory with a space in its name; inside, one directory per test. */
let closed: string;
beforeAll(async () => {
  closed = await mkdtemp(path.join(os.tmpdir(), 'yenbai closed '));
  await chmod(closed, 0o700);
  await (await open('made')).release();
});

/** A cluster that was made before, for tests that aren't about making one. */
const made = (name: string): Promise<void> => cp(path.join(closed, 'made'), path.join(closed, name), { recursive: true });

afterAll(async () => {
  for (const name of await readdir(closed)) {
    const left = await findPostmaster(path.join(closed, name, 'cluster'));
    if (left) process.kill(left.pid, 'SIGQUIT');
  }
  await rm(closed, { recursive: true, force: true, maxRetries: 20 });
});

const open = (name: string, options: Partial<Parameters<typeof openEmbedded>[0]> = {}): Promise<EmbeddedServer> =>
  openEmbedded({ dataDir: path.join(closed, name), durable: true, purpose: 'test', ...options });

async function ask<T extends object>(server: EmbeddedServer, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: server.url('yenbai_owner') });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

interface Holder {
  readonly child: ChildProcessWithoutNullStreams;
  /** The next line that it says. */
  next(): Promise<Record<string, unknown>>;
  /** All lines said and not yet asked for. */
  rest(): Record<string, unknown>[];
  tell(word: 'release' | 'write'): void;
  kill(): Promise<void>;
}

function holder(name: string, takes = '', uid?: number, dataDir = path.join(closed, name)): Holder {
  const child = spawn(process.execPath, [fixture, dataDir, takes], uid === undefined ? {} : { uid, gid: uid });
  const said: Record<string, unknown>[] = [];
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  createInterface({ input: child.stdout }).on('line', (line) => said.push(JSON.parse(line) as Record<string, unknown>));
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  return {
    child,
    next: async () => {
      await expect.poll(() => said.length > 0 || errors, { timeout: 30_000 }).toBeTruthy();
      const line = said.shift();
      if (!line) throw new Error(errors);
      return line;
    },
    rest: () => said.splice(0),
    tell: (word) => child.stdin.write(`${word}\n`),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

const postmasterOf = (name: string) => findPostmaster(path.join(closed, name, 'cluster'));

describe('one program', () => {
  it('starts the server in a closed directory with a space in its name, and the last one stops it', async () => {
    const server = await open('alone');
    expect(server.started).toBe(true);
    const [row] = await ask<{ name: string; lower: string; word: number }>(
      server,
      "select current_database()::text as name, lower('ĐƯỜNG') as lower, similarity('a', 'a')::int as word",
    );
    expect(row).toEqual({ name: 'yenbai', lower: 'đường', word: 1 });
    const running = await postmasterOf('alone');
    await server.release();
    await server.release();
    expect(running && isAlive(running.pid)).toBe(false);
    expect(await readdir(path.join(closed, 'alone'))).toEqual(expect.arrayContaining(['cluster', 'server.log']));
  });

  it('makes the cluster anew where an earlier making was cut off', async () => {
    const dir = path.join(closed, 'cut off');
    const first = holder('cut off');
    await expect
      .poll(() => readdir(dir).catch(() => []), { interval: 5, timeout: 20_000 })
      .toEqual(expect.arrayContaining([expect.stringMatching(/^cluster\.new-/)]));
    await first.kill();
    const server = await open('cut off');
    expect(await ask(server, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect((await readdir(dir)).filter((name) => name.startsWith('cluster.new-'))).toEqual([]);
    await server.release();
  });

  it('is not misled by a pid that belongs to somebody else now', async () => {
    await made('stranger');
    const server = await open('stranger');
    await server.release();
    const file = path.join(closed, 'stranger', 'cluster', 'postmaster.pid');
    await writeFile(
      file,
      `${process.pid}\n${path.dirname(file)}\n1700000000\n5432\n${server.connection.socketDir}\n\n  1234567         1\nready   \n`,
    );
    const again = await open('stranger');
    expect([again.started, isAlive(process.pid)]).toEqual([true, true]);
    await again.release();
  });

  it('refuses files that were made by another release', async () => {
    await made('old');
    const server = await open('old');
    await server.release();
    const file = path.join(closed, 'old', 'cluster', 'PG_VERSION');
    const version = await readFile(file, 'utf8');
    await writeFile(file, '14\n');
    await expect(open('old')).rejects.toThrow(/made by PostgreSQL 14.*npm run backup/);
    await writeFile(file, version);
  });

  it('does not trust a server that was started to forget', async () => {
    await made('forgetful');
    const forgetful = await open('forgetful', { durable: false });
    await expect(open('forgetful')).rejects.toThrow('may lose data');
    await forgetful.release();
  });

  it('runs the server from a copy where the package can not be written to', async () => {
    const found = await findBinaries(closed);
    const copy = await copyBinaries(found, path.join(closed, 'copy'));
    expect(copy.root).toContain(path.join(closed, 'copy'));
    expect(await copyBinaries(found, path.join(closed, 'copy'))).toEqual(copy);
    expect(await readdir(path.join(copy.root, 'lib'))).toEqual(expect.arrayContaining(['libpq.so.5']));
  });
});

describe('several programs', () => {
  it('that come at once: exactly one starts the server', async () => {
    const all = [1, 2, 3, 4].map(() => holder('at once'));
    const said = await Promise.all(all.map((each) => each.next()));
    expect(said.filter(({ started }) => started === true)).toHaveLength(1);
    for (const each of all) each.tell('release');
    await Promise.all(all.map((each) => each.next()));
    expect(await postmasterOf('at once')).toBeNull();
  });

  it('that come and go all the time never fail', async () => {
    await made('coming and going');
    const come = async (): Promise<void> => {
      for (let n = 0; n < 3; n++) {
        const server = await open('coming and going', { durable: false });
        expect(await ask(server, 'select 1 as one')).toEqual([{ one: 1 }]);
        await server.release();
      }
    };
    await Promise.all([come(), come(), come()]);
    expect(await postmasterOf('coming and going')).toBeNull();
  });

  it('a second one of the same name is refused and told who is there', async () => {
    await made('named');
    const first = await open('named', { purpose: 'start' });
    await first.announce('http://localhost:3000');
    expect(await first.holdOnly('start')).toEqual({ ok: true });
    const second = holder('named', 'start');
    expect(await second.next()).toMatchObject({
      started: false,
      held: { ok: false, holder: { name: `yenbai start pid=${process.pid} http://localhost:3000` } },
    });
    second.tell('release');
    await second.next();
    await first.release();
    const third = holder('named', 'start');
    expect(await third.next()).toMatchObject({ held: { ok: true } });
    await third.kill();
    const fourth = await open('named');
    expect(await fourth.holdOnly('start')).toEqual({ ok: true });
    await fourth.release();
  });
});

describe('killed', () => {
  it('the program: the server goes on, the next program attaches and stops it', async () => {
    await made('program killed');
    const first = holder('program killed');
    await first.next();
    await first.kill();
    const next = await open('program killed');
    expect(next.started).toBe(false);
    await next.release();
    expect(await postmasterOf('program killed')).toBeNull();
  });

  it('the server: who holds it starts it again and keeps its name', async () => {
    await made('server killed');
    const server = await open('server killed');
    await server.holdOnly('start');
    const before = await postmasterOf('server killed');
    process.kill(before?.pid ?? 0, 'SIGKILL');
    await expect.poll(() => ask(server, 'select 1 as one').catch(() => null), { timeout: 20_000 }).toEqual([{ one: 1 }]);
    const other = await open('server killed');
    await expect.poll(async () => (await other.holdOnly('start')).ok).toBe(false);
    await other.release();
    await server.release();
    expect(await postmasterOf('server killed')).toBeNull();
  });

  it('everything, while rows are written: no acknowledged row is lost', async () => {
    await made('all killed');
    const first = await open('all killed');
    await ask(first, 'create table kept (n int primary key)');
    const writer = holder('all killed');
    await writer.next();
    await first.release();
    let acknowledged = 0;
    writer.tell('write');
    await expect.poll(() => (acknowledged += writer.rest().length), { timeout: 20_000 }).toBeGreaterThan(50);
    const running = await postmasterOf('all killed');
    process.kill(running?.pid ?? 0, 'SIGKILL');
    await writer.kill();
    acknowledged += writer.rest().length;
    const server = await open('all killed');
    const [row] = await ask<{ kept: number; highest: number }>(server, 'select count(*)::int as kept, max(n) as highest from kept');
    expect(row?.kept).toBe(row?.highest);
    expect(row?.kept).toBeGreaterThanOrEqual(acknowledged);
    await server.release();
  });
});

/** Whether every folder down to the project lets others through. */
function isReachable(folder: string): boolean {
  const through = (statSync(folder).mode & 0o001) !== 0;
  const above = path.dirname(folder);
  return through && (above === folder || isReachable(above));
}
const reachable = isReachable(import.meta.dirname);

describe.runIf(root)('root', () => {
  it('runs the server in every way that this system offers, on the same files', async () => {
    // The last way needs open doors all along the path.
    const dataDir = await mkdtemp(path.join(os.tmpdir(), 'yenbai-ways-'));
    await chmod(dataDir, 0o755);
    const ways = possibleUsers();
    for (const user of [...ways, ...ways.slice(0, 1)]) {
      const server = await openEmbedded({ dataDir, durable: true, purpose: 'test', users: [user] }).catch((error: unknown) => error);
      // Containers may forbid namespaces or privileges; then the message says so and the next way is taken.
      if (server instanceof Error) expect(server.message).toContain("can't be run from here");
      else await (server as EmbeddedServer).release();
    }
    await rm(dataDir, { recursive: true });
  });

  it('says what to do where no way leads to the files', async () => {
    await mkdir(path.join(closed, 'out of reach'));
    const plain = possibleUsers().slice(-1);
    await expect(open('out of reach', { users: plain })).rejects.toThrow('Set YENBAI_DATA_DIR');
  });

  // Another user can only run a project that lies where that user may go.
  it.runIf(reachable).each([
    ['an ordinary user', 65_534],
    ['a user without a name, as in some containers', 12_345],
  ])('is not needed: %s does the same', async (_, uid) => {
    const dataDir = await mkdtemp(path.join(os.tmpdir(), 'yenbai ordinary '));
    await chown(dataDir, uid, uid);
    const ordinary = holder('', '', uid, dataDir);
    expect(await ordinary.next()).toMatchObject({ started: true });
    ordinary.tell('release');
    expect(await ordinary.next()).toEqual({ released: true });
    await rm(dataDir, { recursive: true });
  });
});
