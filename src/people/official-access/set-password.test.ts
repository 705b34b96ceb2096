import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { visit } from '../../../test/support/visitor.ts';
import { dutyState } from '../../platform/session/index.ts';
import { openSession } from '../sessions/sessions.ts';
import { afterPassword, type Official, official, PASSWORD, signedInWithBoth } from './official.fixture.ts';

const FRESH = 'bốn con trâu và một cái cày';

let app: TestApp;
let officer: Official;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app?.close());
beforeEach(async () => {
  app.database.clock.advance({ hours: 2 });
  officer = await official(app, 'commune-officer');
});

const duty = { state: dutyState('identity') } as const;
const messagesOf = async (purpose: string) =>
  (
    await app.database.db.transaction(
      (tx) =>
        sql<{ count: number }>`select count(*)::int as count from platform.message where purpose = ${purpose}`.execute(tx.rows<unknown>()),
      duty,
    )
  ).rows[0]?.count ?? 0;

test('a changed password ends all other sessions and half-finished sign-ins, goes on here, and the person is told', async () => {
  const visitor = await signedInWithBoth(app, officer);
  const before = visitor.cookies.get('session') ?? '';
  const elsewhere = visit(app, await app.signedIn('commune-officer'));
  expect((await elsewhere.get('/console')).status).toBe(200);
  const half = await afterPassword(app, officer);
  const told = await messagesOf('people.password-changed');
  await visitor.get('/account/password');
  const changed = await visitor.post('/account/password', { password: FRESH, again: FRESH });
  expect(changed.status).toBe(303);
  expect((await visitor.get(changed.location)).text).toContain('Đã lưu mật khẩu mới');
  expect(visitor.cookies.get('session')).not.toBe(before);
  expect((await visitor.get('/console')).status).toBe(200);
  for (const cookie of [before, elsewhere.cookies.get('session')])
    expect((await visit(app, `session=${cookie}`).get('/console')).location).toContain('/sign-in');
  app.database.clock.advance({ minutes: 1 });
  expect((await half.post('/sign-in/official/second', { code: officer.code() })).location).toContain('over=yes');
  expect(await messagesOf('people.password-changed')).toBe(told + 1);
  const old = visit(app);
  await old.get('/sign-in/official');
  expect((await old.post('/sign-in/official', { login: officer.login, password: PASSWORD })).status).toBe(422);
  expect((await old.post('/sign-in/official', { login: officer.login, password: FRESH })).status).toBe(303);
});

test('some minutes after signing in the old password is asked, and guessing at it waits', async () => {
  const visitor = await signedInWithBoth(app, officer);
  app.database.clock.advance({ minutes: 11 });
  expect((await visitor.get('/account/password')).text).toContain('name="current"');
  for (let round = 0; round < 5; round += 1) {
    const wrong = await visitor.post('/account/password', { current: 'sai hoàn toàn', password: FRESH, again: FRESH });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('Mật khẩu đang dùng chưa đúng');
    expect(wrong.text).not.toContain(FRESH);
  }
  expect((await visitor.post('/account/password', { current: PASSWORD, password: FRESH, again: FRESH })).status).toBe(429);
  app.database.clock.advance({ seconds: 15 });
  expect((await visitor.post('/account/password', { current: PASSWORD, password: FRESH, again: FRESH })).status).toBe(303);
});

test('a common password, the own name and number, a short one and a mistyped one are refused at their field with the reason', async () => {
  const visitor = await signedInWithBoth(app, officer);
  await visitor.get('/account/password');
  const ask = async (password: string, again = password) => {
    const page = await visitor.post('/account/password', { password, again });
    expect(page.status).toBe(422);
    return page.text;
  };
  expect(await ask('Password2026!')).toContain('nhiều người đã dùng');
  expect(await ask('Nguyễn Thị Hồng 88')).toContain('tên hoặc số của chính bạn');
  expect(await ask('0900000004!')).toContain('tên hoặc số của chính bạn');
  expect(await ask('Kx9#mQ2$z')).toContain('ít nhất 10 ký tự');
  expect(await ask(FRESH, `${FRESH}!`)).toContain('chưa giống nhau');
});

test('shown letters need no second typing, and work without script', async () => {
  const visitor = await signedInWithBoth(app, officer);
  const page = await visitor.get('/account/password?show=yes');
  expect(page.text).not.toContain('name="again"');
  expect(page.text).toMatch(/<input(?=[^>]*type="text")[^>]*name="password"/);
  expect((await visitor.post('/account/password', { password: FRESH, show: 'yes' })).status).toBe(303);
});

test('the first password: after a code handed over in person, not after an SMS', async () => {
  const personId = demonstrationPeople.get('budget-officer')?.id ?? '';
  const begun = (method: 'sms-code' | 'handed-code') =>
    app.database.db.transaction((tx) => openSession(tx, { personId, methods: [method], strength: 'one' }), duty);
  const stolen = visit(app, `session=${(await begun('sms-code')).token}`);
  expect((await stolen.get('/account/password')).text).toContain('mã dùng một lần');
  await stolen.get('/account/second-factor');
  await stolen.get('/sign-in/official');
  expect((await stolen.post('/account/password', { password: FRESH, again: FRESH })).status).toBe(403);
  const handed = visit(app, `session=${(await begun('handed-code')).token}`);
  await handed.get('/account/password');
  const set = await handed.post('/account/password', { password: FRESH, again: FRESH });
  expect(set.status).toBe(303);
  const done = await handed.get(set.location);
  expect(done.text).toContain('/account/second-factor');
  expect((await handed.get('/console')).status).toBe(403);
  expect((await handed.get('/account/second-factor')).text).toContain('totp/begin');
});

test('a user name is chosen, works in capitals too, and belongs to one person', async () => {
  const visitor = await signedInWithBoth(app, officer);
  await visitor.get('/account/password');
  expect((await visitor.post('/account/password/user-name', { user_name: 'hồng' })).text).toContain('chưa dùng được');
  expect((await visitor.post('/account/password/user-name', { user_name: 'Nguyen.Hong' })).status).toBe(303);
  expect((await visitor.get('/account/password')).text).toContain('nguyen.hong');
  const login = visit(app);
  await login.get('/sign-in/official');
  expect((await login.post('/sign-in/official', { login: 'NGUYEN.HONG', password: PASSWORD })).location).toContain('/second');
  const leader = await signedInWithBoth(app, await official(app, 'commune-leader'));
  await leader.get('/account/password');
  const taken = await leader.post('/account/password/user-name', { user_name: 'nguyen.hong' });
  expect(taken.status).toBe(422);
  expect(taken.text).toContain('đã có người dùng');
});

test('CSRF: no password is set without our token', async () => {
  const cookie = await app.signedIn('commune-officer');
  const body = new URLSearchParams({ password: FRESH, again: FRESH });
  const answer = await fetch(`${app.address}/account/password`, {
    method: 'POST',
    body,
    headers: { cookie, origin: app.address },
    redirect: 'manual',
  });
  expect(answer.status).toBe(403);
});
