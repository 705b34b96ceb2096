/** A team leader of 68 years gets a code from the commune and makes the phone his own in three screens, in a real browser. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { faultsOf } from '../support/axe.ts';
import { launchBrowser, openPage } from '../support/browser.ts';
import { demonstrationPeople } from '../support/people.ts';

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

/** Nothing for axe to find, nothing to scroll sideways. */
async function expectSound(page: Page): Promise<void> {
  expect(await faultsOf(page), page.url()).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), page.url()).toBe(true);
}

/** Big enough for old eyes and hands: words of 16 px and more, fields and buttons of 48 px and more. */
async function expectBig(page: Page): Promise<void> {
  const sizes = await page.evaluate<{ text: number; target: number }>(`(() => {
    const shown = [...document.querySelectorAll('main *')].filter((one) => one.getClientRects().length > 0);
    const words = shown.filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== ''));
    const targets = shown.filter((one) => one.matches('input:not([type=hidden]), button, a.button'));
    return {
      text: Math.min(...words.filter((one) => !one.matches('.eyebrow, .eyebrow *')).map((one) => parseFloat(getComputedStyle(one).fontSize))),
      target: Math.min(...targets.map((one) => one.getBoundingClientRect().height)),
    };
  })()`);
  expect(sizes.text, page.url()).toBeGreaterThanOrEqual(16);
  expect(sizes.target, page.url()).toBeGreaterThanOrEqual(48);
}

async function signIn(page: Page, key: string): Promise<void> {
  await page.context().addCookies([{ name: 'session', value: (await app.signedIn(key)).split('=')[1] ?? '', url: app.address }]);
}

/** What the commune's officer does on a phone. */
async function codeFromOfficer(look: boolean): Promise<{ code: string }> {
  const { page, assertClean } = await openPage(browser, { viewport: { width: 360, height: 740 } });
  await signIn(page, 'commune-officer');
  await page.goto(`${app.address}/console/enrolment`);
  if (look) await expectSound(page);
  await page.getByRole('link', { name: 'Giàng A Páo' }).click();
  if (look) await expectSound(page);
  await page.getByRole('button', { name: 'Cấp mã' }).click();
  await page.waitForSelector('svg[role=img]');
  if (look) await expectSound(page);
  const code = ((await page.textContent('.code')) ?? '').replace(/\D/g, '');
  expect(code).toMatch(/^\d{8}$/);
  assertClean();
  await page.context().close();
  return { code };
}

describe.each([
  ['with script', true],
  ['without script', false],
] as const)('a team leader of 68 years, %s', (_how, javaScriptEnabled) => {
  test('is in after three screens, and comes back with the PIN', async () => {
    expect(Number(demonstrationPeople.get('team-leader')?.birth_year)).toBe(2026 - 68);
    const { code } = await codeFromOfficer(javaScriptEnabled);
    const { page, assertClean } = await openPage(browser, { viewport: { width: 360, height: 740 }, javaScriptEnabled });
    const look = async () => {
      if (javaScriptEnabled) await Promise.all([expectSound(page), expectBig(page)]);
      expect(await page.textContent('main')).not.toMatch(/mật khẩu của bác|đăng ký tài khoản/i);
    };

    await page.goto(`${app.address}/join`);
    await look();
    await page.getByLabel('Mã 8 chữ số').fill(`${code.slice(0, 4)} ${code.slice(4)}`);
    await page.getByRole('button', { name: 'Đi tiếp' }).click();

    await page.waitForURL('**/join/pin');
    expect(await page.textContent('h1')).toContain('Có phải bác là Páo');
    await look();
    await page.getByLabel('Mã PIN bác chọn').fill('8351');
    await page.getByLabel('Nhập lại mã PIN').fill('8351');
    await page.getByRole('button', { name: 'Xong' }).click();

    await page.waitForURL('**/join/done');
    expect(await page.textContent('h1')).toContain('Xong rồi');
    await look();

    await page.getByRole('link', { name: 'Vào việc của tôi' }).click();
    await page.waitForURL('**/console');
    expect(page.url()).toBe(`${app.address}/console`);

    await page.context().clearCookies({ name: 'session' });
    await page.goto(`${app.address}/sign-in`);
    await page.locator('input[name=pin]').fill('8351');
    await page.getByRole('button', { name: 'Vào', exact: true }).click();
    await page.waitForURL(/\/(account|console)/);
    await page.goto(`${app.address}/console`);
    expect(page.url()).toBe(`${app.address}/console`);
    assertClean();
    await page.context().close();
  }, 120_000);
});

test('the picture’s address fills the code in: one tap less', async () => {
  const { code } = await codeFromOfficer(false);
  const { page } = await openPage(browser, { viewport: { width: 360, height: 740 } });
  await page.goto(`${app.address}/join?code=${code}`);
  expect(await page.getByLabel('Mã 8 chữ số').inputValue()).toBe(code);
  await page.getByRole('button', { name: 'Đi tiếp' }).click();
  await page.waitForURL('**/join/pin');
  await page.context().close();
}, 90_000);

describe('persons in the console', () => {
  const citizen = demonstrationPeople.get('citizen')?.id ?? '';
  test.each([
    ['list', '/console/people'],
    ['search without a find', '/console/people?q=zzzz'],
    ['one person', `/console/people/${citizen}`],
    ['recording', '/console/people/new'],
    ['correcting', `/console/people/${citizen}/correct`],
    ['enrolling', `/console/people/${citizen}/enrol`],
    ['restoring', `/console/people/${citizen}/recover`],
    ['filing for', `/console/people/${citizen}/request-for`],
  ])(
    '%s: nothing for axe, no sideways scroll at 360 and 1280 px',
    async (_name, path) => {
      for (const [width, colorScheme] of [
        [360, 'light'],
        [1280, 'dark'],
      ] as const) {
        const { page, assertClean } = await openPage(browser, { viewport: { width, height: 800 }, colorScheme });
        await signIn(page, 'commune-officer');
        const answer = await page.goto(app.address + path);
        expect(answer?.status()).toBe(200);
        await expectSound(page);
        assertClean();
        await page.context().close();
      }
    },
    30_000,
  );
});
