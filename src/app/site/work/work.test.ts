import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../../test/support/app.ts';
import { withoutRosters } from '../../../../test/support/rosters.ts';
import type { Module, Waiting, WaitingItem, WaitingSource } from '../../../platform/module/index.ts';
import { anonymous, type Right } from '../../../platform/session/index.ts';
import { gather } from './gather.ts';

const nothing: Waiting = { items: [], count: 0, overdue: 0 };
let letters: (scope: 'mine' | 'place', limit: number) => Waiting | Promise<Waiting> = () => nothing;
let papers: () => Waiting | Promise<Waiting> = () => nothing;

function source(kind: string, label: string, rights: readonly Right[], load: WaitingSource['load']): WaitingSource {
  return { kind, label: () => label, rights, load };
}
const testing: Module = {
  name: 'testing',
  waiting: () => [
    source('testing.letters', 'Thư thử', ['people.recover'], async (_actor, { scope, limit }) => letters(scope, limit)),
    source('testing.papers', 'Giấy thử', ['people.recover', 'audit.read'], async () => papers()),
  ],
  search: () => [
    { kind: 'testing.broken', label: () => 'Phần hỏng', rights: ['people.recover'], find: () => Promise.reject(new Error('out of order')) },
    {
      kind: 'testing.secret',
      label: () => 'Phần kín',
      rights: ['audit.read'],
      find: async (_actor, { text }) => [{ title: `Tìm thấy ${text}`, href: '/console/audit' }],
    },
  ],
};

let app: TestApp;
beforeAll(async () => {
  app = await startApp({}, [testing]);
  await withoutRosters(app.database);
});
afterAll(() => app.close());
beforeEach(() => {
  letters = () => nothing;
  papers = () => nothing;
});

const item = (id: string, due: string | null, more: Partial<WaitingItem> = {}): WaitingItem => ({
  id,
  title: `Việc ${id}`,
  href: `/console/audit?id=${id}`,
  since: '2026-11-20T00:00:00Z',
  due,
  ...more,
});
const of = (...items: WaitingItem[]): Waiting => ({
  items,
  count: items.length,
  overdue: items.filter(({ due }) => due !== null && due < '2026-11-22T03').length,
});

async function see(key: string, path = '/console'): Promise<{ status: number; text: string }> {
  const response = await fetch(app.address + path, { headers: { cookie: await app.signedIn(key) }, redirect: 'manual' });
  return { status: response.status, text: await response.text() };
}
const order = (text: string): string[] => [...text.matchAll(/<strong>Việc (\w+)<\/strong>/g)].map((match) => match[1] ?? '');

