import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { dutyState } from '../../platform/session/index.ts';
import { readDemonstrationRoles } from './people.ts';
import { registerDemonstrationReset } from './reset.ts';

let app: TestApp;
const resets: string[] = [];
registerDemonstrationReset({ name: 'test.thing', reset: async () => void resets.push('test.thing') });
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const id = (key: string): string => demonstrationPeople.get(key)?.id ?? '';

/** A browser of its own: it keeps its cookies. */
function browser(address = app.address) {
  const jar = new Map<string, string>();
  const keep = (response: Response): Response => {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    return response;
  };
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const get = async (path: string) => {
    const response = keep(await fetch(address + path, { headers: { cookie: cookie() }, redirect: 'manual' }));
    return { status: response.status, text: await response.text(), location: response.headers.get('location') };
  };
  const post = async (path: string, fields: Record<string, string>, { from = '/demo', origin = address } = {}) => {
    const token = /name="_csrf" value="([^"]+)"/.exec((await get(from)).text)?.[1] ?? '';
    const body = new URLSearchParams({ _csrf: token, ...fields });
    const headers = { cookie: cookie(), origin };
    const response = keep(await fetch(address + path, { method: 'POST', body, headers, redirect: 'manual' }));
    return { status: response.status, text: await response.text(), location: response.headers.get('location') };
  };
  return { get, post, jar };
}

test('every role has a card that says what it means, what to try, and leads somewhere', async () => {
  const page = await browser().get('/demo');
  for (const role of readDemonstrationRoles()) {
    expect(page.text).toContain(role.name);
    expect(page.text).toContain(role.try_vi);
    expect(page.text).toContain(`value="${role.key}"`);
  }
  expect(page.text).toContain('Giải quyết việc của bà con trong xã');
  expect((await browser().get('/dung-thu')).location).toBe('/demo');
  expect((await browser().get('/')).text).toContain('href="/demo"');
});

test('one tap enters each role, and the page it leads to opens', async () => {
  for (const role of readDemonstrationRoles()) {
    const visitor = browser();
    const entered = await visitor.post('/demo/sign-in', { key: role.key });
    expect([role.key, entered.status, entered.location]).toEqual([role.key, 303, role.leads_to]);
    const page = await visitor.get(role.leads_to);
    expect([role.key, page.status]).toEqual([role.key, 200]);
    expect(page.text).toContain(role.name);
  }
});

test('entering another role ends the session before, and gives a new secret', async () => {
  const visitor = browser();
  await visitor.post('/demo/sign-in', { key: 'citizen' });
  const before = visitor.jar.get('session');
  await visitor.post('/demo/sign-in', { key: 'commune-leader' });
  expect(visitor.jar.get('session')).not.toBe(before);
  const thief = await fetch(`${app.address}/account`, { headers: { cookie: `session=${before}` }, redirect: 'manual' });
  expect(thief.headers.get('location')).toContain('/sign-in');
});

test('unknown keys, other origins, missing tokens and foreign targets get nobody in', async () => {
  const visitor = browser();
  const unknown = await visitor.post('/demo/sign-in', { key: 'president' });
  expect([unknown.status, unknown.text.includes('Không có vai này')]).toEqual([404, true]);
  expect((await visitor.post('/demo/sign-in', {})).status).toBe(404);
  expect((await visitor.post('/demo/sign-in', { key: 'operator' }, { origin: 'https://elsewhere.example' })).status).toBe(403);
  const bare = await fetch(`${app.address}/demo/sign-in`, {
    method: 'POST',
    body: new URLSearchParams({ key: 'operator' }),
    headers: { origin: app.address },
  });
  expect(bare.status).toBe(403);
  expect(visitor.jar.has('session')).toBe(false);
  expect((await visitor.post('/demo/sign-in', { key: 'citizen', to: '//elsewhere.example' })).location).toBe('/');
});

test('somebody who was not made up can’t be entered, whatever the file says', async () => {
  const db = app.database.db.rows<unknown>();
  await sql`update people.person set origin = 'entered' where id = ${id('publisher')}::uuid`.execute(db);
  const refused = await browser().post('/demo/sign-in', { key: 'publisher' });
  expect([refused.status, refused.text.includes('đang không vào được')]).toEqual([409, true]);
  await sql`update people.person set origin = 'demonstration' where id = ${id('publisher')}::uuid`.execute(db);
});

