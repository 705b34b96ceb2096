import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { system } from '../../platform/session/index.ts';
import { applyEvent } from '../commands/apply-event.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ SHED_EVENT_LOOP_MS: '0' });
});
afterAll(() => app.close());

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${app.address}${path}`, { headers: { accept: 'text/html', ...headers }, redirect: 'manual' });
  const html = await response.text();
  return { status: response.status, headers: response.headers, html, words: wordsOf(html) };
}

/** What a reader sees, without tags and with single spaces. */
function wordsOf(html: string): string {
  return html
    .replace(/<(script|style|svg)\b[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .replace(/ ([.,;)])/g, '$1')
    .replace(/\( /g, '(');
}

async function idOf(code: string, on: string): Promise<string> {
  const response = await fetch(`${app.address}/api/v1/units?code=${code}&on=${on}`);
  const { items } = (await response.json()) as { items: { id: string }[] };
  return items[0]?.id ?? '';
}

describe('/units', () => {
  test('the province of 2022 in a sentence, a map and a table', async () => {
    const { status, html, words } = await get('/units?on=2022-10-31');
    expect(status).toBe(200);
    expect(words).toContain('Ngày 31/10/2022, tỉnh Yên Bái có 9 huyện, thị xã, thành phố; 173 xã, phường, thị trấn; 1.356 thôn');
    expect(words).toContain('(dữ liệu minh họa)');
    expect(words).toContain('7 huyện, 1 thị xã, 1 thành phố');
    expect(html).toMatch(/<svg[^>]*data-unit-map/);
    expect(html).toContain('Xã Pá Hu<');
    expect(words).toContain('chưa được đối chiếu với văn bản');
  });

  test('each side of each date', async () => {
    for (const [on, count] of [
      ['2020-01-31', '180 xã'],
      ['2020-02-01', '173 xã'],
      ['2024-12-31', '173 xã'],
      ['2025-01-01', '168 xã'],
      ['2025-06-30', '168 xã'],
      ['2025-07-01', '99 xã'],
    ] as const) {
      expect((await get(`/units?on=${on}`)).words).toContain(`; ${count}`.replace(on === '2025-07-01' ? '; ' : '', ''));
    }
  });

  test('in English completely', async () => {
    const { html, words } = await get('/units?on=2022-10-31&lang=en');
    expect(html).toContain('<html lang="en"');
    expect(words).toContain(
      'On 31/10/2022, Yên Bái province had 9 districts, towns and cities; 173 communes, wards and townships; 1,356 villages',
    );
  });

  test('a day as people type it, and one that can not be read', async () => {
    expect((await get('/units?on=31/10/2022')).words).toContain('Ngày 31/10/2022, tỉnh Yên Bái');
    const wrong = await get('/units?on=31/02/2022');
    expect([wrong.status, wrong.words]).toEqual([400, expect.stringContaining('Lịch không có ngày này')]);
    expect(wrong.html).toContain('value="31/02/2022"');
  });

  test('a day before the record names the first one', async () => {
    const { words, html } = await get('/units?on=1990-01-01');
    expect(words).toContain('Hồ sơ chưa có ngày 01/01/1990');
    expect(html).toContain('/units?on=2009-04-01');
  });

  test('villages come page by page', async () => {
    const { html, words } = await get('/units?on=2022-10-31&level=village');
    expect(words).toContain('200 trong 1.356');
    const next = /href="(\/units\?level=village&amp;after=[^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(next).toContain('on=2022-10-31');
    expect((await get(next)).status).toBe(200);
  });

  test('a search finds former units and says so', async () => {
    const { words } = await get('/units?q=tan%20thinh');
    expect(words.match(/Xã Tân Thịnh/g)?.length).toBe(2);
    expect(words).toContain('Kết thúc ngày 30/06/2025');
    expect((await get('/units?q=04606')).words).toContain('Mã hành chính được cấp lại');
    expect((await get('/units?q=zzzzqqqq')).words).toContain('Chưa tìm thấy đơn vị nào');
  });

  test('words that are markup stay words', async () => {
    const { html } = await get(`/units?q=${encodeURIComponent('<script>alert(1)</script>"\'')}`);
    expect(html).not.toContain('<script>alert');
  });
});

describe('/units/{id}', () => {
  test('Pá Hu in 2022: where it belonged, what it became, and who has its code now', async () => {
    const id = await idOf('04606', '2022-10-31');
    const { words } = await get(`/units/${id}?on=2022-10-31`);
    expect(words).toContain('Ngày 31/10/2022, xã Pá Hu thuộc huyện Trạm Tấu, tỉnh Yên Bái, mang mã 04606');
    expect(words).toContain('Đừng nhầm với Cùng mã vào thời gian khác: Xã Trạm Tấu (04606, Tỉnh Lào Cai)');
    expect(words).toContain('Nay thuộc về Xã Trạm Tấu 04606');
    expect(words).toContain('1673/NQ-UBTVQH15');
  });

  test('on a day when it was gone the page says so and leads to its last day and successor', async () => {
    const id = await idOf('04606', '2022-10-31');
    const { status, words, html } = await get(`/units/${id}?on=2026-01-01`);
    expect(status).toBe(200);
    expect(words).toContain('Ngày 01/01/2026 không có xã Pá Hu');
    expect(html).toContain(`/units/${id}?on=2025-06-30`);
    expect(words).toContain('Xã Trạm Tấu');
  });

  test('an abolished district answers for its years', async () => {
    const id = await idOf('139', '2022-10-31');
    expect((await get(`/units/${id}?on=2022-10-31`)).words).toContain('có 12 xã, thị trấn');
    expect((await get(`/units/${id}`)).words).toContain('Kết thúc ngày 30/06/2025');
  });

  test.each(['x', '019b76da-0000-7000-8000-000000000000', '%3Cscript%3E'])('the unknown unit %s is a helpful 404', async (id) => {
    const { status, words, html } = await get(`/units/${id}`);
    expect([status, words]).toEqual([404, expect.stringContaining('Không có đơn vị với mã này')]);
    expect(html).not.toContain('<script>x');
  });

  test('a name with markup is shown as it is written', async () => {
    const id = await idOf('04603', '2026-01-01');
    const name = '<b onmouseover=alert(1)>Tà Xi Láng</b>';
    const outcome = await app.context.db.transaction((tx) =>
      applyEvent(tx, system, {
        kind: 'rename',
        effectiveOn: '2026-03-01',
        title: '=cmd|x',
        verified: false,
        verificationNote: 'test',
        changes: [{ unitId: id, name }],
      }),
    );
    expect(outcome).toMatchObject({ ok: true });
    await expect
      .poll(async () => (await get(`/units/${id}?on=2026-03-01`)).html, { timeout: 10_000 })
      .toContain('&lt;b onmouseover=alert(1)>');
    const { html } = await get(`/units/${id}?on=2026-03-01`);
    expect(html).not.toContain('<b onmouseover');
    expect((await get('/units?on=2026-03-01')).html).not.toContain('<b onmouseover');
    const geojson = (await (await fetch(`${app.address}/units.geojson?on=2026-03-01&level=commune`)).json()) as {
      features: { properties: { name: string } }[];
    };
    expect(geojson.features.filter((one) => one.properties.name === name).length).toBe(1);
  });
});

describe('/units/history', () => {
  test('the story is counted from the record', async () => {
    const { words } = await get('/units/history');
    expect(words).toContain('180 → 173 → 168 → 51 (trong 99)');
    expect(words).toContain('chưa đối chiếu');
    expect(words).toContain('871/NQ-UBTVQH14');
  });
});

describe('/units/at', () => {
  test('a form without script, its answer, and its errors at the field', async () => {
    expect((await get('/units/at')).html).toContain('name="lat"');
    const found = await get('/units/at?lat=21,4831&lon=104,4572&on=2022-10-31');
    expect(found.words).toContain('Xã Pá Hu, Huyện Trạm Tấu');
    expect(found.words).toContain('điểm trung tâm gần nhất');
    expect(found.headers.get('cache-control')).toContain('no-store');
    const wrong = await get('/units/at?lat=abc&lon=104');
    expect([wrong.status, wrong.html]).toEqual([400, expect.stringContaining('aria-invalid="true"')]);
    expect((await get('/units/at?lat=10.7&lon=106.7')).words).toContain('Không có đơn vị nào gần điểm này');
  });
});

describe('files', () => {
  test('CSV opens in a spreadsheet: byte order mark, one line a unit, no cell that starts a formula', async () => {
    const response = await fetch(`${app.address}/units.csv?on=2022-10-31&level=commune`);
    expect(response.headers.get('content-type')).toContain('text/csv');
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const lines = new TextDecoder().decode(bytes).trimEnd().split('\r\n');
    expect(lines.length).toBe(174);
    expect(lines.some((line) => line.includes(',04606,Pá Hu,xa,commune,139,district,2019-01-01,2025-06-30,'))).toBe(true);
  });

  test('children of a unit, and a day on which it was not there', async () => {
    const id = await idOf('139', '2022-10-31');
    const csv = await (await fetch(`${app.address}/units/${id}/children.csv?on=2022-10-31`)).text();
    expect(csv.trimEnd().split('\r\n').length).toBe(13);
    expect((await get(`/units/${id}/children.csv?on=2026-01-01`)).status).toBe(404);
    const map = (await (await fetch(`${app.address}/units/${id}/map.geojson?on=2022-10-31`)).json()) as {
      features: { properties: { schematic: boolean } }[];
    };
    expect([map.features.length, map.features.every((one) => one.properties.schematic)]).toEqual([13, true]);
  });
});

test.each(['/units', '/units?on=2022-10-31', '/units/history', '/units/at', '/units?q=y%C3%AAn'])(
  '%s has no inline style or script',
  async (path) => {
    // Texts in quotes and between tags may say anything.
    const html =
      (await get(path)).html
        .replace(/"[^"]*"/g, '""')
        .match(/<[^<>]*>/g)
        ?.join('') ?? '';
    expect(html).not.toMatch(/\sstyle=/);
    expect(html).not.toMatch(/\son[a-z]+=/);
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
  },
);

test('short addresses lead to the pages', async () => {
  expect((await get('/don-vi')).headers.get('location')).toBe('/units');
  expect((await get('/lich-su-don-vi')).headers.get('location')).toBe('/units/history');
});
