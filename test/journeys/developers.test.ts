/** From nothing to the first accepted report in 15 minutes: a program, its key, the shown example, a webhook, the real system, the desk. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openReceiver, type Receiver } from '../../src/developers/programs.fixture.ts';
import { deliverDue } from '../../src/developers/webhooks/deliver.ts';
import { startWithReports } from '../../src/reports/public/world.fixture.ts';
import type { TestApp } from '../support/app.ts';
import { faultsOf } from '../support/axe.ts';
import { launchBrowser, openPage, type WatchedPage } from '../support/browser.ts';

const run = promisify(execFile);
let app: TestApp;
let browser: Browser;
let receiver: Receiver;
let folder: string;
beforeAll(async () => {
  [app, browser, receiver, folder] = await Promise.all([
    startWithReports(),
    launchBrowser(),
    openReceiver(),
    mkdtemp(join(tmpdir(), 'yenbai-developers-')),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await receiver?.close();
  await app?.close();
  await rm(folder, { recursive: true, force: true });
});

async function signedIn(key: string, width: number, script = true): Promise<WatchedPage> {
  const watched = await openPage(browser, { viewport: { width, height: 800 }, javaScriptEnabled: script });
  await watched.page.goto(`${app.address}/demo`);
  await watched.page.locator(`form:has(input[value="${key}"]) button`).click();
  return watched;
}

/** For looking at: where SHOTS names a folder, each page is drawn at both widths. */
async function look(page: Page, name: string): Promise<void> {
  expect(await faultsOf(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  const shots = process.env.SHOTS;
  if (!shots) return;
  const before = page.viewportSize();
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await page.screenshot({ path: join(shots, `dev-${name}-${width}.png`), fullPage: true });
  }
  if (before) await page.setViewportSize(before);
}

/** Runs an example as it stands on the page. */
async function runShown(code: string): Promise<string> {
  const file = join(folder, `example-${app.context.ids.next()}.mjs`);
  await writeFile(file, code);
  return (await run(process.execPath, [file])).stdout.trim();
}

test('from nothing to the first accepted report in 15 minutes', { timeout: 240_000 }, async () => {
  const began = performance.now();
  app.database.clock.set(Temporal.Now.instant().toString());

  // Whoever comes finds the way without an account.
  const stranger = await openPage(browser, { viewport: { width: 360, height: 800 }, javaScriptEnabled: false });
  await stranger.page.goto(`${app.address}/developers`);
  expect(await stranger.page.locator('h1').count()).toBe(1);
  await stranger.page.getByText('Bắt đầu trong năm bước').waitFor();
  await stranger.page.context().close();

  const { page, assertClean } = await signedIn('citizen', 360);
  await page.goto(`${app.address}/developers`);
  await look(page, 'guide');
  await page.goto(`${app.address}/developers?lang=en`);
  await look(page, 'guide-en');
  await page.goto(`${app.address}/developers/apps`);
  await look(page, 'apps');
  await page.getByRole('link', { name: 'Tạo ứng dụng' }).click();
  await page.waitForURL('**/developers/apps/new');
  // What is missing is said, and what was typed stays.
  await page.getByLabel('Tên ứng dụng').fill('Tổng đài huyện thử');
  await page.getByRole('button', { name: 'Tạo và lấy khóa thử' }).click();
  await page.getByText('Chưa ghi dùng để làm gì').first().waitFor();
  expect(await page.getByLabel('Tên ứng dụng').inputValue()).toBe('Tổng đài huyện thử');
  await look(page, 'new-wrong');
  await page.getByLabel('Dùng để làm gì, cho ai').fill('Nhận cuộc gọi của người dân và gửi thành phản ánh.');
  await page.getByRole('button', { name: 'Tạo và lấy khóa thử' }).click();
  await page.locator('#new-key').waitFor();
  const key = (await page.locator('#new-key').innerText()).trim();
  expect(key).toMatch(/^ybs_test_[\w-]{43}$/);
  await look(page, 'key');
  const examples = await page.locator('pre.sample').allTextContents();
  const [send, read] = ['await answer.json();\nconsole.log(answer.status', 'for (const report'].map((mark) =>
    examples.find((one) => one.includes(mark) && one.includes('await fetch')),
  );

  // A key is shown once.
  await page.getByRole('link', { name: 'Tôi đã chép, mở ứng dụng' }).click();
  await page.waitForURL(/developers\/apps\/[0-9a-f-]{36}$/);
  const address = page.url();
  expect(await page.content()).not.toContain(key);

  await page.getByText('Thêm địa chỉ nhận tin').first().click();
  await page.getByLabel('Địa chỉ', { exact: true }).fill(receiver.url);
  await page.getByRole('button', { name: 'Thêm địa chỉ nhận tin' }).click();
  await page.locator('#new-secret').waitFor();
  const secret = (await page.locator('#new-secret').innerText()).trim();
  await look(page, 'secret');

  // The example runs as it stands.
  const [status, code] = (await runShown(send ?? '')).split(' ');
  expect([status, code]).toEqual(['201', expect.stringMatching(/^\d{12}$/)]);
  expect(await runShown(read ?? '')).toContain(`${code} open sent`);
  expect(await deliverDue(app.context, new AbortController().signal)).toBe(1);
  const [got] = receiver.got;
  const headers = Object.fromEntries(Object.entries(got?.headers ?? {}).map(([name, value]) => [name, String(value)]));
  expect(new Webhook(secret).verify(got?.body ?? '', headers)).toMatchObject({ type: 'report.sent', data: { service_request_id: code } });

  await page.goto(address);
  await page.getByRole('button', { name: /^Gửi tin thử/ }).click();
  await page.waitForURL('**/webhooks/*?done=tested');
  await deliverDue(app.context, new AbortController().signal);
  await page.reload();
  await page.getByText('đã nhận').first().waitFor();
  await look(page, 'log');

  await page.goto(address);
  await page.getByLabel('Sẽ gửi, đọc những gì; khoảng bao nhiêu mỗi ngày').fill('Gửi khoảng 20 phản ánh mỗi ngày.');
  await page.getByLabel('Liên hệ khi có trục trặc').fill('Chị Thử, 0900 000 000');
  await page.getByRole('button', { name: 'Xin nối hệ thống thật' }).click();
  await page.waitForURL('**?done=asked');
  await look(page, 'app');

  const operator = await signedIn('operator', 1280);
  await operator.page.goto(`${app.address}/console`);
  await operator.page
    .getByRole('link', { name: /Tổng đài huyện thử/ })
    .first()
    .click();
  await operator.page.waitForURL('**/console/developers/*');
  await look(operator.page, 'decide');
  await operator.page.getByRole('button', { name: 'Mở hệ thống thật' }).click();
  await operator.page.waitForURL('**?done=decided');
  await operator.page.goto(`${app.address}/console/developers`);
  await look(operator.page, 'console');
  operator.assertClean();

  await page.goto(address);
  await page.getByRole('button', { name: 'Tạo khóa thật' }).click();
  const live = (await page.locator('#new-key').innerText()).trim();
  expect(live).toMatch(/^ybs_live_/);
  const [accepted, real] = (await runShown((send ?? '').replace(key, live))).split(' ');
  expect(accepted).toBe('201');
  const minutes = (performance.now() - began) / 60_000;
  expect(minutes).toBeLessThan(15);

  // It is on the desk.
  const desk = await signedIn('intake-officer', 1280);
  await desk.page.goto(`${app.address}/console/reports/${real}`);
  await desk.page.getByText('Ổ gà sâu trước cổng chợ').first().waitFor();
  desk.assertClean();
  assertClean();
});
