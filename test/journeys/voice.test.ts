/** A report spoken in Mông: listened to, summed up, answered, read aloud by a person, heard by the sender, judged by voice; and the pages that can be heard. */

import { sql } from 'kysely';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inWork, openTestDesk, peoplesCommitteeOf, type TestDesk } from '../../src/reports/console/desk.fixture.ts';
import { nameListener, type SpokenReport, sendSpoken } from '../../src/reports/voice/voice.fixture.ts';
import { faultsOf } from '../support/axe.ts';
import { launchBrowser, openPage, type WatchedPage } from '../support/browser.ts';
import type { Visitor } from '../support/visitor.ts';

let desk: TestDesk;
let browser: Browser;
beforeAll(async () => {
  desk = await openTestDesk();
  await nameListener(desk, 'team-leader', 'mong');
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await desk?.close();
});

const phone = { viewport: { width: 360, height: 800 } };
const words = 'Đã san gạt đất đá, rải cấp phối và mở lại một làn xe từ chiều qua.';

async function phoneOf(key: string, options: Parameters<typeof openPage>[1] = {}): Promise<WatchedPage> {
  const watched = await openPage(browser, { ...phone, ...options });
  await watched.page.goto(`${desk.app.address}/demo`);
  await watched.page.locator(`form:has(input[value="${key}"]) button`).click();
  return watched;
}

/** The phone from which a report was sent. */
async function phoneOfSender(sender: Visitor, options: Parameters<typeof openPage>[1] = {}): Promise<WatchedPage> {
  const watched = await openPage(browser, { ...phone, ...options });
  await watched.page.context().addCookies([...sender.cookies].map(([name, value]) => ({ name, value, url: desk.app.address })));
  return watched;
}

