import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { UploadPurpose } from '../types.ts';
import { checkFile } from './check.ts';
import { bombPng, docx, fragmentedMovie, movie, ogg, SECRET_PLACE, sidewaysJpeg, webm } from './content.fixture.ts';
import { pageChecksum } from './ogg.ts';

const all = { maxBytes: 1_000_000 };
const everything: UploadPurpose = {
  name: 'test-everything',
  kinds: { image: all, video: { ...all, maxSeconds: 60 }, audio: all, document: all },
  mostOpen: 5,
  mostBytes: 5_000_000,
};

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'content-test-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function check(content: Uint8Array | string, purpose = everything) {
  const path = join(dir, 'file');
  await writeFile(path, content);
  const outcome = await checkFile(path, purpose);
  return {
    outcome,
    refusal: outcome.ok ? null : outcome.refusal.code,
    value: outcome.ok ? outcome.value : null,
    kept: await readFile(path),
  };
}

describe('what is not taken', () => {
  test.each([
    ['a script that is called a photo', '<script>alert(1)</script>'],
    ['markup', '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'],
    ['a page behind some blanks', `\n\n   <!doctype html>${' '.repeat(200)}`],
    ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, ...Array(100).fill(0)])],
    ['one byte', 'x'],
    ['text that holds the mark of a JPEG further on', `GIF8 \xff\xd8\xff${'x'.repeat(50)}`],
  ])('%s', async (_what, content) => {
    expect((await check(content)).refusal).toBe('files.kind');
  });

  test('a kind that the purpose does not take, before anything of it is opened', async () => {
    const photosOnly = { ...everything, kinds: { image: all } };
    const found = await check(movie(), photosOnly);
    expect(found.outcome).toMatchObject({ ok: false, refusal: { code: 'files.kind', params: { kinds: 'image' } } });
    expect(found.kept.equals(movie())).toBe(true);
  });

  test('sound where pictures in motion are taken, though both are the same container', async () => {
    expect((await check(movie({ sound: true }), { ...everything, kinds: { video: all } })).refusal).toBe('files.kind');
  });

  test('a small PNG that says it has more pixels than any camera', async () => {
    expect((await check(bombPng())).refusal).toBe('files.bomb');
  });

  test('a JPEG that was cut off, and one with nothing behind its mark', async () => {
    const whole = await sharp({
      create: { width: 300, height: 300, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 60 } },
    })
      .jpeg()
      .toBuffer();
    expect((await check(whole)).refusal).toBeNull();
    expect((await check(whole.subarray(0, whole.length / 2))).refusal).toBe('files.damaged');
    expect((await check(whole.subarray(0, 20))).refusal).toBe('files.damaged');
  });

  test('HEIC, which can only be told by its first bytes', async () => {
    const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(100)]);
    expect((await check(heic)).refusal).toBe('files.heic');
  });

  test('too large for its kind; too long', async () => {
    const small = { ...everything, kinds: { image: all, video: { maxBytes: 100 } } };
    expect((await check(movie(), small)).refusal).toBe('files.too-large');
    const short = { ...everything, kinds: { video: { maxBytes: 10_000, maxSeconds: 4 } } };
    expect((await check(movie(), short)).outcome).toMatchObject({ ok: false, refusal: { code: 'files.too-long', params: { seconds: 4 } } });
  });

  test.each([
    ['a movie', movie()],
    ['WebM', webm()],
    ['Ogg', ogg()],
  ])('%s that is cut off anywhere, and it stays as it is', async (_what, whole) => {
    for (let end = 12; end < whole.length; end += 7) {
      const cut = whole.subarray(0, end);
      const found = await check(cut);
      // A file that ends between two parts may still be whole in itself; then nothing of the place is left.
      if (found.refusal === null) expect(found.kept.includes(SECRET_PLACE)).toBe(false);
      else {
        expect(found.refusal).toBe('files.unreadable');
        expect(found.kept.equals(cut)).toBe(true);
      }
    }
  });

  test('an Ogg page whose bytes changed, and Ogg with pictures', async () => {
    const changed = ogg();
    changed[changed.length - 2] = 0;
    expect((await check(changed)).refusal).toBe('files.unreadable');
    expect((await check(ogg('theora'))).refusal).toBe('files.unreadable');
  });

  test('boxes that say they are huge, none, or inside themselves', async () => {
    const huge = movie();
    huge.writeUInt32BE(0xffff_fff0, 20 + 4);
    expect((await check(huge)).refusal).toBe('files.unreadable');
    const none = movie();
    none.writeUInt32BE(3, 24);
    expect((await check(none)).refusal).toBe('files.unreadable');
    const justType = Buffer.concat([Buffer.from([0, 0, 0, 20]), Buffer.from('ftypisom'), Buffer.alloc(8)]);
    expect((await check(justType)).refusal).toBe('files.unreadable');
  });

  test('a table that points to the same place for ever', async () => {
    const sent = movie({ path: true, chunks: 4000 });
    expect(sent.length).toBeGreaterThan(30_100);
    expect((await check(sent)).refusal).toBe('files.unreadable');
    expect((await check(movie({ path: true, chunks: 1 }))).refusal).toBeNull();
  });

  test.each([
    ['a movie', movie({ path: true })],
    ['WebM', webm()],
    ['WebM as browsers record it', webm({ live: true })],
    ['Ogg', ogg('vorbis')],
  ])('%s with changed bytes is taken or refused, and the length stays', async (_what, whole) => {
    let seed = 20_261_123;
    const next = (below: number) => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return seed % below;
    };
    const outcomes = new Set<string | null>();
    for (let i = 0; i < 60; i++) {
      const changed = Buffer.from(whole);
      for (let n = 0; n <= next(3); n++) changed[12 + next(changed.length - 12)] = [0, 255, 1, next(256)][next(4)] ?? 0;
      const { refusal, kept } = await check(changed);
      outcomes.add(refusal);
      expect(kept.length).toBe(changed.length);
    }
    expect([...outcomes].every((one) => one === null || ['files.unreadable', 'files.kind', 'files.too-long'].includes(one))).toBe(true);
    expect(outcomes.has('files.unreadable')).toBe(true);
  });

  test('Office documents with macros, other archives, PDF without an end', async () => {
    expect((await check(docx({ macro: true }))).refusal).toBe('files.macros');
    expect((await check(Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(100)]))).refusal).toBe('files.damaged');
    expect((await check(`%PDF-1.7\n${'x'.repeat(5000)}`)).refusal).toBe('files.damaged');
  });
});

