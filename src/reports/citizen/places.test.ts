import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts';
import { communesOn, villagesOf } from './places.ts';

let database: TestDatabase;
const on = '2026-11-23';
const before = '2025-06-30';

beforeAll(async () => {
  database = await testDatabase({ data: 'shipped' });
});
afterAll(() => database?.drop());

async function idOf(code: string, day: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`select unit_id as id from territory.unit_version
    where code = ${code} and level_id = 'commune' and valid @> ${day}::date`.execute(database.db.rows<unknown>());
  return rows[0]?.id ?? '';
}
const labels = async (code: string, day = on, lang: 'vi' | 'en' = 'vi') =>
  (await villagesOf(database.db, await idOf(code, day), day, lang)).map(({ label }) => label);

describe('villages', () => {
  test('of what is no commune there are none', async () => {
    expect(await villagesOf(database.db, 'zzz', on, 'vi')).toEqual([]);
    expect(await villagesOf(database.db, '00000000-0000-7000-8000-000000000000', on, 'vi')).toEqual([]);
  });

  test('with one name in a merged commune say which commune they came from, and the others say nothing more', async () => {
    const found = await labels('04585');
    expect(new Set(found).size).toBe(found.length);
    expect(found.filter((label) => label.startsWith('Thôn 1 '))).toEqual([
      'Thôn 1 (xã Bản Công cũ)',
      'Thôn 1 (xã Hát Lừu cũ)',
      'Thôn 1 (xã Xà Hồ cũ)',
    ]);
    expect(found.some((label) => !label.includes('cũ'))).toBe(true);
    expect((await labels('04585', on, 'en')).filter((label) => label.includes('formerly'))).toContain('Village 1 (formerly Xà Hồ commune)');
  });

  test('before it was merged no name stands twice, and none says more', async () => {
    const found = await labels('04594', before);
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((label) => label.includes('('))).toEqual([]);
  });
});

test('communes are chosen by the letters of their names, in the order of the alphabet', async () => {
  const found = await communesOn(database.db, on, 'vi');
  const names = found.map(({ label }) => label);
  expect(names).toContain('Trạm Tấu (xã)');
  expect(found.find(({ label }) => label === 'Trạm Tấu (xã)')?.name).toBe('xã Trạm Tấu');
  expect(names.filter((label) => label.startsWith('Xã '))).toEqual([]);
  expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b, 'vi')));
});
