import type { Db } from '../platform/db/index.ts';
import type { Ledger } from './seal/sealer.ts';
import { type Anchor, type Break, type Verification, verifyTrail } from './seal/verify.ts';
import { auditLedger } from './store.ts';

/**
 * The command `audit:verify`: recomputes every seal and writes one paragraph per ledger. Gives the exit code: 0 when all is whole,
 * 1 at a break. `anchor` is a seal of the trail that somebody noted earlier, as `number:hash`.
 */
export async function auditVerify(
  db: Db,
  write: (line: string) => void,
  options: { ledgers?: readonly Ledger[]; anchor?: string } = {},
): Promise<number> {
  const anchor = options.anchor === undefined ? {} : { anchor: readAnchor(options.anchor) };
  const results = await verifyTrail(db, [auditLedger, ...(options.ledgers ?? [])], anchor);
  for (const line of results.flatMap(describeVerification)) write(line);
  return results.every((result) => result.firstBreak === null) ? 0 : 1;
}

/** Throws a RangeError unless the text is `number:hash`. */
function readAnchor(text: string): Anchor {
  const [, number, hash] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? [];
  if (!number || !hash) throw new RangeError('a noted seal is written as number:hash, as this command prints it');
  return { number: BigInt(number), hash };
}

function describeVerification(result: Verification): string[] {
  const head = result.head ? `Last seal, to be noted elsewhere: ${result.head.number}:${result.head.hash}` : 'No seal yet.';
  if (result.firstBreak) {
    return [
      `${result.ledger}: BROKEN at seal ${result.firstBreak.seal}: ${describeBreak(result.firstBreak)}. ${result.seals} seals before it are whole.`,
    ];
  }
  return [`${result.ledger}: whole. ${result.seals} seals over ${result.sealedRows} rows, ${result.openRows} rows not sealed yet.`, head];
}

function describeBreak(found: Break): string {
  if (found.kind === 'seal') return found.what;
  if (found.kind === 'changed') return `a row under it was changed (${found.sealed} rows)`;
  return `${found.kind === 'missing' ? 'rows are missing' : 'rows were put in'}: ${found.sealed} were sealed, ${found.found} are there`;
}
