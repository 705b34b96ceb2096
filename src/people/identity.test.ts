import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../test/support/app.ts';
import { getPage } from '../../test/support/forms.ts';
import { demonstrationPeople } from '../../test/support/people.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());
beforeEach(() => app.database.clock.set('2026-11-22T03:00:00Z'));

const id = (key: string): string => demonstrationPeople.get(key)?.id ?? '';
const run = (query: ReturnType<typeof sql>) => query.execute(app.database.db.rows<unknown>());
const moveGrant = (key: string, from: string, to: string | null) =>
  run(sql`update people.role_grant set valid = daterange(${from}::date, ${to}::date), ended_at = null where person_id = ${id(key)}::uuid`);

const refused = async (key: string, path = '/console/roles', options: Parameters<TestApp['signedIn']>[1] = {}) => {
  const cookie = await app.signedIn(key, options);
  const page = await getPage(app, path, cookie);
  // Nobody is signed out for it.
  expect((await getPage(app, '/', cookie)).text).toContain(demonstrationPeople.get(key)?.name);
  return page;
};

describe('why not, and whom to ask', () => {
  test('somebody unknown is led to sign in and back; a program is told', async () => {
    const page = await getPage(app, '/console/roles?role=auditor');
    expect([page.status, page.location]).toEqual([303, `/sign-in?to=${encodeURIComponent('/console/roles?role=auditor')}`]);
    const program = await fetch(`${app.address}/console/roles`, { headers: { accept: 'application/json' } });
    expect([program.status, ((await program.json()) as { type: string }).type]).toEqual([401, 'urn:yenbai-s:people.not-signed-in']);
  });

  test('a missing second factor leads to it and back to the page', async () => {
    const page = await refused('commune-leader', '/console/roles?when=past', { strength: 'one' });
    expect(page.status).toBe(403);
    expect(page.text).toContain(`href="/account/second-factor?to=${encodeURIComponent('/console/roles?when=past')}"`);
  });

  test('a right never held: the page names the offices of the place that give it', async () => {
    const page = await refused('commune-officer');
    expect(page.status).toBe(403);
    expect(page.text).toContain('Giao và thu vai trò trong phạm vi của mình');
    expect(page.text).toContain('Người vận hành hệ thống');
    const seeing = await refused('team-member', '/console/people');
    expect(seeing.text).toContain('Lãnh đạo UBND cấp xã, Trạm Tấu');
    // By role and place, never by name or number.
    expect(seeing.text).not.toContain('Trần Văn Quyết');
  });

  test('an expired grant, one that was taken back, one to come: each says so with its day', async () => {
    await moveGrant('commune-leader', '2025-07-01', '2026-11-22');
    expect((await refused('commune-leader')).text).toContain('Bạn giữ vai trò Lãnh đạo UBND cấp xã đến hết 21/11/2026');
    await moveGrant('commune-leader', '2026-12-01', null);
    expect((await refused('commune-leader')).text).toContain('bắt đầu từ 01/12/2026');
    await moveGrant('commune-leader', '2025-07-01', null);
    await run(
      sql`update people.role_grant set ended_at = '2026-11-20T03:00:00Z', ended_why = 'moved' where person_id = ${id('commune-leader')}::uuid`,
    );
    expect((await refused('commune-leader')).text).toContain('đã được thu lại ngày 20/11/2026');
    await moveGrant('commune-leader', '2025-07-01', null);
  });

  test('programs get a problem document with a code of its own', async () => {
    const answer = await fetch(`${app.address}/console/roles`, {
      headers: { accept: 'application/json', cookie: await app.signedIn('commune-officer') },
    });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ type: 'urn:yenbai-s:people.no-right', status: 403 });
  });
});
