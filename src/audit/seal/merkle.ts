import { createHash } from 'node:crypto';

const leafPrefix = Buffer.from([0]);
const nodePrefix = Buffer.from([1]);

export function sha256(...parts: readonly (Uint8Array | string)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** The hash of one row as a leaf of the tree. */
export function leafHash(bytes: Uint8Array): Buffer {
  return sha256(leafPrefix, bytes);
}

/**
 * The root of a Merkle tree over leaves given one at a time, as in RFC 6962 section 2.1: leaves are hashed behind a zero byte
 * and nodes behind a one, so that neither passes for the other; an incomplete tree splits at the largest power of two.
 * Holds one hash per level, however many leaves there are.
 */
export class MerkleRoot {
  /** Roots of complete subtrees, the largest first. */
  private readonly subtrees: { leaves: bigint; root: Buffer }[] = [];
  private leaves = 0n;

  get count(): bigint {
    return this.leaves;
  }

  add(bytes: Uint8Array): void {
    this.addLeaf(leafHash(bytes));
  }

  /** Adds a row by its leaf hash. */
  addLeaf(hash: Buffer): void {
    let next = { leaves: 1n, root: hash };
    for (let last = this.subtrees.at(-1); last?.leaves === next.leaves; last = this.subtrees.at(-1)) {
      this.subtrees.pop();
      next = { leaves: last.leaves * 2n, root: sha256(nodePrefix, last.root, next.root) };
    }
    this.subtrees.push(next);
    this.leaves += 1n;
  }

  /** Hex; of no leaves, the hash of nothing. */
  root(): string {
    const [smallest, ...larger] = this.subtrees.toReversed();
    if (!smallest) return sha256().toString('hex');
    return larger.reduce((right, left) => sha256(nodePrefix, left.root, right), smallest.root).toString('hex');
  }
}
