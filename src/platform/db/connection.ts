import pg from 'pg';
import { types } from './parsers.ts';
import type { DatabaseRole, SessionLimits } from './types.ts';

export interface SessionOptions {
  url: string;
  /** Step down to this role at the start of the session, unless the login is that role already. */
  role?: DatabaseRole;
  limits?: SessionLimits;
  applicationName: string;
  /** Behind a transaction pooler no startup option is sent: poolers refuse those that they don't know. */
  pooled?: boolean;
}

/** The settings of every session, in the form of startup options. */
function sessionSettings(limits: SessionLimits = {}): Record<string, string> {
  return {
    TimeZone: 'UTC',
    DateStyle: 'ISO',
    search_path: 'public',
    // Compiling takes seconds, our statements milliseconds; a planner that overrates one would compile it.
    jit: 'off',
    statement_timeout: String(limits.statementMs ?? 30_000),
    lock_timeout: String(limits.lockMs ?? 10_000),
    idle_in_transaction_session_timeout: String(limits.idleInTransactionMs ?? 60_000),
  };
}

/** pg's settings for one session on the given server. Throws where the address can't be read. */
export function clientConfig(options: SessionOptions): pg.ClientConfig {
  const settings: Record<string, string> = options.pooled ? {} : sessionSettings(options.limits);
  if (options.role && !options.pooled && loginOf(options.url) !== options.role) settings.role = options.role;
  const startup = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  return {
    connectionString: options.url,
    application_name: options.applicationName,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    types,
    ...(startup.length > 0 ? { options: startup.join(' ') } : {}),
  };
}

/** The login, database and server that an address names, without its password: for comparisons and messages. */
function describeUrl(url: string): { user: string; database: string; host: string; port: number } {
  const client = new pg.Client({ connectionString: url });
  return { user: client.user ?? '', database: client.database ?? '', host: client.host, port: client.port };
}

function loginOf(url: string): string {
  return describeUrl(url).user;
}

/** Opens one session, gives it to the function, closes it. */
export async function withClient<T>(options: SessionOptions, fn: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(clientConfig(options));
  // A broken connection also rejects the running query; without a listener it would end the process.
  client.on('error', () => {});
  await client.connect();
  try {
    return await fn(client);
  } finally {
    await client.end().catch(() => {});
  }
}
