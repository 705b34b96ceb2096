/**
 * The archive: a tar, compressed by Zstandard or gzip. `header.json` comes first, then each table in parts
 * (`tables/<schema>.<table>/000001`, PostgreSQL's text COPY format, parts joined give the table), then the files
 * (`files/<sha256>`), and `manifest.json` last, with what only the end knows. An archive without its manifest is incomplete.
 */
export const formatVersion = 1;

/** Bytes of a table's part: what is held in memory at once. */
export const partBytes = 4 * 1024 * 1024;

/** Jobs are made again from the outbox and the schedules. */
export const leftOutSchemas: readonly string[] = ['pgboss'];

/**
 * Counters of the moment, what is computed from other tables, and the list of migrations, which the migrator writes itself. And what
 * must not come back to life: sessions that were ended after the archive was made, attempts to sign in and their counters. After a
 * restore everybody signs in again.
 */
export const leftOutTables: readonly RegExp[] = [
  /^platform\.rate_counter$/,
  /^platform\.migration$/,
  /^territory\.map_closure/,
  /^people\.(session|attempt|throttle)$/,
];

export interface AppliedMigration {
  readonly name: string;
  readonly sha256: string;
}

export interface ArchivedTable {
  /** schema.table */
  readonly name: string;
  /** Written columns, in the order of the parts; computed ones are left out. */
  readonly columns: readonly string[];
}

export interface Header {
  readonly format: 'yenbai-archive';
  readonly version: number;
  readonly app: string;
  /** ISO instant. */
  readonly madeAt: string;
  /** Version of the server it came from, as `server_version_num`. */
  readonly server: number;
  readonly installation: { readonly id: string; readonly mode: 'demonstration' | 'production' };
  readonly migrations: readonly AppliedMigration[];
  /** In the order in which they are loaded: what is referred to comes first. */
  readonly tables: readonly ArchivedTable[];
}

export interface Manifest {
  /** Per table: rows, and SHA-256 of its parts joined. */
  readonly tables: Readonly<Record<string, { readonly rows: number; readonly sha256: string }>>;
  /** Per sequence (schema.sequence): where it stands. */
  readonly sequences: Readonly<Record<string, { readonly last: string; readonly called: boolean }>>;
  readonly files: { readonly count: number; readonly bytes: number; readonly sha256: string };
}

/** The archive can't be used: damaged, incomplete, of an unknown format, or made by a newer program. Nothing was changed. */
export class ArchiveRefused extends Error {
  override name = 'ArchiveRefused';
}

/** The database that should take the archive holds something already. Nothing was changed. */
export class TargetNotEmpty extends Error {
  override name = 'TargetNotEmpty';
}

/** Quotes a name for SQL. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `schema.table` quoted for SQL. Throws unless it is two plain names. */
export function quoteTable(name: string): string {
  const match = /^([a-z_][a-z0-9_]*)\.([a-z_][a-z0-9_]*)$/.exec(name);
  if (!match?.[1] || !match[2]) throw new ArchiveRefused(`"${name}" is not the name of a table`);
  return `${quoteName(match[1])}.${quoteName(match[2])}`;
}
