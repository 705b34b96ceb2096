/** `npm run routes`: every address with the right it demands, for reviewers. */
import { join } from 'node:path';
import { openIdentity } from '../../people/index.ts';
import { createWeb } from '../../platform/http/index.ts';
import { openContext, openGround, projectDir } from '../open.ts';

export async function printRoutes(): Promise<void> {
  const ground = await openGround('routes');
  try {
    const context = await openContext(ground, 'routes');
    const { app, routes } = await createWeb(context, openIdentity(context), join(projectDir, 'dist', 'assets'));
    for (const { method, url, right, demonstration } of routes.filter((one) => one.method !== 'HEAD' && !one.url.startsWith('/assets/'))) {
      process.stdout.write(`${method.padEnd(6)} ${url.padEnd(48)} ${right}${demonstration ? '  (demonstration only)' : ''}\n`);
    }
    await app.close();
  } finally {
    await ground.close();
  }
}
