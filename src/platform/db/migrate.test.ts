import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { addressOf, asAdministrator } from '../../../test/support/server.ts';
import { withClient } from './connection.ts';
import { migrate, readInstallation } from './index.ts';

const real = fileURLToPath(new URL('../../../db/migrations', import.meta.url));

let name: string;
let dir: string;
let made = 0;

beforeEach(async () => {
  name = `yenbai_migrate_${process.pid}_${++made}`;
  await asAdministrator(inject('server'), `create database ${name} owner yenbai_owner`);
  dir = await mkdtemp(path.join(os.tmpdir(), 'yenbai-migrations-'));
  const base = (await readdir(real)).find((file) => file.endsWith('_platform_base.sql')) ?? '';
  await cp(path.join(real, base), path.join(dir, base));
});
afterEach(async () => {
  await asAdministrator(inject('server'), `drop database ${name} with (force)`);
  await rm(dir, { recursive: true });
});

const url = (): string => addressOf(inject('server'), inject('server').admin, name);
const run = (mode: 'demonstration' | 'production' = 'demonstration') => migrate({ directUrl: url(), dir, mode });
const add = (file: string, sql: string) => writeFile(path.join(dir, file), sql);
const ask = async (text: string): Promise<unknown[]> =>
  (await withClient({ url: url(), applicationName: 'test' }, (client) => client.query({ text, rowMode: 'array' }))).rows.flat();

describe('migrate', () => {
  it('runs each missing file once, in order, and writes down whose database it is', async () => {
    expect(await readInstallation(url())).toEqual({ state: 'empty' });
    await add('20270101T0900_trial_second.sql', 'alter table trial.thing add b int;');
    await add('20270101T0800_trial_first.sql', 'create schema trial; create table trial.thing (a int);');
    expect((await run()).applied).toEqual([
      expect.stringMatching(/_platform_base\.sql$/),
      '20270101T0800_trial_first.sql',
      '20270101T0900_trial_second.sql',
    ]);
    expect((await run()).applied).toEqual([]);
    expect(await readInstallation(url())).toMatchObject({ state: 'ours', mode: 'demonstration' });
    expect(await ask("select distinct tableowner::text from pg_tables where schemaname in ('trial', 'platform')")).toEqual([
      'yenbai_owner',
    ]);
  });

  it('is done once where many programs start at the same time', async () => {
    await add(
      '20270101T0800_trial_first.sql',
      'create schema trial; create table trial.thing (a int); insert into trial.thing values (1);',
    );
    const all = await Promise.all(Array.from({ length: 10 }, () => run()));
    expect(all.filter(({ applied }) => applied.length === 2)).toHaveLength(1);
    expect(all.filter(({ applied }) => applied.length === 0)).toHaveLength(9);
    expect(await ask('select count(*)::int from trial.thing')).toEqual([1]);
  });

  it('leaves nothing of a file that fails, says where, and goes on from there once it is mended', async () => {
    await add('20270101T0800_trial_first.sql', 'create schema trial;');
    await add('20270101T0900_trial_second.sql', 'create table trial.half (a int);\n\ncreate table trial.half (a int, nonsense);\n');
    await expect(run()).rejects.toThrow(/^db\/migrations\/20270101T0900_trial_second\.sql:3: syntax error/);
    expect(await ask("select to_regclass('trial.half')::text")).toEqual([null]);
    await add('20270101T0900_trial_second.sql', 'create table trial.half (a int);');
    expect((await run()).applied).toEqual(['20270101T0900_trial_second.sql']);
  });

  it('leaves an empty database empty when the very first file fails', async () => {
    await add('20200101T0000_trial_early.sql', 'select 1/0;');
    await expect(run()).rejects.toThrow('division by zero');
    expect(await readInstallation(url())).toEqual({ state: 'empty' });
  });

  it('refuses a file that ends its transaction', async () => {
    await add('20270101T0800_trial_first.sql', 'create schema trial; commit;');
    await expect(run()).rejects.toThrow('must not end its transaction');
  });

  it('refuses a file that was edited after it ran; other line ends are no edit', async () => {
    await add('20270101T0800_trial_first.sql', 'create schema trial;\n');
    await run();
    await add('20270101T0800_trial_first.sql', 'create schema trial;\r\n');
    expect((await run()).applied).toEqual([]);
    await add('20270101T0800_trial_first.sql', 'create schema trials;\n');
    await expect(run()).rejects.toThrow('20270101T0800_trial_first.sql was changed after it ran');
  });

  it('refuses a database that a newer program has migrated', async () => {
    await add('20290101T0800_trial_future.sql', 'create schema trial;');
    await run();
    await rm(path.join(dir, '20290101T0800_trial_future.sql'));
    await expect(run()).rejects.toThrow(/newer than this program.*20290101T0800_trial_future/);
  });

  it('refuses a database of somebody else, and one of the other mode', async () => {
    await ask('create table public.theirs (a int)');
    expect(await readInstallation(url())).toEqual({ state: 'foreign' });
    await expect(run()).rejects.toThrow('did not make');
    await ask('drop table public.theirs');
    await run('production');
    await expect(run('demonstration')).rejects.toThrow('production mode');
  });

  it('refuses a file whose name has no place in the order', async () => {
    await add('fix.sql', 'select 1');
    await expect(run()).rejects.toThrow('a migration is named');
  });
});

describe('db/migrations', () => {
  it('names its newest file in .newest, so that two changes made at the same time meet in review', async () => {
    const files = (await readdir(real)).filter((file) => file.endsWith('.sql')).sort();
    const newest = (await readFile(path.join(real, '.newest'), 'utf8')).trim();
    expect(newest, 'run `npm run db:types`').toBe(files.at(-1));
  });
});