test('the reset asks first, puts everything back, ends other sessions, and is in the trail', async () => {
  const identity = { state: dutyState('privacy') };
  const [resetter, other] = [browser(), browser()];
  await resetter.post('/demo/sign-in', { key: 'operator' });
  await other.post('/demo/sign-in', { key: 'commune-officer' });
  await app.database.db.transaction(async (tx) => {
    const db = tx.rows<unknown>();
    await sql`update people.person_details set full_name = 'Tên Khác' where person_id = ${id('citizen')}::uuid`.execute(db);
    await sql`update people.person set state = 'closed' where id = ${id('auditor')}::uuid`.execute(db);
    await sql`update people.identifier set ended_at = now() where person_id = ${id('citizen')}::uuid`.execute(db);
    await sql`update people.role_grant set ended_at = now(), ended_why = 'left' where person_id = ${id('commune-leader')}::uuid`.execute(
      db,
    );
    await sql`insert into people.role_grant (id, person_id, role, valid, granted_at, basis, granted_by)
      values (${tx.ids.next()}::uuid, ${id('citizen')}::uuid, 'operator', daterange('2026-01-01', null), now(), 'thử', ${id('operator')}::uuid)`.execute(
      db,
    );
    await sql`insert into people.decision (id, kind, subject_kind, subject_id, proposed_by, proposed_role, proposed_at, reason, expires_at)
      values (${tx.ids.next()}::uuid, 'test.thing', 'test.thing', 'a', ${id('operator')}::uuid, 'operator', now(), 'thử', now() + interval '1 day')`.execute(
      db,
    );
  }, identity);
  expect((await resetter.get('/demo/reset')).text).toContain('Thôi, giữ nguyên');
  // Two at the same moment: one waits, then finds nothing left to do.
  const answers = await Promise.all([
    resetter.post('/demo/reset', {}, { from: '/demo/reset' }),
    resetter.post('/demo/reset', {}, { from: '/demo/reset' }),
  ]);
  expect(answers.map(({ location }) => location)).toEqual(['/demo?reset=yes', '/demo?reset=yes']);
  expect((await resetter.get('/demo?reset=yes')).text).toContain('Đã đặt lại');
  expect((await resetter.get('/console')).status).toBe(200);
  expect((await other.get('/console')).location).toContain('/sign-in');
  await app.database.db.transaction(async (tx) => {
    const rowsOf = async (statement: ReturnType<typeof sql>) => (await statement.execute(tx.rows<unknown>())).rows;
    expect(await rowsOf(sql`select full_name from people.person_details where person_id = ${id('citizen')}::uuid`)).toEqual([
      { full_name: 'Lò Thị Mai' },
    ]);
    expect(await rowsOf(sql`select kind from people.identifier where person_id = ${id('citizen')}::uuid and ended_at is null`)).toEqual([
      { kind: 'phone' },
    ]);
    expect(await rowsOf(sql`select role from people.role_grant where person_id = ${id('citizen')}::uuid and ended_at is null`)).toEqual([]);
    for (const role of readDemonstrationRoles().filter(({ role: code }) => code !== 'citizen')) {
      expect(await rowsOf(sql`select role from people.role_grant where person_id = ${role.id}::uuid and ended_at is null`)).toEqual([
        { role: role.role },
      ]);
    }
    expect(await rowsOf(sql`select state from people.decision`)).toEqual([{ state: 'withdrawn' }]);
    expect(await rowsOf(sql`select actor_id from audit.entry where action = 'people.reset-demonstration'`)).toEqual([
      { actor_id: id('operator') },
      { actor_id: id('operator') },
    ]);
  }, identity);
  expect(resets).toEqual(['test.thing', 'test.thing']);
  expect((await browser().post('/demo/sign-in', { key: 'auditor' })).status).toBe(303);
});

test('somebody who is not signed in may reset too, and a number that a visitor took comes back', async () => {
  const { vault } = app.context;
  await app.database.db.transaction(
    async (tx) => {
      const db = tx.rows<unknown>();
      await sql`update people.identifier set ended_at = now() where person_id = ${id('citizen')}::uuid`.execute(db);
      const visitor = tx.ids.next();
      await sql`insert into people.person (id, created_at) values (${visitor}::uuid, now())`.execute(db);
      const digest = vault.digest('+84900000001', 'people.identifier/phone');
      await sql`insert into people.identifier (id, person_id, kind, sealed, digest, digest_key, verified_at, added_at)
        values (${tx.ids.next()}::uuid, ${visitor}::uuid, 'phone', 'x', ${digest}, ${vault.currentKey}, now(), now())`.execute(db);
    },
    { state: dutyState('privacy') },
  );
  expect((await browser().post('/demo/reset', {}, { from: '/demo/reset' })).status).toBe(303);
  const held = await app.database.db.transaction(
    (tx) =>
      sql`select person_id from people.identifier where kind = 'phone' and ended_at is null and verified_at is not null
      and digest = ${vault.digest('+84900000001', 'people.identifier/phone')}`.execute(tx.rows<unknown>()),
    { state: dutyState('privacy') },
  );
  expect(held.rows).toEqual([{ person_id: id('citizen') }]);
});

test('in production nothing of it exists', async () => {
  const other = await startApp({ YENBAI_MODE: 'production', PUBLIC_URL: 'https://yenbai-s.example.vn' });
  try {
    for (const path of ['/demo', '/dung-thu', '/demo/reset']) {
      expect([path, (await fetch(other.address + path, { redirect: 'manual' })).status]).toEqual([path, 404]);
    }
    const headers = { origin: 'https://yenbai-s.example.vn' };
    const posted = await fetch(`${other.address}/demo/sign-in`, {
      method: 'POST',
      body: new URLSearchParams({ key: 'operator' }),
      headers,
    });
    expect(posted.status).toBe(404);
    expect(other.routes.some(({ url }) => url.startsWith('/demo') || url === '/dung-thu')).toBe(false);
    expect(await (await fetch(other.address)).text()).not.toContain('href="/demo"');
  } finally {
    await other.close();
  }
});
