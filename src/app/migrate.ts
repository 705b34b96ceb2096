/** Brings the database of this installation to the newest shape, and refuses one that is not ours to write to. */
import { join } from 'node:path';
import { migrate, readInstallation } from '../platform/db/index.ts';
import { installJobs } from '../platform/jobs/index.ts';
import { type Ground, projectDir } from './open.ts';
import { Stop } from './stop.ts';

/** Where the plain SQL files are, beside the built program or the sources. */
export const migrationsDir = join(projectDir, 'db', 'migrations');

/**
 * Applies what is missing; safe when several programs start at once.
 * Throws Stop when the database belongs to another mode: demonstration never writes to a database that it did not create.
 */
export async function migrateGround(ground: Ground): Promise<void> {
  const { config, log } = ground;
  const { directUrl } = ground.connection('yenbai_owner');
  const before = await readInstallation(directUrl);
  const mode = config.YENBAI_MODE;
  if (before.state === 'foreign') {
    throw new Stop(
      mode === 'demonstration'
        ? 'The database given already holds tables that this system did not create, and a demonstration writes only to its own. Give an empty database.'
        : 'The database given already holds tables that this system did not create. Give an empty database, or one of this system.',
    );
  }
  if (before.state === 'ours' && before.mode !== mode) {
    throw new Stop(
      `This database was made in ${before.mode} mode and YENBAI_MODE is ${mode}. Set YENBAI_MODE=${before.mode}, or give another database.`,
    );
  }
  await migrate({ directUrl, dir: migrationsDir, mode, log });
  await ground.openDb('yenbai_owner', 'migrate').direct(installJobs);
}
