import { mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Logger } from '../log/index.ts';
import { findBinaries } from './binaries.ts';
import { ensureCluster, spawnServer } from './cluster.ts';
import { throughGate } from './gate.ts';
import { disarmPidFile, findPostmaster, isAlive, stopPostmaster } from './postmaster.ts';
import { prepareDatabase } from './prepare.ts';
import { holdShared, isNotReady, superuser } from './session.ts';
import { clearSocket, openSocketDir } from './socket-dir.ts';
import { chooseUser, type ServerUser } from './user.ts';

export interface Place {
  /** Where the cluster, the server's log and the gate live; made if missing. */
  readonly dataDir: string;
  /** False only for tests: the server then answers before anything is on disk. */
  readonly durable: boolean;
  readonly log?: Logger | undefined;
  /** As whom the server may run, best first; for tests. Default: what this system offers. */
  readonly users?: readonly ServerUser[];
}

/** A session that holds the server, and where the server listens. */
export interface Attached {
  readonly client: pg.Client;
  readonly socketDir: string;
  readonly started: boolean;
}

export const gateFile = (dataDir: string): string => path.join(dataDir, 'gate.lock');

/** The one spelling of the directory by which all programs know the cluster. */
export async function canonical(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  return realpath(dataDir);
}

/**
 * Attaches to the server that runs on this directory, or starts one (making the cluster first, where there is none).
 * Of several programs that come at once exactly one starts it.
 */
export function attach(place: Place, name: string): Promise<Attached> {
  return throughGate(gateFile(place.dataDir), async () => {
    const cluster = path.join(place.dataDir, 'cluster');
    for (;;) {
      const running = await findPostmaster(cluster);
      const client = running ? await connect(running.pid, running.socketDir, name, place.log) : null;
      if (running && client) {
        await checkDurable(client, place);
        return { client, socketDir: running.socketDir, started: false };
      }
      if (running && isAlive(running.pid)) {
        place.log?.warn({ pid: running.pid }, 'the running database can not be reached any more: starting it again');
        await stopPostmaster(running.pid);
      }
      if (!running) return start(place, name);
    }
  });
}

/** How long the processes of a killed server may take to vanish. */
const vanishingMs = 30_000;

async function start(place: Place, name: string): Promise<Attached> {
  const { dataDir } = place;
  const { user, binaries } = await chooseUser(await findBinaries(dataDir), dataDir, place.users);
  const cluster = await ensureCluster(dataDir, binaries, user);
  const socketDir = await openSocketDir(cluster, user);
  const until = performance.now() + vanishingMs;
  for (;;) {
    await disarmPidFile(cluster);
    await clearSocket(socketDir);
    const { child, logTail } = await spawnServer({ ...place, cluster, socketDir, binaries, user });
    const client = child.pid === undefined ? null : await connect(child.pid, socketDir, name, place.log);
    if (client) {
      await prepareDatabase(client, socketDir);
      return { client, socketDir, started: true };
    }
    const said = await logTail();
    if (!/shared memory block|lock file/.test(said) || performance.now() > until)
      throw new Error(`The embedded PostgreSQL does not start: ${said}`);
    await sleep(200);
  }
}

/** The socket of a server that is up doesn't stay away longer than this. */
const socketMs = 15_000;

/** A session that holds the server; null when the server goes away instead, or can't be reached for good. */
async function connect(pid: number, socketDir: string, name: string, log: Logger | undefined): Promise<pg.Client | null> {
  let unreachableSince: number | null = null;
  let told = performance.now();
  while (isAlive(pid)) {
    const client = superuser(socketDir, name);
    try {
      await client.connect();
      if (await holdShared(client, 1_000)) return client;
      await client.end();
    } catch (error) {
      await client.end().catch(() => {});
      if (!isNotReady(error)) throw error;
      const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      unreachableSince = absent ? (unreachableSince ?? performance.now()) : null;
      if (unreachableSince !== null && performance.now() - unreachableSince > socketMs) return null;
    }
    if (performance.now() - told > 10_000) {
      told = performance.now();
      log?.info('waiting for the database: it is recovering from a crash, or stopping');
    }
    await sleep(15);
  }
  return null;
}

async function checkDurable(client: pg.Client, { durable, dataDir }: Place): Promise<void> {
  const { rows } = await client.query<{ fsync: string }>('show fsync');
  if (durable && rows[0]?.fsync !== 'on') {
    await client.end();
    throw new Error(`The server that runs on ${dataDir} was started for tests and may lose data: choose another directory`);
  }
}
