import type { Tx } from '../db/index.ts';

type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

interface JobRun {
  /** The job's id: a stable key for outside calls that may be repeated. */
  readonly id: string;
  /** 1 for the first run. A run that a crash or a stop cut short counts. */
  readonly attempt: number;
  /** Aborted when the program stops, or when the job was given to somebody else: stop and throw. */
  readonly signal: AbortSignal;
}

export interface JobDefinition {
  /** `<module>.<verb>`: letters, digits, dots, dashes and slashes. */
  readonly name: string;
  /** Runs at least once; it must be harmless when repeated. What it throws is logged, and the job runs again later. */
  readonly handle: (payload: JsonObject, run: JobRun) => Promise<void>;
  /** Jobs of this name that one program runs at a time. Default 1. */
  readonly concurrency?: number;
  /** A running job whose program has not been heard of for this long runs again elsewhere. At least 10; default 15. */
  readonly heartbeatSeconds?: number;
  /** The longest a run may take. Default 900. */
  readonly expireSeconds?: number;
  /** Runs after the first, before the job is given up. Default 20. */
  readonly retryLimit?: number;
  /** Seconds before the first repetition, doubled with each up to an hour. Default 2. */
  readonly retryDelay?: number;
  /** Five fields in the installation's time zone. One job of it waits at a time; what came due while nothing ran is made up for once. */
  readonly cron?: string;
  /**
   * Instead of jobs: run by a plain timer in every worker program, so many seconds after the last run ended. Nothing is kept of
   * it, so the work itself must be shared out by locks. For what is looked after every few seconds; from a minute on use `cron`.
   */
  readonly everySeconds?: number;
  /** With `everySeconds`: calls the function given when there is work before the time; gives back how to stop that. */
  readonly wake?: (now: () => void) => () => void;
}

interface SendOptions {
  /** The job's id, where the caller needs a repeated send to be one job. Default: a new one. */
  id?: string;
  /** While a job of this name and key waits, another is not created. */
  singletonKey?: string;
  /** Not before this instant. */
  startAfter?: Temporal.Instant;
}

export interface Jobs {
  /** Creates a job in the transaction: it exists if and when that commits. False when `id` or `singletonKey` says it is there already. */
  send(tx: Tx, name: string, payload: JsonObject, options?: SendOptions): Promise<boolean>;
  /** Makes the names known to the database, so that jobs can be sent. Every program calls it at its start with all definitions. */
  declare(definitions: readonly JobDefinition[]): Promise<void>;
  /** Declares the definitions and runs their jobs, until stop(). */
  start(definitions: readonly JobDefinition[]): Promise<void>;
  /** Takes no new jobs, waits for those that run (default 10 s), gives back the rest, and closes the connections. */
  stop(options?: { graceSeconds?: number }): Promise<void>;
  /** How many jobs wait, run and were given up, by name: for the metrics. */
  counts(): Promise<readonly JobCounts[]>;
}

export interface JobCounts {
  readonly name: string;
  readonly waiting: number;
  readonly running: number;
  readonly failed: number;
}
