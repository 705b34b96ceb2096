import type pg from 'pg';
import type { Logger } from '../log/index.ts';
import { withClient } from './connection.ts';
import { prepareGround } from './ground.ts';
import { type InstallationMode, installationOf, markInstallation } from './installation.ts';
import { type MigrationFile, readMigrations } from './migration-files.ts';

export interface MigrateOptions {
  /** Past any pooler; a login that is yenbai_owner or a member of it. */
  directUrl: string;
  /** The directory of the SQL files. */
  dir: string;
  /** Written down when the database is made; an existing database must have been made in the same mode. */
  mode: InstallationMode;
  /** Stop after this file: for a restore, which loads an archive in the shape it was made in. Default: all. */
  to?: string;
  log?: Logger | undefined;
}

/** The names of the migrations in a directory, in order. */
export async function migrationNames(dir: string): Promise<readonly string[]> {
  return (await readMigrations(dir)).map((file) => file.name);
}

/** Any two programs that migrate the same database meet here; the lock ends with the session, however that ends. */
const lock = 0x79656e6d;

/**
 * Brings a database to the newest shape: each missing file in a transaction of its own, as yenbai_owner, in the order of names.
 * Safe to run from many programs at once and after a crash. Throws, changing nothing, where the database is somebody else's, was
 * made in the other mode, holds migrations that this program doesn't know, or ran a file that has been edited since.
 */
export async function migrate(options: MigrateOptions): Promise<{ applied: readonly string[] }> {
  const all = await readMigrations(options.dir);
  const { to } = options;
  const files = to === undefined ? all : all.filter((file) => file.name <= to);
  const session = {
    url: options.directUrl,
    applicationName: 'yenbai migrate',
    limits: { statementMs: 0, lockMs: 0, idleInTransactionMs: 0 },
  };
  return withClient(session, async (client) => {
    await client.query('select pg_advisory_lock($1)', [lock]);
    const found = await installationOf(client);
    if (found.state === 'foreign') throw new Error('The database holds tables that this system did not make: give an empty database');
    if (found.state === 'ours' && found.mode !== options.mode) {
      throw new Error(`The database was made in ${found.mode} mode, not in ${options.mode} mode`);
    }
    await prepareGround(client);
    const missing = compare(files, await readApplied(client));
    for (const file of missing) await apply(client, file, options, found.state === 'empty' && file === missing[0]);
    return { applied: missing.map((file) => file.name) };
  });
}

interface Applied {
  name: string;
  sha256: string;
}

async function readApplied(client: pg.Client): Promise<readonly Applied[]> {
  const { rows } = await client.query<{ there: boolean }>("select to_regclass('platform.migration') is not null as there");
  if (!rows[0]?.there) return [];
  return (await client.query<Applied>('select name, sha256 from platform.migration order by name')).rows;
}

function compare(files: readonly MigrationFile[], applied: readonly Applied[]): readonly MigrationFile[] {
  const known = new Map(files.map((file) => [file.name, file]));
  const unknown = applied.filter(({ name }) => !known.has(name)).map(({ name }) => name);
  if (unknown.length > 0) {
    throw new Error(
      `The database is newer than this program: it has ${unknown.join(', ')}. Start the newer program, or restore an archive of this one`,
    );
  }
  const edited = applied.find(({ name, sha256 }) => known.get(name)?.sha256 !== sha256);
  if (edited) {
    throw new Error(`db/migrations/${edited.name} was changed after it ran on this database. Undo the change and write a new migration`);
  }
  const done = new Set(applied.map(({ name }) => name));
  return files.filter(({ name }) => !done.has(name));
}

const bootstrap = `
  create schema if not exists platform;
  create table if not exists platform.migration (
    name text collate "C" primary key,
    sha256 text collate "C" not null,
    applied_at timestamptz not null default now()
  );
  comment on table platform.migration is 'The files of db/migrations that ran here.';
  comment on column platform.migration.name is 'The file''s name, which is also the order.';
  comment on column platform.migration.sha256 is 'Of the file''s text, so that a later edit is noticed.';
  comment on column platform.migration.applied_at is 'When it ran.';`;

async function apply(client: pg.Client, file: MigrationFile, options: MigrateOptions, first: boolean): Promise<void> {
  const started = performance.now();
  try {
    await client.query('begin');
    await client.query('set local role yenbai_owner');
    if (first) await client.query(bootstrap);
    await client.query(file.sql);
    if (client.getTransactionStatus() !== 'T') throw new Error('a migration must not end its transaction');
    await client.query('insert into platform.migration (name, sha256) values ($1, $2)', [file.name, file.sha256]);
    if (first) await markInstallation(client, options.mode);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw explain(file, error);
  }
  options.log?.info({ migration: file.name, ms: Math.round(performance.now() - started) }, 'migrated');
}

function explain(file: MigrationFile, error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  const position = error instanceof Error && 'position' in error ? Number(error.position) : 0;
  const line = position > 0 ? `:${file.sql.slice(0, position).split('\n').length}` : '';
  return new Error(`db/migrations/${file.name}${line}: ${message}`, { cause: error });
}
