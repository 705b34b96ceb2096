import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestApp } from '../../../../test/support/app.ts';
import { type Visitor, visit } from '../../../../test/support/visitor.ts';
import { clearUploads } from './clear.ts';
import { bombPng, docx, movie, SECRET_PLACE, sidewaysJpeg } from './content/content.fixture.ts';
import { photos, sha256, startDoors, uploader } from './door.fixture.ts';
import { dropUpload, previewOf, registerFileKeeper, releaseUploads, stagedOf, takeUploads, uploadRefusalText } from './index.ts';

let app: TestApp;
let photo: Buffer;
beforeAll(async () => {
  app = await startDoors({ UPLOAD_LIMIT_MB: '1' });
  photo = await sidewaysJpeg();
});
afterAll(() => app.close());

const never = new AbortController().signal;
/** The stored files once nothing comes or goes any more: what a form brought is removed behind its answer. */
async function stored(): Promise<readonly string[]> {
  let last = '';
  // On a busy machine a removal may come some tenths of a second behind its answer.
  for (let same = 0; ; ) {
    const hashes = await Array.fromAsync(app.context.files.list()).then(
      (files) => files.map(({ hash }) => hash),
      () => [],
    );
    same = hashes.join() === last ? same + 1 : 0;
    if (same === 6) return hashes;
    last = hashes.join();
    await sleep(100);
  }
}
const ownerOf = async (id: string) =>
  (await sql<{ owner: string }>`select owner from platform.upload where id = ${id}::uuid`.execute(app.context.db.rows())).rows[0]?.owner ??
  '';

async function send(
  visitor: Visitor,
  files: readonly (readonly [string, string, Uint8Array])[],
  fields: readonly (readonly [string, string])[] = [],
) {
  await visitor.get('/test/form');
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  for (const [field, name, bytes] of files) form.append(field, new Blob([new Uint8Array(bytes)]), name);
  const answer = await visitor.post('/test/form', form);
  return { status: answer.status, ...JSON.parse(answer.text) };
}

