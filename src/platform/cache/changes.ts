/** Who changed what: said in the transaction of the change, heard by every program at its commit. */
import { sql } from 'kysely';
import type pg from 'pg';
import type { Db, Tx } from '../db/index.ts';
import type { Logger } from '../log/index.ts';

const CHANNEL = 'yenbai_touched';
/** PostgreSQL refuses notifications of 8,000 bytes and more. */
const MESSAGE_BYTES = 7_000;
const RECONNECT_MS = 1_000;

/** Stands for every fact: named by a change that can't say which ones it reaches. */
export const EVERYTHING = '*';

/**
 * Says, in the transaction that changes them, which facts have changed; every program forgets its answers with these tags
 * once the transaction is committed.
 */
export async function touch(tx: Tx, tags: readonly string[]): Promise<void> {
  if (tags.length === 0) return;
  const list = [...new Set(tags)].join(' ');
  const message = list.length > MESSAGE_BYTES ? EVERYTHING : list;
  await sql`select pg_notify(${CHANNEL}, ${message})`.execute(tx.rows());
}

export interface Listener {
  /** Fulfils after the first attempt to listen, whether it worked or not. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

/** Keeps one session that hears changes; on a broken line it says so and tries again each second. */
export function listen(db: Db, log: Logger, heard: (tags: readonly string[]) => void, state: (on: boolean) => void): Listener {
  let closed = false;
  let release: (() => void) | null = null;
  let wakeUp: (() => void) | null = null;

  async function session(client: pg.Client, connected: () => void): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      release = resolve;
      client.once('error', () => resolve());
      client.once('end', () => resolve());
    });
    client.on('notification', (message) => heard((message.payload ?? EVERYTHING).split(' ')));
    await client.query(`listen ${CHANNEL}`);
    state(true);
    connected();
    await ended;
    state(false);
  }

  let finished: Promise<void> = Promise.resolve();
  const ready = new Promise<void>((connected) => {
    finished = (async () => {
      while (!closed) {
        try {
          await db.direct((client) => session(client, connected));
        } catch (error) {
          log.warn({ err: error }, 'page cache: cannot listen for changes, cache is off');
        }
        connected();
        if (closed) return;
        await new Promise<void>((resolve) => {
          wakeUp = resolve;
          setTimeout(resolve, RECONNECT_MS).unref();
        });
      }
    })();
  });

  return {
    ready,
    async close() {
      closed = true;
      release?.();
      wakeUp?.();
      await finished;
    },
  };
}
