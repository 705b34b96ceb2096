import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate, writeCatalogue } from '../../platform/db/index.ts';
import { openEmbedded } from '../../platform/postgres/index.ts';
import { migrationsDir } from '../migrate.ts';
import { projectDir } from '../open.ts';

/**
 * `npm run db:types`: runs all migrations on a server made for the purpose, reads what came out, and writes db/schema.sql and
 * each module's rows.gen.ts, and names the newest migration in db/migrations/.newest. The installation's own database is not touched.
 */
export async function catalogue(): Promise<void> {
  const newest = (await readdir(migrationsDir))
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .at(-1);
  await writeFile(join(migrationsDir, '.newest'), `${newest}\n`);
  const dataDir = await mkdtemp(join(tmpdir(), 'yenbai-types-'));
  try {
    const server = await openEmbedded({ dataDir, durable: false, purpose: 'types' });
    try {
      const directUrl = server.url('yenbai_owner');
      await migrate({ directUrl, dir: migrationsDir, mode: 'demonstration' });
      const client = new pg.Client({ connectionString: directUrl });
      await client.connect();
      const written = await writeCatalogue(client, projectDir).finally(() => client.end());
      process.stdout.write(written.length > 0 ? `Written: ${written.join(', ')}\n` : 'Nothing has changed.\n');
    } finally {
      await server.release();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
