/** What programs of others read of teams has the shape that they know. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { samplesOf } from '../../../test/support/samples.ts';
import { teamLevels } from '../contract.ts';

const { json } = samplesOf(import.meta.dirname);
let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app?.close());

const read = async (path: string) => (await fetch(`${app.address}/api/v1/teams${path}`)).json();

test('the list, one team and a problem', async () => {
  const lists = await Promise.all(
    ['?on=2022-06-30&limit=5', '?on=2022-06-30&level=commune', '?on=2026-11-22&limit=500', '?on=2021-12-31'].map(read),
  );
  expect(json('list.json', lists, { 'items[].level': teamLevels, 'items[].status': ['active', 'suspended'] })).toEqual([]);
  const ids: string[] = lists.flatMap(({ items }) => items.slice(0, 20).map((item: { id: string }) => item.id));
  const teams = await Promise.all(ids.flatMap((id) => [read(`/${id}?on=2022-06-30`), read(`/${id}?on=2021-12-31`)]));
  expect(json('team.json', teams, { 'team.level': teamLevels, 'team.status': ['active', 'suspended'] })).toEqual([]);
  expect(json('problem.json', [await read('?on=31/05/2022'), await read('/x')])).toEqual([]);
});
