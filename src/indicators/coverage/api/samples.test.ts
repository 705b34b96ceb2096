/** What programs of others read of the coverage has the shape that they know. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../../test/support/app.ts';
import { samplesOf } from '../../../../test/support/samples.ts';
import { rebuildCoverage } from '../steps/fold.ts';

const { json } = samplesOf(import.meta.dirname);
let app: TestApp;
beforeAll(async () => {
  app = await startApp();
  await app.database.db.transaction(rebuildCoverage);
});
afterAll(() => app?.close());

const read = async (query: string) => (await fetch(`${app.address}/api/v1/coverage${query}`)).json();

test('the coverage of a unit, with and without its steps, of days that are known and of one that is assumed', async () => {
  const assumed = await read('?on=2022-05-31&steps=yes');
  const child = assumed.children[0].unit.id;
  const answers = [
    assumed,
    ...(await Promise.all(['?on=2022-06-30', '', `?on=2022-06-30&unit=${child}&steps=yes`, '?on=2022-05-31&map=2025-07-01'].map(read))),
  ];
  expect(json('coverage.json', answers, { reading: ['on-map', 'ended', 'all'] })).toEqual([]);
  expect(json('problem.json', [await read('?on=2022-02-30')])).toEqual([]);
});
