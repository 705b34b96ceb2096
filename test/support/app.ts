/** The real web program on a database of its own, cloned from the template that holds the shipped data. */
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { resolveActor } from '../../src/app/actors.ts';
import { modules } from '../../src/app/modules.ts';
import { openPageCache } from '../../src/platform/cache/index.ts';
import { type Config, readConfig } from '../../src/platform/config/index.ts';
import { openFileStore } from '../../src/platform/files/index.ts';
import { createWeb, type WebProgram } from '../../src/platform/http/index.ts';
import { uuidIds } from '../../src/platform/ids/index.ts';
import { openJobs } from '../../src/platform/jobs/index.ts';
import type { Context } from '../../src/platform/module/index.ts';
import { type TestDatabase, testDatabase } from './database.ts';

export const assetsDir = join(import.meta.dirname, '..', '..', 'dist', 'assets');

export interface TestApp extends WebProgram {
  readonly address: string;
  readonly context: Context;
  readonly database: TestDatabase;
  /** What was logged, a JSON line each. */
  readonly logged: readonly string[];
  close(): Promise<void>;
}

/** Starts it on a free port. `settings` are environment variables over those of a demonstration. */
export async function startApp(settings: Readonly<Record<string, string>> = {}): Promise<TestApp> {
  const config: Config = readConfig({
    PORT: '0',
    LOG_LEVEL: 'info',
    SECRET_KEY: 'test'.repeat(10),
    RATE_WRITES_PER_MINUTE: '100000',
    RATE_READS_PER_MINUTE: '1000000',
    SHED_EVENT_LOOP_MS: '60000',
    ...settings,
  });
  const logged: string[] = [];
  const log = pino({ level: config.LOG_LEVEL }, { write: (line) => void logged.push(line) });
  const database = await testDatabase({ data: 'shipped' });
  const dir = await mkdtemp(join(tmpdir(), 'yenbai-test-'));
  const files = await openFileStore({ kind: 'disk', dir: join(dir, 'files') });
  const jobs = openJobs({ url: database.url('yenbai_app'), timeZone: config.TIME_ZONE, log });
  const cache = await openPageCache({
    db: database.db,
    clock: database.clock,
    timeZone: config.TIME_ZONE,
    megabytes: config.CACHE_MB,
    log,
  });
  const context: Context = { config, db: database.db, clock: database.clock, ids: uuidIds, log, files, jobs, cache };
  const web = await createWeb(
    context,
    modules,
    resolveActor(config.YENBAI_MODE, modules),
    join(import.meta.dirname, '..', '..', 'dist', 'assets'),
  );
  await web.app.listen({ port: config.PORT, host: 'localhost' });
  return {
    ...web,
    address: `http://localhost:${(web.app.server.address() as AddressInfo).port}`,
    context,
    database,
    logged,
    async close() {
      await web.app.close();
      await jobs.stop();
      await cache.close();
      await database.drop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
