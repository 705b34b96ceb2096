/**
 * A report through its whole life in real browsers at 360 px, by keyboard: sent (begun without network, or with script off), routed, returned once,
 * answered with evidence, approved, judged bad and opened again, answered anew and approved by somebody else, then shown to everybody.
 */
import type { Browser, Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reactionsOf } from '../../src/app/reactions.ts';
import { dispatchOnce } from '../../src/platform/outbox/index.ts';
import { centre, department, openTestDesk, peoplesCommitteeOf, type TestDesk } from '../../src/reports/console/desk.fixture.ts';
import { faultsOf } from '../support/axe.ts';
import { launchBrowser, openPage, type WatchedPage } from '../support/browser.ts';

let desk: TestDesk;
let browser: Browser;
let photo: { name: string; mimeType: string; buffer: Buffer };
beforeAll(async () => {
  [desk, browser] = await Promise.all([openTestDesk(), launchBrowser()]);
  const buffer = await sharp({ create: { width: 320, height: 240, channels: 3, background: '#7a5a3a' } })
    .jpeg()
    .toBuffer();
  photo = { name: 'anh.jpg', mimeType: 'image/jpeg', buffer };
});
afterAll(async () => {
  await browser?.close();
  await desk?.close();
});

/** What one module's event causes in another, as the worker does it. */
const settle = async (): Promise<void> => {
  const { db, jobs } = desk.app.context;
  while ((await dispatchOnce({ db, jobs }, reactionsOf(desk.app.context))) > 0);
};

/** Goes on by the keyboard, as whoever has no pointer. */
async function press(target: Locator): Promise<void> {
  await target.focus();
  await target.press('Enter');
}

async function write(target: Locator, text: string): Promise<void> {
  await target.focus();
  await target.page().keyboard.insertText(text);
}

/** Nothing for axe, no sideways scroll, and what the keyboard and a screen reader reach one after the other stands one below the other. */
async function isFine(page: Page, script: boolean): Promise<void> {
  if (script) expect(await faultsOf(page)).toEqual([]);
  const seen = await page.evaluate(() => {
    const reached = [...document.querySelectorAll<HTMLElement>('main :is(h1, h2, a[href], button, input, select, textarea, summary)')]
      .filter((one) => one.checkVisibility() && !one.closest('.sr-only') && one.tabIndex >= -1)
      .map((one) => ({ top: one.getBoundingClientRect().top, bottom: one.getBoundingClientRect().bottom, text: one.textContent ?? '' }));
    return {
      wide: document.documentElement.scrollWidth - innerWidth,
      jumps: [...document.querySelectorAll('[tabindex]')].filter((one) => Number(one.getAttribute('tabindex')) > 0).length,
      backwards: reached.filter((one, index) => index > 0 && one.bottom < (reached[index - 1]?.top ?? 0)).map(({ text }) => text),
    };
  });
  expect(seen).toEqual({ wide: 0, jumps: 0, backwards: [] });
}

/** One session an official serves all phones. */
const sessions = new Map<string, Promise<string>>();

async function phoneOf(key: string, script: boolean): Promise<WatchedPage> {
  const session = sessions.get(key) ?? desk.app.signedIn(key);
  sessions.set(key, session);
  const watched = await openPage(browser, { viewport: { width: 360, height: 800 }, javaScriptEnabled: script });
  const [name = '', value = ''] = (await session).split('=');
  await watched.page.context().addCookies([{ name, value, url: desk.app.address }]);
  return watched;
}

/** Takes a step by its form on the page of the case. */
async function take(key: string, script: boolean, code: string, step: string, fill: (form: Locator) => Promise<void> = async () => {}) {
  const { page, assertClean } = await phoneOf(key, script);
  const address = `${desk.app.address}/console/reports/${code}`;
  await page.goto(address);
  const folded = page.locator(`#step-${step} > summary`);
  if ((await folded.count()) > 0) await press(folded);
  const form = page.locator(`form[action$="/steps/${step}"]`).first();
  await fill(form);
  await isFine(page, script);
  await press(form.locator('.actions button').first());
  await page.waitForURL(`${address}?done=${step}`);
  assertClean();
  await page.context().close();
  await settle();
}

const choose = (form: Locator, value: string) => form.locator(`input[value="${value}"]`).press('Space');
const words = 'Ổ gà sâu giữa đường, xe máy ngã hai lần trong tuần.';
const answers = [
  'Đã san phẳng mặt đường và rải đá dăm trên đoạn bốn mươi mét; xe máy đi lại được từ chiều nay.',
  'Đã đổ nhựa lại toàn bộ đoạn đường và đặt biển giới hạn tải trọng; kiểm tra sau trận mưa đêm qua không sụt.',
] as const;

/** Written on the phone before there is a network; it leaves by itself. */
async function sendLater(): Promise<{ page: Page; code: string }> {
  const { page } = await openPage(browser, { viewport: { width: 360, height: 800 }, serviceWorkers: 'allow' });
  const context = page.context();
  await page.goto(`${desk.app.address}/reports/new`);
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/sw.js');
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller)
      await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
  });
  await context.setOffline(true);
  await page.reload();
  await press(page.getByRole('button', { name: /^Giao thông/ }));
  await press(page.getByRole('button', { name: /^Đường hỏng/ }));
  await page.locator('[name=words]').waitFor();
  await write(page.locator('[name=words]'), words);
  await page.locator('[name=commune]').selectOption('04606');
  await write(page.locator('[name=place_words]'), 'Gần cầu treo');
  await page.locator('input[type=file]').setInputFiles(photo);
  await page.locator('.report-files img').waitFor();
  await isFine(page, true);
  await press(page.getByRole('button', { name: 'Lưu và gửi' }));
  await page.locator('h1', { hasText: 'Đã lưu trên máy này' }).waitFor();
  await context.setOffline(false);
  await page.locator('h1', { hasText: 'Đã gửi' }).waitFor();
  return { page, code: ((await page.locator('.report-code').textContent()) ?? '').replaceAll(/\D/g, '') };
}

