import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { type Visitor, visit } from '../../../test/support/visitor.ts';
import { dutyState } from '../../platform/session/index.ts';
import type { SessionMethod } from '../contract.ts';
import { openSession } from '../sessions/sessions.ts';
import { factorsOf } from './factors.ts';
import { codeOf, type Official, official, PASSWORD, recoveryCodesFor, signedInWithBoth } from './official.fixture.ts';

let app: TestApp;
let officer: Official;

beforeAll(async () => {
  app = await startApp();
  officer = await official(app, 'commune-officer');
});
afterAll(() => app?.close());
beforeEach(() => app.database.clock.advance({ hours: 2 }));

const duty = { state: dutyState('identity') } as const;

/** A browser in a session that began in this way. */
async function inSessionBy(key: string, methods: readonly SessionMethod[]): Promise<Visitor> {
  const personId = demonstrationPeople.get(key)?.id ?? '';
  const { token } = await app.database.db.transaction((tx) => openSession(tx, { personId, methods, strength: 'one' }), duty);
  return visit(app, `session=${token}`);
}

const secretIn = (page: string): string => (/<strong class="code">([A-Z2-7 ]+)</.exec(page)?.[1] ?? '').replaceAll(' ', '');
const codesIn = (page: string): string[] => [...page.matchAll(/<strong class="code">([a-z0-9-]+)</g)].map((match) => match[1] ?? '');

test('from the password to two factors: picture, key to type, first code, recovery codes, and on to the page that was wanted', async () => {
  const handler = await official(app, 'agency-handler', { totp: false });
  const visitor = visit(app);
  await visitor.get('/sign-in/official');
  await visitor.post('/sign-in/official', { login: handler.login, password: PASSWORD, to: '/console' });
  const weak = visitor.cookies.get('session') ?? '';
  await visitor.get('/account/second-factor?to=%2Fconsole');
  expect((await visitor.post('/account/second-factor/totp/begin', { to: '/console' })).location).toBe(
    '/account/second-factor/totp?to=%2Fconsole',
  );
  const page = await visitor.get('/account/second-factor/totp?to=%2Fconsole');
  expect(page.text).toContain('<svg');
  expect(page.text).toContain('otpauth://totp/');
  const secret = secretIn(page.text);
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect((await visitor.get('/account/second-factor/totp')).text).toContain(
    page.text.match(/<strong class="code">[^<]+/)?.[0] ?? 'missing',
  );
  const wrong = await visitor.post('/account/second-factor/totp', { code: '000000', to: '/console' });
  expect(wrong.status).toBe(422);
  expect(wrong.text).toContain('đồng hồ của điện thoại');
  const right = await visitor.post('/account/second-factor/totp', { code: codeOf(app, secret), to: '/console' });
  expect(right).toMatchObject({ status: 303, location: '/account/second-factor/codes?to=%2Fconsole' });
  expect(visitor.cookies.get('session')).not.toBe(weak);
  expect((await visit(app, `session=${weak}`).get('/account/second-factor')).location).toContain('/sign-in');
  const codes = codesIn((await visitor.get(right.location)).text);
  expect(codes).toHaveLength(10);
  expect(codesIn((await visitor.get(right.location)).text)).toEqual(codes);
  expect((await visitor.post('/account/second-factor/codes/kept', { to: '/console' })).location).toBe('/console');
  expect((await visitor.get('/account/second-factor/codes')).status).toBe(303);
  expect((await visitor.get('/console')).status).toBe(200);
  // The step that proved the app is used up.
  const again = await visitor.post('/account/second-factor/prove', { code: codeOf(app, secret) });
  expect(again.status).toBe(422);
});

test('step-up: a weak session proves the second factor, gets a new secret, and the old cookie is worthless', async () => {
  const visitor = visit(app, await app.signedIn('commune-officer', { strength: 'one' }));
  const weak = visitor.cookies.get('session') ?? '';
  const page = await visitor.get('/account/second-factor?to=%2Fconsole');
  expect(page.text).toContain('Xác nhận bước hai');
  expect((await visitor.post('/account/second-factor/prove', { code: '123456', to: '/console' })).status).toBe(422);
  const proved = await visitor.post('/account/second-factor/prove', { code: officer.code(), to: '/console' });
  expect(proved).toMatchObject({ status: 303, location: '/console' });
  expect(visitor.cookies.get('session')).not.toBe(weak);
  expect((await visitor.get('/console')).status).toBe(200);
  expect((await visit(app, `session=${weak}`).get('/console')).location).toContain('/sign-in?to=');
});

test('step-up leads to no other site', async () => {
  const visitor = visit(app, await app.signedIn('commune-officer', { strength: 'one' }));
  await visitor.get('/account/second-factor?to=https%3A%2F%2Fevil.example');
  const proved = await visitor.post('/account/second-factor/prove', { code: officer.code(), to: '/\\evil.example' });
  expect(proved.location).toBe('/account/second-factor');
});

