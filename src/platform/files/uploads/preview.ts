import type { Context } from '../../module/index.ts';
import { FileMissing } from '../types.ts';
import { shrinkImage } from './content/image.ts';
import type { Staged } from './types.ts';

/** A small JPEG of a kept picture, at most `width` pixels wide and high; null for what is no picture or is gone. */
export async function previewOf(
  { files }: Pick<Context, 'files'>,
  { kind, keptHash }: Pick<Staged, 'kind' | 'keptHash'>,
  width: number,
): Promise<Buffer | null> {
  if (kind !== 'image' || keptHash === null) return null;
  try {
    return await shrinkImage(await files.get(keptHash), width);
  } catch (error) {
    if (error instanceof FileMissing) return null;
    throw error;
  }
}
