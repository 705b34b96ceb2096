import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MerkleRoot, sha256 } from './merkle.ts';

/** RFC 6962 section 2.1 as it is written there, over the whole list. */
function treeHash(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (!only) return sha256('');
  if (leaves.length === 1) return sha256(Buffer.from([0]), only);
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha256(Buffer.from([1]), treeHash(leaves.slice(0, split)), treeHash(leaves.slice(split)));
}

function rootOf(leaves: readonly Buffer[]): string {
  const tree = new MerkleRoot();
  for (const leaf of leaves) tree.add(leaf);
  return tree.root();
}

describe('MerkleRoot', () => {
  it('agrees with the definition for any number of leaves', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 70 }), (arrays) => {
        const leaves = arrays.map((array) => Buffer.from(array));
        expect(rootOf(leaves)).toBe(treeHash(leaves).toString('hex'));
      }),
    );
  });

  it('gives the published roots of RFC 6962 test data', () => {
    const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map((hex) =>
      Buffer.from(hex, 'hex'),
    );
    expect(rootOf([])).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(rootOf(leaves.slice(0, 1))).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
    expect(rootOf(leaves.slice(0, 3))).toBe('aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77');
    expect(rootOf(leaves)).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
  });

  it('tells one leaf from the node that looks like it', () => {
    const [a, b] = [sha256(Buffer.from([0]), 'a'), sha256(Buffer.from([0]), 'b')];
    expect(rootOf([Buffer.concat([a, b])])).not.toBe(rootOf([Buffer.from('a'), Buffer.from('b')]));
  });
});