describe('photos', () => {
  test('stand upright, without place, maker and thumbnail', async () => {
    const sent = await sidewaysJpeg();
    expect(sent.includes('SECRETMAKER')).toBe(true);
    const { value, kept } = await check(sent);
    expect(value).toEqual({ kind: 'image', media: { type: 'image/jpeg', width: 40, height: 60 } });
    const seen = await sharp(kept).metadata();
    expect([seen.format, seen.exif, seen.orientation, seen.icc, seen.xmp, seen.iptc]).toEqual(['jpeg', ...Array(5).fill(undefined)]);
    expect(kept.includes('SECRETMAKER')).toBe(false);
    // Turned a quarter to the right, what was below is on the left.
    const { data } = await sharp(kept).raw().toBuffer({ resolveWithObject: true });
    const [left, right] = [data.subarray((30 * 40 + 3) * 3), data.subarray((30 * 40 + 36) * 3)];
    expect([left[2], right[0]].every((strong) => (strong ?? 0) > 200)).toBe(true);
  });

  test.each(['png', 'webp', 'gif', 'avif'] as const)('%s becomes JPEG, at most 2,560 pixels, white where nothing was', async (format) => {
    const sent = await sharp({ create: { width: 3000, height: 500, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
      .toFormat(format, { effort: format === 'avif' ? 0 : 1 })
      .toBuffer();
    const { value, kept } = await check(sent);
    expect(value?.media).toEqual({ type: 'image/jpeg', width: 2560, height: 427 });
    expect((await sharp(kept).stats()).channels[0]?.min).toBe(255);
  });

  test('the same photo is the same file', async () => {
    const sent = await sidewaysJpeg();
    expect((await check(sent)).kept.equals((await check(sent)).kept)).toBe(true);
  });
});

describe('recordings keep their length and lose the place', () => {
  test.each([
    ['MP4', movie(), 'video', { type: 'video/mp4', width: 640, height: 480, seconds: 5 }],
    ['MOV', movie({ brand: 'qt  ' }), 'video', { type: 'video/quicktime', width: 640, height: 480, seconds: 5 }],
    ['3GP with sound alone', movie({ brand: '3gp4', sound: true }), 'audio', { type: 'audio/3gpp', seconds: 5 }],
    ['a movie whose camera wrote its path', movie({ path: true }), 'video', { type: 'video/mp4', width: 640, height: 480, seconds: 5 }],
    ['MP4 in fragments', fragmentedMovie(), 'audio', { type: 'audio/mp4', seconds: 3 }],
    ['WebM', webm(), 'video', { type: 'video/webm', width: 640, height: 480, seconds: 2 }],
    ['WebM as browsers record it', webm({ live: true, video: false }), 'audio', { type: 'audio/webm', seconds: 1.5 }],
    ['Ogg with Opus', ogg(), 'audio', { type: 'audio/ogg', seconds: 3 }],
    ['Ogg with Vorbis', ogg('vorbis'), 'audio', { type: 'audio/ogg', seconds: 3 }],
  ])('%s', async (_what, sent, kind, media) => {
    expect(sent.includes(SECRET_PLACE)).toBe(true);
    const { value, kept } = await check(sent);
    expect(value).toEqual({ kind, media });
    expect(kept.length).toBe(sent.length);
    expect(kept.includes(SECRET_PLACE)).toBe(false);
    expect(kept.includes('+21.4')).toBe(false);
    // What was cleaned is still a whole file of its kind, and there is nothing more to clean.
    const again = await check(kept);
    expect(again.value).toEqual({ kind, media });
    expect(again.kept.equals(kept)).toBe(true);
  });

  test('pictures and sound stay where they were, times become zero', async () => {
    const sent = movie({ path: true });
    const { kept } = await check(sent);
    expect(kept.indexOf('picture and sound')).toBe(sent.indexOf('picture and sound'));
    expect(kept.indexOf('moov')).toBe(sent.indexOf('moov'));
    expect(kept.includes('camera path')).toBe(false);
    const times = Buffer.alloc(4);
    times.writeUInt32BE(3_800_000_000);
    expect([sent.includes(times), kept.includes(times)]).toEqual([true, false]);
  });

  test('the checksums of Ogg are right again', async () => {
    const { kept } = await check(ogg('vorbis'));
    const starts = [...kept.toString('latin1').matchAll(/OggS/g)].map(({ index }) => index);
    for (const [i, from] of starts.entries()) {
      const page = kept.subarray(from, starts[i + 1] ?? kept.length);
      expect(page.readUInt32LE(22)).toBe(pageChecksum(page));
    }
    expect(kept.includes('\x05vorbis setup')).toBe(true);
  });
});

test('documents stay as they are', async () => {
  const pdf = Buffer.from('%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n');
  expect(await check(pdf)).toMatchObject({ value: { kind: 'document', media: { type: 'application/pdf' } }, kept: pdf });
  expect((await check(docx())).value?.media.type).toContain('wordprocessingml');
});
