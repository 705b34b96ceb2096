import type { Reader } from '../../platform/db/index.ts';
import type { Seal } from './format.ts';
import { leavesOf } from './leaves.ts';
import { leafHash, MerkleRoot } from './merkle.ts';
import { type Ledger, ledgerRows } from './sealer.ts';

/** A record of which a verification can say what happened to it. */
export interface FoundRecord {
  readonly id: string;
  readonly how: 'changed' | 'missing' | 'inserted';
}

const mostRecords = 100;

/**
 * Which records under a seal differ from those that were sealed: at most 100. Empty where the seal has no leaves, or its leaves are
 * not those that were sealed, so that nothing can be told from them.
 */
export async function findRecords(reader: Reader, ledger: Ledger, seal: Seal): Promise<readonly FoundRecord[]> {
  const tree = new MerkleRoot();
  const sealed = new Map<string, Buffer>();
  for await (const { id, hash } of leavesOf(reader, ledger.name, seal.number)) {
    tree.addLeaf(hash);
    sealed.set(id, hash);
  }
  if (tree.count !== seal.rows || tree.root() !== seal.root) return [];
  const found: FoundRecord[] = [];
  for await (const row of ledgerRows(reader, ledger, seal.from, seal.before)) {
    const hash = sealed.get(row.id);
    if (!hash) found.push({ id: row.id, how: 'inserted' });
    else if (!hash.equals(leafHash(row.bytes))) found.push({ id: row.id, how: 'changed' });
    sealed.delete(row.id);
  }
  for (const id of sealed.keys()) found.push({ id, how: 'missing' });
  return found.slice(0, mostRecords);
}
