/** An official in a real browser without script: first password, authenticator app, recovery codes, console, and in again. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeOf, official, PASSWORD } from '../../src/people/official-access/official.fixture.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { faultsOf } from '../support/axe.ts';
import { launchBrowser, openPage } from '../support/browser.ts';

let app: TestApp;
let browser: Browser;

beforeAll(async () => {
  app = await startApp();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

const pathOf = (page: Page): string => page.url().slice(app.address.length);

async function givePassword(page: Page, login: string): Promise<void> {
  await page.getByLabel('Tên đăng nhập').fill(login);
  await page.getByLabel('Mật khẩu', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Tiếp tục' }).click();
}

test('an official without script: password, app, recovery codes, console; then in again with both', async () => {
  const handler = await official(app, 'agency-handler', { totp: false });
  const { page, assertClean } = await openPage(browser, { viewport: { width: 360, height: 800 }, javaScriptEnabled: false });
  await page.goto(`${app.address}/sign-in/official?to=/console`);
  await givePassword(page, handler.login);
  expect(pathOf(page)).toBe('/account/second-factor?to=%2Fconsole');
  await page.getByRole('button', { name: 'Kết nối ứng dụng' }).click();
  const secret = (await page.locator('strong.code').innerText()).replaceAll(' ', '');
  await page.getByLabel(/Mã 6 số/).fill(codeOf(app, secret));
  await page.getByRole('button', { name: 'Xác nhận', exact: true }).click();
  const codes = await page.locator('strong.code').allInnerTexts();
  expect(codes).toHaveLength(10);
  await page.getByRole('button', { name: 'Tôi đã cất xong' }).click();
  expect(pathOf(page)).toBe('/console');
  await page.context().close();

  const later = await openPage(browser, { viewport: { width: 360, height: 800 }, javaScriptEnabled: false });
  app.database.clock.advance({ minutes: 5 });
  await later.page.goto(`${app.address}/sign-in/official?to=/console`);
  await givePassword(later.page, handler.login);
  await later.page.getByLabel(/Mã 6 số/).fill(codeOf(app, secret));
  await later.page.getByLabel('Nhớ máy này').check();
  await later.page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
  expect(pathOf(later.page)).toBe('/console');
  await later.page.context().close();

  const abroad = await openPage(browser, { viewport: { width: 360, height: 800 }, javaScriptEnabled: false });
  await abroad.page.goto(`${app.address}/sign-in/official?to=/console`);
  await givePassword(abroad.page, handler.login);
  await abroad.page.getByText('Không có điện thoại ở đây').click();
  await abroad.page.getByLabel('Mã dự phòng', { exact: true }).fill(codes[0] ?? '');
  await abroad.page.getByRole('button', { name: 'Đăng nhập bằng mã dự phòng' }).click();
  expect(pathOf(abroad.page)).toBe('/console');
  assertClean();
  later.assertClean();
  abroad.assertClean();
  await abroad.page.context().close();
});

test('the pages on the way, on a phone: nothing for axe to find, no sideways scroll', async () => {
  app.database.clock.advance({ hours: 2 });
  const officer = await official(app, 'commune-officer');
  const { page, assertClean } = await openPage(browser, { viewport: { width: 360, height: 800 } });
  const look = async (what: string) => {
    expect(await page.locator('h1').count(), what).toBe(1);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      what,
    ).toBeLessThanOrEqual(0);
    expect(await faultsOf(page, { include: 'main' }), what).toEqual([]);
  };
  await page.goto(`${app.address}/sign-in/official`);
  await page.locator('[name=login]').fill(officer.login);
  await page.locator('[name=password]').fill('sai hoàn toàn');
  await page.locator('form[action="/sign-in/official"] button').click();
  await look('wrong password');
  await page.locator('[name=password]').fill(PASSWORD);
  await page.locator('form[action="/sign-in/official"] button').click();
  await look('second step');
  await page.locator('[name=code]').fill(officer.code());
  await page.locator('form button').first().click();
  await page.waitForURL(/\/console/);
  for (const path of ['/account/second-factor', '/account/password', '/account/second-factor?confirm=yes']) {
    await page.goto(app.address + path);
    await look(path);
  }
  await page.goto(`${app.address}/account/second-factor`);
  await page.locator('form[action$="/totp/begin"] button').click();
  await page.waitForURL(/\/totp/);
  await look('new app');
  await page.goto(`${app.address}/account/second-factor`);
  await page.locator('form[action$="/codes"] button').click();
  await page.waitForURL(/\/codes/);
  await look('recovery codes');
  assertClean();
  await page.context().close();
}, 60_000);
