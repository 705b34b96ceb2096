/** The leaves of each seal's tree, kept beside it: 16 bytes of the row's id and 32 bytes of its leaf hash, row after row. */
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db/index.ts';

export interface Leaf {
  readonly id: string;
  readonly hash: Buffer;
}

const idBytes = 16;
const leafBytes = 48;
const leavesPerPart = 2000;

/** Writes the leaves of one seal, holding one part at a time. */
export function leafWriter(tx: Tx, ledger: string, seal: bigint): { add(leaf: Leaf): Promise<void>; end(): Promise<void> } {
  let held: Buffer[] = [];
  let part = 0;
  async function end(): Promise<void> {
    if (held.length === 0) return;
    part += 1;
    await sql`insert into audit.leaf (ledger, seal, part, leaves)
      values (${ledger}, ${seal.toString()}::bigint, ${part}::int, ${Buffer.concat(held)})`.execute(tx.rows<unknown>());
    held = [];
  }
  return {
    async add({ id, hash }) {
      held.push(Buffer.from(id.replaceAll('-', ''), 'hex'), hash);
      if (held.length >= 2 * leavesPerPart) await end();
    },
    end,
  };
}

/** The leaves of a seal in their order; none where it was made before leaves were kept. */
export async function* leavesOf(reader: Reader, ledger: string, seal: bigint): AsyncGenerator<Leaf> {
  for (let part = 1; ; part += 1) {
    const found = await sql<{ leaves: Uint8Array }>`select leaves from audit.leaf
      where ledger = ${ledger} and seal = ${seal.toString()}::bigint and part = ${part}::int`.execute(reader.rows<unknown>());
    const bytes = found.rows[0]?.leaves;
    if (!bytes) return;
    yield* readLeaves(Buffer.from(bytes));
  }
}

function* readLeaves(bytes: Buffer): Generator<Leaf> {
  for (let at = 0; at + leafBytes <= bytes.length; at += leafBytes) {
    const hex = bytes.toString('hex', at, at + idBytes);
    yield { id: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'), hash: bytes.subarray(at + idBytes, at + leafBytes) };
  }
}
