import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { FileDamaged, FileTooLarge, type StoredFile } from './types.ts';

const dayInMs = 86_400_000;

/**
 * Takes the content into a file of its own in `dir`, safely on the disk, and hands it over with its hash and size.
 * Whatever happens, the file is gone afterwards unless `use` moved it away.
 */
export async function receive<T>(
  dir: string,
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  maxBytes: number,
  use: (path: string, file: StoredFile) => Promise<T>,
): Promise<T> {
  await mkdir(dir, { recursive: true });
  const path = join(dir, randomUUID());
  try {
    const hash = createHash('sha256');
    let size = 0;
    const handle = await open(path, 'wx', 0o600);
    try {
      for await (const part of bytes instanceof Uint8Array ? [bytes] : bytes) {
        size += part.byteLength;
        if (size > maxBytes) throw new FileTooLarge(maxBytes);
        hash.update(part);
        await handle.writeFile(part);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    return await use(path, { hash: hash.digest('hex'), size });
  } finally {
    await rm(path, { force: true });
  }
}

/** Removes what a crash left in `dir` more than a day ago. */
export async function removeLeftovers(dir: string): Promise<void> {
  for (const name of await readdir(dir).catch(() => [])) {
    const path = join(dir, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (mtimeMs + dayInMs < performance.timeOrigin + performance.now()) await rm(path, { force: true });
  }
}

/** Passes the content on and fails at its end when it is not what the hash says. */
export function verifying(hash: string): Transform {
  const found = createHash('sha256');
  return new Transform({
    transform(part: Buffer, _encoding, done) {
      found.update(part);
      done(null, part);
    },
    flush(done) {
      done(found.digest('hex') === hash ? null : new FileDamaged(hash));
    },
  });
}
