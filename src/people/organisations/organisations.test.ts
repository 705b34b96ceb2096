import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { getPage, sendForm } from '../../../test/support/forms.ts';
import { officesFor, organisationName, organisationsOn } from './queries.ts';

let app: TestApp;
let cookie = '';
beforeAll(async () => {
  app = await startApp();
  cookie = await app.signedIn('operator');
});
afterAll(() => app.close());

const send = (to: string, fields: Record<string, string | string[]>) =>
  sendForm(app, { from: '/console/organisations/new', to, cookie, fields });
const fields = {
  kind: 'agency',
  name: 'Trung tâm Thử nghiệm',
  'short-name': 'TT Thử',
  parent: '',
  unit: '',
  from: '01/01/2026',
  receives: 'cases',
};

test('an organisation is added, renamed from a day on, found by name, and closed; its past stays', async () => {
  const added = await send('/console/organisations', fields);
  expect([added.status, added.location]).toEqual([303, expect.stringMatching(/^\/console\/organisations\/[0-9a-f-]{36}\?done=added$/)]);
  const path = added.location.split('?')[0] ?? '';
  const id = path.split('/').at(-1) ?? '';
  expect((await send(`${path}/change`, { ...fields, name: 'Trung tâm Tên mới', from: '01/06/2026' })).status).toBe(303);
  const page = await getPage(app, path, cookie);
  expect(page.text).toContain('01/01/2026 đến 31/05/2026');
  expect(page.text).toContain('từ 01/06/2026');
  expect(await organisationName(app.context.db, id, '2026-05-31')).toBe('Trung tâm Thử nghiệm');
  expect(await organisationName(app.context.db, id, '2026-06-01')).toBe('Trung tâm Tên mới');
  expect((await getPage(app, '/console/organisations?q=ten+moi', cookie)).text).toContain('Trung tâm Tên mới');
  const early = await send(`${path}/change`, { ...fields, name: 'Sớm', from: '01/05/2026' });
  expect([early.status, early.text.includes('Ngày phải từ 01/06/2026')]).toEqual([422, true]);
  expect((await send(`${path}/close`, { 'last-day': '31/10/2026' })).status).toBe(303);
  expect((await organisationsOn(app.context.db, '2026-11-01')).some((one) => one.id === id)).toBe(false);
  expect((await send(`${path}/close`, { 'last-day': '30/11/2026' })).status).toBe(409);
  const trail = await sql<{ action: string }>`select action from audit.entry where subject_id = ${id} order by id`.execute(
    app.context.db.rows<unknown>(),
  );
  expect(trail.rows.map((row) => row.action)).toEqual([
    'people.add-organisation',
    'people.change-organisation',
    'people.close-organisation',
  ]);
});

test('what is wrong is said at the field and what was typed stays', async () => {
  const wrong = await send('/console/organisations', { ...fields, kind: 'peoples-committee', name: '', from: 'hôm nay' });
  expect([wrong.status, wrong.text.includes('Ngày này chưa đúng'), wrong.text.includes('TT Thử')]).toEqual([422, true, true]);
  expect((await send('/console/organisations', { ...fields, kind: '' })).text).toContain('Chưa chọn loại cơ quan');
  expect((await send('/console/organisations', { ...fields, kind: 'peoples-committee' })).text).toContain('phải có đơn vị hành chính');
  expect((await getPage(app, '/console/organisations/x', cookie)).status).toBe(404);
  expect((await send('/console/organisations/0190a000-0000-7000-8000-0000000000ff/close', { 'last-day': '30/11/2026' })).status).toBe(404);
});

test('two changes at the same time leave no overlap', async () => {
  const added = await send('/console/organisations', { ...fields, name: 'Hai người cùng sửa' });
  const path = added.location.split('?')[0] ?? '';
  const both = await Promise.all(
    ['01/03/2026', '01/04/2026'].map((from) => send(`${path}/change`, { ...fields, name: `Từ ${from}`, from })),
  );
  expect(both.map(({ status }) => status).sort()).toSatisfy(
    (found: number[]) => found[0] === 303 && (found[1] === 303 || found[1] === 422),
  );
});

test('matters of a commune go to its People’s Committee, then to what is above', async () => {
  const unit = await sql<{ unit_id: string }>`select unit_id from territory.units_on('2026-11-22') where code = '04606'`.execute(
    app.context.db.rows<unknown>(),
  );
  const offices = await officesFor(app.context.db, { unitId: unit.rows[0]?.unit_id ?? '', receives: 'cases', on: '2026-11-22' });
  expect(offices.map(({ shortName }) => shortName)).toEqual(['UBND xã Trạm Tấu', 'UBND tỉnh']);
  expect(await officesFor(app.context.db, { unitId: unit.rows[0]?.unit_id ?? '', receives: 'cases', on: '2020-01-01' })).toEqual([]);
});
