/** A citizen is told of an answer: the page has it, a message leaves, and how they are told is theirs to choose. */
import { sql } from 'kysely';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import webPush from 'web-push';
import { reactionsOf } from '../../src/app/reactions.ts';
import { registerTopics } from '../../src/channel/index.ts';
import { module as channel } from '../../src/channel/module.ts';
import { dutyState } from '../../src/platform/session/index.ts';
import { spokenCode } from '../../src/reports/code.ts';
import { inWork, openTestDesk, peoplesCommitteeOf, type Sent, type TestDesk } from '../../src/reports/console/desk.fixture.ts';
import { reportTopics } from '../../src/reports/tell/index.ts';
import { startApp } from '../support/app.ts';
import { faultsOf } from '../support/axe.ts';
import { launchBrowser, openPage, type WatchedPage } from '../support/browser.ts';

let desk: TestDesk;
let browser: Browser;
beforeAll(async () => {
  registerTopics(reportTopics);
  desk = await openTestDesk();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await desk?.close();
});

/** A phone on which this person is signed in. */
async function phoneOf(key: string, script = true): Promise<WatchedPage> {
  const watched = await openPage(browser, { viewport: { width: 360, height: 800 }, javaScriptEnabled: script });
  await watched.page.goto(`${desk.app.address}/demo`);
  await watched.page.locator(`form:has(input[value="${key}"]) button`).click();
  return watched;
}

