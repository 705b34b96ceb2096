import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { visit } from '../../../test/support/visitor.ts';
import { anonymous, dutyState } from '../../platform/session/index.ts';
import { MOST_AT_ONCE, MOST_WAITING } from './hashing-queue.ts';
import { afterPassword, type Official, official, PASSWORD, recoveryCodesFor, signedInWithBoth } from './official.fixture.ts';
import { hashing } from './passwords.ts';
import { answerPassword } from './sign-in.ts';
import { passwordsFromAddress, takeTurn } from './slow-down.ts';

let app: TestApp;
let officer: Official;
let handler: Official;

beforeAll(async () => {
  app = await startApp();
  officer = await official(app, 'commune-officer');
  handler = await official(app, 'agency-handler', { totp: false });
});
afterAll(() => app?.close());
// Each test in a later hour: waits of the one before are forgotten, and codes are new.
beforeEach(() => app.database.clock.advance({ hours: 2 }));

/** One try with a password, from an address. */
const tryFrom = (login: string, password: string, address: string, deviceToken: string | null = null) =>
  answerPassword(app.context, anonymous, { login, password, address, deviceToken, browser: 'Firefox' });

test('password and code of the app sign in with two factors and lead to the page that was wanted', async () => {
  const visitor = await afterPassword(app, officer, '/console?x=1');
  expect(visitor.cookies.has('session')).toBe(false);
  const answer = await visitor.post('/sign-in/official/second', { code: officer.code(), to: '/console?x=1' });
  expect(answer).toMatchObject({ status: 303, location: '/console?x=1' });
  expect((await visitor.get('/console')).status).toBe(200);
});

test('a browser that was not known is told of; one that is remembered is not, the next time', async () => {
  const told = async (): Promise<number> => {
    const found = sql<{ count: number }>`select count(*)::integer as count from platform.message
      where purpose = 'people.new-browser' and person_id = ${officer.id}::uuid`;
    const { rows } = await app.database.db.transaction((tx) => found.execute(tx.rows<unknown>()), { state: dutyState('messaging') });
    return rows[0]?.count ?? 0;
  };
  const before = await told();
  const visitor = await afterPassword(app, officer);
  await visitor.post('/sign-in/official/second', { code: officer.code(), remember: 'yes' });
  expect(await told()).toBe(before + 1);
  app.database.clock.advance({ hours: 2 });
  visitor.cookies.delete('session');
  await visitor.get('/sign-in/official');
  await visitor.post('/sign-in/official', { login: officer.login, password: PASSWORD });
  await visitor.post('/sign-in/official/second', { code: officer.code() });
  expect([visitor.cookies.has('session'), await told()]).toEqual([true, before + 1]);
});

test('open redirect: another host is never led to', async () => {
  const visitor = await afterPassword(app, officer);
  const answer = await visitor.post('/sign-in/official/second', { code: officer.code(), to: '//evil.example/console' });
  expect(answer).toMatchObject({ status: 303, location: '/console' });
});

test('the password alone opens nothing where there is a second factor', async () => {
  const visitor = await afterPassword(app, officer);
  expect(visitor.cookies.has('session')).toBe(false);
  expect((await visitor.get('/console')).location).toContain('/sign-in?to=');
});

test('without a second factor the password opens a session without the rights that need one, and leads to setting it up', async () => {
  const visitor = visit(app);
  await visitor.get('/sign-in/official');
  const answer = await visitor.post('/sign-in/official', { login: handler.login, password: PASSWORD, to: '/console' });
  expect(answer).toMatchObject({ status: 303, location: '/account/second-factor?to=%2Fconsole' });
  expect((await visitor.get('/console')).status).toBe(403);
  expect((await visitor.get('/account/second-factor')).text).toContain('Kết nối ứng dụng');
});

test('a weak session gets the page that says why, and is not signed out', async () => {
  const visitor = visit(app, await app.signedIn('commune-officer', { strength: 'one' }));
  const page = await visitor.get('/console');
  expect(page.status).toBe(403);
  expect(page.text).toContain('bước xác nhận thứ hai');
  expect((await visitor.get('/account/second-factor')).status).toBe(200);
});

test('the page that says why leads to the second factor', async () => {
  const visitor = visit(app, await app.signedIn('commune-officer', { strength: 'one' }));
  expect((await visitor.get('/console')).text).toContain('href="/account/second-factor?to=%2Fconsole"');
});

test('unknown name and wrong password look the same: status, page, hashes and time', async () => {
  const ask = async (login: string) => {
    const visitor = visit(app);
    await visitor.get('/sign-in/official');
    const [started, before] = [performance.now(), hashing.state().begun];
    const answer = await visitor.post('/sign-in/official', { login, password: 'hoàn toàn không đúng' });
    const alike = answer.text.replaceAll(login, 'NAME').replace(/name="_csrf" value="[^"]+"/g, '');
    return { status: answer.status, text: alike, hashes: hashing.state().begun - before, ms: performance.now() - started };
  };
  await ask('warm.up');
  const ratios: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    const known = await ask(officer.login);
    const unknown = await ask(`+8490099000${round}`);
    expect(unknown).toMatchObject({ status: 422, hashes: 1 });
    expect({ ...unknown, ms: 0 }).toEqual({ ...known, ms: 0 });
    ratios.push(known.ms / unknown.ms);
  }
  // The hash is most of the time. How exact a clock is depends on what else the machine does, so one of four pairs has to be close.
  expect(Math.min(...ratios.map((ratio) => Math.abs(Math.log(ratio))))).toBeLessThan(Math.log(1.5));
});

