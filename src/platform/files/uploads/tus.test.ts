import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestApp } from '../../../../test/support/app.ts';
import { clearUploads } from './clear.ts';
import { bombPng, movie, SECRET_PLACE, sidewaysJpeg } from './content/content.fixture.ts';
import { photos, sha256, startDoors, uploader } from './door.fixture.ts';
import { takeUploads } from './index.ts';
import { countPieces, type Piece, planPiece } from './store.ts';

let app: TestApp;
let photo: Buffer;
/** Large enough for several pieces. */
let large: Buffer;
beforeAll(async () => {
  app = await startDoors();
  photo = await sidewaysJpeg();
  large = await sharp({
    create: { width: 900, height: 900, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 60 } },
  })
    .png({ compressionLevel: 0 })
    .toBuffer();
});
afterAll(() => app.close());

const never = new AbortController().signal;
const stored = async () => (await Array.fromAsync(app.context.files.list())).map(({ hash }) => hash);
const pieces = async (id: string) =>
  (
    await sql<{ n: number }>`select count(*)::int as n from platform.upload_piece where upload_id = ${id}::uuid`.execute(
      app.context.db.rows(),
    )
  ).rows[0]?.n;

/** Sessions that wait for a row of an upload. */
const waiting = async () =>
  (
    await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like '%platform.upload %'`.execute(app.context.db.rows())
  ).rows[0]?.n ?? 0;

async function until(is: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if (await is()) return;
    await sleep(30);
  }
  throw new Error('it never came to be');
}

describe('what is refused, and how', () => {
  test.each([
    ['0 bytes', 0, {}, 422, 'files.empty'],
    ['more than anything taken', 3_000_001, {}, 413, 'files.too-large'],
    ['an unknown purpose', 10, { purpose: 'made-up' }, 400, 'files.purpose'],
  ])('%s', async (_what, length, said, status, code) => {
    const answer = await uploader(app).create(length, said);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json; charset=utf-8']);
    const problem = await answer.json();
    expect(problem.type).toBe(`urn:yenbai-s:${code}`);
    expect(problem.title.length * problem.detail.length).toBeGreaterThan(0);
  });

  test('a script that is called a photo, with its first bytes', async () => {
    const script = Buffer.from(`<script>${'x'.repeat(500)}</script>`);
    const client = uploader(app);
    const id = await client.open(script.length);
    const answer = await client.patch(id, 0, script);
    expect([answer.status, (await answer.json()).type]).toEqual([422, 'urn:yenbai-s:files.kind']);
    expect(await client.state(id)).toMatchObject({ state: 'refused', kind: null, refusal: { code: 'files.kind' } });
    expect((await client.patch(id, 0, photo)).status).toBe(422);
    expect(await pieces(id)).toBe(0);
  });

  test('a bomb, seen when it is whole; nothing of it is left', async () => {
    const before = await stored();
    const client = uploader(app);
    const id = await client.open(bombPng().length);
    const answer = await client.patch(id, 0, bombPng());
    expect([answer.status, (await answer.json()).type]).toEqual([422, 'urn:yenbai-s:files.bomb']);
    expect(await client.state(id)).toMatchObject({ state: 'refused', sentHash: sha256(bombPng()) });
    expect(await stored()).toEqual(before);
  });

  test('without the protocol, without a length, with another type, at another place, with too much', async () => {
    const client = uploader(app);
    const id = await client.open(100);
    expect((await client.ask('POST', client.url('').slice(0, -1), { 'tus-resumable': '0.2' })).status).toBe(412);
    expect((await client.ask('POST', client.url('').slice(0, -1))).status).toBe(400);
    expect(
      (await client.ask('PATCH', client.url(id), { 'upload-offset': '0', 'content-type': 'application/json' }, Buffer.from('{}'))).status,
    ).toBe(415);
    expect((await client.patch(id, 7, Buffer.alloc(10))).status).toBe(409);
    expect((await client.patch(id, 0, Buffer.alloc(101))).status).toBe(413);
    expect((await client.patch('not-an-id', 0, Buffer.alloc(1))).status).toBe(404);
    expect(await client.offset(id)).toBe(0);
  });

  test('from the page of another site', async () => {
    const client = uploader(app);
    const id = await client.open(100);
    for (const foreign of [{ origin: 'https://elsewhere.example' }, { 'sec-fetch-site': 'cross-site' }] as Record<string, string>[]) {
      expect((await client.patch(id, 0, Buffer.alloc(10), foreign)).status).toBe(403);
      expect((await client.create(100, {}, foreign)).status).toBe(403);
      expect((await client.ask('DELETE', client.url(id), foreign)).status).toBe(403);
    }
    const asked = await fetch(client.url(id), {
      method: 'OPTIONS',
      headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'PATCH' },
    });
    expect(asked.headers.get('access-control-allow-origin')).toBeNull();
    expect(await client.offset(id)).toBe(0);
  });

  test('a foreign owner sees nothing of it', async () => {
    const owner = uploader(app);
    const id = await owner.open(photo.length);
    for (const other of [uploader(app), uploader(app, await app.signedIn('citizen')), uploader(app, `reports_ticket=${'x'.repeat(22)}`)]) {
      expect((await other.head(id)).status).toBe(404);
      expect((await other.patch(id, 0, photo)).status).toBe(404);
      expect((await other.drop(id)).status).toBe(404);
      expect((await other.state(id)).type).toBe('urn:yenbai-s:files.gone');
    }
    expect((await owner.patch(id, 0, photo)).status).toBe(204);
  });

  test('who signs in in between still has what the browser sent before', async () => {
    const before = uploader(app);
    const id = await before.open(photo.length);
    const after = uploader(app, `${before.cookie}; ${await app.signedIn('citizen')}`);
    expect((await after.patch(id, 0, photo)).status).toBe(204);
    const own = await after.open(10);
    expect([await after.offset(own), await before.offset(own)]).toEqual([0, -1]);
  });

  test('more open uploads than the purpose allows, also when they come at once', async () => {
    const client = uploader(app);
    await client.open(10);
    const answers = await Promise.all(Array.from({ length: 9 }, () => client.create(10)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array(5).fill(201), ...Array(4).fill(429)]);
    const many = uploader(app);
    for (const expected of [201, 201, 201, 201, 429]) expect((await many.create(2_900_000)).status).toBe(expected);
  });
});

describe('sending', () => {
  test('abilities', async () => {
    const { status, headers } = await fetch(`${app.address}/api/v1/uploads`, { method: 'OPTIONS' });
    expect([status, headers.get('tus-version'), headers.get('tus-checksum-algorithm')]).toEqual([204, '1.0.0', 'sha256,sha1']);
    expect(headers.get('tus-extension')?.split(',')).toEqual(['creation', 'creation-with-upload', 'checksum', 'expiration', 'termination']);
  });

  test('a photo in one go, and the sender knows it by its hash', async () => {
    const client = uploader(app);
    const made = await client.create(
      photo.length,
      { filename: 'Đường hỏng.jpg' },
      { 'content-type': 'application/offset+octet-stream' },
      photo,
    );
    expect([made.status, made.headers.get('upload-offset'), made.headers.get('upload-expires')]).toEqual([
      201,
      String(photo.length),
      'Wed, 25 Nov 2026 03:00:00 GMT',
    ]);
    const state = await (await client.ask('GET', `${app.address}${made.headers.get('location')}`)).json();
    expect(state).toMatchObject({
      state: 'ready',
      name: 'Đường hỏng.jpg',
      sentHash: sha256(photo),
      kind: 'image',
      media: { type: 'image/jpeg', width: 40, height: 60 },
      refusal: null,
    });
    expect(await pieces(state.id)).toBe(0);
  });

  test('what was sent twice is kept once, and each has its own upload', async () => {
    const client = uploader(app);
    const [first, second] = [await client.whole(photo), await client.whole(photo)];
    const before = await stored();
    const kept = await sql<{
      kept_hash: string;
    }>`select distinct kept_hash from platform.upload where id in (${first}::uuid, ${second}::uuid)`.execute(app.context.db.rows());
    expect(kept.rows.length).toBe(1);
    // One goes, the file stays for the other.
    expect((await client.drop(first)).status).toBe(204);
    expect(await stored()).toEqual(before);
    expect(await client.state(second)).toMatchObject({ state: 'ready' });
  });

  test('the line is cut in the middle: what came stays, and another program goes on', async () => {
    const client = uploader(app);
    const id = await client.open(large.length, { sha256: sha256(large) });
    const sent = 700_000;
    const { request, answer } = client.slow(id, 0, large.length);
    request.write(large.subarray(0, sent));
    await until(async () => (await client.offset(id)) >= 512 * 1024);
    await sleep(200);
    request.destroy();
    expect(await answer).toBeNull();
    await until(async () => (await client.offset(id)) === sent);

    const other = await startDoorsOnSame();
    try {
      const again = uploader(other, client.cookie);
      expect(await again.offset(id)).toBe(sent);
      expect((await again.patch(id, sent, large.subarray(sent))).status).toBe(204);
      expect(await again.state(id)).toMatchObject({ state: 'ready', sentHash: sha256(large), media: { width: 900 } });
    } finally {
      await other.close();
    }
  });

  test('a silent line: what came is put away while the request still hangs, and the hanging one loses', async () => {
    const client = uploader(app);
    const id = await client.open(photo.length);
    const { request, answer } = client.slow(id, 0, photo.length);
    request.write(photo.subarray(0, 100));
    await until(async () => (await client.offset(id)) === 100);
    expect((await client.patch(id, 100, photo.subarray(100))).status).toBe(204);
    request.end(photo.subarray(100));
    expect((await answer)?.statusCode).toBe(409);
    expect(await client.state(id)).toMatchObject({ state: 'ready', sentHash: sha256(photo) });
  });

  test('two at once at the same place: one wins, the file is whole', async () => {
    const client = uploader(app);
    const id = await client.open(large.length);
    const answers = await Promise.all([1, 2, 3].map(() => client.patch(id, 0, large)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 409, 409]);
    expect(await client.state(id)).toMatchObject({ state: 'ready', sentHash: sha256(large) });
    expect(await pieces(id)).toBe(0);
  });

  test('a piece whose place is just taken over does not count', async () => {
    const { db } = app.context;
    const id = await uploader(app).open(large.length);
    const [first, second] = ['1', '2'].map((digit): Piece => ({ at: 0, bytes: 1000, hash: digit.repeat(64) }));
    if (!first || !second) throw new Error('Two pieces are needed');
    await db.transaction((tx) => planPiece(tx, id, first));
    const counting = await db.transaction(async (tx) => {
      await planPiece(tx, id, second);
      const counted = db.transaction((other) => countPieces(other, id, [first]));
      await until(async () => (await waiting()) > 0);
      return { counted };
    });
    expect(await counting.counted).toBeNull();
    expect(await db.transaction((tx) => countPieces(tx, id, [second]))).toBe(1000);
  });

  test('a wrong checksum: nothing of that part stays; a right one counts', async () => {
    const before = await stored();
    const client = uploader(app);
    const id = await client.open(large.length);
    const checksum = (bytes: Uint8Array, algorithm = 'sha256') => ({
      'upload-checksum': `${algorithm} ${createHash(algorithm).update(bytes).digest('base64')}`,
    });
    const part = large.subarray(0, 1_000_000);
    const wrong = await client.patch(id, 0, part, checksum(photo));
    expect([wrong.status, (await wrong.json()).type]).toEqual([460, 'urn:yenbai-s:files.checksum']);
    expect([await client.offset(id), await pieces(id)]).toEqual([0, 0]);
    expect(await stored()).toEqual(before);
    expect((await client.patch(id, 0, part, checksum(part, 'md5'))).status).toBe(400);
    expect((await client.patch(id, 0, part, checksum(part))).status).toBe(204);
    expect((await client.patch(id, part.length, large.subarray(part.length), checksum(large.subarray(part.length), 'sha1'))).status).toBe(
      204,
    );
    expect(await client.state(id)).toMatchObject({ state: 'ready', sentHash: sha256(large) });
  });

  test('a part with a checksum that is cut off does not count', async () => {
    const client = uploader(app);
    const id = await client.open(large.length);
    const { request, answer } = client.slow(id, 0, large.length, {
      'upload-checksum': `sha256 ${createHash('sha256').update(large).digest('base64')}`,
    });
    request.write(large.subarray(0, 800_000));
    await until(async () => (await pieces(id)) === 1);
    request.destroy();
    await answer;
    await until(async () => (await pieces(id)) === 0);
    expect(await client.offset(id)).toBe(0);
  });

  test('the whole differs from what the sender announced', async () => {
    const client = uploader(app);
    const id = await client.open(photo.length, { sha256: sha256(large) });
    expect((await client.patch(id, 0, photo)).status).toBe(422);
    expect(await client.state(id)).toMatchObject({ state: 'refused', refusal: { code: 'files.lost' } });
  });

  test('ended by the sender; clients that know no PATCH', async () => {
    const client = uploader(app);
    const before = await stored();
    const id = await client.open(photo.length);
    const over = { 'x-http-method-override': 'PATCH', 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' };
    expect((await client.ask('POST', client.url(id), over, photo.subarray(0, 90))).status).toBe(204);
    expect(await client.offset(id)).toBe(90);
    expect((await client.drop(id)).status).toBe(204);
    expect((await client.head(id)).status).toBe(404);
    expect(await stored()).toEqual(before);
  });
});

describe('time', () => {
  test('what nobody takes goes, with its files; what a form took stays; what is half judged is judged', async () => {
    const client = uploader(app);
    const [taken, left, half] = [await client.whole(photo), await client.whole(movie()), await client.open(photo.length)];
    await client.patch(half, 0, photo.subarray(0, 500));
    const owner =
      (await sql<{ owner: string }>`select owner from platform.upload where id = ${taken}::uuid`.execute(app.context.db.rows())).rows[0]
        ?.owner ?? '';
    expect((await app.context.db.transaction((tx) => takeUploads(tx, owner, [taken], photos.name))).ok).toBe(true);
    app.database.clock.advance({ hours: 71 });
    await clearUploads(app.context, never);
    expect(await client.offset(half)).toBe(500);
    app.database.clock.advance({ hours: 2 });
    for (const gone of [left, half]) expect((await client.head(gone)).status).toBe(404);
    expect((await client.patch(half, 500, photo.subarray(500))).status).toBe(404);
    await clearUploads(app.context, never);
    await clearUploads(app.context, never);
    const rows = await sql<{
      id: string;
    }>`select id from platform.upload where id in (${taken}::uuid, ${left}::uuid, ${half}::uuid)`.execute(app.context.db.rows());
    expect(rows.rows).toEqual([{ id: taken }]);
    expect(await pieces(half)).toBe(0);
    const files = await stored();
    expect(await client.state(taken)).toMatchObject({ state: 'taken', expiresAt: null });
    for (const hash of files) expect((await app.context.files.get(hash)).includes(SECRET_PLACE)).toBe(false);
  });

  test('a program that stopped between the last byte and the judgement', async () => {
    const client = uploader(app);
    const id = await client.open(photo.length);
    await client.patch(id, 0, photo.subarray(0, photo.length - 1));
    const { request } = client.slow(id, photo.length - 1, 2);
    request.on('error', () => {});
    request.write(photo.subarray(-1));
    await sql`update platform.upload set state = state where id = ${id}::uuid`.execute(app.context.db.rows());
    request.destroy();
    const salted = Buffer.concat([randomBytes(32), photo.subarray(-1)]);
    const { hash } = await app.context.files.put(salted, { maxBytes: 100 });
    await sql`insert into platform.upload_piece values (${id}::uuid, ${photo.length - 1}, 1, ${hash})
      on conflict (upload_id, at_byte) do update set file_hash = excluded.file_hash`.execute(app.context.db.rows());
    await sql`update platform.upload set state = 'checking', received_bytes = declared_bytes where id = ${id}::uuid`.execute(
      app.context.db.rows(),
    );
    app.database.clock.advance({ minutes: 3 });
    await clearUploads(app.context, never);
    const rows = await sql<{
      state: string;
      sent_hash: string;
    }>`select state, sent_hash from platform.upload where id = ${id}::uuid`.execute(app.context.db.rows());
    expect(rows.rows).toEqual([{ state: 'ready', sent_hash: sha256(photo) }]);
  });
});

/** A second program on the same database and files: a new context, nothing in memory shared. */
async function startDoorsOnSame(): Promise<Pick<TestApp, 'address' | 'close'>> {
  const { createWeb } = await import('../../http/index.ts');
  const { assetsDir } = await import('../../../../test/support/app.ts');
  const { nobodyKnown } = await import('../../http/nobody.fixture.ts');
  const { app: web } = await createWeb({ ...app.context }, nobodyKnown, assetsDir);
  const address = await web.listen({ port: 0, host: 'localhost' });
  return { address, close: async () => void (await web.close()) };
}
