/** A photograph as it comes from a telephone, made into what a card needs. */
import sharp from 'sharp';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';

/** Side of the square in pixels: 22 mm on paper at 550 dots an inch, and 30 kB. */
export const PHOTO_SIDE = 480;
/** Less is a smear on paper. */
const SHORTEST_SIDE = 160;
/** What a phone's camera makes at most; more is an attempt on our memory. */
const MOST_PIXELS = 60_000_000;

const taken = new Set(['jpeg', 'png', 'webp']);

// Photographs are rare and the machine is small.
sharp.concurrency(1);
sharp.cache(false);

/**
 * A JPEG of 480 by 480 pixels without anything that cameras write beside the picture (place, time, telephone). What the file is is seen from its
 * content, whatever its name says; it is decoded and drawn anew, so nothing hidden in it goes on. Refusals: not a picture, too small.
 */
export async function shrinkPhoto(bytes: Buffer): Promise<Outcome<Buffer>> {
  const open = () => sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error', animated: false });
  try {
    const { format, width = 0, height = 0 } = await open().metadata();
    if (format === undefined || !taken.has(format)) return refused({ code: 'teams.photo-strange', field: 'photo' });
    if (Math.min(width, height) < SHORTEST_SIDE)
      return refused({ code: 'teams.photo-small', field: 'photo', params: { side: SHORTEST_SIDE } });
    const made = await open()
      .rotate()
      .resize(PHOTO_SIDE, PHOTO_SIDE, { fit: 'cover', position: 'attention' })
      .flatten({ background: '#fff' })
      .jpeg({ quality: 82, mozjpeg: true })
      .toBuffer();
    return accepted(made);
  } catch {
    // Broken, cut off, or far too large: for whoever sent it that is one thing.
    return refused({ code: 'teams.photo-strange', field: 'photo' });
  }
}