test('brute force: one account from many addresses waits longer and longer, and is never locked', async () => {
  for (let address = 1; address <= 5; address += 1)
    expect(await tryFrom(officer.login, 'sai hoàn toàn', `10.0.0.${address}`)).toEqual({ kind: 'wrong' });
  const first = await tryFrom(officer.login, PASSWORD, '10.0.1.1');
  expect(first).toEqual({ kind: 'wait', seconds: 10 });
  app.database.clock.advance({ seconds: 10 });
  expect((await tryFrom(officer.login, 'sai hoàn toàn', '10.0.1.2')).kind).toBe('wrong');
  expect(await tryFrom(officer.login, PASSWORD, '10.0.1.3')).toEqual({ kind: 'wait', seconds: 20 });
  // However many are refused, the wait does not grow by them.
  for (let again = 0; again < 20; again += 1) await tryFrom(officer.login, PASSWORD, `10.0.2.${again}`);
  app.database.clock.advance({ seconds: 20 });
  expect((await tryFrom(officer.login, PASSWORD, '10.0.1.4')).kind).toBe('second');
});

test('brute force: tries that arrive at once are all counted', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => tryFrom('no.such.name', 'sai hoàn toàn', `10.1.0.${index}`)));
  expect(answers.filter(({ kind }) => kind === 'wrong')).toHaveLength(5);
});

test('a stranger who guesses does not make the owner wait on a device that is remembered', async () => {
  const visitor = await signedInWithBoth(app, officer, { remember: true });
  const device = visitor.cookies.get('device') ?? '';
  app.database.clock.advance({ minutes: 1 });
  for (let address = 0; address < 8; address += 1) await tryFrom(officer.login, 'sai hoàn toàn', `10.2.0.${address}`);
  expect((await tryFrom(officer.login, PASSWORD, '10.2.1.1')).kind).toBe('wait');
  expect((await tryFrom(officer.login, PASSWORD, '10.2.1.1', device)).kind).toBe('second');
  // Somebody else's device is no known one.
  expect((await tryFrom(handler.login, PASSWORD, '10.2.1.2', device)).kind).toBe('first');
});

test('password spraying: many accounts from one address wait, and the page says how long', async () => {
  const people = [...demonstrationPeople.values()].filter(({ phone }) => phone !== '').slice(0, 3);
  // The tries before these three, without the time for their hashes.
  for (let before = 0; before < 27; before += 1) await takeTurn(app.context, passwordsFromAddress, '10.3.0.1');
  for (const { phone } of people) expect((await tryFrom(phone, 'Yenbai@2026!!', '10.3.0.1')).kind).toBe('wrong');
  expect((await tryFrom('another.name', 'Yenbai@2026!!', '10.3.0.1')).kind).toBe('wait');
  expect((await tryFrom('another.name', 'Yenbai@2026!!', '10.3.0.2')).kind).toBe('wrong');
  const visitor = visit(app);
  await visitor.get('/sign-in/official');
  for (let round = 0; round < 5; round += 1) await tryFrom('third.name', 'Yenbai@2026!!', `10.3.1.${round}`);
  const page = await visitor.post('/sign-in/official', { login: 'third.name', password: 'Yenbai@2026!!' });
  expect(page.status).toBe(429);
  expect(page.text).toContain('Hãy thử lại sau 10 giây');
  expect(page.text).toContain('không bị khóa');
});

test('many sign-ins at once: no more hashes run than the queue lets, and the rest is asked to try again', async () => {
  const visitor = visit(app);
  await visitor.get('/sign-in/official');
  const answers = await Promise.all(
    Array.from({ length: MOST_AT_ONCE + MOST_WAITING + 30 }, (_, index) =>
      tryFrom(`crowd${index}`, 'sai hoàn toàn', `10.4.${index % 200}.1`).then(
        ({ kind }) => kind,
        (error: Error) => error.name,
      ),
    ),
  );
  expect(hashing.state().mostRunning).toBeLessThanOrEqual(MOST_AT_ONCE);
  expect(answers.filter((answer) => answer === 'SecretsBusy').length).toBeGreaterThan(0);
  expect(new Set(answers)).toEqual(new Set(['wrong', 'SecretsBusy']));
}, 20_000);

test('code replay: a code of the app works once, also within its 30 seconds', async () => {
  await signedInWithBoth(app, officer);
  const again = await afterPassword(app, officer);
  const answer = await again.post('/sign-in/official/second', { code: officer.code() });
  expect(answer.status).toBe(422);
  expect(again.cookies.has('session')).toBe(false);
  app.database.clock.advance({ seconds: 30 });
  expect((await again.post('/sign-in/official/second', { code: officer.code() })).status).toBe(303);
});

