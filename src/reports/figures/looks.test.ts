/** The figures of the invented reports in a real browser: nothing for axe to find, no sideways scroll. */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestApp } from '../../../test/support/app.ts';
import { faultsOf } from '../../../test/support/axe.ts';
import { launchBrowser, openPage } from '../../../test/support/browser.ts';
import { startWithReports } from '../public/world.fixture.ts';
import { publishFigures } from './publish.ts';

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  app = await startWithReports();
  await publishFigures(app.context);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

const pages: readonly [name: string, path: string][] = [
  ['figures', '/reports/figures'],
  ['by-category', '/reports/figures?by=category&from=2026-01'],
  ['by-office', '/reports/figures?by=office'],
  ['definitions', '/reports/figures/definitions'],
  ['open-data', '/reports/open-data'],
];

/** For looking at: where SHOTS names a folder, each page is drawn at both widths. */
const shots = process.env.SHOTS;

describe.each(pages)('%s', (name, path) => {
  test.each([
    [320, 'dark'],
    [360, 'light'],
    [1280, 'light'],
  ] as const)('at %i pixels, %s', async (width, colorScheme) => {
    const { page, assertClean } = await openPage(browser, { viewport: { width, height: 800 }, colorScheme });
    await page.goto(`${app.address}${path}`);
    expect(await page.locator('h1').count()).toBe(1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
    if (shots && width !== 320) await page.screenshot({ path: join(shots, `figures-${name}-${width}.png`), fullPage: true });
    if (width !== 360) expect(await faultsOf(page)).toEqual([]);
    assertClean();
    await page.context().close();
  });
});
