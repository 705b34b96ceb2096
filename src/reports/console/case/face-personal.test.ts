/** Words that tell about a person: marked for whoever decides what is public, and shown only once they say so. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDesk, type Sent, type TestDesk } from '../desk.fixture.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk?.close());

const page = async (sent: Sent) => (await (await desk.as('publisher')).get(`/console/reports/${sent.code}`)).text;
const show = (sent: Sent, words: string, more: Readonly<Record<string, string>> = {}) =>
  desk.step('publisher', sent, 'show', { 'face.words': words, 'face.place': 'none', ...more });
const sureIn = (text: string) => /name="show\.face\.sure" value="([^"]+)"/.exec(text)?.[1] ?? '';
const shownWords = async ({ id }: Sent) =>
  (await desk.rows(sql<{ words: string }>`select words from reports.public_face where report_id = ${id}::uuid`))[0]?.words ?? null;
const number = '0912 345 678';
const title = 'có thể lộ thông tin của một người';

test('marked as soon as the form opens, and not shown before somebody confirms these very places', async () => {
  const sent = await desk.send({ words: `Đường hỏng, gọi ${number} gặp tôi, xe 21B1-123.45 chở đá.` });
  const first = await page(sent);
  expect(first).toContain(`<mark>${number}</mark>`);
  expect(first).toContain('<mark>21B1-123.45</mark>');
  expect(first).toContain('số điện thoại, biển số xe.');
  const words = `Đường hỏng, gọi ${number}.`;
  for (const more of [{}, { 'face.sure': 'yes' }, { 'face.sure': sureIn(first) }]) {
    const refused = await show(sent, words, more);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Bỏ chỗ đó, hoặc đánh dấu là mọi người xem được.');
    expect(refused.text).toContain('href="#f-show-face-sure"');
    expect(refused.text).toContain(words);
    expect(await shownWords(sent)).toBeNull();
  }
  const preview = await show(sent, words, { do: 'preview' });
  expect(preview.text).toContain(`<mark>${number}</mark>`);
  const sure = sureIn(preview.text);
  // Sure of one number is not sure of the next.
  expect((await show(sent, `${words} Hoặc 0987 654 321.`, { 'face.sure': sure })).status).toBe(422);
  expect((await show(sent, words, { 'face.sure': sure })).status).toBe(303);
  expect(await shownWords(sent)).toBe(words);
});

test('taken out, or never there: nothing is asked', async () => {
  const sent = await desk.send({ words: `Nhà ông Sùng đổ đất, gọi ${number}.` });
  expect(await page(sent)).toContain(title);
  expect((await show(sent, 'Có nơi đổ đất ra đường.')).status).toBe(303);
  expect(await page(sent)).not.toContain(title);
  const other = await desk.send({ words: 'Đường sạt lở từ ngày 03-12-2026 08:30.' });
  expect(await page(other)).not.toContain(title);
  expect((await show(other, 'Đường sạt lở từ ngày 03-12-2026 08:30.')).status).toBe(303);
});

test('also in the words of the place', async () => {
  const sent = await desk.send();
  const refused = await show(sent, 'Đường sạt lở.', { 'face.placeWords': 'Nhà ông Lò Văn Tài' });
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('<mark>Nhà ông Lò Văn Tài</mark>');
  expect((await show(sent, 'Đường sạt lở.', { 'face.placeWords': 'Gần cầu treo' })).status).toBe(303);
});

test('what is marked is text, not markup', async () => {
  const sent = await desk.send({ words: '<b>0912345678</b><script>alert(1)</script>' });
  const text = await page(sent);
  expect(text).toContain('&lt;b><mark>0912345678</mark>&lt;/b>');
  expect(text).not.toContain('<script>alert(1)');
});
