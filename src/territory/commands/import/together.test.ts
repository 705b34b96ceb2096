import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../../test/support/database.ts';
import { system } from '../../../platform/session/index.ts';
import { loadLevels, loadUnitTypes } from '../../load/levels.ts';
import { applyImport } from './apply.ts';
import { takeImportLock, whoImports } from './lock.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await database.db.transaction(async (tx) => {
    await loadLevels(tx, 'id,rank,has_codes,name_vi,name_en\nregion,1,no,vùng,region\n');
    await loadUnitTypes(tx, 'id,level,name_vi,name_en\nvung,region,vùng,region\n');
  });
});
afterAll(() => database.drop());

const file = (name: string) => ({
  kind: 'units' as const,
  fileName: 'u.csv',
  bytes: Buffer.from(`name,type,valid_from\n${name},vùng,2020-01-01\n`),
});
const count = async () =>
  (
    await sql<{ n: number }>`select (select count(*) from territory.unit where origin = 'official' and batch_id is not null)::int
      + (select count(*) from territory.import_change)::int as n`.execute(database.db.rows())
  ).rows[0]?.n;

test('a second officer is told who is importing and since when, and can go on afterwards', async () => {
  const { db } = database;
  let release: () => void = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let taken: () => void = () => {};
  const ready = new Promise<void>((resolve) => {
    taken = resolve;
  });
  const first = db.transaction(async (tx) => {
    await takeImportLock(tx, db, { ...system, name: 'Cán bộ Một' });
    taken();
    await held;
  });
  await ready;
  database.clock.advance({ minutes: 3 });
  const second = await applyImport(db, system, file('Hai'));
  expect(second.ok ? null : second.refusal).toMatchObject({
    code: 'territory.busy',
    params: { who: 'Cán bộ Một', minutes: 3 },
    status: 409,
  });
  expect((await whoImports(db))?.who).toBe('Cán bộ Một');
  release();
  await first;
  expect(await whoImports(db)).toBeNull();
  expect((await applyImport(db, system, file('Hai'))).ok).toBe(true);
});

test('many imports at the same moment: each is applied whole or told to wait', async () => {
  const names = ['Ba', 'Bốn', 'Sáu', 'Bảy'];
  const before = (await count()) ?? 0;
  const all = await Promise.all(names.map((name) => applyImport(database.db, system, file(name))));
  const applied = all.filter((outcome) => outcome.ok).length;
  expect(applied).toBeGreaterThan(0);
  expect(all.every((outcome) => outcome.ok || outcome.refusal.code === 'territory.busy')).toBe(true);
  // A unit, and two entries of the trail for it and its state.
  expect(await count()).toBe(before + applied * 3);
});

test('a program killed in the middle of an import leaves nothing half and no lock', async () => {
  const before = await count();
  const root = join(import.meta.dirname, '../../../..');
  const script = `import { runnerImport } from 'vite'; await runnerImport(${JSON.stringify(join(root, 'test/support/import-child.ts'))}, { configFile: false, root: ${JSON.stringify(root)}, logLevel: 'error', oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } } });`;
  const text = file('Năm').bytes.toString();
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    env: { ...process.env, IMPORT_CHILD: `${database.url('yenbai_app')}\n\n${text}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', () => reject(new Error(`the child ended: ${said}`)));
  });
  expect((await whoImports(database.db))?.who).toBe('Cán bộ Một');
  child.removeAllListeners('exit');
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
  for (let again = 100; again > 0 && (await whoImports(database.db)) !== null; again -= 1) await sleep(50);
  expect(await whoImports(database.db)).toBeNull();
  expect(await count()).toBe(before);
  expect((await applyImport(database.db, system, file('Năm'))).ok).toBe(true);
});
