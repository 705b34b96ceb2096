import { type FileHandle, open } from 'node:fs/promises';

/** The content doesn't follow the rules of its format, so what is in it can't be judged. */
export class Unreadable extends Error {
  override name = 'Unreadable';
}

/** A file that is read here and there; what is to be changed in it is noted and written at the end, so that a file that turns out unreadable stays as it is. */
export interface Bytes {
  readonly size: number;
  /** Throws Unreadable beyond the end. */
  read(at: number, length: number): Promise<Buffer>;
  /** Notes other bytes for this place. */
  replace(at: number, bytes: Uint8Array): void;
  /** Notes zeros for this place. */
  blank(at: number, length: number): void;
}

const WINDOW = 65_536;
/** More than any table of samples has; a larger one is an attempt on our memory. */
const MOST_AT_ONCE = 16_000_000;
const MOST_CHANGES = 500_000;
/** Boxes lie in boxes and are noted once each; a table that points to the same place again and again would keep the disk busy for hours. */
const MOST_TIMES = 8;

/** Opens the file, lets `work` read it, and writes what `work` noted. */
export async function editBytes<T>(path: string, work: (bytes: Bytes) => Promise<T>): Promise<T> {
  const handle = await open(path, 'r+');
  try {
    const { size } = await handle.stat();
    const changes: { at: number; bytes: Uint8Array | number }[] = [];
    let window: Buffer = Buffer.alloc(0);
    let from = 0;
    let noted = 0;
    const note = (at: number, bytes: Uint8Array | number) => {
      const length = typeof bytes === 'number' ? bytes : bytes.length;
      if (length === 0) return;
      if (at < 0 || at + length > size) throw new Unreadable('a change lies outside the file');
      noted += length;
      if (changes.push({ at, bytes }) > MOST_CHANGES || noted > MOST_TIMES * size) throw new Unreadable('too many pieces');
    };
    const value = await work({
      size,
      async read(at, length) {
        if (at < 0 || length < 0 || at + length > size) throw new Unreadable('the file ends too early');
        if (length > MOST_AT_ONCE) throw new Unreadable('a table is too long');
        if (at < from || at + length > from + window.length) {
          window = await readFully(handle, at, Math.min(Math.max(length, WINDOW), size - at));
          from = at;
        }
        return window.subarray(at - from, at - from + length);
      },
      replace: note,
      blank: note,
    });
    for (const { at, bytes } of changes) await writeChange(handle, at, bytes);
    return value;
  } finally {
    await handle.close();
  }
}

async function readFully(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const into = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(into, done, length - done, at + done);
    if (bytesRead === 0) throw new Unreadable('the file ends too early');
    done += bytesRead;
  }
  return into;
}

async function writeChange(handle: FileHandle, at: number, bytes: Uint8Array | number): Promise<void> {
  if (typeof bytes !== 'number') {
    await handle.write(bytes, 0, bytes.length, at);
    return;
  }
  const zeros = Buffer.alloc(Math.min(bytes, WINDOW));
  for (let done = 0; done < bytes; done += zeros.length) await handle.write(zeros, 0, Math.min(zeros.length, bytes - done), at + done);
}
