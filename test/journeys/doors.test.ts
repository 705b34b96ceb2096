/**
 * Other doors into the same queue: an SMS that is answered, a missed call that is returned and written down, a slip of paper that is printed, typed in
 * with script off, and opened by its code. At 360 pixels, with nothing for axe to find.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { spokenCode } from '../../src/reports/code.ts';
import { centre, openTestDesk, peoplesCommitteeOf, type TestDesk } from '../../src/reports/console/desk.fixture.ts';
import { faultsOf } from '../support/axe.ts';
import { launchBrowser, openPage, type WatchedPage } from '../support/browser.ts';

let desk: TestDesk;
let browser: Browser;
/** For whoever wants to look at the pages. */
const shots = process.env.SHOTS_DIR;

beforeAll(async () => {
  desk = await openTestDesk();
  browser = await launchBrowser();
  if (shots) mkdirSync(shots, { recursive: true });
});
afterAll(async () => {
  await browser?.close();
  await desk?.close();
});

async function phone(script = true): Promise<WatchedPage> {
  const watched = await openPage(browser, { viewport: { width: 360, height: 800 }, javaScriptEnabled: script });
  watched.page.setDefaultTimeout(15_000);
  return watched;
}

/** A phone on which this person is signed in. */
async function phoneOf(key: string, script = true): Promise<WatchedPage> {
  const watched = await phone(script);
  await watched.page.goto(`${desk.app.address}/demo`);
  await watched.page.locator(`form:has(input[value="${key}"]) button`).click();
  return watched;
}

/** Nothing for axe to find, no sideways scroll on the narrowest phone; a picture for whoever asked. */
async function sound(page: Page, name: string, script = true): Promise<void> {
  if (script) expect(await faultsOf(page), name).toEqual([]);
  for (const width of [320, ...(shots ? [1280] : []), 360]) {
    await page.setViewportSize({ width, height: 800 });
    if (width === 320) expect(await page.evaluate(() => document.documentElement.scrollWidth), `${name} at 320`).toBeLessThanOrEqual(320);
    else if (shots) await page.screenshot({ path: join(shots, `doors-${name}-${width}.png`), fullPage: true });
  }
}

const doorOf = (code: string) => sql<{ door: string }>`select door from reports.report where code = ${code}`;
const next = (page: Page) => page.locator('.report-ways button.primary').click();
/** Past alike reports, if any are offered, to the last piece. */
async function toLook(page: Page): Promise<void> {
  await next(page);
  await page.locator('.report-near, input[type=text][name=phone]').first().waitFor();
  if ((await page.locator('.report-near').count()) > 0) await next(page);
  await page.locator('input[type=text][name=phone]').waitFor();
}
const codeOn = async (page: Page): Promise<string> => {
  await page.waitForURL(/\/reports\/\d{12}/);
  return /\d{12}/.exec(page.url())?.[0] ?? '';
};

/** Writes an SMS from this number and reads the newest answer. */
async function sms(page: Page, from: string, text: string): Promise<string> {
  await page.goto(`${desk.app.address}/demo/messages?to=${encodeURIComponent(from)}`);
  await page.getByLabel('Số điện thoại').or(page.locator('input[name=from]')).first().fill(from);
  await page.locator('input[name=text]').fill(text);
  await page.locator('form:has(input[name=text]) button').last().click();
  await page.waitForURL(/\/demo\/messages\?to=/);
  return (await page.locator('[data-message="reports.sms"]').first().textContent()) ?? '';
}

test('an SMS is a report; its number is the centre’s; where it stands is said by SMS', { timeout: 180_000 }, async () => {
  const from = '+84900000701';
  const { page } = await phone();
  const taken = await sms(page, from, 'PA cầu treo ở xã Trạm Tấu gãy ván, trẻ em đi học qua');
  const code = /\d{4} \d{4} \d{4}/.exec(taken)?.[0].replaceAll(' ', '') ?? '';
  expect(taken).toContain('Xã Trạm Tấu');

  const queue = await desk.as(centre);
  expect((await queue.get('/console/reports?view=all')).text).toContain(spokenCode(code));
  const [row] = await desk.rows(sql<{ id: string }>`select id from reports.report where code = ${code}`);
  const sent = { id: row?.id ?? '', code };
  await desk.step(centre, sent, 'hand', { organisationId: peoplesCommitteeOf('04606'), category: 'bridge' });
  const office = await desk.as('commune-officer');
  for (const address of ['/console/reports?view=all', `/console/reports/${code}`])
    expect((await office.get(address)).text).not.toMatch(/0?900 ?000 ?701/);
  await desk.step('commune-officer', sent, 'take');
  await sms(page, '+84900000702', `PA ${code}`);
  const stands = await sms(page, from, `PA ${spokenCode(code)}`);
  expect(stands).toContain(spokenCode(code));
  await page.context().close();
});

