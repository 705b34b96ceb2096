import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FileDamaged, FileMissing, type FileStore, FileTooLarge, openFileStore, type StoredFile } from './index.ts';
import { credentials, type S3StandIn, startS3StandIn } from './s3-stand-in.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const limit = { maxBytes: 10_000_000 };

async function all(files: FileStore): Promise<StoredFile[]> {
  return Array.fromAsync(files.list());
}

async function read(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(stream));
}

let dir: string;
let standIn: S3StandIn;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'yenbai-files-'));
  standIn = await startS3StandIn();
});
afterAll(async () => {
  await standIn.close();
  await rm(dir, { recursive: true, force: true });
});

const stores = [
  {
    kind: 'disk',
    open: async () => openFileStore({ kind: 'disk', dir: await mkdtemp(join(dir, 'store-')) }),
    damage: async (files: FileStore, hash: string) => {
      for (const name of await readdir(dir, { recursive: true }))
        if (name.endsWith(`/${hash}`)) await writeFile(join(dir, name), 'something else');
      return files;
    },
  },
  {
    kind: 's3',
    open: async () => {
      standIn.objects.clear();
      return openFileStore({ kind: 's3', endpoint: standIn.endpoint, ...credentials });
    },
    damage: async (files: FileStore, hash: string) => {
      standIn.objects.set(`${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash}`, Buffer.from('something else'));
      return files;
    },
  },
];

describe.each(stores)('the $kind store', ({ open, damage }) => {
  let files: FileStore;
  beforeEach(async () => {
    files = await open();
  });

  it('names a file by the hash of its content and gives it back', async () => {
    const content = randomBytes(300_000);
    const stored = await files.put(content, limit);
    expect(stored).toEqual({ hash: sha256(content), size: 300_000 });
    expect(await files.has(stored.hash)).toBe(true);
    expect((await files.get(stored.hash)).equals(content)).toBe(true);
    expect((await read(await files.stream(stored.hash))).equals(content)).toBe(true);
    expect((await read(await files.stream(stored.hash, { verify: true }))).equals(content)).toBe(true);
    expect(await files.verify(stored.hash)).toBe(true);
  });

  it('takes a stream, an empty file, and the same content twice as one file', async () => {
    const parts = [randomBytes(70_000), randomBytes(1), randomBytes(90_000)];
    const stored = await files.put(
      (async function* () {
        yield* parts;
      })(),
      limit,
    );
    expect(stored.hash).toBe(sha256(Buffer.concat(parts)));
    expect(await files.put(Buffer.concat(parts), limit)).toEqual(stored);
    const empty = await files.put(new Uint8Array(), limit);
    expect((await files.get(empty.hash)).byteLength).toBe(0);
    expect(await all(files)).toHaveLength(2);
  });

  it('lists every file in the order of the hashes, over pages', async () => {
    const stored = await Promise.all(Array.from({ length: 11 }, (_, n) => files.put(Buffer.from(`file ${n}`), limit)));
    expect(await all(files)).toEqual(stored.toSorted((a, b) => (a.hash < b.hash ? -1 : 1)));
  });

  it('stops at the limit while the content is coming, and leaves nothing', async () => {
    let given = 0;
    const endless = (async function* () {
      for (;;) {
        given += 1000;
        yield randomBytes(1000);
      }
    })();
    await expect(files.put(endless, { maxBytes: 5000 })).rejects.toThrow(FileTooLarge);
    expect(given).toBe(6000);
    expect(await all(files)).toEqual([]);
    expect(await files.put(randomBytes(5000), { maxBytes: 5000 })).toMatchObject({ size: 5000 });
  });

  it('leaves nothing of content that breaks off', async () => {
    const broken = (async function* () {
      yield randomBytes(100_000);
      throw new Error('the sender went away');
    })();
    await expect(files.put(broken, limit)).rejects.toThrow('the sender went away');
    expect(await all(files)).toEqual([]);
  });

  it('notices changed content, and heals it when the content comes again', async () => {
    const content = randomBytes(1000);
    const { hash } = await files.put(content, limit);
    await damage(files, hash);
    expect(await files.verify(hash)).toBe(false);
    await expect(read(await files.stream(hash, { verify: true }))).rejects.toThrow(FileDamaged);
    await files.put(content, limit);
    expect(await files.verify(hash)).toBe(true);
  });

  it('removes a file, and says of a missing one that it is missing', async () => {
    const { hash } = await files.put(randomBytes(10), limit);
    await files.remove(hash);
    await files.remove(hash);
    expect(await files.has(hash)).toBe(false);
    expect(await files.verify(hash)).toBe(false);
    await expect(files.get(hash)).rejects.toThrow(FileMissing);
    await expect(files.stream(hash)).rejects.toThrow(FileMissing);
  });

  it.each(['../../etc/passwd', 'a'.repeat(63), 'A'.repeat(64), `${'a'.repeat(64)}/..`])(
    'takes no other name than a hash: %s',
    async (name) => {
      await expect((async () => files.get(name))()).rejects.toThrow(RangeError);
      await expect((async () => files.has(name))()).rejects.toThrow(RangeError);
      await expect((async () => files.remove(name))()).rejects.toThrow(RangeError);
    },
  );
});

describe('the disk store', () => {
  it('leaves nothing beside the files, and removes what a crash left', async () => {
    const own = join(dir, 'own');
    const files = await openFileStore({ kind: 'disk', dir: own });
    await files.put(randomBytes(10), limit);
    expect(await readdir(join(own, 'incoming'))).toEqual([]);
    await writeFile(join(own, 'incoming', 'fresh'), 'still coming in elsewhere');
    await writeFile(join(own, 'incoming', 'old'), 'left by a crash');
    await utimes(join(own, 'incoming', 'old'), 0, 0);
    await openFileStore({ kind: 'disk', dir: own });
    expect(await readdir(join(own, 'incoming'))).toEqual(['fresh']);
  });

  it('keeps files from other users of the machine', async () => {
    const own = join(dir, 'private');
    const files = await openFileStore({ kind: 'disk', dir: own });
    const { hash } = await files.put(randomBytes(10), limit);
    expect((await stat(join(own, hash.slice(0, 2), hash.slice(2, 4), hash))).mode & 0o077).toBe(0);
  });
});

describe('the s3 store', () => {
  it('tries again when the service is busy', async () => {
    const files = await openFileStore({ kind: 's3', endpoint: standIn.endpoint, ...credentials });
    standIn.failNext(2);
    const { hash } = await files.put(Buffer.from('again'), limit);
    expect(await files.verify(hash)).toBe(true);
  });

  it('says what the service answers to a wrong key, and leaves nothing', async () => {
    standIn.objects.clear();
    const files = await openFileStore({ kind: 's3', endpoint: standIn.endpoint, ...credentials, secretAccessKey: 'wrong' });
    await expect(files.put(Buffer.from('x'), limit)).rejects.toThrow('403 SignatureDoesNotMatch');
    expect(standIn.objects.size).toBe(0);
  });
});
