import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Seal, sealHash } from './seal/format.ts';
import { MerkleRoot } from './seal/merkle.ts';
import { entryBytes } from './store.ts';

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
  for (const { row, bytes } of sample.rows) {
    expect(Buffer.from(entryBytes(row)).toString('utf8')).toBe(bytes);
    tree.add(entryBytes(row));
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
