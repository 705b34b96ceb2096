import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts';
import { dutyState } from '../../platform/session/index.ts';
import { loadDemonstrationRosters } from './demonstration.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ data: 'shipped' });
});
afterAll(() => database.drop());

async function rowsOf<R>(text: string): Promise<readonly R[]> {
  return (await sql.raw<R>(text).execute(database.db.rows<unknown>())).rows;
}

test('the rosters add up to what the province published for the end of May and of June 2022', async () => {
  const on = (day: string) =>
    rowsOf<{
      level_id: string;
      units: number;
      members: number;
    }>(`select level_id, count(distinct unit_id)::int as units, count(*)::int as members
      from teams.roster_days where valid @> '${day}'::date group by level_id order by level_id`);
  expect(await on('2022-05-31')).toEqual([
    { level_id: 'commune', units: 173, members: 1744 },
    { level_id: 'village', units: 1256, members: 8526 },
  ]);
  expect(await on('2022-06-30')).toEqual([
    { level_id: 'commune', units: 173, members: 1744 },
    { level_id: 'village', units: 1356, members: 9107 },
  ]);
});

test('the leader and the member whose part can be tried serve in one team of the commune where they hold their roles', async () => {
  const found = await rowsOf<{ role: string; team_id: string; code: string }>(`select member.role, member.team_id, commune.code
    from teams.roster_days member
    join territory.units_on('2026-11-22') village on village.unit_id = member.unit_id
    join territory.units_on('2026-11-22') commune on commune.unit_id = village.parent_id
    where member.person_id in ('0190d000-0000-7000-8000-000000000003', '0190d000-0000-7000-8000-000000000004') and member.valid @> date '2026-11-22'
    order by member.role`);
  expect(found.map((row) => [row.role, row.code])).toEqual([
    ['leader', '04606'],
    ['member', '04606'],
  ]);
  expect(found[0]?.team_id).toBe(found[1]?.team_id);
});

test('every person of the rosters has a name, and it is nobody’s to read without a reason', async () => {
  expect(await rowsOf(`select from people.person_details`)).toEqual([]);
  const named = await database.db.transaction(
    (tx) =>
      sql<{ missing: number }>`select count(*)::int as missing from teams.membership member
        where not exists (select from people.person_details named where named.person_id = member.person_id)`.execute(tx.rows<unknown>()),
    { state: dutyState('archive') },
  );
  expect(named.rows).toEqual([{ missing: 0 }]);
});

test('a second start leaves the rosters as people have made them', async () => {
  const file = (name: string) => readFileSync(join(import.meta.dirname, '../../../data/demonstration', name), 'utf8');
  await sql`delete from teams.leave`.execute(database.db.rows<unknown>());
  await sql`delete from teams.membership where id in (select id from teams.membership order by id limit 1)`.execute(
    database.db.rows<unknown>(),
  );
  const count = async () => (await rowsOf<{ count: number }>('select count(*)::int as count from teams.membership'))[0]?.count;
  const before = await count();
  const { testDataKeys } = await import('../../../test/support/people.ts');
  const { openVault, readDataKeys } = await import('../../platform/crypto/index.ts');
  await loadDemonstrationRosters(
    { db: database.db, vault: openVault(readDataKeys(testDataKeys)) },
    { teams: file('teams/teams.csv'), members: file('teams/members.csv'), people: file('people/people.csv') },
  );
  expect(await count()).toBe(before);
});
