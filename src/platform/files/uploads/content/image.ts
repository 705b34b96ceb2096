/** Pictures: decoded and drawn anew, so that nothing but the picture goes on. */
import sharp from 'sharp';
import { accepted, type Outcome, refused } from '../../../outcome/index.ts';
import type { Media } from '../types.ts';
import { atMost } from './turns.ts';

/** The longer side of what is kept: sharp on any screen, legible signs, some 500 kB. */
const LONGEST_SIDE = 2560;
/** Trellis quantisation (mozjpeg) would take three times the processor for 2 % fewer bytes. */
const QUALITY = 80;
/** What a telephone's camera makes at most. JPEG is decoded at a fraction of its size, all others wholly. */
const MOST_PIXELS = { jpeg: 210_000_000, others: 50_000_000 };

// Pictures come seldom and the machine is small.
sharp.concurrency(1);
sharp.cache(false);
const inTurn = atMost(2);

/**
 * A JPEG of at most 2560 by 2560 pixels, upright, without anything that was written beside the picture (place, time, camera, thumbnail). Of moving pictures the
 * first. Refusals: files.bomb (more pixels than any camera makes), files.damaged (broken or cut off).
 */
export async function cleanImage(source: string | Buffer): Promise<Outcome<{ bytes: Buffer; media: Media }>> {
  return inTurn(async () => {
    try {
      const { format, width, height } = await sharp(source, { limitInputPixels: false }).metadata();
      const most = format === 'jpeg' ? MOST_PIXELS.jpeg : MOST_PIXELS.others;
      if (width * height > most) return refused({ code: 'files.bomb', params: { megapixels: Math.floor(most / 1_000_000) } });
      const { data, info } = await sharp(source, { limitInputPixels: most, failOn: 'error', animated: false })
        .autoOrient()
        .resize(LONGEST_SIDE, LONGEST_SIDE, { fit: 'inside', withoutEnlargement: true })
        .flatten({ background: '#fff' })
        .toColourspace('srgb')
        .jpeg({ quality: QUALITY, progressive: true, optimiseCoding: true })
        .toBuffer({ resolveWithObject: true });
      return accepted({ bytes: data, media: { type: 'image/jpeg', width: info.width, height: info.height } });
    } catch {
      // Broken, cut off, or of a kind that can't be decoded: for whoever sent it that is one thing.
      return refused({ code: 'files.damaged' });
    }
  });
}

/** The picture at most `width` pixels wide, as JPEG. Throws for what is no picture. */
export async function shrinkImage(source: Buffer, width: number): Promise<Buffer> {
  return inTurn(() =>
    sharp(source, { limitInputPixels: MOST_PIXELS.others })
      .resize(width, width, { fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: 70 })
      .toBuffer(),
  );
}
