/** The real web program on a database of its own, cloned from the template that holds the shipped data. */
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { modules } from '../../src/app/modules.ts';
import { openIdentity, openSession } from '../../src/people/index.ts';
import { openPageCache } from '../../src/platform/cache/index.ts';
import { type Config, readConfig } from '../../src/platform/config/index.ts';
import { openVault } from '../../src/platform/crypto/index.ts';
import type { Db } from '../../src/platform/db/index.ts';
import { openFileStore } from '../../src/platform/files/index.ts';
import { cookieName, createWeb, isSecure, type WebProgram } from '../../src/platform/http/index.ts';
import { uuidIds } from '../../src/platform/ids/index.ts';
import { openJobs } from '../../src/platform/jobs/index.ts';
import { openMessages } from '../../src/platform/messaging/index.ts';
import type { Context, Module } from '../../src/platform/module/index.ts';
import { dutyState } from '../../src/platform/session/index.ts';
import { type TestDatabase, testDatabase } from './database.ts';
import { demonstrationPeople, testDataKeys } from './people.ts';

export const assetsDir = join(import.meta.dirname, '..', '..', 'dist', 'assets');

export interface TestApp extends WebProgram {
  readonly address: string;
  readonly context: Context;
  readonly database: TestDatabase;
  /** What was logged, a JSON line each. */
  readonly logged: readonly string[];
  /** The cookie header of a made-up person who is signed in: the key of a row of data/demonstration/people/people.csv. */
  signedIn(key: string, options?: { strength?: 'one' | 'two' }): Promise<string>;
  close(): Promise<void>;
}

/**
 * Starts it on a free port. `settings` are environment variables over those of a demonstration; `more` are modules of a test;
 * `open` gives another way to the database, such as one through a pooler.
 */
export async function startApp(
  settings: Readonly<Record<string, string>> = {},
  more: readonly Module[] = [],
  open: (database: TestDatabase) => Promise<Db> | Db = (database) => database.db,
): Promise<TestApp> {
  const config: Config = readConfig({
    PORT: '0',
    LOG_LEVEL: 'info',
    SECRET_KEY: 'test'.repeat(10),
    DATA_KEYS: testDataKeys,
    RATE_WRITES_PER_MINUTE: '100000',
    RATE_READS_PER_MINUTE: '1000000',
    SHED_EVENT_LOOP_MS: '0',
    ...settings,
  });
  const logged: string[] = [];
  const log = pino({ level: config.LOG_LEVEL }, { write: (line) => void logged.push(line) });
  const database = await testDatabase({ data: 'shipped' });
  const db = await open(database);
  const dir = await mkdtemp(join(tmpdir(), 'yenbai-test-'));
  const files = await openFileStore({ kind: 'disk', dir: join(dir, 'files') });
  const jobs = openJobs({ url: database.url('yenbai_app'), timeZone: config.TIME_ZONE, log });
  const cache = await openPageCache({
    db,
    clock: database.clock,
    timeZone: config.TIME_ZONE,
    megabytes: config.CACHE_MB,
    log,
  });
  const vault = openVault(config.DATA_KEYS ?? []);
  const context: Context = {
    config,
    db,
    clock: database.clock,
    ids: uuidIds,
    log,
    files,
    jobs,
    cache,
    vault,
    messages: openMessages({ config, vault }),
    modules: [...modules, ...more],
  };
  const web = await createWeb(context, openIdentity(context), assetsDir);
  await web.app.listen({ port: config.PORT, host: 'localhost' });
  return {
    ...web,
    address: `http://localhost:${(web.app.server.address() as AddressInfo).port}`,
    context,
    database,
    logged,
    async signedIn(key, { strength = 'two' } = {}) {
      const personId = demonstrationPeople.get(key)?.id;
      if (!personId) throw new Error(`people.csv has no "${key}"`);
      const { token } = await database.db.transaction((tx) => openSession(tx, { personId, methods: ['demonstration'], strength }), {
        state: dutyState('identity'),
      });
      return `${cookieName('session', isSecure(config))}=${token}`;
    },
    async close() {
      await web.app.close();
      await jobs.stop();
      await cache.close();
      await database.drop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
