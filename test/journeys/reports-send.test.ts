/**
 * A report is sent from a phone in a real browser: with script (position, pin, photo, recording by a file) and with script off, at 360 px; nothing for
 * axe to find on any piece, no sideways scroll at 320 px, and the way back keeps what was written.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { photo } from '../../src/reports/citizen/form.fixture.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { faultsOf } from '../support/axe.ts';
import { launchBrowser, openPage, type WatchedPage } from '../support/browser.ts';

let app: TestApp;
let browser: Browser;
let commune = { id: '', lat: 0, lon: 0 };
let picture: { name: string; mimeType: string; buffer: Buffer };
/** For whoever wants to look at the pages. */
const shots = process.env.SHOTS_DIR;

beforeAll(async () => {
  app = await startApp();
  browser = await launchBrowser();
  const { rows } = await sql<{ id: string; lat: number; lon: number }>`select unit_id as id, lat, lon from territory.unit_version
    where code = '04606' and upper(valid) is null`.execute(app.context.db.rows<unknown>());
  commune = rows[0] ?? commune;
  picture = { name: 'anh.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(await (await photo()).arrayBuffer()) };
  if (shots) mkdirSync(shots, { recursive: true });
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

const words = 'Ổ gà sâu giữa đường, xe máy ngã hai lần trong tuần.';

/** Nothing to find for axe, no sideways scroll on the narrowest phone; a picture of it for whoever asked. */
async function sound(page: Page, name: string, withScript: boolean): Promise<void> {
  if (withScript) expect(await faultsOf(page), name).toEqual([]);
  const size = page.viewportSize() ?? { width: 360, height: 740 };
  for (const width of [320, ...(shots ? [1280] : []), size.width]) {
    await page.setViewportSize({ ...size, width });
    if (shots && width !== 320)
      await page.screenshot({ path: join(shots, `${name}-${width}${withScript ? '' : '-plain'}.png`), fullPage: true });
    // Evaluated by the tool, not by a script of the page.
    if (width === 320) expect(await page.evaluate(() => document.documentElement.scrollWidth), `${name} at 320`).toBeLessThanOrEqual(320);
  }
}

const next = (page: Page) => page.locator('.report-ways button.primary').click();

/** The three taps. */
async function toForm(page: Page, withScript: boolean): Promise<void> {
  await page.goto(app.address);
  const own = page.locator('main a[href="/reports/new"]');
  if ((await own.count()) > 0) await own.first().click();
  else {
    await page.locator('details.menu > summary').click();
    await page.locator('.menu-panel a[href="/reports/new"]').click();
  }
  await page.waitForURL(/\/reports\/new$/);
  await sound(page, '1-what', withScript);
  await page.getByRole('link', { name: /^Giao thông/ }).click();
  await sound(page, '2-group', withScript);
  await page.getByRole('link', { name: /^Đường hỏng/ }).click();
}

async function opened(options: Parameters<typeof openPage>[1]): Promise<WatchedPage> {
  const watched = await openPage(browser, { viewport: { width: 360, height: 740 }, ...options });
  watched.page.setDefaultTimeout(10_000);
  return watched;
}

describe('sending a report on a phone', () => {
  test('with script: photo at once, position and pin, code to keep', async () => {
    const watched = await opened({
      geolocation: { latitude: commune.lat, longitude: commune.lon, accuracy: 15 },
      permissions: ['geolocation'],
    });
    const { page } = watched;
    await toForm(page, true);
    await page.getByLabel(/Chuyện gì/).fill(words);
    await page.locator('input[name=photos]').setInputFiles(picture);
    await page.locator('.report-files img').waitFor();
    await sound(page, '3-say', true);
    await next(page);

    await page.getByRole('button', { name: 'Lấy vị trí tôi đang đứng' }).click();
    await page.getByText('đúng trong khoảng 15 m').waitFor();
    await page.waitForFunction(() => (document.querySelector<HTMLSelectElement>('select[name=commune]')?.value ?? '') !== '');
    await page.waitForFunction(() => (document.querySelector<HTMLSelectElement>('select[name=village]')?.options.length ?? 0) > 1);
    expect(await page.locator('select[name=commune]').inputValue()).toBe(commune.id);
    await sound(page, '4-where', true);
    const sketch = page.locator('#pin-map');
    await sketch.focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('#place-how').inputValue()).toBe('pin');
    expect(await page.locator('#pin-status').textContent()).toContain('Trạm Tấu');
    await page.getByLabel(/Tả chỗ đó/).fill('Gần cầu treo');
    await next(page);

    await page.getByRole('heading', { name: 'Xem lại rồi gửi' }).waitFor();
    await sound(page, '5-look', true);
    // The browser's own way back.
    await page.goBack();
    await page.getByLabel(/Tả chỗ đó/).waitFor();
    await next(page);
    await page.getByRole('heading', { name: 'Xem lại rồi gửi' }).waitFor();
    expect(await page.getByText(words).first().isVisible()).toBe(true);
    await next(page);

    await page.waitForURL(/\/reports\/\d{12}\?sent=1$/);
    await sound(page, '6-sent', true);
    const code = /\d{12}/.exec(page.url())?.[0] ?? '';
    await page.goto(`${app.address}/reports/${code}`);
    expect(await page.locator('.report-files img').count()).toBe(1);
    await sound(page, '7-report', true);
    await page.goto(`${app.address}/reports/mine`);
    await sound(page, '8-mine', true);
    await page.goto(`${app.address}/reports/look-up?code=1234`);
    await sound(page, '9-look-up', true);
    await page.goto(`${app.address}/reports/${code}/slip`);
    await sound(page, '10-slip', true);
    watched.assertClean();
    await page.context().close();
  }, 90_000);

  test('with script off: the same by commune, village and words; a wrong photo loses nothing', async () => {
    const { page } = await opened({ javaScriptEnabled: false });
    await toForm(page, false);
    await page.getByLabel(/Chuyện gì/).fill(words);
    await page
      .locator('input[name=photos]')
      .setInputFiles([picture, { name: 'hong.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('none') }]);
    await next(page);
    expect(await page.locator('#problems').textContent()).toContain('hong.jpg');
    expect(await page.getByLabel(/Chuyện gì/).inputValue()).toBe(words);
    expect(await page.locator('.report-files img').count()).toBe(1);
    await sound(page, '3-say', false);
    await next(page);

    expect(await page.locator('#pin, #gps').first().isVisible()).toBe(false);
    await next(page);
    expect(await page.locator('#problems').textContent()).toContain('Hãy chọn xã');
    await page.locator('select[name=commune]').selectOption(commune.id);
    await page.getByRole('button', { name: 'Xem thôn, bản của xã này' }).click();
    await page.locator('select[name=village]:visible').selectOption({ index: 1 });
    await sound(page, '4-where', false);
    await next(page);
    await sound(page, '5-look', false);
    await page.getByRole('button', { name: 'Sửa lời, ảnh' }).click();
    expect(await page.getByLabel(/Chuyện gì/).inputValue()).toBe(words);
    await next(page);
    await next(page);
    if (await page.getByRole('heading', { name: 'Có phải việc này không?' }).isVisible()) await next(page);
    await page.getByLabel(/Số điện thoại/).fill('12');
    await next(page);
    expect(await page.locator('#problems').textContent()).toContain('Số điện thoại này chưa đúng');
    await page.getByLabel(/Số điện thoại/).fill('');
    await next(page);
    await page.waitForURL(/\/reports\/\d{12}\?sent=1$/);
    expect(await page.locator('.report-code').textContent()).toMatch(/^\d{4} \d{4} \d{4}$/);
    await page.context().close();
  }, 90_000);
});
