/** Trying it out and deciding: from “Dùng thử” to the officials' front page, a decision in one tap, and out again. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { propose } from '../../src/people/decisions/commands.ts';
import { registerDecision } from '../../src/people/decisions/kinds.ts';
import { openActors } from '../../src/people/sessions/resolve.ts';
import { accepted } from '../../src/platform/outcome/index.ts';
import { dutyState } from '../../src/platform/session/index.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { faultsOf } from '../support/axe.ts';
import { launchBrowser, openPage, type WatchedPage } from '../support/browser.ts';
import { demonstrationPeople } from '../support/people.ts';
import { withoutRosters } from '../support/rosters.ts';

const done: string[] = [];
registerDecision({
  kind: 'test.open-hall',
  label: () => 'Mở nhà văn hóa',
  approvers: [
    { right: 'people.recover', afterHours: 24 },
    { right: 'people.organise', afterHours: 24 },
  ],
  expiresHours: 72,
  differentRole: true,
  describe: async (_tx, decision) => ({
    title: `Mở nhà văn hóa ${decision.subject.id}`,
    detail: 'Cho lớp học tối thứ bảy',
    href: '/console/people',
  }),
  carryOut: async (_tx, _context, _actor, decision) => {
    done.push(decision.subject.id);
    return accepted(null);
  },
});

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  app = await startApp();
  await withoutRosters(app.database);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

/** The commune's officer proposes something; returns the decision's id. */
async function proposed(thing: string): Promise<string> {
  const { db, clock } = app.context;
  const personId = demonstrationPeople.get('commune-officer')?.id ?? '';
  const outcome = await db.transaction(
    async (tx) => {
      const actor = await openActors(db, clock).byPerson(tx, personId);
      const unitId = [...(actor.grants[0]?.units ?? [])][0] ?? null;
      return propose(tx, app.context, actor, {
        kind: 'test.open-hall',
        subject: { kind: 'test.hall', id: thing },
        unitId,
        reason: 'Bà con đã đăng ký',
      });
    },
    { state: dutyState('identity') },
  );
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value.decisionId;
}

async function enter(page: Page, key: string): Promise<void> {
  await page.goto(`${app.address}/demo`);
  await page.locator(`form:has(input[value="${key}"]) button`).click();
}

test('on a phone, without script: try the commune leader, agree in one tap, sign out', async () => {
  await proposed('ban-hat');
  const { page, assertClean } = await openPage(browser, { viewport: { width: 360, height: 800 }, javaScriptEnabled: false });
  await page.goto(`${app.address}/dung-thu`);
  expect(await page.textContent('h1')).toBe('Dùng thử');
  await page.locator('form:has(input[value="commune-leader"]) button').click();
  expect(new URL(page.url()).pathname).toBe('/console');
  expect(await page.textContent('h1')).toBe('Việc của tôi hôm nay');
  const row = page.locator('.waiting-row', { hasText: 'Mở nhà văn hóa ban-hat' });
  expect(await row.textContent()).toContain('Nguyễn Thị Hồng đề nghị');
  const button = row.getByRole('button', { name: /^Đồng ý/ });
  const box = await button.boundingBox();
  // As wide as the row and as high as a thumb.
  expect(box?.width).toBeGreaterThan(250);
  expect(box?.height).toBeGreaterThanOrEqual(44);
  await button.click();
  expect(new URL(page.url()).pathname).toBe('/console');
  expect(await page.textContent('main')).toContain('Đã xong việc vừa rồi.');
  expect(await page.textContent('main')).toContain('Không có việc nào đang chờ bạn');
  expect(done).toEqual(['ban-hat']);
  await page.goto(`${app.address}/account`);
  await page.locator('form[action="/sign-out"] button').first().click();
  await page.goto(`${app.address}/console`);
  expect(new URL(page.url()).pathname).toBe('/sign-in');
  assertClean();
  await page.context().close();
});

test('refusing with a reason: the page keeps what was typed, and the proposer reads it', async () => {
  const decision = await proposed('ban-cu-vai');
  const { page, assertClean } = await openPage(browser, { viewport: { width: 360, height: 800 }, javaScriptEnabled: false });
  await enter(page, 'commune-leader');
  await page.getByRole('link', { name: /Mở nhà văn hóa ban-cu-vai/ }).click();
  await page.locator('summary', { hasText: 'Tôi không đồng ý' }).click();
  await page.getByRole('button', { name: 'Không đồng ý' }).click();
  expect(await page.textContent('main')).toContain('Hãy ghi ngắn gọn lý do');
  await page.getByLabel('Vì sao không đồng ý?').fill('Hội trường đang sửa');
  await page.getByRole('button', { name: 'Không đồng ý' }).click();
  await enter(page, 'commune-officer');
  await page.goto(`${app.address}/console/decisions`);
  await page.getByRole('link', { name: /ban-cu-vai/ }).click();
  expect(page.url()).toContain(decision);
  expect(await page.textContent('main')).toContain('Hội trường đang sửa');
  assertClean();
  await page.context().close();
});

describe.each([
  [360, 'light'],
  [1280, 'dark'],
] as const)('nothing for axe to find: %i px, %s', (width, colorScheme) => {
  let decision = '';
  let watched: WatchedPage;
  beforeAll(async () => {
    decision = await proposed(`hall-${width}`);
    await proposed(`second-${width}`);
    watched = await openPage(browser, { viewport: { width, height: 800 }, colorScheme });
    await enter(watched.page, 'commune-leader');
  });
  afterAll(() => watched.page.context().close());

  const paths = ['/console?scope=place', '/console/decisions', '/console/decisions/:id', '/console/search?q=tram', '/demo', '/demo/reset'];
  test.each(paths)('%s', async (path) => {
    const { page, assertClean } = watched;
    await page.goto(app.address + path.replace(':id', decision), { waitUntil: 'load' });
    expect(await page.locator('h1').count()).toBe(1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
    expect(await faultsOf(page, { exclude: ['.demo-roles > :nth-child(n+3)'] })).toEqual([]);
    assertClean();
  });
});
