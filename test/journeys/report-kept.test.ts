/**
 * A report is written on a phone whose page goes away in the middle: by a reload, by larger letters, by a network that is gone, by a photo that takes
 * long. In a real browser; what was typed stays.
 */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { faultsOf } from '../support/axe.ts';
import { launchBrowser, openPage } from '../support/browser.ts';

let app: TestApp;
let browser: Browser;
let picture: { name: string; mimeType: string; buffer: Buffer };
/** For whoever wants to look at the pages. */
const shots = process.env.SHOTS_DIR;
/** What scripts have thrown, or a page did against the security policy. */
const thrown: string[] = [];

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), launchBrowser()]);
  // What can't be made smaller by much: a photo of more than what goes as it is.
  const noise = Buffer.concat(Array.from({ length: 75_000 }, (_, at) => createHash('sha256').update(`${at}`).digest()));
  const buffer = await sharp(noise, { raw: { width: 1000, height: 800, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer();
  picture = { name: 'duong.jpg', mimeType: 'image/jpeg', buffer };
  if (shots) mkdirSync(shots, { recursive: true });
});
afterEach(() => expect(thrown.splice(0)).toEqual([]));
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

const words = 'Ổ gà sâu giữa đường, xe máy ngã hai lần trong tuần.';
const form = '/reports/new?category=road-damage';
const wordsIn = (page: Page) => page.locator('[name=words]').inputValue();
const next = (page: Page) => page.locator('.report-ways button.primary').click();
const heading = (page: Page, text: string) => page.locator('h1', { hasText: text }).waitFor();

async function look(page: Page, name: string): Promise<void> {
  expect(await faultsOf(page), name).toEqual([]);
  await page.setViewportSize({ width: 320, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth), `${name} at 320`).toBeLessThanOrEqual(320);
  await page.setViewportSize({ width: 360, height: 740 });
  if (shots) await page.screenshot({ path: join(shots, `kept-${name}.png`), fullPage: true });
}

async function onPhone(serviceWorkers: 'allow' | 'block' = 'block'): Promise<{ context: BrowserContext; page: Page }> {
  const { page } = await openPage(browser, { viewport: { width: 360, height: 740 }, serviceWorkers });
  const context = page.context();
  context.setDefaultTimeout(10_000);
  context.on('weberror', (error) => thrown.push(String(error.error())));
  context.on('console', (message) => {
    // Taking a picture breaks the policy by itself.
    if (!shots && /Content Security Policy/i.test(message.text())) thrown.push(message.text());
  });
  return { context, page };
}

/** The site's worker has the page in hand, with all that modules want kept. */
const worker = (page: Page) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.register('/sw.js');
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller)
      await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
  });

const found = (page: Page) => page.getByText('Những gì bạn viết dở vẫn còn đây').waitFor();

