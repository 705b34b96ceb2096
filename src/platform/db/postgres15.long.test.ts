import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/support/database.ts';
import { type ForeignServer, postgres15, startForeignServer } from '../../../test/support/postgres15.ts';
import { settableClock } from '../clock/index.ts';
import { uuidIds } from '../ids/index.ts';
import { printCatalogue } from './catalogue/print.ts';
import { readCatalogue } from './catalogue/read.ts';
import { trial } from './catalogue/trial.fixture.ts';
import { withClient } from './connection.ts';
import { catalogueFiles, migrate, openDatabase, readInstallation } from './index.ts';

const projectDir = fileURLToPath(new URL('../../..', import.meta.url));
const dir = fileURLToPath(new URL('../../../db/migrations', import.meta.url));
const bin = await postgres15();

describe.skipIf(bin === null)('on a server of version 15 that an administrator runs', () => {
  let server: ForeignServer;
  const run = (url: string, text: string) => withClient({ url, applicationName: 'test' }, (client) => client.query(text));

  beforeAll(async () => {
    server = await startForeignServer(bin ?? '');
  });
  afterAll(() => server.stop());

  it('a login without rights is told what an administrator has to run, and with that it works', async () => {
    await run(server.url('postgres'), 'create role operator login');
    await run(server.url('postgres'), 'create database province');
    const directUrl = server.url('province', 'operator');
    const error = await migrate({ directUrl, dir, mode: 'production' }).catch((reason: unknown) => reason);
    const told = String(error);
    expect(told).toContain('An administrator has to run');
    expect(await readInstallation(directUrl)).toEqual({ state: 'empty' });

    // What the message says is run as it stands, until nothing is missing.
    for (let again = 0; again < 5; again++) {
      const reason = await migrate({ directUrl, dir, mode: 'production' }).then(
        () => null,
        (failure: unknown) => String(failure),
      );
      if (reason === null) break;
      await run(server.url('province'), reason.slice(reason.indexOf(':\n') + 2));
    }
    expect(await readInstallation(directUrl)).toMatchObject({ state: 'ours', mode: 'production' });
  });

  it('the running program steps down to its role', async () => {
    await run(server.url('postgres'), 'grant yenbai_app to operator');
    const db = openDatabase({
      url: server.url('province', 'operator'),
      role: 'yenbai_app',
      clock: settableClock('2026-11-22T03:00:00Z', 'Asia/Ho_Chi_Minh'),
      ids: uuidIds,
    });
    try {
      expect((await sql`select current_user::text as role`.execute(db.rows())).rows).toEqual([{ role: 'yenbai_app' }]);
      await expect(sql`drop table platform.installation`.execute(db.rows())).rejects.toThrow('must be owner');
    } finally {
      await db.close();
    }
  });

  it('the catalogue reads the same as on the newest', async () => {
    await run(server.url('postgres'), 'create database catalogue');
    await migrate({ directUrl: server.url('catalogue'), dir, mode: 'demonstration' });
    const read = async (client: pg.Client) => {
      const files = new Map(await catalogueFiles(client, projectDir));
      await client.query(`set role yenbai_owner; ${trial}`);
      return files.set('trial', printCatalogue(await readCatalogue(client)));
    };
    const old = await withClient({ url: server.url('catalogue'), applicationName: 'test' }, read);
    const test = await testDatabase();
    try {
      const now = await test.open('yenbai_owner').direct(read);
      for (const [file, text] of now) expect(old.get(file), file).toBe(text);
      expect([...old.keys()]).toEqual([...now.keys()]);
    } finally {
      await test.drop();
    }
  });
});
