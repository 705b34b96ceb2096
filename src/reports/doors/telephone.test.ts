/** The centre's number: dated, never invented where it is real, and on paper only where there is one. */
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { visit } from '../../../test/support/visitor.ts';
import { centreTelephone } from './telephone.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app?.close());

const run = (query: ReturnType<typeof sql>) => query.execute(app.database.open('yenbai_owner').rows<unknown>());
const numberOn = (on: string, mode: 'demonstration' | 'production' = 'demonstration') =>
  centreTelephone(app.context.db, { config: { ...app.context.config, YENBAI_MODE: mode } }, on, 'vi');
const put = (number: string, origin: string, from: string, to: string | null) =>
  run(sql`insert into reports.telephone (kind, origin, valid, number, source)
    values ('centre', ${origin}, daterange(${from}::date, ${to}::date), ${number}, 'test')`);

beforeEach(async () => {
  await run(sql`delete from reports.telephone`);
});

test('no number, a number that is over, and one that is no number', async () => {
  expect(await numberOn('2026-11-23')).toBeNull();
  await put('02163852000', 'reference', '2026-01-01', '2026-11-23');
  expect(await numberOn('2026-11-23')).toBeNull();
  expect(await numberOn('2026-11-22')).toBe('02163 852 000');
  await expect(put('gọi 1022', 'reference', '2027-01-01', null)).rejects.toThrow('telephone_number_dialled');
  await expect(put('1022', 'reference', '2026-06-01', null)).rejects.toThrow('telephone_one_a_day');
});

test('a made-up number is for a demonstration, and gives way to a real one', async () => {
  await put('0900000888', 'demonstration', '2025-07-01', null);
  expect(await numberOn('2026-11-23', 'production')).toBeNull();
  expect(await numberOn('2026-11-23')).toBe('0900 000 888 (số minh họa)');
  await put('1022', 'reference', '2026-01-01', null);
  expect(await numberOn('2026-11-23')).toBe('1022');
  expect(await numberOn('2026-11-23', 'production')).toBe('1022');
});

test('a slip names it where there is one, and says nothing where there is none', async () => {
  const officer = visit(app, await app.signedIn('commune-officer'));
  const list = await officer.get('/console/reports/slips');
  const unit = /<option value="([0-9a-f-]{36})"/.exec(list.text)?.[1] ?? '';
  const { location } = await officer.post('/console/reports/slips', { unit, count: '1' });
  expect((await officer.get(location)).text).not.toContain('Hỏi qua điện thoại');
  await put('0900000888', 'demonstration', '2025-07-01', null);
  expect((await officer.get(location)).text).toContain('Hỏi qua điện thoại: 0900 000 888 (số minh họa).');
});
