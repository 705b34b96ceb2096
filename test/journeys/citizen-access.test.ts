/** A citizen's way in, in a real browser: number and code, a PIN for next time, the PIN, and the end of everything everywhere. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { faultsOf } from '../support/axe.ts';
import { launchBrowser, openPage } from '../support/browser.ts';
import { lastCode } from '../support/phone-visitor.ts';

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await app.close();
});

/** Nothing for axe to find, and nothing to scroll sideways on the smallest phone. */
async function expectSound(page: Page): Promise<void> {
  expect(await faultsOf(page), page.url()).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), page.url()).toBe(true);
}

const phone = '+84967000001';
const small = { viewport: { width: 360, height: 740 } };

async function askForCode(page: Page): Promise<string> {
  await page.getByLabel('Số điện thoại di động').fill('0967 000 001');
  await page.getByRole('button', { name: 'Gửi mã cho tôi' }).click();
  await page.waitForURL('**/sign-in/code');
  return (await lastCode(app, phone)) ?? '';
}

describe('a citizen on a small phone', () => {
  test('signs in the first time, sets a PIN, comes back with it, and ends everything', async () => {
    const { page, assertClean } = await openPage(browser, small);
    page.setDefaultTimeout(8_000);
    await page.goto(app.address);
    await page.getByRole('link', { name: 'Đăng nhập' }).filter({ visible: true }).click();
    expect(await page.textContent('main')).toContain('Nhiều việc không cần tài khoản');
    await expectSound(page);
    await page.getByRole('link', { name: 'Vào bằng số điện thoại' }).click();
    await expectSound(page);
    const code = await askForCode(page);
    await expectSound(page);
    await page.getByLabel('Mã 6 chữ số').fill(code);
    await page.getByLabel('Nhớ máy này').check();
    await page.getByRole('button', { name: 'Vào' }).click();
    await page.waitForURL('**/account/name**');
    await expectSound(page);
    await page.getByLabel('Họ và tên').fill('Giàng Thị Sua');
    await page.getByRole('button', { name: 'Lưu' }).click();
    await page.waitForURL('**/account/pin**');
    await expectSound(page);
    await page.getByLabel('Mã PIN mới', { exact: true }).fill('4971');
    await page.getByLabel('Nhập lại mã PIN mới').fill('4971');
    await page.getByRole('button', { name: 'Lưu mã PIN' }).click();
    await page.waitForURL('**/account');
    expect(await page.textContent('h1')).toBe('Chào Giàng Thị Sua');
    await expectSound(page);

    await page.getByRole('button', { name: 'Đăng xuất' }).click();
    await page.waitForURL(`${app.address}/`);
    await page.goto(`${app.address}/account/devices`);
    expect(await page.textContent('h1')).toBe('Chào bà con trở lại');
    await expectSound(page);
    await page.getByLabel('Mã PIN của máy này').fill('4971');
    await page.getByRole('button', { name: 'Vào' }).click();
    await page.waitForURL('**/account/devices');
    await expectSound(page);
    expect(await page.textContent('main')).toContain('máy này');

    await page.getByRole('button', { name: 'Kết thúc ở mọi nơi, cả máy này' }).click();
    await page.waitForURL('**/sign-in');
    expect(await page.textContent('main')).toContain('Nhiều việc không cần tài khoản');
    expect(await page.locator('input[name=pin]').count()).toBe(0);
    await page.goto(`${app.address}/account`);
    expect(page.url()).toContain('/sign-in?to=');
    assertClean();
    await page.context().close();
  }, 60_000);

  test('the same without script', async () => {
    app.database.clock.advance({ minutes: 2 });
    const { page, assertClean } = await openPage(browser, { ...small, javaScriptEnabled: false });
    await page.goto(`${app.address}/sign-in?to=/legal`);
    await page.getByRole('link', { name: 'Vào bằng số điện thoại' }).click();
    const code = await askForCode(page);
    await page.getByLabel('Mã 6 chữ số').fill('000000' === code ? '111111' : '000000');
    await page.getByRole('button', { name: 'Vào' }).click();
    expect(await page.textContent('#problems')).toContain('Mã chưa đúng');
    await page.getByLabel('Mã 6 chữ số').fill(code);
    await page.getByRole('button', { name: 'Vào' }).click();
    expect(new URL(page.url()).pathname).toBe('/legal');
    assertClean();
    await page.context().close();
  });
});
