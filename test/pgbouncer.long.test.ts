/** The same proof of row-level security behind a transaction pooler, where each session of the server serves everybody in turn. */
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openDatabase } from '../src/platform/db/index.ts';
import { uuidIds } from '../src/platform/ids/index.ts';
import { startApp, type TestApp } from './support/app.ts';
import { findPgBouncer, type Pooler, startPgBouncer } from './support/pgbouncer.ts';
import { forgetful, proveRowLevelSecurity } from './support/row-level.ts';
import { asAdministrator } from './support/server.ts';

const bin = await findPgBouncer();

describe.skipIf(bin === null)('behind PgBouncer in transaction mode, without prepared statements', () => {
  let app: TestApp;
  let pooler: Pooler;
  beforeAll(async () => {
    const server = inject('server');
    await asAdministrator(server, "alter role yenbai_app set timezone = 'UTC'; alter role yenbai_app set jit = off");
    app = await startApp({ YENBAI_DB_PREPARE: 'off' }, [forgetful], async (database) => {
      pooler = await startPgBouncer(bin as string, server, database.name);
      return openDatabase({
        url: pooler.url(database.name),
        directUrl: database.url(),
        role: 'yenbai_app',
        clock: database.clock,
        ids: uuidIds,
        prepare: false,
        poolSize: 20,
        applicationName: 'test pooled',
      });
    });
  });
  afterAll(async () => {
    await app.context.db.close();
    await pooler.stop();
    await app.close();
  });

  test('each sees their own place and nothing of others, however the sessions are lent', async () => {
    for (let round = 0; round < 10; round += 1) await proveRowLevelSecurity(app);
  });

  test('pages of officials and of everybody answer', async () => {
    const cookie = await app.signedIn('operator');
    for (const path of ['/', '/units', '/console', '/console/territory']) {
      expect([path, (await fetch(`${app.address}${path}`, { headers: { cookie } })).status]).toEqual([path, 200]);
    }
  });
});