describe('a page that goes away', { timeout: 60_000 }, () => {
  test('reload and larger letters bring words and photo back; it can be emptied', async () => {
    const { context, page } = await onPhone();
    await page.goto(app.address + form);
    for (const id of ['form-kept', 'form-waits', 'form-offline']) expect(await page.locator(`#${id} .notice`).isVisible(), id).toBe(false);
    await page.locator('[name=words]').fill(words);
    await page.locator('input[name=photos]').setInputFiles(picture);
    await page.locator('.report-files img').waitFor();
    const uploads = await page.locator('[name=uploads]').inputValue();

    await page.reload();
    await found(page);
    await page.locator('.report-files img').waitFor();
    expect([await wordsIn(page), await page.locator('[name=uploads]').inputValue()]).toEqual([words, uploads]);
    await look(page, '1-reload');

    await page.locator('#display a[href*="size="]').last().click();
    await page.waitForFunction(() => document.documentElement.outerHTML.includes('form-kept'));
    await found(page);
    expect(await wordsIn(page)).toBe(words);
    await page.locator('.report-files img').waitFor();

    // The next piece is an answer to a form: it has no address to come back to.
    await next(page);
    await heading(page, 'Ở đâu');
    await page.getByLabel(/Tả chỗ đó/).fill('Gần cầu treo');
    await page.locator('#display a[href*="size="]').first().click();
    await heading(page, 'Ở đâu');
    expect(await page.getByLabel(/Tả chỗ đó/).inputValue()).toBe('Gần cầu treo');
    expect([await page.locator('[name=words]').inputValue(), await page.locator('[name=uploads]').inputValue()]).toEqual([words, uploads]);

    // Left in the middle: the tiles lead back.
    await page.goto(`${app.address}/reports/new`);
    await page.getByText('Bạn đang viết dở một phản ánh: Đường hỏng').waitFor();
    await look(page, '2-tiles');
    await page.getByRole('link', { name: 'Viết tiếp' }).click();
    await found(page);
    expect(await wordsIn(page)).toBe(words);
    await page.getByRole('button', { name: 'Xóa, viết lại từ đầu' }).click();
    await page.waitForFunction(() => document.querySelector<HTMLTextAreaElement>('[name=words]')?.value === '');
    expect(await page.locator('.report-files img').count()).toBe(0);
    await page.reload();
    expect(await wordsIn(page)).toBe('');
    expect(await page.evaluate(() => sessionStorage.getItem('report-form'))).toBeNull();
    await context.close();
  });

  test('a photo taken out stays out; what is sent is kept no longer, and the browser’s way back does not keep it anew', async () => {
    const { context, page } = await onPhone();
    await page.goto(app.address + form);
    await page.locator('[name=words]').fill(words);
    await page.locator('input[name=photos]').setInputFiles(picture);
    await page.locator('.report-files img').waitFor();
    await page.locator('.report-files button[name=drop]').click();
    await page.waitForFunction(() => document.querySelector('.report-files img') === null);
    await page.reload();
    expect([await wordsIn(page), await page.locator('.report-files img').count()]).toEqual([words, 0]);

    // Another category and back by the browser: each page is about its own.
    await page.getByRole('button', { name: 'Quay lại' }).click();
    await heading(page, 'Việc gì');
    await page.reload();
    await page.getByRole('button', { name: /^Điện, nước/ }).click();
    await page.getByRole('button', { name: /^Mất điện/ }).click();
    await page.locator('[name=words]').waitFor();
    expect([await wordsIn(page), await page.locator('[name=category]').inputValue()]).toEqual([words, 'power']);
    for (let n = 0; n < 5 && !(await page.locator('h1', { hasText: 'Đường hỏng' }).count()); n += 1) await page.goBack();
    expect(await page.locator('[name=category]').inputValue()).toBe('road-damage');
    expect(await wordsIn(page)).toBe(words);
    await next(page);
    await page.locator('[name=commune]').selectOption({ index: 1 });
    await page.getByLabel(/Tả chỗ đó/).fill('Gần cầu treo');
    await next(page);
    if (await page.locator('input[name=at][value=near]').count()) await next(page);
    await heading(page, 'Xem lại rồi gửi');
    await next(page);
    await page.waitForURL(/\?sent=1$/);
    expect(await page.evaluate(() => sessionStorage.getItem('report-form'))).toBeNull();
    await page.goBack();
    await heading(page, 'Xem lại rồi gửi');
    await page.goto(`${app.address}/reports/new`);
    expect(await page.evaluate(() => sessionStorage.getItem('report-form'))).toBeNull();
    expect(await page.locator('#form-unfinished').isVisible()).toBe(false);
    await context.close();
  });
});

