/**
 * The zip archive that a workbook is, as an untrusted file: names, sizes and places of all parts are checked before any is
 * unpacked, and unpacking stops at the size that was declared. Format: PKWARE APPNOTE 6.3.10.
 */
import { crc32, inflateRawSync } from 'node:zlib';
import { damaged, refuse } from '../refuse.ts';
import type { Limits } from '../types.ts';

export interface ZipEntry {
  readonly name: string;
  readonly method: 0 | 8;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  /** The packed bytes as they stand in the archive. */
  readonly packed: Uint8Array;
  /** The record of the archive's list, for a copy that keeps times and attributes. */
  readonly record: Uint8Array;
}

export interface Zip {
  /** In the archive's order. */
  readonly entries: readonly ZipEntry[];
  /** By name without regard to case, as the packaging rules compare; throws a refusal where the bytes aren't what was declared. */
  readonly read: (name: string) => Uint8Array | null;
  readonly find: (name: string) => ZipEntry | null;
}

/** Deflate reaches 1,032 : 1; sheets of blank formatted rows reach about 150. */
const mostRatio = 400;
const ratioMatters = 1_000_000;

/** Opens the archive; refuses what is damaged, encrypted, too large or badly named. */
export function openZip(bytes: Uint8Array, limits: Limits): Zip {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { count, start, size } = directory(view);
  if (count > limits.parts) refuse('sheets.bomb');
  if (start + size > bytes.length) damaged('zip');
  const entries: ZipEntry[] = [];
  const spans: [number, number][] = [];
  const byName = new Map<string, ZipEntry>();
  let total = 0;
  for (let at = start, i = 0; i < count; i++) {
    if (at + 46 > start + size || view.getUint32(at, true) !== 0x02014b50) damaged('zip');
    const nameLength = view.getUint16(at + 28, true);
    const end = at + 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (end > start + size) damaged('zip');
    const { entry, span } = entryAt(bytes, view, at, end, start);
    at = end;
    total += entry.size;
    if (total > limits.unpackedBytes) refuse('sheets.bomb');
    if (entry.size > ratioMatters && entry.size > entry.packedSize * mostRatio) refuse('sheets.bomb');
    checkName(entry.name);
    const key = entry.name.toLowerCase();
    if (byName.has(key)) refuse('sheets.unsafe-names');
    byName.set(key, entry);
    entries.push(entry);
    spans.push(span);
  }
  spans.sort((a, b) => a[0] - b[0]);
  // Parts that share bytes are how a small archive becomes a huge one without nesting.
  if (spans.some(([from], i) => i > 0 && from < (spans[i - 1]?.[1] ?? 0))) refuse('sheets.bomb');
  const find = (name: string) => byName.get(name.toLowerCase()) ?? null;
  return {
    entries,
    find,
    read: (name) => {
      const entry = find(name);
      return entry && unpack(entry);
    },
  };
}

/** The end record: how many parts there are and where their list stands. */
function directory(view: DataView): { count: number; start: number; size: number } {
  const lowest = Math.max(0, view.byteLength - 22 - 0xffff);
  for (let at = view.byteLength - 22; at >= lowest; at--) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    const found = { count: view.getUint16(at + 10, true), size: view.getUint32(at + 12, true), start: view.getUint32(at + 16, true) };
    if (view.getUint16(at + 4, true) !== 0 || view.getUint16(at + 8, true) !== found.count) damaged('zip');
    return found.count === 0xffff || found.start === 0xffffffff ? wideDirectory(view, at) : found;
  }
  return damaged('zip');
}

/** The end record of archives written with 64-bit sizes, which some programs use for small ones too. */
function wideDirectory(view: DataView, end: number): { count: number; start: number; size: number } {
  const locator = end - 20;
  if (locator < 0 || view.getUint32(locator, true) !== 0x07064b50) damaged('zip');
  const at = Number(view.getBigUint64(locator + 8, true));
  if (at + 56 > view.byteLength || view.getUint32(at, true) !== 0x06064b50) damaged('zip');
  return {
    count: Number(view.getBigUint64(at + 32, true)),
    size: Number(view.getBigUint64(at + 40, true)),
    start: Number(view.getBigUint64(at + 48, true)),
  };
}

function entryAt(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  listStart: number,
): { entry: ZipEntry; span: [number, number] } {
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  if ((flags & 0x2041) !== 0) refuse('sheets.encrypted');
  if (method !== 0 && method !== 8) damaged('zip');
  const nameLength = view.getUint16(at + 28, true);
  const name = decodeName(bytes.subarray(at + 46, at + 46 + nameLength));
  const { size, packedSize, header } = wideSizes(view, at, {
    size: view.getUint32(at + 24, true),
    packedSize: view.getUint32(at + 20, true),
    header: view.getUint32(at + 42, true),
  });
  if (header + 30 > listStart || view.getUint32(header, true) !== 0x04034b50) damaged('zip');
  const localNameLength = view.getUint16(header + 26, true);
  const from = header + 30 + localNameLength + view.getUint16(header + 28, true);
  if (from + packedSize > listStart) damaged('zip');
  if (decodeName(bytes.subarray(header + 30, header + 30 + localNameLength)) !== name) refuse('sheets.unsafe-names');
  if (method === 0 && size !== packedSize) damaged('zip');
  return {
    entry: {
      name,
      method,
      crc: view.getUint32(at + 16, true),
      packedSize,
      size,
      packed: bytes.subarray(from, from + packedSize),
      record: bytes.subarray(at, end),
    },
    span: [header, from + packedSize],
  };
}

interface Sizes {
  size: number;
  packedSize: number;
  header: number;
}

/** Sizes of all ones stand in the 64-bit extra field, in this order. */
function wideSizes(view: DataView, at: number, found: Sizes): Sizes {
  if (found.size !== 0xffffffff && found.packedSize !== 0xffffffff && found.header !== 0xffffffff) return found;
  const first = at + 46 + view.getUint16(at + 28, true);
  const last = first + view.getUint16(at + 30, true);
  for (let field = first; field + 4 <= last; ) {
    const length = view.getUint16(field + 2, true);
    if (view.getUint16(field, true) === 1) {
      let next = field + 4;
      const take = () => {
        if (next + 8 > Math.min(last, field + 4 + length)) damaged('zip');
        next += 8;
        return Number(view.getBigUint64(next - 8, true));
      };
      const size = found.size === 0xffffffff ? take() : found.size;
      const packedSize = found.packedSize === 0xffffffff ? take() : found.packedSize;
      return { size, packedSize, header: found.header === 0xffffffff ? take() : found.header };
    }
    field += 4 + length;
  }
  return damaged('zip');
}

function decodeName(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes);
}

/** Nothing is ever written under these names; one that leads elsewhere shows what the file is for. */
function checkName(name: string): void {
  const leadsAway = name === '' || name.startsWith('/') || /^[a-z]:/i.test(name) || name.split('/').includes('..');
  if (leadsAway || /[\\\p{Cc}]/u.test(name)) refuse('sheets.unsafe-names');
}

function unpack(entry: ZipEntry): Uint8Array {
  const content = entry.method === 0 ? entry.packed : inflate(entry);
  if (content.length !== entry.size || crc32(content) !== entry.crc) damaged(entry.name);
  return content;
}

function inflate(entry: ZipEntry): Uint8Array {
  try {
    return inflateRawSync(entry.packed, { maxOutputLength: Math.max(1, entry.size), chunkSize: 256 * 1024 });
  } catch (error) {
    if (error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') refuse('sheets.bomb');
    return damaged(entry.name);
  }
}
