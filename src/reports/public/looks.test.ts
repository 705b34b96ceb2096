/** The public pages in a real browser: nothing for axe to find, no sideways scroll, and everything within reach of the keyboard. */
import { sql } from 'kysely';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestApp } from '../../../test/support/app.ts';
import { faultsOf } from '../../../test/support/axe.ts';
import { launchBrowser, openPage } from '../../../test/support/browser.ts';
import { startWithReports } from './world.fixture.ts';

let app: TestApp;
let browser: Browser;
let unit = '';
beforeAll(async () => {
  app = await startWithReports();
  browser = await launchBrowser();
  const today = app.context.clock.today().toString();
  const found = await sql<{ id: string }>`select unit_id as id from territory.units_on(${today}::date) where code = '04606'`.execute(
    app.context.db.rows<unknown>(),
  );
  unit = found.rows[0]?.id ?? '';
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

const pages: readonly [name: string, path: () => string][] = [
  ['list', () => '/reports'],
  ['map', () => '/reports?view=map'],
  ['map of a commune', () => `/reports?view=map&unit=${unit}`],
  ['nothing found', () => '/reports?q=zzzz&state=late'],
];

describe.each(pages)('%s', (name, path) => {
  test.each([
    [360, 'light'],
    [1280, 'dark'],
  ] as const)('at %i pixels, %s', async (width, colorScheme) => {
    const { page, assertClean } = await openPage(browser, { viewport: { width, height: 800 }, colorScheme });
    await page.goto(`${app.address}${path()}`);
    expect(await page.locator('h1').count()).toBe(1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
    const shots = process.env.SHOTS;
    if (shots)
      await page.screenshot({
        path: `${shots}/public-${name.replaceAll(' ', '-')}-${width}-${colorScheme}.png`,
        fullPage: width !== 1280 || name !== 'list',
      });
    expect(await faultsOf(page)).toEqual([]);
    assertClean();
    await page.context().close();
  });
});

test('the whole card leads to the report, and the keyboard reaches what the map shows', async () => {
  const { page } = await openPage(browser, { viewport: { width: 360, height: 800 } });
  await page.goto(`${app.address}/reports`);
  const card = page.locator('.report-card').first();
  const href = await card.locator('h2 a').getAttribute('href');
  const box = await card.boundingBox();
  await card.click({ position: { x: (box?.width ?? 0) - 12, y: (box?.height ?? 0) - 12 } });
  await page.waitForURL(`**${href}`);
  await page.goto(`${app.address}/reports?view=map&unit=${unit}`);
  const first = page.locator('.report-map-clusters a').first();
  await first.focus();
  expect(await first.getAttribute('aria-label')).toMatch(/\d+ việc/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/reports(\/\d{12}|\?)/);
  await page.context().close();
});
