import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { isAlive } from './postmaster.ts';
import { port } from './socket-dir.ts';

/** First half of every advisory lock's key on database `postgres`; the second half is the lock's own. */
const lockClass = 0x79656e62;
const holdKey = 1;

export interface Holder {
  /** `yenbai <purpose> pid=<process> <address>`, as far as it has said. */
  readonly name: string;
  /** The server process of the holder's session. */
  readonly session: number;
  readonly since: string;
}

/** A superuser's session on database `postgres`, by which a program says that it uses the server. */
export function superuser(socketDir: string, applicationName: string, database = 'postgres'): pg.Client {
  const client = new pg.Client({
    host: socketDir,
    port,
    user: 'postgres',
    database,
    ssl: false,
    application_name: applicationName,
    options: '-c statement_timeout=0 -c lock_timeout=0',
    connectionTimeoutMillis: 30_000,
  });
  client.on('error', () => {});
  return client;
}

/** True while the server is on its way up or down, or its socket isn't there yet. */
export function isNotReady(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === '57P03' || code === 'ECONNREFUSED' || code === 'ENOENT' || code === 'ECONNRESET' || code === 'EPIPE') return true;
  return error instanceof Error && error.message.startsWith('Connection terminated');
}

/** Says "in use" (many may). False where the server is being stopped and stays so for the given time. */
export async function holdShared(client: pg.Client, patienceMs: number): Promise<boolean> {
  const until = performance.now() + patienceMs;
  for (;;) {
    if (await ask(client, 'select pg_try_advisory_lock_shared($1, $2) as got', holdKey)) return true;
    if (performance.now() > until) return false;
    await sleep(20);
  }
}

/** The server notices within this time that a killed program's session is gone. */
const noticeMs = 5_000;

/** Says "no longer in use", and whether nobody else uses it; then nobody can begin to until this session ends. */
export async function letGo(client: pg.Client): Promise<boolean> {
  await client.query('select pg_advisory_unlock_shared($1, $2)', [lockClass, holdKey]);
  const until = performance.now() + noticeMs;
  for (;;) {
    if (await ask(client, 'select pg_try_advisory_lock($1, $2) as got', holdKey)) return true;
    if ((await livingHolders(client)) || performance.now() > until) return false;
    await sleep(20);
  }
}

/** Whether any other holder's program still runs: it has written its process into its name. */
async function livingHolders(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ name: string }>(
    `select a.application_name as name from pg_locks l join pg_stat_activity a on a.pid = l.pid
      where l.locktype = 'advisory' and l.classid = $1::bigint and l.objid = $2::bigint and l.objsubid = 2 and l.granted`,
    [lockClass, holdKey],
  );
  return rows.some(({ name }) => isAlive(Number(/ pid=(\d+)/.exec(name)?.[1] ?? 0)));
}

/** Takes a name for this session alone. Null when taken, else who has it. */
export async function takeName(client: pg.Client, name: string): Promise<Holder | null> {
  const key = await nameKey(client, name);
  if (await ask(client, 'select pg_try_advisory_lock($1, $2) as got', key)) return null;
  const { rows } = await client.query<{ name: string; session: number; since: string }>(
    `select a.application_name as name, a.pid as session, to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since
       from pg_locks l join pg_stat_activity a on a.pid = l.pid
      where l.locktype = 'advisory' and l.classid = $1::bigint and l.objid = $2::bigint and l.objsubid = 2 and l.granted`,
    [lockClass, key],
  );
  return rows[0] ?? { name: 'a program that has just ended', session: 0, since: '' };
}

async function nameKey(client: pg.Client, name: string): Promise<number> {
  const { rows } = await client.query<{ key: number }>('select (hashtext($1) & 2147483647) | 2 as key', [name]);
  return rows[0]?.key ?? 0;
}

async function ask(client: pg.Client, text: string, key: number): Promise<boolean> {
  const { rows } = await client.query<{ got: boolean }>(text, [lockClass, key]);
  return rows[0]?.got === true;
}
