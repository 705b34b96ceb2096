/** Recordings of texts: who may add them, what is not taken, and what is played to whom. */
import { sql } from 'kysely';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { type Answer, type Visitor, visit } from '../../../test/support/visitor.ts';
import { registerSpoken, soundOf } from '../../platform/speech/index.ts';
import { recordingsAddress } from './recordings.page.tsx';
import { recording } from './voice.fixture.ts';

/** A text of this test that changes. */
let words = 'Bấm vào đây để gửi.';
registerSpoken({ key: 'test.changing', text: () => words });

let app: TestApp;
let publisher: Visitor;
beforeAll(async () => {
  app = await startApp();
  publisher = visit(app, await app.signedIn('publisher'));
});
afterAll(() => app?.close());

const rows = async <T>(query: ReturnType<typeof sql<T>>) => (await query.execute(app.context.db.rows<unknown>())).rows;
const slotOf = (page: Answer, key = 'test.changing'): string => {
  const from = page.text.indexOf(`>${key}</span>`);
  return page.text.slice(from, page.text.indexOf('</section>', from));
};
const digestIn = (slot: string): string => /name="digest" value="([0-9a-f]{64})"/.exec(slot)?.[1] ?? '';

async function add(
  who: Visitor,
  file: File | null,
  { language = 'mong', key = 'test.changing', digest }: { language?: string; key?: string; digest?: string } = {},
): Promise<Answer> {
  const page = await who.get(`${recordingsAddress}?language=${language}`);
  const form = new FormData();
  form.set('digest', digest ?? digestIn(slotOf(page)));
  if (file) form.set(`recording.${key}`, file);
  return who.post(`${recordingsAddress}/${key}/${language}`, form);
}
const sound = () => soundOf(app.context.db, ['test.changing']);

