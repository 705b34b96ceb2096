/** Files as telephones make them, built by hand: whole in their structure, with a place written where cameras write it. */
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { writeZip } from '../../../sheets/zip/write-zip.ts';
import { pageChecksum } from './ogg.ts';

/** A place that must be nowhere in what is kept. */
export const SECRET_PLACE = '+21.4567+104.5678/';

const text = (words: string) => Buffer.from(words, 'latin1');
const u32 = (...numbers: number[]) => {
  const bytes = Buffer.alloc(numbers.length * 4);
  for (const [i, number] of numbers.entries()) bytes.writeUInt32BE(number, i * 4);
  return bytes;
};

/** A JPEG lying on its side (orientation 6), with the place and the maker in its EXIF. 60 by 40 pixels as stored: red above blue when upright means red on the left. */
export async function sidewaysJpeg(): Promise<Buffer> {
  const blue = await sharp({ create: { width: 60, height: 20, channels: 3, background: '#00f' } })
    .png()
    .toBuffer();
  return sharp({ create: { width: 60, height: 40, channels: 3, background: '#f00' } })
    .composite([{ input: blue, top: 20, left: 0 }])
    .jpeg({ quality: 95 })
    .withExif({
      IFD0: { Make: 'SECRETMAKER', Orientation: '6' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '21/1 27/1 24/1', GPSLongitudeRef: 'E', GPSLongitude: '104/1 34/1 4/1' },
    })
    .withMetadata({ orientation: 6 })
    .toBuffer();
}

/** A PNG of some hundred bytes that says it has 60,000 by 60,000 pixels. */
export function bombPng(): Buffer {
  const chunk = (type: string, content: Buffer) => {
    const body = Buffer.concat([text(type), content]);
    return Buffer.concat([u32(content.length), body, u32(crc32(body))]);
  };
  const header = Buffer.concat([u32(60_000, 60_000), Buffer.from([1, 0, 0, 0, 0])]);
  return Buffer.concat([text('\x89PNG\r\n\x1a\n'), chunk('IHDR', header), chunk('IDAT', Buffer.alloc(20)), chunk('IEND', Buffer.alloc(0))]);
}

const box = (type: string, ...content: Buffer[]) => {
  const body = Buffer.concat(content);
  return Buffer.concat([u32(body.length + 8), text(type), body]);
};

function track(id: number, handler: string, table: Buffer, more: Buffer[] = []): Buffer {
  const size = handler === 'vide' ? u32(640 << 16, 480 << 16) : u32(0, 0);
  return box(
    'trak',
    box('tkhd', u32(7, 3_800_000_000, 3_800_000_000, id, 0, 5000), Buffer.alloc(52), size),
    box(
      'mdia',
      box('mdhd', u32(0, 3_800_000_000, 3_800_000_000, 1000, 5000, 0)),
      box('hdlr', u32(0, 0), text(handler), Buffer.alloc(13)),
      box('minf', box('dinf', box('dref', u32(0, 0))), box('stbl', box('stsd', u32(0, 0)), table)),
    ),
    ...more,
  );
}

interface MovieOptions {
  readonly brand?: string;
  readonly sound?: boolean;
  /** A third track, in which the camera writes where it is. */
  readonly path?: boolean;
  /** How often that track's table names its one place; each time the whole of it. */
  readonly chunks?: number;
}

/** A movie of five seconds with the place in `udta`, in `meta` and in a box of its own, and with times. */
export function movie({ brand = 'isom', sound = false, path = false, chunks = 1 }: MovieOptions = {}): Buffer {
  const place = text(SECRET_PLACE);
  const start = box('ftyp', text(brand), u32(512), text('isommp41'));
  const samples = text('picture and sound');
  const secret = text(`camera path ${SECRET_PLACE}`);
  const media = box('mdat', samples, path ? secret : Buffer.alloc(0));
  const secretAt = start.length + 8 + samples.length;
  const table = (at: number, sizes: number[], times = 1) => {
    const all = Array.from({ length: times }, () => sizes).flat();
    return Buffer.concat([
      box('stsc', u32(0, 1, 1, sizes.length, 1)),
      box('stsz', u32(0, 0, all.length, ...all)),
      box('stco', u32(0, times, ...all.slice(0, times).fill(at))),
    ]);
  };
  const movieBox = box(
    'moov',
    box('mvhd', u32(0, 3_800_000_000, 3_800_000_000, 1000, 5000), Buffer.alloc(80)),
    track(1, sound ? 'soun' : 'vide', table(start.length + 8, [10, 7]), [box('udta', box('name', place))]),
    ...(path ? [track(2, 'meta', table(secretAt, chunks > 1 ? [30_000] : [12, secret.length - 12], chunks))] : []),
    box('udta', box('\xa9xyz', u32((place.length << 16) | 0x15c7), place), box('loci', place)),
    box('meta', u32(0), place),
  );
  return Buffer.concat([start, media, movieBox, box('uuid', Buffer.alloc(16, 7), place), box('free', place)]);
}

