import pg from 'pg';
import type { Db } from '../db/index.ts';
import type { FileStore } from '../files/index.ts';
import type { Logger } from '../log/index.ts';
import { appliedMigrations, prepareSession } from './catalogue.ts';
import { fileDigest, storeFile } from './files.ts';
import { ArchiveRefused, formatVersion, type Header, type Manifest, TargetNotEmpty } from './format.ts';
import { type Loading, startLoading } from './load.ts';
import { type Part, textOf, unpack } from './unpack.ts';

export interface Migrations {
  /** Names of the migrations that this program knows, in order. */
  readonly known: readonly string[];
  /** Runs those that are missing, up to and including `to`; to the newest without it. */
  run(options: { to?: string; mode: 'demonstration' | 'production' }): Promise<void>;
}

interface RestoreOptions {
  /** An empty database, opened as yenbai_owner. */
  db: Db;
  /** The same database as the login itself, for a server where the role yenbai_owner is only made by the migrations. Default: `db`. */
  directUrl?: string;
  files: FileStore;
  /** Path of the archive. */
  from: string;
  log: Logger;
  migrations: Migrations;
  /** Runs at the end of the transaction that loads the archive: what must be true before anything else writes. */
  afterLoad?: (client: pg.Client) => Promise<void>;
}

/** Stands in the database from the beginning of a restore to its end: what is in it is half a restore. */
const marker = 'restore_in_progress';

/**
 * Loads an archive into an empty database and the file store, compares every table and file with the archive's manifest, and
 * brings the database to the newest migration. All of the loading is one transaction: after a failure or a crash the database
 * has no data, and the restore can be run again. Throws TargetNotEmpty or ArchiveRefused, having changed nothing.
 */
export async function restore(options: RestoreOptions): Promise<Manifest> {
  const { db, from, log, migrations } = options;
  const parts = unpack(from);
  const added: string[] = [];
  try {
    const header = await readHeader(parts, migrations.known);
    await (options.directUrl === undefined ? db.direct(claim) : asLogin(options.directUrl, claim));
    const level = header.migrations.at(-1)?.name;
    await migrations.run({ mode: header.installation.mode, ...(level ? { to: level } : {}) });
    log.info({ from, madeAt: header.madeAt, tables: header.tables.length }, 'restore: loading');
    const manifest = await db.direct(async (client) => {
      await prepareSession(client);
      await client.query('begin');
      await compareMigrations(client, header);
      const loading = await startLoading(client, header);
      const found = await readParts(parts, loading, options, added);
      await loading.finish(found);
      await options.afterLoad?.(client);
      // The marker belongs to the login; the role of the session is not its owner.
      await client.query(`set local role none; drop schema if exists ${marker}`);
      await client.query('commit');
      await client.query('analyze');
      return found;
    });
    await migrations.run({ mode: header.installation.mode });
    log.info(
      { tables: Object.keys(manifest.tables).length, files: manifest.files.count },
      'restore: done, all counts and hashes are equal',
    );
    return manifest;
  } catch (error) {
    for (const hash of added) await options.files.remove(hash);
    throw error;
  } finally {
    await parts.return(undefined);
  }
}

type Parts = AsyncGenerator<{ part: Part; content: AsyncIterable<Buffer> }>;

async function readHeader(parts: Parts, known: readonly string[]): Promise<Header> {
  const first = await parts.next();
  if (first.done || first.value.part.kind !== 'header') throw new ArchiveRefused('the archive does not begin with its header');
  const header = parseJson<Header>(await textOf(first.value.content));
  if (header.format !== 'yenbai-archive') throw new ArchiveRefused('this is not an archive of this system');
  if (header.version !== formatVersion) {
    throw new ArchiveRefused(
      `the archive has format ${header.version}, this program reads format ${formatVersion}: use the program that wrote it, or a newer one`,
    );
  }
  const newer = header.migrations.filter(({ name }) => !known.includes(name));
  if (newer.length > 0) {
    throw new ArchiveRefused(`the archive was made by a newer program: it has ${newer.map(({ name }) => name).join(', ')}`);
  }
  return header;
}

/** Marks an empty database as being restored; one that a broken restore left is taken up again. */
async function claim(client: pg.Client): Promise<void> {
  const found = await client.query<{ claimed: boolean; tables: string | null }>(`
    select to_regnamespace('${marker}') is not null as claimed,
      (select string_agg(name, ', ') from (
        select nspname || '.' || relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where relkind in ('r', 'p', 'v', 'm', 'f') and nspname not like 'pg\\_%' and nspname <> 'information_schema'
          and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
        order by 1 limit 3) as found) as tables`);
  const { claimed, tables } = found.rows[0] ?? { claimed: false, tables: null };
  if (claimed) return;
  if (tables) throw new TargetNotEmpty(`the database is not empty (it has ${tables} …): an archive is only restored into an empty one`);
  await client.query(`create schema ${marker}`);
}

async function asLogin(url: string, fn: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'yenbai restore' });
  await client.connect();
  try {
    await fn(client);
  } finally {
    await client.end();
  }
}

async function compareMigrations(client: pg.Client, header: Header): Promise<void> {
  const applied = await appliedMigrations(client);
  const level = header.migrations;
  const same =
    applied.length === level.length &&
    applied.every(({ name, sha256 }, index) => level[index]?.name === name && level[index]?.sha256 === sha256);
  if (!same) throw new ArchiveRefused('the migrations of the archive are not those of this program: their names or texts differ');
}

async function readParts(parts: Parts, loading: Loading, options: RestoreOptions, added: string[]): Promise<Manifest> {
  const digest = fileDigest();
  let manifest: Manifest | null = null;
  for await (const { part, content } of parts) {
    if (manifest || part.kind === 'header') throw new ArchiveRefused('the archive goes on after its end');
    if (part.kind === 'table') await loading.take(part.table, part.part, content);
    else if (part.kind === 'file') {
      digest.add(part);
      if (await storeFile(options.files, part, content)) added.push(part.hash);
    } else manifest = parseJson<Manifest>(await textOf(content));
  }
  if (!manifest) throw new ArchiveRefused('the archive has no end: it was cut short');
  digest.compare(manifest.files);
  return manifest;
}

function parseJson<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new ArchiveRefused('a description in the archive cannot be read');
  }
}
