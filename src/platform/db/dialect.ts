import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import type pg from 'pg';
import { toParameter } from './parsers.ts';

export type StatementName = (sql: string) => string | undefined;

/** PostgreSQL says so when a table changed under a prepared statement, for example during a rolling deployment. */
export function isStalePlan(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '0A000' && error.message.startsWith('cached plan');
}

const gathering = new WeakSet<pg.PoolClient>();

/**
 * Statements that are sent within one turn of the event loop leave in one write: each write wakes the server's session, and waking costs more than
 * most of our statements.
 */
export function gather(client: pg.PoolClient): void {
  if (gathering.has(client)) return;
  gathering.add(client);
  const { stream } = client.connection;
  stream.cork();
  process.nextTick(() => {
    gathering.delete(client);
    stream.uncork();
  });
}

/** One session of the pool as the query builder sees it. */
export class PooledConnection implements DatabaseConnection {
  readonly client: pg.PoolClient;
  /** True when the session is not to be used again. */
  broken = false;
  readonly #nameOf: StatementName;

  constructor(client: pg.PoolClient, nameOf: StatementName) {
    this.client = client;
    this.#nameOf = nameOf;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const values = query.parameters.map(toParameter);
    const name = this.#nameOf(query.sql);
    gather(this.client);
    try {
      return toResult(await this.client.query(name === undefined ? { text: query.sql, values } : { name, text: query.sql, values }));
    } catch (error) {
      if (!isStalePlan(error)) throw error;
      this.broken = true;
      if (this.client.getTransactionStatus() !== 'I') throw error;
      return toResult(await this.client.query({ text: query.sql, values }));
    }
  }

  streamQuery(): never {
    throw new Error('Streams are read through Db.direct: a pooled session answers several queries at once');
  }
}

function toResult<R>(result: pg.QueryResult): QueryResult<R> {
  const { command, rowCount, rows } = result;
  const changes = command === 'INSERT' || command === 'UPDATE' || command === 'DELETE' || command === 'MERGE';
  return changes ? { rows: rows as R[], numAffectedRows: BigInt(rowCount ?? 0) } : { rows: rows as R[] };
}

/** Kysely over our pool. Transactions are not its business: `Db.transaction` is the only door to them. */
export function createDialect(pool: pg.Pool, nameOf: StatementName): Dialect {
  const noTransaction = (): never => {
    throw new Error('Use Db.transaction; Kysely transactions know neither hooks nor the type Tx');
  };
  const driver: Driver = {
    init: async () => {},
    acquireConnection: async () => new PooledConnection(await pool.connect(), nameOf),
    beginTransaction: async () => noTransaction(),
    commitTransaction: async () => noTransaction(),
    rollbackTransaction: async () => noTransaction(),
    releaseConnection: async (connection) => {
      if (connection instanceof PooledConnection) connection.client.release(connection.broken);
    },
    destroy: async () => {},
  };
  return {
    createDriver: () => driver,
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
  };
}
