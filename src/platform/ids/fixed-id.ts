import { createHash } from 'node:crypto';

/** 2026-01-01T00:00:00Z: the moment that every fixed id carries, older than any id made at run time. */
const fixedMilliseconds = 1_767_225_600_000;

/** An id of the shape of UUIDv7 whose random part is the SHA-256 of the key: the same on every machine and for ever. */
export function fixedId(key: string): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(fixedMilliseconds, 0, 6);
  createHash('sha256').update(key.normalize('NFC')).digest().copy(bytes, 6, 0, 10);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
