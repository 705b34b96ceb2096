import type { Readable } from 'node:stream';

/** A stored file is known by what is in it. */
export interface StoredFile {
  /** SHA-256 of the content, 64 lower-case hex digits. */
  readonly hash: string;
  /** Bytes. */
  readonly size: number;
}

export interface FileStore {
  /**
   * Stores the content; the same content twice is one file. Nothing is left behind when the source fails or breaks off.
   * Throws FileTooLarge as soon as more than `maxBytes` have arrived.
   */
  put(bytes: Uint8Array | AsyncIterable<Uint8Array>, meta: { maxBytes: number }): Promise<StoredFile>;
  /** The whole content. Throws FileMissing. */
  get(hash: string): Promise<Buffer>;
  /** The content as it comes; with `verify` the stream fails at its end when the content does not match its name. Throws FileMissing. */
  stream(hash: string, options?: { verify?: boolean }): Promise<Readable>;
  has(hash: string): Promise<boolean>;
  /** Every stored file, in the order of the hashes. */
  list(): AsyncIterable<StoredFile>;
  /** Reads the content and compares it with its name; false also when it is missing. */
  verify(hash: string): Promise<boolean>;
  /** Removes the file; removing what is not there is no error. */
  remove(hash: string): Promise<void>;
}

export type FileStoreOptions =
  | { kind: 'disk'; dir: string }
  | { kind: 's3'; endpoint: string; bucket: string; region: string; accessKeyId: string; secretAccessKey: string };

export class FileTooLarge extends Error {
  override name = 'FileTooLarge';
  readonly maxBytes: number;
  constructor(maxBytes: number) {
    super(`the file has more than ${maxBytes} bytes`);
    this.maxBytes = maxBytes;
  }
}

export class FileMissing extends Error {
  override name = 'FileMissing';
  constructor(hash: string) {
    super(`no file ${hash} is stored`);
  }
}

/** The stored bytes are not those that were put. */
export class FileDamaged extends Error {
  override name = 'FileDamaged';
  constructor(hash: string) {
    super(`the stored content of ${hash} has changed`);
  }
}

/** Throws a RangeError unless the text is a SHA-256 in lower-case hex: no other name ever reaches a disk or a bucket. */
export function checkHash(hash: string): string {
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new RangeError('a file is named by its SHA-256 in lower-case hex');
  return hash;
}
