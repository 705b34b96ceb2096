/**
 * Ogg with Opus or Vorbis (RFC 3533, RFC 7845, Vorbis I 5): pages in a row. The texts of the comment header are blanked where they stand, and the checksums of
 * its pages are made anew.
 */
import type { Media } from '../types.ts';
import { Unreadable } from './bytes.ts';

interface Stream {
  readonly codec: 'opus' | 'vorbis';
  readonly rate: number;
  /** Samples before the sound begins. */
  readonly skip: number;
  /** Places of the comment header in the file, piece by piece; null once it is whole. */
  comment: { readonly from: number; readonly to: number }[] | null;
  /** The first packet, which names the codec, was seen. */
  packets: number;
  last: number;
}

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let crc = n << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

/** The checksum of a page (RFC 3533, 6), with its own field taken as zero. */
export function pageChecksum(page: Buffer): number {
  let crc = 0;
  for (let i = 0; i < page.length; i++)
    crc = ((crc << 8) ^ (table[((crc >>> 24) ^ (i >= 22 && i < 26 ? 0 : (page[i] ?? 0))) & 0xff] ?? 0)) >>> 0;
  return crc;
}

/** Cleans the content where it stands and says what it is. Throws Unreadable. */
export function cleanOgg(bytes: Buffer): Media {
  const streams = new Map<number, Stream>();
  const pages: { readonly from: number; readonly to: number }[] = [];
  let seconds = 0;

  for (let at = 0; at < bytes.length; ) {
    if (bytes.length - at < 27 || bytes.toString('latin1', at, at + 4) !== 'OggS' || bytes[at + 4] !== 0)
      throw new Unreadable('no page begins here');
    const lacing = bytes.subarray(at + 27, at + 27 + (bytes[at + 26] ?? 0));
    const body = at + 27 + lacing.length;
    const end = body + lacing.reduce((sum, one) => sum + one, 0);
    if (lacing.length < (bytes[at + 26] ?? 0) || end > bytes.length) throw new Unreadable('a page is cut off');
    if (bytes.readUInt32LE(at + 22) !== pageChecksum(bytes.subarray(at, end))) throw new Unreadable('a page is damaged');
    pages.push({ from: at, to: end });
    const serial = bytes.readUInt32LE(at + 14);
    const begins = ((bytes[at + 5] ?? 0) & 2) !== 0;
    if (begins) streams.set(serial, openStream(bytes.subarray(body, end)));
    const stream = streams.get(serial);
    if (!stream) throw new Unreadable('a stream has no beginning');
    comments(stream, body, lacing);
    const granule = bytes.readBigInt64LE(at + 6);
    if (granule > 0n) {
      stream.last = Number(granule);
      seconds = Math.max(seconds, (stream.last - stream.skip) / stream.rate);
    }
    at = end;
  }
  if (streams.size === 0 || [...streams.values()].some(({ comment }) => comment !== null)) throw new Unreadable('the header is not whole');
  for (const { from, to } of pages) bytes.writeUInt32LE(pageChecksum(bytes.subarray(from, to)), from + 22);
  return { type: 'audio/ogg', ...(seconds > 0 ? { seconds: Math.round(seconds * 10) / 10 } : {}) };

  /** Gathers the second packet of the stream and blanks it when it is whole. */
  function comments(stream: Stream, body: number, lacing: Buffer): void {
    let from = body;
    let at = body;
    for (const [i, size] of lacing.entries()) {
      if (stream.comment === null) return;
      at += size;
      const ends = size < 255;
      if (!ends && i < lacing.length - 1) continue;
      if (stream.packets === 1) stream.comment.push({ from, to: at });
      if (ends) {
        if (stream.packets === 1) {
          blankComments(bytes, stream);
          stream.comment = null;
        }
        stream.packets += 1;
      }
      from = at;
    }
  }
}

function openStream(head: Buffer): Stream {
  const state = { comment: [], packets: 0, last: 0 };
  if (head.length >= 19 && head.toString('latin1', 0, 8) === 'OpusHead')
    return { codec: 'opus', rate: 48_000, skip: head.readUInt16LE(10), ...state };
  if (head.length >= 30 && head.toString('latin1', 0, 7) === '\x01vorbis') {
    const rate = head.readUInt32LE(12);
    if (rate > 0) return { codec: 'vorbis', rate, skip: 0, ...state };
  }
  throw new Unreadable('neither Opus nor Vorbis');
}

/** Every comment becomes `X=` and blanks of the same length; what stands behind the comments becomes zero. */
function blankComments(bytes: Buffer, { codec, comment }: Stream): void {
  const pieces = comment ?? [];
  const packet = Buffer.concat(pieces.map(({ from, to }) => bytes.subarray(from, to)));
  const magic = codec === 'opus' ? 'OpusTags' : '\x03vorbis';
  if (packet.toString('latin1', 0, magic.length) !== magic) throw new Unreadable('the comments are missing');
  const number = (at: number) => {
    if (at + 4 > packet.length) throw new Unreadable('the comments are cut off');
    return packet.readUInt32LE(at);
  };
  // Behind the name of the program that wrote the file.
  let at = magic.length + 4 + number(magic.length);
  const count = number(at);
  at += 4;
  for (let i = 0; i < count; i++) {
    const length = number(at);
    at += 4;
    if (at + length > packet.length) throw new Unreadable('a comment is cut off');
    packet.fill(' ', at, at + length);
    packet.write('X='.slice(0, length), at);
    at += length;
  }
  // Vorbis ends with a bit that has to be set.
  packet.fill(0, at);
  if (codec === 'vorbis' && at < packet.length) packet[at] = 1;
  let copied = 0;
  for (const { from, to } of pieces) copied += packet.copy(bytes, from, copied, copied + to - from);
}
