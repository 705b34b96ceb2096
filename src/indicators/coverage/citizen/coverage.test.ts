import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startApp, type TestApp } from '../../../../test/support/app.ts';
import { defaultLimits, readWorkbook } from '../../../platform/sheets/index.ts';
import { changeRosters } from '../../../teams/store/change-rosters.ts';

import { marks } from '../kept.ts';

let app: TestApp;
const ids: Record<'province' | 'district' | 'commune' | 'newProvince' | 'village', string> = {
  province: '',
  district: '',
  commune: '',
  newProvince: '',
  village: '',
};

beforeAll(async () => {
  app = await startApp();
  ids.province = await idOf('code=15', '2022-05-31');
  ids.newProvince = await idOf('code=15', '2025-07-01');
  ids.district = await idOf('code=139', '2022-05-31');
  ids.commune = await idOf('code=04606', '2022-05-31');
  ids.village = await idOf(`parent=${ids.commune}`, '2022-05-31');
});
afterAll(() => app?.close());

async function idOf(query: string, on: string): Promise<string> {
  const { items } = (await (await fetch(`${app.address}/api/v1/units?${query}&on=${on}`)).json()) as { items: { id: string }[] };
  return items[0]?.id ?? '';
}

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${app.address}${path}`, { headers: { accept: 'text/html', ...headers }, redirect: 'manual' });
  const html = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    html,
    words: wordsOf(html),
    h1: wordsOf(/<h1[^>]*>(.*?)<\/h1>/s.exec(html)?.[1] ?? ''),
  };
}

/** What a reader sees, without tags and with single spaces. */
function wordsOf(html: string): string {
  return html
    .replace(/<(script|style|svg)\b[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .replace(/ ([.,;:)/])/g, '$1')
    .replace(/([(/]) /g, '$1')
    .trim();
}

const numberOf = (text: string): number => Number(text.replaceAll('.', ''));

/** Each number of a page with the list that it opens. */
function numbersOf(html: string): { value: number; path: string }[] {
  return [...html.matchAll(/<a\b[^>]*class="figure-link"[^>]*>(.*?)<\/a>/gs)].map((match) => ({
    value: numberOf(
      wordsOf(match[1] ?? '')
        .split('/')
        .at(-1) ?? '',
    ),
    path: (/href="([^"]+)"/.exec(match[0])?.[1] ?? '').replaceAll('&amp;', '&'),
  }));
}

async function csv(path: string): Promise<string[][]> {
  const response = await fetch(`${app.address}${path}`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/csv');
  return parse(await response.text(), { bom: true, relax_column_count: true });
}

/** The rows of a list's file, below what stands above them and the titles. */
async function listRows(path: string): Promise<string[][]> {
  const [name = '', query = ''] = path.split('?');
  return (await csv(`${name}.csv?${query}`)).slice(5);
}

describe('the founding figures', () => {
  test('31/05/2022: all communes, 1.256 of 1.356 villages, and that the day is assumed', async () => {
    const { status, h1, words, html } = await get('/coverage?on=2022-05-31');
    expect(status).toBe(200);
    expect(h1).toBe(
      'Tất cả 173/173 xã, phường, thị trấn đã có Tổ công nghệ số cộng đồng. Còn 100 thôn, bản, tổ dân phố chưa có Tổ, nhiều nhất ở huyện Mù Cang Chải.',
    );
    expect(words).toContain('173/173 xã, phường, thị trấn có Tổ');
    expect(words).toContain('1.256/1.356 thôn, bản, tổ dân phố có Tổ');
    expect(words).toContain('1.744 thành viên Tổ cấp xã');
    expect(words).toContain('8.526 thành viên Tổ cấp thôn');
    expect(words).toContain('Tỉnh Yên Bái · số liệu và bản đồ ngày 31/05/2022 (ngày giả định)');
    expect(html).toContain('href="#assumed"');
    expect(words).toContain('Vì sao là ngày giả định?');
    expect(words).toContain('Cộng 173/173 1.256/1.356 10.270');
  });

  test('30/06/2022: every village, and nothing about an assumption', async () => {
    const { h1, words } = await get('/coverage?on=2022-06-30');
    expect(h1).toContain('Tất cả 1.356/1.356 thôn, bản, tổ dân phố cũng đã có Tổ.');
    expect(words).toContain('9.107 thành viên Tổ cấp thôn');
    expect(words).not.toContain('giả định');
  });

  test('on the map of 01/07/2025 the old province has 51 of 51, the new one 51 of 99 and says what is not known', async () => {
    const old = await get('/coverage?on=2022-05-31&map=2025-07-01');
    expect(old.h1).toContain('Tất cả 51/51 xã, phường đã có Tổ');
    expect(old.words).toContain('1.744 thành viên Tổ cấp xã');
    expect(old.words).toContain('ngày 31/05/2022 · bản đồ ngày 01/07/2025');
    const now = await get(`/coverage?on=2022-05-31&map=2025-07-01&unit=${ids.newProvince}`);
    expect(now.h1).toContain('51/99 xã, phường đã có Tổ công nghệ số cộng đồng; 48 nơi không có số liệu vào ngày này.');
    expect(now.words).toContain('48 xã, phường của bản đồ ngày 01/07/2025 không có số liệu trước ngày 01/07/2025');
    expect(now.words).toContain('48 xã, phường không có số liệu vào ngày này');
  });

  test('before the first team: no number is made up, and no sentence breaks', async () => {
    const { h1, words } = await get('/coverage?on=2021-01-31');
    expect(h1).toBe('Ngày 31/01/2021, tỉnh Yên Bái chưa có Tổ công nghệ số cộng đồng nào trong hồ sơ.');
    expect(words).toContain('0/173 xã, phường, thị trấn có Tổ');
    expect((await get('/coverage?on=2021-01-31&by=forces')).words).toContain('Chưa có thành viên nào vào ngày này');
  });

  test('one answer kept for many days says the day that was asked for', async () => {
    const [first, second] = [await get('/coverage?on=2023-03-01'), await get('/coverage?on=2023-03-02')];
    expect(first.words).toContain('số liệu và bản đồ ngày 01/03/2023');
    expect(second.words).toContain('số liệu và bản đồ ngày 02/03/2023');
    expect(second.html).toContain('on=2023-03-02');
    expect(second.html).not.toContain('2023-03-01');
    for (const mark of Object.values(marks)) expect(first.html).not.toContain(mark);
  });
});

describe('drill down', () => {
  test('from the province to a village, and back up', async () => {
    const province = await get('/coverage?on=2022-05-31');
    expect(province.html).toContain(`/coverage?on=2022-05-31&amp;unit=${ids.district}`);
    const district = await get(`/coverage?on=2022-05-31&unit=${ids.district}`);
    expect(district.h1).toContain('Tất cả 12/12');
    expect(district.html).toContain(`/coverage?on=2022-05-31&amp;unit=${ids.commune}`);
    const commune = await get(`/coverage?on=2022-05-31&unit=${ids.commune}`);
    expect(commune.h1).toMatch(/^Xã Pá Hu đã có Tổ công nghệ số cộng đồng với \d+ thành viên\./);
    expect(commune.html).toContain(`/coverage?on=2022-05-31&amp;unit=${ids.village}`);
    expect(commune.html).toMatch(/href="\/teams\/[0-9a-f-]{36}"/);
    const village = await get(`/coverage?on=2022-05-31&unit=${ids.village}`);
    expect(village.status).toBe(200);
    expect(village.h1).toMatch(/Tổ công nghệ số cộng đồng/);
    for (const id of [ids.province, ids.district, ids.commune]) expect(village.html).toContain(`/coverage?on=2022-05-31&amp;unit=${id}`);
  });

  test('the choice of view stays in links; the map and the table say the same', async () => {
    const { html } = await get(`/coverage?on=2022-05-31&unit=${ids.district}&by=communes`);
    expect(html).toContain(`href="/coverage?on=2022-05-31&amp;unit=${ids.district}&amp;by=forces"`);
    const shapes = [...html.matchAll(/<a href="[^"]*" aria-label="([^"]+), (đã có Tổ, [\d.]+ thành viên|chưa có Tổ)"/g)];
    expect(shapes).toHaveLength(12);
  });

  test('core forces add up to all members', async () => {
    const { html } = await get('/coverage?on=2022-05-31&by=forces');
    const table = /<table[^>]*>(?:(?!<table).)*?Theo|<table.*?<\/table>/s.exec(html.slice(html.indexOf('Xem bằng bảng')))?.[0] ?? '';
    const values = numbersOf(table).map(({ value }) => value);
    expect(values.at(-1)).toBe(1744 + 8526);
    expect(values.slice(0, -1).reduce((sum, value) => sum + value, 0)).toBe(1744 + 8526);
    expect(html).toMatch(/<svg class="chart" role="img"/);
  });

  test('over time: steps in a picture and a table', async () => {
    const { html, words } = await get('/coverage?on=2022-05-31&by=time');
    expect(html.match(/class="chart-line line-0"[^>]* d="M0/g)?.length).toBeGreaterThan(0);
    expect(words).toContain('Thay đổi theo thời gian');
  });
});

describe('every number opens its list, and the list adds up to it', () => {
  test.each([
    ['the province', () => '/coverage?on=2022-05-31'],
    ['a district', () => `/coverage?on=2022-05-31&unit=${ids.district}`],
    ['the old province on the new map', () => `/coverage?on=2022-05-31&map=2025-07-01&unit=${ids.province}`],
    ['the new province today on an old map', () => '/coverage?on=2026-01-01&map=2022-05-31'],
    ['a village', () => `/coverage?on=2022-06-30&unit=${ids.village}`],
  ])('%s', async (_name, path) => {
    const { html } = await get(path());
    const numbers = numbersOf(html);
    expect(numbers.length).toBeGreaterThan(2);
    // One of each list of the page's own unit, and the first of other units, stand for all.
    const seen = new Map(
      numbers.map((one) => [
        one.path.split('?')[0] === '' ? one.path : `${one.path.split('?')[0]} ${/unit=[^&]*/.exec(one.path)?.[0]}`,
        one,
      ]),
    );
    for (const { value, path: list } of [...seen.values()].slice(0, 14)) {
      expect(value, list).toBeGreaterThan(0);
      const rows = await listRows(list);
      const members = /members|people/.test(list);
      const sum = members ? rows.reduce((total, row) => total + Number(list.includes('people') ? row[1] : row.at(-1)), 0) : rows.length;
      expect([list, sum]).toEqual([list, value]);
      const page = await get(list);
      expect(page.status).toBe(200);
      expect(page.html).toContain('<table');
    }
  });

  test('lists by core force add up to the members of the force', async () => {
    const api = (await (await fetch(`${app.address}/api/v1/coverage?on=2022-05-31`)).json()) as {
      members: { byCoreForce: Record<string, number> };
    };
    for (const [force, value] of Object.entries(api.members.byCoreForce).slice(0, 3)) {
      const rows = await listRows(`/coverage/lists/members?on=2022-05-31&force=${force}`);
      expect(rows.reduce((total, row) => total + Number(row.at(-1)), 0)).toBe(value);
    }
  });

  test('communes without data are told from those without a team', async () => {
    const { words } = await get(`/coverage/lists/communes-without-team?on=2022-05-31&map=2025-07-01&unit=${ids.newProvince}`);
    expect(words).toContain(': 48 xã, phường.');
    expect(words).toContain('không có số liệu');
    expect(words).not.toContain('chưa có Tổ 0');
  });

  test('long lists come page by page', async () => {
    const first = await get('/coverage/lists/communes?on=2022-05-31');
    expect(first.words).toContain('1–100 trong 173');
    const second = await get('/coverage/lists/communes?on=2022-05-31&page=2');
    expect(second.words).toContain('101–173 trong 173');
    expect((await get('/coverage/lists/communes?on=2022-05-31&page=99')).status).toBe(404);
    expect((await get('/coverage/lists/communes?on=2022-05-31&page=-1')).words).toContain('1–100 trong 173');
  });

  test('a list of nothing says so', async () => {
    const { status, words } = await get('/coverage/lists/villages-without-team?on=2022-06-30');
    expect([status, words]).toEqual([200, expect.stringContaining('Không có nơi nào trong danh sách này')]);
  });

  test('no name of a person, and the way to the names only for whoever may see them', async () => {
    const path = '/coverage/lists/commune-members?on=2022-05-31';
    const { rows } = await sql<{
      full_name: string;
    }>`select full_name from people.person_details d join teams.roster_days r on r.person_id = d.person_id
      where r.level_id = 'commune' limit 20`.execute(app.database.db.rows());
    const open = await get(path);
    for (const { full_name } of rows) expect(open.html).not.toContain(full_name);
    expect(open.html).not.toContain('/console/teams');
    const official = await get(path, { cookie: await app.signedIn('policy-officer') });
    expect(official.html).toContain('/console/teams');
    expect(official.headers.get('cache-control')).toContain('private');
  });
});

describe('files', () => {
  test('CSV and Excel hold what the page shows, with unit, day, map and address above', async () => {
    const path = '?on=2022-05-31';
    const rows = await csv(`/coverage.csv${path}`);
    expect(rows[0]).toEqual(['Nơi', 'Tỉnh Yên Bái']);
    expect(rows[1]).toEqual(['Số liệu của ngày', '2022-05-31']);
    expect(rows[2]).toEqual(['Bản đồ của ngày', '2022-05-31']);
    expect(rows[3]?.[1]).toContain('/coverage?on=2022-05-31');
    const { words } = await get(`/coverage${path}`);
    const table = rows.slice(5);
    expect(table).toHaveLength(10);
    for (const row of table.slice(0, -1)) {
      const [, name, , , villagesWith, villages, commune, village] = row;
      expect(words).toContain(
        `${name} ${row[2]}/${row[3]} ${villagesWith}/${villages} ${(Number(commune) + Number(village)).toLocaleString('vi-VN')}`,
      );
    }
    const response = await fetch(`${app.address}/coverage.xlsx${path}`);
    const workbook = readWorkbook(new Uint8Array(await response.arrayBuffer()), defaultLimits);
    if (!workbook.ok) throw new Error(workbook.refusal.code);
    const last = workbook.value.sheets[0]?.rows.at(-1)?.cells.flatMap(({ value }) => (value.kind === 'number' ? [value.number] : []));
    expect(last?.slice(0, 7).map(String)).toEqual(table.at(-1)?.slice(2, 9));
  });

  test('the JSON says the same', async () => {
    const answer = (await (await fetch(`${app.address}/api/v1/coverage?on=2022-05-31`)).json()) as Record<string, unknown>;
    expect(answer).toMatchObject({
      communes: { withTeam: 173, total: 173 },
      villages: { withTeam: 1256, total: 1356 },
      members: { commune: 1744, village: 8526 },
    });
  });

  test('the picture says the answer', async () => {
    const response = await fetch(`${app.address}/coverage/picture.svg?on=2022-05-31`);
    const svg = await response.text();
    expect(response.headers.get('content-type')).toContain('image/svg+xml');
    expect(svg).toMatch(/^<svg [^>]*width="1200" height="630"/);
    expect(wordsOf(svg.replace(/^<svg[^>]*>/, '').replace('</svg>', ''))).toContain('1.256/1.356');
    expect(svg).toContain('số liệu và bản đồ ngày 31/05/2022 (ngày giả định)');
    expect(await (await fetch(`${app.address}/coverage/picture.svg?on=2022-06-30&map=2025-07-01`)).text()).toContain(
      'ngày 30/06/2022 · bản đồ ngày 01/07/2025',
    );
  });
});

describe('what can not be answered is told plainly', () => {
  test.each([
    ['/coverage?on=31/02/2022', 400, 'không phải là một ngày'],
    ['/coverage?on=2022-05-31&map=hello', 400, 'không phải là một ngày'],
    ['/coverage?unit=xyz', 404, 'Không có đơn vị'],
    ['/coverage?unit=00000000-0000-7000-8000-000000000000', 404, 'Không có đơn vị'],
    ['/coverage/lists/salaries', 404, ''],
    ['/coverage/lists/members?force=pirates', 404, ''],
    ['/coverage/lists/communes.pdf', 404, ''],
  ])('%s', async (path, status, said) => {
    const answer = await get(path);
    expect(answer.status).toBe(status);
    expect(answer.words).toContain(said);
    expect(answer.html).toContain('<h1');
  });

  test('a unit that is not there on the day says from when to when it was', async () => {
    const { status, words } = await get(`/coverage?on=2026-01-01&unit=${ids.district}`);
    expect([status, words]).toEqual([404, expect.stringContaining('30/06/2025')]);
    expect((await get(`/coverage?on=2022-05-31&unit=${ids.newProvince}`)).status).toBe(404);
  });

  test('a day as people type it', async () => {
    expect((await get('/coverage?on=31/05/2022')).h1).toContain('173/173');
  });

  test('a name that is markup or a formula stays a name', async () => {
    const name = '=cmd|<script>alert(1)</script>';
    await sql`update teams.team_version set name = ${name} where team_id = (select team_id from teams.team_days where unit_id = ${ids.commune} limit 1)`.execute(
      app.database.db.rows(),
    );
    for (const path of [`/coverage?on=2022-08-15&unit=${ids.commune}`, `/coverage/lists/teams?on=2022-08-15&unit=${ids.commune}`]) {
      const { html } = await get(path);
      expect(html).toContain('&lt;script>');
      expect(html).not.toContain('<script>alert');
    }
    const rows = await csv(`/coverage/lists/teams.csv?on=2022-08-15&unit=${ids.commune}`);
    expect(rows.flat()).toContain(`'${name}`);
  });
});

