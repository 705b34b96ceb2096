/** Pictures drawn on the server: SVG becomes PNG in our own font, whatever fonts the machine has. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const FONTS = join('src', 'platform', 'share', 'fonts', 'fonts.conf');
const LONGEST_SIDE = 2_000;
const MOST_BYTES = 1_000_000;
/** Colours of a picture: cards and charts have few, and a phone's network is slow. */
const COLOURS = 64;

/** What would make the drawing depend on anything but itself. */
const OUTWARD =
  /<!DOCTYPE|<!ENTITY|<\?xml-stylesheet|@import|<foreignObject|<script|<(?!a\s)[\w:]+\s[^>]*?href\s*=\s*["']?(?!["']?(?:#|data:image\/))|url\(\s*["']?(?!["']?#)/i;

/** The shipped file: above this one, in the sources and in what is built of them. Throws where the installation has none. */
function shippedFonts(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, FONTS);
    if (existsSync(file)) return file;
  }
  throw new Error(`${FONTS} is missing from this installation`);
}

type Draw = (svg: string) => Promise<Buffer>;

async function load(): Promise<Draw> {
  const { default: sharp } = await import('sharp');
  const draw: Draw = (svg) =>
    sharp(Buffer.from(svg), { limitInputPixels: LONGEST_SIDE * LONGEST_SIDE })
      .png({ palette: true, colours: COLOURS, dither: 0, effort: 1 })
      .toBuffer();
  // The drawing library reads this once, with its first letter; programs that are started later shall not inherit it.
  const before = process.env.FONTCONFIG_FILE;
  process.env.FONTCONFIG_FILE = shippedFonts();
  try {
    await draw('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9" font-family="Be Vietnam Pro">a</text></svg>');
  } finally {
    if (before === undefined) delete process.env.FONTCONFIG_FILE;
    else process.env.FONTCONFIG_FILE = before;
  }
  return draw;
}

let loaded: Promise<Draw> | null = null;

/**
 * Draws an SVG as PNG with our own font and nothing of the system: text in "Be Vietnam Pro", weights 400 and 600, composed letters
 * (NFC). The picture has the size that `width` and `height` of the SVG say, in pixels. Throws when the SVG can't be read, refers to
 * anything outside itself, has more than 1 MB, or more than 2,000 by 2,000 pixels.
 */
export async function renderPng(svg: string): Promise<Buffer> {
  if (svg.length > MOST_BYTES) throw new RangeError(`the drawing has ${svg.length} characters, more than ${MOST_BYTES}`);
  const outward = OUTWARD.exec(svg);
  if (outward) throw new Error(`the drawing refers to something outside itself: ${outward[0]}`);
  loaded ??= load();
  const draw = await loaded;
  return draw(svg);
}