/** Piece by piece, by forms alone. */
async function sendWithoutScript(): Promise<{ page: Page; code: string }> {
  const { page } = await openPage(browser, { viewport: { width: 360, height: 800 }, javaScriptEnabled: false });
  const next = async () => {
    await Promise.all([page.waitForEvent('framenavigated'), press(page.locator('.report-ways button.primary'))]);
    await page.waitForLoadState();
  };
  await page.goto(`${desk.app.address}/reports/new`);
  await press(page.getByRole('link', { name: /^Giao thông/ }));
  await press(page.getByRole('link', { name: /^Đường hỏng/ }));
  await write(page.getByLabel(/Chuyện gì/), words);
  await page.locator('input[name=photos]').setInputFiles(photo);
  await isFine(page, false);
  await next();
  await page.locator('select[name=commune]').selectOption(await desk.unit('04606'));
  await write(page.locator('[name=place_words]'), 'Gần cầu treo');
  await next();
  if (await page.getByRole('heading', { name: 'Có phải việc này không?' }).isVisible()) await next();
  await isFine(page, false);
  await next();
  await page.waitForURL(/\/reports\/\d{12}\?sent=1$/);
  return { page, code: /\/(\d{12})\?/.exec(page.url())?.[1] ?? '' };
}

describe.each([
  ['begun without network', true],
  ['with script off', false],
] as const)('%s', (_name, script) => {
  test('from sent to shown', { timeout: 240_000 }, async () => {
    const { page, code } = await (script ? sendLater() : sendWithoutScript());
    const own = `${desk.app.address}/reports/${code}`;
    await settle();

    // It went to the office of the commune by itself, and comes back from there.
    await take('commune-officer', script, code, 'return', async (form) => {
      await choose(form, 'other-level');
      await write(form.locator('textarea').first(), 'Đoạn này là đường tỉnh, Sở Xây dựng quản lý.');
    });
    await take(centre, script, code, 'hand', async (form) => {
      await form.locator('select[name="hand.organisationId"]').selectOption(department);
    });
    await page.goto(own);
    await page.getByText('Trả lại').or(page.getByText('trả lại')).first().waitFor();

    const answer = (text: string) => async (form: Locator) => {
      await write(form.getByLabel('Câu trả lời'), text);
      await form.getByLabel('Ảnh sau khi làm').setInputFiles(photo);
    };
    await take('agency-handler', script, code, 'take');
    await take('agency-handler', script, code, 'answer', answer(answers[0]));
    await page.goto(own);
    expect(await page.getByText(answers[0]).count(), 'nobody reads what is not approved').toBe(0);
    await take('agency-leader', script, code, 'approve');

    // Not satisfied: it is opened again with the same tap.
    await page.goto(own);
    await page.getByText(answers[0]).waitFor();
    await press(page.locator('#rate summary'));
    const judging = page.locator('#rate form').nth(1);
    await choose(judging, 'came-back');
    await write(judging.locator('textarea'), 'Mưa một đêm lại sụt.');
    await isFine(page, script);
    await press(judging.getByRole('button', { name: 'Gửi đánh giá' }));
    await page.waitForURL(`${own}?done=reopened`);
    await isFine(page, script);
    await settle();

    // Whoever approved the first answer does not approve the second: the centre gives it to another office.
    await take(centre, script, code, 'take-back', (form) => write(form.locator('textarea').first(), 'Xã đã nhận bàn giao đoạn đường này.'));
    await take(centre, script, code, 'hand', async (form) => {
      await form.locator('select[name="hand.organisationId"]').selectOption(peoplesCommitteeOf('04606'));
    });
    await take('commune-officer', script, code, 'take');
    await take('commune-officer', script, code, 'answer', answer(answers[1]));
    await take('commune-leader', script, code, 'approve');
    await page.goto(own);
    await page.getByText(answers[1]).waitFor();
    await press(page.locator('#rate form').first().getByRole('button'));
    await page.waitForURL(`${own}?done=rated`);
    await page.context().close();

    // Nobody else reads it before somebody has looked at what everybody shall see.
    const stranger = await openPage(browser, { viewport: { width: 360, height: 800 }, javaScriptEnabled: script });
    await stranger.page.goto(own);
    expect(await stranger.page.getByText(words).count()).toBe(0);
    const publisher = await phoneOf('publisher', script);
    await publisher.page.goto(`${desk.app.address}/console/reports/${code}`);
    const shown = publisher.page.locator('form[action$="/steps/show"]');
    await isFine(publisher.page, script);
    await press(shown.getByRole('button', { name: 'Cho mọi người xem' }));
    await publisher.page.waitForURL(/\?done=show$/);
    publisher.assertClean();
    await publisher.page.context().close();
    await stranger.page.goto(`${desk.app.address}/reports`);
    await press(stranger.page.locator(`main a[href*="${code}"]`).first());
    await stranger.page.waitForURL(new RegExp(code));
    await stranger.page.getByText(words).first().waitFor();
    await stranger.page.getByText(answers[1]).waitFor();
    expect(await stranger.page.getByText('Mưa một đêm lại sụt.').count(), 'what was said to the office stays with it').toBe(0);
    await isFine(stranger.page, script);
    stranger.assertClean();
    await stranger.page.context().close();
  });
});
