/** A citizen lost the phone: two officials give a way back, the person takes it, in a real browser. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { faultsOf } from '../support/axe.ts';
import { launchBrowser, openPage } from '../support/browser.ts';
import { demonstrationPeople } from '../support/people.ts';
import { messagesTo } from '../support/phone-visitor.ts';

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

const citizen = demonstrationPeople.get('citizen')?.id ?? '';
const phone = { viewport: { width: 360, height: 740 } };

async function expectSound(page: Page): Promise<void> {
  expect(await faultsOf(page), page.url()).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), page.url()).toBe(true);
}

async function opened(key: string | null, options: Parameters<typeof openPage>[1] = phone) {
  const watched = await openPage(browser, options);
  watched.page.setDefaultTimeout(20_000);
  if (key) {
    const value = (await app.signedIn(key)).split('=')[1] ?? '';
    await watched.page.context().addCookies([{ name: 'session', value, url: app.address }]);
  }
  return watched;
}

/** Proposal by the officer, confirmation by the leader, the code on the officer's screen. */
async function codeByTwo(look: boolean): Promise<string> {
  const officer = await opened('commune-officer');
  await officer.page.goto(`${app.address}/console/people/${citizen}/recover`);
  if (look) await expectSound(officer.page);
  await officer.page.getByLabel('Tôi biết rõ người này').check();
  await officer.page.getByLabel('Số điện thoại đã ghi').check();
  await officer.page.getByLabel('Lý do').fill('Mất điện thoại ở chợ');
  await officer.page.getByRole('button', { name: 'Đề nghị cấp lại' }).click();
  await officer.page.waitForSelector('text=đang chờ người xác nhận');
  if (look) await expectSound(officer.page);

  const leader = await opened('commune-leader');
  await leader.page.goto(`${app.address}/console/people/${citizen}/recover`);
  await leader.page.getByRole('link', { name: 'Xem đề nghị' }).click();
  await leader.page.waitForURL('**/console/decisions/**');
  expect(await leader.page.textContent('main')).toContain('Tôi biết rõ người này');
  await leader.page.locator('form[action$="/confirm"] button').first().click();
  await leader.page.waitForLoadState();
  expect(await leader.page.textContent('main')).not.toMatch(/\d{4} \d{4}/);
  leader.assertClean();
  await leader.page.context().close();

  await officer.page.reload();
  if (look) await expectSound(officer.page);
  await officer.page.getByRole('button', { name: 'Hiện mã' }).click();
  await officer.page.waitForSelector('.code');
  if (look) await expectSound(officer.page);
  const code = (await officer.page.textContent('.code')) ?? '';
  officer.assertClean();
  await officer.page.context().close();
  return code.trim();
}

describe.each([
  ['with script', true],
  ['without script', false],
] as const)('somebody who lost the phone, %s', (_how, javaScriptEnabled) => {
  test('comes back in person; the old phone is out and the person is told', async () => {
    const lost = await opened('citizen');
    await lost.page.goto(`${app.address}/account`);
    expect(lost.page.url()).toBe(`${app.address}/account`);
    const code = await codeByTwo(javaScriptEnabled);
    await lost.page.reload();
    expect(lost.page.url()).toContain('/sign-in');
    await lost.page.context().close();
    if (javaScriptEnabled) expect((await messagesTo(app, '+84900000001')).some((one) => one.purpose === 'people.recovery')).toBe(true);

    const { page, assertClean } = await opened(null, { ...phone, javaScriptEnabled });
    await page.goto(`${app.address}/mat-quyen-vao`);
    expect(await page.textContent('main')).toContain('đến Ủy ban nhân dân xã');
    if (javaScriptEnabled) await expectSound(page);
    await page.getByLabel('Mã 8 chữ số').fill(code);
    await page.getByRole('button', { name: 'Đi tiếp' }).click();
    await page.waitForURL('**/sign-in/recover/way');
    expect(await page.textContent('h1')).toContain('Có phải bác là Mai');
    if (javaScriptEnabled) await expectSound(page);
    await page.getByLabel('Mã PIN bác chọn').fill('8351');
    await page.getByLabel('Nhập lại mã PIN').fill('8351');
    await page.getByRole('button', { name: 'Xong' }).click();
    await page.waitForURL('**/join/done');
    await page.getByRole('link', { name: 'Vào trang của tôi' }).click();
    await page.waitForURL('**/account');
    expect(await page.textContent('h1')).toContain('Mai');
    assertClean();
    await page.context().close();
  }, 120_000);
});
