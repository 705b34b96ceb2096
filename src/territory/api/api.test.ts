import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { system } from '../../platform/session/index.ts';
import { recordPopulation } from '../commands/record-population.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ SHED_EVENT_LOOP_MS: '0' });
});
afterAll(() => app.close());

interface Item {
  id: string;
  code: string | null;
  name: string;
  validTo: string | null;
  parentName: string | null;
}

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${app.address}${path}`, { headers, redirect: 'manual' });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) as never };
}

async function list(query: string): Promise<{ on: string; items: Item[]; next: string | null }> {
  const answer = await get(`/api/v1/units?${query}`);
  expect([answer.status, answer.text.slice(0, 300)]).toEqual([200, answer.text.slice(0, 300)]);
  return answer.json();
}

async function idOf(code: string, on: string): Promise<string> {
  return (await list(`code=${code}&on=${on}`)).items[0]?.id ?? '';
}

describe('/api/v1/units', () => {
  test('a code and a day name one unit, with the fields promised', async () => {
    const { on, items, next } = await list('code=04606&on=2022-10-31');
    expect([on, next, items.length]).toEqual(['2022-10-31', null, 1]);
    expect(items[0]).toMatchObject({
      code: '04606',
      name: 'Pá Hu',
      type: 'xa',
      typeName: 'xã',
      level: 'commune',
      parentName: 'Trạm Tấu',
      validFrom: '2019-01-01',
      validTo: '2025-06-30',
      lat: 21.4831,
      lon: 104.4572,
    });
    expect((await list('code=04606&on=2025-07-01')).items[0]?.name).toBe('Trạm Tấu');
    expect((await list('code=04606&on=2025-07-01&lang=en')).items[0]).toMatchObject({ typeName: 'commune' });
  });

  test('paging by `next` gives every commune once', async () => {
    const seen: string[] = [];
    let path: string | null = '/api/v1/units?on=2022-10-31&level=commune&limit=50';
    while (path) {
      const page: { items: Item[]; next: string | null } = (await get(path)).json();
      seen.push(...page.items.map((item) => item.id));
      path = page.next;
    }
    expect([seen.length, new Set(seen).size]).toEqual([173, 173]);
  });

  test('a point answers how it was found, and is not kept', async () => {
    const answer = await get('/api/v1/units?near=21.4831,104.4572&on=2022-10-31');
    expect(answer.json()).toMatchObject({ items: [{ name: 'Pá Hu', found: { by: 'nearest-centre', distanceMetres: 0 } }], next: null });
    expect(answer.headers.get('cache-control')).toContain('no-store');
  });

  test.each([
    ['code=04606', 400, 'territory.code-needs-day'],
    ['code=04606&on=1999-01-01', 422, 'territory.day-before-record'],
    ['code=04606&on=2015-01-01', 422, 'territory.day-before-record'],
    ['level=commune&on=2018-12-31', 422, 'territory.day-before-record'],
    ['on=2022-02-30', 400, 'territory.bad_day'],
    ['on=31/10/2022', 400, 'territory.bad_day'],
    ['on=', 400, 'territory.bad_day'],
    ['level=planet', 400, 'territory.unknown_level'],
    ['parent=019b76da-0000-7000-8000-000000000000', 404, 'territory.unknown_unit'],
    ["parent=x'--", 404, 'territory.unknown_unit'],
    ['near=abc', 400, 'territory.near-format'],
    ['near=104.38,21.52', 400, 'territory.near-swapped'],
    ['near=21.5,104.3&q=x', 400, 'territory.near-alone'],
    ['after=zzz', 400, 'territory.bad-cursor'],
    ['limit=0', 400, 'http.not-understood'],
    ['limit=100000', 400, 'http.not-understood'],
    ['limit=ten', 400, 'http.not-understood'],
    ['day=2022-10-31', 400, 'http.not-understood'],
    ['on=2022-10-31&on=2025-07-01', 400, 'http.not-understood'],
  ])('%s is refused with %i and words that help', async (query, status, code) => {
    const answer = await get(`/api/v1/units?${query}`);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const problem: { type: string; title: string; detail: string; status: number } = answer.json();
    expect([answer.status, problem.status, problem.type]).toEqual([status, status, `urn:yenbai-s:${code}`]);
    expect(problem.title.length + problem.detail.length).toBeGreaterThan(40);
  });

  test('a code that nobody carried on the day gives an empty list', async () => {
    expect((await list('code=99999&on=2022-10-31')).items).toEqual([]);
  });
});

describe('/api/v1/units/{id}', () => {
  test('the unit on a day, with what is above and within', async () => {
    const id = await idOf('139', '2022-10-31');
    const answer = (await get(`/api/v1/units/${id}?on=2022-10-31`)).json();
    expect(answer).toMatchObject({
      on: '2022-10-31',
      name: 'Trạm Tấu',
      type: 'huyen',
      ancestors: [{ name: 'Yên Bái' }],
      validTo: '2025-06-30',
    });
    expect(answer).toMatchObject({ within: [{ level: 'commune', units: 12 }, { level: 'village' }] });
  });

  test('without a day an ended unit answers with its last state; on a later day it says when it ended', async () => {
    const id = await idOf('04606', '2022-10-31');
    expect((await get(`/api/v1/units/${id}`)).json()).toMatchObject({ name: 'Pá Hu', existsTo: '2025-06-30' });
    const answer = await get(`/api/v1/units/${id}?on=2025-07-01`);
    expect([answer.status, answer.text]).toEqual([404, expect.stringContaining('30/06/2025')]);
    const before = await get(`/api/v1/units/${id}?on=2018-01-01`);
    expect([before.status, before.text]).toEqual([404, expect.stringContaining('01/01/2019')]);
  });

  test('successors and predecessors carry exact shares', async () => {
    const id = await idOf('04606', '2022-10-31');
    expect((await get(`/api/v1/units/${id}/successors?on=2025-07-01`)).json()).toMatchObject({
      items: [{ code: '04606', name: 'Trạm Tấu', share: { num: 1, den: 1 }, itself: false }],
    });
    const merged = await idOf('04606', '2025-07-01');
    const { items }: { items: Item[] } = (await get(`/api/v1/units/${merged}/predecessors`)).json();
    expect(new Set(items.map((item) => item.name))).toEqual(new Set(['Pá Hu', 'Pá Lau', 'Trạm Tấu', 'Túc Đán']));
  });

  test('history and population', async () => {
    const id = await idOf('140', '2022-10-31');
    const history = (await get(`/api/v1/units/${id}/history`)).json();
    expect(history).toMatchObject({ states: [{ name: 'Văn Chấn' }] });
    const { items }: { items: { day: string; value: number; source: string }[] } = (await get(`/api/v1/units/${id}/population`)).json();
    expect(items[0]).toMatchObject({ day: '2009-04-01', value: 144_152 });
  });

  test.each(['x', '019b76da-0000-7000-8000-000000000000', '..%2f..%2fetc%2fpasswd', '%00', "1'%20or%20'1'='1"])(
    'the unknown id %s is a 404',
    async (id) => {
      for (const path of ['', '/successors', '/predecessors', '/population', '/history']) {
        expect((await get(`/api/v1/units/${id}${path}`)).status).toBe(404);
      }
    },
  );
});

describe('kept answers', () => {
  test('the same answer is told apart by its ETag', async () => {
    const first = await get('/api/v1/units?on=2022-10-31&level=district');
    const etag = first.headers.get('etag') ?? '';
    expect((await get('/api/v1/units?on=2022-10-31&level=district', { 'if-none-match': etag })).status).toBe(304);
    expect((await get('/api/v1/units?on=2022-11-01&level=district', { 'if-none-match': etag })).status).toBe(200);
  });

  test('days of one epoch share an entry, each with its own day', async () => {
    await get('/api/v1/units?on=2023-03-01&level=district');
    const { hits } = app.context.cache.statistics;
    const second = await list('on=2023-04-01&level=district');
    expect(app.context.cache.statistics.hits).toBe(hits + 1);
    expect(second.on).toBe('2023-04-01');
  });

  test('a new figure shows at once, and its day splits the epoch', async () => {
    const id = await idOf('04606', '2022-10-31');
    const page = async (on: string) => (await get(`/units/${id}?on=${on}`)).text;
    expect(await page('2021-06-01')).not.toContain('4.321');
    await page('2021-12-01');
    const outcome = await app.context.db.transaction((tx) =>
      recordPopulation(tx, system, [{ unitId: id, day: '2021-09-15', value: 4321n, basis: 'test', source: 'test' }]),
    );
    expect(outcome.ok).toBe(true);
    await expect.poll(() => page('2021-12-01'), { timeout: 10_000 }).toContain('4.321');
    const district = await idOf('139', '2022-10-31');
    const table = async (on: string) => (await get(`/units/${district}?on=${on}`)).text;
    expect(await table('2021-09-15')).toContain('4.321');
    expect(await table('2021-09-14')).not.toContain('4.321');
  });
});

test('the API describes itself', async () => {
  const openapi: { paths: Record<string, unknown> } = (await get('/openapi.json')).json();
  expect(Object.keys(openapi.paths)).toEqual(
    expect.arrayContaining(['/api/v1/units', '/api/v1/units/{id}', '/api/v1/units/{id}/successors', '/api/v1/units/{id}/predecessors']),
  );
});
