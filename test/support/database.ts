import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import { type SettableClock, settableClock } from '../../src/platform/clock/index.ts';
import { type DatabaseOptions, type DatabaseRole, type Db, openDatabase } from '../../src/platform/db/index.ts';
import { type Ids, uuidIds } from '../../src/platform/ids/index.ts';
import { addressOf, asAdministrator, type TestServer } from './server.ts';

export interface TestDatabase {
  /** As yenbai_app, like the running programs. */
  readonly db: Db;
  /** Stands at 2026-11-22 10:00 in the installation's time zone until a test moves it. */
  readonly clock: SettableClock;
  readonly ids: Ids;
  readonly name: string;
  /** An address whose sessions are in (or step down to) the role. */
  url(role?: DatabaseRole): string;
  /** Another pool on the same database; closed by `drop` if the test doesn't. */
  open(role: DatabaseRole, options?: Partial<DatabaseOptions>): Db;
  /** Closes the pools and removes the database. Throws when a session of somebody else is still open: a leak in the code under test. */
  drop(): Promise<void>;
}

let made = 0;

/** A database of its own for a test or a file of tests: a copy of the migrated template, empty or with the shipped data. Always `drop` it. */
export async function testDatabase(options: { data?: 'none' | 'shipped' } = {}): Promise<TestDatabase> {
  const server = inject('server');
  const name = `yenbai_test_${process.pid}_${++made}`;
  await createCopy(server, name, options.data === 'shipped' ? `${server.template}_shipped` : server.template);
  const clock = settableClock('2026-11-22T03:00:00Z', 'Asia/Ho_Chi_Minh');
  const ids = uuidIds;
  const url = (role: DatabaseRole = 'yenbai_app'): string => addressOf(server, role, name);
  const opened: Db[] = [];
  const open = (role: DatabaseRole, options: Partial<DatabaseOptions> = {}): Db => {
    const db = openDatabase({ url: url(role), role, clock, ids, poolSize: 5, applicationName: `test ${role}`, ...options });
    opened.push(db);
    return db;
  };
  return {
    db: open('yenbai_app'),
    clock,
    ids,
    name,
    url,
    open,
    drop: async () => {
      await Promise.all(opened.map((db) => db.close()));
      const left = await sessionsLeft(server, name);
      await asAdministrator(server, `drop database ${name} with (force)`);
      if (left.length > 0) throw new Error(`Sessions left open on the test's database: ${left.join(', ')}`);
    },
  };
}

/** Copies of the same template can't be made at the same time as it is looked into; somebody else's glance is over soon. */
async function createCopy(server: TestServer, name: string, template: string): Promise<void> {
  for (let again = 50; ; again--) {
    try {
      await asAdministrator(server, `create database ${name} owner yenbai_owner template ${template} strategy file_copy`);
      // As an installation's database is: nobody has a right that was not given.
      await asAdministrator(
        server,
        `revoke all on database ${name} from public; grant connect on database ${name} to yenbai_app, yenbai_reader; grant temporary on database ${name} to yenbai_app`,
      );
      return;
    } catch (error) {
      const inUse = error instanceof Error && 'code' in error && error.code === '55006';
      if (!inUse || again === 0) throw error;
      await sleep(50);
    }
  }
}

async function sessionsLeft(server: TestServer, name: string): Promise<string[]> {
  for (let again = 15; ; again--) {
    const rows = await asAdministrator(
      server,
      "select application_name || ': ' || left(query, 100) as session from pg_stat_activity where datname = $1",
      [name],
    );
    if (rows.length === 0 || again === 0) return rows.map((row) => String(row.session));
    await sleep(25);
  }
}
