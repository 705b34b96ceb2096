/** One installation may hold several root units: nothing may take the first for the only one. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { system } from '../../platform/session/index.ts';
import { addUnits } from '../commands/add-units.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
  const added = await app.context.db.transaction((tx) =>
    addUnits(tx, system, [
      { origin: 'official', from: '2019-01-01', to: null, code: '99', name: 'Thử Nghiệm', type: 'tinh', parent: null, lat: 21.5, lon: 106 },
    ]),
  );
  expect(added.ok).toBe(true);
});
afterAll(() => app.close());

test('the API lists both roots, also as units without a parent', async () => {
  const { items } = (await (await fetch(`${app.address}/api/v1/units?level=province&on=2022-10-31`)).json()) as {
    items: { name: string; parent: string | null }[];
  };
  expect(items.map(({ name, parent }) => [name, parent])).toEqual([
    ['Thử Nghiệm', null],
    ['Yên Bái', null],
  ]);
});

test('the page of all units counts both and names neither as the whole', async () => {
  const page = await (await fetch(`${app.address}/units?on=2022-10-31`)).text();
  const heading = /<h1[^>]*>([\s\S]*?)<\/h1>/.exec(page)?.[1]?.replace(/<[^>]+>/g, '') ?? '';
  expect(heading).toContain('2 tỉnh');
  expect(heading).toContain('173 xã, phường, thị trấn');
  expect(page).toContain('Tỉnh Thử Nghiệm');
  expect(page).toContain('Tỉnh Yên Bái');
});

test('the front page does the same', async () => {
  const page = await (await fetch(app.address)).text();
  expect(page).toContain('>2<');
});