test('a missed call is returned and written down', { timeout: 180_000 }, async () => {
  const caller = await phone();
  await caller.page.goto(`${desk.app.address}/demo/calls`);
  await caller.page.getByLabel('Số gọi đến').fill('0900000711');
  await caller.page.getByRole('button', { name: 'Gọi rồi tắt máy' }).click();
  await caller.page.getByText('Máy đã đổ chuông').waitFor();
  await sound(caller.page, 'demo-calls');
  caller.assertClean();
  await caller.page.context().close();

  const watched = await phoneOf(centre);
  const { page } = watched;
  await page.goto(`${desk.app.address}/console/reports/calls`);
  expect(await page.content()).not.toContain('900000711');
  await sound(page, 'calls');
  await page.getByRole('button', { name: 'Nhận cuộc gọi này' }).click();
  await page.getByText('0900 000 711').waitFor();
  await sound(page, 'call');
  // Without asking, nothing is written down.
  await page.getByRole('button', { name: 'Ghi phản ánh' }).click();
  await page.locator('#problems').waitFor();
  await page.getByLabel('Đã nghe và đồng ý để tôi ghi hộ').check();
  await page.getByLabel('Tên người gọi').fill('Bà Mỷ');
  await page.getByRole('button', { name: 'Ghi phản ánh' }).click();
  await page.waitForURL(/\/reports\/new$/);
  await page
    .locator('button[name=category], a[href*="category="]')
    .filter({ hasText: /^Giao thông/ })
    .first()
    .click();
  await page
    .locator('button[name=category], a[href*="category="]')
    .filter({ hasText: /^Đường hỏng/ })
    .first()
    .click();
  await page.getByLabel(/Chuyện gì/).fill('Đường vào bản lầy, xe không đi được, bà con phải đi bộ.');
  await next(page);
  await page.locator('select[name=commune]').selectOption(await desk.unit('04606'));
  await page.getByLabel(/Tả chỗ đó/).fill('Dốc vào bản');
  await toLook(page);
  expect(await page.locator('input[name=phone]').inputValue()).toBe('+84900000711');
  expect(await page.locator('input[name=name]').inputValue()).toBe('Bà Mỷ');
  await next(page);
  const code = await codeOn(page);
  expect(await desk.rows(doorOf(code))).toEqual([{ door: 'missed-call' }]);
  await page.goto(`${desk.app.address}/console/reports/calls`);
  await page.getByText('Không có cuộc gọi nào chờ').waitFor();
  watched.assertClean();
  await page.context().close();
});

test('a slip is printed, typed in without script, and is the page that its code opens', { timeout: 180_000 }, async () => {
  const printing = await phoneOf('commune-officer');
  const { page } = printing;
  await page.goto(`${desk.app.address}/console/reports/slips`);
  await sound(page, 'slips');
  await page.getByLabel('Bao nhiêu phiếu?').fill('3');
  await page.getByRole('button', { name: 'Tạo phiếu để in' }).click();
  await page.waitForURL(/\/slips\/sheet/);
  expect(await page.locator('.paper-slip').count()).toBe(3);
  await sound(page, 'sheet');
  // On paper nothing is cut off: the width is that of A4 without its margins.
  await page.setViewportSize({ width: 718, height: 1000 });
  await page.emulateMedia({ media: 'print' });
  expect(
    await page
      .locator('.paper-slip')
      .evaluateAll((all) => all.map((one) => Math.max(0, one.scrollHeight - one.clientHeight, one.scrollWidth - one.clientWidth))),
  ).toEqual([0, 0, 0]);
  await page.emulateMedia({ media: null });
  const pdf = await page.pdf({ preferCSSPageSize: true, ...(shots ? { path: join(shots, 'doors-sheet.pdf') } : {}) });
  // Two slips on a sheet: three are two pages.
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(2);
  const code = ((await page.locator('.paper-code').first().textContent()) ?? '').replace(/\D/g, '');
  printing.assertClean();
  await page.context().close();

  const { page: old } = await phoneOf('commune-officer', false);
  await old.goto(`${desk.app.address}/console/reports/slips`);
  await old.getByLabel('Mã trên phiếu').fill(spokenCode(code));
  await old.getByRole('button', { name: 'Nhập phiếu' }).click();
  await old.waitForURL(new RegExp(`/slips/${code}$`));
  await sound(old, 'slip', false);
  await old.getByLabel('Trên phiếu có chữ ký').check();
  await old.getByRole('button', { name: 'Nhập phiếu này' }).click();
  await old.waitForURL(/\/reports\/new$/);
  await old
    .locator('button[name=category], a[href*="category="]')
    .filter({ hasText: /^Giao thông/ })
    .first()
    .click();
  await old
    .locator('button[name=category], a[href*="category="]')
    .filter({ hasText: /^Đường hỏng/ })
    .first()
    .click();
  await old.getByLabel(/Chuyện gì/).fill('Đường trước nhà văn hóa hỏng, mưa là ngập.');
  await next(old);
  expect(await old.locator('select[name=commune]').inputValue()).toBe(await desk.unit('04606'));
  await old.getByLabel(/Tả chỗ đó/).fill('Trước nhà văn hóa');
  await toLook(old);
  await next(old);
  expect(await codeOn(old)).toBe(code);
  expect(await desk.rows(doorOf(code))).toEqual([{ door: 'slip' }]);
  await old.goto(`${desk.app.address}/console/reports/slips/${code}`);
  await old.getByText('Phiếu này đã được nhập').waitFor();
  await old.goto(`${desk.app.address}/console/reports/written-down`);
  await old.getByText(spokenCode(code)).waitFor();
  await old.context().close();

  // The part that was torn off: its picture opens the page.
  const { page: citizen } = await phone();
  const answer = await citizen.goto(`${desk.app.address}/reports/${code}`);
  expect(answer?.status()).toBe(200);
  await citizen.context().close();
});

test('the pages for writing down and bringing back', { timeout: 120_000 }, async () => {
  const watched = await phoneOf('commune-officer');
  const { page } = watched;
  for (const name of ['new-for', 'written-down', 'visits']) {
    await page.goto(`${desk.app.address}/console/reports/${name}`);
    await sound(page, name);
  }
  watched.assertClean();
  await page.context().close();
});