/** A recording in fragments, as browsers make it: only the fragments say how long it is. */
export function fragmentedMovie(): Buffer {
  const table = Buffer.concat([box('stsc', u32(0, 0)), box('stsz', u32(0, 0, 0)), box('stco', u32(0, 0))]);
  const moov = box(
    'moov',
    box('mvhd', u32(0, 0, 0, 1000, 0), Buffer.alloc(80)),
    track(1, 'soun', table),
    box('mvex', box('trex', u32(0, 1))),
  );
  const fragment = (at: number) =>
    Buffer.concat([
      box('moof', box('mfhd', u32(0, 1)), box('traf', box('tfhd', u32(0, 1)), box('tfdt', u32(0, at)), box('udta', text(SECRET_PLACE)))),
      box('mdat', text('sound')),
    ]);
  return Buffer.concat([box('ftyp', text('iso5'), u32(512), text('mp41')), moov, fragment(0), fragment(3000)]);
}

function element(id: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const name = Buffer.from(id.toString(16), 'hex');
  const size = Buffer.alloc(4);
  size.writeUInt32BE(0x1000_0000 | body.length);
  return Buffer.concat([name, size, body]);
}

/** Like `element`, without a length: until something else begins. */
const endless = (id: number, ...content: Buffer[]) =>
  Buffer.concat([Buffer.from(id.toString(16), 'hex'), Buffer.from([0x01, ...Array(7).fill(0xff)]), ...content]);

/** A WebM of two seconds with tags, an attachment, a title and a date; `live` as browsers record it, without lengths. */
export function webm({ live = false, video = true }: { readonly live?: boolean; readonly video?: boolean } = {}): Buffer {
  const place = text(SECRET_PLACE);
  const duration = Buffer.alloc(8);
  duration.writeDoubleBE(2000);
  const block = element(0xa3, Buffer.from([0x81, 0, 0, 0x80]), text('pictures'));
  const open = live ? endless : element;
  return Buffer.concat([
    element(0x1a45dfa3, element(0x4282, text('webm'))),
    open(
      0x18538067,
      element(
        0x1549a966,
        element(0x2ad7b1, Buffer.from([0x0f, 0x42, 0x40])),
        ...(live ? [] : [element(0x4489, duration)]),
        element(0x7ba9, text(`Film in ${SECRET_PLACE}`)),
        element(0x4461, Buffer.alloc(8, 9)),
        element(0x4d80, text('test')),
      ),
      element(
        0x1654ae6b,
        element(
          0xae,
          element(0xd7, Buffer.from([1])),
          element(0x83, Buffer.from([video ? 1 : 2])),
          element(0x536e, place),
          ...(video ? [element(0xe0, element(0xb0, Buffer.from([0x02, 0x80])), element(0xba, Buffer.from([0x01, 0xe0])))] : []),
        ),
      ),
      open(0x1f43b675, element(0xe7, Buffer.from([0])), block),
      open(0x1f43b675, element(0xe7, Buffer.from([0x05, 0xdc])), block),
      element(0x1254c367, element(0x7373, element(0x67c8, place, Buffer.alloc(200)))),
      element(0x1941a469, element(0x61a7, place)),
    ),
  ]);
}

function page(kind: number, granule: number, serial: number, number: number, ...packets: Buffer[]): Buffer {
  const lacing = packets.flatMap((packet) => [...Array(Math.floor(packet.length / 255)).fill(255), packet.length % 255]);
  const head = Buffer.alloc(27);
  head.write('OggS', 'latin1');
  head[5] = kind;
  head.writeBigInt64LE(BigInt(granule), 6);
  head.writeUInt32LE(serial, 14);
  head.writeUInt32LE(number, 18);
  head[26] = lacing.length;
  const whole = Buffer.concat([head, Buffer.from(lacing), ...packets]);
  whole.writeUInt32LE(pageChecksum(whole), 22);
  return whole;
}

/** Three seconds of Opus or Vorbis whose comments say where it was recorded; one comment is longer than a segment. */
export function ogg(codec: 'opus' | 'vorbis' | 'theora' = 'opus'): Buffer {
  const le = (number: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(number);
    return bytes;
  };
  const comments = [`LOCATION=${SECRET_PLACE}`, `DESCRIPTION=${SECRET_PLACE.repeat(30)}`, 'A'].map(text);
  const list = [le(4), text('test'), le(comments.length), ...comments.flatMap((one) => [le(one.length), one])];
  if (codec === 'opus') {
    const head = Buffer.concat([text('OpusHead'), Buffer.from([1, 1, 0x38, 0x01]), le(48_000), Buffer.alloc(3)]);
    const tags = Buffer.concat([text('OpusTags'), ...list, text(SECRET_PLACE)]);
    return Buffer.concat([page(2, 0, 5, 0, head), page(0, 0, 5, 1, tags), page(4, 144_312, 5, 2, text('sound'))]);
  }
  const head = Buffer.concat([
    text(codec === 'theora' ? '\x80theora' : '\x01vorbis'),
    le(0),
    Buffer.from([1]),
    le(44_100),
    Buffer.alloc(14),
  ]);
  const tags = Buffer.concat([text('\x03vorbis'), ...list, Buffer.from([1])]);
  return Buffer.concat([page(2, 0, 9, 0, head), page(0, 0, 9, 1, tags, text('\x05vorbis setup')), page(4, 132_300, 9, 2, text('sound'))]);
}

/** A Word document; with a macro when that is wanted. */
export function docx({ macro = false }: { readonly macro?: boolean } = {}): Buffer {
  const part = (name: string, content: string) => ({ name, content: Buffer.from(content) });
  return Buffer.from(
    writeZip([
      part('[Content_Types].xml', '<Types/>'),
      part('word/document.xml', '<document/>'),
      ...(macro ? [part('word/vbaProject.bin', 'Sub AutoOpen()')] : []),
    ]),
  );
}
