/**
 * The format of seals and of the rows under them, version 1. Seals are copied out of the system and kept by others, so that a
 * version once used is never changed: a new one is added beside it, with a stored sample in ../samples.
 */
import { sha256 } from './merkle.ts';

export const sealVersion = 1;

export const noSealBefore = '0'.repeat(64);

/** A point between transactions: `xid` counts upwards within its era. */
export interface Boundary {
  readonly era: number;
  readonly xid: bigint;
}

export interface Seal {
  readonly ledger: string;
  /** Counts from 1 without gaps. */
  readonly number: bigint;
  readonly version: number;
  /** First transaction covered. */
  readonly from: Boundary;
  /** First transaction not covered. */
  readonly before: Boundary;
  readonly rows: bigint;
  /** Merkle root over the rows, hex. */
  readonly root: string;
  /** Hash of the seal before; zeros for the first. */
  readonly previous: string;
  /** ISO instant in UTC with six decimals. */
  readonly sealedAt: string;
  readonly hash: string;
}

/** Bytes from which a list of texts can be read back in one way only: a JSON array in UTF-8 without spaces. */
export function canonicalBytes(values: readonly (string | null | readonly string[])[]): Buffer {
  return Buffer.from(JSON.stringify(values), 'utf8');
}

/** The hash of a seal, over everything else in it. */
export function sealHash(seal: Omit<Seal, 'hash'>): string {
  return sha256(
    canonicalBytes([
      `yenbai-seal/${seal.version}`,
      seal.ledger,
      seal.number.toString(),
      seal.from.era.toString(),
      seal.from.xid.toString(),
      seal.before.era.toString(),
      seal.before.xid.toString(),
      seal.rows.toString(),
      seal.root,
      seal.previous,
      seal.sealedAt,
    ]),
  ).toString('hex');
}

export function isBefore(a: Boundary, b: Boundary): boolean {
  return a.era < b.era || (a.era === b.era && a.xid < b.xid);
}

/** An instant as the format writes it: UTC, six decimals. */
export function sealInstant(instant: Temporal.Instant): string {
  return instant.toString({ smallestUnit: 'microsecond' });
}
