import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Visitor, visit } from '../../../../test/support/visitor.ts';
import { readWorkbook } from '../../../platform/sheets/index.ts';
import { messyWorkbook } from '../../../platform/sheets/messy.fixture.ts';
import { header, type ImportWorld, openImportWorld, sheetOf } from '../world.fixture.ts';

let world: ImportWorld;
let officer: Visitor;
let leader: Visitor;
let stranger: Visitor;
beforeAll(async () => {
  world = await openImportWorld();
  const { app } = world;
  officer = visit(app, await app.signedIn('commune-officer'));
  leader = visit(app, await app.signedIn('commune-leader'));
  stranger = visit(app, await app.signedIn('other-commune-officer'));
});
afterAll(() => world?.app.close());

const base = '/console/teams/import';

async function send(who: Visitor, bytes: Uint8Array | null, fields: Readonly<Record<string, string>> = {}, name = 'danh-sach.xlsx') {
  await who.get(base);
  const form = new FormData();
  for (const [key, value] of Object.entries({ as_of: '31/05/2022', ...fields })) form.set(key, value);
  if (bytes) form.set('file', new Blob([new Uint8Array(bytes)]), name);
  return who.post(base, form);
}

const person = (name: string, village: string, role = 'Thành viên', force = 'Giáo viên') => [
  1,
  name,
  1980,
  912345678,
  role,
  force,
  village,
  '',
];
const book = (rows: Parameters<typeof sheetOf>[1]) => messyWorkbook([sheetOf('XÃ PÁ HU', rows)], { extras: false });

describe('sending in', () => {
  test('what is missing or wrong is said, and what was typed and sent is kept', async () => {
    const nothing = await send(officer, null);
    expect(nothing.status).toBe(422);
    expect(nothing.text).toContain('Hãy chọn tệp Excel rồi gửi.');
    const noDay = await send(officer, book([person('Lò Văn A', 'Thôn 1')]), { as_of: '31/02/2022', complete: 'yes' });
    expect(noDay.status).toBe(422);
    expect(noDay.text).toContain('Ngày chưa đúng');
    expect(noDay.text).toContain('value="31/02/2022"');
    const kept = /name="kept" value="([0-9a-f]{64})"/.exec(noDay.text)?.[1] ?? '';
    const form = new FormData();
    form.set('as_of', '31/05/2022');
    form.set('kept', kept);
    form.set('kept_name', 'tên cũ.xlsx');
    const again = await officer.post(base, form);
    expect(again.status).toBe(303);
    expect((await officer.get(again.location)).text).toContain('tên cũ.xlsx');
    const ahead = await send(officer, book([person('Lò Văn A', 'Thôn 1')]), { as_of: '31/12/2031' });
    expect([ahead.status, ahead.text.includes('Ngày này chưa tới')]).toEqual([422, true]);
  });

  test.each([
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae1'.repeat(64), 'hex')],
    ['a text', Buffer.from('Họ và tên,Thôn\nA,B\n')],
    ['an empty file', Buffer.alloc(1)],
    ['a workbook without a list', messyWorkbook([{ name: 'A', rows: [['chỉ', 'là', 'chữ']] }], { extras: false })],
  ])('%s is refused with what to do, and nothing is kept of it', async (_, bytes) => {
    const before = (await officer.get(base)).text.match(/teams\/import\/[0-9a-f-]{36}/g)?.length ?? 0;
    const answer = await send(officer, bytes);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('role="alert"');
    expect(answer.text.match(/teams\/import\/[0-9a-f-]{36}/g)?.length ?? 0).toBe(before);
  });
});

