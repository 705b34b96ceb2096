/** A messy workbook goes in, comes back marked and otherwise unchanged, is mended, applied once, and taken back. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readWorkbook } from '../../src/platform/sheets/index.ts';
import { messyWorkbook } from '../../src/platform/sheets/messy.fixture.ts';
import { type ImportWorld, openImportWorld } from '../../src/teams/import/world.fixture.ts';
import { faultsOf } from '../support/axe.ts';
import { launchBrowser, openPage, type WatchedPage } from '../support/browser.ts';

let world: ImportWorld;
let browser: Browser;
let dir: string;
beforeAll(async () => {
  world = await openImportWorld();
  browser = await launchBrowser();
  dir = await mkdtemp(join(tmpdir(), 'yenbai-journey-'));
});
afterAll(async () => {
  await browser?.close();
  await world?.app.close();
  await rm(dir, { recursive: true, force: true });
});

const title = [
  'ỦY BAN NHÂN DÂN XÃ PÁ HU',
  'DANH SÁCH TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG (kèm theo Quyết định số 12/QĐ-UBND ngày 15/3/2022 của UBND xã Pá Hu)',
];
const header = ['TT', 'SĐT', 'Họ và tên', 'Chức danh trong Tổ', 'Đơn vị công tác', 'Thôn, bản', 'Ngày sinh', 'Ghi chú'];

/** What the commune sent; `mended` has the two faults put right. */
function workbook(mended: boolean): Uint8Array {
  return messyWorkbook([
    {
      name: 'Danh sách',
      title,
      header,
      rows: [
        [1, 912345671, 'GIÀNG A CHU', 'Tổ trưởng', 'Trưởng thôn', 'Thôn 1', '12/05/1975', ''],
        [2, '0912.345.672', { legacy: 'Lò Thị Hương', font: 'tcvn3' }, 'Tổ phó', 'Giáo viên', 'thôn 01', 1984, 'biết tiếng Thái'],
        [3, mended ? '0912345673' : '091234', 'Sùng A Dế'.normalize('NFD'), 'tv', 'Đoàn thanh niên', 'Thôn 1', { day: '1999-02-03' }, ''],
        [4, '', 'Vàng Thị Sua', 'Thành viên', 'Hội LHPN', mended ? 'Thôn 2' : 'Thôn 22', '', ''],
        ['', '', 'Tổng cộng: 4 người', '', '', '', '', ''],
      ],
      blankTail: 50,
    },
    { name: 'Ghi chú', rows: [['Xã gửi tháng 5']] },
  ]);
}

async function enter(page: Page, key: string): Promise<void> {
  await page.goto(`${world.app.address}/demo`);
  await page.locator(`form:has(input[value="${key}"]) button`).click();
}

async function send(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const path = join(dir, name);
  await writeFile(path, bytes);
  await page.goto(`${world.app.address}/console/teams/import`);
  await page.getByLabel(/^Tệp Excel/).setInputFiles(path);
  await page.getByLabel('Danh sách đúng vào ngày nào?').fill('31/05/2022');
  await page.getByRole('button', { name: 'Kiểm tra danh sách' }).click();
}

const rowsOf = (bytes: Uint8Array) => {
  const read = readWorkbook(bytes);
  if (!read.ok) throw new Error(read.refusal.code);
  return read.value.sheets.map((sheet) => ({
    name: sheet.name,
    rows: sheet.rows.map((row) => row.cells.map(({ ref, value, merged }) => ({ ref, value, merged }))),
  }));
};

