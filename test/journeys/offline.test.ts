/** Pages without network, in a real browser: what was read opens again and says since when; nothing personal is left on the device. */
import type { Browser, Page } from 'playwright-core';
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

/** The site's worker has the page in hand. */
const ready = (page: Page) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.register('/sw.js');
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller)
      await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
  });

test('what was read opens without network; what was not says so and lists what was', async () => {
  const { page } = await openPage(browser, { viewport: { width: 360, height: 780 }, serviceWorkers: 'allow' });
  const context = page.context();
  await page.goto(`${app.address}/`);
  await ready(page);
  await page.goto(`${app.address}/units?on=2022-10-31`);
  const title = await page.textContent('h1');
  expect(await page.locator('.offline-notice').count()).toBe(0);

  await context.setOffline(true);
  await page.goto(`${app.address}/units?on=2022-10-31`);
  expect(await page.textContent('h1')).toBe(title);
  expect(await page.textContent('.offline-notice')).toMatch(/Đang không có mạng.*\d{2}:\d{2} \d{2}\/\d{2}\/\d{4}/);
  expect(await page.evaluate(() => getComputedStyle(document.querySelector('.offline-notice') ?? document.body).paddingTop)).not.toBe(
    '0px',
  );
  expect(await faultsOf(page, { exclude: ['.unit-map-units > :nth-child(n+13)', 'tbody'] })).toEqual([]);

  await page.goto(`${app.address}/legal`);
  expect(await page.textContent('h1')).toBe('Chưa có mạng');
  const links = page.locator('#kept-pages a');
  await links.first().waitFor();
  expect(await links.evaluateAll((all) => all.map((one) => one.getAttribute('href')))).toContain('/units?on=2022-10-31');
  expect(await faultsOf(page)).toEqual([]);
  await links.first().click();
  expect(await page.locator('.offline-notice').count()).toBe(1);

  await context.setOffline(false);
  await page.goto(`${app.address}/legal`);
  expect(await page.textContent('h1')).not.toBe('Chưa có mạng');
  await context.close();
});

test('nothing of a person stays on the device: pages of somebody who is signed in are never kept', async () => {
  const { page } = await openPage(browser, { serviceWorkers: 'allow' });
  const context = page.context();
  const [name = '', value = ''] = (await app.signedIn('citizen')).split('=');
  await context.addCookies([{ name, value, url: app.address }]);
  await page.goto(`${app.address}/`);
  await ready(page);
  for (const path of ['/', '/account', '/units']) await page.goto(`${app.address}${path}`);
  const kept = await page.evaluate(async () => {
    const texts: string[] = [];
    for (const cache of await caches.keys()) {
      const pages = await caches.open(cache);
      for (const request of await pages.keys()) texts.push((await (await pages.match(request, { ignoreVary: true }))?.text()) ?? '');
    }
    return texts;
  });
  expect(kept.length).toBeGreaterThan(3);
  expect(kept.filter((text) => text.includes('Lò Thị Mai'))).toEqual([]);
  await context.setOffline(true);
  await page.goto(`${app.address}/account`);
  expect(await page.textContent('h1')).toBe('Chưa có mạng');
  await context.close();
});

test('the site can be put on the home screen', async () => {
  const manifest = (await (await fetch(`${app.address}/manifest.webmanifest`)).json()) as {
    name: string;
    icons: { src: string; sizes: string }[];
  };
  expect(manifest.name).toBe('YenBai-S');
  for (const { src } of manifest.icons) expect((await fetch(app.address + src)).status).toBe(200);
  const worker = await fetch(`${app.address}/sw.js`);
  expect(worker.headers.get('cache-control')).toBe('no-cache');
  expect(worker.headers.get('content-type')).toContain('javascript');
  // Asked for at each visit: what has not changed costs nothing, and what has comes packed.
  expect(worker.headers.get('content-encoding')).toBe('gzip');
  const etag = worker.headers.get('etag') ?? '';
  expect((await fetch(`${app.address}/sw.js`, { headers: { 'if-none-match': etag } })).status).toBe(304);
});
