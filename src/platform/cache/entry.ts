/** A kept answer: bytes cut at its holes, filled and packed for each request. */
import { createHash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

export interface Answer {
  readonly type: string;
  readonly text: string;
  /** The facts shown; `EVERYTHING` is added to all. */
  readonly tags: readonly string[];
  /** From when on it would say something else though no fact changed, such as that something is late. */
  readonly until?: Temporal.Instant;
}

export type Holes = Readonly<Record<string, string>>;
export type Encoding = 'br' | 'gzip' | null;

export interface Entry {
  readonly type: string;
  /** The whole answer, with room for each hole. */
  readonly template: Buffer;
  /** Where the holes are, in order. */
  readonly holes: readonly { readonly at: number; readonly name: string }[];
  /** Bytes of each hole's text. It is the same for all days, so an answer is filled without moving anything. */
  readonly widths: Readonly<Record<string, number>>;
  readonly etag: string;
  readonly tags: readonly string[];
  /** In milliseconds of the epoch; infinity where only a change ends it. */
  readonly until: number;
  /** Compressed bodies by encoding and ETag: of few days at a time, because a page is asked for on few. */
  readonly packed: Map<string, Buffer>;
}

const PACKED_PER_ENTRY = 4;
const SMALLEST_TO_PACK = 1_000;
const ENTRY_OVERHEAD_BYTES = 500;
const HOLE_BYTES = 48;

/** The mark to write into an answer where the hole's own text shall stand. It survives escaping in HTML, JSON and addresses. */
export function hole(name: string): string {
  return `~.${name}.~`;
}

/** Only marks that this answer was asked to have count: the same characters typed by somebody stay text. */
export function cut(answer: Answer, texts: Holes): Entry {
  const names = Object.keys(texts);
  const parts = names.length === 0 ? [answer.text] : answer.text.split(new RegExp(`~\\.(${names.join('|')})\\.~`));
  const widths = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, Buffer.byteLength(text)]));
  const holes: { at: number; name: string }[] = [];
  const pieces: Buffer[] = [];
  let at = 0;
  for (const [index, part] of parts.entries()) {
    // Every second part is the name of a hole.
    const piece = index % 2 === 0 ? Buffer.from(part) : Buffer.alloc(widths[part] ?? 0);
    if (index % 2 === 1) holes.push({ at, name: part });
    pieces.push(piece);
    at += piece.length;
  }
  return {
    type: answer.type,
    template: Buffer.concat(pieces),
    holes,
    widths,
    etag: createHash('sha256').update(answer.text).digest('base64url').slice(0, 16),
    tags: answer.tags,
    until: answer.until?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    packed: new Map(),
  };
}

/** What an entry weighs in memory, with room for its packed forms. */
export function weightOf(entry: Entry): number {
  return entry.template.length * 2 + entry.holes.length * HOLE_BYTES + ENTRY_OVERHEAD_BYTES;
}

/** The whole body. Throws when a text is not as long as the room that was made for it: a hole holds days, which are all alike. */
export function fill({ template, holes, widths }: Entry, texts: Holes): Buffer {
  if (holes.length === 0) return template;
  const bytes: Record<string, Buffer> = {};
  for (const [name, text] of Object.entries(texts)) {
    const value = Buffer.from(text);
    if (value.length !== widths[name]) throw new RangeError(`the hole "${name}" has ${widths[name]} bytes, "${text}" has ${value.length}`);
    bytes[name] = value;
  }
  const body = Buffer.allocUnsafe(template.length);
  template.copy(body);
  for (const { at, name } of holes) {
    const value = bytes[name] as Buffer;
    // Byte by byte: a call for ten bytes costs more than the ten, and a page has hundreds of holes.
    for (let i = 0; i < value.length; i += 1) body[at + i] = value[i] as number;
  }
  return body;
}

export function etagOf(entry: Entry, holes: Holes): string {
  // The day itself tells one filling from another; it is ASCII, as an ETag has to be.
  return entry.holes.length === 0
    ? `"${entry.etag}"`
    : `"${entry.etag}-${Object.values(holes)
        .join('_')
        .replaceAll(/[^\w.-]/g, '')}"`;
}

/** The best encoding that the caller takes, for bodies that are worth it. */
export function encodingFor(entry: Entry, accepted: string | string[] | undefined): Encoding {
  if (accepted === undefined || entry.template.length < SMALLEST_TO_PACK) return null;
  return accepted.includes('br') ? 'br' : accepted.includes('gzip') ? 'gzip' : null;
}

/** The body in an encoding, packed once. */
export function packed(entry: Entry, holes: Holes, encoding: 'br' | 'gzip', etag: string): Buffer {
  const name = `${encoding} ${etag}`;
  const kept = entry.packed.get(name);
  if (kept) return kept;
  const body = fill(entry, holes);
  const made =
    encoding === 'br'
      ? brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } })
      : gzipSync(body, { level: 6 });
  if (entry.packed.size >= PACKED_PER_ENTRY) entry.packed.delete(entry.packed.keys().next().value as string);
  entry.packed.set(name, made);
  return made;
}
