import { createHash } from 'node:crypto';

/** A number in [0, 1) from a key, the same on every machine. */
export function fixedFraction(key: string): number {
  return createHash('sha256').update(key.normalize('NFC')).digest().readUInt32BE(0) / 2 ** 32;
}
