import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { access, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { receive, removeLeftovers, verifying } from './receive.ts';
import { checkHash, FileMissing, type FileStore } from './types.ts';

/** Files in `dir`, in two levels of folders by the first digits of the hash; what is coming in lies in `dir/incoming`. */
export async function openDiskStore(dir: string): Promise<FileStore> {
  const incoming = join(dir, 'incoming');
  await mkdir(incoming, { recursive: true });
  await removeLeftovers(incoming);
  const pathOf = (hash: string) => join(dir, checkHash(hash).slice(0, 2), hash.slice(2, 4), hash);

  async function openOrMiss(hash: string): Promise<Readable> {
    const handle = await open(pathOf(hash), 'r').catch((error: unknown) => {
      throw isMissing(error) ? new FileMissing(hash) : error;
    });
    return handle.createReadStream();
  }

  return {
    put: (bytes, { maxBytes }) =>
      receive(incoming, bytes, maxBytes, async (path, file) => {
        const target = pathOf(file.hash);
        await mkdir(dirname(target), { recursive: true });
        // Over a file of the same name on purpose: the content is the same, and a damaged one is healed.
        await rename(path, target);
        await syncFolders(dirname(target), dir);
        return file;
      }),
    get: (hash) =>
      readFile(pathOf(hash)).catch((error: unknown) => {
        throw isMissing(error) ? new FileMissing(hash) : error;
      }),
    async stream(hash, { verify = false } = {}) {
      const content = await openOrMiss(hash);
      if (!verify) return content;
      const checked = verifying(hash);
      // A failure reaches the reader as an error of the checked stream.
      pipeline(content, checked).catch(() => {});
      return checked;
    },
    has: (hash) =>
      access(pathOf(hash), constants.R_OK).then(
        () => true,
        () => false,
      ),
    async *list() {
      for (const first of await folders(dir)) {
        for (const second of await folders(join(dir, first))) {
          for (const hash of (await readdir(join(dir, first, second))).toSorted()) {
            if (/^[0-9a-f]{64}$/.test(hash)) yield { hash, size: (await stat(pathOf(hash))).size };
          }
        }
      }
    },
    async verify(hash) {
      const found = createHash('sha256');
      try {
        for await (const part of createReadStream(pathOf(hash))) found.update(part as Buffer);
      } catch (error) {
        if (isMissing(error)) return false;
        throw error;
      }
      return found.digest('hex') === hash;
    },
    remove: (hash) => rm(pathOf(hash), { force: true }),
  };
}

async function folders(dir: string): Promise<string[]> {
  const names = await readdir(dir).catch(() => []);
  return names.filter((name) => /^[0-9a-f]{2}$/.test(name)).toSorted();
}

/** A new name in a folder survives a power cut only once the folder itself is on the disk. */
async function syncFolders(from: string, upTo: string): Promise<void> {
  for (let dir = from; ; dir = dirname(dir)) {
    const handle = await open(dir, 'r').catch(() => null);
    // Windows can't open folders; there a rename is as safe as it gets.
    await handle?.sync().catch(() => {});
    await handle?.close();
    if (dir === upTo || dirname(dir) === dir) return;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
