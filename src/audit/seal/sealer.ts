import { sql } from 'kysely';
import type { Db, Reader } from '../../platform/db/index.ts';
import { type Boundary, noSealBefore, type Seal, sealHash, sealInstant, sealVersion } from './format.ts';
import { leafWriter } from './leaves.ts';
import { leafHash, MerkleRoot } from './merkle.ts';

/** One row of a ledger, in its canonical bytes. */
export interface LedgerRow {
  readonly era: number;
  readonly xid: bigint;
  readonly id: string;
  readonly bytes: Uint8Array;
}

/**
 * An append-only table that can be sealed: it has columns `era` (default audit.current_era()), `xid` (default
 * pg_current_xact_id()) and `id`, an index over the three, and no right to change a row.
 */
export interface Ledger {
  /** schema.table */
  readonly name: string;
  /** Rows in the order (era, xid, id): those after the given one, or from the boundary on; before `before`, where given; at most `limit`. */
  page(reader: Reader, range: { from: Boundary | LedgerRow; before: Boundary | null }, limit: number): Promise<readonly LedgerRow[]>;
}

export type SealResult =
  | { readonly state: 'sealed'; readonly seal: Seal }
  /** Nothing committed since the last seal lies below the oldest running transaction. */
  | { readonly state: 'nothing' }
  /** Another program is sealing this ledger now. */
  | { readonly state: 'busy' };

const pageSize = 2000;

/** Rows one by one, holding one page at a time. */
export async function* ledgerRows(reader: Reader, ledger: Ledger, from: Boundary, before: Boundary | null): AsyncGenerator<LedgerRow> {
  let after: Boundary | LedgerRow = from;
  for (;;) {
    const rows: readonly LedgerRow[] = await ledger.page(reader, { from: after, before }, pageSize);
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < pageSize) return;
    after = last;
  }
}

/**
 * Seals the committed rows of the ledger that lie below the oldest running transaction. A row of a transaction that is still
 * open stays for a later seal, and so does everything younger, so that each row is under exactly one seal.
 */
export async function sealOnce(db: Db, ledger: Ledger): Promise<SealResult> {
  // Read committed on purpose: the lock is taken before the snapshot by which the last seal is read. Rows below the oldest
  // running transaction are the same in every later snapshot.
  return db.transaction(async (tx) => {
    const lock = await sql<{
      locked: boolean;
    }>`select pg_try_advisory_xact_lock(hashtextextended(${`seal ${ledger.name}`}, 0)) as locked`.execute(tx.rows<unknown>());
    if (!lock.rows[0]?.locked) return { state: 'busy' };
    const last = await lastSeal(tx, ledger.name);
    const from = last?.before ?? { era: 1, xid: 0n };
    const before = await horizon(tx);
    const number = (last?.number ?? 0n) + 1n;
    const tree = new MerkleRoot();
    const leaves = leafWriter(tx, ledger.name, number);
    for await (const row of ledgerRows(tx, ledger, from, before)) {
      const hash = leafHash(row.bytes);
      tree.addLeaf(hash);
      await leaves.add({ id: row.id, hash });
    }
    if (tree.count === 0n) return { state: 'nothing' };
    await leaves.end();
    const content = {
      ledger: ledger.name,
      number,
      version: sealVersion,
      from,
      before,
      rows: tree.count,
      root: tree.root(),
      previous: last?.hash ?? noSealBefore,
      sealedAt: sealInstant(tx.clock.now()),
    };
    const seal: Seal = { ...content, hash: sealHash(content) };
    await sql`insert into audit.seal
        (ledger, number, version, from_era, from_xid, before_era, before_xid, row_count, root, previous, sealed_at, hash)
      values (${seal.ledger}, ${seal.number.toString()}::bigint, ${seal.version}::int, ${from.era}::int, ${from.xid.toString()}::xid8,
        ${before.era}::int, ${before.xid.toString()}::xid8, ${seal.rows.toString()}::bigint, ${seal.root}, ${seal.previous},
        ${seal.sealedAt}::timestamptz, ${seal.hash})`.execute(tx.rows<unknown>());
    return { state: 'sealed', seal };
  });
}

/** Below this, every transaction is over: rows of the present era under the oldest running one, and all of earlier eras. */
async function horizon(reader: Reader): Promise<Boundary> {
  const result = await sql<{ era: number; xid: string }>`
    select audit.current_era() as era, pg_snapshot_xmin(pg_current_snapshot())::text as xid`.execute(reader.rows<unknown>());
  const row = result.rows[0];
  if (!row) throw new Error('the database did not say its oldest running transaction');
  return { era: row.era, xid: BigInt(row.xid) };
}

interface SealRow {
  ledger: string;
  number: string;
  version: number;
  from_era: number;
  from_xid: string;
  before_era: number;
  before_xid: string;
  row_count: string;
  root: string;
  previous: string;
  sealed_at: string;
  hash: string;
}

/** Seals of a ledger after a number, in order. */
export async function sealsAfter(reader: Reader, ledger: string, number: bigint, limit: number): Promise<readonly Seal[]> {
  const result = await sql<SealRow>`${sealColumns} from audit.seal
    where ledger = ${ledger} and number > ${number.toString()}::bigint order by seal.number limit ${limit}`.execute(reader.rows<unknown>());
  return result.rows.map(toSeal);
}

async function lastSeal(reader: Reader, ledger: string): Promise<Seal | null> {
  const result = await sql<SealRow>`${sealColumns} from audit.seal where ledger = ${ledger} order by seal.number desc limit 1`.execute(
    reader.rows<unknown>(),
  );
  return result.rows[0] ? toSeal(result.rows[0]) : null;
}

const sealColumns =
  sql.raw(`select ledger, number::text, version, from_era, from_xid::text, before_era, before_xid::text, row_count::text, root, previous,
  to_char(sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as sealed_at, hash`);

function toSeal(row: SealRow): Seal {
  return {
    ledger: row.ledger,
    number: BigInt(row.number),
    version: row.version,
    from: { era: row.from_era, xid: BigInt(row.from_xid) },
    before: { era: row.before_era, xid: BigInt(row.before_xid) },
    rows: BigInt(row.row_count),
    root: row.root,
    previous: row.previous,
    sealedAt: row.sealed_at,
    hash: row.hash,
  };
}
