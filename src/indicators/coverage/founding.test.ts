/** The figures with which the province began, out of the rows of the demonstration, by the same code as any other day. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts';
import { type CoverageAsked, readCoverage } from './read.ts';
import { rebuildCoverage } from './steps/fold.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ data: 'shipped' });
  await database.db.transaction(rebuildCoverage);
});
afterAll(() => database.drop());

async function view(asked: CoverageAsked) {
  const outcome = await readCoverage(database.db, asked);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
  return outcome.value;
}

async function idOf(code: string, level: string, on: string): Promise<string> {
  const { rows } = await sql<{
    unit_id: string;
  }>`select unit_id from territory.units_on(${on}::date) where code = ${code} and level_id = ${level}`.execute(database.db.rows());
  return rows[0]?.unit_id ?? '';
}

test('31/05/2022 and 30/06/2022 come out as published', async () => {
  const may = await view({ on: '2022-05-31' });
  expect(may.unit?.name).toBe('Yên Bái');
  expect(may.communes).toEqual({ withTeam: 173, total: 173 });
  expect(may.villages).toEqual({ withTeam: 1256, total: 1356 });
  expect(may.members).toMatchObject({ commune: 1744, village: 8526 });
  expect(may.assumed?.day).toBe('2022-05-31');
  expect(may.sameFrom).toBe('2022-05-31');
  expect(may.sameTo).toBe('2022-05-31');
  const june = await view({ on: '2022-06-30' });
  expect(june.communes).toEqual({ withTeam: 173, total: 173 });
  expect(june.villages).toEqual({ withTeam: 1356, total: 1356 });
  expect(june.members).toMatchObject({ commune: 1744, village: 9107 });
  expect(june.assumed).toBeNull();
  for (const one of [may, june]) {
    expect(one.children).toHaveLength(9);
    const sum = (pick: (line: (typeof one.children)[number]) => number) => one.children.reduce((total, line) => total + pick(line), 0);
    expect(sum((line) => line.members.village)).toBe(one.members.village);
    expect(sum((line) => line.communes.withTeam)).toBe(173);
    expect(Object.values(one.members.byCoreForce).reduce((a, b) => a + b, 0)).toBe(one.members.commune + one.members.village);
    expect(one.people).toBeLessThanOrEqual(one.members.commune + one.members.village);
    expect(one.people).toBeGreaterThan(0);
  }
});

test('the old province on the map of 01/07/2025 has 51 of 51 communes and the same members; the new one 51 of 99', async () => {
  const province = await idOf('15', 'province', '2022-05-31');
  const old = await view({ on: '2022-05-31', map: '2025-07-01', unit: province });
  expect(old.reading).toBe('ended');
  expect(old.communes).toEqual({ withTeam: 51, total: 51 });
  expect(old.members).toMatchObject({ commune: 1744, village: 8526 });
  expect(old.children).toHaveLength(51);
  expect(old.children.reduce((sum, line) => sum + line.members.commune, 0)).toBe(1744);
  expect((await view({ on: '2022-05-31', map: '2025-07-01' })).unit?.id).toBe(province);
  const now = await view({ on: '2022-05-31', map: '2025-07-01', unit: await idOf('15', 'province', '2025-07-01') });
  expect(now.reading).toBe('on-map');
  expect(now.communes).toEqual({ withTeam: 51, total: 99 });
  expect(now.members).toMatchObject({ commune: 1744, village: 8526 });
  expect(now.unrecorded.communes).toBe(48);
  expect(now.children).toHaveLength(99);
});
