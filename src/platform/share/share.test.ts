/** Help and sharing on real pages: in the head, without script, with script, on paper. */
import type { Browser } from 'playwright-core';
import { h } from 'preact';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { faultsOf } from '../../../test/support/axe.ts';
import { launchBrowser, openPage } from '../../../test/support/browser.ts';
import type { Module } from '../module/index.ts';
import { readPreview } from '../ui/index.ts';

let app: TestApp;
let browser: Browser;
let unit = '';
/** A page of a module that brings its own picture. */
const sample: Module = {
  name: 'sample',
  routes(web) {
    const open = { config: { right: 'public' as const }, schema: { hide: true } };
    web.get('/sample', open, (request, reply) =>
      reply.page({ title: 'Mẫu', sharing: { text: 'Một câu.', picture: '/sample.svg?on=1&x=2' }, body: h('h1', null, request.lang) }),
    );
    web.get('/sample.svg', open, (request, reply) =>
      reply
        .type('image/svg+xml')
        .send(
          `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630"><rect width="1200" height="630" fill="${request.url.endsWith('?on=1&x=2') ? '#00f' : '#f00'}"/></svg>`,
        ),
    );
  },
};
beforeAll(async () => {
  app = await startApp({}, [sample]);
  browser = await launchBrowser();
  const found = await fetch(`${app.address}/api/v1/units?code=04606&on=2022-10-31`);
  unit = ((await found.json()) as { items: { id: string }[] }).items[0]?.id ?? '';
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

async function get(path: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${app.address}${path}`, { headers: { accept: 'text/html', ...headers }, redirect: 'manual' });
  return { status: answer.status, headers: answer.headers, html: await answer.text() };
}

/** What a messenger reads in the head, by name. */
function head(html: string): Map<string, string> {
  const found = html.slice(0, html.indexOf('</head>')).matchAll(/<meta (?:property|name)="([^"]+)" content="([^"]*)">/g);
  return new Map([...found].map(([, name = '', content = '']) => [name, content.replaceAll('&amp;', '&')]));
}

const pages: readonly [name: string, path: () => string, text: RegExp][] = [
  ['front page', () => '/', /^Báo việc chưa tốt/],
  ['province in 2022', () => '/units?on=2022-10-31', /^Ngày 31\/10\/2022, tỉnh Yên Bái có 9 huyện/],
  ['a commune', () => `/units/${unit}?on=2022-10-31`, /^Ngày 31\/10\/2022, xã Pá Hu thuộc huyện Trạm Tấu/],
  ['a commune after its end', () => `/units/${unit}?on=2026-01-01`, /^Ngày 01\/01\/2026 không có xã Pá Hu/],
  ['history', () => '/units/history', /180 → 173 → 168 → 51/],
  ['legal documents', () => '/legal', /^Các văn bản/],
];

describe('the head of a public page', () => {
  test.each(pages)('%s', async (_name, path, text) => {
    const { html } = await get(path());
    const meta = head(html);
    expect(meta.get('og:title')?.length).toBeGreaterThan(2);
    expect(meta.get('og:description')).toMatch(text);
    expect(meta.get('og:url')).toBe(app.address + path());
    expect(html).toContain(`<link rel="canonical" href="${app.address}${path().replaceAll('&', '&amp;')}">`);
    expect(meta.get('og:image')).toBe(`${app.address}/share/picture.png?path=${encodeURIComponent(path())}`);
    expect(meta.get('og:image:alt')).toContain(meta.get('og:description'));
    expect([meta.get('og:locale'), meta.get('twitter:card')]).toEqual(['vi_VN', 'summary_large_image']);
    expect(meta.has('robots')).toBe(false);
    expect(html).toMatch(/<details class="page-tool" id="help"[\s\S]*<details class="page-tool" id="share"/);
  });

  test('one page is one address, whatever messengers add; the day kept with the page is the one asked for', async () => {
    await get('/units?on=2022-10-30');
    const meta = head((await get('/units?on=2022-10-31')).html);
    expect(meta.get('og:url')).toBe(`${app.address}/units?on=2022-10-31`);
    expect(meta.get('og:image')).toContain('2022-10-31');
    expect(head((await get('/?utm_source=zalo&fbclid=x')).html).get('og:url')).toBe(`${app.address}/`);
  });

  test('with a public address all is said under it, and the language is kept with https too', async () => {
    const other = await startApp({ YENBAI_MODE: 'production', PUBLIC_URL: 'https://yenbai-s.example.vn' });
    const html = await (await fetch(`${other.address}/units`, { headers: { accept: 'text/html' } })).text();
    expect(head(html).get('og:url')).toBe('https://yenbai-s.example.vn/units');
    expect(head(html).get('og:image')).toBe('https://yenbai-s.example.vn/share/picture.png?path=%2Funits');
    const shared = await fetch(`${other.address}/share?path=/units`, { headers: { accept: 'text/html', cookie: '__Host-lang=en' } });
    const english = await shared.text();
    expect(english).toContain('<html lang="en"');
    expect(english).toMatch(/\nhttps:\/\/yenbai-s\.example\.vn\/units<\/textarea>/);
    expect(english).toMatch(/<textarea[^>]*>On \d\d\//);
    await other.close();
  });

  test('in English it says so, and leads to an English picture', async () => {
    const meta = head((await get('/units?on=2022-10-31', { cookie: 'lang=en' })).html);
    expect([meta.get('og:locale'), meta.get('og:description')]).toEqual(['en_GB', expect.stringMatching(/^On 31\/10\/2022, Yên Bái/)]);
    expect(meta.get('og:image')).toMatch(/&lang=en$/);
  });

  test.each(['/console', '/console/design', '/account', '/sign-in', '/demo', '/units?q=a'])('%s is not to be passed on', async (path) => {
    const cookie = await app.signedIn('operator');
    const { html } = await get(path, path === '/sign-in' ? {} : { cookie });
    expect(html).toContain('<h1');
    expect(readPreview(html)).toBeNull();
    expect(head(html).get('robots')).toBe('noindex');
  });

  test('nobody’s name goes along, whoever reads the page', async () => {
    const { html } = await get('/units', { cookie: await app.signedIn('commune-officer') });
    const plain = await get('/units');
    expect(readPreview(html)).toEqual(readPreview(plain.html));
  });
});

describe('/share', () => {
  test('a page with the text, the picture, the code and the sheet', async () => {
    const { status, html, headers } = await get(`/share?path=${encodeURIComponent('/units?on=2022-10-31')}`);
    expect(status).toBe(200);
    expect(html).toContain(`thôn, tổ dân phố, bản (dữ liệu minh họa).\n${app.address}/units?on=2022-10-31</textarea>`);
    expect(html).toContain('/share/picture.png?path=%2Funits%3Fon%3D2022-10-31');
    expect(html).toContain('/share/poster?path=%2Funits%3Fon%3D2022-10-31');
    expect(html).toMatch(/aria-label="Mã QR mở trang http/);
    expect(headers.get('cache-control')).toContain('private');
  });

  test('a short address leads to the page that it means', async () => {
    expect((await get('/share?path=/don-vi')).html).toContain(`${app.address}/units</textarea>`);
  });

  test.each([
    ['https://evil.example/', 400, 'Chỉ chia sẻ được trang của hệ thống này'],
    ['//evil.example', 400, 'Chỉ chia sẻ được trang của hệ thống này'],
    ['', 400, 'Chỉ chia sẻ được trang của hệ thống này'],
    ['/nothing-here', 404, 'Trang này không chia sẻ được'],
    ['/console', 404, 'Trang này không chia sẻ được'],
    ['/account', 404, 'Trang này không chia sẻ được'],
    ['/units.csv', 404, 'Trang này không chia sẻ được'],
    ['/units?q=Gửi', 404, 'Trang này không chia sẻ được'],
    ['/units?on=31/02/2022', 404, 'Trang này không chia sẻ được'],
    ['/share?path=%2F', 404, 'Trang này không chia sẻ được'],
    ['/api/v1/units', 404, 'Trang này không chia sẻ được'],
  ])('%s is refused, as a page, a sheet and a picture', async (path, status, words) => {
    for (const kind of ['', '/poster', '/picture.png']) {
      const answer = await get(`/share${kind}?path=${encodeURIComponent(path)}`, { cookie: await app.signedIn('operator') });
      expect([kind, answer.status]).toEqual([kind, status]);
      expect(answer.html).toContain(words);
    }
    expect((await get('/share?path=/&path=/units')).status).toBe(400);
  });

  test('the caller can not put words into the picture', async () => {
    const plain = await fetch(`${app.address}/share/picture.png?path=/`);
    const other = await fetch(`${app.address}/share/picture.png?path=/&text=abc&title=abc`);
    expect(other.headers.get('etag')).toBe(plain.headers.get('etag'));
  });
});

describe('the picture', () => {
  test('1200 by 630, light enough for a phone, asked for again it is the same', async () => {
    const address = `${app.address}/share/picture.png?path=${encodeURIComponent('/units?on=2022-10-31')}`;
    const answer = await fetch(address);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=600');
    const png = Buffer.from(await answer.arrayBuffer());
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 1200, height: 630 });
    expect(png.length).toBeLessThan(60_000);
    const again = await fetch(address, { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
    expect(await (await fetch(`${address}&lang=en`)).arrayBuffer()).not.toEqual(png);
  });

  test('a page’s own drawing is taken instead of the card', async () => {
    const answer = await fetch(`${app.address}/share/picture.png?path=/sample`);
    const { dominant } = await sharp(Buffer.from(await answer.arrayBuffer())).stats();
    expect(dominant.b).toBeGreaterThan(200);
    expect(dominant.r).toBeLessThan(60);
  });

  test('whoever asks too often waits', async () => {
    const other = await startApp({ RATE_WRITES_PER_MINUTE: '3' });
    const statuses: number[] = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await fetch(`${other.address}/share/picture.png?path=/`)).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    await other.close();
  });
});

describe('in a browser', () => {
  const sideways = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

  test('without script: the panels open, the message is there, the way leads to sheet and picture', async () => {
    const { page, assertClean } = await openPage(browser, { javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
    await page.goto(`${app.address}/units?on=2022-10-31`);
    await page.click('#help summary');
    expect(await page.locator('.help-steps > li').count()).toBe(4);
    expect(await page.locator('#help button, #share button, #tour').locator('visible=true').count()).toBe(0);
    await page.click('#share summary');
    expect(await page.inputValue('#share-text')).toMatch(/^Ngày 31\/10\/2022, tỉnh Yên Bái[\s\S]*\nhttp\S*\/units\?on=2022-10-31$/);
    await page.click('#share a');
    expect(await page.textContent('h1')).toBe('Chia sẻ trang này');
    await page.click('.share-qr a');
    expect(await page.textContent('.poster h1')).toContain('31/10/2022');
    assertClean();
    await page.context().close();
  });

  test('with script: copied, and said so; sent with its picture where the phone can', async () => {
    const { page, assertClean } = await openPage(browser, {
      viewport: { width: 360, height: 740 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await page.addInitScript(() => {
      const sent: unknown[] = [];
      Object.assign(window, { sent });
      Object.assign(navigator, {
        canShare: () => true,
        share: async (data: ShareData) => {
          sent.push({ text: data.text, files: data.files?.map((file) => [file.name, file.type, file.size > 1000]) });
        },
      });
    });
    await page.goto(`${app.address}/units?on=2022-10-31`);
    await page.click('#share summary');
    await page.click('[data-copy]');
    await page.locator('.share-status', { hasText: 'Đã chép' }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toBe(await page.inputValue('#share-text'));
    await page.click('[data-send]');
    await expect
      .poll(() => page.evaluate(() => (window as unknown as { sent: unknown[] }).sent))
      .toEqual([{ text: copied, files: [['chia-se.png', 'image/png', true]] }]);
    expect(await page.evaluate(sideways)).toBeLessThanOrEqual(0);
    assertClean();
    await page.context().close();
  });

  test('the tour by keyboard: step by step, back, to its end; skipped it is remembered and found again', async () => {
    const { page, assertClean } = await openPage(browser, { viewport: { width: 360, height: 740 } });
    await page.goto(`${app.address}/units?on=2022-10-31`);
    const summary = page.locator('#help summary');
    const isNew = () => summary.evaluate((node) => node.classList.contains('new'));
    expect(await isNew()).toBe(true);
    await summary.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const tour = page.locator('#tour');
    expect(await tour.evaluate((node) => node === document.activeElement)).toBe(true);
    expect(await tour.textContent()).toMatch(/Bước 1 trong 4Câu trả lời/);
    expect(await page.locator('.tour-here').getAttribute('class')).toContain('answer');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await tour.textContent()).toContain('Bước 2 trong 4');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    expect(await tour.textContent()).toContain('Bước 3 trong 4');
    // What the step is about stands above the sheet.
    const [here, sheet] = await Promise.all([page.locator('.tour-here').boundingBox(), tour.boundingBox()]);
    expect((here?.y ?? 999) + 60).toBeLessThan(sheet?.y ?? 0);
    await page.keyboard.press('Escape');
    expect(await tour.isVisible()).toBe(false);
    expect(await summary.evaluate((node) => node === document.activeElement)).toBe(true);
    expect(await page.locator('.tour-here').count()).toBe(0);
    expect([await isNew(), (await page.context().cookies()).length]).toEqual([false, 0]);
    await page.goto(`${app.address}/legal`);
    expect(await isNew()).toBe(false);
    await summary.click();
    await page.click('[data-tour=start]');
    await page.click('[data-tour=after]');
    expect(await page.textContent('[data-tour=after]')).toBe('Xong');
    await page.click('[data-tour=after]');
    expect(await tour.isVisible()).toBe(false);
    assertClean();
    await page.context().close();
  });

  test.each([
    [360, 'light'],
    [1280, 'dark'],
    [320, 'light'],
  ] as const)(
    '%i px, %s: panels open, tour running, /share and its sheet have nothing for axe',
    async (width, colorScheme) => {
      const { page, assertClean } = await openPage(browser, { viewport: { width, height: 800 }, colorScheme });
      const check = async (name: string, part = 'main') => {
        expect([name, await faultsOf(page, { include: part, exclude: ['.unit-map', 'tbody'] })]).toEqual([name, []]);
        expect([name, await page.evaluate(sideways)]).toEqual([name, 0]);
      };
      await page.goto(`${app.address}/`);
      await page.goto(`${app.address}/units?on=2022-10-31`);
      await page.click('#share summary');
      await check('panel-share', '.page-tools');
      await page.click('#help summary');
      expect(await page.locator('#share .page-panel').isVisible()).toBe(false);
      await check('panel-help', '.page-tools');
      await page.click('[data-tour=start]');
      await page.click('[data-tour=after]');
      await page.click('[data-tour=after]');
      await check('tour', '.page-tools');
      await page.goto(`${app.address}/share?path=${encodeURIComponent('/units?on=2022-10-31')}`);
      await page.locator('.share-picture').scrollIntoViewIfNeeded();
      await page.waitForFunction(() => (document.querySelector('.share-picture') as HTMLImageElement).naturalWidth === 1200);
      await check('share-page');
      await page.goto(`${app.address}/share/poster?path=${encodeURIComponent('/units?on=2022-10-31')}`);
      await check('poster');
      assertClean();
      await page.context().close();
    },
    90_000,
  );

  test('the sheet is one A4, also with a long answer', async () => {
    const { page } = await openPage(browser);
    for (const path of ['/units?on=2022-10-31', `/units/${unit}?on=2022-10-31`, '/units/history']) {
      await page.goto(`${app.address}/share/poster?path=${encodeURIComponent(path)}`);
      const pdf = await page.pdf({ format: 'A4', printBackground: true, preferCSSPageSize: true });
      expect([path, pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length]).toEqual([path, 1]);
    }
    await page.context().close();
  });
});
