/** `npm start`, and its two halves for larger installations: `web` and `worker`. */

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { openIdentity } from '../../people/index.ts';
import { createWeb } from '../../platform/http/index.ts';
import type { JobDefinition } from '../../platform/jobs/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { outboxJobs } from '../../platform/outbox/index.ts';
import { migrateGround } from '../migrate.ts';
import { modules } from '../modules.ts';
import { type Ground, openContext, openGround, projectDir } from '../open.ts';
import { terminalProgress } from '../progress.ts';
import { reactionsOf } from '../reactions.ts';
import { seed } from '../seed.ts';
import { Stop } from '../stop.ts';

const assetsDir = join(projectDir, 'dist', 'assets');

/** Finds out early whether the port is free, before minutes are spent on a first start. */
async function checkPort(port: number, host: string): Promise<void> {
  if (port === 0) return;
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? 'is in use by another program'
          : error.code === 'EACCES'
            ? 'may not be used by this user'
            : `cannot be used (${error.code})`;
      reject(new Stop(`Port ${port} ${why}. Choose another with the setting PORT, for example: PORT=${port + 1} npm start`));
    });
    probe.listen({ port, host }, () => probe.close(() => resolve()));
  });
}

/** Jobs, timers and reactions of all modules. The web program only declares them, so that it may send. */
function jobDefinitions(context: Context): readonly JobDefinition[] {
  return [...modules.flatMap((module) => module.jobs?.(context) ?? []), ...outboxJobs(context, reactionsOf(context))];
}

async function startWeb(ground: Ground, context: Context): Promise<string> {
  const { config } = context;
  const { app } = await createWeb(context, openIdentity(context), assetsDir);
  ground.onClose(() => app.close());
  await app.listen({ port: config.PORT, host: config.HOST });
  const { port } = app.server.address() as AddressInfo;
  return config.PUBLIC_URL?.origin ?? `http://${config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST}:${port}`;
}

/** Ends the program in order at the first signal, at once at the second. */
function stopOnSignal(ground: Ground): void {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      ground.log.info({ signal }, 'stopping');
      ground.close().then(
        () => process.exit(0),
        (error: unknown) => {
          ground.log.error({ err: error }, 'stop failed');
          process.exit(1);
        },
      );
    });
  }
}

async function run(purpose: string, parts: { web: boolean; work: boolean; migrate: boolean }): Promise<void> {
  const progress = terminalProgress();
  progress.step('Opening the database server');
  const ground = await openGround(purpose);
  stopOnSignal(ground);
  try {
    if (parts.web) await checkPort(ground.config.PORT, ground.config.HOST);
    if (parts.migrate) {
      const held = await ground.embedded?.holdOnly('start');
      if (held && !held.ok) {
        throw new Stop(
          `The data in ${ground.dataDir} is already in use by "${held.holder.name}". Stop that one, or give another folder with YENBAI_DATA_DIR.`,
        );
      }
      progress.step('Bringing the database to its newest shape');
      await migrateGround(ground);
    }
    const context = await openContext(ground, purpose);
    if (parts.migrate) await seed(ground, context, progress);
    if (parts.work) await context.jobs.start(jobDefinitions(context));
    else await context.jobs.declare(jobDefinitions(context));
    if (parts.web) {
      const address = await startWeb(ground, context);
      await ground.embedded?.announce(address);
      progress.step(`${context.config.PRODUCT_NAME} (${context.config.YENBAI_MODE}) is ready: ${address}`);
    }
    progress.done();
  } catch (error) {
    progress.done();
    await ground.close();
    throw error;
  }
}

/** Everything on one machine. */
export const start = (): Promise<void> => run('start', { web: true, work: true, migrate: true });
/** Only the web program; the database must be migrated. */
export const web = (): Promise<void> => run('web', { web: true, work: false, migrate: false });
/** Only jobs, timers and reactions. */
export const worker = (): Promise<void> => run('worker', { web: false, work: true, migrate: false });