describe('a form without script', () => {
  test('several photos under one name; a bad one is named and loses neither the others nor the text', async () => {
    const visitor = visit(app);
    const before = await stored();
    const sent = await send(
      visitor,
      [
        ['photo', 'một.jpg', photo],
        ['photo', 'hai.jpg', Buffer.from('<script>')],
        ['photo', 'ba.jpg', new Uint8Array()],
        ['photo', 'bốn.png', bombPng()],
        ['photo', 'to.mp4', Buffer.alloc(1_100_000, 'x')],
        ['photo', 'năm.mp4', movie()],
        ['other', 'khác.jpg', photo],
      ],
      [
        ['words', 'Cầu gãy'],
        ['kept', 'a'],
        ['kept', 'b'],
      ],
    );
    expect(sent.status).toBe(200);
    expect(sent.ready.map(({ name, kind, state, sentHash }: { [key: string]: string }) => [name, kind, state, sentHash])).toEqual([
      ['một.jpg', 'image', 'ready', sha256(photo)],
      ['năm.mp4', 'video', 'ready', sha256(movie())],
    ]);
    expect(sent.refused.map(({ name, refusal }: { name: string; refusal: { code: string } }) => [name, refusal.code])).toEqual([
      ['hai.jpg', 'files.kind'],
      ['ba.jpg', 'files.empty'],
      ['bốn.png', 'files.bomb'],
      ['to.mp4', 'files.too-large'],
    ]);
    expect(sent.body).toMatchObject({ words: 'Cầu gãy', kept: ['a', 'b'] });
    // What was sent, with the place in it, is gone with the answer; two cleaned files stay.
    const files = (await stored()).filter((hash) => !before.includes(hash));
    expect(files.length).toBe(2);
    for (const hash of files) expect((await app.context.files.get(hash)).includes(SECRET_PLACE)).toBe(false);
  });

  test('more files than a form may have: those that are too many are named', async () => {
    const files = Array.from({ length: 13 }, (_, n) => ['photo', `${n}.jpg`, Buffer.concat([photo, Buffer.alloc(n)])] as const);
    const { ready, refused } = await send(visit(app), files);
    expect([ready.length, refused.length]).toEqual([photos.mostOpen, 13 - photos.mostOpen]);
    expect(new Set(refused.map(({ refusal }: { refusal: { code: string } }) => refusal.code))).toEqual(new Set(['files.too-many']));
  });

  test('a form that is refused for its token leaves no file behind', async () => {
    const before = await stored();
    const form = new FormData();
    form.append('photo', new Blob([new Uint8Array(photo)]), 'x.jpg');
    const answer = await fetch(`${app.address}/test/form`, { method: 'POST', body: form, headers: { origin: app.address } });
    expect(answer.status).toBe(403);
    expect(await stored()).toEqual(before);
  });

  test('forms that keep what they are sent have several files under one name too', async () => {
    const visitor = visit(app);
    await visitor.get('/test/form');
    const form = new FormData();
    for (const name of ['a.csv', 'b.csv']) form.append('file', new Blob(['x']), name);
    expect(JSON.parse((await visitor.post('/test/plain', form)).text)).toEqual([
      ['file', 'a.csv'],
      ['file#2', 'b.csv'],
    ]);
  });

  test('both doors are one: what the form brought is found by the uploader of the same browser', async () => {
    const visitor = visit(app);
    const { ready } = await send(visitor, [['photo', 'x.jpg', photo]]);
    const client = uploader(app, [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    expect(await client.state(ready[0].id)).toMatchObject({ state: 'ready', sentHash: sha256(photo) });
  });
});

describe('taking', () => {
  const take = (owner: string | readonly string[], ids: readonly string[], purpose: string = photos.name) =>
    app.context.db.transaction((tx) => takeUploads(tx, owner, ids, purpose));
  const code = async (outcome: ReturnType<typeof take>) => {
    const found = await outcome;
    return found.ok ? null : found.refusal.code;
  };

  test('what is not good is refused by its name, and then nothing is taken', async () => {
    const client = uploader(app);
    const [good, bad, open] = [
      await client.whole(photo),
      await client.whole(Buffer.from('<script>')),
      await client.open(100, { filename: 'nửa.jpg' }),
    ];
    const owner = await ownerOf(good);
    expect(await code(take('somebody', [good]))).toBe('files.gone');
    expect(await code(take(owner, ['not an id']))).toBe('files.gone');
    expect(await code(take(owner, [good], 'test-other'))).toBe('files.purpose');
    expect(await take(owner, [good, open])).toEqual({ ok: false, refusal: { code: 'files.unfinished', params: { name: 'nửa.jpg' } } });
    const both = await take(owner, [bad, open, good]);
    expect(both).toMatchObject({
      ok: false,
      refusal: { code: 'files.kind', details: [{ code: 'files.kind' }, { code: 'files.unfinished' }] },
    });
    expect(await stagedOf(app.context.db, owner, [open, good, bad])).toMatchObject([
      { id: open, state: 'receiving', keptHash: null },
      { id: good, state: 'ready', kind: 'image' },
      { id: bad, state: 'refused', refusal: { code: 'files.kind', params: { kinds: 'image video audio document' } } },
    ]);
  });

  test('once, also when two try at the same time; in the order asked for', async () => {
    const client = uploader(app);
    const [a, b] = [await client.whole(photo), await client.whole(movie())];
    const owner = await ownerOf(a);
    const outcomes = await Promise.all([take(owner, [b, a, b.toUpperCase()]), take(['other', owner], [a, b])]);
    expect(outcomes.filter(({ ok }) => ok).length).toBe(1);
    const [won] = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
    expect(new Set(won?.map(({ id }) => id))).toEqual(new Set([a, b]));
    expect(won?.every(({ state, keptHash }) => state === 'taken' && keptHash.length === 64)).toBe(true);
    expect(await code(take(owner, [a]))).toBe('files.taken');
    expect(await app.context.db.transaction((tx) => dropUpload(tx, owner, a))).toBe(false);
  });

  test('a transaction that fails takes nothing', async () => {
    const client = uploader(app);
    const id = await client.whole(photo);
    const owner = await ownerOf(id);
    const failing = app.context.db.transaction(async (tx) => {
      await takeUploads(tx, owner, [id], photos.name);
      throw new Error('the form failed');
    });
    await expect(failing).rejects.toThrow('the form failed');
    expect(await stagedOf(app.context.db, owner, [id])).toMatchObject([{ state: 'ready' }]);
  });

  test('put away, and given back: not seen any more, and the files go unless something else keeps them', async () => {
    const client = uploader(app);
    const [mine, other] = [
      Buffer.concat([movie(), Buffer.from([0, 0, 0, 9]), Buffer.from('free1')]),
      Buffer.concat([movie(), Buffer.from([0, 0, 0, 8]), Buffer.from('free')]),
    ];
    const [kept, gone] = [await client.whole(mine), await client.whole(other)];
    const owner = await ownerOf(kept);
    const staged = await take(owner, [kept, gone]);
    const hashes = staged.ok ? staged.value.map(({ keptHash }) => keptHash) : [];
    registerFileKeeper('test', async (_reader, hash) => hash === hashes[0]);
    expect(await app.context.db.transaction((tx) => releaseUploads(tx, [kept, gone]))).toBe(2);
    expect(await stagedOf(app.context.db, owner, [kept, gone])).toEqual([]);
    await clearUploads(app.context, never);
    expect(await Promise.all(hashes.map((hash) => app.context.files.has(hash)))).toEqual([true, false]);
  });
});

describe('out again', () => {
  test('a photo: its type, nothing guessed, nothing run, no cache unless asked for', async () => {
    const client = uploader(app);
    const id = await client.whole(photo);
    const [staged] = await stagedOf(app.context.db, await ownerOf(id), [id]);
    const answer = await fetch(`${app.address}/test/files/${staged?.keptHash}`);
    const headers = ['content-type', 'x-content-type-options', 'content-security-policy', 'cache-control', 'accept-ranges'].map((name) =>
      answer.headers.get(name),
    );
    expect(headers).toEqual(['image/jpeg', 'nosniff', "default-src 'none'; frame-ancestors 'none'; sandbox", 'private, no-store', null]);
    expect(answer.headers.get('content-disposition')).toBe(
      `inline; filename="Duong sat _lo_.jpg"; filename*=UTF-8''${encodeURIComponent('Đường sạt _lở_.jpg')}`,
    );
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(300);
    const small = await previewOf(app.context, { kind: 'image', keptHash: staged?.keptHash ?? '' }, 20);
    expect(small?.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
    expect(await previewOf(app.context, { kind: 'image', keptHash: '0'.repeat(64) }, 20)).toBeNull();
  });

  test('what may be kept is asked for again by its mark', async () => {
    const client = uploader(app);
    const id = await client.whole(photo);
    const [staged] = await stagedOf(app.context.db, await ownerOf(id), [id]);
    const url = `${app.address}/test/files/${staged?.keptHash}?cache=public,max-age=60`;
    const etag = (await fetch(url)).headers.get('etag') ?? '';
    const again = await fetch(url, { headers: { 'if-none-match': etag } });
    expect([again.status, again.headers.get('cache-control'), (await again.arrayBuffer()).byteLength]).toEqual([
      304,
      'public,max-age=60',
      0,
    ]);
  });

  test('a recording in parts', async () => {
    const client = uploader(app);
    const id = await client.whole(movie());
    const [staged] = await stagedOf(app.context.db, await ownerOf(id), [id]);
    const url = `${app.address}/test/files/${staged?.keptHash}?kind=video`;
    const whole = Buffer.from(await (await fetch(url)).arrayBuffer());
    expect(whole.length).toBe(movie().length);
    const ask = async (range: string) => {
      const answer = await fetch(url, { headers: { range } });
      return [answer.status, answer.headers.get('content-range'), Buffer.from(await answer.arrayBuffer()).equals(cut(range, whole))];
    };
    const size = whole.length;
    expect(await ask('bytes=10-29')).toEqual([206, `bytes 10-29/${size}`, true]);
    expect(await ask('bytes=100-')).toEqual([206, `bytes 100-${size - 1}/${size}`, true]);
    expect(await ask('bytes=-5')).toEqual([206, `bytes ${size - 5}-${size - 1}/${size}`, true]);
    expect((await ask(`bytes=${size}-`)).slice(0, 2)).toEqual([416, `bytes */${size}`]);
    expect((await ask('bytes=1-2,5-6'))[0]).toBe(200);
  });

  test('what came another way is sent as what it is; what is no file of its kind is only saved', async () => {
    const { files } = app.context;
    const cleaned = await sharp(photo).jpeg().toBuffer();
    const page = Buffer.from('<script>alert(1)</script>');
    const ask = async (bytes: Buffer) => {
      const { hash } = await files.put(bytes, { maxBytes: bytes.length });
      const answer = await fetch(`${app.address}/test/files/${hash}`);
      const how = answer.headers.get('content-disposition')?.split(';')[0];
      return [answer.headers.get('content-type'), how, Buffer.from(await answer.arrayBuffer()).equals(bytes)];
    };
    expect(await ask(cleaned)).toEqual(['image/jpeg', 'inline', true]);
    expect(await ask(page)).toEqual(['application/octet-stream', 'attachment', true]);
  });

  test('documents are always saved; what is gone or not ours is not found', async () => {
    const client = uploader(app);
    const id = await client.whole(docx());
    const [staged] = await stagedOf(app.context.db, await ownerOf(id), [id]);
    const answer = await fetch(`${app.address}/test/files/${staged?.keptHash}?kind=document`);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="Duong sat _lo_\.docx"/);
    expect((await fetch(`${app.address}/test/files/${'0'.repeat(64)}`)).status).toBe(404);
    await app.context.files.remove(staged?.keptHash ?? '');
    expect((await fetch(`${app.address}/test/files/${staged?.keptHash}`)).status).toBe(404);
  });
});

test('every refusal has words that say what is left and what to do, in both languages', () => {
  const refusal = { code: 'files.kind', params: { kinds: 'image video', name: 'một.jpg' } } as const;
  expect(uploadRefusalText(refusal, 'vi')?.title).toMatch(/^một\.jpg: /);
  expect(uploadRefusalText(refusal, 'vi')?.advice).toContain('ảnh, video.');
  expect(uploadRefusalText(refusal, 'en')?.advice).toContain('photos, videos.');
  expect(uploadRefusalText({ code: 'reports.other' }, 'vi')).toBeNull();
});

function cut(range: string, whole: Buffer): Buffer {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  if (first === '') return whole.subarray(-Number(last));
  return whole.subarray(Number(first), last === '' ? whole.length : Number(last) + 1);
}
