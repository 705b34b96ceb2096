/**
 * A report is written in a valley without signal, in a real browser: the form opens, everything typed outlives the page, and when the network is back
 * the report leaves by itself, once.
 */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { dutyState } from '../../src/platform/session/index.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { faultsOf } from '../support/axe.ts';
import { launchBrowser, openPage } from '../support/browser.ts';

let app: TestApp;
let browser: Browser;
let picture: { name: string; mimeType: string; buffer: Buffer };
/** For whoever wants to look at the pages. */
const shots = process.env.SHOTS_DIR;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), launchBrowser()]);
  const buffer = await sharp({ create: { width: 240, height: 180, channels: 3, background: '#7a5230' } })
    .png()
    .toBuffer();
  picture = { name: 'duong.png', mimeType: 'image/png', buffer };
  if (shots) mkdirSync(shots, { recursive: true });
});
afterEach(() => expect(thrown.splice(0)).toEqual([]));
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

/** The site's worker has the page in hand, with all that modules want kept. */
const ready = (page: Page) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.register('/sw.js');
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller)
      await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
  });

/** Nothing to find for axe, no sideways scroll on the narrowest phone; pictures of it for whoever asked. */
async function sound(page: Page, name: string): Promise<void> {
  expect(await faultsOf(page), name).toEqual([]);
  expect(await page.locator('h1').count(), name).toBe(1);
  const size = page.viewportSize() ?? { width: 360, height: 740 };
  await page.setViewportSize({ ...size, width: 320 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth), `${name} at 320`).toBeLessThanOrEqual(320);
  for (const width of shots ? [1280, 360] : []) {
    await page.setViewportSize({ ...size, width });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(shots ?? '', `${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
    await page.emulateMedia({ colorScheme: null });
  }
  await page.setViewportSize(size);
}

/** What scripts have thrown, or a page did against the security policy. */
const thrown: string[] = [];

async function onPhone(): Promise<{ context: BrowserContext; page: Page }> {
  const { page } = await openPage(browser, { viewport: { width: 360, height: 740 }, serviceWorkers: 'allow' });
  const context = page.context();
  context.setDefaultTimeout(15_000);
  context.on('weberror', (error) => thrown.push(String(error.error())));
  context.on('console', (message) => {
    // Taking a picture breaks the policy by itself.
    if (!shots && /Content Security Policy/i.test(message.text())) thrown.push(message.text());
  });
  return { context, page };
}

const words = 'Ổ gà sâu giữa đường, xe máy ngã hai lần trong tuần.';
const draftKept = (page: Page) => page.getByText('Bản nháp đã lưu trên máy này').waitFor();
const heading = (page: Page, text: string) => page.locator('h1', { hasText: text }).waitFor();

async function toForm(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Giao thông/ }).click();
  await page.getByRole('button', { name: /^Đường hỏng/ }).click();
  await heading(page, 'Đường hỏng');
}

async function sentRows(text: string) {
  return app.context.db.transaction(
    async (tx) =>
      (
        await sql<{ code: string; door: string; files: string[]; village: boolean }>`select r.code, r.door,
          (select coalesce(array_agg(a.sent_hash), '{}') from reports.attachment a where a.report_id = r.id) as files,
          exists (select from territory.unit_version v where v.unit_id = r.unit_id and v.level_id = 'village') as village
        from reports.report r join reports.content c on c.report_id = r.id where c.words = ${text}`.execute(tx.rows<unknown>())
      ).rows,
    { state: dutyState('identity'), readOnly: true },
  );
}

describe('without network', { timeout: 120_000 }, () => {
  test('written, closed, gone on with, saved; with network it leaves by itself, once', async () => {
    const { context, page } = await onPhone();
    await page.goto(`${app.address}/reports/new`);
    await ready(page);
    await context.setOffline(true);

    await page.reload();
    await heading(page, 'Viết khi không có mạng');
    await sound(page, 'offline-what');
    await toForm(page);
    // Nothing said yet: the summary takes the focus and leads to the fields.
    await page.getByRole('button', { name: 'Lưu và gửi' }).click();
    await page.waitForFunction(() => document.activeElement?.id === 'problems');
    expect(await page.locator('#problems a').evaluateAll((all) => all.map((one) => one.getAttribute('href')))).toContain('#f-words');
    await sound(page, 'offline-problems');

    await page.locator('[name=words]').fill(words);
    await page.locator('[name=commune]').selectOption('04606');
    await page.locator('[name=village]').selectOption({ index: 1 });
    const village = await page.locator('[name=village]').inputValue();
    await page.locator('[name=place_words]').fill('Gần cầu treo');
    await page.locator('input[type=file]').setInputFiles(picture);
    await page.locator('.report-files img').waitFor();
    await draftKept(page);
    await sound(page, 'offline-form');
    await page.close();

    const later = await context.newPage();
    await later.goto(`${app.address}/reports/write`);
    await later.getByRole('button', { name: /^Viết tiếp: Đường hỏng/ }).click();
    expect(await later.locator('[name=words]').inputValue()).toBe(words);
    expect(await later.locator('[name=village]').inputValue()).toBe(village);
    await later.locator('.report-files img').waitFor();
    // The address of a draft opens it again.
    await later.reload();
    expect(await later.locator('[name=words]').inputValue()).toBe(words);
    await later.getByRole('button', { name: 'Lưu và gửi' }).click();
    await heading(later, 'Đã lưu trên máy này');
    await later.getByText('đã lưu trên máy này, chờ gửi').waitFor();
    await later.getByRole('button', { name: 'Gửi ngay' }).click();
    await sound(later, 'offline-saved');
    expect(await sentRows(words)).toEqual([]);

    await context.setOffline(false);
    await heading(later, 'Đã gửi');
    await sound(later, 'offline-sent');
    const rows = await sentRows(words);
    expect(rows).toMatchObject([{ door: 'phone', village: true, files: [createHash('sha256').update(picture.buffer).digest('hex')] }]);
    const shown = (await later.locator('.report-code').textContent())?.replaceAll(/\D/g, '');
    expect(shown).toBe(rows[0]?.code);
    await later.getByRole('link', { name: 'Xem phản ánh này' }).click();
    await later.getByText(words).first().waitFor();

    await later.goto(`${app.address}/reports/on-this-phone`);
    await later.getByRole('link', { name: /đã gửi · mã \d{4} \d{4} \d{4}/ }).waitFor();
    expect(await sentRows(words)).toHaveLength(1);
    await context.close();
  });

  test('it leaves without its page: any page of ours that is opened sends it', async () => {
    const { context, page } = await onPhone();
    await page.goto(`${app.address}/reports/write`);
    await ready(page);
    await context.setOffline(true);
    await page.goto(`${app.address}/reports/write?category=road-damage`);
    const text = 'Cầu treo mất hai tấm ván.';
    await page.locator('[name=words]').fill(text);
    await page.locator('[name=commune]').selectOption('04606');
    await page.locator('[name=place_words]').fill('Cầu treo');
    await page.getByRole('button', { name: 'Lưu và gửi' }).click();
    await heading(page, 'Đã lưu trên máy này');
    await page.goto('about:blank');
    await context.setOffline(false);
    await page.goto(`${app.address}/units`);
    await expect.poll(() => sentRows(text), { timeout: 15_000 }).toHaveLength(1);
    await context.close();
  });

  test('what the server refuses comes back with its words, and goes when it is mended', async () => {
    const { context, page } = await onPhone();
    await page.goto(`${app.address}/reports/write?category=road-damage`);
    const text = 'Cột đèn đổ ra đường.';
    await page.locator('[name=words]').fill(text);
    await page.locator('[name=commune]').selectOption('04606');
    await page.locator('[name=place_words]').fill('Đầu bản');
    // Right in form, and no number of this country.
    await page.locator('[name=phone]').fill('00000000');
    await page.getByRole('button', { name: 'Lưu và gửi' }).click();
    await heading(page, 'Nơi nhận chưa nhận được bản này');
    await sound(page, 'offline-refused');
    await page.goto(`${app.address}/reports/on-this-phone`);
    await page.getByText('cần bạn sửa').waitFor();
    await sound(page, 'offline-here-refused');
    await page.getByRole('link', { name: 'Sửa rồi gửi lại' }).click();
    await page.locator('#problems a[href="#f-phone"]').waitFor();
    await page.locator('[name=phone]').fill('');
    await page.getByRole('button', { name: 'Lưu và gửi' }).click();
    await heading(page, 'Đã gửi');
    expect(await sentRows(text)).toHaveLength(1);
    await context.close();
  });

  test('the line breaks in the middle of a photo, then the answer is lost: it goes on by itself, and there is one report', async () => {
    const { page } = await openPage(browser, { viewport: { width: 360, height: 740 } });
    let [pieces, cut, lost] = [0, false, false];
    await page.route('**/api/v1/uploads/*', async (route) => {
      if (route.request().method() !== 'PATCH') return route.continue();
      pieces += 1;
      if (pieces !== 2) return route.continue();
      cut = true;
      return route.abort();
    });
    await page.route('**/api/v1/reports', async (route) => {
      const response = await route.fetch();
      if (lost || response.status() !== 201) return route.fulfill({ response });
      lost = true;
      return route.abort();
    });
    // What can't be made smaller: several pieces.
    const noise = Buffer.concat(Array.from({ length: 8_438 }, (_, at) => createHash('sha256').update(`${at}`).digest())).subarray(
      0,
      270_000,
    );
    const large = await sharp(noise, { raw: { width: 300, height: 300, channels: 3 } })
      .png()
      .toBuffer();
    const text = 'Nước suối đục từ sáng.';
    await page.goto(`${app.address}/reports/write?category=road-damage`);
    await page.locator('[name=words]').fill(text);
    await page.locator('[name=commune]').selectOption('04606');
    await page.locator('[name=place_words]').fill('Suối');
    await page.locator('input[type=file]').setInputFiles({ ...picture, buffer: large });
    await page.locator('.report-files img').waitFor();
    await page.getByRole('button', { name: 'Lưu và gửi' }).click();
    await page.locator('h1', { hasText: 'Đã gửi' }).waitFor({ timeout: 60_000 });
    expect({ cut, lost }).toEqual({ cut: true, lost: true });
    const rows = await sentRows(text);
    expect(rows).toMatchObject([{ files: [createHash('sha256').update(large).digest('hex')] }]);
    expect((await page.locator('.report-code').textContent())?.replaceAll(/\D/g, '')).toBe(rows[0]?.code);
    await page.context().close();
  });

  test('several drafts; a shared phone is emptied by one button that asks; nothing written lies in the caches', async () => {
    const { context, page } = await onPhone();
    await page.goto(`${app.address}/reports/write`);
    await ready(page);
    for (const text of ['Nháp thứ nhất của tôi', 'Nháp thứ hai của tôi']) {
      await page.goto(`${app.address}/reports/write?category=road-damage`);
      await page.locator('[name=words]').fill(text);
      await draftKept(page);
    }
    await page.goto(`${app.address}/reports/new`);
    await page.getByRole('link', { name: '2 bản nháp trên máy này' }).waitFor();
    await page.getByRole('link', { name: '2 bản nháp trên máy này' }).click();
    await page.getByText('Nháp thứ nhất của tôi').waitFor();
    await page.getByText('Nháp thứ hai của tôi').waitFor();
    await sound(page, 'offline-here');
    const kept = await page.evaluate(async () => {
      const texts: string[] = [];
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) texts.push((await (await cache.match(request, { ignoreVary: true }))?.text()) ?? '');
      }
      return texts;
    });
    expect(kept.length).toBeGreaterThan(10);
    expect(kept.filter((text) => text.includes('Nháp thứ nhất'))).toEqual([]);
    await page.getByRole('button', { name: 'Xóa hết khỏi máy này' }).click();
    await page.getByRole('button', { name: 'Giữ lại' }).click();
    await page.getByText('Nháp thứ nhất của tôi').waitFor();
    await page.getByRole('button', { name: 'Xóa hết khỏi máy này' }).click();
    await page.getByRole('button', { name: 'Xóa hẳn' }).click();
    await page.getByText('Chưa có gì trên máy này').waitFor();
    await page.goto(`${app.address}/reports/write`);
    await heading(page, 'Viết khi không có mạng');
    expect(await page.getByText('Nháp thứ').count()).toBe(0);
    await context.close();
  });

  test('a matter that does not belong here stops; by keyboard alone a report is written and saved', async () => {
    const { context, page } = await onPhone();
    await page.goto(`${app.address}/reports/write?category=petition-complaint`);
    await page.getByRole('link', { name: /Cổng Dịch vụ công/ }).waitFor();
    expect(await page.locator('[name=words]').count()).toBe(0);
    await sound(page, 'offline-stop');
    await context.setOffline(true);
    await page.getByRole('button', { name: 'Chọn việc khác' }).focus();
    await page.keyboard.press('Enter');
    const tile = page.getByRole('button', { name: /^Giao thông/ });
    await tile.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Đường hỏng/ }).focus();
    await page.keyboard.press('Enter');
    await heading(page, 'Đường hỏng');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    const to = async (selector: string): Promise<void> => {
      for (let n = 0; n < 60; n += 1) {
        await page.keyboard.press('Tab');
        if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
      }
      throw new Error(`the keyboard never reaches ${selector}`);
    };
    await to('[name=words]');
    await page.keyboard.type('Sạt đất sau nhà trẻ.');
    await to('[name=commune]');
    await page.keyboard.press('ArrowDown');
    await to('[name=place_words]');
    await page.keyboard.type('Sau nhà trẻ');
    await to('button[type=submit]');
    await page.keyboard.press('Enter');
    await heading(page, 'Đã lưu trên máy này');
    await context.close();
  });

  test('a browser that keeps nothing says so before anything is written', async () => {
    const { page } = await openPage(browser, { viewport: { width: 360, height: 740 } });
    await page.addInitScript(() => Object.defineProperty(window, 'indexedDB', { value: undefined }));
    await page.goto(`${app.address}/reports/write`);
    await page.getByText('Máy này chưa giữ được bài viết').waitFor();
    expect(await page.locator('[name=words]').count()).toBe(0);
    await sound(page, 'offline-unavailable');
    await page.context().close();
  });
});
