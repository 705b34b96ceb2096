/** A program of its own for the crash test: applies a list or takes it back, says so when all is written but not committed, and waits. */
import { pino } from 'pino';
import { openPageCache } from '../../platform/cache/index.ts';
import { systemClock } from '../../platform/clock/index.ts';
import { readConfig } from '../../platform/config/index.ts';
import { openVault } from '../../platform/crypto/index.ts';
import { type Db, openDatabase, type TransactionOptions, type Tx } from '../../platform/db/index.ts';
import { openFileStore } from '../../platform/files/index.ts';
import { uuidIds } from '../../platform/ids/index.ts';
import { openJobs } from '../../platform/jobs/index.ts';
import { openMessages } from '../../platform/messaging/index.ts';
import { system } from '../../platform/session/index.ts';
import { applyImport } from './apply/apply.ts';
import { undoImport } from './apply/undo.ts';

const [what = '', batchId = '', url = '', dir = ''] = (process.env.TEAMS_IMPORT_CHILD ?? '').split('\n');
const config = readConfig({ SECRET_KEY: 'test'.repeat(10), DATA_KEYS: process.env.TEAMS_IMPORT_KEYS ?? '' });
const clock = systemClock(config.TIME_ZONE);
const log = pino({ level: 'silent' });
const real = openDatabase({ url, role: 'yenbai_app', clock, ids: uuidIds });
const db: Db = {
  ...real,
  transaction: <T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T> =>
    real.transaction(async (tx) => {
      await work(tx);
      process.stdout.write('written\n');
      return await new Promise<never>(() => {});
    }, options),
};
const vault = openVault(config.DATA_KEYS ?? []);
const context = {
  config,
  db,
  clock,
  ids: uuidIds,
  log,
  files: await openFileStore({ kind: 'disk', dir }),
  jobs: openJobs({ url, timeZone: config.TIME_ZONE, log }),
  cache: await openPageCache({ db: real, clock, timeZone: config.TIME_ZONE, megabytes: 1, log }),
  vault,
  messages: openMessages({ config, vault }),
  modules: [],
};
// A timer keeps the program alive while nothing else happens.
setInterval(() => {}, 1000);
const outcome = what === 'undo' ? await undoImport(context, system, batchId) : await applyImport(context, system, batchId);
process.stderr.write(`${JSON.stringify(outcome)}\n`);
