import type { Kysely } from 'kysely';
import type pg from 'pg';
import type { Clock } from '../clock/index.ts';
import type { Ids } from '../ids/index.ts';
import type { Logger } from '../log/index.ts';

/** Marks a transaction in the type system: the pool can't be passed where a command expects one. */
export const inTransaction: unique symbol = Symbol('in transaction');

/** The three roles of the database; each program connects as the least of them that does. */
export type DatabaseRole = 'yenbai_owner' | 'yenbai_app' | 'yenbai_reader';

export interface Reader {
  /** The query builder over the module's generated row types (`src/<module>/rows.gen.ts`). */
  rows<R>(): Kysely<R>;
}

export interface Tx extends Reader {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly [inTransaction]: true;
  /** Runs after the commit, in order; never after a rollback. For notices inside this process only: it may be lost in a crash. */
  afterCommit(fn: () => void): void;
}

export interface TransactionOptions {
  /** Default: read committed. */
  isolation?: 'read committed' | 'repeatable read' | 'serializable';
  readOnly?: boolean;
  /** Run the function again (at most 3 times more) after a serialization failure or a deadlock. The function must be repeatable. Default: false. */
  retry?: boolean;
  /** Settings for this transaction only (`set_config(name, value, true)`), for row-level security. Names carry a dot: `yenbai.units`. */
  state?: Readonly<Record<string, string>>;
}

export interface Db extends Reader {
  /** Commits when the function's promise fulfils, rolls back when it rejects. */
  transaction<T>(fn: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** A session of its own outside any pooler, closed afterwards: COPY, LISTEN, session locks. */
  direct<T>(fn: (client: pg.Client) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Limits of a session in milliseconds; 0 means none. */
export interface SessionLimits {
  /** Longest single statement. Default 30,000. */
  statementMs?: number;
  /** Longest wait for a lock. Default 10,000. */
  lockMs?: number;
  /** Longest pause of the program inside a transaction. Default 60,000. */
  idleInTransactionMs?: number;
}

export interface DatabaseOptions {
  /** `postgresql://user:password@host:port/database`, or a socket: `postgresql://user@/database?host=/directory&port=5432`. */
  url: string;
  /** Past any pooler. Where it differs from `url`, a transaction pooler is assumed on `url` and no startup option is sent there. */
  directUrl?: string;
  role: DatabaseRole;
  clock: Clock;
  ids: Ids;
  /** Default 10. */
  poolSize?: number;
  /** Named (prepared) statements; off behind a pooler that does not know them. Default true. */
  prepare?: boolean;
  limits?: SessionLimits;
  /** Shown in pg_stat_activity. Default `yenbai`. */
  applicationName?: string;
  log?: Logger;
}

/** What a json or jsonb column holds. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}
