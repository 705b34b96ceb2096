/**
 * Files that will be removed again. The store has each content once, so removing what somebody sent could remove the same content that somebody
 * else keeps: with random bytes ahead nothing else is the same.
 */
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FileStore, StoredFile } from '../types.ts';

const SALT_BYTES = 32;

async function* salted(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield randomBytes(SALT_BYTES);
  yield* content;
}

/** Random bytes with the content behind them, for a file whose hash is to be known before it is stored. */
export function withSalt(content: readonly Uint8Array[]): Buffer {
  return Buffer.concat([randomBytes(SALT_BYTES), ...content]);
}

/** Stores content that will be removed by its hash later. `size` counts the content alone. Throws FileTooLarge beyond `maxBytes`. */
export async function putSalted(files: FileStore, content: AsyncIterable<Uint8Array>, maxBytes: number): Promise<StoredFile> {
  const { hash, size } = await files.put(salted(content), { maxBytes: maxBytes + SALT_BYTES });
  return { hash, size: size - SALT_BYTES };
}

/** The content of such a file, without the random bytes. Throws FileMissing, and FileDamaged at the end. */
export async function openSalted(files: FileStore, hash: string): Promise<Readable> {
  const stored = await files.stream(hash, { verify: true });
  async function* content(): AsyncGenerator<Buffer> {
    let skip = SALT_BYTES;
    for await (const part of stored as AsyncIterable<Buffer>) {
      if (part.length > skip) yield part.subarray(skip);
      skip = Math.max(0, skip - part.length);
    }
  }
  return Readable.from(content());
}
