/** `npm run backup -- FILE` and `npm run restore -- FILE`: one portable archive of database and files. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beginEraAfterRestore } from '../../audit/index.ts';
import { ArchiveRefused, backup, restore, TargetNotEmpty } from '../../platform/backup/index.ts';
import { systemClock } from '../../platform/clock/index.ts';
import { migrate, migrationNames } from '../../platform/db/index.ts';
import { openFileStore } from '../../platform/files/index.ts';
import { installJobs } from '../../platform/jobs/index.ts';
import { migrationsDir } from '../migrate.ts';
import { fileStoreOptions, type Ground, openGround, projectDir } from '../open.ts';
import { Stop } from '../stop.ts';

/** The archive's path, as the caller's own folder reads it: npm runs commands in the project's folder. */
function archivePath(args: readonly string[], command: string): string {
  const [name] = args;
  if (!name) throw new Stop(`Which file? npm run ${command} -- /path/to/archive.tar.zst`);
  return resolve(process.env.INIT_CWD ?? process.cwd(), name);
}

async function withGround(purpose: string, work: (ground: Ground) => Promise<void>): Promise<void> {
  const ground = await openGround(purpose);
  try {
    await work(ground);
  } finally {
    await ground.close();
  }
}

export async function backupCommand(args: readonly string[]): Promise<void> {
  const out = archivePath(args, 'backup');
  const { version } = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8')) as { version: string };
  await withGround('backup', async (ground) => {
    const manifest = await backup({
      db: ground.openDb('yenbai_owner', 'backup'),
      files: await openFileStore(fileStoreOptions(ground)),
      out,
      log: ground.log,
      app: version,
      madeAt: systemClock(ground.config.TIME_ZONE).now(),
    });
    const rows = Object.values(manifest.tables).reduce((sum, table) => sum + table.rows, 0);
    process.stdout.write(`${out}: ${Object.keys(manifest.tables).length} tables, ${rows} rows, ${manifest.files.count} files\n`);
  });
}

export async function restoreCommand(args: readonly string[]): Promise<void> {
  const from = archivePath(args, 'restore');
  await withGround('restore', async (ground) => {
    const held = await ground.embedded?.holdOnly('start');
    if (held && !held.ok)
      throw new Stop(
        `The system is running ("${held.holder.name}"). Stop it, and restore into an empty data folder (YENBAI_DATA_DIR) or database.`,
      );
    const { directUrl } = ground.connection('yenbai_owner');
    const db = ground.openDb('yenbai_owner', 'restore');
    try {
      const manifest = await restore({
        db,
        directUrl,
        afterLoad: beginEraAfterRestore,
        files: await openFileStore(fileStoreOptions(ground)),
        from,
        log: ground.log,
        migrations: {
          known: await migrationNames(migrationsDir),
          run: async ({ to, mode }) => {
            if (mode !== ground.config.YENBAI_MODE) throw new Stop(`The archive was made in ${mode} mode: set YENBAI_MODE=${mode}.`);
            await migrate({ directUrl, dir: migrationsDir, mode, log: ground.log, ...(to ? { to } : {}) });
            if (!to) await db.direct(installJobs);
          },
        },
      });
      const rows = Object.values(manifest.tables).reduce((sum, table) => sum + table.rows, 0);
      process.stdout.write(
        `${Object.keys(manifest.tables).length} tables, ${rows} rows, ${manifest.files.count} files: counts and hashes equal to the archive\n`,
      );
    } catch (error) {
      if (error instanceof ArchiveRefused || error instanceof TargetNotEmpty) throw new Stop(error.message);
      throw error;
    }
  });
}
