/** Pages of a real browser that remember what went wrong. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';

export { launchBrowser } from './chromium.ts';

export interface WatchedPage {
  readonly page: Page;
  /** Fails when the page has broken the content security policy, thrown, or logged an error. */
  assertClean(): void;
}

/** A page that remembers every violation of the security policy and every script error. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  // A page that the browser has kept would hide what the program answers now: only tests of keeping allow it.
  const context = await browser.newContext({ locale: 'vi-VN', serviceWorkers: 'block', ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    // A browser logs each answer of 400 and more as an error; that is the page's doing only for its own assets.
    if (message.type() === 'error' && !/the server responded with a status of/.test(message.text())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('requestfailed', (request) => {
    if (!request.failure()?.errorText.includes('ERR_ABORTED')) faults.push(`${request.url()}: ${request.failure()?.errorText}`);
  });
  return { page, assertClean: () => expect(faults).toEqual([]) };
}