describe('a network that goes away', { timeout: 60_000 }, () => {
  test('the page stays and says so, whether or not the phone knows; the form without network takes over words, photo and place', async () => {
    const { context, page } = await onPhone('allow');
    await page.goto(app.address + form);
    await worker(page);
    await page.reload();
    await page.locator('[name=words]').fill(words);
    await page.locator('input[name=photos]').setInputFiles(picture);
    await page.locator('.report-files img').waitFor();
    await page.locator('[name=words]').fill(`${words} Thêm.`);
    await context.setOffline(true);
    await next(page);
    await page.getByText('Chưa có mạng. Những gì đã viết vẫn ở đây.').waitFor();
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe(form);
    expect(await wordsIn(page)).toBe(`${words} Thêm.`);
    await look(page, '3-offline');
    await page.getByRole('button', { name: 'Thử lại' }).click();
    await page.getByText('Chưa có mạng. Những gì đã viết vẫn ở đây.').waitFor();

    await context.setOffline(false);
    await page.getByRole('button', { name: 'Thử lại' }).click();
    await heading(page, 'Ở đâu');
    await page.locator('[name=commune]').selectOption({ index: 1 });
    const place = await page.locator('[name=commune]').evaluate((all) => all instanceof HTMLSelectElement && all.selectedOptions[0]?.text);
    await page.getByLabel(/Tả chỗ đó/).fill('Gần cầu treo');

    // A line that leads nowhere, on a phone that believes it has one.
    await page.evaluate(() => Object.defineProperty(navigator, 'onLine', { get: () => true }));
    await context.setOffline(true);
    await next(page);
    await page.getByText('Chưa có mạng. Những gì đã viết vẫn ở đây.').waitFor();
    expect(await page.getByLabel(/Tả chỗ đó/).inputValue()).toBe('Gần cầu treo');
    await page.getByText('không mang theo được').waitFor();
    await look(page, '4-lost');
    await page.getByRole('button', { name: 'Viết tiếp không cần mạng' }).click();
    await page.waitForURL(/\/reports\/write\?draft=/);
    await heading(page, 'Đường hỏng');
    expect([await wordsIn(page), await page.locator('[name=place_words]').inputValue()]).toEqual([`${words} Thêm.`, 'Gần cầu treo']);
    // Each form lists communes in its own way; the name is the same.
    const carried = await page
      .locator('[name=commune]')
      .evaluate((all) => all instanceof HTMLSelectElement && all.selectedOptions[0]?.text);
    expect(carried).toContain(`${place}`.replace(/ \(.*/, ''));
    await context.setOffline(false);
    await page.goto(`${app.address}/reports/new`);
    expect(await page.locator('#form-unfinished').isVisible()).toBe(false);
    await context.close();
  });
});

describe('a photo that takes long', { timeout: 60_000 }, () => {
  test('the form waits for it and carries no original; it can be left out; where it fails it goes along made smaller', async () => {
    const { context, page } = await onPhone();
    const sizes: number[] = [];
    let answer: 'wait' | 'fail' | 'pass' = 'wait';
    let release = (): void => undefined;
    await page.route('**/reports/new', async (route) => {
      const request = route.request();
      if (request.method() !== 'POST') return route.continue();
      if (request.resourceType() === 'document') {
        sizes.push(request.postDataBuffer()?.length ?? 0);
        return route.continue();
      }
      if (answer === 'fail') return route.abort();
      if (answer === 'wait') await new Promise<void>((resolve) => (release = resolve));
      return route.continue().catch(() => undefined);
    });
    await page.goto(app.address + form);
    await page.locator('[name=words]').fill(words);
    await page.locator('input[name=photos]').setInputFiles(picture);
    await page.locator('#report-files progress').waitFor();
    await next(page);
    await page.getByText('Đang gửi ảnh…').waitFor();
    await look(page, '6-waits');
    expect(sizes).toEqual([]);
    release();
    await heading(page, 'Ở đâu');
    expect((await page.locator('[name=uploads]').inputValue()).length).toBeGreaterThan(30);
    expect(sizes.map((size) => size < 20_000)).toEqual([true]);

    await page.goto(app.address + form);
    // The list of files is held up here; what was typed is there before it.
    await page.getByRole('button', { name: 'Xóa, viết lại từ đầu' }).click();
    await page.waitForFunction(() => document.querySelector<HTMLTextAreaElement>('[name=words]')?.value === '');
    await page.locator('[name=words]').fill(words);
    await page.locator('input[name=photos]').setInputFiles(picture);
    await page.locator('#report-files progress').waitFor();
    await next(page);
    await page.getByRole('button', { name: 'Không chờ, bỏ tệp đang gửi' }).click();
    await heading(page, 'Ở đâu');
    expect(await page.locator('[name=uploads]').count()).toBe(0);

    answer = 'fail';
    await page.getByRole('button', { name: 'Quay lại' }).click();
    await heading(page, 'Đường hỏng');
    await page.locator('input[name=photos]').setInputFiles(picture);
    await page.getByText('Mạng yếu, tệp chưa lên được').waitFor();
    expect(await page.locator('input[name=photos]').evaluate((one) => (one instanceof HTMLInputElement ? one.files?.length : 0))).toBe(1);
    await next(page);
    await heading(page, 'Ở đâu');
    expect((await page.locator('[name=uploads]').inputValue()).length).toBeGreaterThan(30);
    expect(sizes.at(-1)).toBeLessThan(picture.buffer.length);
    await context.close();
  });
});
