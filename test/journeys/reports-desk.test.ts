/** A report on a phone, by keyboard: received and handed over, taken, answered with a photo of the result, approved by somebody else. */

import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { spokenCode } from '../../src/reports/code.ts';
import { centre, openTestDesk, peoplesCommitteeOf, type TestDesk } from '../../src/reports/console/desk.fixture.ts';
import { faultsOf } from '../support/axe.ts';
import { launchBrowser, openPage, type WatchedPage } from '../support/browser.ts';

let desk: TestDesk;
let browser: Browser;
beforeAll(async () => {
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

/** Goes on by the keyboard, as whoever has no pointer. */
async function press(page: Page, name: string, role: 'button' | 'link' = 'button'): Promise<void> {
  const target = page.getByRole(role, { name }).first();
  await target.focus();
  await Promise.all([page.waitForLoadState('domcontentloaded'), target.press('Enter')]);
}

async function isFine(page: Page): Promise<void> {
  expect(await faultsOf(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

test('from sent to answered at 360 pixels', { timeout: 180_000 }, async () => {
  const sent = await desk.send({ words: 'Cầu treo gãy ba tấm ván, trẻ em đi học qua rất nguy hiểm.', categoryCode: 'bridge' });
  const address = `${desk.app.address}/console/reports/${sent.code}`;

  const intake = await phoneOf(centre);
  await intake.page.goto(`${desk.app.address}/console/reports`);
  await isFine(intake.page);
  await press(intake.page, spokenCode(sent.code), 'link');
  await intake.page.waitForURL(address);
  await isFine(intake.page);
  // The office that the rules name stands in the form already.
  await intake.page.getByLabel('Cơ quan giải quyết').first().selectOption(peoplesCommitteeOf('04606'));
  await press(intake.page, 'Chuyển giải quyết');
  await intake.page.waitForURL(`${address}?done=hand`);
  await intake.page.getByText('Đã chuyển', { exact: true }).first().waitFor();
  intake.assertClean();
  await intake.page.context().close();

  // The officer's old phone runs no script: the photo goes with the form.
  const officer = await phoneOf('commune-officer', false);
  await officer.page.goto(address);
  await press(officer.page, 'Nhận việc này');
  await officer.page.waitForURL(`${address}?done=take`);
  await officer.page
    .getByLabel('Câu trả lời')
    .fill('Đã thay sáu tấm ván và siết lại cáp; xe máy và học sinh đi lại bình thường từ sáng nay.');
  await press(officer.page, 'Gửi để duyệt');
  // Without evidence it isn't taken, and what was written is there.
  expect(await officer.page.getByLabel('Câu trả lời').inputValue()).toContain('sáu tấm ván');
  const photo = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#7a5a3a' } })
    .jpeg()
    .toBuffer();
  await officer.page.getByLabel('Ảnh sau khi làm').setInputFiles({ name: 'cau-treo.jpg', mimeType: 'image/jpeg', buffer: photo });
  await press(officer.page, 'Gửi để duyệt');
  await officer.page.waitForURL(`${address}?done=answer`);
  await officer.page.context().close();

  const leader = await phoneOf('commune-leader');
  await leader.page.goto(`${desk.app.address}/console/reports?view=approve`);
  await press(leader.page, spokenCode(sent.code), 'link');
  await leader.page.waitForURL(address);
  await leader.page.getByText('sáu tấm ván').first().waitFor();
  await leader.page.getByRole('img', { name: /^Ảnh sau khi làm/ }).waitFor();
  await isFine(leader.page);
  await press(leader.page, 'Duyệt và gửi');
  await leader.page.waitForURL(`${address}?done=approve`);
  await leader.page.getByText('Đã trả lời', { exact: true }).first().waitFor();
  await isFine(leader.page);
  leader.assertClean();
  await leader.page.context().close();
});