async function isFine(page: Page): Promise<void> {
  expect(await faultsOf(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  expect(await page.locator('h1').count()).toBe(1);
}

/** What the worker does with the events of a report: twice, as after a crash. */
async function react(sent: Sent): Promise<void> {
  const { context } = desk.app;
  const events = await desk.rows(
    sql<{ id: string; name: string; version: number; payload: { report: string } }>`select id, name, version, payload from platform.outbox
      where payload ->> 'report' = ${sent.id} order by id`,
  );
  const telling = reactionsOf(context).find(({ name }) => name === 'channel.tell-of-report');
  for (const event of [...events, ...events])
    await context.db.transaction(async (tx) => telling?.handle(tx, event), telling?.state ? { state: telling.state } : {});
}

/** The sender of the channel and that of messages, once each. */
async function sendMessages(): Promise<void> {
  const { context } = desk.app;
  desk.app.database.clock.advance({ minutes: 3 });
  const run = { id: '', attempt: 1, signal: new AbortController().signal };
  const sender = channel.jobs?.(context).find(({ name }) => name === 'channel.send');
  await sender?.handle({}, run);
}

async function approved(): Promise<Sent> {
  const sent = await inWork(desk, 'commune-officer', peoplesCommitteeOf('04606'));
  const photo = await sharp({ create: { width: 320, height: 240, channels: 3, background: '#7a5a3a' } })
    .jpeg()
    .toBuffer();
  const words = 'Đã hót sạch đất đá sạt xuống đường, xe máy và xe tải đi lại bình thường từ sáng nay.';
  const answered = await desk.step('commune-officer', sent, 'answer', { words }, { after: new Uint8Array(photo) });
  expect(answered.status, answered.text.replace(/<[^>]+>/g, ' ').slice(0, 800)).toBe(303);
  expect((await desk.step('commune-leader', sent, 'approve')).status).toBe(303);
  return sent;
}

test('told of an answer, read on the page, and choices changed without script', { timeout: 180_000 }, async () => {
  const clock = desk.app.database.clock;
  clock.set('2026-12-07T03:00:00Z');
  const sent = await approved();
  await react(sent);
  await sendMessages();

  const title = `Phản ánh ${spokenCode(sent.code)}: đã có trả lời`;
  const told = await desk.rows(
    sql<{ title: string; state: string }>`select title, state from channel.notice where subject_id = ${sent.id}::uuid order by id`,
  );
  // One step, one notice, however often the event came; sending it was the citizen's own doing.
  expect(told.filter((one) => one.title === title)).toHaveLength(1);
  expect(new Set(told.map((one) => one.title)).size).toBe(told.length);
  const messages = await desk.rows(
    sql<{
      count: number;
    }>`select count(distinct message_id)::int as count from channel.attempt a join channel.notice n on n.id = a.notice_id
      where n.subject_id = ${sent.id}::uuid`,
  );
  expect(messages).toEqual([{ count: 1 }]);

  const citizen = await phoneOf('citizen', false);
  const { page } = citizen;
  await page.goto(`${desk.app.address}/account`);
  await page.getByRole('link', { name: 'Thông báo của tôi' }).click();
  await page.getByText(title).waitFor();
  await page.getByText(`${told.length} thông báo chưa đọc`).waitFor();
  await page.getByRole('link', { name: title }).click();
  await page.waitForURL(`${desk.app.address}/reports/${sent.code}#rate`);
  await page.getByText('Đã hót sạch đất đá').first().waitFor();
  await page.goto(`${desk.app.address}/account/notices`);
  await page.getByText(`${told.length - 1} thông báo chưa đọc`).waitFor();
  await page.getByRole('button', { name: 'Đánh dấu đã đọc hết' }).click();
  await page.getByText('Đã đánh dấu đọc hết').waitFor();
  expect(await page.getByText('chưa đọc', { exact: false }).count()).toBe(0);

  await page.getByRole('link', { name: 'Chọn cách nhận thông báo' }).click();
  const mine = page.getByRole('group', { name: 'Phản ánh, kiến nghị của tôi' });
  await mine.getByLabel('Tin nhắn SMS').uncheck();
  await mine.getByLabel('Thông báo trên máy').uncheck();
  await page.getByLabel('Từ', { exact: true }).selectOption('20:00');
  await page.getByRole('button', { name: 'Lưu lựa chọn' }).click();
  await page.getByText('Đã lưu lựa chọn').waitFor();
  expect(await mine.getByLabel('Tin nhắn SMS').isChecked()).toBe(false);
  expect(await page.getByLabel('Từ', { exact: true }).inputValue()).toBe('20:00');
  expect(await page.getByText('Phản ánh tôi xử lý').count()).toBe(0);
  await page.context().close();

  // What was opted out of stands on the page and goes nowhere else.
  const second = await approved();
  await react(second);
  await sendMessages();
  expect(
    await desk.rows(
      sql`select distinct state from channel.notice where subject_id = ${second.id}::uuid and person_id = ${desk.person('citizen')}::uuid`,
    ),
  ).toEqual([{ state: 'page-only' }]);
});

test('both pages are clean at 360 and 1280 pixels, in the light and in the dark', { timeout: 180_000 }, async () => {
  const officer = await phoneOf('commune-officer');
  for (const path of ['/account/notices', '/account/notices/choices'])
    for (const [width, theme] of [
      [360, 'light'],
      [1280, 'dark'],
    ] as const) {
      await officer.page.setViewportSize({ width, height: 800 });
      await officer.page.goto(`${desk.app.address}/display?theme=${theme}&to=${encodeURIComponent(path)}`);
      await officer.page.goto(`${desk.app.address}${path}`);
      await isFine(officer.page);
    }
  await officer.page.getByText('Phản ánh tôi xử lý').waitFor();
  officer.assertClean();
  await officer.page.context().close();
});

/** Stands for a browser that push services know: it has nothing but what the page asks for. */
const pushBrowser = () => {
  const endpoint = 'https://fcm.googleapis.com/fcm/send/journey';
  const subscription = {
    endpoint,
    toJSON: () => ({ endpoint, keys: { p256dh: 'B'.repeat(87), auth: 'a'.repeat(22) } }),
    unsubscribe: async () => {
      localStorage.removeItem('subscribed');
      return true;
    },
  };
  const here = async () => (localStorage.getItem('subscribed') === null ? null : subscription);
  const subscribe = async () => {
    localStorage.setItem('subscribed', 'yes');
    return subscription;
  };
  const registration = { pushManager: { getSubscription: here, subscribe } };
  for (const name of ['register', 'getRegistration'])
    Object.defineProperty(navigator.serviceWorker, name, { value: async () => registration });
  Object.defineProperty(navigator.serviceWorker, 'ready', { value: Promise.resolve(registration) });
};

test('a browser is told after a tap, says so, and stops; one that blocks says how to undo it', { timeout: 180_000 }, async () => {
  const keys = webPush.generateVAPIDKeys();
  const settings = { PUSH_PUBLIC_KEY: keys.publicKey, PUSH_PRIVATE_KEY: keys.privateKey, PUSH_SUBJECT: 'mailto:test@example.vn' };
  const app = await startApp(settings);
  try {
    const open = async (permissions: string[]) => {
      const watched = await openPage(browser, { viewport: { width: 360, height: 800 }, permissions });
      await watched.page.addInitScript(pushBrowser);
      await watched.page.goto(`${app.address}/demo`);
      await watched.page.locator('form:has(input[value="citizen"]) button').click();
      await watched.page.goto(`${app.address}/account/notices/choices`);
      return watched;
    };
    const { page, assertClean } = await open(['notifications']);
    await page.getByRole('button', { name: 'Nhận thông báo trên máy này' }).click();
    await page.getByText('Máy này sẽ nhận thông báo.').waitFor();
    await page.getByText('Máy này đang nhận thông báo.').waitFor();
    await page.getByText('1 máy đang nhận thông báo').waitFor();
    await isFine(page);
    await page.getByRole('button', { name: 'Thôi nhận trên máy này' }).click();
    await page.getByText('Đã thôi nhận thông báo trên máy.').waitFor();
    await page.getByRole('button', { name: 'Nhận thông báo trên máy này' }).waitFor();
    expect(await page.getByText('1 máy đang nhận thông báo').count()).toBe(0);
    assertClean();
    await page.context().close();

    const blocked = await open([]);
    await blocked.page.getByText('Trình duyệt đang chặn thông báo').waitFor();
    expect(await blocked.page.getByRole('button', { name: 'Nhận thông báo trên máy này' }).count()).toBe(0);
    await blocked.page.context().close();
  } finally {
    await app.close();
  }
});

test('nothing of the channel is seen without a state', async () => {
  const seen = await desk.app.context.db.transaction(
    async (tx) => (await sql`select from channel.notice`.execute(tx.rows<unknown>())).rows.length,
  );
  const all = await desk.app.context.db.transaction(
    async (tx) => (await sql`select from channel.notice`.execute(tx.rows<unknown>())).rows.length,
    { state: dutyState('messaging') },
  );
  expect(seen).toBe(0);
  expect(all).toBeGreaterThan(0);
});
