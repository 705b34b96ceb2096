import { rmdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { throughGate } from './gate.ts';
import { findPostmaster, stopPostmaster } from './postmaster.ts';
import { database } from './prepare.ts';
import { type Attached, attach, canonical, gateFile, type Place } from './server.ts';
import { type Holder, letGo, takeName } from './session.ts';
import { port } from './socket-dir.ts';

export interface EmbeddedOptions extends Place {
  /** What the program is, for those who ask who uses the server: `start`, `backup`. */
  readonly purpose: string;
}

export interface EmbeddedServer {
  readonly connection: { readonly socketDir: string; readonly port: number; readonly database: string };
  /** True when this call started the server, false when it was running. */
  readonly started: boolean;
  /** The address for one role; `postgres` is the superuser, for the launcher's own purposes and for tests. */
  url(role: 'yenbai_owner' | 'yenbai_app' | 'yenbai_reader' | 'postgres', database?: string): string;
  /** Takes a name for this program alone, until release. Where it is taken: who has it. */
  holdOnly(name: string): Promise<{ ok: true } | { ok: false; holder: Holder }>;
  /** Adds an address (or another short word) to what others are told about this program. */
  announce(address: string): Promise<void>;
  /** Says that this program is done; the last one stops the server. Close pools first. Safe to repeat. */
  release(): Promise<void>;
}

/**
 * The embedded PostgreSQL on `dataDir`: attaches to the running server or starts it. It outlives this process when that is
 * killed; the next one attaches. If the server itself is killed, it is started again while anybody holds it.
 * Throws errors that say what to do: no server for this machine, files of another user or another release.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const place: Place = { ...options, dataDir: await canonical(options.dataDir) };
  const { log } = place;
  const names = new Set<string>();
  let title = `yenbai ${options.purpose} pid=${process.pid}`;
  let released: Promise<void> | null = null;
  let recovery: Promise<void> = Promise.resolve();

  let held = watch(await attach(place, title));

  function watch(attached: Attached): Attached {
    attached.client.on('end', () => {
      if (!released && held === attached) recovery = recover();
    });
    return attached;
  }

  async function recover(): Promise<void> {
    log?.warn('the database server went away: starting it again');
    for (let pause = 100; !released; pause = Math.min(pause * 2, 5_000)) {
      try {
        held = watch(await attach(place, title));
        for (const name of names) {
          if (await takeName(held.client, name)) log?.error({ name }, 'another program took this name while the database was away');
        }
        return;
      } catch (error) {
        log?.error({ err: error }, 'the database server does not come back');
        await sleep(pause);
      }
    }
  }

  async function stopIfLast(): Promise<void> {
    await recovery;
    await throughGate(gateFile(place.dataDir), async () => {
      const { client } = held;
      try {
        if (!(await letGo(client))) return;
        const running = await findPostmaster(path.join(place.dataDir, 'cluster'));
        if (running) await Promise.all([stopPostmaster(running.pid), client.end()]);
        await rmdir(held.socketDir);
      } catch (error) {
        log?.warn({ err: error }, 'the database server did not end as expected');
      } finally {
        await client.end().catch(() => {});
      }
    });
  }

  return {
    connection: { socketDir: held.socketDir, port, database },
    started: held.started,
    url: (role, name = database) => `postgresql://${role}@/${name}?host=${encodeURIComponent(held.socketDir)}&port=${port}&sslmode=disable`,
    holdOnly: async (name) => {
      const holder = await takeName(held.client, name);
      if (holder) return { ok: false, holder };
      names.add(name);
      return { ok: true };
    },
    announce: async (address) => {
      title = `yenbai ${options.purpose} pid=${process.pid} ${address}`;
      await held.client.query("select set_config('application_name', $1, false)", [title.slice(0, 63)]);
    },
    release: () => {
      released ??= stopIfLast();
      return released;
    },
  };
}