describe('recordings of texts', () => {
  test('whoever has no right neither sees nor changes them', async () => {
    for (const key of ['citizen', 'commune-officer', 'agency-leader']) {
      const who = visit(app, await app.signedIn(key));
      // Any page with a form gives the token.
      await who.get('/reports/new?category=road-damage');
      expect((await who.get(recordingsAddress)).status).toBe(403);
      expect((await add(who, recording(), { digest: '0'.repeat(64) })).status).toBe(403);
      expect((await who.post(`${recordingsAddress}/test.changing/mong/remove`)).status).toBe(403);
    }
    expect((await visit(app).get(recordingsAddress)).status).toBe(303);
    expect(await rows(sql`select from platform.spoken_text`)).toHaveLength(0);
  });

  test('a picture, a document of nothing, no file, an unknown text and an unknown language are not taken', async () => {
    const picture = await sharp({ create: { width: 20, height: 20, channels: 3, background: '#fff' } })
      .jpeg()
      .toBuffer();
    const renamed = await add(publisher, new File([new Uint8Array(picture)], 'giong.webm', { type: 'audio/webm' }));
    expect(renamed.status).toBe(422);
    expect(renamed.text).toContain('giong.webm');
    expect((await add(publisher, new File([], 'rong.webm', { type: 'audio/webm' }))).status).toBe(422);
    const none = await add(publisher, null);
    expect(none.status).toBe(422);
    expect(none.text).toContain('Hãy thu hoặc chọn một tệp âm thanh');
    expect((await add(publisher, recording(), { key: 'test.unknown' })).status).toBe(404);
    expect((await add(publisher, recording(), { language: 'xyz', digest: '0'.repeat(64) })).status).toBe(404);
    expect((await publisher.post(`${recordingsAddress}/test.changing/mong/remove`)).status).toBe(404);
    expect(await rows(sql`select from platform.spoken_text`)).toHaveLength(0);
  });

  test('a recording of words that were changed meanwhile is not taken, and says so', async () => {
    const page = await publisher.get(`${recordingsAddress}?language=mong`);
    const before = words;
    words = 'Bấm vào đây để gửi phản ánh.';
    const late = await add(publisher, recording(), { digest: digestIn(slotOf(page)) });
    expect(late.status).toBe(409);
    expect(late.text).toContain('Văn bản vừa được sửa');
    words = before;
  });

  test('added, heard by everybody in parts, kept by browsers; when the words change it is not played and has to be recorded again', async () => {
    expect((await sound()).recordings).toEqual({});
    expect((await add(publisher, recording())).location).toBe(`${recordingsAddress}?language=mong&done=added`);
    const src = (await sound()).recordings.mong?.[0] ?? '';
    expect(src).toMatch(/^\/listen\/[0-9a-f]{64}$/);
    const whole = await fetch(`${app.address}${src}`);
    expect([whole.status, whole.headers.get('content-type')]).toEqual([200, 'audio/webm']);
    expect(whole.headers.get('cache-control')).toBe('public, max-age=86400, immutable');
    const bytes = new Uint8Array(await whole.arrayBuffer());
    const part = await fetch(`${app.address}${src}`, { headers: { range: 'bytes=4-11' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 4-11/${bytes.length}`]);
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(bytes.slice(4, 12));

    words = 'Bấm vào đây để gửi phản ánh, kiến nghị.';
    expect((await sound()).recordings).toEqual({});
    expect((await fetch(`${app.address}${src}`)).status).toBe(404);
    const slot = slotOf(await publisher.get(`${recordingsAddress}?language=mong`));
    expect(slot).toContain('phải thu lại');
    expect(slot).toContain('Bấm vào đây để gửi phản ánh, kiến nghị.');
    expect((await publisher.get(`${recordingsAddress}/test.changing/mong/file`)).status).toBe(200);

    expect((await add(publisher, recording())).status).toBe(303);
    const again = (await sound()).recordings.mong?.[0] ?? '';
    expect(again).not.toBe(src);
    expect((await fetch(`${app.address}${again}`)).status).toBe(200);
  });

  test('replaced and removed, with a line in the trail for each and the old file given back', async () => {
    const [before] = await rows(sql<{ hash: string }>`select file_hash as hash from platform.spoken_text where language = 'mong'`);
    expect((await add(publisher, recording())).status).toBe(303);
    const left = await rows(sql`select from platform.upload where kept_hash = ${before?.hash ?? ''} and state = 'taken'`);
    expect(left).toHaveLength(0);
    expect((await publisher.post(`${recordingsAddress}/test.changing/mong/remove`)).location).toBe(
      `${recordingsAddress}?language=mong&done=removed`,
    );
    expect((await sound()).recordings).toEqual({});
    const trail = await rows(
      sql<{ action: string }>`select action from audit.entry where subject_id = 'test.changing/mong' order by position`,
    );
    expect(trail.map((one) => one.action)).toEqual([
      'speech.put-recording',
      'speech.put-recording',
      'speech.put-recording',
      'speech.remove-recording',
    ]);
  });

  test('a language is offered only where every text of the page is recorded in it', async () => {
    expect((await add(publisher, recording())).status).toBe(303);
    expect((await soundOf(app.context.db, ['test.changing'])).recordings).toHaveProperty('mong');
    expect((await soundOf(app.context.db, ['test.changing', 'reports.new'])).recordings).toEqual({});
    await expect(soundOf(app.context.db, ['test.nothing'])).rejects.toThrow(/isn't registered/);
  });

  test('the language of help is kept in the browser; an unknown one and a foreign way back are not followed', async () => {
    const somebody = visit(app);
    expect((await somebody.get('/listen/language?to=mong&back=%2Freports%2Fnew')).location).toBe('/reports/new');
    expect(somebody.cookies.get('tieng-noi')).toBe('mong');
    await somebody.get('/listen/language?to=klingon&back=%2F');
    expect(somebody.cookies.get('tieng-noi')).toBe('mong');
    expect((await somebody.get('/listen/language?to=vi&back=https%3A%2F%2Fexample.com%2F')).location).toBe('/');
    expect((await somebody.get(`/listen/${'0'.repeat(64)}`)).status).toBe(404);
    expect((await somebody.get('/listen/nothing')).status).toBe(404);
  });
});
