/**
 * WebM (Matroska over EBML, RFC 8794 and RFC 9559): elements in elements. Tags, attachments, chapters, titles and dates become Void of the same size with
 * zeros inside, so that every offset stays right.
 */
import type { Media, UploadKind } from '../types.ts';
import { type Bytes, Unreadable } from './bytes.ts';

const EBML = 0x1a45dfa3;
const SEGMENT = 0x18538067;
const SEEK_HEAD = 0x114d9b74;
const INFO = 0x1549a966;
const TRACKS = 0x1654ae6b;
const CLUSTER = 0x1f43b675;
const CUES = 0x1c53bb6b;
const VOID = 0xec;
const DOC_TYPE = 0x4282;
const TIMESTAMP_SCALE = 0x2ad7b1;
const DURATION = 0x4489;
const MUXER = 0x4d80;
const WRITER = 0x5741;
const TRACK_ENTRY = 0xae;
const TRACK_NAME = 0x536e;
const TRACK_TYPE = 0x83;
const VIDEO = 0xe0;
const PIXEL_WIDTH = 0xb0;
const PIXEL_HEIGHT = 0xba;
const CRC = 0xbf;
const TIMESTAMP = 0xe7;
/** What a cluster without a length may hold; anything else ends it. */
const ofCluster = new Set([TIMESTAMP, 0xa3, 0xa0, 0xab, 0xa7, 0x5854, 0xaf, VOID, CRC]);
const MOST_ELEMENTS = 400_000;

interface Element {
  readonly id: number;
  readonly at: number;
  readonly from: number;
  /** Null where the length is not known: until something else begins. */
  readonly to: number | null;
}

interface Found {
  kind: UploadKind | null;
  size: { readonly width: number; readonly height: number } | null;
  /** Nanoseconds. */
  scale: number;
  duration: number | null;
  lastCluster: number;
}

