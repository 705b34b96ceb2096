/** Stored files, named and verified by the hash of their content: on disk, or in an S3-compatible bucket. */
import { openDiskStore } from './disk.ts';
import { openS3Store } from './s3.ts';
import type { FileStore, FileStoreOptions } from './types.ts';

export { partOf, rangeOf } from './range.ts';
export { FileDamaged, FileMissing, type FileStore, type FileStoreOptions, FileTooLarge, type StoredFile } from './types.ts';

/** Opens the store that the settings choose. The disk store makes its folder; the bucket must exist. */
export async function openFileStore(options: FileStoreOptions): Promise<FileStore> {
  return options.kind === 'disk' ? openDiskStore(options.dir) : openS3Store(options);
}
