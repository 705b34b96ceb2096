/** Accounts elsewhere in a real browser: a citizen with VNeID, an official with the province's provider. Both stand-ins run on ports of their own. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { faultsOf } from '../support/axe.ts';
import { launchBrowser, openPage } from '../support/browser.ts';
import { type OidcStandIn, startOidcStandIn } from '../support/oidc-stand-in.ts';
import { startVneidStandIn, type VneidStandIn } from '../support/vneid-stand-in.ts';

let app: TestApp;
let demonstration: TestApp;
let browser: Browser;
let province: OidcStandIn;
let vneid: VneidStandIn;
beforeAll(async () => {
  [browser, province, vneid] = await Promise.all([launchBrowser(), startOidcStandIn(), startVneidStandIn()]);
  [app, demonstration] = await Promise.all([
    startApp({ ...province.settings, ...vneid.settings, OIDC_PROVINCE_NAME: 'tài khoản công vụ' }),
    startApp(),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
  await demonstration?.close();
  await province?.close();
  await vneid?.close();
});

const wide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test('a citizen comes with VNeID and is in', async () => {
  const { page, assertClean } = await openPage(browser, { viewport: { width: 360, height: 780 } });
  await page.goto(`${app.address}/sign-in/vneid?to=/account/links`);
  await page.getByText('Hà Thị Sen').click();
  await page.waitForURL(`${app.address}/account/links`);
  expect(await page.textContent('main')).toContain('•••• 017');
  expect([await wide(page), await faultsOf(page)]).toEqual([0, []]);
  assertClean();
  await page.context().close();
});

test('without script a visitor of the demonstration comes with the made-up VNeID', async () => {
  const { page, assertClean } = await openPage(browser, { viewport: { width: 360, height: 780 }, javaScriptEnabled: false });
  await page.goto(`${demonstration.address}/sign-in/vneid?to=/account/links`);
  expect(await page.textContent('main')).toContain('Đây không phải VNeID');
  await page.getByText('Sùng A Vàng').click();
  await page.waitForURL(`${demonstration.address}/account/links`);
  expect(await page.textContent('main')).toContain('•••• 023');
  assertClean();
  await page.context().close();
});

test('an official links the province’s account, and signs in with it', async () => {
  const { page, assertClean } = await openPage(browser);
  const [name = '', value = ''] = (await app.signedIn('commune-officer')).split('=');
  await page.context().addCookies([{ name, value, url: app.address }]);
  await page.goto(`${app.address}/account/links`);
  await page.getByRole('link', { name: 'tài khoản công vụ' }).click();
  await page.getByText('Nguyễn Thị Hồng').click();
  await page.waitForURL(/links\/confirm/);
  expect([await wide(page), await faultsOf(page)]).toEqual([0, []]);
  await page.getByRole('button', { name: 'Đồng ý liên kết' }).click();
  await page.waitForURL(/done=linked/);
  // A new browser at both places.
  await page.context().clearCookies();
  await page.goto(`${app.address}/sign-in/province?to=/account/links`);
  await page.getByText('Nguyễn Thị Hồng').click();
  await page.waitForURL(`${app.address}/account/links`);
  expect(await page.textContent('main')).toContain('tài khoản công vụ');
  assertClean();
  await page.context().close();
});

test('an account that is not linked ends in a page that says what to do', async () => {
  const { page, assertClean } = await openPage(browser, { viewport: { width: 360, height: 780 } });
  await page.goto(`${app.address}/sign-in/province`);
  await page.getByText('Trần Văn Quyết').click();
  await page.getByText('chưa được liên kết ở đây').first().waitFor();
  expect([await wide(page), await faultsOf(page)]).toEqual([0, []]);
  expect(await page.getByRole('link', { name: 'Vào bằng cách khác' }).getAttribute('href')).toBe('/sign-in');
  assertClean();
  await page.context().close();
});