async function isFine(page: Page): Promise<void> {
  expect(await faultsOf(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

/** A second of a tone, as this browser records it. */
async function tone(pitch: number): Promise<Buffer> {
  const { page } = await openPage(browser);
  await page.goto(`${desk.app.address}/reports/look-up`);
  const bytes = await page.evaluate(async (frequency) => {
    const audio = new AudioContext();
    const [source, end] = [new OscillatorNode(audio, { frequency }), audio.createMediaStreamDestination()];
    source.connect(end);
    source.start();
    await audio.resume();
    const recorder = new MediaRecorder(end.stream, { mimeType: 'audio/webm' });
    const pieces: Blob[] = [];
    recorder.addEventListener('dataavailable', ({ data }) => pieces.push(data));
    const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve));
    recorder.start();
    setTimeout(() => recorder.stop(), 1_000);
    await stopped;
    return [...new Uint8Array(await new Blob(pieces).arrayBuffer())];
  }, pitch);
  await page.context().close();
  return Buffer.from(bytes);
}

const voice = (name: string, buffer: Buffer) => ({ name, mimeType: 'audio/webm', buffer });

async function answered(report: SpokenReport): Promise<void> {
  await inWork(desk, 'commune-officer', peoplesCommitteeOf('04606'), report);
  const photo = await sharp({ create: { width: 320, height: 240, channels: 3, background: '#7a5a3a' } })
    .jpeg()
    .toBuffer();
  expect((await desk.step('commune-officer', report, 'answer', { words }, { after: new Uint8Array(photo) })).status).toBe(303);
  expect((await desk.step('commune-leader', report, 'approve')).status).toBe(303);
}

test('a report spoken in Mông comes back as a voice', { timeout: 240_000 }, async () => {
  const said = await tone(330);
  const report = await sendSpoken(desk, 'mong', new File([new Uint8Array(said)], 'noi.webm', { type: 'audio/webm' }));

  // Somebody who understands Mông listens, and writes down what was said.
  const listener = await phoneOf('team-leader');
  const listening = `${desk.app.address}/console/reports/listening`;
  await listener.page.goto(listening);
  await isFine(listener.page);
  await listener.page.locator('audio').first().waitFor();
  await listener.page.locator('textarea').first().fill('Đường lên bản Mù sạt lở, xe không qua được.');
  await listener.page.getByRole('button', { name: 'Lưu bản tóm tắt' }).press('Enter');
  await listener.page.waitForURL(/done=heard/);

  await answered(report);

  // The same person finds the answer in the list, and reads it aloud.
  await listener.page.goto(listening);
  await listener.page.getByText('Chờ bản đọc tiếng Mông').waitFor();
  await listener.page.getByText(words).waitFor();
  await isFine(listener.page);
  await listener.page.getByLabel('Bản đọc bằng tiếng Mông').setInputFiles(voice('tra-loi.webm', await tone(440)));
  await listener.page.locator('.record-field audio').waitFor();
  await listener.page.getByRole('button', { name: 'Lưu bản đọc' }).press('Enter');
  await listener.page.waitForURL(/done=spoken/);
  listener.assertClean();
  await listener.page.context().close();

  // The sender hears it beside the written words; nothing is loaded before.
  const sender = await phoneOfSender(report.sender);
  const asked: string[] = [];
  sender.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await sender.page.goto(`${desk.app.address}/reports/${report.code}`);
  await sender.page.getByText(words).waitFor();
  await sender.page.getByText('Do người biết tiếng Mông đọc').waitFor();
  await isFine(sender.page);
  expect(asked.filter((path) => /\/files\/|\/listen\//.test(path) && !path.includes('photos'))).toHaveLength(
    await sender.page.locator('.report-files img').count(),
  );
  const heard = await sender.page.locator('.spoken-answer audio').evaluate(async (audio: HTMLAudioElement) => {
    audio.muted = true;
    await audio.play();
    await new Promise((resolve) => audio.addEventListener('timeupdate', resolve));
    return audio.currentTime;
  });
  expect(heard).toBeGreaterThan(0);

  // Judged by voice: why it is not good is said, not written.
  await sender.page.getByText('Chưa hài lòng', { exact: true }).click();
  await sender.page.getByRole('radio').first().check();
  await sender.page.getByLabel('Hoặc nói').setInputFiles(voice('vi-sao.webm', await tone(220)));
  await isFine(sender.page);
  await sender.page.getByRole('button', { name: 'Gửi đánh giá' }).press('Enter');
  await sender.page.waitForURL(/done=reopened/);
  sender.assertClean();
  await sender.page.context().close();

  const officer = await phoneOf('commune-officer', { viewport: { width: 1280, height: 900 } });
  await officer.page.goto(`${desk.app.address}/console/reports/${report.code}`);
  await officer.page.getByLabel('Lời đánh giá 2').waitFor();
  await isFine(officer.page);
  officer.assertClean();
  await officer.page.context().close();
});

test('a page is heard in the language that was chosen, by keyboard, and never by a machine in Mông', { timeout: 180_000 }, async () => {
  const report = await sendSpoken(desk);
  const sender = await phoneOfSender(report.sender);
  const { page } = sender;
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(`${desk.app.address}/reports/${report.code}`);
  const listen = page.getByRole('button', { name: 'Nghe', exact: true });
  // The report was spoken in Mông: that is the language of this page, as long as nobody chose another one.
  await listen.press('Enter');
  await page.getByText('Chưa có bản đọc bằng tiếng Mông.').waitFor();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Nghe bằng tiếng Việt');
  expect(asked.filter((path) => path.startsWith('/listen/'))).toEqual([]);
  await isFine(page);

  const publisher = await phoneOf('publisher', { viewport: { width: 1280, height: 900 } });
  await publisher.page.goto(`${desk.app.address}/console/recordings?language=mong`);
  await isFine(publisher.page);
  const slot = publisher.page.locator('section.card', { hasText: 'reports.state.sent' });
  await slot.getByText('Thu hoặc chọn tệp').click();
  await slot.locator('input[type=file]').setInputFiles(voice('da-gui.webm', await tone(500)));
  await slot.getByRole('button', { name: 'Lưu bản thu' }).press('Enter');
  await publisher.page.waitForURL(/done=added/);
  await isFine(publisher.page);
  publisher.assertClean();
  await publisher.page.context().close();

  await page.reload();
  expect(asked.filter((path) => path.startsWith('/listen/'))).toEqual([]);
  await Promise.all([page.waitForRequest(/\/listen\/[0-9a-f]{64}$/), listen.press('Enter')]);
  await listen.waitFor();
  // Chosen for all pages of this browser.
  await page.getByText('Tiếng nói:').click();
  const dao = page.getByRole('link', { name: 'Dao' });
  // The page stays as it is, with what may be written on it.
  await Promise.all([page.waitForResponse(/\/listen\//), dao.press('Enter')]);
  expect(await dao.getAttribute('aria-current')).toBe('true');
  await page.reload();
  await page.getByText('Tiếng nói:').click();
  expect(await dao.getAttribute('aria-current')).toBe('true');
  await listen.press('Enter');
  await page.getByText('Chưa có bản đọc bằng tiếng Dao.').waitFor();
  sender.assertClean();
  await page.context().close();

  // Without script the recording is there to be played, and nothing else pretends to be.
  const plain = await phoneOfSender(report.sender, { javaScriptEnabled: false });
  await plain.page.goto(`${desk.app.address}/reports/${report.code}`);
  expect(await plain.page.locator('.listen audio').count()).toBe(1);
  expect(await plain.page.getByRole('button', { name: 'Nghe', exact: true }).count()).toBe(0);
  await plain.page.context().close();
});

test('parts of a photo are covered by keyboard and by pointer', { timeout: 120_000 }, async () => {
  const report = await sendSpoken(desk);
  await answered(report);
  const [row] = await desk.rows(sql<{ id: string }>`select id from reports.attachment
    where report_id = ${report.id}::uuid and kind = 'image'`);
  const publisher = await phoneOf('publisher', { viewport: { width: 1280, height: 1000 } });
  const { page } = publisher;
  await page.goto(`${desk.app.address}/console/reports/${report.code}/photos/${row?.id}`);
  await isFine(page);
  await page.getByRole('button', { name: 'Thêm ô che' }).press('Enter');
  const box = page.getByRole('button', { name: /^Ô che 1:/ });
  await box.press('ArrowRight');
  await box.press('Shift+ArrowDown');
  expect(await page.locator('[name="left.0"]').inputValue()).toBe('410');
  expect(await page.locator('[name="bottom.0"]').inputValue()).toBe('610');
  const picture = await page.locator('[data-covers-picture]').boundingBox();
  if (!picture) throw new Error('no picture');
  await page.mouse.move(picture.x + picture.width * 0.1, picture.y + picture.height * 0.1);
  await page.mouse.down();
  await page.mouse.move(picture.x + picture.width * 0.3, picture.y + picture.height * 0.2, { steps: 4 });
  await page.mouse.up();
  await page.getByRole('button', { name: /^Ô che 2:/ }).waitFor();
  expect(Number(await page.locator('[name="right.1"]').inputValue())).toBeGreaterThan(250);
  await isFine(page);
  await box.press('Delete');
  expect(await page.locator('[name="left.0"]').inputValue()).toBe('');
  await page.getByRole('button', { name: 'Lưu chỗ che' }).press('Enter');
  await page.waitForURL(/done=saved/);
  await page.getByRole('img', { name: 'Mọi người sẽ thấy thế này' }).waitFor();
  await isFine(page);
  publisher.assertClean();
  await page.context().close();
});
