import type { Db, Reader } from '../../platform/db/index.ts';
import { type FoundRecord, findRecords } from './find.ts';
import { type Boundary, isBefore, noSealBefore, type Seal, sealHash, sealVersion } from './format.ts';
import { MerkleRoot } from './merkle.ts';
import { type Ledger, type LedgerRow, ledgerRows, sealsAfter } from './sealer.ts';

export type Break =
  /** The seal itself was changed, removed or put in. */
  | { readonly kind: 'seal'; readonly seal: bigint; readonly what: string; readonly records: readonly FoundRecord[] }
  /** Rows under the seal differ from those that were sealed. */
  | {
      readonly kind: 'changed' | 'missing' | 'inserted';
      readonly seal: bigint;
      readonly sealed: bigint;
      readonly found: bigint;
      /** Which, where the seal's leaves can tell. */
      readonly records: readonly FoundRecord[];
    };

export interface Verification {
  readonly ledger: string;
  readonly seals: bigint;
  /** Rows under seals found whole. */
  readonly sealedRows: bigint;
  /** Rows not sealed yet. */
  readonly openRows: bigint;
  /** Hash of the last seal: noted elsewhere, it shows later that the end of the trail was not cut off. */
  readonly head: { readonly number: bigint; readonly hash: string } | null;
  readonly firstBreak: Break | null;
  /** All breaks up to the first broken seal, at most 100. */
  readonly breaks: readonly Break[];
}

/** A seal that somebody noted outside of the system. */
export interface Anchor {
  readonly number: bigint;
  readonly hash: string;
}

const mostBreaks = 100;

/**
 * Recomputes every seal of the ledger from the rows and reports what does not hold: rows changed, missing or put in by name where
 * the leaves can tell, and the first broken seal, behind which nothing can be said. Reads in one snapshot, a page at a time.
 * With `anchor`, also that the seal noted then is still the same.
 */
export async function verifyLedger(db: Db, ledger: Ledger, options: { anchor?: Anchor } = {}): Promise<Verification> {
  return db.transaction((tx) => verify(tx, ledger, options.anchor), { isolation: 'repeatable read', readOnly: true });
}

/** Verifies several ledgers, one after the other; the anchor is a seal of the first. */
export async function verifyTrail(db: Db, ledgers: readonly Ledger[], options: { anchor?: Anchor } = {}): Promise<readonly Verification[]> {
  const results: Verification[] = [];
  for (const ledger of ledgers) results.push(await verifyLedger(db, ledger, results.length === 0 ? options : {}));
  return results;
}

async function verify(reader: Reader, ledger: Ledger, anchor: Anchor | undefined): Promise<Verification> {
  const rows = ledgerRows(reader, ledger, { era: 0, xid: 0n }, null);
  let next = await rows.next();
  let previous: Seal | null = null;
  let whole = 0n;
  let sealedRows = 0n;
  const breaks: Break[] = [];
  const report = (openRows: bigint): Verification => ({
    ledger: ledger.name,
    seals: whole,
    sealedRows,
    openRows,
    head: previous && { number: previous.number, hash: previous.hash },
    firstBreak: breaks[0] ?? null,
    breaks,
  });
  for await (const seal of allSeals(reader, ledger.name)) {
    const wrong = wrongSeal(seal, previous, anchor);
    if (wrong) {
      breaks.push({ kind: 'seal', seal: seal.number, what: wrong, records: [] });
      return report(0n);
    }
    const tree = new MerkleRoot();
    while (!next.done && isUnder(next.value, seal.before)) {
      tree.add(next.value.bytes);
      next = await rows.next();
    }
    previous = seal;
    if (tree.count === seal.rows && tree.root() === seal.root) {
      whole += 1n;
      sealedRows += tree.count;
      continue;
    }
    const kind = tree.count < seal.rows ? 'missing' : tree.count > seal.rows ? 'inserted' : 'changed';
    breaks.push({ kind, seal: seal.number, sealed: seal.rows, found: tree.count, records: await findRecords(reader, ledger, seal) });
    if (breaks.length === mostBreaks) return report(0n);
  }
  if (anchor && (previous?.number ?? 0n) < anchor.number) {
    breaks.push({ kind: 'seal', seal: anchor.number, what: 'the noted seal is gone', records: [] });
  }
  let openRows = 0n;
  for (; !next.done; next = await rows.next()) openRows += 1n;
  return report(openRows);
}

function isUnder(row: LedgerRow, before: Boundary): boolean {
  return isBefore({ era: row.era, xid: row.xid }, before);
}

/** What is wrong with the seal itself, or null. */
function wrongSeal(seal: Seal, previous: Seal | null, anchor: Anchor | undefined): string | null {
  if (seal.version !== sealVersion) return `format version ${seal.version} is not known`;
  if (seal.number !== (previous?.number ?? 0n) + 1n) return `seal ${(previous?.number ?? 0n) + 1n} is missing`;
  if (seal.previous !== (previous?.hash ?? noSealBefore)) return 'it does not follow the seal before it';
  const from = previous?.before ?? { era: 1, xid: 0n };
  if (isBefore(seal.from, from) || isBefore(from, seal.from)) return 'its range does not begin where the seal before it ended';
  if (sealHash(seal) !== seal.hash) return 'its content does not match its hash';
  if (anchor?.number === seal.number && anchor.hash !== seal.hash) return 'it is not the seal that was noted';
  return null;
}

/** The seals of a ledger after a number in their order, a page at a time. */
export async function* allSeals(reader: Reader, ledger: string, from = 0n): AsyncGenerator<Seal> {
  let after = from;
  for (;;) {
    const seals = await sealsAfter(reader, ledger, after, 500);
    yield* seals;
    const last = seals.at(-1);
    if (!last) return;
    after = last.number;
  }
}