describe('a list', () => {
  let address = '';
  beforeAll(async () => {
    const sent = await send(
      officer,
      book([
        person('LÒ VĂN ĐẦU', 'Thôn 1', 'Tổ trưởng'),
        person('Lò Văn Hai', 'Thôn 1'),
        person('Lò Văn Ba', 'Thôn 1'),
        person('Lò Văn Tư', 'Thôn 1'),
        person('<b>Lò</b> Văn <script>x()</script>', 'Thôn 1'),
      ]),
    );
    expect(sent.status).toBe(303);
    address = sent.location;
  });

  test('says what would come of it, by kind and row, with nothing of the workbook taken for markup', async () => {
    const page = (await officer.get(address)).text;
    expect(page).toMatch(/thêm 4.*sửa 0.*thôi 0/s);
    expect(page).toContain('Thêm số 0 ở đầu');
    expect(page).not.toContain('<script>x()');
    const rows = (await officer.get(`${address}?code=E-NAME-TWO`)).text;
    expect(rows).toContain('Mỗi người ghi một dòng');
    expect(rows).toContain('&lt;b');
    expect((await officer.get(`${address}?show=refused`)).text).toContain('Một ô có nhiều người');
    expect((await officer.get(`${address}?show=xyz&code=%27&place=1&page=0`)).status).toBe(200);
  });

  test('the same workbook comes back with its faults marked', async () => {
    const answer = await fetch(`${world.app.address}${address}/marked.xlsx`, {
      headers: { cookie: [...officer.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    expect(answer.headers.get('content-disposition')).toContain('danh-sach.xlsx');
    const read = readWorkbook(new Uint8Array(await answer.arrayBuffer()));
    if (!read.ok) throw new Error(read.refusal.code);
    expect(read.value.marked).toBe(true);
    const [sheet] = read.value.sheets;
    expect(sheet?.rows.find((row) => row.number === 2)?.cells.length).toBe(header.length);
    // Marked once more, it is the list that was sent: nothing of ours counts as theirs.
    expect(sheet?.findingsColumn).toBe(header.length + 1);
  });

  test('nobody of another commune sees, drops, applies or takes it away', async () => {
    for (const path of ['', '?code=P-NAME', '/marked.xlsx']) expect((await stranger.get(address + path)).status).toBe(404);
    await stranger.get(base);
    for (const verb of ['check', 'columns', 'persons', 'drop']) expect((await stranger.post(`${address}/${verb}`)).status).toBe(404);
    expect((await stranger.post(`${address}/apply`)).status).toBe(403);
    expect((await stranger.get(base)).text).not.toContain(address);
    expect((await officer.post(`${address}/apply`)).status).toBe(403);
  });

  test('a column that was read wrongly is chosen otherwise, and the list is read again', async () => {
    await officer.get(address);
    // The year of birth is not to be read.
    const answer = await officer.post(`${address}/columns`, { 'c-0-3': '' });
    expect([answer.status, answer.location]).toEqual([303, address]);
    const page = (await officer.get(address)).text;
    expect(page).toMatch(/<select[^>]*name="c-0-3"[^>]*>\s*<option value selected/);
    await officer.post(`${address}/columns`, { 'c-0-3': 'birth' });
    await officer.post(`${address}/check`);
    expect((await officer.get(address)).text).toMatch(/thêm 4/);
  });

  test('waits for whoever may apply it, is applied by them, and taken back', async () => {
    const waiting = await leader.get('/console?scope=place');
    expect(waiting.text).toContain('Đưa vào sổ: danh-sach.xlsx');
    expect((await officer.get('/console')).text).not.toContain('Đưa vào sổ: danh-sach.xlsx');
    const before = await leader.get(address);
    expect(before.text).toContain('Đưa các dòng đúng vào sổ');
    expect((await officer.get(address)).text).not.toContain('Đưa các dòng đúng vào sổ');
    await leader.get(address);
    expect((await leader.post(`${address}/apply`)).status).toBe(303);
    expect(await world.serving('04606', '2022-05-31')).toEqual([
      'village 1|Lò Văn Ba|member|teacher',
      'village 1|Lò Văn Hai|member|teacher',
      'village 1|Lò Văn Tư|member|teacher',
      'village 1|Lò Văn Đầu|leader|teacher',
    ]);
    const done = await leader.get(address);
    expect(done.text).toContain('Đã đưa vào sổ');
    const again = await leader.post(`${address}/apply`);
    expect([again.status, again.text.includes('Danh sách này đã xong')]).toEqual([409, true]);
    expect((await leader.post(`${address}/undo`)).status).toBe(303);
    expect(await world.serving('04606', '2022-05-31')).toEqual([]);
    expect((await leader.get(address)).text).toContain('Đã rút lại');
  });

  test('is dropped by whoever sent it in', async () => {
    const sent = await send(officer, book([person('Lò Văn Bỏ', 'Thôn 1')]));
    await officer.get(sent.location);
    expect((await officer.post(`${sent.location}/drop`)).status).toBe(303);
    expect((await officer.get(sent.location)).text).toContain('Danh sách này đã bỏ');
    expect((await officer.post(`${sent.location}/drop`)).status).toBe(409);
  });
});

test('the template has the lists of the place, and is read by the import itself', async () => {
  const answer = await fetch(`${world.app.address}/console/teams/template.xlsx`, {
    headers: { cookie: [...officer.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
  });
  expect(answer.status).toBe(200);
  const { readBook } = await import('../read-book.ts');
  const read = readBook(new Uint8Array(await answer.arrayBuffer()), []);
  expect(read).toMatchObject({ ok: false, refusal: { code: 'teams.import-no-people' } });
});
