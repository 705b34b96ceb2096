import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts';
import { type LoadContext, loadDemonstration, loadReference, type ShippedFile } from './index.ts';

const data = join(import.meta.dirname, '../../../data');

function shipped(folder: string): ShippedFile[] {
  const names = readdirSync(join(data, folder))
    .sort()
    .filter((name) => name.endsWith('.csv'));
  return names.map((name) => ({ name, text: readFileSync(join(data, folder, name), 'utf8') }));
}

let database: TestDatabase;
let context: LoadContext;
beforeAll(async () => {
  database = await testDatabase();
  context = { db: database.db, clock: database.clock, ids: database.ids, log: pino({ level: 'silent' }) };
  const { loadLegalDocuments } = await import('../../legal/index.ts');
  const { system } = await import('../../platform/session/index.ts');
  for (const { text } of shipped('legal')) await database.db.transaction((tx) => loadLegalDocuments(tx, system, text));
});
afterAll(() => database.drop());

test('the shipped files load once, quickly, and a second time nothing happens', async () => {
  const started = performance.now();
  const seen: [number, number][] = [];
  await loadReference(context, shipped('territory'), (done, total) => seen.push([done, total]));
  await loadDemonstration(context, shipped('demonstration'));
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(seen.at(-1)).toEqual([3, 3]);
  const counts = async (day: string) => {
    const { rows } = await sql<{ level_id: string; n: number }>`
      select level_id, count(*)::int as n from territory.units_on(${day}::date) group by 1 order by 1`.execute(database.db.rows());
    return Object.fromEntries(rows.map((row) => [row.level_id, row.n]));
  };
  expect(await counts('2020-01-31')).toEqual({ commune: 180, district: 9, province: 1 });
  expect(await counts('2022-10-31')).toEqual({ commune: 173, district: 9, province: 1, village: 1356 });
  expect(await counts('2025-01-01')).toEqual({ commune: 168, district: 9, province: 1, village: 1356 });
  expect(await counts('2025-07-01')).toEqual({ commune: 99, province: 1, village: 1356 });
  const batches = async () => (await sql`select id from territory.import_batch`.execute(database.db.rows())).rows.length;
  const before = await batches();
  await loadReference(context, shipped('territory'));
  await loadDemonstration(context, shipped('demonstration'));
  expect(await batches()).toBe(before);
});
