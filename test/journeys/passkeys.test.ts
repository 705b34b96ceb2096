/** A passkey in a real browser with a virtual authenticator: add it, sign out, sign in with it; what happens without one, and without script. */
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { faultsOf } from '../support/axe.ts';
import { launchBrowser, openPage } from '../support/browser.ts';

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

/** A phone's own authenticator, unlocked by its owner's finger. */
async function addAuthenticator(page: Page): Promise<{ cdp: CDPSession; id: string }> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { cdp, id: authenticatorId };
}

async function signIn(page: Page, who: string, strength: 'one' | 'two' = 'two'): Promise<void> {
  const [name = '', value = ''] = (await app.signedIn(who, { strength })).split('=');
  await page.context().addCookies([{ name, value, url: app.address }]);
}

const unlock = (page: Page) => page.locator('#passkey-form button').click();
const wide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test('add a passkey, sign out, sign in with one tap and no name', async () => {
  const { page, assertClean } = await openPage(browser, { viewport: { width: 360, height: 780 } });
  const { cdp, id } = await addAuthenticator(page);
  await signIn(page, 'citizen');
  await page.goto(`${app.address}/account/passkeys`);
  expect([await wide(page), await faultsOf(page)]).toEqual([0, []]);
  await page.getByLabel('Tên khóa').fill('Điện thoại của Mai');
  await unlock(page);
  await page.waitForURL(/done=added/);
  expect(await page.textContent('main')).toContain('Điện thoại của Mai');
  const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId: id });
  expect(credentials.map(({ rpId, isResidentCredential }) => [rpId, isResidentCredential])).toEqual([['localhost', true]]);

  // The same phone is not given a second one.
  await unlock(page);
  await page.getByText('Máy này đã có khóa đăng nhập của bạn rồi').waitFor();

  await page.goto(`${app.address}/account`);
  await page.getByRole('button', { name: 'Đăng xuất' }).click();
  await page.waitForLoadState();
  expect((await page.context().cookies()).map(({ name }) => name)).not.toContain('session');
  await page.goto(`${app.address}/sign-in/passkey?to=/account/passkeys`);
  expect([await wide(page), await faultsOf(page)]).toEqual([0, []]);
  expect(await page.locator('#passkey-needs-script').isVisible()).toBe(false);
  await unlock(page);
  await page.waitForURL(`${app.address}/account/passkeys`);
  expect(await page.textContent('main')).toContain('Điện thoại của Mai');
  assertClean();
  await page.context().close();
});

test('a weak session becomes strong; who does not unlock stays where they are', async () => {
  const { page } = await openPage(browser);
  const { cdp, id } = await addAuthenticator(page);
  await signIn(page, 'auditor');
  await page.goto(`${app.address}/account/passkeys`);
  await unlock(page);
  await page.waitForURL(/done=added/);

  await signIn(page, 'auditor', 'one');
  await page.goto(`${app.address}/sign-in/passkey?to=/console/audit`);
  expect(await page.textContent('h1')).toContain('Xác nhận bằng khóa đăng nhập');
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId: id, isUserVerified: false });
  await unlock(page);
  await page.getByText('Chưa mở khóa được').waitFor();
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId: id, isUserVerified: true });
  await unlock(page);
  await page.waitForURL(`${app.address}/console/audit`);
  expect(await page.locator('h1').count()).toBe(1);
  await page.context().close();
});

test('without script the page says what to do instead', async () => {
  const { page, assertClean } = await openPage(browser, { viewport: { width: 360, height: 780 }, javaScriptEnabled: false });
  await page.goto(`${app.address}/sign-in/passkey`);
  expect(await page.locator('#passkey-needs-script').isVisible()).toBe(true);
  expect(await page.locator('#passkey-form').isVisible()).toBe(false);
  expect(await page.getByRole('link', { name: 'Vào bằng cách khác' }).getAttribute('href')).toBe('/sign-in');
  assertClean();
  await page.context().close();
});
