import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publishedEvents } from '../../../../bench/fixtures/random-rosters.ts';
import { startApp, type TestApp } from '../../../../test/support/app.ts';
import type { Reader } from '../../../platform/db/index.ts';
import { changeRosters } from '../../../teams/store/change-rosters.ts';
import { foldRosterChange, rebuildCoverage } from '../steps/fold.ts';

let app: TestApp;
let oldProvince = '';
let newProvince = '';

beforeAll(async () => {
  app = await startApp();
  await app.database.db.transaction(rebuildCoverage);
  oldProvince = await idOf(app.database.db, '15', '2022-05-31');
  newProvince = await idOf(app.database.db, '15', '2025-07-01');
});
afterAll(() => app.close());

async function idOf(reader: Reader, code: string, on: string): Promise<string> {
  const { rows } = await sql<{ unit_id: string }>`select unit_id from territory.units_on(${on}::date)
    where code = ${code} and level_id = 'province'`.execute(reader.rows());
  return rows[0]?.unit_id ?? '';
}

async function get(query: string, status = 200): Promise<Record<string, unknown>> {
  const response = await fetch(`${app.address}/api/v1/coverage${query}`, { headers: { accept: 'application/json' } });
  expect(response.status).toBe(status);
  return response.json();
}

describe('the coverage API', () => {
  test('answers with the figures, the unit and its children', async () => {
    const answer = await get('?on=2022-05-31');
    expect(answer).toMatchObject({
      on: '2022-05-31',
      map: '2022-05-31',
      reading: 'on-map',
      unit: { id: oldProvince, code: '15', name: 'Yên Bái', type: 'tinh', level: 'province' },
      communes: { withTeam: 173, total: 173 },
      villages: { withTeam: 1256, total: 1356 },
      members: { commune: 1744, village: 8526 },
      unrecorded: { communes: 0, villages: 0 },
      assumed: { day: '2022-05-31' },
      validFrom: '2022-05-31',
      validTo: '2022-05-31',
    });
    expect(answer.children).toHaveLength(9);
    expect(answer.steps).toBeUndefined();
    expect(await get('?on=2022-06-30')).toMatchObject({
      villages: { withTeam: 1356, total: 1356 },
      members: { village: 9107 },
      assumed: null,
    });
  });

  test('reads on the map of another day', async () => {
    expect(await get(`?on=2022-05-31&map=2025-07-01&unit=${oldProvince}`)).toMatchObject({
      map: '2025-07-01',
      reading: 'ended',
      communes: { withTeam: 51, total: 51 },
      members: { commune: 1744, village: 8526 },
    });
    expect(await get(`?on=2022-05-31&map=2025-07-01&unit=${newProvince}`)).toMatchObject({
      communes: { withTeam: 51, total: 99 },
      unrecorded: { communes: 48 },
    });
    const back = await get(`?on=2026-01-01&map=2022-05-31&unit=${newProvince}`);
    const now = await get('?on=2026-01-01');
    expect(back).toMatchObject({ reading: 'ended', members: now.members, people: now.people });
  });

  test('one kept answer serves the days between two steps, each with its own day in it', async () => {
    const { validFrom, validTo } = await get('?on=2026-03-05');
    expect(validFrom).not.toBe(validTo);
    const before = app.context.cache.statistics.misses;
    for (const on of [validFrom, validTo]) expect(await get(`?on=${on}`)).toMatchObject({ on, map: on, validFrom, validTo });
    expect(app.context.cache.statistics.misses).toBe(before);
  });

  test('tells how it came about, when asked', async () => {
    const { steps } = await get('?on=2022-06-30&steps=yes');
    expect(Array.isArray(steps) && steps.length > 5).toBe(true);
  });

  test.each([
    ['?on=31/05/2022', 400, 'territory.bad_day'],
    ['?on=2022-02-30', 400, 'territory.bad_day'],
    ['?on=2022-05-31&map=1999-99-99', 400, 'territory.bad_day'],
    ['?on=1900-01-01', 422, 'territory.day-before-record'],
    ['?on=2022-05-31&map=1900-01-01', 422, 'territory.day-before-record'],
    ['?unit=nobody', 404, 'territory.unknown_unit'],
    ['?unit=00000000-0000-7000-8000-000000000000', 404, 'territory.unknown_unit'],
    ['?on=2022-05-31&what=that', 400, 'http.not-understood'],
  ])('%s is refused with %i %s', async (query, status, code) => {
    expect(await get(query, status)).toMatchObject({ type: `urn:yenbai-s:${code}` });
  });

  test('a unit that was there on neither day is refused with its name', async () => {
    expect(await get(`?on=2022-05-31&unit=${newProvince}`, 404)).toMatchObject({ type: 'urn:yenbai-s:territory.begun-after' });
    expect(await get(`?on=2026-05-31&unit=${oldProvince}`, 404)).toMatchObject({ type: 'urn:yenbai-s:territory.ended-before' });
    const refusal = await get(`?on=2026-05-31&map=2026-05-31&unit=${oldProvince}`, 404);
    expect(refusal).toMatchObject({ type: 'urn:yenbai-s:territory.ended-before' });
    const other = await get(`?on=2019-05-31&map=2022-05-31&unit=${newProvince}`, 404);
    expect(other).toMatchObject({ type: 'urn:yenbai-s:indicators.not-on-day-or-map' });
    expect(JSON.stringify(other)).toContain('Lào Cai');
  });

  test('when a roster changes, the figures follow, also of days past', async () => {
    const before = await get('?on=2023-01-15');
    const { db } = app.database;
    await db.transaction(async (tx) => {
      const { rows } = await sql<{ team_id: string; id: string }>`select team_id, membership_id as id from teams.roster_days
        where valid @> date '2023-01-15' and level_id = 'village' and role = 'member' order by membership_id limit 1`.execute(tx.rows());
      const [one] = rows;
      if (!one) throw new Error('nobody serves');
      await changeRosters(tx, [one.team_id], async () => {
        await sql`update teams.membership set valid = daterange(lower(valid), '2023-01-10') where id = ${one.id}::uuid and lower(valid) < '2023-01-10'`.execute(
          tx.rows(),
        );
        return { value: null };
      });
    });
    const [event] = (await db.transaction(publishedEvents)).slice(-1);
    if (!event) throw new Error('nothing was published');
    await db.transaction((tx) => foldRosterChange(tx, event));
    await expect
      .poll(async () => (await get('?on=2023-01-15')).members)
      .toMatchObject({ village: (before.members as { village: number }).village - 1 });
    expect(await get('?on=2023-01-09')).toMatchObject({ members: before.members });
  });
});