test('on a phone, without script: sent, marked, mended, applied once, taken back', { timeout: 120_000 }, async () => {
  const { page, assertClean } = await openPage(browser, {
    viewport: { width: 360, height: 800 },
    javaScriptEnabled: false,
    acceptDownloads: true,
  });
  await enter(page, 'commune-officer');
  const sent = workbook(false);
  await send(page, 'nậm.xlsx', sent);
  const list = page.url();
  expect(await page.textContent('.answer')).toMatch(/thêm 2.*2 dòng phải sửa/);
  expect(await page.textContent('main')).toContain('Số điện thoại sai');

  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Tải tệp đã đánh dấu' }).click()]);
  const marked = new Uint8Array(await readFile(await download.path()));
  // Every value and merged range is where its author put it …
  expect(rowsOf(marked)).toEqual(rowsOf(sent));
  // … every part that isn't a sheet with marks, its looks or the list of parts is the same to the byte …
  const [before, after] = [unzipSync(sent), unzipSync(marked)];
  const touched = Object.keys(before).filter(
    (name) => after[name] === undefined || Buffer.compare(Buffer.from(before[name] ?? []), Buffer.from(after[name])) !== 0,
  );
  expect(touched.filter((name) => !/sheet1\.xml|styles\.xml|\[Content_Types\]|workbook\.xml|vmlDrawing|comments/.test(name))).toEqual([]);
  // … and the faults say what is wrong, in a column of their own.
  const text = Object.entries(after)
    .map(([name, bytes]) => (/\.xml$/.test(name) ? strFromU8(bytes) : ''))
    .join('\n');
  expect(text).toContain('không phải số điện thoại');
  expect(text).toContain('E-UNIT-UNKNOWN');
  expect(text).toContain('Kết quả kiểm tra');

  await send(page, 'nậm.xlsx', workbook(true));
  expect(page.url()).not.toBe(list);
  expect(await page.textContent('.answer')).toMatch(/Danh sách không có lỗi.*thêm 4/);
  const mended = page.url();
  expect(await page.getByRole('button', { name: 'Đưa vào sổ' }).count()).toBe(0);

  await enter(page, 'commune-leader');
  await page
    .getByRole('link', { name: /Đưa vào sổ: nậm.xlsx/ })
    .first()
    .click();
  await page.goto(mended);
  await page.getByRole('button', { name: 'Đưa vào sổ' }).click();
  expect(await page.textContent('.answer')).toMatch(/Đã đưa vào sổ: thêm 4/);
  expect(await world.serving('04606', '2022-05-31')).toEqual([
    'village 1|Giàng A Chu|leader|village-head',
    'village 1|Lò Thị Hương|deputy|teacher',
    'village 1|Sùng A Dế|member|youth-union',
    'village 2|Vàng Thị Sua|member|women-union',
  ]);
  // The same file once more changes nothing and says so.
  await enter(page, 'commune-officer');
  await send(page, 'nậm.xlsx', workbook(true));
  expect(await page.textContent('.answer')).toContain('Sổ đã có đúng như danh sách này');

  await enter(page, 'commune-leader');
  await page.goto(mended);
  await page.getByRole('button', { name: 'Rút lại' }).click();
  expect(await page.textContent('.answer')).toContain('Đã rút lại');
  expect(await world.serving('04606', '2022-05-31')).toEqual([]);
  assertClean();
  await page.context().close();
});

describe.each([
  [360, 'light'],
  [1280, 'dark'],
] as const)('nothing for axe to find: %i px, %s', (width, colorScheme) => {
  let watched: WatchedPage;
  let list = '';
  beforeAll(async () => {
    watched = await openPage(browser, { viewport: { width, height: 800 }, colorScheme });
    await enter(watched.page, 'commune-leader');
    await send(watched.page, `d${width}.xlsx`, workbook(false));
    list = new URL(watched.page.url()).pathname;
  });
  afterAll(() => watched.page.context().close());

  test.each(['/console/teams/import', ':list?code=E-PHONE', ':list?show=refused'])('%s', async (path) => {
    const { page, assertClean } = watched;
    await page.goto(world.app.address + path.replace(':list', list), { waitUntil: 'load' });
    expect(await page.locator('h1').count()).toBe(1);
    await page.locator('details.what summary').evaluateAll((all) => {
      for (const one of all) one.parentElement?.setAttribute('open', '');
    });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
    expect(await faultsOf(page)).toEqual([]);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/import-${width}-${path.length}.png`, fullPage: true });
    assertClean();
  });
});
