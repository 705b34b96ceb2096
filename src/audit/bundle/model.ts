/**
 * Verifies a bundle of the trail wherever it is: in the auditor's browser without network, and in tests. It is written apart from
 * the server's verification and shares no code with it, so that one checks the other. The format is in docs/decisions/0011-trail-of-sight.md.
 */

/** A line of seals.jsonl. Numbers that may be large are texts. */
export interface BundleSeal {
  readonly ledger: string;
  readonly number: string;
  readonly version: number;
  readonly from: { readonly era: number; readonly xid: string };
  readonly before: { readonly era: number; readonly xid: string };
  readonly rows: string;
  readonly root: string;
  readonly previous: string;
  readonly sealedAt: string;
  readonly hash: string;
}

/** The texts of a bundle's files. */
export interface BundleFiles {
  /** rows.jsonl: each line is a row in exactly the bytes that were sealed. */
  readonly rows: string;
  readonly seals: string;
  /** leaves.jsonl: for each seal the id and leaf hash of its rows. */
  readonly leaves: string;
  /** unsealed.jsonl: rows newer than the last seal. */
  readonly unsealed: string;
}

export interface BundleRecord {
  readonly how: 'changed' | 'missing' | 'inserted';
  /** Null where the line is too damaged to say. */
  readonly id: string | null;
  /** Line in rows.jsonl, from 1; null where the record is missing. */
  readonly line: number | null;
}

export interface BundleBreak {
  readonly seal: string;
  /** `seal`: the seal itself does not hold. `rows`: what lies under it does not. `beyond`: rows that belong to no seal. */
  readonly kind: 'seal' | 'rows' | 'beyond';
  /** Which, where the leaves can tell. */
  readonly records: readonly BundleRecord[];
}

export interface BundleVerdict {
  readonly seals: number;
  readonly rows: number;
  readonly unsealed: number;
  /** First and last seal, to be compared with what was noted elsewhere. */
  readonly first: BundleSeal | null;
  readonly last: BundleSeal | null;
  readonly breaks: readonly BundleBreak[];
}

interface Row {
  readonly line: number;
  readonly text: string;
  readonly id: string | null;
  /** Null for a line that cannot be read. */
  readonly at: { readonly era: bigint; readonly xid: bigint } | null;
}

const mostRecords = 100;
const encoder = new TextEncoder();
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;

/** Recomputes every seal of the bundle from its rows. Throws a SyntaxError where seals or leaves cannot be read at all. */
export async function verifyBundle(files: BundleFiles): Promise<BundleVerdict> {
  const seals = lines(files.seals).map((line) => JSON.parse(line) as BundleSeal);
  const leaves = new Map(
    lines(files.leaves)
      .map((line) => JSON.parse(line) as { seal: string; leaves: [string, string][] })
      .map((one) => [one.seal, one.leaves]),
  );
  const rows = lines(files.rows).map(readRow);
  const shared = shareOut(rows, seals, leaves);
  const breaks: BundleBreak[] = [];
  let previous: BundleSeal | null = null;
  for (const [index, seal] of seals.entries()) {
    if (!(await holds(seal, previous))) breaks.push({ seal: seal.number, kind: 'seal', records: [] });
    previous = seal;
    const under = shared.under[index] ?? [];
    const hashes = await Promise.all(under.map((row) => leafHash(row.text)));
    if (under.length.toString() === seal.rows && (await merkleRoot(hashes)) === seal.root) continue;
    breaks.push({ seal: seal.number, kind: 'rows', records: await findRecords(under, hashes, leaves.get(seal.number) ?? [], seal) });
  }
  if (shared.beyond.length > 0) {
    const records = shared.beyond.slice(0, mostRecords).map(({ id, line }) => ({ how: 'inserted' as const, id, line }));
    breaks.push({ seal: previous?.number ?? '0', kind: 'beyond', records });
  }
  return {
    seals: seals.length,
    rows: rows.length,
    unsealed: lines(files.unsealed).length,
    first: seals[0] ?? null,
    last: previous,
    breaks,
  };
}

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

