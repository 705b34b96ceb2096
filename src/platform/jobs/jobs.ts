import { CompiledQuery } from 'kysely';
import { type ConstructorOptions, type JobWithMetadata, PgBoss, type Queue } from 'pg-boss';
import type { Tx } from '../db/index.ts';
import type { Logger } from '../log/index.ts';
import { startTimers } from './timers.ts';
import type { JobCounts, JobDefinition, Jobs, JsonObject } from './types.ts';

interface JobsOptions {
  /** The database past any pooler: the queue listens for new jobs. */
  url: string;
  /** Civil time of the cron expressions, an IANA name. */
  timeZone: string;
  log: Logger;
  /** Connections of the queue itself; handlers use the program's own pool. Default 4. */
  poolSize?: number;
}

/** Every 10 s the queue looks for jobs whose program was not heard of: with a heartbeat of 15 s they run again within half a minute. */
const superviseSeconds = 10;
const day = 86_400;

/** Opens the queue for sending; start() makes the program a worker. Nothing is contacted before the first call. */
export function openJobs(options: JobsOptions): Jobs {
  const { log } = options;
  const declared = new Set<string>();
  const stopping = new AbortController();
  let sender: Promise<PgBoss> | null = null;
  let worker: PgBoss | null = null;
  let stopTimers: () => Promise<void> = async () => {};

  function open(mode: Partial<ConstructorOptions>): Promise<PgBoss> {
    const boss = new PgBoss({
      connectionString: options.url,
      options: '-c role=yenbai_app -c TimeZone=UTC -c search_path=public',
      application_name: 'yenbai jobs',
      max: options.poolSize ?? 4,
      schema: 'pgboss',
      migrate: false,
      createSchema: false,
      // Rebuilding an index needs its owner; the programs are not.
      reindex: false,
      registerInstance: false,
      openTelemetry: { enabled: false },
      ...mode,
    });
    boss.on('error', (error) => log.error({ error: describe(error) }, 'job queue'));
    boss.on('warning', (warning) => log.warn({ warning: warning.message }, 'job queue'));
    return boss.start({ attempts: 5 });
  }

  async function toSend(): Promise<PgBoss> {
    if (worker) return worker;
    sender ??= open({ supervise: false, schedule: false, max: 2 });
    try {
      return await sender;
    } catch (error) {
      sender = null;
      throw error;
    }
  }

  async function declareIn(boss: PgBoss, definitions: readonly JobDefinition[]): Promise<void> {
    for (const definition of definitions.filter((each) => each.everySeconds === undefined)) {
      const { policy, ...changeable } = queueOf(definition);
      await boss.createQueue(definition.name, { policy, ...changeable });
      await boss.updateQueue(definition.name, changeable);
      declared.add(definition.name);
    }
  }

  async function run(definition: JobDefinition, job: JobWithMetadata<JsonObject>): Promise<void> {
    const attempt = job.retryCount + 1;
    try {
      await definition.handle(job.data, { id: job.id, attempt, signal: AbortSignal.any([job.signal, stopping.signal]) });
    } catch (error) {
      const last = attempt > job.retryLimit;
      log[last ? 'error' : 'warn'](
        { job: definition.name, id: job.id, attempt, error: describe(error) },
        last ? 'job given up' : 'job will run again',
      );
      // What is kept with the job is the kind of failure only: a message may carry the values of a row.
      throw new Error(codeOf(error));
    }
  }

  return {
    async send(tx, name, payload, settings = {}) {
      const boss = await toSend();
      if (!declared.has(name)) throw new Error(`The job ${name} was not declared`);
      const id = settings.id ?? tx.ids.next();
      const created = await boss.send(name, payload, {
        id,
        singletonKey: settings.singletonKey ?? id,
        ...(settings.startAfter ? { startAfter: settings.startAfter.toString() } : {}),
        db: inside(tx),
      });
      return created !== null;
    },

    async declare(definitions) {
      await declareIn(await toSend(), definitions);
    },

    async start(definitions) {
      if (worker) throw new Error('The jobs run already');
      const boss = await open({
        supervise: true,
        schedule: true,
        superviseIntervalSeconds: superviseSeconds,
        monitorIntervalSeconds: superviseSeconds,
        maintenanceIntervalSeconds: 3600,
        useListenNotify: true,
      });
      worker = boss;
      await declareIn(boss, definitions);
      await (await sender)?.stop({ graceful: false });
      sender = null;
      await removeOldSchedules(boss, definitions);
      for (const definition of definitions.filter((each) => each.everySeconds === undefined)) {
        if (definition.cron)
          await boss.schedule(definition.name, definition.cron, {}, { tz: options.timeZone, singletonKey: 'cron', missed: 'once' });
        const polling = { localConcurrency: definition.concurrency ?? 1, pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 5 };
        await boss.work<JsonObject, void, typeof polling & { includeMetadata: true }>(
          definition.name,
          { ...polling, includeMetadata: true },
          async (jobs) => {
            for (const job of jobs) await run(definition, job);
          },
        );
      }
      stopTimers = startTimers(definitions, stopping.signal, log);
    },

    async stop({ graceSeconds = 10 } = {}) {
      const boss = worker;
      worker = null;
      // Handlers are told a little before the end of the grace, so that one that listens can stop cleanly.
      const warned = setTimeout(() => stopping.abort(new Error('the program stops')), graceSeconds * 700);
      try {
        await Promise.all([stopTimers(), boss?.stop({ graceful: true, timeout: graceSeconds * 1000 })]);
      } finally {
        clearTimeout(warned);
        stopping.abort(new Error('the program stops'));
      }
      const opened = sender;
      sender = null;
      await (await opened?.catch(() => null))?.stop({ graceful: false });
    },

    async counts() {
      const boss = await toSend();
      const { rows } = await boss.getDb().executeSql(`
        select name, count(*) filter (where state in ('created', 'retry'))::int as waiting,
          count(*) filter (where state = 'active')::int as running, count(*) filter (where state = 'failed')::int as failed
        from pgboss.job where state in ('created', 'retry', 'active', 'failed') group by name order by name`);
      return rows as JobCounts[];
    },
  };
}

