import { hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

export interface MigrationFile {
  /** The file's name, which is also the order. */
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

const shape = /^\d{8}T\d{4}_[a-z]+_[a-z0-9-]+(_[a-z0-9-]+)*\.sql$/;

/** The migrations of a directory in the order of their names. Throws for a file whose name has another shape. */
export async function readMigrations(dir: string): Promise<readonly MigrationFile[]> {
  const names = (await readdir(dir)).filter((name) => !name.startsWith('.')).sort();
  const strange = names.find((name) => !shape.test(name));
  if (strange) throw new Error(`db/migrations/${strange}: a migration is named <yyyymmdd>T<hhmm>_<module>_<what>.sql`);
  return Promise.all(
    names.map(async (name) => {
      // Line ends may differ from one checkout to another; what is run and compared does not.
      const sql = (await readFile(path.join(dir, name), 'utf8')).replaceAll('\r\n', '\n');
      return { name, sql, sha256: hash('sha256', sql, 'hex') };
    }),
  );
}