function readRow(text: string, index: number): Row {
  const line = index + 1;
  try {
    const values = JSON.parse(text) as unknown[];
    return { line, text, id: String(values[4]), at: { era: BigInt(String(values[1])), xid: BigInt(String(values[2])) } };
  } catch {
    return { line, text, id: uuid.exec(text)?.[0] ?? null, at: null };
  }
}

/** Gives each row to the seal whose leaves name it, otherwise to the seal of its transaction; a line that cannot be read to its neighbour's. */
function shareOut(
  rows: readonly Row[],
  seals: readonly BundleSeal[],
  leaves: ReadonlyMap<string, readonly [string, string][]>,
): { under: Row[][]; beyond: Row[] } {
  const named = new Map(seals.flatMap((seal, index) => (leaves.get(seal.number) ?? []).map(([id]) => [id, index] as const)));
  const under: Row[][] = seals.map(() => []);
  const beyond: Row[] = [];
  let last = 0;
  for (const row of rows) {
    const byName = row.id === null ? undefined : named.get(row.id);
    const { at } = row;
    last = byName ?? (at === null ? last : seals.findIndex(({ before }) => isBefore(at, before)));
    const place = under[last];
    (place ?? beyond).push(row);
  }
  return { under, beyond };
}

function isBefore(at: NonNullable<Row['at']>, before: BundleSeal['before']): boolean {
  const era = BigInt(before.era);
  return at.era < era || (at.era === era && at.xid < BigInt(before.xid));
}

async function holds(seal: BundleSeal, previous: BundleSeal | null): Promise<boolean> {
  const follows =
    previous === null ||
    (BigInt(seal.number) === BigInt(previous.number) + 1n &&
      seal.previous === previous.hash &&
      seal.from.era === previous.before.era &&
      seal.from.xid === previous.before.xid);
  const content = JSON.stringify([
    `yenbai-seal/${seal.version}`,
    seal.ledger,
    seal.number,
    String(seal.from.era),
    seal.from.xid,
    String(seal.before.era),
    seal.before.xid,
    seal.rows,
    seal.root,
    seal.previous,
    seal.sealedAt,
  ]);
  return follows && hex(await sha256(encoder.encode(content))) === seal.hash;
}

async function findRecords(
  under: readonly Row[],
  hashes: readonly Uint8Array[],
  leaves: readonly [string, string][],
  seal: BundleSeal,
): Promise<BundleRecord[]> {
  const proved = leaves.length.toString() === seal.rows && (await merkleRoot(leaves.map(([, hash]) => fromHex(hash)))) === seal.root;
  if (!proved) return [];
  const sealed = new Map(leaves);
  const found: BundleRecord[] = [];
  const strangers: Row[] = [];
  under.forEach((row, index) => {
    const expected = row.id === null ? undefined : sealed.get(row.id);
    if (row.id === null || expected === undefined) strangers.push(row);
    else {
      if (hex(hashes[index] ?? new Uint8Array()) !== expected) found.push({ how: 'changed', id: row.id, line: row.line });
      sealed.delete(row.id);
    }
  });
  found.push(...strangers.map(({ id, line }) => ({ how: 'inserted' as const, id, line })));
  for (const id of sealed.keys()) found.push({ how: 'missing', id, line: null });
  return found.slice(0, mostRecords);
}

const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));

function joined(first: number, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(1 + parts.reduce((sum, part) => sum + part.length, 0));
  bytes[0] = first;
  let at = 1;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** RFC 6962: a leaf is hashed behind a zero byte. */
const leafHash = (text: string): Promise<Uint8Array> => sha256(joined(0, encoder.encode(text)));

/** RFC 6962: nodes are hashed behind a one; the last of an odd number goes up unchanged. */
async function merkleRoot(leaves: readonly Uint8Array[]): Promise<string> {
  let level = leaves;
  if (level.length === 0) return hex(await sha256(new Uint8Array()));
  while (level.length > 1) {
    const pairs: Promise<Uint8Array>[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at] as Uint8Array, level[at + 1]];
      pairs.push(right === undefined ? Promise.resolve(left) : sha256(joined(1, left, right)));
    }
    level = await Promise.all(pairs);
  }
  return hex(level[0] as Uint8Array);
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const fromHex = (text: string): Uint8Array => new Uint8Array((text.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)));
