import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { type Answer, type Visitor, visit } from '../../../test/support/visitor.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
  operator = visit(app, await app.signedIn('operator'));
  await operator.get('/console/territory');
});
afterAll(() => app.close());

let operator: Visitor;
const get = (path: string) => operator.get(path);
const post = (path: string, body: FormData | URLSearchParams) => operator.post(path, body);

function upload(kind: string, text: string, name = 'tệp.csv', from = ''): Promise<Answer> {
  const form = new FormData();
  // Fields that come after the file are read too.
  form.set('_csrf', operator.token);
  form.set('kind', kind);
  form.set('file', new File([text], name));
  form.set('from', from);
  return post('/console/territory/imports', form);
}

const villages = (...rows: string[]) => `Tên,Loại,Mã cấp trên,Từ ngày\n${rows.join('\n')}\n`;

describe('importing in the console', () => {
  test('upload, preview, apply, undo: each step is a page that works without script', async () => {
    expect((await get('/console/territory')).text).toContain('Nhập từ tệp');
    const sent = await upload('units', villages('Bản Thử,bản,04606,01/02/2020', '"Bản <b>Hai</b>",bản,04606,01/02/2020'));
    expect(sent.status).toBe(303);
    expect(sent.location).toMatch(/^\/console\/territory\/imports\/[0-9a-f]{64}\/preview\?kind=units/);
    const preview = await get(sent.location);
    expect(preview.status).toBe(200);
    expect(preview.text).toContain('không có lỗi');
    expect(preview.text).toContain('Bản &lt;b>Hai&lt;/b>');
    const apply = /action="([^"]+\/apply[^"]*)"/.exec(preview.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const applied = await post(apply, new URLSearchParams());
    expect(applied.status).toBe(303);
    const batch = await get(applied.location);
    expect(batch.text).toContain('thêm 2 đơn vị');
    expect((await post(apply, new URLSearchParams())).location).toContain('repeated=yes');
    const undone = await post(`${applied.location}/undo`, new URLSearchParams());
    expect(undone.status).toBe(303);
    expect((await get(undone.location)).text).toContain('đã được hoàn tác');
    const again = await post(`${applied.location}/undo`, new URLSearchParams());
    expect([again.status, again.text.includes('đã được hoàn tác rồi')]).toEqual([409, true]);
  });

  test('errors keep the file, name row and column, and come back as a file with one more column', async () => {
    const sent = await upload('units', villages('Bản Sai,bản,4606,01/02/2020', 'Bản Đúng,bản,04606,01/02/2020', ',bản,04606,31/02/2020'));
    const preview = await get(sent.location);
    expect(preview.text).toContain('Mã 4606 thiếu số 0 ở đầu');
    expect(preview.text).toContain('Mã cấp trên (parent_code)');
    expect(preview.text).not.toContain('/apply');
    const errors = await get(sent.location.replace('/preview', '/errors'));
    const lines = errors.text.split('\r\n');
    expect(lines[0]).toBe('Tên,Loại,Mã cấp trên,Từ ngày,Lỗi cần sửa');
    expect(lines[1]).toContain('Mã 4606 thiếu số 0');
    expect(lines[2]).toBe('Bản Đúng,bản,04606,01/02/2020,');
    const apply = await post(sent.location.replace('/preview', '/apply'), new URLSearchParams());
    expect([apply.status, apply.text.includes('chưa có gì được ghi')]).toEqual([422, true]);
  });

  test('what is missing in the form is said at the field', async () => {
    const nothing = await upload('', '');
    expect(nothing.status).toBe(422);
    expect(nothing.text).toContain('Chưa chọn loại dữ liệu');
    const kept = await upload('', villages('Bản Thử,bản,04606,01/02/2020'), 'giữ.csv');
    expect(kept.text).toContain('Tệp “giữ.csv” đã được nhận');
    const form = new FormData();
    form.set('kind', 'units');
    form.set('kept', /name="kept" value="([0-9a-f]{64})"/.exec(kept.text)?.[1] ?? '');
    form.set('kept_name', 'giữ.csv');
    expect((await post('/console/territory/imports', form)).location).toContain('/preview?kind=units');
    const day = await upload('boundaries', '{}', 'b.geojson');
    expect(day.text).toContain('Chưa có ngày bắt đầu của ranh giới');
    const binary = await upload('units', '\u0000\u0001\u0002', 'a.csv');
    expect((await get(binary.location)).text).toContain('Đây không phải là tệp chữ');
    expect((await get(`/console/territory/imports/${'0'.repeat(64)}/preview?kind=units`)).status).toBe(404);
  });

  test.each(['units', 'events', 'population', 'boundaries'])('the template of %s is known by every header', async (kind) => {
    for (const lang of ['vi', 'en']) {
      const template = await get(`/console/territory/templates/${kind}?lang=${lang}`);
      const sent = await upload(kind, template.text, 'mau.csv', '01/07/2025');
      const preview = await get(sent.location);
      expect(preview.status).toBe(200);
      expect(preview.text).not.toContain('Không dùng đến các cột');
      expect(preview.text).toContain('00000');
    }
  });
});

describe('one event by hand', () => {
  const send = (kind: string, fields: Record<string, string>) =>
    post(`/console/territory/events?kind=${kind}`, new URLSearchParams(fields));

  test.each(['rename', 'retype', 'transfer', 'merge', 'split', 'abolish'])(
    'the form for %s opens and says what is missing',
    async (kind) => {
      expect((await get(`/console/territory/events/new?kind=${kind}`)).status).toBe(200);
      const empty = await send(kind, {});
      expect(empty.status).toBe(422);
      expect(empty.text).toContain('Ô này còn trống');
    },
  );

  test('rename: refused at the field, previewed, written, undone', async () => {
    const wrong = await send('rename', { day: '01/10/2025', unit: '99999', name: 'Trạm Tấu Mới' });
    expect(wrong.text).toContain('Chưa có đơn vị nào mang mã 99999');
    expect(wrong.text).toContain('value="Trạm Tấu Mới"');
    const fields = { day: '01/10/2025', unit: '04606', name: 'Trạm Tấu Mới' };
    const seen = await send('rename', fields);
    expect([seen.status, seen.text.includes('đổi 1 đơn vị')]).toEqual([200, true]);
    const done = await send('rename', { ...fields, do: 'apply' });
    expect(done.status).toBe(303);
    expect((await get(done.location)).text).toContain('Đổi tên 04606 thành Trạm Tấu Mới');
    expect((await post(`${done.location}/undo`, new URLSearchParams())).status).toBe(303);
  });

  test('split: shares that do not add up are said at the share; villages would lose their commune', async () => {
    const parts = { part1_code: '04606', part1_num: '1', part1_den: '3', part2_code: '04603', part2_num: '1', part2_den: '3' };
    const answer = await send('split', { day: '01/10/2025', unit: '04606', basis: 'population', ...parts });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('cộng lại là 2/3');
  });

  test('merge into a new commune and end of a level are previewed with what they do', async () => {
    const merge = await send('merge', {
      day: '01/10/2025',
      units: '04606\n04603',
      into: '04999',
      into_new: 'yes',
      into_name: 'Thử',
      into_type: 'xa',
      into_parent: '15',
    });
    expect([merge.status, merge.text.includes('kết thúc 2 đơn vị')]).toEqual([200, true]);
    const abolish = await send('abolish', { day: '01/10/2025', level: 'commune' });
    expect([abolish.status, abolish.text.includes('kết thúc 99 đơn vị')]).toEqual([200, true]);
  });
});

test('without the right the pages are refused', async () => {
  const routes = app.routes.filter((route) => route.url.startsWith('/console/territory'));
  expect(routes.length).toBeGreaterThan(10);
  expect(routes.every((route) => route.right === 'territory.import' || route.right === 'territory.edit')).toBe(true);
});