test('a session that began with a code by SMS is asked for the password too: both codes may come from one stolen phone', async () => {
  const visitor = await inSessionBy('commune-officer', ['sms-code']);
  expect((await visitor.get('/account/second-factor')).text).toContain('type="password"');
  const without = await visitor.post('/account/second-factor/prove', { code: officer.code() });
  expect(without.status).toBe(422);
  expect(without.text).toContain('Mật khẩu đang dùng chưa đúng');
  expect((await visitor.get('/console')).status).toBe(403);
  expect((await visitor.post('/account/second-factor/prove', { code: officer.code(), password: PASSWORD })).status).toBe(303);
  expect((await visitor.get('/console')).status).toBe(200);
});

test('a stolen SIM card is not enough to set up a first second factor; a code handed over in person is', async () => {
  const stolen = await inSessionBy('policy-officer', ['sms-code']);
  expect((await stolen.get('/account/second-factor')).text).not.toContain('totp/begin');
  await stolen.get('/sign-in/official');
  expect((await stolen.post('/account/second-factor/totp/begin')).location).toContain('confirm=yes');
  expect((await stolen.get('/account/second-factor/totp')).status).toBe(409);
  const handed = await inSessionBy('policy-officer', ['handed-code']);
  await handed.get('/account/second-factor');
  expect((await handed.post('/account/second-factor/totp/begin')).location).toContain('/account/second-factor/totp');
});

test('guessing at the second factor inside a session waits longer and longer', async () => {
  const visitor = visit(app, await app.signedIn('commune-officer', { strength: 'one' }));
  await visitor.get('/account/second-factor');
  for (let round = 0; round < 5; round += 1)
    expect((await visitor.post('/account/second-factor/prove', { code: '000000' })).status).toBe(422);
  const wait = await visitor.post('/account/second-factor/prove', { code: officer.code() });
  expect(wait.status).toBe(429);
  expect(wait.text).toContain('Hãy thử lại sau 15 giây');
  app.database.clock.advance({ seconds: 15 });
  expect((await visitor.post('/account/second-factor/prove', { code: officer.code() })).status).toBe(303);
});

test('changing anything needs a proof of the last ten minutes', async () => {
  const visitor = await signedInWithBoth(app, officer);
  app.database.clock.advance({ minutes: 11 });
  expect((await visitor.get('/account/second-factor')).text).toContain('hãy xác nhận lại trước');
  expect((await visitor.post('/account/second-factor/codes')).location).toContain('confirm=yes');
  expect((await visitor.post('/account/second-factor/totp/begin')).location).toContain('confirm=yes');
  const prove = await visitor.get('/account/second-factor?confirm=yes&to=%2Faccount%2Fsecond-factor');
  expect(prove.text).toContain('Xác nhận bước hai');
  await visitor.post('/account/second-factor/prove', { code: officer.code(), to: '/account/second-factor' });
  const made = await visitor.post('/account/second-factor/codes');
  expect(codesIn((await visitor.get(made.location)).text)).toHaveLength(10);
});

test('new recovery codes take the place of the old ones, and another browser of the same person does not see them', async () => {
  const [old = ''] = await recoveryCodesFor(app, officer.id);
  const visitor = await signedInWithBoth(app, officer);
  const made = await visitor.post('/account/second-factor/codes');
  const other = visit(app, await app.signedIn('commune-officer'));
  other.cookies.set('attempt', visitor.cookies.get('attempt') ?? '');
  expect((await other.get('/account/second-factor/codes')).status).toBe(303);
  const [fresh = ''] = codesIn((await visitor.get(made.location)).text);
  app.database.clock.advance({ minutes: 1 });
  expect((await visitor.post('/account/second-factor/prove', { recovery: old })).status).toBe(422);
  expect((await visitor.post('/account/second-factor/prove', { recovery: fresh })).status).toBe(303);
});

test('the removal of the last factor is refused while a role needs one; without such a role it is done, codes and all', async () => {
  const visitor = await signedInWithBoth(app, officer);
  expect((await visitor.get('/account/second-factor')).text).not.toContain('totp/remove');
  const refused = await visitor.post('/account/second-factor/totp/remove');
  expect(refused.status).toBe(409);
  expect(refused.text).toContain('bước xác nhận cuối cùng');
  const citizen = await official(app, 'citizen');
  await recoveryCodesFor(app, citizen.id);
  const own = await signedInWithBoth(app, citizen).catch(() => null);
  expect(own).not.toBeNull();
  await own?.get('/account/second-factor');
  expect((await own?.post('/account/second-factor/totp/remove'))?.location).toContain('done=removed');
  const left = await app.database.db.transaction((tx) => factorsOf(tx, citizen.id), duty);
  expect(left).toMatchObject({ totp: null, passkeys: 0, recoveryCodes: [] });
});

test('CSRF: nothing about the second factor changes without our token', async () => {
  const cookie = await app.signedIn('commune-officer');
  for (const path of ['prove', 'totp/begin', 'totp', 'totp/remove', 'codes', 'codes/kept']) {
    const answer = await fetch(`${app.address}/account/second-factor/${path}`, {
      method: 'POST',
      body: new URLSearchParams({ code: officer.code() }),
      headers: { cookie, origin: app.address },
      redirect: 'manual',
    });
    expect(answer.status, path).toBe(403);
  }
});
