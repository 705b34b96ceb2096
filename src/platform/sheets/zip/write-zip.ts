/** Writes zip archives: new parts, and parts of another archive as they are. */
import { crc32, deflateRawSync } from 'node:zlib';
import type { ZipEntry } from './open-zip.ts';

export interface NewPart {
  readonly name: string;
  readonly content: Uint8Array;
}

/** 1 January 1980: without a clock the same input gives the same bytes. */
const noDay = 0x0021;

/** The archive of the parts in this order. Kept parts stay packed as they are, with their times. Below 4 GB. */
export function writeZip(parts: readonly (ZipEntry | NewPart)[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  const records: Uint8Array[] = [];
  let at = 0;
  for (const part of parts) {
    const { name, record, packed } = 'record' in part ? kept(part) : fresh(part);
    const view = new DataView(record.buffer);
    view.setUint32(42, at, true);
    const header = new Uint8Array(30 + name.length);
    const local = new DataView(header.buffer);
    local.setUint32(0, 0x04034b50, true);
    // Version needed, flags, method, time, day, checksum and both sizes stand in the same order in both records.
    header.set(record.subarray(6, 28), 4);
    local.setUint16(26, name.length, true);
    header.set(name, 30);
    pieces.push(header, packed);
    records.push(record);
    at += header.length + packed.length;
  }
  const size = records.reduce((sum, record) => sum + record.length, 0);
  const end = new Uint8Array(22);
  const view = new DataView(end.buffer);
  view.setUint32(0, 0x06054b50, true);
  view.setUint16(8, records.length, true);
  view.setUint16(10, records.length, true);
  view.setUint32(12, size, true);
  view.setUint32(16, at, true);
  return Buffer.concat([...pieces, ...records, end]);
}

interface Written {
  readonly name: Uint8Array;
  readonly record: Uint8Array<ArrayBuffer>;
  readonly packed: Uint8Array;
}

function fresh({ name, content }: NewPart): Written {
  const packed = deflateRawSync(content, { level: 6 });
  const bytes = Buffer.from(name);
  const record = listRecord(bytes);
  const view = new DataView(record.buffer);
  view.setUint16(4, 20, true);
  view.setUint16(6, 20, true);
  view.setUint16(8, 0x0800, true);
  view.setUint16(14, noDay, true);
  return {
    name: bytes,
    record: sized(record, { method: 8, crc: crc32(content), packedSize: packed.length, size: content.length }),
    packed,
  };
}

/** Without extra fields and the flag of sizes that follow: the sizes stand in front now. */
function kept(entry: ZipEntry): Written {
  const bytes = Buffer.from(entry.name);
  const record = listRecord(bytes);
  record.set(entry.record.subarray(4, 16), 4);
  record.set(entry.record.subarray(34, 42), 34);
  const view = new DataView(record.buffer);
  view.setUint16(8, view.getUint16(8, true) & ~0x0008, true);
  return { name: bytes, record: sized(record, entry), packed: entry.packed };
}

function listRecord(name: Uint8Array): Uint8Array<ArrayBuffer> {
  const record = new Uint8Array(46 + name.length);
  const view = new DataView(record.buffer);
  view.setUint32(0, 0x02014b50, true);
  view.setUint16(28, name.length, true);
  record.set(name, 46);
  return record;
}

function sized(record: Uint8Array<ArrayBuffer>, entry: Pick<ZipEntry, 'crc' | 'packedSize' | 'size' | 'method'>): Uint8Array<ArrayBuffer> {
  const view = new DataView(record.buffer);
  view.setUint16(10, entry.method, true);
  view.setUint32(16, entry.crc, true);
  view.setUint32(20, entry.packedSize, true);
  view.setUint32(24, entry.size, true);
  return record;
}
