import { migrateGround } from '../migrate.ts';
import { openContext, openGround } from '../open.ts';
import { terminalProgress } from '../progress.ts';
import { seed } from '../seed.ts';

/** `npm run migrate`: the newest shape and the shipped reference data, for deployments where `web` and `worker` run apart. */
export async function migrateCommand(): Promise<void> {
  const progress = terminalProgress();
  const ground = await openGround('migrate');
  try {
    await migrateGround(ground);
    await seed(ground, await openContext(ground, 'migrate'), progress);
  } finally {
    progress.done();
    await ground.close();
  }
}
