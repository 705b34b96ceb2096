import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { visit } from '../../../test/support/visitor.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

interface Teams {
  readonly on: string;
  readonly total: { readonly teams: number; readonly members: number };
  readonly items: readonly {
    readonly id: string;
    readonly name: string;
    readonly members: number;
    readonly unit: { readonly id: string };
  }[];
  readonly next: string | null;
}
async function json<T>(path: string): Promise<{ status: number; body: T }> {
  const response = await fetch(`${app.address}${path}`);
  return { status: response.status, body: (await response.json()) as T };
}

describe('what can’t be read', () => {
  test.each([
    ['/teams?on=31/02/2022', 400, 'không phải là một ngày'],
    ['/teams?level=moon', 400, 'Không hiểu'],
    ['/teams?unit=nothing', 400, 'Không hiểu'],
    ['/teams?unit=00000000-0000-7000-8000-000000000000', 404, 'Không có đơn vị này'],
    ['/teams/00000000-0000-7000-8000-000000000000', 404, 'Không có Tổ này'],
    ['/teams/x', 404, 'Không có Tổ này'],
  ])('%s', async (path, status, words) => {
    const answer = await visit(app).get(path);
    expect([answer.status, answer.text.includes(words)]).toEqual([status, true]);
  });

  test('programs get a problem with a field', async () => {
    const answer = await json<{ status: number }>('/api/v1/teams?on=31/05/2022');
    expect([answer.status, answer.body.status]).toEqual([400, 400]);
    expect((await json('/api/v1/teams?colour=red')).status).toBe(400);
    expect((await json('/api/v1/teams/00000000-0000-7000-8000-000000000000')).status).toBe(404);
  });
});

describe('teams on a day', () => {
  test('the whole list, page after page, adds up to the totals, and is in Vietnamese order', async () => {
    let path: string | null = '/api/v1/teams?on=2022-05-31&limit=500';
    const names: string[] = [];
    let members = 0;
    let total: Teams['total'] | undefined;
    while (path !== null) {
      const { body }: { body: Teams } = await json<Teams>(path);
      expect(body.on).toBe('2022-05-31');
      total ??= body.total;
      names.push(...body.items.map((team) => team.name));
      members += body.items.reduce((sum, team) => sum + team.members, 0);
      path = body.next;
    }
    expect(total).toEqual({ teams: 1429, members: 1744 + 8526 });
    expect([names.length, members]).toEqual([1429, 10_270]);
  });

  test('before the first team there is none, and the page says so', async () => {
    const answer = await visit(app).get('/teams?on=31/12/2021');
    expect(answer.text).toContain('chưa có Tổ nào');
    expect((await json<Teams>('/api/v1/teams?on=2021-12-31')).body.total).toEqual({ teams: 0, members: 0 });
  });

  test('a search in any spelling, inside a unit, by level', async () => {
    const { body } = await json<Teams>('/api/v1/teams?on=2022-06-30&q=pa%20hu&level=commune');
    expect(body.items.map((team) => team.name)).toEqual(['Tổ công nghệ số cộng đồng xã Pá Hu']);
    const unit = body.items[0]?.unit.id ?? '';
    const within = await json<Teams>(`/api/v1/teams?on=2022-06-30&unit=${unit}`);
    expect(within.body.total.teams).toBeGreaterThan(1);
    expect(within.body.items.length).toBe(within.body.total.teams);
  });

  test('what somebody looked for is text, never markup', async () => {
    const answer = await visit(app).get('/teams?q=%3Cscript%3Ealert(1)%3C/script%3E');
    expect(answer.text).not.toContain('<script>alert');
  });
});

describe('one team', () => {
  test('its page has counts and decisions, and no name of anybody', async () => {
    const { body } = await json<Teams>('/api/v1/teams?on=2022-06-30&q=pa%20hu&level=commune');
    const id = body.items[0]?.id ?? '';
    const page = await visit(app).get(`/teams/${id}?on=30/06/2022`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Đang hoạt động');
    expect(page.text).toContain('UBND xã Pá Hu');
    expect(page.text).not.toContain('/console/teams/');
    const one = await json<{ members: { total: number; byCoreForce: Record<string, number> } }>(`/api/v1/teams/${id}?on=2022-06-30`);
    const forces = Object.values(one.body.members.byCoreForce);
    expect(one.body.members.total).toBe(body.items[0]?.members);
    expect(forces.reduce((sum, count) => sum + count, 0)).toBe(one.body.members.total);
    const before = await visit(app).get(`/teams/${id}?on=01/01/2022`);
    expect(before.text).toContain('không có Tổ này');
  });

  test('whoever may see names is shown the way to them', async () => {
    const { body } = await json<Teams>('/api/v1/teams?limit=1');
    const page = await visit(app, await app.signedIn('commune-officer')).get(`/teams/${body.items[0]?.id}`);
    expect(page.text).toContain('/console/teams/');
  });
});
