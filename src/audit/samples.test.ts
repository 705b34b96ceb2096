import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { entryBytes } from './entry.ts';
import { type Seal, sealHash } from './seal/format.ts';
import { leafHash, MerkleRoot } from './seal/merkle.ts';

/** Seals are kept by others: what was sealed once must be verified by every later version. */
it('verifies the stored sample of version 1', async () => {
  const sample = JSON.parse(await readFile(join(import.meta.dirname, 'samples', 'seal-v1.json'), 'utf8')) as {
    rows: { row: Parameters<typeof entryBytes>[0]; bytes: string }[];
    seal: Record<'number' | 'rows', string> & { from: { era: number; xid: string }; before: { era: number; xid: string } } & Omit<
        Seal,
        'number' | 'rows' | 'from' | 'before'
      >;
  };
  const tree = new MerkleRoot();
  for (const { row: kept, bytes } of sample.rows) {
    // Rows of the time before version 2 have nothing in the columns that came with it.
    const row = { ...kept, format: 1, acting_for: null, device_id: null, persons: [], purpose: null };
    expect(Buffer.from(entryBytes(row)).toString('utf8')).toBe(bytes);
    tree.add(entryBytes(row));
    // What version 1 does not cover can't be slipped into such a row.
    expect(entryBytes({ ...row, purpose: 'case' })).not.toEqual(entryBytes(row));
  }
  const { from, before, number, rows, hash, ...rest } = sample.seal;
  expect(tree.root()).toBe(rest.root);
  const content = {
    ...rest,
    number: BigInt(number),
    rows: BigInt(rows),
    from: { era: from.era, xid: BigInt(from.xid) },
    before: { era: before.era, xid: BigInt(before.xid) },
  };
  expect(sealHash(content)).toBe(hash);
});

it('verifies the stored sample of version 2 of a row', async () => {
  const sample = JSON.parse(await readFile(join(import.meta.dirname, 'samples', 'entry-v2.json'), 'utf8')) as {
    rows: { row: Parameters<typeof entryBytes>[0]; bytes: string; leaf: string }[];
    root: string;
  };
  const tree = new MerkleRoot();
  for (const { row, bytes, leaf } of sample.rows) {
    expect(Buffer.from(entryBytes(row)).toString('utf8')).toBe(bytes);
    expect(leafHash(entryBytes(row)).toString('hex')).toBe(leaf);
    tree.add(entryBytes(row));
  }
  expect(tree.root()).toBe(sample.root);
});