test('the definitions explain each figure', async () => {
  const { status, words } = await get('/coverage/definitions');
  expect(status).toBe(200);
  for (const word of ['Nơi có Tổ', 'Thành viên', 'mỗi người tính một lần', 'Không bao giờ cộng', 'Tổ chưa có Tổ trưởng Tổ CNSCĐ'])
    expect(words).toContain(word);
});

test('in English completely', async () => {
  const { html, h1, words } = await get('/coverage?on=2022-05-31&lang=en');
  expect(html).toContain('<html lang="en"');
  expect(h1).toContain('have a community digital team.');
  expect(h1).toContain('most of them in');
  expect(words).toContain('members of commune teams');
  expect(words).not.toContain('thành viên');
});

test('a page stays kept while other teams change, and is made anew when a team that it names is called otherwise', async () => {
  const { db, cache } = app.context;
  const seated = async (where: ReturnType<typeof sql>) =>
    (
      await sql<{ id: string }>`select team_id as id from teams.team_days where valid @> '2022-08-20'::date and ${where} limit 1`.execute(
        db.rows(),
      )
    ).rows[0]?.id ?? '';
  const [here, elsewhere] = [
    await seated(sql`unit_id = ${ids.commune}`),
    await seated(sql`level_id = 'commune' and unit_id <> ${ids.commune}`),
  ];
  const rename = (id: string, name: string) =>
    db.transaction((tx) =>
      changeRosters(tx, [id], async () => {
        await sql`update teams.team_version set name = ${name} where team_id = ${id}::uuid`.execute(tx.rows());
        return { value: null };
      }),
    );
  const [page, other] = [`/coverage?on=2022-08-20&unit=${ids.commune}`, `/teams/${elsewhere}?on=2022-08-20`];
  await get(page);
  await get(other);
  await rename(elsewhere, 'Tổ ở nơi khác');
  await vi.waitFor(async () => expect((await get(other)).words).toContain('Tổ ở nơi khác'), { timeout: 5_000 });
  const { hits } = cache.statistics;
  await get(page);
  expect(cache.statistics.hits).toBe(hits + 1);
  await rename(here, 'Tổ mang tên mới');
  await vi.waitFor(async () => expect((await get(page)).words).toContain('Tổ mang tên mới'), { timeout: 5_000 });
});
