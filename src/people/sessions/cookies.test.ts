import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { visitor } from '../../../test/support/phone-visitor.ts';

const origin = 'https://yenbai-s.example.vn';
let app: TestApp;
beforeAll(async () => {
  app = await startApp({ PUBLIC_URL: origin });
});
afterAll(() => app.close());

test('with https every cookie is bound to this host, hidden from scripts, secure, and not sent along with another site’s form', async () => {
  const browser = visitor(app, { origin });
  const page = await browser.get('/sign-in/phone');
  const sent = await browser.post('/sign-in/phone', { phone: '0912000001', to: '' });
  const code = await browser.askForCode('+84912000002');
  const done = await browser.post('/sign-in/code', { code });
  const pin = await browser.post('/account/pin', { pin: '4826', again: '4826', to: '' });
  expect([sent.status, done.status, pin.status]).toEqual([303, 303, 303]);
  const set = [...page.set, ...sent.set, ...done.set, ...pin.set];
  const names = new Set(set.map((one) => one.split('=')[0]));
  expect([...names].sort()).toEqual(['__Host-attempt', '__Host-device', '__Host-form', '__Host-session']);
  for (const one of set) {
    expect(one).toMatch(/; Path=\/(;|$)/);
    expect(one).toMatch(/; HttpOnly/);
    expect(one).toMatch(/; Secure/);
    expect(one).toMatch(/; SameSite=Lax/);
    expect(one).not.toMatch(/; Domain/i);
  }
  expect((await browser.get('/account')).status).toBe(200);
});

test('a cookie without the prefix, as a neighbouring host could plant it, is not looked at', async () => {
  const browser = visitor(app, { origin });
  await browser.signIn('+84912000003');
  const secret = browser.cookies.get('__Host-session') ?? '';
  expect((await visitor(app, { origin, cookie: `session=${secret}` }).get('/account')).status).toBe(303);
  expect((await visitor(app, { origin, cookie: `__Host-session=${secret}` }).get('/account')).status).toBe(200);
});