describe('the front page of officials', () => {
  test('overdue first, then by time, then what has no time limit, across all kinds', async () => {
    letters = () => of(item('late', '2026-11-20T00:00:00Z'), item('soon', '2026-11-22T05:00:00Z'), item('free', null));
    papers = () => of(item('later', '2026-11-21T00:00:00Z'), item('month', '2026-12-22T05:00:00Z'));
    const page = await see('commune-officer');
    expect(order(page.text)).toEqual(['late', 'later', 'soon', 'month', 'free']);
    expect(page.text).toContain('5 việc đang chờ, trong đó 2 việc quá hạn');
    expect(page.text).toMatch(/Quá hạn 2 ngày.*Quá hạn 1 ngày.*Còn 2 giờ.*Hạn 22\/12\/2026/s);
    expect(page.text).toContain('Thư thử (3)');
    expect(page.text).toContain('Giấy thử (2)');
  });

  test('one kind alone by its counter; an unknown kind is all', async () => {
    letters = () => of(item('a', null));
    papers = () => of(item('b', null));
    expect(order((await see('commune-officer', '/console?kind=testing.papers')).text)).toEqual(['b']);
    expect(order((await see('commune-officer', '/console?kind=%3Cscript%3E')).text)).toEqual(['a', 'b']);
  });

  test('a source that fails is said and does not kill the page', async () => {
    letters = () => Promise.reject(new Error('out of order'));
    papers = () => of(item('b', null));
    const page = await see('commune-officer');
    expect(page.status).toBe(200);
    expect(page.text).toContain('Chưa xem được: Thư thử');
    expect(order(page.text)).toEqual(['b']);
    expect(app.logged.some((line) => line.includes('a waiting source failed') && line.includes('testing.letters'))).toBe(true);
    papers = () => {
      throw new Error('out of order');
    };
    const none = await see('commune-officer');
    expect(none.text).toContain('Chưa xem được: Thư thử, Giấy thử');
  });

  test('a source that never answers is given up', async () => {
    const silent = source('testing.silent', 'Phần im', ['people.recover'], () => new Promise(() => {}));
    const ready = source('testing.ready', 'Phần có', ['people.recover'], async () => of(item('b', null)));
    const gathered = await gather(app.context, [silent, ready], anonymous, { lang: 'vi', scope: 'mine', patienceMs: 20 });
    expect(gathered.counters.map(({ count }) => count)).toEqual([null, 1]);
    expect(gathered.items.map(({ id }) => id)).toEqual(['b']);
  });

  test('what takes one tap is a form that leads back here and then says so', async () => {
    letters = () => of(item('a', null, { actions: [{ label: 'Đồng ý', action: '/console/x', fields: { one: '1' }, primary: true }] }));
    const page = await see('commune-officer', '/console?kind=testing.letters');
    expect(page.text).toContain('<form class="waiting-action" method="post" action="/console/x">');
    expect(page.text).toContain('name="one" value="1"');
    expect(page.text).toContain('name="back" value="/console?kind=testing.letters&amp;done=yes"');
    expect(page.text).toMatch(/name="_csrf" value="[^"]+"/);
    expect((await see('commune-officer', '/console?done=yes')).text).toContain('Đã xong việc vừa rồi.');
  });

  test('only sources of one’s own rights are asked', async () => {
    const asked: string[] = [];
    letters = () => {
      asked.push('letters');
      return nothing;
    };
    papers = () => {
      asked.push('papers');
      return nothing;
    };
    await see('auditor');
    expect(asked).toEqual(['papers']);
  });

  test('a person without rights sees an honest page without work, and a citizen none', async () => {
    const page = await see('budget-officer');
    expect(page.status).toBe(200);
    // Whoever is in the officials' part may be named as a listener; no other kind of work is theirs.
    expect(page.text).toMatch(/Khi có việc mới, việc sẽ hiện ở đây: [^:]*nghe/);
    expect(page.text).not.toContain('Chờ người thứ hai đồng ý');
    expect((await see('commune-officer')).text).toMatch(/Khi có việc mới, việc sẽ hiện ở đây: .*Chờ người thứ hai đồng ý/);
    expect((await see('citizen')).status).toBe(403);
  });

  test('a leader changes to the whole place; others are not let', async () => {
    letters = (scope) => of(item(scope, null));
    const leader = await see('commune-leader');
    expect([order(leader.text), leader.text.includes('Trong phạm vi của tôi')]).toEqual([['mine'], true]);
    const place = await see('commune-leader', '/console?scope=place');
    expect([order(place.text), place.text.includes('Việc trong phạm vi của tôi')]).toEqual([['place'], true]);
    const officer = await see('commune-officer', '/console?scope=place');
    expect([order(officer.text), officer.text.includes('Trong phạm vi của tôi')]).toEqual([['mine'], false]);
  });

  test('more than are shown are counted, and the ways to everything else are below', async () => {
    letters = (_scope, limit) => ({
      items: Array.from({ length: Math.min(limit, 120) }, (_, n) => item(`n${n}`, null)),
      count: 120,
      overdue: 0,
    });
    const page = await see('commune-officer');
    expect(order(page.text).length).toBe(50);
    expect(page.text).toContain('Đang hiện 50 trên 120 việc');
    expect(page.text).toContain('href="/console/decisions"');
    const english = await see('commune-officer', '/console?lang=en');
    expect(english.text).toContain('120 things are waiting');
  });
});

describe('the one search box', () => {
  test('finds units by present and former names and by code, as of their day', async () => {
    const today = await see('operator', '/console/search?q=tram+tau');
    expect(today.text).toMatch(/Trạm Tấu/);
    expect(today.text).toMatch(/href="\/units\/[0-9a-f-]{36}"/);
    const former = await see('operator', '/console/search?q=pa%20hu');
    expect(former.text).toMatch(/href="\/units\/[0-9a-f-]{36}\?on=2025-06-30"/);
    expect((await see('operator', '/console/search?q=04606')).text).toContain('04606');
  });

  test('asks only what this person may see, and says what could not be searched', async () => {
    const officer = await see('commune-officer', '/console/search?q=zzzz');
    expect(officer.status).toBe(200);
    expect(officer.text).toContain('Chưa tìm được trong: Phần hỏng');
    expect(officer.text).not.toContain('Phần kín');
    expect(officer.text).toContain('Không tìm thấy “zzzz”');
    expect((await see('auditor', '/console/search?q=zzzz')).text).toContain('Tìm thấy zzzz');
  });

  test('nothing, one letter, two parameters and marks are harmless', async () => {
    expect((await see('operator', '/console/search')).status).toBe(200);
    expect((await see('operator', '/console/search?q=a')).text).toContain('ít nhất hai chữ');
    expect((await see('operator', '/console/search?q=aa&q=bb')).status).toBe(200);
    expect((await see('operator', `/console/search?q=${encodeURIComponent('<img src=x>')}`)).text).not.toContain('<img src=x>');
    expect((await see('citizen', '/console/search?q=aa')).status).toBe(403);
  });
});