/** How the queue keeps jobs of a definition: one waits per key; jobs that ended stay some days for whoever looks. */
function queueOf(definition: JobDefinition): Omit<Queue, 'name' | 'heartbeatSeconds'> & { policy: string; heartbeatSeconds: number } {
  return {
    policy: 'short',
    retryLimit: definition.retryLimit ?? 20,
    retryDelay: definition.retryDelay ?? 2,
    retryBackoff: true,
    retryDelayMax: 3600,
    expireInSeconds: definition.expireSeconds ?? 900,
    heartbeatSeconds: definition.heartbeatSeconds ?? 15,
    retentionSeconds: 30 * day,
    deleteAfterSeconds: 3 * day,
    notify: true,
  };
}

/** Schedules of definitions that no longer have one would go on filling their queue. */
async function removeOldSchedules(boss: PgBoss, definitions: readonly JobDefinition[]): Promise<void> {
  const scheduled = new Set(definitions.filter((each) => each.cron).map((each) => each.name));
  for (const old of await boss.getSchedules()) {
    if (!scheduled.has(old.name)) await boss.unschedule(old.name, old.key);
  }
}

/** The queue's statements, run in our transaction. */
function inside(tx: Tx): { executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> } {
  return {
    executeSql: async (text, values = []) => {
      const result = await tx.rows<unknown>().executeQuery(CompiledQuery.raw(text, values));
      return { rows: result.rows };
    },
  };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : error.name;
}

/** What a log may say about an error: not the details in which PostgreSQL quotes rows. */
function describe(error: unknown): { type: string; message: string; stack?: string | undefined } {
  return error instanceof Error
    ? { type: codeOf(error), message: error.message, stack: error.stack }
    : { type: 'unknown', message: String(error) };
}
