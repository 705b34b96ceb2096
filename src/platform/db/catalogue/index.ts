import { access, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';
import { printCatalogue } from './print.ts';
import { readCatalogue } from './read.ts';
import { printRowTypes } from './row-types.ts';

/**
 * What db/schema.sql and src/<module>/rows.gen.ts must hold for the database that the session is in: path from the project's
 * folder → text. Throws for a schema without a module's folder, and for a column type that nobody has put into words yet.
 */
export async function catalogueFiles(client: pg.Client, projectDir: string): Promise<ReadonlyMap<string, string>> {
  const catalogue = await readCatalogue(client);
  const files = new Map([[path.join('db', 'schema.sql'), printCatalogue(catalogue)]]);
  for (const schema of catalogue.schemas) {
    const folder = path.join('src', schema.name);
    await access(path.join(projectDir, folder)).catch(() => {
      throw new Error(`Schema ${schema.name} has no module: a schema belongs to the module of the same name, src/${schema.name}`);
    });
    files.set(
      path.join(folder, 'rows.gen.ts'),
      printRowTypes(schema, schema.name === 'platform' ? './db/index.ts' : '../platform/db/index.ts'),
    );
  }
  return files;
}

/** Writes those files where they differ; answers with the paths that were written. */
export async function writeCatalogue(client: pg.Client, projectDir: string): Promise<readonly string[]> {
  const written: string[] = [];
  for (const [file, text] of await catalogueFiles(client, projectDir)) {
    const full = path.join(projectDir, file);
    const before = await readFile(full, 'utf8').catch(() => null);
    if (before === text) continue;
    await writeFile(full, text);
    written.push(file);
  }
  return written;
}