test('clock skew: one step early or late is taken, two are refused with a word about the clock of the phone', async () => {
  for (const steps of [-1, 1]) {
    app.database.clock.advance({ minutes: 5 });
    const visitor = await afterPassword(app, officer);
    expect((await visitor.post('/sign-in/official/second', { code: officer.code(steps) })).status).toBe(303);
  }
  for (const steps of [-2, 2]) {
    app.database.clock.advance({ minutes: 5 });
    const visitor = await afterPassword(app, officer);
    const answer = await visitor.post('/sign-in/official/second', { code: officer.code(steps) });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('đồng hồ của điện thoại');
  }
});

test('a recovery code works once, however it is written, and the person is told', async () => {
  const [code = ''] = await recoveryCodesFor(app, officer.id);
  const first = await afterPassword(app, officer);
  expect((await first.post('/sign-in/official/second', { recovery: ` ${code.toUpperCase().replaceAll('-', ' ')} ` })).status).toBe(303);
  const second = await afterPassword(app, officer);
  const answer = await second.post('/sign-in/official/second', { recovery: code });
  expect(answer.status).toBe(422);
  expect(answer.text).toContain('chưa đúng hoặc đã dùng');
  const [one = '', two = ''] = (await recoveryCodesFor(app, officer.id)).slice(1);
  expect((await second.post('/sign-in/official/second', { recovery: `${one.slice(0, 4)}${two.slice(4)}` })).status).toBe(422);
});

test('the second step belongs to the browser that gave the password', async () => {
  await afterPassword(app, officer);
  const stranger = visit(app);
  await stranger.get('/sign-in/official');
  const answer = await stranger.post('/sign-in/official/second', { code: officer.code() });
  expect(answer).toMatchObject({ status: 303, location: '/sign-in/official?to=%2Fconsole&over=yes' });
  expect(stranger.cookies.has('session')).toBe(false);
  expect((await stranger.get(answer.location)).text).toContain('mở ở máy khác');
});

test('after five wrong codes the password is asked again, and the person is told that somebody knows it', async () => {
  const told = async () =>
    (
      await app.database.db.transaction(
        (tx) =>
          sql`select from platform.message where purpose = 'people.second-factor-guessed' and person_id = ${officer.id}::uuid`.execute(
            tx.rows<unknown>(),
          ),
        { state: dutyState('identity') },
      )
    ).rows.length;
  expect(await told()).toBe(0);
  const visitor = await afterPassword(app, officer);
  for (let round = 0; round < 4; round += 1) expect((await visitor.post('/sign-in/official/second', { code: '000000' })).status).toBe(422);
  expect((await visitor.post('/sign-in/official/second', { code: 'abc' })).location).toContain('over=yes');
  expect(await told()).toBe(1);
  app.database.clock.advance({ minutes: 1 });
  expect((await visitor.post('/sign-in/official/second', { code: officer.code() })).location).toContain('over=yes');
});

test('the second step is over after ten minutes', async () => {
  const visitor = await afterPassword(app, officer);
  app.database.clock.advance({ minutes: 11 });
  expect((await visitor.post('/sign-in/official/second', { code: officer.code() })).location).toContain('over=yes');
});

test('session fixation: what the browser held before the proof is worth nothing afterwards', async () => {
  const before = await app.signedIn('citizen', { strength: 'one' });
  const visitor = visit(app, before);
  await visitor.get('/sign-in/official');
  await visitor.post('/sign-in/official', { login: officer.login, password: PASSWORD });
  await visitor.get('/sign-in/official/second');
  await visitor.post('/sign-in/official/second', { code: officer.code() });
  expect(`session=${visitor.cookies.get('session')}`).not.toBe(before);
  expect((await visit(app, before).get('/account/second-factor')).location).toContain('/sign-in?to=');
});

test('CSRF: neither step takes a form without our token, or from another site', async () => {
  for (const path of ['/sign-in/official', '/sign-in/official/second']) {
    const body = new URLSearchParams({ login: officer.login, password: PASSWORD, code: officer.code() });
    expect(
      (await fetch(`${app.address}${path}`, { method: 'POST', body, headers: { origin: app.address }, redirect: 'manual' })).status,
    ).toBe(403);
    expect(
      (await fetch(`${app.address}${path}`, { method: 'POST', body, headers: { origin: 'https://evil.example' }, redirect: 'manual' }))
        .status,
    ).toBe(403);
  }
});

test('empty fields are named, the name stays, the password does not', async () => {
  const visitor = visit(app);
  await visitor.get('/sign-in/official');
  const page = await visitor.post('/sign-in/official', { login: 'nguyen.hong', password: '' });
  expect(page.status).toBe(422);
  expect(page.text).toContain('Hãy nhập mật khẩu.');
  expect(page.text).toContain('value="nguyen.hong"');
  const wrong = await visitor.post('/sign-in/official', { login: 'nguyen.hong', password: 'một bí mật nào đó' });
  expect(wrong.text).not.toContain('một bí mật nào đó');
});