/** Cleans the file and says what it is. Throws Unreadable. */
export async function cleanWebm(bytes: Bytes): Promise<{ kind: UploadKind; media: Media }> {
  let elements = 0;
  const found: Found = { kind: null, size: null, scale: 1_000_000, duration: null, lastCluster: 0 };

  async function element(at: number, end: number): Promise<Element> {
    if (++elements > MOST_ELEMENTS) throw new Unreadable('too many elements');
    const head = await bytes.read(at, Math.min(12, end - at));
    const idLength = Math.clz32(head[0] ?? 0) - 23;
    if (idLength > 4 || idLength >= head.length) throw new Unreadable('no element begins here');
    const id = head.readUIntBE(0, idLength);
    const first = head[idLength] ?? 0;
    const sizeLength = Math.clz32(first) - 23;
    if (sizeLength > 8 || idLength + sizeLength > head.length) throw new Unreadable('an element is cut off');
    let length = BigInt(first & (0xff >> sizeLength));
    for (let i = 1; i < sizeLength; i++) length = (length << 8n) | BigInt(head[idLength + i] ?? 0);
    const from = at + idLength + sizeLength;
    if (length === (1n << BigInt(7 * sizeLength)) - 1n) return { id, at, from, to: null };
    const to = from + Number(length);
    if (to > end) throw new Unreadable('an element is cut off');
    return { id, at, from, to };
  }

  async function* inside(from: number, end: number): AsyncGenerator<Element & { readonly to: number }> {
    for (let at = from; at < end; ) {
      const one = await element(at, end);
      if (one.to === null) throw new Unreadable('an element has no length');
      yield { ...one, to: one.to };
      at = one.to;
    }
  }

  function makeVoid({ at, to }: { at: number; to: number }): void {
    const total = to - at;
    const head = total < 129 ? Buffer.from([VOID, 0x80 | (total - 2)]) : Buffer.alloc(9);
    if (total >= 129) {
      head.writeUInt16BE((VOID << 8) | 0x01);
      head.writeUIntBE(total - 9, 3, 6);
    }
    bytes.replace(at, head);
    bytes.blank(at + head.length, total - head.length);
  }

  async function number({ from, to }: { from: number; to: number }): Promise<number> {
    const read = await bytes.read(from, to - from);
    if (read.length > 8) throw new Unreadable('a number is too long');
    return read.reduce((sum, byte) => sum * 256 + byte, 0);
  }

  async function float({ from, to }: { from: number; to: number }): Promise<number> {
    const read = await bytes.read(from, to - from);
    if (read.length !== 4 && read.length !== 8) throw new Unreadable('a number has a wrong length');
    return read.length === 4 ? read.readFloatBE() : read.readDoubleBE();
  }

  async function info(one: { from: number; to: number }): Promise<void> {
    for await (const fact of inside(one.from, one.to)) {
      if (fact.id === TIMESTAMP_SCALE) found.scale = await number(fact);
      else if (fact.id === DURATION) found.duration = await float(fact);
      else if (fact.id !== MUXER && fact.id !== WRITER) makeVoid(fact);
    }
  }

  async function tracks(one: { from: number; to: number }): Promise<void> {
    for await (const entry of inside(one.from, one.to)) {
      if (entry.id !== TRACK_ENTRY) {
        makeVoid(entry);
        continue;
      }
      for await (const fact of inside(entry.from, entry.to)) {
        // A checksum would be that of the entry with its name.
        if (fact.id === TRACK_NAME || fact.id === CRC) makeVoid(fact);
        if (fact.id === TRACK_TYPE) {
          const type = await number(fact);
          if (type !== 1 && type !== 2) throw new Unreadable('neither picture nor sound');
          if (type === 1) found.kind = 'video';
          else found.kind ??= 'audio';
        }
        if (fact.id === VIDEO) found.size = await pixels(fact);
      }
    }
  }

  async function pixels(one: { from: number; to: number }): Promise<{ width: number; height: number }> {
    const size = { width: 0, height: 0 };
    for await (const fact of inside(one.from, one.to)) {
      if (fact.id === PIXEL_WIDTH) size.width = await number(fact);
      if (fact.id === PIXEL_HEIGHT) size.height = await number(fact);
    }
    return size;
  }

  /** Reads when the cluster begins; returns where it ends. */
  async function cluster({ from, to }: Element, end: number): Promise<number> {
    let at = from;
    while (at < (to ?? end)) {
      const one = await element(at, to ?? end);
      if (!ofCluster.has(one.id)) {
        if (to === null) return at;
        throw new Unreadable('a cluster holds something strange');
      }
      if (one.to === null) throw new Unreadable('an element has no length');
      if (one.id === VOID) makeVoid({ at: one.at, to: one.to });
      if (one.id === TIMESTAMP) found.lastCluster = Math.max(found.lastCluster, await number({ from: one.from, to: one.to }));
      at = one.to;
    }
    return at;
  }

  async function segment(from: number, end: number): Promise<void> {
    for (let at = from; at < end; ) {
      const one = await element(at, end);
      if (one.id === CLUSTER) {
        at = await cluster(one, end);
        continue;
      }
      if (one.to === null) throw new Unreadable('an element has no length');
      const whole = { at: one.at, from: one.from, to: one.to };
      if (one.id === INFO) await info(whole);
      else if (one.id === TRACKS) await tracks(whole);
      else if (one.id !== SEEK_HEAD && one.id !== CUES) makeVoid(whole);
      at = one.to;
    }
  }

  let docType = '';
  for (let at = 0; at < bytes.size; ) {
    const one = await element(at, bytes.size);
    if (one.id === SEGMENT) await segment(one.from, one.to ?? bytes.size);
    else if (one.to === null) throw new Unreadable('an element has no length');
    else if (one.id === EBML) {
      for await (const fact of inside(one.from, one.to))
        if (fact.id === DOC_TYPE) docType = (await bytes.read(fact.from, fact.to - fact.from)).toString('latin1').replace(/\0+$/, '');
    } else makeVoid({ at: one.at, to: one.to });
    at = one.to ?? bytes.size;
  }
  const { kind, size, scale, duration, lastCluster } = found;
  if (docType !== 'webm' || kind === null) throw new Unreadable('not WebM');
  const seconds = Math.round(((duration ?? lastCluster) * scale) / 1e8) / 10;
  return { kind, media: { type: `${kind}/webm`, ...size, ...(seconds > 0 && Number.isFinite(seconds) ? { seconds } : {}) } };
}
