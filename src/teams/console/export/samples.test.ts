/** The lists that offices take out have the columns that they know, in their order. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { samplesOf } from '../../../../test/support/samples.ts';
import { readWorkbook } from '../../../platform/sheets/index.ts';
import { openTestDesk, type TestDesk } from '../desk.fixture.ts';

const { csv } = samplesOf(import.meta.dirname);
let desk: TestDesk;
let team = '';
beforeAll(async () => {
  desk = await openTestDesk();
  team = await desk.form({ name: 'Tổ Mẫu' });
  await desk.join(team, { name: 'Người Mẫu', birth_year: '1990', phone: '0912 345 678' });
}, 60_000);
afterAll(() => desk?.close());

async function download(kind: string): Promise<ArrayBuffer> {
  const headers = { cookie: await desk.app.signedIn('commune-officer') };
  return (await fetch(`${desk.app.address}/console/teams/export.${kind}?team=${team}`, { headers })).arrayBuffer();
}

test('as CSV', async () => {
  expect(csv('rosters.csv', new TextDecoder('utf-8', { ignoreBOM: true }).decode(await download('csv')))).toEqual([]);
});

test('as a workbook, with the same columns', async () => {
  const read = readWorkbook(new Uint8Array(await download('xlsx')));
  if (!read.ok) throw new Error(read.refusal.code);
  const rows = (read.value.sheets[0]?.rows ?? []).map(({ cells }) => cells.map(({ value }) => (value.kind === 'text' ? value.text : '')));
  const [columns = ''] = readFileSync(join(import.meta.dirname, 'samples', 'rosters.csv'), 'utf8')
    .replace('\uFEFF', '')
    .split('\r\n');
  expect(columns.split(',').length).toBeGreaterThan(10);
  expect(rows).toContainEqual(columns.split(','));
});
