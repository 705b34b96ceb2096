import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { testDatabase } from '../../../test/support/database.ts';
import { type ForeignServer, postgres15, startForeignServer } from '../../../test/support/postgres15.ts';
import { addressOf, asAdministrator } from '../../../test/support/server.ts';
import { type Db, migrate, migrationNames, openDatabase } from '../db/index.ts';
import { openFileStore } from '../files/index.ts';
import { backup, type Migrations, restore } from './index.ts';

const log = pino({ level: 'silent' });
const dir = join(import.meta.dirname, '../../../db/migrations');
const settings = { log, app: '0.1.0', madeAt: Temporal.Instant.from('2026-11-22T03:00:00Z') };
const bin = await postgres15();

describe.skipIf(bin === null)('an archive between the embedded server and one of version 15', () => {
  let server: ForeignServer;
  let place: string;
  beforeAll(async () => {
    server = await startForeignServer(bin ?? '');
    place = await mkdtemp(join(tmpdir(), 'yenbai-across-'));
  });
  afterAll(async () => {
    await server.stop();
    await rm(place, { recursive: true, force: true });
  });

  it('goes there and back with equal counts and hashes', async () => {
    const source = await testDatabase({ data: 'shipped' });
    const back = `yenbai_across_${process.pid}`;
    const opened: Db[] = [];
    const open = (url: string) => {
      const db = openDatabase({ url, role: 'yenbai_owner', clock: source.clock, ids: source.ids, poolSize: 2 });
      opened.push(db);
      return db;
    };
    try {
      const files = await openFileStore({ kind: 'disk', dir: join(place, 'a') });
      for (let n = 0; n < 20; n++) await files.put(randomBytes(10_000 * n), { maxBytes: 1_000_000 });
      const first = await backup({ ...settings, db: source.open('yenbai_owner'), files, out: join(place, 'a.tar.zst') });

      await asAdministratorOf(server, 'create database province');
      const old = open(server.url('province'));
      const oldFiles = await openFileStore({ kind: 'disk', dir: join(place, 'b') });
      await restore({
        directUrl: server.url('province'),
        db: old,
        files: oldFiles,
        from: join(place, 'a.tar.zst'),
        log,
        migrations: await migrationsOn(server.url('province')),
      });
      const second = await backup({ ...settings, db: old, files: oldFiles, out: join(place, 'b.tar.gz') });
      expect(second).toEqual(first);

      const here = inject('server');
      await asAdministrator(here, `create database ${back} owner yenbai_owner template template0`);
      const newest = open(addressOf(here, 'yenbai_owner', back));
      const newFiles = await openFileStore({ kind: 'disk', dir: join(place, 'c') });
      const migrations = await migrationsOn(addressOf(here, here.admin, back));
      expect(await restore({ db: newest, files: newFiles, from: join(place, 'b.tar.gz'), log, migrations })).toEqual(first);
    } finally {
      for (const db of opened) await db.close();
      await source.drop();
      await asAdministrator(inject('server'), `drop database if exists ${back} with (force)`);
    }
  });
});

async function migrationsOn(directUrl: string): Promise<Migrations> {
  return { known: await migrationNames(dir), run: async (options) => void (await migrate({ directUrl, dir, ...options })) };
}

async function asAdministratorOf(server: ForeignServer, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.url('postgres') });
  await client.connect();
  await client.query(text).finally(() => client.end());
}
