import { type ConnectionProvider, Kysely } from 'kysely';
import pg from 'pg';
import { clientConfig, withClient } from './connection.ts';
import { createDialect, gather, isStalePlan, PooledConnection } from './dialect.ts';
import { createStatementNames } from './statement-names.ts';
import { type DatabaseOptions, type DatabaseRole, type Db, inTransaction, type TransactionOptions, type Tx } from './types.ts';

/**
 * Opens a pool of sessions in the given role. Nothing is contacted before the first query. Sessions run in UTC, answer in ISO
 * dates and end what takes too long; statements are named by their text, so that each is prepared once per session.
 */
export function openDatabase(options: DatabaseOptions): Db {
  const { url, role, clock, ids, log } = options;
  const directUrl = options.directUrl ?? url;
  const applicationName = options.applicationName ?? 'yenbai';
  const limits = options.limits ?? {};
  const pool = new pg.Pool({
    ...clientConfig({ url, role, limits, applicationName, pooled: directUrl !== url }),
    max: options.poolSize ?? 10,
    idleTimeoutMillis: 60_000,
    // Queries of one session are sent without waiting for the answers before them; they run and answer in order.
    pipeline: true,
    ...(directUrl === url ? {} : { verify: checkPooled(role) }),
  });
  // A session lost while it is lent out also fails its queries; without a listener of its own it would end the program.
  pool.on('connect', (client) => client.on('error', () => {}));
  pool.on('error', (error) => log?.warn({ err: error.message }, 'database session lost while idle'));

  const nameOf = options.prepare === false ? () => undefined : createStatementNames();
  const dialect = createDialect(pool, nameOf);
  const config = { dialect };
  const kysely = new Kysely<unknown>(config);
  const driver = dialect.createDriver();

  async function attempt<T>(fn: (tx: Tx) => Promise<T>, settings: TransactionOptions): Promise<{ value: T; hooks: (() => void)[] }> {
    const connection = new PooledConnection(await pool.connect(), nameOf);
    const { client } = connection;
    const hooks: (() => void)[] = [];
    let open = true;
    const provider: ConnectionProvider = {
      provideConnection: async (consumer) => {
        if (!open) throw new Error('The transaction has ended: its Tx must not be used any more');
        return consumer(connection);
      },
    };
    const executor = kysely.getExecutor().withConnectionProvider(provider);
    const query = new Kysely<unknown>({ config, driver, dialect, executor });
    const tx: Tx = {
      rows: <R>() => query as Kysely<R>,
      clock,
      ids,
      [inTransaction]: true,
      afterCommit: (hook) => {
        if (!open) throw new Error('The transaction has ended: its Tx must not be used any more');
        hooks.push(hook);
      },
    };
    // Not waited for: the first statement leaves with it. Whatever follows a failed beginning fails too.
    const begun = beginOn(client, settings);
    begun.catch(() => {});
    try {
      const value = await fn(tx);
      open = false;
      await begun;
      const { command } = await client.query('commit');
      if (command !== 'COMMIT')
        throw new Error('The transaction was rolled back: a statement in it had failed and its error was not passed on');
      return { value, hooks };
    } catch (error) {
      open = false;
      const cause = await begun.then(
        () => error,
        (first: unknown) => first,
      );
      if (client.getTransactionStatus() !== 'I') await client.query('rollback').catch(() => markBroken(connection));
      throw cause;
    } finally {
      client.release(connection.broken);
    }
  }

  async function beginOn(client: pg.PoolClient, settings: TransactionOptions): Promise<void> {
    gather(client);
    await client.query(begin(settings));
  }

  return {
    rows: <R>() => kysely as Kysely<R>,
    transaction: async (fn, settings = {}) => {
      for (let again = settings.retry ? 3 : 0; ; again--) {
        try {
          const { value, hooks } = await attempt(fn, settings);
          for (const hook of hooks) runHook(hook, log);
          return value;
        } catch (error) {
          if (again === 0 || !isTransient(error)) throw error;
        }
      }
    },
    direct: (fn) =>
      withClient({ url: directUrl, role, limits: { ...limits, statementMs: 0 }, applicationName: `${applicationName} direct` }, fn),
    close: async () => {
      if (!pool.ending) await pool.end();
    },
  };
}

/** A pooler hands out sessions whose role and time zone were fixed by the login alone: a wrong one must not be used for a single query. */
function checkPooled(role: DatabaseRole) {
  return (client: pg.PoolClient, done: (error?: Error) => void): void => {
    client
      .query<{ fits: boolean }>(
        "select current_user = $1 and current_setting('TimeZone') = 'UTC' and current_setting('jit') = 'off' as fits",
        [role],
      )
      .then(({ rows }) =>
        rows[0]?.fits
          ? undefined
          : new Error(
              `Behind a pooler the login of DATABASE_URL must be ${role} itself, with: alter role ${role} set timezone = 'UTC'; alter role ${role} set jit = off;`,
            ),
      )
      .then(done, done);
  };
}

/** The beginning and its settings are one message: every request begins some transactions. */
function begin({ isolation, readOnly, state = {} }: TransactionOptions): string {
  const start = `begin${isolation ? ` isolation level ${isolation}` : ''}${readOnly ? ' read only' : ''}`;
  const set = Object.entries(state).map(([name, value]) => `set_config(${pg.escapeLiteral(name)}, ${pg.escapeLiteral(value)}, true)`);
  return set.length === 0 ? start : `${start}; select ${set.join(', ')}`;
}

function markBroken(connection: PooledConnection): void {
  connection.broken = true;
}

/** The work is done and committed: a failing notice must not make it look undone. */
function runHook(hook: () => void, log: DatabaseOptions['log']): void {
  try {
    hook();
  } catch (error) {
    log?.error({ err: error }, 'hook after commit failed');
  }
}

/** Serialization failure, deadlock, or a statement planned for a table that has changed since. */
function isTransient(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === '40001' || code === '40P01' || isStalePlan(error);
}
