/** Opens what a program stands on, from the settings: database, files, jobs, cache. Closes it in the reverse order. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openPageCache } from '../platform/cache/index.ts';
import { systemClock } from '../platform/clock/index.ts';
import { type Config, readConfig } from '../platform/config/index.ts';
import { openVault, readDataKeys } from '../platform/crypto/index.ts';
import { type DatabaseRole, type Db, openDatabase } from '../platform/db/index.ts';
import { type FileStoreOptions, openFileStore } from '../platform/files/index.ts';
import { uuidIds } from '../platform/ids/index.ts';
import { openJobs } from '../platform/jobs/index.ts';
import { createLog, type Logger } from '../platform/log/index.ts';
import { openMessages } from '../platform/messaging/index.ts';
import type { Context } from '../platform/module/index.ts';
import { type EmbeddedServer, openEmbedded } from '../platform/postgres/index.ts';
import { modules } from './modules.ts';

/** The project's folder, two levels above the built program. */
export const projectDir = fileURLToPath(new URL('../..', import.meta.url));

export interface Ground {
  readonly config: Config;
  readonly log: Logger;
  readonly dataDir: string;
  /** The embedded server, when there is no DATABASE_URL. */
  readonly embedded: EmbeddedServer | null;
  /** A login for each role: owner for migrations, backup and restore; app for the running programs. */
  readonly connection: (role: DatabaseRole) => { url: string; directUrl: string };
  openDb(role: DatabaseRole, purpose: string): Db;
  /** Runs the closers in reverse order of opening. */
  onClose(close: () => Promise<unknown> | unknown): void;
  close(): Promise<void>;
}

/** The demonstration makes its own keys and keeps them with its data, so that forms and numbers outlive a restart. */
function demonstrationKey(dataDir: string, name: string): string {
  const file = join(dataDir, name);
  if (!existsSync(file)) {
    const fresh = `${file}.${process.pid}`;
    writeFileSync(fresh, randomBytes(32).toString('base64'), { mode: 0o600 });
    renameSync(fresh, file);
  }
  return readFileSync(file, 'utf8');
}

/** Reads the settings and opens the database server; throws ConfigError or an error that says what to do. */
export async function openGround(purpose: string, environment: NodeJS.ProcessEnv = process.env): Promise<Ground> {
  const read = readConfig(environment);
  const log = createLog(read.LOG_LEVEL);
  const dataDir = resolve(projectDir, read.YENBAI_DATA_DIR);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const config: Config = {
    ...read,
    SECRET_KEY: read.SECRET_KEY ?? demonstrationKey(dataDir, 'secret-key'),
    DATA_KEYS: read.DATA_KEYS ?? readDataKeys(`demonstration:${demonstrationKey(dataDir, 'data-key')}`),
  };
  const embedded = config.DATABASE_URL ? null : await openEmbedded({ dataDir, durable: true, purpose, log });

  const closers: (() => Promise<unknown> | unknown)[] = [];
  if (embedded) closers.push(() => embedded.release());

  function connection(role: DatabaseRole) {
    if (embedded) return { url: embedded.url(role), directUrl: embedded.url(role) };
    const app = config.DATABASE_URL as string;
    const url = role === 'yenbai_owner' ? (config.DATABASE_ADMIN_URL ?? app) : app;
    return { url, directUrl: role === 'yenbai_owner' ? url : (config.DATABASE_DIRECT_URL ?? url) };
  }

  return {
    config,
    log,
    dataDir,
    embedded,
    connection,
    openDb(role, what) {
      const db = openDatabase({
        ...connection(role),
        role,
        clock: systemClock(config.TIME_ZONE),
        ids: uuidIds,
        poolSize: config.DATABASE_POOL,
        prepare: config.YENBAI_DB_PREPARE,
        applicationName: `yenbai ${what}`,
        log,
        // Migrations, imports from the command line and restores may take long; pages may not.
        ...(role === 'yenbai_owner' ? { limits: { statementMs: 0, idleInTransactionMs: 0 } } : {}),
      });
      closers.push(() => db.close());
      return db;
    },
    onClose(close) {
      closers.push(close);
    },
    async close() {
      for (const close of closers.splice(0).reverse()) await close();
    },
  };
}

export function fileStoreOptions(ground: Ground): FileStoreOptions {
  const { config } = ground;
  if (!config.FILES_S3_ENDPOINT) return { kind: 'disk', dir: join(ground.dataDir, 'files') };
  return {
    kind: 's3',
    endpoint: config.FILES_S3_ENDPOINT.origin,
    bucket: config.FILES_S3_BUCKET as string,
    region: config.FILES_S3_REGION,
    accessKeyId: config.FILES_S3_ACCESS_KEY as string,
    secretAccessKey: config.FILES_S3_SECRET_KEY as string,
  };
}

/** Everything that routes and jobs are given, as the least privileged role. */
export async function openContext(ground: Ground, purpose: string): Promise<Context> {
  const { config, log } = ground;
  const clock = systemClock(config.TIME_ZONE);
  const db = ground.openDb('yenbai_app', purpose);
  const files = await openFileStore(fileStoreOptions(ground));
  const jobs = openJobs({ url: ground.connection('yenbai_app').directUrl, timeZone: config.TIME_ZONE, log });
  ground.onClose(() => jobs.stop());
  const cache = await openPageCache({ db, clock, timeZone: config.TIME_ZONE, megabytes: config.CACHE_MB, log });
  ground.onClose(() => cache.close());
  const vault = openVault(config.DATA_KEYS ?? []);
  const messages = openMessages({ config, vault });
  return { config, db, clock, ids: uuidIds, log, files, jobs, cache, vault, messages, modules };
}
