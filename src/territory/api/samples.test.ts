/** What programs of others read of units has the shape that they know. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { samplesOf } from '../../../test/support/samples.ts';

const { json } = samplesOf(import.meta.dirname);
let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app?.close());

const read = async (path: string) => (await fetch(`${app.address}/api/v1/units${path}`)).json();
const idOf = async (code: string, on: string): Promise<string> => (await read(`?code=${code}&on=${on}`)).items[0].id;

test('units, what is above and within, where they came from and went to', async () => {
  const lists = ['?on=2022-10-31&level=commune', '?on=2025-07-01', '?near=21.4831,104.4572&on=2022-10-31', '?q=pa%20hu&on=2022-10-31'];
  expect(json('list.json', await Promise.all(lists.map(read)))).toEqual([]);
  const old = await Promise.all(['04606', '139', '140'].map((code) => idOf(code, '2022-10-31')));
  const now = await idOf('04606', '2025-07-01');
  const of = (ids: readonly string[], path: string) => Promise.all(ids.map((id) => read(`/${id}${path}`)));
  expect(json('unit.json', await of([...old, now], ''))).toEqual([]);
  expect(json('successors.json', await of(old, '/successors'))).toEqual([]);
  expect(json('predecessors.json', await of([...old, now], '/predecessors'))).toEqual([]);
  expect(json('population.json', await of(old, '/population'))).toEqual([]);
  expect(json('history.json', await of([...old, now], '/history'))).toEqual([]);
  expect(json('problem.json', [await read('?on=2022-02-30'), await read('/x')])).toEqual([]);
});
