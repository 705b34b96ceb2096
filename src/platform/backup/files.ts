import { createHash } from 'node:crypto';
import type { FileStore } from '../files/index.ts';
import { ArchiveRefused, type Manifest } from './format.ts';

/** Puts one file of the archive into the store, if it is what its name says; true when it was not there before. */
export async function storeFile(files: FileStore, part: { hash: string; size: number }, content: AsyncIterable<Buffer>): Promise<boolean> {
  const there = await files.has(part.hash);
  const stored = await files.put(content, { maxBytes: part.size });
  if (stored.hash === part.hash) return !there;
  await files.remove(stored.hash);
  throw new ArchiveRefused(`the file ${part.hash} in the archive is damaged`);
}

/** Sums up names and sizes of the files in their order. */
export function fileDigest(): {
  add(file: { hash: string; size: number }): void;
  compare(expected: Manifest['files']): void;
  sums(): Manifest['files'];
} {
  const names = createHash('sha256');
  let count = 0;
  let bytes = 0;
  const sums = () => ({ count, bytes, sha256: names.copy().digest('hex') });
  return {
    add({ hash, size }) {
      names.update(`${hash} ${size}\n`);
      count += 1;
      bytes += size;
    },
    sums,
    compare(expected) {
      const found = sums();
      if (found.count !== expected.count || found.sha256 !== expected.sha256) {
        throw new ArchiveRefused(`the archive should hold ${expected.count} files, it holds ${found.count} or others`);
      }
    },
  };
}
